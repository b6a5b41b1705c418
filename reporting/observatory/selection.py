"""Which figures answer the question, and in which order: their ids.

The database answers what is a column. What is left is done here, on rows of a few columns read in one query: a search
and an alphabetical order that know accents on every database, and the evolutions, which `directions.evolution` alone
knows how to compute.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

from directions.evolution import Evolution, evolution_of, moves_beyond
from directions.french.folding import folded, has_every_word
from reporting.observatory.filters import ALONE, BEYOND, DOWN, REDEFINED, STABLE, UP, FigureFilter
from reporting.observatory.units import Units

_READ = (
    "pk", "contribution_id", "position", "label", "group", "value", "text_value", "indicator__label",
    "indicator__code",
)  # fmt: skip
# What `evolution_of` reads.
_READ_TO_COMPARE = (
    "unit", "scale", "scope", "has_new_perimeter", "restated_value", "restated_reason", "comparison_kind",
    "comparison_mode", "comparison_value", "comparison_unit", "comparison_year", "comparison_note",
    "previous_value", "published", "reorganisation", "is_redefined",
)  # fmt: skip

# A row of `values_list(named=True)`: for `evolution_of`, it stands for the figure.
Light = Any
_TRENDS = {"up": UP, "down": DOWN, "stable": STABLE, "none": ALONE}


def selected(question: FigureFilter) -> list[UUID]:
    """The ids of the figures that answer the question, in the order that it asks for."""
    return [row.pk for row in _Selection(question).rows()]


class _Selection:
    def __init__(self, question: FigureFilter) -> None:
        self._question = question
        self._units: Units = question.units
        self._evolution, self._order = question.value("evolution"), question.value("tri")
        self._compares = bool(self._evolution) or self._order.lstrip("-") == "evolution"

    def rows(self) -> list[Light]:
        rows = self._read()
        if words := folded(self._question.value("recherche")).split():
            rows = [row for row in rows if has_every_word(self._text(row), words)]
        if self._evolution:
            rows = [row for row in rows if self._moved_as_asked(row)]
        return self._ordered(rows)

    def _read(self) -> list[Light]:
        figures = self._question.qs.with_previous() if self._compares else self._question.qs
        columns = (*_READ, *_READ_TO_COMPARE) if self._compares else _READ
        return list(figures.values_list(*columns, named=True))

    # -- Which ones ----------------------------------------------------------------------------------------------------

    def _text(self, row: Light) -> str:
        """All the words under which a figure may be looked for."""
        unit = self._units.visible[row.contribution_id]
        texts = (row.label, row.group, row.indicator__label, row.indicator__code, unit.name, unit.code)
        return " ".join(folded(text) for text in texts if text)

    def _moved_as_asked(self, row: Light) -> bool:
        campaign = self._units.visible[row.contribution_id].campaign
        if self._evolution == BEYOND:
            return moves_beyond(row, campaign.year, campaign.variation_threshold)
        return _kind(evolution_of(row, campaign.year)) == self._evolution

    # -- In which order ------------------------------------------------------------------------------------------------

    def _ordered(self, rows: list[Light]) -> list[Light]:
        """By what is asked, and what is equal there as usual. What has no value for the asked column comes last,
        whatever the direction of the order."""
        rows = sorted(rows, key=self._usual_place)
        column = self._order.lstrip("-")
        if not column:
            return rows
        key = self._KEYS[column]
        known = [(key(self, row), row) for row in rows]
        told = sorted(
            (pair for pair in known if pair[0] is not None), key=lambda pair: pair[0], reverse=self._order[0] == "-"
        )
        return [row for _, row in told] + [row for value, row in known if value is None]

    def _usual_place(self, row: Light) -> tuple[Any, ...]:
        """The latest year first, what is still to be filled after what is; then as the report is printed."""
        unit = self._units.visible[row.contribution_id]
        is_empty = row.value is None and not row.text_value
        return -unit.campaign.year, is_empty, self._units.ranks[unit.direction_id], row.position, str(row.pk)

    def _direction(self, row: Light) -> str:
        return folded(self._units.visible[row.contribution_id].name)

    def _label(self, row: Light) -> str:
        return folded(row.label)

    def _year(self, row: Light) -> int:
        return self._units.visible[row.contribution_id].campaign.year

    def _value(self, row: Light) -> Decimal | None:
        return row.value

    def _change(self, row: Light) -> Decimal | None:
        moved = evolution_of(row, self._year(row))
        return moved.change if moved else None

    _KEYS: dict[str, Callable[[_Selection, Light], Any]] = {
        "direction": _direction,
        "indicateur": _label,
        "annee": _year,
        "valeur": _value,
        "evolution": _change,
    }


def _kind(moved: Evolution | None) -> str:
    """How a figure moved, as the filter names it."""
    if moved is None:
        return ALONE
    return _TRENDS[moved.trend] if moved.is_comparable else REDEFINED
