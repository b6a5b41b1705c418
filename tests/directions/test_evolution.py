"""How a figure moved: worded, and explained where it moved much; or why it does not compare."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directions.enums import PerimeterChange
from directions.evolution import NEW_PERIMETER, asks_explanation, evolution_of, published_in_words
from directions.models import Indicator, KeyFigure, Redefinition
from tests import factories

NB = "\u00a0"
_ANNOTATIONS = {"reorganisation": "", "is_redefined": False}
_PRINTED = {"unit": "agents", "scale": "", "qualifier": "", "text_value": "", "not_provided": False, "scope": ""}


def figure(value: int | str | None, previous: int | str | None = None, **fields) -> KeyFigure:
    """A figure as `with_previous` reads it, without a database."""
    published = fields.pop("published", {})
    read = {name: fields.pop(name, default) for name, default in _ANNOTATIONS.items()}
    built = KeyFigure(**({"label": "Agents", "unit": "agents"} | fields))
    built.value = None if value is None else Decimal(value)
    for name, one in read.items():
        setattr(built, name, one)
    built.previous_value = None if previous is None else Decimal(previous)
    if previous is not None or published:
        built.published = _PRINTED | {"unit": built.unit} | published
    return built


@pytest.mark.parametrize(
    ("value", "previous", "unit", "text", "words"),
    [
        (1076, 1000, "agents", f"+7,6{NB}% par rapport à 2019", f"hausse de 7,6{NB}% par rapport à 2019"),
        (633, 1000, "agents", f"−36,7{NB}% par rapport à 2019", f"recul de 36,7{NB}% par rapport à 2019"),
        (1000, 1000, "agents", "stable par rapport à 2019", "stable par rapport à 2019"),
        (4000, 1000, "agents", "multiplié par 4 par rapport à 2019", "multiplié par 4 par rapport à 2019"),
        ("62.5", "64.5", "%", f"−2{NB}points par rapport à 2019", f"recul de 2{NB}points par rapport à 2019"),
        (5, 0, "agents", "", ""),
    ],
)
def test_the_words_of_an_evolution(value, previous, unit, text, words):
    moved = evolution_of(figure(value, previous, unit=unit), 2020)
    assert (moved.text, moved.in_words) == (text, words)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"reorganisation": PerimeterChange.RENAMED}, "la direction a changé de nom"),
        ({"reorganisation": PerimeterChange.MERGED}, "des directions ont été regroupées"),
        ({"reorganisation": PerimeterChange.SPLIT}, "la direction a été partagée"),
        ({"is_redefined": True}, "l'indicateur a été redéfini"),
        ({"has_new_perimeter": True}, "il ne mesure plus la même chose"),
        ({"scope": "hors collèges"}, "le périmètre du chiffre n'est plus le même"),
        ({"published": {"scope": "hors collèges"}}, "le périmètre du chiffre n'est plus le même"),
    ],
)
def test_another_perimeter_is_said_instead_of_a_number(fields, reason):
    compared, changed = figure(110, 100), figure(110, 100, **fields)
    assert evolution_of(compared, 2020).text == f"+10{NB}% par rapport à 2019"
    moved = evolution_of(changed, 2020)
    assert (moved.text, moved.reason, moved.change, moved.trend) == (NEW_PERIMETER, reason, None, "none")


def test_the_same_perimeter_spelt_otherwise_compares():
    assert evolution_of(
        figure(110, 100, scope="Hors  collèges", published={"scope": "hors collèges"}), 2020
    ).is_comparable


@pytest.mark.parametrize(
    ("published", "unit", "before"),
    [
        ({"qualifier": "près de"}, "agents", "près de 110 agents en 2019"),
        ({"text_value": "1/3"}, "fraction", ""),
        ({"scale": "k", "unit": "EUR"}, "EUR", "0,11 k€ en 2019"),
        ({"unit": "ETP"}, "agents", "110 ETP en 2019"),
    ],
)
def test_last_years_value_is_told_as_it_was_published(published, unit, before):
    moved = evolution_of(figure(100, 110, unit=unit, published=published), 2020)
    assert (moved.before.replace(NB, " ") if moved else "") == before


@pytest.mark.parametrize(
    ("previous", "published", "words"),
    [
        (None, {"text_value": "AA-"}, "AA-"),
        (None, {"not_provided": True}, "non communiqué"),
        (579, {"unit": "mois"}, f"48{NB}ans et 3{NB}mois"),
        (1, {"unit": "rang"}, "1er"),
        (None, {}, ""),
    ],
)
def test_what_was_published_is_shown_beside_this_years(previous, published, words):
    assert published_in_words(figure(None, previous, published=published)) == words


def test_two_units_do_not_compare():
    moved = evolution_of(figure(90, 100, published={"unit": "ETP"}), 2020)
    assert (moved.text, moved.trend, moved.before) == ("", "none", f"100{NB}ETP en 2019")
    assert not asks_explanation(figure(9, 100, published={"unit": "ETP"}), 2020, 30)
    assert evolution_of(figure(90, 100, published={"unit": "agent"}), 2020).text


def test_percentages_of_something_move_in_points():
    assert evolution_of(figure(60, 40, unit="% des agents"), 2020).text == f"+20{NB}points par rapport à 2019"


@pytest.mark.parametrize(("unit", "change"), [("%", 5), ("points", 5), ("agents", None)])
def test_a_declared_variation_counts_only_in_per_cent_or_in_points(unit, change):
    declared = {"comparison_kind": "n-1", "comparison_mode": "variation", "comparison_value": Decimal(5)}
    assert evolution_of(figure(10, comparison_unit=unit, **declared), 2020).change == change


def test_a_declared_variation_of_a_percentage_is_in_points():
    declared = {"comparison_kind": "n-1", "comparison_mode": "variation", "comparison_value": Decimal(2)}
    assert evolution_of(figure(10, unit="%", **declared), 2020).text == f"+2{NB}points par rapport à 2019"


def test_a_restated_value_is_compared_and_told_beside_its_reason():
    moved = evolution_of(figure(110, 100, restated_value=Decimal(88), restated_reason="doublons"), 2020)
    assert moved.text == f"+25{NB}% par rapport à 2019"
    assert (moved.before, moved.reason) == (f"88{NB}agents en 2019, valeur corrigée", "doublons")


@pytest.mark.parametrize("value", [None, 5])
def test_nothing_is_compared_without_both_values(value):
    assert evolution_of(figure(value), 2020) is None
    assert evolution_of(figure(None, 5), 2020) is None
    assert evolution_of(figure(3, 5, unit="rang"), 2020) is None


# -- What has to be explained ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "previous", "fields", "asks"),
    [
        (130, 100, {}, False),
        (131, 100, {}, True),
        (69, 100, {}, True),
        (70, 100, {}, False),
        (5, 0, {}, True),
        (0, 0, {}, False),
        (-5, 100, {}, True),
        (80, 60, {"unit": "%"}, True),
        (75, 60, {"unit": "%"}, False),
        (1, 25, {"unit": "%"}, True),
        (3, 2, {"unit": "%"}, False),
        (80, 60, {"unit": "% des agents"}, True),
        (-101, -100, {}, False),
        (-140, -100, {}, True),
        (200, 100, {"explanation": "Deux collèges de plus."}, False),
        (200, 100, {"explanation": "   "}, True),
        (200, 100, {"has_new_perimeter": True}, False),
        (200, 100, {"restated_value": Decimal(190), "restated_reason": "oubli"}, False),
        (200, None, {}, False),
        (None, 100, {}, False),
    ],
)
def test_a_strong_variation_asks_for_a_word(value, previous, fields, asks):
    assert asks_explanation(figure(value, previous, **fields), 2020, 30) is asks


@given(st.decimals(0, 10**9, places=2), st.decimals("0.01", 10**9, places=2), st.integers(1, 1000))
def test_the_threshold_is_the_one_of_the_campaign(value, previous, threshold):
    moved = abs(value - previous) / previous * 100
    asks = asks_explanation(figure(str(value), str(previous)), 2020, threshold)
    # What prints as "stable" has nothing to explain.
    assert asks is (moved > threshold)


# -- Read from the database --------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_what_is_read_of_the_year_before():
    cast = factories.cast()
    before = factories.contribution(factories.campaign(cast.institution, 2019), cast.routes.direction)
    indicator = Indicator.objects.create(institution=cast.institution, code="agents", label="Agents")
    common = {"indicator": indicator, "label": "Agents", "unit": "agents"}
    KeyFigure.objects.create(contribution=before, value=100, scope="siège", **common)
    row = KeyFigure.objects.create(contribution=cast.routes, value=110, scope="siège", **common)

    def read() -> KeyFigure:
        return KeyFigure.objects.with_previous().get(pk=row.pk)

    assert evolution_of(read(), 2020).text == f"+10{NB}% par rapport à 2019"
    redefinition = Redefinition.objects.create(indicator=indicator, year=2021, reason="avec les apprentis")
    assert evolution_of(read(), 2020).is_comparable
    Redefinition.objects.filter(pk=redefinition.pk).update(year=2020)
    assert evolution_of(read(), 2020).reason == "l'indicateur a été redéfini"
    redefinition.delete()
    type(cast.routes).objects.filter(pk=cast.routes.pk).update(perimeter_change=PerimeterChange.RENAMED)
    assert evolution_of(read(), 2020).text == NEW_PERIMETER
    type(cast.routes).objects.filter(pk=cast.routes.pk).update(keeps_perimeter=True)
    assert evolution_of(read(), 2020).is_comparable
