"""The figures of the table as a spreadsheet: all that are asked for, in their order, numbers as numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from directions.enums import Placement
from directions.evolution import Evolution, evolution_of
from directions.french.numbers import rounded, shown_unit
from directions.models import Contribution, KeyFigure
from directions.sheets import Column, DataSheet, Format, Kind, Table, Value, write
from directions.sheets.cells import trimmed
from reporting.observatory.filters import FigureFilter
from reporting.observatory.history import value_in_words
from reporting.observatory.rows import in_order
from reporting.observatory.selection import selected


@dataclass(frozen=True)
class _Line:
    figure: KeyFigure
    contribution: Contribution
    evolution: Evolution | None
    explanation: str


def _text(title: str, width: int) -> Column:
    return Column(title, title, width=width)


def _number(title: str, width: int = 18) -> Column:
    return Column(title, title, width=width, kind=Kind.NUMBER)


# Each column with what it holds for a line. The titles must say it all: a CSV has nothing else.
_COLUMNS: tuple[tuple[Column, Callable[[_Line], Value]], ...] = (
    (Column("Année", "Année", width=8, kind=Kind.YEAR), lambda line: line.contribution.campaign.year),
    (_text("Institution", 30), lambda line: line.contribution.campaign.institution.name),
    (_text("Sigle", 12), lambda line: line.contribution.code),
    (_text("Direction", 40), lambda line: line.contribution.name),
    (_text("Rubrique", 24), lambda line: line.figure.group),
    (_text("Intitulé", 44), lambda line: line.figure.label),
    (_text("Code de l'indicateur", 28), lambda line: line.figure.indicator.code if line.figure.indicator else None),
    (_number("Valeur"), lambda line: trimmed(line.figure.value)),
    (_text("Unité", 14), lambda line: shown_unit(line.figure.unit)),
    (_text("Valeur imprimée", 28), lambda line: value_in_words(line.figure)),
    (_number("Valeur publiée l'année d'avant"), lambda line: trimmed(line.figure.previous_value)),
    (_number("Valeur corrigée de l'année d'avant"), lambda line: trimmed(line.figure.restated_value)),
    (_text("Raison de la correction", 30), lambda line: line.figure.restated_reason),
    (_text("Évolution", 36), lambda line: line.evolution.in_words if line.evolution else None),
    (_number("Variation (en %, ou en points pour un pourcentage)", 20), lambda line: _change(line.evolution)),
    (_text("Pourquoi l'on ne compare pas", 30), lambda line: _why(line.evolution)),
    (_text("Explication de la direction", 40), lambda line: line.explanation),
    (_text("Périmètre", 30), lambda line: line.figure.scope),
    (_text("Source", 30), lambda line: line.figure.source_note),
    (_text("Emplacement", 24), lambda line: Placement(line.figure.placement).label),
    (_text("État de la contribution", 18), lambda line: line.contribution.get_status_display()),
)


def export(question: FigureFilter, file_format: Format) -> bytes:
    """The file of all the figures that answer the question, in a number of queries that does not grow with them."""
    rows = [{column.key: value(line) for column, value in _COLUMNS} for line in _lines(question)]
    sheet = DataSheet("Chiffres", [column for column, _ in _COLUMNS], rows)
    return write(Table("Observatoire des chiffres", [sheet]), file_format)


def _lines(question: FigureFilter) -> list[_Line]:
    figures = question.qs.with_previous().select_related("indicator")
    lines = []
    for figure in in_order(selected(question), figures):
        contribution = question.units.visible[figure.contribution_id]
        evolution = evolution_of(figure, contribution.campaign.year)
        lines.append(_Line(figure, contribution, evolution, question.units.explanation(figure)))
    return lines


def _change(moved: Evolution | None) -> Decimal | None:
    return trimmed(rounded(moved.change, 1)) if moved and moved.change is not None else None


def _why(moved: Evolution | None) -> str | None:
    return moved.reason if moved and not moved.is_comparable else None
