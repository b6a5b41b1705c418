"""The table as a spreadsheet: the lines that are shown, and the totals of the whole campaign."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.utils import timezone

from directions.completeness import Missing
from directions.deadlines import days_late
from directions.enums import ContributionStatus
from directions.french.number_words import counted
from directions.models import Contribution
from directions.sheets import Column, DataSheet, Format, Kind, Table, Value, write
from directions.tracking.board import Board, Line


def _text(title: str, width: int = 18) -> Column:
    return Column(title, title, width=width)


def _number(title: str) -> Column:
    return Column(title, title, width=16, kind=Kind.NUMBER)


_TOLD = 5
_FILLED, _COMMENTS = "Avancement (en %)", "Commentaires ouverts"
# Each column with what it holds for a line. The titles must say it all: a CSV has nothing else.
_COLUMNS: tuple[tuple[Column, Callable[[Line], Value]], ...] = (
    (_text("DGA", 30), lambda line: line.group.head.name),
    (_text("Sigle", 12), lambda line: line.contribution.code),
    (_text("Direction", 40), lambda line: line.contribution.name),
    (_text("Nature"), lambda line: line.contribution.get_kind_display()),
    (_text("État"), lambda line: line.contribution.get_status_display()),
    (_text("Écriture"), lambda line: line.filling.duty.value),
    (_number(_FILLED), lambda line: line.filling.percent),
    (_number("Points à compléter"), lambda line: len(line.filling.missing)),
    (_text("À compléter", 60), lambda line: _told(line.filling.missing)),
    (_text("Conseillé", 40), lambda line: _told(line.filling.advised)),
    (_text("Date limite", 14), lambda line: line.contribution.due_on if line.filling.is_expected else None),
    (_number("Jours de retard"), lambda line: days_late(line.contribution) or None),
    (_text("Délai accordé jusqu'au", 14), lambda line: line.contribution.extended_until),
    (_text("Raison du délai", 40), lambda line: line.contribution.extension_reason),
    (_text("Soumise le", 14), lambda line: _submitted(line.contribution)),
    (_text("Dernière activité le", 14), lambda line: timezone.localdate(line.activity.moment)),
    (_text("Dernière activité"), lambda line: line.activity.what),
    (_text("Dernière activité, par", 24), lambda line: line.activity.who),
    (_text("Relecture", 24), lambda line: str(line.contribution.reviewer) if line.contribution.reviewer else None),
    (_number(_COMMENTS), lambda line: line.contribution.open_comments),
)


def workbook(board: Board, lines: Iterable[Line], file_format: Format) -> bytes:
    """The file of these lines."""
    rows = [{column.key: value(line) for column, value in _COLUMNS} for line in lines]
    shown = DataSheet("Directions", [column for column, _ in _COLUMNS], rows)
    return write(Table(f"Suivi de la campagne {board.campaign.year}", [shown, _totals(board)]), file_format)


def _totals(board: Board) -> DataSheet:
    """By DGA, then overall: a line more."""
    columns = [_text("DGA", 40), *(_number(status.label) for status in ContributionStatus)]
    columns += [_number(title) for title in ("En retard", "À compléter", _FILLED, _COMMENTS, "Contributions")]
    named = [(group.head.name, group) for group in board.groups]
    rows = [
        {
            "DGA": name,
            **{count.status.label: count.number for count in totals.counts},
            "En retard": totals.late,
            "À compléter": totals.lacking,
            _FILLED: totals.percent,
            _COMMENTS: totals.open_comments,
            "Contributions": len(totals.rows),
        }
        for name, totals in [*named, ("Ensemble", board.totals)]
    ]
    return DataSheet("Totaux de la campagne", columns, rows)


def _told(items: list[Missing]) -> str:
    """The first of them: a row that tells dozens fills a screen. The page tells them all."""
    told = " ".join(item.message for item in items[:_TOLD])
    return f"{told} Et {counted(len(items) - _TOLD, 'autre', 'autres')}." if len(items) > _TOLD else told


def _submitted(contribution: Contribution) -> Value:
    """The day when it was sent in last."""
    moments = [event.created_at for event in contribution.events.all() if event.is_submission]
    return timezone.localdate(moments[-1]) if moments else None
