"""The line under a figure says what saving the page would: the same reading, the same refusals, the same comparison."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse

from directions.models import Indicator, KeyFigure
from tests import factories
from tests.form_page import FormPage, signed_in

pytestmark = pytest.mark.django_db

NB, NN = "\u00a0", "\u202f"


@pytest.fixture
def cast() -> factories.Cast:
    return factories.cast(complete=False)


@pytest.fixture
def figure(cast) -> KeyFigure:
    """100 agents in 2019, 110 in 2020."""
    indicator = Indicator.objects.create(institution=cast.institution, code="agents", label="Agents", unit="agents")
    before = factories.contribution(factories.campaign(cast.institution, 2019), cast.routes.direction)
    cast.routes.previous = before
    cast.routes.save()
    for contribution, value in ((before, 100), (cast.routes, 110)):
        figure = KeyFigure.objects.create(
            contribution=contribution, indicator=indicator, label="Agents", unit="agents", value=value
        )
    return figure


@pytest.fixture
def read(cast, figure):
    """Asks what is understood of the figure, with some of its fields as they would be on the page."""
    client = signed_in(cast.redactrice)

    def answer(**typed) -> dict:
        asked = {"value": "110", "unit": "agents", "figure": figure.pk} | typed
        return client.get(reverse("directions:figure_reading"), asked).json()

    return answer


# -- What saving would say ---------------------------------------------------------------------------------------------


def test_a_negative_count_is_refused_unless_its_label_says_a_difference(read):
    assert "ne peut pas être négatif" in read(value="-5", label="Agents")["refused"]
    assert read(value="-5", label="Solde des agents")["refused"] == ""


@pytest.mark.parametrize(
    ("typed", "candidates"),
    [("370", [f"370{NB}M{NB}agents", f"370{NB}agents"]), ("0,05 M", [f"50{NB}k{NB}agents", f"50{NN}000{NB}agents"])],
)
def test_a_number_far_below_its_scale_is_asked(read, typed, candidates):
    found = read(value=typed, scale="M")
    assert (found["candidates"], found["understood"], found["asks_explanation"]) == (candidates, "", False)


def test_without_a_unit_the_display_is_told_of(read):
    found = read(value="370", unit="", scale="M", figure="")
    assert found["candidates"] == [f"370{NB}M"]
    assert "En entier" in found["refused"]


def test_a_value_that_names_its_unit_leaves_the_scale_of_its_row(read):
    assert f"compris{NB}: 370{NB}agents –" in read(value="370 agents", scale="M")["understood"]


def test_words_that_would_be_printed_instead_are_told_of(read, figure):
    KeyFigure.objects.filter(pk=figure.pk).update(text_value="cent dix")
    assert "cent dix" in read(value="112", text_value="cent dix")["refused"]
    assert "cent douze" in read(value="112", text_value="cent douze")["understood"]


def test_a_value_and_none_exclude_each_other(read):
    assert "pas les deux" in read(value="112", not_provided="on")["refused"]


def test_no_long_unit_is_sent_back(read):
    assert len(read(unit="a" * 5000)["understood"]) < 250


# -- What is compared --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", [{"value": "400", "unit": "ETP"}, {"value": "12 %", "unit": ""}, {"value": "400", "unit": ""}]
)
def test_another_unit_compares_with_nothing(cast, figure, read, typed):
    found = read(**typed)
    assert f"comptait en «{NB}agents{NB}»" in found["understood"] and "historique" in found["understood"]
    assert "par rapport" not in found["understood"] and not found["asks_explanation"]
    page = FormPage(cast.redactrice, cast.routes)
    page.type("key_figures-0", **typed)
    page.save()
    assert KeyFigure.objects.with_previous().get(pk=figure.pk).previous_value is None


def test_the_same_unit_in_other_words_compares(read):
    assert "par rapport à 2019" in read(value="120", unit="Agents ")["understood"]


def test_another_perimeter_is_taken_into_account(read):
    assert read(value="900")["asks_explanation"]
    found = read(value="900", has_new_perimeter="on")
    assert "périmètre modifié" in found["understood"] and not found["asks_explanation"]
    assert "périmètre modifié" in read(value="900", scope="avec les collèges")["understood"]


@pytest.mark.parametrize("typed", ["800", "près de 800 agents", "0,8 k"])
def test_a_corrected_value_of_last_year_is_taken_into_account(read, typed):
    found = read(value="900", restated_value=typed)
    assert f"hausse de 12,5{NB}% par rapport à 2019" in found["understood"] and not found["asks_explanation"]


def test_a_corrected_value_that_is_not_understood_is_as_none(read):
    assert read(value="900", restated_value="1.234") == read(value="900")


def test_an_explanation_is_enough_until_the_value_changes(read, figure):
    assert not read(value="900", explanation="Dix collèges.")["asks_explanation"]
    KeyFigure.objects.filter(pk=figure.pk).update(value=Decimal(900), explanation="Dix collèges.")
    assert "relisez-la" not in read(value="900", explanation="Dix collèges.")["understood"]
    assert "relisez-la" in read(value="90 000", explanation="Dix collèges.")["understood"]
    assert "relisez-la" not in read(value="90 000", explanation="Cent collèges.")["understood"]
