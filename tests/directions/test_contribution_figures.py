"""Key figures in the form of a contribution: numbers as French people write them, and the indicators behind them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from directions.models import Contribution, Indicator, KeyFigure
from tests import factories
from tests.form_page import FormPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> factories.Cast:
    return factories.cast(complete=False)


@pytest.fixture
def page(cast: factories.Cast) -> FormPage:
    return FormPage(cast.redactrice, cast.routes)


def stored(contribution: Contribution) -> Contribution:
    return Contribution.objects.get(pk=contribution.pk)


# -- French numbers ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f", "\u2009", ""])
def test_numbers_are_typed_in_french(page, space):
    page.add("key_figures", label="Agents", value=f"1{space}234,5", unit="agents")

    page.save()

    assert KeyFigure.objects.get().value == Decimal("1234.5")


def test_a_number_that_may_be_two_is_refused_with_both(page):
    page.add("key_figures", label="Agents", value="1.234", unit="agents")

    page.send()

    (error,) = page.errors()
    assert "1 234 ou 1,234" in error.replace("\u202f", " ")


def test_numbers_are_shown_in_french(cast):
    KeyFigure.objects.create(contribution=cast.routes, label="Agents", value=Decimal("77002.00"), position=0)
    KeyFigure.objects.create(contribution=cast.routes, label="Part", value=Decimal("62.500"), position=1)

    page = FormPage(cast.redactrice, cast.routes)

    assert page.fields["key_figures-0-value"] == "77\u202f002"
    assert page.fields["key_figures-1-value"] == "62,5"


def test_zero_is_a_value_and_not_provided_is_none(cast, page):
    page.add("key_figures", label="Accidents", value="0", unit="accidents")
    page.add("key_figures", label="Plaintes", not_provided="on", unit="plaintes")

    page.save()

    zero, unknown = stored(cast.routes).key_figures.all()
    assert (zero.value, zero.not_provided) == (0, False)
    assert (unknown.value, unknown.not_provided) == (None, True)


def test_a_value_and_not_provided_exclude_each_other(page):
    page.add("key_figures", label="Plaintes", value="3", not_provided="on")

    page.send()

    assert "pas les deux" in page.errors()[0]
    assert len(page.errors()) == 1


@pytest.mark.parametrize(
    ("comparison", "fault"),
    [
        ({"comparison_value": "12"}, "comparée"),
        ({"comparison_kind": "national", "comparison_value": "12"}, "une valeur ou une variation"),
        ({"comparison_kind": "national", "comparison_mode": "valeur"}, "valeur comparée"),
    ],
)
def test_half_a_comparison_is_refused(page, comparison, fault):
    page.add("key_figures", label="Délai", value="3", unit="jours", **comparison)

    page.send()

    assert len(page.errors()) == 1
    assert fault in page.errors()[0]


# -- Indicators --------------------------------------------------------------------------------------------------------


def figure_of_2019(cast: factories.Cast, label: str, value: int, unit: str) -> KeyFigure:
    before = factories.campaign(cast.institution, 2019)
    contribution = factories.contribution(before, cast.routes.direction)
    indicator = Indicator.objects.create(
        institution=cast.institution, owner=cast.routes.direction, code="x", label=label, unit=unit
    )
    return KeyFigure.objects.create(contribution=contribution, indicator=indicator, label=label, value=value, unit=unit)


def test_the_indicator_is_found_by_its_words(cast, page):
    before = figure_of_2019(cast, "Agents", 240, "agents")
    page.add("key_figures", label=" agents ", value="252", unit="Agents")

    page.save()

    assert stored(cast.routes).key_figures.get().indicator == before.indicator


def test_an_unknown_indicator_is_made_for_the_direction(cast, page):
    figure_of_2019(cast, "Agents", 240, "agents")
    page.add("key_figures", label="Agents", value="3", unit="%")

    page.save()

    made = stored(cast.routes).key_figures.get().indicator
    assert (made.label, made.unit, made.owner) == ("Agents", "%", cast.routes.direction)
    assert made.institution == cast.institution


def test_the_indicator_of_another_direction_is_not_taken(cast, page):
    Indicator.objects.create(
        institution=cast.institution, owner=cast.culture.direction, code="c", label="Agents", unit="agents"
    )
    page.add("key_figures", label="Agents", value="3", unit="agents")

    page.save()

    assert KeyFigure.objects.get().indicator.owner == cast.routes.direction


def test_the_direction_own_indicator_wins_over_a_shared_one(cast, page):
    words = {"institution": cast.institution, "label": "Agents", "unit": "agents"}
    own = Indicator.objects.create(owner=cast.routes.direction, code="own", **words)
    Indicator.objects.create(code="shared", **words)
    page.add("key_figures", label="Agents", value="3", unit="agents")

    page.save()

    assert KeyFigure.objects.get().indicator == own


def test_a_new_value_keeps_the_indicator_whatever_its_words(cast):
    before = figure_of_2019(cast, "Effectif au 31 décembre", 240, "agents")
    KeyFigure.objects.create(contribution=cast.routes, indicator=before.indicator, label="Agents", unit="agents")
    page = FormPage(cast.redactrice, cast.routes)
    page.type("key_figures-0", value="252")

    page.save()

    assert stored(cast.routes).key_figures.get().indicator == before.indicator


def test_two_rows_with_the_same_words_share_one_indicator(cast, page):
    page.add("key_figures", label="Agents", value="3", unit="agents")
    page.add("key_figures", label="Agents", value="4", unit="agents", scope="En zone rurale")

    page.save()

    assert Indicator.objects.count() == 1


def test_last_year_is_beside_this_year(cast, page):
    figure_of_2019(cast, "Agents", 1240, "agents")
    page.add("key_figures", label="Agents", value="1 252", unit="agents")
    page.save()

    page = FormPage(cast.redactrice, cast.routes)

    value = page.tree.get_element_by_id("id_key_figures-0-value")
    beside = page.tree.get_element_by_id(value.get("aria-describedby")).text_content()
    assert beside.split() == ["2019", ":", "1", "240", "agents"]
