"""Units of one kind are converted by their factor; two kinds are not."""

from __future__ import annotations

from decimal import Decimal

import pytest

from directions.expressions.conversions import converted


@pytest.mark.parametrize(
    ("value", "unit", "wanted", "found"),
    [
        ("1200", "kg", "t", ("1.2", True)),
        ("1.5", "tonnes", "kilogrammes", ("1500", True)),
        ("90", "minutes", "h", ("1.5", True)),
        ("100", "min", "heures", ("1.67", False)),
        ("45", "GWh", "MWh", ("45000", True)),
        ("-5", "‰", "%", ("-0.5", True)),
        ("3", "ha", "m²", ("30000", True)),
        ("1", "semaine", "jours", ("7", True)),
    ],
)
def test_known_factors(value, unit, wanted, found):
    assert converted(Decimal(value), unit, wanted) == (Decimal(found[0]), found[1])


@pytest.mark.parametrize(("unit", "wanted"), [("%", "agents"), ("kg", "km"), ("h", "jours"), ("", "t"), ("EUR", "%")])
def test_other_kinds(unit, wanted):
    assert converted(Decimal(12), unit, wanted) is None
