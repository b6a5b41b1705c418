"""French numbers: what is typed is read or refused, never misread; what is printed follows French usage."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from directions.french.numbers import (
    NumberError,
    Quantity,
    Scale,
    format_decimal,
    format_duration_months,
    format_evolution,
    format_ordinal,
    format_qualified,
    format_quantity,
    parse_decimal,
    shown_unit,
    stored_unit,
)

STORABLE = st.builds(
    lambda units, places: Decimal(units).scaleb(-places),
    st.integers(-(10**15) + 1, 10**15 - 1),
    st.integers(0, 6),
)
TYPED = st.text(alphabet="0123456789.,+-\u2212 \u00a0\u202f\u2009ek€%²٣", max_size=24)


def readable(text: str) -> str:
    """The text with its no-break spaces shown: "~" for U+00A0, "_" for U+202F."""
    return text.replace("\u00a0", "~").replace("\u202f", "_")


def plain(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(text.replace("\u202f", " ") for text in texts)


# -- Reading -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("7140", "7140"),
        ("7 140", "7140"),
        ("2 048 504", "2048504"),
        ("62,5", "62.5"),
        ("28.5", "28.5"),
        ("1,09", "1.09"),
        ("1 234,5", "1234.5"),
        ("1\u00a0234,5", "1234.5"),
        ("1\u202f234,5", "1234.5"),
        ("1\u2009234,5", "1234.5"),
        ("1\u2007234,5", "1234.5"),
        ("1\u202f234\u00a0567", "1234567"),
        ("1,234", "1.234"),
        ("1 234,567", "1234.567"),
        ("1234.5", "1234.5"),
        ("1 234.5", "1234.5"),
        ("1234.5678", "1234.5678"),
        ("0.125", "0.125"),
        ("-0.125", "-0.125"),
        ("+7,6", "7.6"),
        ("-36,7", "-36.7"),
        ("\u221236,7", "-36.7"),
        ("\u2212 36,7", "-36.7"),
        ("\u00a0 12 \n", "12"),
        ("0", "0"),
        ("-0", "0"),
        ("007", "7"),
        ("999999999999999", "999999999999999"),
        ("999999999,999999", "999999999.999999"),
        ("1,5000000", "1.5"),
    ],
)
def test_reads_what_a_french_person_types(typed: str, value: str) -> None:
    read = parse_decimal(typed)
    assert read == Decimal(value)
    assert not (read.is_zero() and read.is_signed())


@pytest.mark.parametrize(
    ("typed", "candidates"),
    [
        ("1.234", ("1 234", "1,234")),
        ("-1.234", ("\u22121 234", "\u22121,234")),
        ("12.000", ("12 000", "12")),
        ("1234.567", ("1 234 567", "1 234,567")),
        ("1 234.567", ("1 234 567", "1 234,567")),
        ("1.234.567", ("1 234 567",)),
        ("1,234,567", ("1 234 567",)),
        ("1.234,5", ("1 234,5",)),
        ("1,234.5", ("1 234,5",)),
        ("1.234.567,89", ("1 234 567,89",)),
        ("21 3407", ("213 407", "21,3407")),
        ("2 3456", ("23 456", "2,3456")),
        ("15 1526", ("151 526", "15,1526")),
        ("1  234", ("1 234", "1,234")),
        ("17, 5", ("17,5",)),
        ("17 ,5", ("17,5",)),
        ("17 5", ("175", "17,5")),
        ("1. 234", ("1 234", "1,234")),
        ("1 234,567 8", ("1 234,5678",)),
        (",5", ("0,5",)),
        ("12.", ("12",)),
    ],
)
def test_refuses_what_can_be_misread_and_gives_the_readings(typed: str, candidates: tuple[str, ...]) -> None:
    with pytest.raises(NumberError) as refusal:
        parse_decimal(typed)
    assert plain(refusal.value.candidates) == candidates
    assert typed in refusal.value.message
    assert all(candidate in refusal.value.message for candidate in refusal.value.candidates)


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", "\u00a0", "-", "+", ".", ",", "--5", "5-", "1.23.4", "1,2,3", "1,,5", "NaN", "inf", "-Infinity",
        "sNaN", "1e3", "1e999", "²", "5²", "٣", "１２", "½", "1_000", "0x10", "1'234", "1.234 M€", "M€",
        "1\t234", "2 900 / 5 087", "<b>1</b>", "1\u200b234",
    ],
)  # fmt: skip
def test_refuses_what_is_not_a_number(typed: str) -> None:
    with pytest.raises(NumberError) as refusal:
        parse_decimal(typed)
    assert refusal.value.candidates == ()
    assert "par exemple 1\u202f234,5" in refusal.value.message


@pytest.mark.parametrize(
    ("typed", "whole"),
    [
        ("358,4 M€", "358 400 000"), ("12 k€", "12 000"), ("12,6M€", "12 600 000"), ("1,46 Md€", "1 460 000 000"),
        ("14,6 millions d'euros", "14 600 000"), ("1 234 €", "1 234"), ("12 %", "12"), ("48 ans", "48"),
        ("3 km²", "3"), ("3 m", "3"), ("-2 M€", "−2 000 000"),
    ],
)  # fmt: skip
def test_an_amount_is_refused_with_the_whole_number_to_write(typed: str, whole: str) -> None:
    with pytest.raises(NumberError) as refusal:
        parse_decimal(typed)
    assert plain(refusal.value.candidates) == (whole,)
    assert typed in refusal.value.message
    assert refusal.value.candidates[0] in refusal.value.message
    assert ("Affichage" in refusal.value.message) == ("M" in typed or "k€" in typed or "million" in typed)


@pytest.mark.parametrize(("typed", "stored", "shown"), [
    ("€", "EUR", "€"), ("EUR", "EUR", "€"), ("euros", "EUR", "€"), ("pour cent", "%", "%"), ("Pourcentages", "%", "%"),
    ("€ TTC", "EUR TTC", "€ TTC"), ("€/hab.", "EUR/hab.", "€/hab."),
    ("agents", "agents", "agents"), ("européens", "européens", "européens"), ("", "", ""),
])  # fmt: skip
def test_euros_are_typed_and_shown_as_people_write_them(typed: str, stored: str, shown: str) -> None:
    assert stored_unit(typed) == stored
    assert shown_unit(stored) == shown


@pytest.mark.parametrize(
    "typed",
    ["1" * 16, "1 234 567 890 123 456", "1,1234567", "1234567890,123456", "9" * 200, "0" * 200, "1 " * 5000],
)
def test_refuses_long_numbers_quickly(typed: str) -> None:
    started = time.perf_counter()
    with pytest.raises(NumberError, match="au plus 15 chiffres, dont 6 au plus après la virgule"):
        parse_decimal(typed)
    assert time.perf_counter() - started < 0.1


def test_message_is_the_text_of_the_error() -> None:
    with pytest.raises(NumberError) as refusal:
        parse_decimal("1.234")
    assert readable(str(refusal.value)) == (
        "«~1.234~» ne se lit pas comme un nombre~: voulez-vous dire 1_234 ou 1,234_?"
    )


@given(STORABLE)
@example(Decimal("999999999.999999"))
@example(Decimal("-0.000001"))
def test_reads_back_what_it_prints(value: Decimal) -> None:
    assert parse_decimal(format_decimal(value)) == value
    assert parse_decimal(format_decimal(value, sign=True)) == value


@given(TYPED)
@example("1.234 567")
def test_reads_or_refuses_with_readings_that_it_accepts(typed: str) -> None:
    try:
        value = parse_decimal(typed)
    except NumberError as refusal:
        for candidate in refusal.candidates:
            assert format_decimal(parse_decimal(candidate)) == candidate
    else:
        assert value == parse_decimal(format_decimal(value))


@given(st.integers(1, 999), st.integers(0, 999))
def test_a_point_before_three_digits_is_never_read(whole: int, rest: int) -> None:
    with pytest.raises(NumberError) as refusal:
        parse_decimal(f"{whole}.{rest:03}")
    thousands, decimals = refusal.value.candidates
    assert parse_decimal(thousands) == whole * 1000 + rest
    assert parse_decimal(decimals) == whole + Decimal(rest) / 1000


@given(st.text(max_size=200))
def test_any_text_is_a_number_or_a_refusal(text: str) -> None:
    try:
        value = parse_decimal(text)
    except NumberError:
        return
    assert value.is_finite()


# -- Writing -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "options", "printed"),
    [
        (7140, {}, "7_140"),
        (Decimal("2048504.50"), {}, "2_048_504,5"),
        (Decimal("1E+3"), {}, "1_000"),
        (Decimal("-36.7"), {}, "\u221236,7"),
        (Decimal("7.6"), {"sign": True}, "+7,6"),
        (Decimal(0), {"sign": True}, "0"),
        (Decimal("-0"), {}, "0"),
        (Decimal("0.125"), {"decimals": 2}, "0,13"),
        (Decimal("2.5"), {"decimals": 0}, "3"),
        (Decimal("-2.5"), {"decimals": 0}, "\u22123"),
        (Decimal("-0.04"), {"decimals": 1}, "0,0"),
        (Decimal("0.04"), {"decimals": 1, "sign": True}, "0,0"),
        (Decimal(15), {"decimals": 1}, "15,0"),
        (Decimal("999999999999999999.999999"), {}, "999_999_999_999_999_999,999999"),
        (Decimal("999999999999999999.999999"), {"decimals": 2}, "1_000_000_000_000_000_000,00"),
    ],
)
def test_prints_numbers(value: Decimal | int, options: dict, printed: str) -> None:
    assert readable(format_decimal(value, **options)) == printed


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
def test_prints_no_infinity(value: str) -> None:
    with pytest.raises(ValueError, match="cannot be printed"):
        format_decimal(Decimal(value))


@pytest.mark.parametrize(
    ("value", "unit", "scale", "number", "printed_unit"),
    [
        ("1460000000", "EUR", Scale.BILLION, "1,46~Md€", ""),
        ("2900000000", "EUR", Scale.BILLION, "2,9~Md€", ""),
        ("2900000000", "EUR", Scale.MILLION_WORD, "2_900~millions", "d’euros"),
        ("2900000", "EUR", Scale.MILLION_WORD, "2,9~millions", "d’euros"),
        ("506272000", "EUR", Scale.MILLION, "506,272~M€", ""),
        ("2244000000", "EUR", Scale.MILLION, "2_244~M€", ""),
        ("232000", "EUR", Scale.THOUSAND, "232~k€", ""),
        ("800700", "EUR", Scale.PLAIN, "800_700~€", ""),
        ("-800700", "EUR", Scale.PLAIN, "\u2212800_700~€", ""),
        ("606", "EUR/hab.", Scale.PLAIN, "606~€", "par habitant"),
        ("2329", "EUR/élève", Scale.PLAIN, "2_329~€", "par élève"),
        ("35", "EUR/jour", Scale.PLAIN, "35~€", "par jour"),
        ("70", "EUR/semaine", Scale.PLAIN, "70~€", "par semaine"),
        ("2.5", "EUR/m²", Scale.PLAIN, "2,5~€", "par m²"),
        ("12", "EUR TTC", Scale.PLAIN, "12~€", "TTC"),
        ("12600000", "EUR TTC", Scale.MILLION, "12,6~M€", "TTC"),
        ("12600000", "EUR TTC", Scale.MILLION_WORD, "12,6~millions", "d’euros TTC"),
        ("732", "EUR par habitant", Scale.PLAIN, "732~€", "par habitant"),
        ("12", "KEUR", Scale.PLAIN, "12", "K€"),
        ("12", "dépenses en EUR", Scale.PLAIN, "12", "dépenses en €"),
        ("62.5", "%", Scale.PLAIN, "62,5~%", ""),
        ("62.5", "%", Scale.MILLION, "62,5~%", ""),
        ("7140", "agents", Scale.PLAIN, "7_140", "agents"),
        ("232000", "agents", Scale.THOUSAND, "232~k", "agents"),
        ("14600000", "masques", Scale.MILLION_WORD, "14,6~millions", "de masques"),
        ("1600000", "masques", Scale.MILLION_WORD, "1,6~million", "de masques"),
        ("2000000", "agents", Scale.MILLION_WORD, "2~millions", "d’agents"),
        ("3000000", "", Scale.MILLION_WORD, "3~millions", ""),
        ("630000", "masques/semaine", Scale.PLAIN, "630_000", "masques par semaine"),
        ("2000000", "masques/semaine", Scale.MILLION_WORD, "2~millions", "de masques par semaine"),
        ("2", "fois/jour", Scale.PLAIN, "2", "fois par jour"),
        ("398", "hab./km²", Scale.PLAIN, "398", "hab./km²"),
        ("25285", "mises à l'abri", Scale.PLAIN, "25_285", "mises à l’abri"),
        ("1", "mises à l'abri", Scale.PLAIN, "1", "mise à l’abri"),
        ("110", "km/h", Scale.PLAIN, "110", "km/h"),
        ("12", "TPE/PME", Scale.PLAIN, "12", "TPE/PME"),
        ("1", "élèves/étudiants", Scale.PLAIN, "1", "élèves/étudiants"),
        ("12", "élèves/étudiants", Scale.PLAIN, "12", "élèves/étudiants"),
        ("5087", "km²", Scale.PLAIN, "5_087", "km²"),
        ("0.333333", "fraction", Scale.PLAIN, "0,333333", ""),
        ("13", "rang", Scale.PLAIN, "13", ""),
        ("421", "", Scale.PLAIN, "421", ""),
        ("1", "agents", Scale.PLAIN, "1", "agent"),
        ("0", "agents", Scale.PLAIN, "0", "agent"),
        ("1.5", "tonnes", Scale.PLAIN, "1,5", "tonne"),
        ("-1.5", "tonnes", Scale.PLAIN, "\u22121,5", "tonne"),
        ("2", "places", Scale.PLAIN, "2", "places"),
        ("1200", "places", Scale.THOUSAND, "1,2~k", "places"),
        ("1", "masques/semaine", Scale.PLAIN, "1", "masque par semaine"),
        ("2", "collège", Scale.PLAIN, "2", "collège"),
    ],
)
def test_prints_quantities(value: str, unit: str, scale: Scale, number: str, printed_unit: str) -> None:
    quantity = format_quantity(Decimal(value), unit, scale)
    assert (readable(quantity.number), quantity.unit) == (number, printed_unit)
    assert readable(quantity.text) == (f"{number}~{printed_unit}" if printed_unit else number)


@given(STORABLE, st.sampled_from(Scale))
def test_scales_without_losing_a_digit(value: Decimal, scale: Scale) -> None:
    number = format_quantity(value, "", scale).number.split("\u00a0")[0]
    power = {"k": 3, "M": 6, "Md": 9, "million": 6}.get(scale, 0)
    digits = number.replace("\u202f", "").replace(",", ".").replace("\u2212", "-")
    assert Decimal(digits).scaleb(power) == value


# -- Phrases -----------------------------------------------------------------------------------------------------------

AGENTS = Quantity("7\u202f140", "agents")


@pytest.mark.parametrize(
    ("qualifier", "quantity", "text"),
    [
        ("", AGENTS, "7_140~agents"),
        ("près de", AGENTS, "près de 7_140~agents"),
        ("plus de", format_quantity(Decimal(11000000), "EUR", Scale.MILLION), "plus de 11~M€"),
        ("près de", format_quantity(Decimal(1000000), "EUR", Scale.MILLION), "près de 1~M€"),
        ("plus de", Quantity("un tiers", ""), "plus d’un tiers"),
        ("moins de", format_quantity(Decimal(9), "années"), "moins de 9~années"),
        ("au plus", format_quantity(Decimal(1), "an"), "au plus 1~an"),
        ("environ", AGENTS, "environ 7_140~agents"),
        ("quelque", AGENTS, "quelque 7_140~agents"),
        ("presque", format_quantity(Decimal(4), "mois"), "presque 4~mois"),
        ("jusqu'à", format_quantity(Decimal(33), "%"), "jusqu’à 33~%"),
        ("à peine", format_quantity(Decimal(50), "%"), "à peine 50~%"),
        ("avoisine", format_quantity(Decimal(101600000), "EUR", Scale.MILLION), "avoisine 101,6~M€"),
        ("estimé", AGENTS, "7_140~agents (estimation)"),
        ("une trentaine de", format_quantity(Decimal(30), "projets"), "une trentaine de projets"),
        ("une trentaine de", format_quantity(Decimal(30), "agents"), "une trentaine d’agents"),
        ("une trentaine d'", format_quantity(Decimal(30), "ordonnances"), "une trentaine d’ordonnances"),
        ("une quinzaine de", format_quantity(Decimal(15), "sites"), "une quinzaine de sites"),
        ("une vingtaine de", format_quantity(Decimal(20), "collèges"), "une vingtaine de collèges"),
        ("une trentaine de", format_quantity(Decimal(30), "EUR/jour"), "une trentaine d’euros par jour"),
        ("une trentaine de", format_quantity(Decimal(30000000), "EUR", Scale.MILLION), "une trentaine de M€"),
        (
            "une trentaine de",
            format_quantity(Decimal(30000000), "masques", Scale.MILLION_WORD),
            "une trentaine de millions de masques",
        ),
        ("près d'une centaine de", format_quantity(Decimal(100), "agents"), "près d’une centaine d’agents"),
        ("une centaine de", format_quantity(Decimal(100), ""), "une centaine"),
        ("un millier de", format_quantity(Decimal(1000), "élèves"), "un millier d’élèves"),
    ],
)
def test_qualifies_quantities(qualifier: str, quantity: Quantity, text: str) -> None:
    assert readable(format_qualified(qualifier, quantity)) == text


@pytest.mark.parametrize(
    ("months", "text"),
    [
        (579, "48~ans et 3~mois"),
        (9, "9~mois"),
        (24, "2~ans"),
        (12, "1~an"),
        (13, "1~an et 1~mois"),
        (0, "0~mois"),
    ],
)
def test_prints_durations(months: int, text: str) -> None:
    assert readable(format_duration_months(months)) == text


def test_refuses_a_negative_duration() -> None:
    with pytest.raises(ValueError, match="not negative"):
        format_duration_months(-1)


@pytest.mark.parametrize(
    ("n", "feminine", "text"), [(1, False, "1er"), (1, True, "1re"), (2, True, "2e"), (28, False, "28e")]
)
def test_prints_ordinals(n: int, feminine: bool, text: str) -> None:
    assert format_ordinal(n, feminine) == text


def test_refuses_a_rank_of_zero() -> None:
    with pytest.raises(ValueError, match="begins at 1"):
        format_ordinal(0)


@pytest.mark.parametrize(
    ("current", "previous", "is_percentage", "text", "trend"),
    [
        ("565", "525.09", False, "+7,6~% par rapport à 2019", "up"),
        ("63.3", "100", False, "\u221236,7~% par rapport à 2019", "down"),
        ("115", "100", False, "+15~% par rapport à 2019", "up"),
        ("826500", "325250", False, "+154,1~% par rapport à 2019", "up"),
        ("100.04", "100", False, "stable par rapport à 2019", "stable"),
        ("100.05", "100", False, "+0,1~% par rapport à 2019", "up"),
        ("300", "100", False, "+200~% par rapport à 2019", "up"),
        ("340", "100", False, "multiplié par 3,4 par rapport à 2019", "up"),
        ("400", "100", False, "multiplié par 4 par rapport à 2019", "up"),
        ("0", "100", False, "\u2212100~% par rapport à 2019", "down"),
        ("0", "0", False, "stable par rapport à 2019", "stable"),
        ("5", "0", False, "", "none"),
        ("5", "-10", False, "", "none"),
        ("-5", "10", False, "", "none"),
        ("-12", "-10", False, "", "none"),
        ("-10", "-10", False, "stable par rapport à 2019", "stable"),
        ("63.7", "62.5", True, "+1,2~point par rapport à 2019", "up"),
        ("64.9", "62.5", True, "+2,4~points par rapport à 2019", "up"),
        ("61.3", "62.5", True, "\u22121,2~point par rapport à 2019", "down"),
        ("64.46", "62.5", True, "+2~points par rapport à 2019", "up"),
        ("62.52", "62.5", True, "stable par rapport à 2019", "stable"),
        ("3", "0", True, "+3~points par rapport à 2019", "up"),
    ],
)
def test_prints_evolutions(current: str, previous: str, is_percentage: bool, text: str, trend: str) -> None:
    evolution = format_evolution(Decimal(current), Decimal(previous), 2019, is_percentage=is_percentage)
    assert (readable(evolution[0]), evolution[1]) == (text, trend)


@given(STORABLE, STORABLE)
def test_any_two_values_have_a_coherent_trend(current: Decimal, previous: Decimal) -> None:
    text, trend = format_evolution(current, previous, 2019)
    assert bool(text) == (trend != "none")
    if trend in {"up", "down"}:
        assert (current > previous) == (trend == "up")
        assert text[0] in {"+", "m"} if trend == "up" else text[0] == "\u2212"
