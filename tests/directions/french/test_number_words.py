"""The words beside a number agree and elide, or stay as typed."""

from __future__ import annotations

import pytest

from directions.french.number_words import singular, with_de


@pytest.mark.parametrize(
    ("plural", "one"),
    [
        ("agents", "agent"),
        ("unités", "unité"),
        ("élus", "élu"),
        ("ans", "an"),
        ("personnes âgées", "personne âgée"),
        ("mises à l'abri", "mise à l'abri"),
        ("places d’accueil", "place d’accueil"),
        ("équivalents temps plein", "équivalent temps plein"),
        ("mètres de voies", "mètre de voies"),
        ("prix littéraires", "prix littéraire"),
    ],
)
def test_gives_the_singular_of_regular_plurals(plural: str, one: str) -> None:
    assert singular(plural) == one
    assert singular(one) == one


@pytest.mark.parametrize(
    "unit",
    ["mois", "fois", "pays", "corps", "relais", "parcours", "procès", "pass", "rendez-vous", "MDS", "ETP", "km", "MBA",
     "travaux", "créneaux", "nouveaux agents", "sapeurs-pompiers", "hab./km²", "temps", "m²", ""],
)  # fmt: skip
def test_leaves_other_units_alone(unit: str) -> None:
    assert singular(unit) == unit


@pytest.mark.parametrize(
    ("words", "phrase"),
    [
        ("masques", "de masques"),
        ("agents", "d’agents"),
        ("élèves", "d’élèves"),
        ("œuvres", "d’œuvres"),
        ("Européens", "d’Européens"),
        ("habitants", "d’habitants"),
        ("hectares", "d’hectares"),
        ("haies", "de haies"),
        ("handicapés", "de handicapés"),
        ("héros", "de héros"),
        ("héroïnes", "d’héroïnes"),
        ("haltes", "de haltes"),
        ("haltères", "d’haltères"),
        ("onze communes", "de onze communes"),
        ("un tiers", "d’un tiers"),
        ("7 140 agents", "de 7 140 agents"),
        ("1,2 M€", "de 1,2 M€"),
        ("11 sites", "de 11 sites"),
    ],
)
def test_elides_de(words: str, phrase: str) -> None:
    assert with_de(words) == phrase
