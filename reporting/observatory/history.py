"""An indicator through the years in one history of contributions: its values, where they do not compare, what was
corrected afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

from django.db.models import OuterRef, Subquery

from directions.evolution import REORGANISED, Evolution, evolution_of, why_new_perimeter
from directions.french.numbers import Scale, printed
from directions.french.typography import french
from directions.models import Contribution, KeyFigure, Redefinition
from reporting.observatory.units import Units


@dataclass(frozen=True)
class Point:
    """One year. `text` is the value in words as it was published; `value` is what is drawn: the corrected one where the
    year after corrected it, None where there is no number. `break_reason` says in French why it does not compare with
    the point before; empty where it does, and on the first point."""

    contribution: Contribution
    row: KeyFigure
    text: str
    value: Decimal | None
    evolution: Evolution | None
    break_reason: str = ""
    corrected: str = ""
    corrected_reason: str = ""

    @property
    def year(self) -> int:
        return self.contribution.campaign.year

    @property
    def shown(self) -> str:
        """The value that is drawn, in words."""
        return self.corrected or self.text


History = tuple[Point, ...]


def value_in_words(row: KeyFigure) -> str:
    """The value as it is printed, or why there is none."""
    if row.not_provided:
        return "non communiqué"
    if not row.is_filled:
        return "sans valeur"
    return printed(row.value, row.unit, Scale(row.scale), qualifier=row.qualifier, text_value=row.text_value)


def read(rows: Iterable[KeyFigure], units: Units) -> dict[UUID, History]:
    """The history of the indicator of each row, by the id of the row, in one query; empty for a row that measures no
    indicator."""
    rows = list(rows)
    measured = {row.indicator_id for row in rows if row.indicator_id}
    concerned = {pk for row in rows for pk in units.line(row.contribution_id)}
    figures = of_indicators(measured).filter(contribution__in=concerned)
    found = {(figure.indicator_id, figure.contribution_id): figure for figure in figures}
    return {row.pk: _history(row.indicator_id, units.line(row.contribution_id), found, units) for row in rows}


def of_indicators(indicators: Iterable[int]):
    """The figures of these indicators with what their evolutions are made of, and the year in which the indicator was
    redefined last (`redefined_in`)."""
    redefined = Redefinition.objects.filter(
        indicator=OuterRef("indicator"), year__lte=OuterRef("contribution__campaign__year")
    ).order_by("-year")
    figures = KeyFigure.objects.filter(indicator__in=list(indicators)).with_previous().order_by()
    return figures.annotate(redefined_in=Subquery(redefined.values("year")[:1]))


def _history(
    indicator_id: int | None, line: Sequence[UUID], found: dict[tuple[int, UUID], KeyFigure], units: Units
) -> History:
    figures = [found[indicator_id, pk] for pk in line if (indicator_id, pk) in found]
    return history(figures, units)


def history(figures: Sequence[KeyFigure], units: Units) -> History:
    """The points of the figures of one line, the oldest first."""
    points: list[Point] = []
    for row in figures:
        contribution = units.visible[row.contribution_id]
        if points and row.restated_value is not None and contribution.previous_id == points[-1].row.contribution_id:
            points[-1] = _corrected(points[-1], row)
        moved = evolution_of(row, contribution.campaign.year)
        reason = _why_cut(points[-1], row, units) if points else ""
        points.append(Point(contribution, row, value_in_words(row), row.value, moved, reason))
    return tuple(points)


def _why_cut(last: Point, row: KeyFigure, units: Units) -> str:
    """Why the value does not compare with the last one, which may be that of several years before."""
    if reason := why_new_perimeter(row):
        return reason
    if row.redefined_in and row.redefined_in > last.year:
        return f"l'indicateur a été redéfini en {row.redefined_in}"
    contribution = units.visible.get(units.visible[row.contribution_id].previous_id)
    while contribution and contribution.pk != last.row.contribution_id:
        if contribution.perimeter_change and not contribution.keeps_perimeter:
            return f"{REORGANISED[contribution.perimeter_change]} en {contribution.campaign.year}"
        contribution = units.visible.get(contribution.previous_id)
    return ""


def _corrected(point: Point, following: KeyFigure) -> Point:
    text = printed(following.restated_value, following.unit, Scale(following.scale))
    reason = french(following.restated_reason)
    return replace(point, value=following.restated_value, corrected=text, corrected_reason=reason)


def stretches(history: History) -> list[History]:
    """The history cut where its values stop comparing."""
    found: list[list[Point]] = []
    for point in history:
        if not found or point.break_reason:
            found.append([])
        found[-1].append(point)
    return [tuple(points) for points in found]
