"""Turns a number of one unit into another of the same kind: kilogrammes into tonnes, minutes into hours.

Standard library only. Two units whose factor is not known are of different kinds: nothing is said then.
"""

from __future__ import annotations

from decimal import Decimal

from directions.expressions.words import is_same_unit
from directions.french.numbers import MAX_DECIMALS, rounded

# Each kind counts in its first unit; weeks and hours do not mix, since a day of work has no fixed hours.
_KINDS = (
    {"g": 1, "kg": 1_000, "t": 1_000_000},
    {"cm": 1, "m": 100, "km": 100_000},
    {"m²": 1, "ha": 10_000, "km²": 1_000_000},
    {"l": 1, "m³": 1_000},
    {"min": 1, "h": 60},
    {"jours": 1, "semaines": 7},
    {"Wh": 1, "kWh": 1_000, "MWh": 1_000_000, "GWh": 1_000_000_000, "TWh": 1_000_000_000_000},
    {"‰": 1, "%": 10},
)
_DECIMALS_ABOUT = 2


def converted(value: Decimal, unit: str, wanted: str) -> tuple[Decimal, bool] | None:
    """The value in the wanted unit and whether it is exact: else it has two decimals. None between two kinds."""
    for kind in _KINDS:
        factors = [factor for one in (unit, wanted) for name, factor in kind.items() if is_same_unit(one, name)]
        if len(factors) == 2:
            there = value * factors[0] / factors[1]
            is_exact = there == rounded(there, MAX_DECIMALS)
            return (there if is_exact else rounded(there, _DECIMALS_ABOUT)), is_exact
    return None
