"""The page of one indicator: what it measures, and its values through the years in every direction that the person
sees."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from directions import scopes
from directions.enums import Aggregation, DirectionKind
from directions.french.numbers import format_quantity, shown_unit
from directions.french.typography import NO_BREAK, french
from directions.models import Contribution, Indicator, KeyFigure, User
from reporting.observatory import drawings, history
from reporting.observatory.history import History, Point
from reporting.observatory.rows import block_url
from reporting.observatory.sparkline import in_words, sparkline
from reporting.observatory.units import Units

# Beyond, the details are those of the one direction that is chosen.
_MOST_DETAILED = 4


def visible_indicators(user: User) -> QuerySet[Indicator]:
    """The indicators that exist for the person: theirs, and those that a figure that they see measures."""
    measured = scopes.reachable(KeyFigure.objects.order_by(), user).values("indicator")
    own = scopes.reachable(Indicator.objects.order_by(), user).values("pk")
    return Indicator.objects.filter(Q(pk__in=own) | Q(pk__in=measured)).select_related("institution", "owner")


@dataclass(frozen=True)
class Line:
    """One direction through the years, under the name of the last one. `cells` hold a point, or None, a year."""

    unit: Contribution
    former_names: tuple[str, ...]
    history: History
    cells: tuple[Point | None, ...]
    drawing: SafeString
    words: str


@dataclass(frozen=True)
class YearRow:
    """A year of one direction: its value, and all that must be known to read it."""

    year: int
    point: Point | None
    remarks: tuple[str, ...]
    url: str


@dataclass(frozen=True)
class Detail:
    """One direction in full: its chart, if two years have a number, and its table, the latest year first."""

    unit: Contribution
    former_names: tuple[str, ...]
    chart: drawings.Drawn | None
    rows: tuple[YearRow, ...]


@dataclass(frozen=True)
class Total:
    """The sum of a year; `text` is empty where a value is missing."""

    value: Decimal | None
    text: str


class IndicatorPage:
    """What the page of an indicator places. `asked` is the key of the direction whose details are wanted."""

    def __init__(self, indicator: Indicator, units: Units, asked: str = "") -> None:
        self.indicator = indicator
        self.asked = asked
        self._units = units
        figures = history.of_indicators([indicator.pk]).filter(contribution__in=units.visible)
        # By line, named by its first contribution, then by contribution.
        self._figures: dict[UUID, dict[UUID, KeyFigure]] = defaultdict(dict)
        for figure in figures:
            self._figures[units.line(figure.contribution_id)[0]][figure.contribution_id] = figure

    @property
    def unit_words(self) -> str:
        return french(shown_unit(self.indicator.unit))

    @cached_property
    def years(self) -> list[int]:
        """Every year from the first to the last that has a figure."""
        found = [self._units.visible[pk].campaign.year for line in self._figures.values() for pk in line]
        return list(range(min(found), max(found) + 1)) if found else []

    @cached_property
    def lines(self) -> list[Line]:
        """Each direction that measures it, in the order of the org chart."""
        lines = [self._line(first, figures) for first, figures in self._figures.items()]
        return sorted(lines, key=lambda line: self._units.ranks[line.unit.direction_id])

    def _line(self, first: UUID, figures: dict[UUID, KeyFigure]) -> Line:
        path = [pk for pk in self._units.line(first) if pk in figures]
        points = history.history([figures[pk] for pk in path], self._units)
        by_year = {point.year: point for point in points}
        unit = points[-1].contribution
        names = dict.fromkeys(point.contribution.name for point in points if point.contribution.name != unit.name)
        return Line(
            unit=unit,
            former_names=tuple(names),
            history=points,
            cells=tuple(by_year.get(year) for year in self.years),
            drawing=sparkline(points),
            words=in_words(points),
        )

    # -- Details -------------------------------------------------------------------------------------------------------

    @property
    def is_chosen(self) -> bool:
        """True where there are too many directions to show the details of all."""
        return len(self.lines) > _MOST_DETAILED

    @property
    def is_unknown(self) -> bool:
        """True where the direction that is asked for is none of those of the page."""
        return bool(self.asked) and not self._chosen

    @property
    def _chosen(self) -> list[Line]:
        return [line for line in self.lines if str(line.unit.direction_id) == self.asked]

    @cached_property
    def details(self) -> list[Detail]:
        chosen = self._chosen or ([] if self.is_chosen else self.lines)
        return [self._detail(line) for line in chosen]

    def _detail(self, line: Line) -> Detail:
        title = f"{french(self.indicator.label)} – {line.unit.name}"
        rows = [self._year_row(year, point) for year, point in zip(self.years, line.cells, strict=True)]
        chart = drawings.of_history(title, self.indicator, line.history, self.years)
        return Detail(line.unit, line.former_names, chart, tuple(reversed(rows)))

    def _year_row(self, year: int, point: Point | None) -> YearRow:
        if point is None:
            return YearRow(year, None, (), "")
        remarks = _remarks(point, self._units.explanation(point.row))
        return YearRow(year, point, tuple(remarks), block_url(point.contribution, point.row))

    # -- Sum -----------------------------------------------------------------------------------------------------------

    @cached_property
    def totals(self) -> list[Total]:
        """The sum of the directions, a year each; none where the values are not to be added."""
        if self.indicator.aggregation != Aggregation.SUM or len(self._added) < 2 or self.why_no_total:
            return []
        return [self._total(year) for year in self.years]

    @cached_property
    def why_no_total(self) -> str:
        """Why values that should be added are not; empty where they are, or need not be."""
        if self.indicator.aggregation != Aggregation.SUM:
            return ""
        if len({point.row.unit for line in self._added for point in line.history}) > 1:
            return "La somme n'est pas faite : toutes les valeurs ne sont pas dans la même unité."
        measuring = {point.row.contribution_id for line in self._added for point in line.history}
        if any(self._units.hangs_below_one_of(pk, measuring) for pk in measuring):
            return (
                "La somme n'est pas faite : une direction et celle dont elle dépend donnent chacune leur valeur, "
                "et la même chose pourrait être comptée deux fois."
            )
        return ""

    @cached_property
    def total_chart(self) -> drawings.Drawn | None:
        """The sum as a chart, where every year has all its values."""
        if not self.totals or any(total.value is None for total in self.totals):
            return None
        title = f"{french(self.indicator.label)} – somme des directions"
        sums = {year: (total.value, total.text) for year, total in zip(self.years, self.totals, strict=True)}
        return drawings.of_sums(title, self.indicator, sums)

    @cached_property
    def _added(self) -> list[Line]:
        """The institution's own value is what the sum is to be compared with, no part of it."""
        return [line for line in self.lines if line.unit.kind != DirectionKind.INSTITUTION]

    def _total(self, year: int) -> Total:
        values = list(self._values(year))
        if not values or None in values:
            return Total(None, "")
        total = sum(values, Decimal(0))
        return Total(total, format_quantity(total, self.indicator.unit).text)

    def _values(self, year: int) -> Iterable[Decimal | None]:
        """The value of every direction that wrote that year and measures the indicator; None where it gave none."""
        index = self.years.index(year)
        for line in self._added:
            if point := line.cells[index]:
                yield point.value
            elif year in self._years_written(line):
                yield None

    def _years_written(self, line: Line) -> set[int]:
        written = self._units.line(line.history[0].row.contribution_id)
        return {self._units.visible[pk].campaign.year for pk in written}


def _remarks(point: Point, explanation: str) -> Iterable[str]:
    row = point.row
    if point.break_reason and (point.evolution is None or point.evolution.is_comparable):
        yield french(f"Périmètre modifié : {point.break_reason}.")
    if point.corrected:
        yield f"Corrigée en {point.year + 1}{NO_BREAK}: {point.corrected}. {_sentence(point.corrected_reason)}"
    if row.scope:
        yield french(f"Périmètre : {_sentence(row.scope)}")
    if explanation:
        yield french(f"Explication : {_sentence(explanation)}")


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
