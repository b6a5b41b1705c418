"""What is printed of a figure is read back as the same figure, whatever its value, unit, scale and qualifier."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from directions.expressions.reading import parse_expression
from directions.expressions.words import APPROXIMATIONS, QUALIFIERS, is_same_unit, unit_typed
from directions.french.numbers import Scale, printed, stored_unit

STORABLE = st.one_of(
    st.builds(
        lambda digits, places: Decimal(digits).scaleb(-places),
        st.integers(-(10**15) + 1, 10**15 - 1),
        st.integers(0, 6),
    ),
    st.integers(-100, 2000).map(Decimal),
)
USUAL_UNITS = [
    "", "EUR", "%", "‰", "rang", "fraction", "mois", "ans", "an", "années", "agents", "agent", "élèves", "habitants",
    "EUR/hab.", "EUR/élève", "EUR/jour", "EUR/semaine", "EUR/m²", "EUR/an", "hab./km²", "masques/semaine", "fois/jour",
    "fois/an", "km", "km²", "m²", "m³", "ha", "m", "ml", "t", "tonnes", "h", "h/agent", "heures", "l", "litres", "kg",
    "MWh", "kWh", "km/h", "ETP", "MDS", "MBA", "EPCI", "mises à l'abri", "rendez-vous", "parcours", "personnes âgées",
    "sapeurs-pompiers", "travaux", "TPE/PME", "places d'EHPAD", "tonnes de CO2", "points", "hab.", "jours", "dossiers",
    "logements sociaux", "équivalents temps plein", "mètres linéaires", "œuvres", "hectares", "haies", "onze", "e",
    "kilomètres de pistes cyclables", "élèves par classe", "agents max", "M", "k", "Md", "millions", "de", "n.c.",
]  # fmt: skip
WORD = st.text("abcdefghijklmnopqrstuvwxyzéèêàçôœABCDEKMTX", min_size=1, max_size=10)
FREE_UNITS = st.one_of(
    st.lists(WORD, min_size=1, max_size=4).map(" ".join),
    st.builds("{}/{}".format, WORD, WORD),
    st.builds("{} d'{}".format, WORD, WORD),
    st.builds("{} par {}".format, WORD, WORD),
).map(stored_unit)
UNITS = st.one_of(st.sampled_from(USUAL_UNITS), FREE_UNITS)
POWERS = {Scale.PLAIN: 0, Scale.THOUSAND: 3, Scale.MILLION: 6, Scale.BILLION: 9, Scale.MILLION_WORD: 6}
# Their unit takes the place of a scale, or is not a number of units.
RATIOS = {"%", "‰"}


def is_scale_printed(value: Decimal, unit: str) -> bool:
    in_words = value == int(value) and ((unit == "rang" and value > 0) or (unit == "mois" and value >= 36))
    return unit not in RATIOS and not in_words


@settings(max_examples=300)
@given(STORABLE, UNITS, st.sampled_from(Scale), st.sampled_from(["", *QUALIFIERS]))
@example(Decimal("0.000001"), "EUR", Scale.BILLION, "plus de")
@example(Decimal(579), "mois", Scale.PLAIN, "près de")
@example(Decimal(1), "M", Scale.MILLION, "")
def test_reads_back_a_figure_in_the_unit_of_its_row(value: Decimal, unit: str, scale: Scale, qualifier: str) -> None:
    read = parse_expression(printed(value, unit, scale, qualifier=qualifier), unit=unit)
    assert (read.value, read.unit, read.qualifier, read.text_value) == (value, unit, qualifier, "")
    assert read.scale == (scale if is_scale_printed(value, unit) else Scale.PLAIN)


@settings(max_examples=300)
@given(STORABLE, UNITS, st.sampled_from(Scale), st.sampled_from(["", *QUALIFIERS]))
def test_reads_back_a_figure_on_its_own(value: Decimal, unit: str, scale: Scale, qualifier: str) -> None:
    # Other units, as "M" or "de", are understood only by the row that has them; "pct" is "%".
    assume(unit in {"", "rang", "fraction"} or unit_typed(unit) not in {None, *RATIOS - {unit}})
    read = parse_expression(printed(value, unit, scale, qualifier=qualifier))
    assert (read.qualifier, read.text_value) == (qualifier, "")
    if unit == "mois" and read.unit in {"an", "ans"}:
        value = value / 12  # "4 ans" are 48 months.
    elif unit == "fraction" or (unit == "rang" and is_scale_printed(value, unit)):
        unit = ""  # Not printed: the row knows it.
    assert read.value == value
    assert read.unit == unit or is_same_unit(read.unit, unit)
    assert read.scale == (scale if is_scale_printed(value, unit) or read.unit == "" else Scale.PLAIN)


@given(
    st.sampled_from(sorted(APPROXIMATIONS)), UNITS, st.sampled_from(Scale), st.sampled_from(["", "près d'", "plus d'"])
)
@example("une quarantaine", "mois", Scale.PLAIN, "")
@example("une dizaine", "rang", Scale.PLAIN, "")
def test_reads_back_words_in_place_of_the_number(words: str, unit: str, scale: Scale, before: str) -> None:
    scale = Scale.PLAIN if unit in RATIOS else scale
    value = Decimal(APPROXIMATIONS[words]).scaleb(POWERS[scale])
    qualifier = f"{before}{words} de"
    read = parse_expression(printed(value, unit, scale, qualifier=qualifier), unit=unit)
    assert (read.value, read.unit, read.scale, read.qualifier) == (value, unit, scale, qualifier)


@given(STORABLE.filter(lambda value: value > 0), UNITS, st.sampled_from(Scale))
def test_reads_back_a_rise(value: Decimal, unit: str, scale: Scale) -> None:
    assume(unit not in {"rang", "fraction", "mois"})
    rise = parse_expression(f"+{printed(value, unit, scale)}", unit=unit)
    assert (rise.value, rise.unit, rise.text_value[:1]) == (value, unit, "+")
    assert parse_expression(printed(None, unit, text_value=rise.text_value), unit=unit) == rise


@pytest.mark.parametrize(
    "typed",
    [
        "1/3", "1/3 du territoire", "un tiers", "24/24", "+3,2 %", "+25 000 abonnés", "+1,2 M€", "1re", "n°1 en France",
        "1er producteur français", "28e édition", "2 ans et 3 mois", "24h/24 et 7j/7", "environ +3 %",
        "au moins un tiers", "près de la moitié du territoire", "plus d'une centaine d'agents",
    ],
)  # fmt: skip
def test_reads_back_what_is_printed_in_words(typed: str) -> None:
    one = parse_expression(typed)
    shown = printed(one.value, one.unit, one.scale, qualifier=one.qualifier, text_value=one.text_value)
    assert parse_expression(shown) == one
    assert parse_expression(shown, unit=one.unit) == one
