"""What each loaded figure measures, by the rule of directions.indicators, and the comparisons that this makes useless.

The queries are the same, whatever the number of figures.
"""

from __future__ import annotations

from collections.abc import Iterable

from directions.enums import ComparisonKind
from directions.french.numbers import format_decimal
from directions.indicators import IndicatorBook
from directions.models import Direction, KeyFigure
from directions.opening import shared_indicators

_NOTE_LENGTH = KeyFigure._meta.get_field("internal_note").max_length


class Indicators:
    """The indicators of an institution while one of its reports is loaded."""

    def __init__(self, institution: Direction, year: int) -> None:
        self.shared = shared_indicators(institution)
        self._book = IndicatorBook(institution.pk)
        self._last_year = _measured(institution, year - 1)

    def assign(self, owner: Direction, figures: Iterable[KeyFigure]) -> None:
        """Gives each figure of a contribution its indicator.

        Where the year before has the value of an indicator, the comparison that the file declares is dropped: it is
        computed from that value.
        """
        figures = list(figures)
        self._book.assign(owner, figures)
        for figure in figures:
            if (figure.indicator_id, owner.pk) in self._last_year:
                _drop_declared_comparison(figure)

    def write(self) -> None:
        """Writes the new indicators, before the figures."""
        self._book.write()


def _measured(institution: Direction, year: int) -> set[tuple[int, int]]:
    """The indicators that have a value that year, each with its direction."""
    figures = KeyFigure.objects.filter(
        contribution__campaign__institution=institution,
        contribution__campaign__year=year,
        indicator__isnull=False,
        value__isnull=False,
    )
    return set(figures.values_list("indicator_id", "contribution__direction_id"))


def _drop_declared_comparison(figure: KeyFigure) -> None:
    """The declared comparison with the year before leaves its trace in the internal note."""
    if figure.comparison_kind != ComparisonKind.PREVIOUS:
        return
    if figure.comparison_value is not None:
        value = format_decimal(figure.comparison_value)
        declared = " ".join(part for part in (value, figure.comparison_unit, figure.comparison_note) if part)
        trace = f"Comparaison déclarée ({figure.comparison_mode}) : {declared}."
        figure.internal_note = f"{figure.internal_note} {trace}".strip()[:_NOTE_LENGTH]
    figure.comparison_kind = figure.comparison_mode = figure.comparison_unit = figure.comparison_note = ""
    figure.comparison_value = figure.comparison_year = None
