"""French typography: the right spaces at the right places, and nothing else changes."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from directions.french.typography import french

MARKS = "\"'«»:;!?.…%€°()[] \u00a0\u202f\u2009\n/@-,’"
PIECES = st.lists(
    st.one_of(
        st.sampled_from(list(MARKS)),
        st.sampled_from(
            ["n°", "km", "M€", "h", "mot", "l", "qu", "1", "12", "234", "2019", "04", "31", "https://a.fr",
             "www.a.fr/b", "a@b.fr", "...", ":)", "24h/24", "\ue000", "millions", "+33", "M"],
        ),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=14,
).map("".join)  # fmt: skip


def typed(text: str) -> str:
    """The readable form of the tables: "~" is U+00A0, "_" is U+202F."""
    return text.replace("~", "\u00a0").replace("_", "\u202f")


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        # High marks.
        ("s'adapter vite : plan", "s’adapter vite~: plan"),
        ("vite: plan", "vite~: plan"),
        ("Total:", "Total~:"),
        ("vite\u202f: plan", "vite~: plan"),
        ("hausse ; due", "hausse_; due"),
        ("hausse; due", "hausse_; due"),
        ("Bravo !", "Bravo_!"),
        ("Bravo!", "Bravo_!"),
        ("Quoi ?! Non", "Quoi_?! Non"),
        ("Quoi ! ? Non", "Quoi_!_? Non"),
        ("Bravo... !", "Bravo…_!"),
        ("mot (?) et [!] et (sic !)", "mot (?) et [!] et (sic_!)"),
        # Quotes, apostrophes, ellipses.
        ("imprimé « édits »", "imprimé «~édits~»"),
        ("imprimé «édits»", "imprimé «~édits~»"),
        ('le label "Préférence Provence".', "le label «~Préférence Provence~»."),
        ('l\'"essai"', "l’«~essai~»"),
        ('"un" et "deux" ?', "«~un~» et «~deux~»_?"),
        ("« Quoi ?»", "«~Quoi_?~»"),
        ("près d'1 M€", "près d’1~M€"),
        ("AUJOURD'HUI l'\u00e9té", "AUJOURD’HUI l’\u00e9té"),
        ("Allo Rénov' Énergie", "Allo Rénov’ Énergie"),
        ("dit 'l'eau' ici", "dit 'l’eau' ici"),
        ("etc...", "etc…"),
        ("std::a et ::", "std::a et ::"),
        # Numbers.
        ("(1 943 tests)", "(1_943 tests)"),
        ("3 328 800 paires de gants", "3_328_800 paires de gants"),
        ("1\u00a0943 et 1\u2009943", "1_943 et 1_943"),
        ("43 875 nuitées, 787 193 €", "43_875 nuitées, 787_193~€"),
        ("2 900 / 5 087", "2_900 / 5_087"),
        ("1 234,5 ha", "1_234,5~ha"),
        ("80% de 40", "80~% de 40"),
        ("80 %", "80~%"),
        ("(500 000 €)", "(500_000~€)"),
        ("à 19 °C, soit 3‰", "à 19~°C, soit 3~‰"),
        ("14,6 millions de masques", "14,6~millions de masques"),
        ("1,46 Md€, 10M€ et 232 k€", "1,46~Md€, 10~M€ et 232~k€"),
        ("15 km, 1 636 m², 5 087km²", "15~km, 1_636~m², 5_087~km²"),
        ("17 000 ha, 575 ml, 3 tonnes", "17_000~ha, 575~ml, 3~tonnes"),
        ("ouvert à 15 h", "ouvert à 15~h"),
        ("110 km/h", "110~km/h"),
        ("n°1 et N° 28", "n°~1 et N°~28"),
        # Telephone numbers.
        ("CRIP 13 (04 13 31 13 31), ouvert", "CRIP 13 (04~13~31~13~31), ouvert"),
        ("04\u202f13\u202f31\u202f13\u202f31", "04~13~31~13~31"),
        ("+33 4 13 31 13 13", "+33~4~13~31~13~13"),
        ("le 0 800 123 456 ou 0 800 13 13 13", "le 0~800~123~456 ou 0~800~13~13~13"),
        # Double spaces.
        ("deux  mots   ici", "deux mots ici"),
        ("deux \u00a0mots", "deux mots"),
        # Addresses leave what surrounds them to the rules.
        ("voir https://x.fr/a?b=1: l'aide !", "voir https://x.fr/a?b=1~: l’aide_!"),
        ('"https://x.fr"', "«~https://x.fr~»"),
        ("écrire à l'adresse a.b@x.fr ; merci", "écrire à l’adresse a.b@x.fr_; merci"),
        ("\ue000 et https://x.fr : ok", "\ue000 et https://x.fr~: ok"),
    ],
)
def test_sets_french_marks(text: str, printed: str) -> None:
    assert french(text) == typed(printed)
    assert french(typed(printed)) == typed(printed)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "de 2019 2020 à 2021",
        "2019-2021, rentrée 2019/2020",
        "en 2019 300 agents",
        "15 1526",
        "1 234 56",
        "04 133",
        "https://www.departement13.fr/a;b?c=1&d=e'f:80!x",
        "www.departement13.fr/l'aide?a:b",
        "contact.l'un@departement13.fr",
        "mailto:info@departement13.fr",
        "24h/24 et 7j/7",
        "à 15:30, au 1:3",
        "bravo :) ou ;-) ou :(",
        "a != b",
        'un écran de 15" et un "mot',
        'une "page" et 15"',
        "RD7n, RD7 h, Covid19 m",
        "Windows 10 sur deux sites",
        "TPE/PME, hab./km²",
        "a....",
        "les années 70's",
        "ligne 1\nligne 2",
        "[::1]",
    ],
)
def test_leaves_the_rest_alone(text: str) -> None:
    assert french(text) == text


@pytest.mark.parametrize(
    ("run", "printed"),
    [
        (" et la suite ", " et la suite "),
        ("  deux  mots  ", "  deux mots  "),
        (" : la suite", "~: la suite"),
        (": la suite", ": la suite"),
        ("!", "!"),
        ("%", "%"),
        ("il dit « ", "il dit «~"),
        ("il dit «", "il dit «"),
        (" » et part", "~» et part"),
        ("» et part", "» et part"),
        ("l'", "l’"),
        ("jusqu'", "jusqu’"),
        ("'abc'", "'abc'"),
        (" ", " "),
        ("\n", "\n"),
    ],
)
def test_keeps_the_ends_of_a_run(run: str, printed: str) -> None:
    assert french(run) == typed(printed)


def bare(text: str) -> str:
    """The text without what typography may change."""
    return re.sub("[ \u00a0\u202f\u2007\u2009]", "", text.replace("...", "…")).translate(
        str.maketrans({"'": "’", "«": '"', "»": '"'})
    )


def ends(text: str) -> tuple[int, int]:
    """How many spaces begin and end the text."""
    spaces = " \u00a0\u202f\u2007\u2009"
    return len(text) - len(text.lstrip(spaces)), len(text) - len(text.rstrip(spaces))


@given(st.one_of(st.text(), PIECES))
@example('"a:"b"')
@example("a!;)")
@example("« ?")
@example("0::")
@example("\ue000\ue000www.a.fr")
def test_once_is_enough_and_only_marks_change(text: str) -> None:
    printed = french(text)
    assert french(printed) == printed
    assert bare(printed) == bare(text)
    assert ends(printed) == ends(text)
    assert "\u2009" not in printed


@given(PIECES)
def test_never_touches_an_address(text: str) -> None:
    address = "https://a.fr/b;c'd?e:f...g"
    assert address in french(f"{text} {address} {text}")


@pytest.mark.parametrize("piece", [" ", "a", "1 234 ", '"a" ', "a.b@", "https://", "l'", " :", "«", "?", "a...", "12 "])
def test_long_texts_stay_quick(piece: str) -> None:
    text = (piece * 20000)[:20000]
    started = time.perf_counter()
    french(text)
    assert time.perf_counter() - started < 1
