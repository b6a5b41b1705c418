"""What a row of the table says: one figure of one year, its evolution and its history in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.safestring import SafeString

from directions.evolution import Evolution, evolution_of
from directions.french.numbers import format_quantity
from directions.french.typography import french
from directions.models import Contribution, KeyFigure
from reporting.observatory import history
from reporting.observatory.sparkline import in_words, sparkline
from reporting.observatory.units import Units


@dataclass(frozen=True)
class Row:
    """`text` is the value as it is printed, `exact` the whole number with its unit, `raw` the number for a machine."""

    figure: KeyFigure
    contribution: Contribution
    institution: str
    label: str
    group: str
    text: str
    exact: str
    raw: str
    evolution: Evolution | None
    line: SafeString
    line_words: str
    indicator_url: str
    contribution_url: str

    @property
    def is_told(self) -> bool:
        """True where the direction said something, a value or that it cannot give it."""
        return self.figure.is_filled


def table_rows(ids: Sequence[UUID], units: Units) -> list[Row]:
    """The rows of a page of the table, in the order of the ids: two queries, however many."""
    figures = in_order(ids, KeyFigure.objects.filter(pk__in=ids).with_previous().order_by())
    histories = history.read(figures, units)
    return [_row(figure, histories[figure.pk], units) for figure in figures]


def _row(figure: KeyFigure, past: history.History, units: Units) -> Row:
    contribution = units.visible[figure.contribution_id]
    return Row(
        figure=figure,
        contribution=contribution,
        institution=contribution.campaign.institution.name if len(units.institutions) > 1 else "",
        label=french(figure.label),
        group=french(figure.group),
        text=history.value_in_words(figure),
        exact="" if figure.value is None else format_quantity(figure.value, figure.unit).text,
        raw="" if figure.value is None else f"{figure.value.normalize():f}",
        evolution=evolution_of(figure, contribution.campaign.year),
        line=sparkline(past, contribution.campaign.year),
        line_words=in_words(past),
        indicator_url=indicator_url(figure.indicator_id),
        contribution_url=block_url(contribution, figure),
    )


def indicator_url(pk: int | None) -> str:
    """The page of an indicator; empty for a figure that measures none."""
    return reverse("reporting:observatory-indicator", args=[pk]) if pk else ""


def block_url(contribution: Contribution, figure: KeyFigure) -> str:
    """The figure where it is written: the page of its contribution, at its very block."""
    return f"{contribution.get_absolute_url()}#bloc-{figure.pk}"


def in_order(ids: Sequence[UUID], figures: Iterable[KeyFigure]) -> list[KeyFigure]:
    """The figures of these ids, in their order."""
    found = {figure.pk: figure for figure in figures}
    return [found[pk] for pk in ids if pk in found]
