"""What can be read in two ways, or is damaged, is refused: where, why, and what may have been meant."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from directions.expressions.reading import parse_expression
from directions.french.numbers import NumberError, is_storable

UNREADABLE = "ne se lit pas comme un nombre"
SEVERAL = "contient plusieurs nombres"
RANGE = "est une fourchette"
DATE = "est une date"
WORDS = "a des mots qui ne sont pas une unité"
# (typed, what the message says, candidates).
REFUSED = [
    ("21 3407 m²", UNREADABLE, ("213 407 m²", "21,3407 m²")),
    ("2 3456km", UNREADABLE, ("23 456 km", "2,3456 km")),
    ("15 1526 m²", UNREADABLE, ("151 526 m²", "15,1526 m²")),
    ("17, 5 M€", UNREADABLE, ("17,5 M€",)),
    ("17 5 M€", UNREADABLE, ("175 M€", "17,5 M€")),
    ("1.234", UNREADABLE, ("1 234", "1,234")),
    ("-1.234 €", UNREADABLE, ("−1 234 €", "−1,234 €")),
    ("506.272 M€", UNREADABLE, ("506 272 M€", "506,272 M€")),
    ("près de 1.234 km", UNREADABLE, ("près de 1 234 km", "près de 1,234 km")),
    ("1,234,567", UNREADABLE, ("1 234 567",)),
    ("1.234.567,89 €", UNREADABLE, ("1 234 567,89 €",)),
    ("1,234.5 M€", UNREADABLE, ("1 234,5 M€",)),
    ("12 34", UNREADABLE, ("1 234", "12,34")),
    ("1 2345", UNREADABLE, ("12 345", "1,2345")),
    ("2 0 48 504 habitants", UNREADABLE, ("2 048 504 habitants",)),
    ("1 234 56", UNREADABLE, ("123 456", "1 234", "56")),
    ("12 000 15 000", UNREADABLE, ("12 000", "15 000", "1 200 015 000")),
    ("7  140", UNREADABLE, ("7 140", "7,14")),
    (",5 %", UNREADABLE, ("0,5 %",)),
    ("12. agents", UNREADABLE, ("12 agents",)),
    ("2O agents", UNREADABLE, ("20 agents",)),
    ("1O0", UNREADABLE, ("100",)),
    ("O,5 %", UNREADABLE, ("0,5 %",)),
    ("5 OOO €", UNREADABLE, ("5 000 €",)),
    ("l2 agents", UNREADABLE, ("12 agents",)),
    ("I 234", UNREADABLE, ("234",)),
    ("1'234", UNREADABLE, ("1 234",)),
    ("1_234", UNREADABLE, ("1 234",)),
    ("1\u200b234", UNREADABLE, ("1 234",)),
    ("\u0661\u0662 agents", UNREADABLE, ("12 agents",)),
    ("\uff11\uff12", UNREADABLE, ("12",)),
    ("(1 234) €", UNREADABLE, ("−1 234 €", "1 234 €")),
    ("€ 12 000", UNREADABLE, ("12 000 €",)),
    ("M€ 12,5", UNREADABLE, ("12,5 M€",)),
    ("12€50", UNREADABLE, ("12,5 €",)),
    ("7h30", UNREADABLE, ("7,5 h",)),
    ("1,46E+09", UNREADABLE, ("1 460 000 000",)),
    ("1e5", UNREADABLE, ("100 000",)),
    ("2½", UNREADABLE, ("2,5",)),
    ("2 ans et demi", UNREADABLE, ("2,5 ans",)),
    ("2 millions et demi", UNREADABLE, ("2,5 millions",)),
    ("un quart d'heure", UNREADABLE, ("0,25 heure", "un quart")),
    ("28 e", UNREADABLE, ("28e", "28 €")),
    ("12 m€", UNREADABLE, ("12 M€",)),
    ("12 ME", UNREADABLE, ("12 M€",)),
    ("27 mds", UNREADABLE, ("27 Md",)),
    ("3er", UNREADABLE, ("3e",)),
    ("1ème", UNREADABLE, ("1er", "1re")),
    ("12 M %", UNREADABLE, ("12 %",)),
    ("une commune", UNREADABLE, ("1 commune",)),
    ("deux directions ont fusionné", UNREADABLE, ("2 directions",)),
    ("vingt et un", UNREADABLE, ("21",)),
    ("cent vingt", UNREADABLE, ("120",)),
    ("deux cents", UNREADABLE, ("200",)),
    ("vingt-deux agents", UNREADABLE, ("22 agents",)),
    ("quatre-vingts", UNREADABLE, ("80",)),
    ("plus de mille agents", UNREADABLE, ("plus de 1 000 agents",)),
    ("moins 5", UNREADABLE, ("−5",)),
    ("5-", UNREADABLE, ("−5", "5")),
    ("1 234,50- €", UNREADABLE, ("−1 234,5 €", "1 234,5 €")),
    ("1 234 €-", UNREADABLE, ("−1 234 €", "1 234 €")),
    ("(1 234 €)", UNREADABLE, ("−1 234 €", "1 234 €")),
    ("(5 %)", UNREADABLE, ("−5 %", "5 %")),
    ("± 12", UNREADABLE, ()),
    ("12 +/- 1", UNREADABLE, ("environ 12",)),
    ("12 de plus", UNREADABLE, ("+12",)),
    ("12 centaines", UNREADABLE, ("1 200",)),
    ("deux douzaines d'agents", UNREADABLE, ("24 agents",)),
    ("12 nc", WORDS, ("12",)),
    ("12 provisoire", WORDS, ("12",)),
    ("12 bis", WORDS, ("12",)),
    ("13000 Marseille", UNREADABLE, ("13 000",)),
    ("2 nde", UNREADABLE, ("2nde",)),
    ("12 MM", UNREADABLE, ("12 M",)),
    ("12 bn", UNREADABLE, ("12 Md",)),
    ("08/12", DATE, ()),
    ("01/05", DATE, ()),
    ("31/07", DATE, ()),
    ("200,000 habitants", UNREADABLE, ("200 000 habitants",)),
    ("45\t90", UNREADABLE, ("45", "90")),
    ("100\r\n200", UNREADABLE, ("100", "200")),
    ("12\tagents", UNREADABLE, ("12 agents",)),
    ("<b>12</b>", UNREADABLE, ("12",)),
    ("3 pour 1000", UNREADABLE, ("3 ‰",)),
    ("12 p. 100", UNREADABLE, ("12 %",)),
    ("3 sur 4", UNREADABLE, ("3/4",)),
    ("45 au 31/12", UNREADABLE, ("45",)),
    ("45 agents au 31 décembre 2020", UNREADABLE, ("45 agents",)),
    ("8-4", SEVERAL, ("8", "4")),
    ("0-3 ans", RANGE, ("au moins 0 ans", "au plus 3 ans")),
    ("#DIV/0!", "est une erreur du tableur", ()),
    ("####", "est une erreur du tableur", ()),
    ("une dizaine de milliers de masques", UNREADABLE, ("environ 10 000 masques",)),
    ("dont 27 réunions", UNREADABLE, ("27 réunions",)),
    ("Agents : 12", UNREADABLE, ("12",)),
    ("néant", UNREADABLE, ("0",)),
    ("34 réunions dont 27", SEVERAL, ("34 réunions", "27")),
    ("465 construits et 229 rénovés", SEVERAL, ("465 construits", "229 rénovés")),
    ("17 000 ha sur 31 sites", SEVERAL, ("17 000 ha", "31 sites")),
    ("72 agents (+20 renforts)", SEVERAL, ("72 agents", "20 renforts")),
    ("62,5 %, soit 4 465 agents", SEVERAL, ("62,5 %", "4 465 agents")),
    ("826 500 contre 325 250 en 2019", SEVERAL, ("826 500", "325 250")),
    ("+7,6 % par rapport à 2019", SEVERAL, ("+7,6 %",)),
    ("2 900 / 5 087", SEVERAL, ("2 900", "5 087")),
    ("118/119 communes", SEVERAL, ("118", "119 communes")),
    ("7 140 agents 6 964 ETP", SEVERAL, ("7 140 agents", "6 964 ETP")),
    ("7 140 agents\n6 964 ETP", UNREADABLE, ("7 140 agents", "6 964 ETP")),
    ("de 3 à 5", RANGE, ("au moins 3", "au plus 5")),
    ("3 à 5 agents", RANGE, ("au moins 3 agents", "au plus 5 agents")),
    ("entre 3 et 5 jours", RANGE, ("au moins 3 jours", "au plus 5 jours")),
    ("10-12 M€", RANGE, ("au moins 10 M€", "au plus 12 M€")),
    ("10 % à 12 %", RANGE, ("au moins 10 %", "au plus 12 %")),
    ("14 avril", DATE, ()),
    ("14 avril 2020", DATE, ()),
    ("1er janvier 2020", DATE, ()),
    ("14/04/2020", DATE, ()),
    ("2020-2022", "est une période", ()),
    ("62,5 % des agents", WORDS, ("62,5 %",)),
    ("80 M€ annuels", WORDS, ("80 M€",)),
    ("350 de places", WORDS, ("350 places",)),
    ("12 jours,", WORDS, ("12 jours",)),
    ("12 $", WORDS, ("12",)),
    ("12 x", WORDS, ("12",)),
    ("12 👍", WORDS, ("12",)),
    ("n.c.", "cochez « Non communiqué »", ()),
    *(
        (words, "cochez « Non communiqué »", ())
        for words in (
            "non communiqué",
            "non renseignée",
            "inconnu",
            "N/A",
            "#N/A",
            "NSP",
            "en cours",
            "à venir",
            "sans objet",
            "...",
            "X",
        )
    ),
    ("—", "cochez « Non communiqué »", ()),
    ("AA-", "« Valeur en mots »", ()),
    ("des centaines", UNREADABLE, ()),
    ("NaN", UNREADABLE, ()),
    ("inf", UNREADABLE, ()),
    ("-Infinity", UNREADABLE, ()),
    ("1e999999", UNREADABLE, ()),
    ("12\x0034", UNREADABLE, ("1 234", "12,34")),
    ("1er \x00producteur", UNREADABLE, ("1er producteur",)),
    ("1er 👍", UNREADABLE, ("1er",)),
    ("1/3 du 👍", UNREADABLE, ("1/3",)),
    ("=12+3", UNREADABLE, ()),
    ("", "Indiquez un nombre, par exemple 12,6 M€.", ()),
    ("\u00a0 ", "Indiquez un nombre, par exemple 12,6 M€.", ()),
]
TOO_LONG = "au plus 15 chiffres, dont 6 au plus après la virgule"


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("\u2019", "'")


def refusal(typed: str, unit: str = "") -> NumberError:
    with pytest.raises(NumberError) as refused:
        parse_expression(typed, unit=unit)
    for candidate in refused.value.candidates:
        parse_expression(candidate, unit=unit)
        assert candidate in refused.value.message
    return refused.value


@pytest.mark.parametrize(("typed", "says", "candidates"), REFUSED)
def test_asks_which(typed: str, says: str, candidates: tuple[str, ...]) -> None:
    refused = refusal(typed)
    assert says in plain(refused.message)
    assert tuple(plain(candidate) for candidate in refused.candidates) == candidates


def test_the_table_is_large() -> None:
    assert len({row[0] for row in REFUSED}) >= 90


@pytest.mark.parametrize(
    ("typed", "unit", "says", "candidates"),
    [
        ("12 €", "agents", "compte en €, mais cette ligne compte en agents", ()),
        ("12 agents", "EUR", "compte en agents, mais cette ligne compte en €", ()),
        ("12 m", "EUR", "compte en m, mais cette ligne compte en €", ("12 M€",)),
        ("12 k€", "masques", "compte en €, mais cette ligne compte en masques", ()),
        ("3 agents", "rang", "compte en agents, mais cette ligne est un rang", ()),
        ("12 %", "fraction", "compte en %, mais cette ligne est une fraction", ()),
        ("12e", "EUR", "est un rang, mais cette ligne compte en €", ()),
        ("48 ans et 3 mois", "agents", "est une durée, mais cette ligne compte en agents", ()),
        ("1/2", "%", "est une fraction, mais cette ligne compte en %", ("50 %",)),
        ("1/3", "%", "est une fraction, mais cette ligne compte en %", ("environ 33,3 %",)),
        ("12 M", "%", UNREADABLE, ("12 %",)),
        ("1.234", "km", UNREADABLE, ("1 234 km", "1,234 km")),
        ("1.234", "agents", UNREADABLE, ("1 234 agents",)),
        ("12,345", "agents", UNREADABLE, ("12 345 agents",)),
        ("1 200 kg", "t", "compte en kg", ("1,2 t",)),
        ("1,2 k t", "kg", "compte en t", ("1 200 000 kg",)),
        ("1 200 m", "km", "compte en m", ("1,2 km",)),
        ("90 min", "h", "compte en min", ("1,5 h",)),
        ("100 minutes", "heures", "compte en minutes", ("environ 1,67 heure",)),
        ("45 GWh", "MWh", "compte en GWh", ("45 000 MWh",)),
        ("2 semaines", "jours", "compte en semaines", ("14 jours",)),
        ("5 ‰", "%", "compte en ‰", ("0,5 %",)),
        ("-5 ‰", "%", "compte en ‰", ("−0,5 %",)),
        ("2 centaines", "agents", UNREADABLE, ("200 agents",)),
        ("12 %", "agents", "compte en %", ()),
        ("12 tonnes", "km", "compte en tonnes", ()),
        ("3 sur 4", "%", UNREADABLE, ("75 %",)),
        ("45\t90", "agents", UNREADABLE, ("45 agents", "90 agents")),
    ],
)
def test_refuses_what_the_unit_of_the_row_does_not_allow(
    typed: str, unit: str, says: str, candidates: tuple[str, ...]
) -> None:
    refused = refusal(typed, unit)
    assert says in plain(refused.message)
    assert tuple(plain(candidate) for candidate in refused.candidates) == candidates


@pytest.mark.parametrize(
    "typed",
    [
        "1" * 16, "9" * 64, "1,1234567", "1234567890,123456", "1 000 000 Md€", "0,0000001 agents", "1" * 200, "x" * 200,
        "0,12345678901 k", "1234567890123456e",
    ],
)  # fmt: skip
def test_refuses_what_no_column_can_hold(typed: str) -> None:
    refused = refusal(typed)
    assert TOO_LONG in plain(refused.message)
    assert refused.candidates == ()


def test_the_message_shows_the_beginning_of_a_long_text_without_what_no_page_shows() -> None:
    message = plain(refusal("mots\x07" + "x" * 100).message)
    assert message.startswith("« mots\ufffd" + "x" * 55 + "… » ne se lit pas")


@pytest.mark.parametrize(
    "typed",
    [
        "9" * 1_000_000, " " * 1_000_000, "1 " * 500_000, "a" * 1_000_000, "1" + " " * 999_999 + "x", "1 " * 59 + "x",
        "1" * 119 + "x", "a " * 60, "1" + "a " * 59, "de " * 40, "1 à " * 30, "(" * 120, "1," * 60, "près de " * 15,
        "1" + "/" * 119, "'" * 120, "1 " + "et " * 39, "1" + "." * 119, "1 (" + " " * 115 + ")", "O" * 120, "1O" * 60,
        "une trentaine " + "de " * 35, "1" + "e" * 119, "-" * 120, "1" + "½" * 119, "1 " + "par " * 29,
    ],
)  # fmt: skip
def test_refuses_or_reads_anything_quickly(typed: str) -> None:
    started = time.process_time()
    refusal(typed)
    assert time.process_time() - started < 0.2


FRAGMENTS = st.sampled_from(
    [
        "1", "12", "3407", "000", "2020", "0", "O", ",", ".", " ", "  ", "\u202f", "/", "-", "−", "+", "%", "€", "k",
        "M", "Md", "Mds", "K€", "million", "millions", "milliards", "de", "d'", "d’", "euros", "agents", "hab./km²",
        "m2", "mois", "ans", "et", "et demi", "er", "e", "ème", "n°", "près de", "plus d'", "environ", "(", ")",
        "une trentaine", "un", "deux", "un tiers", "½", "à", "entre", "dont", "par", "semaine", "24", "h", "j", "E+09",
        "\u200b", "\x00", "👍", "é", "e\u0301", "²", "janvier", "CO2", "'", "_", "=", "\t", "\n",
    ]
)  # fmt: skip
TYPED = st.one_of(
    st.text(max_size=140),
    st.lists(FRAGMENTS, max_size=14).map("".join),
    st.lists(FRAGMENTS, max_size=12).map(" ".join),
)
ROW_UNITS = st.one_of(
    st.sampled_from(["", "EUR", "%", "agents", "rang", "fraction", "mois", "ans", "EUR/hab.", "masques/semaine"]),
    st.text(max_size=60).filter(str.isprintable),
)


def refused_with(typed: str, unit: str) -> tuple[str, ...] | None:
    """The candidates of the refusal; None where the text is understood, which any database and any page can take."""
    try:
        one = parse_expression(typed, unit=unit)
    except NumberError as refused:
        return refused.candidates
    assert one.text_value.isprintable() and len(one.text_value) <= 125
    assert one.value is None or is_storable(one.value)
    return None


@settings(max_examples=300)
@given(TYPED, ROW_UNITS)
@example("1 à 1 à 1", "")
@example("12 \ud800", "agents")
@example("un tier\u017f", "")
@example("une trenta\u0131ne d'agents", "")
@example("\u0130 12 ENV\u0130RON", "")
def test_any_text_is_understood_or_refused_with_readings_that_are_understood(typed: str, unit: str) -> None:
    started = time.process_time()
    for candidate in refused_with(typed, unit) or ():
        assert refused_with(candidate, unit) is None
    assert time.process_time() - started < 0.5
