"""A figure is typed as it is said: told apart into its fields, understood meanwhile, explained where it moved much."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse

from directions.completeness import blocking, with_blocks
from directions.models import Contribution, Indicator, KeyFigure
from tests import factories
from tests.form_page import FormPage, signed_in

pytestmark = pytest.mark.django_db

NB, NN = "\u00a0", "\u202f"


@pytest.fixture
def cast() -> factories.Cast:
    return factories.cast(complete=False)


@pytest.fixture
def page(cast: factories.Cast) -> FormPage:
    return FormPage(cast.redactrice, cast.routes)


def measured(cast: factories.Cast, value: str | None, previous: str | None, **fields) -> KeyFigure:
    """A figure of this year and, where it has one, that of the year before."""
    indicator = Indicator.objects.create(institution=cast.institution, code="agents", label="Agents")
    common = {"indicator": indicator, "label": "Agents", "unit": "agents"}
    if previous is not None:
        before = factories.contribution(factories.campaign(cast.institution, 2019), cast.routes.direction)
        KeyFigure.objects.create(contribution=before, value=Decimal(previous), **common)
    return KeyFigure.objects.create(contribution=cast.routes, value=value and Decimal(value), **(common | fields))


# -- Told apart when it is saved ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "value", "unit", "scale", "qualifier"),
    [
        ("1,46 Md€", "1460000000", "EUR", "Md", ""),
        ("près de 2 600 agents", "2600", "agents", "", "près de"),
        ("plus d'1,2 M", "1200000", "", "M", "plus de"),
        ("14,6 millions de masques", "14600000", "masques", "million", ""),
        ("62,5 %", "62.5", "%", "", ""),
        ("8500km", "8500", "km", "", ""),
    ],
)
def test_an_expression_goes_to_its_fields(page, typed, value, unit, scale, qualifier):
    page.add("key_figures", label="Un chiffre", value=typed)
    page.save()
    row = KeyFigure.objects.get()
    assert (row.value, row.unit, row.scale, row.qualifier) == (Decimal(value), unit, scale, qualifier)


def test_what_is_read_back_is_the_same_and_saves_nothing_more(cast, page):
    page.add("identity", label="Budget", value="1,46 Md€")
    page.save()
    again = FormPage(cast.redactrice, cast.routes)
    assert again.fields["identity-0-value"] == f"1{NN}460{NN}000{NN}000"
    assert f"compris{NB}: 1{NN}460{NN}000{NN}000{NB}€, affiché 1,46{NB}Md€" in again.html
    version = Contribution.objects.get(pk=cast.routes.pk).version
    again.save()
    assert Contribution.objects.get(pk=cast.routes.pk).version == version


@pytest.mark.parametrize(
    ("typed", "unit", "said"),
    [
        ("1.234", "", "1 234 ou 1,234"),
        ("17, 5 M€", "", "17,5"),
        ("12 €", "agents", "agents"),
        ("1e999999", "", ""),
        ("9" * 200, "", ""),
    ],
)
def test_what_may_mean_two_things_is_asked_and_kept(page, typed, unit, said):
    row = page.add("key_figures", label="Un chiffre", value=typed, unit=unit)
    page.send()
    assert len(page.errors()) == 1 and said in page.errors()[0]
    assert page.fields[f"{row}-value"] == typed
    assert not KeyFigure.objects.exists()


def test_a_small_number_printed_in_millions_is_asked(page):
    row = page.add("key_figures", label="Budget", value="12,6", unit="€", scale="M")
    page.send()
    assert "12,6 M€ ou 12,6 €" in page.errors()[0]
    assert page.fields[f"{row}-value"] == "12,6"
    page.type(row, value=f"12{NN}600{NN}000")
    page.save()
    assert KeyFigure.objects.get().value == 12_600_000


@pytest.mark.parametrize(
    ("typed", "value", "scale"),
    [
        ("370 M€", "370000000", "M"),
        ("370 €", "370", ""),
        ("13 450 €", "13450", ""),
        ("1 460 M", "1460000000", "M"),
        ("50 k€", "50000", "k"),
        ("358 400 000 €", "358400000", "M"),
        ("358 400 000", "358400000", "M"),
    ],
)
def test_what_names_its_unit_or_its_scale_is_printed_so(cast, typed, value, scale):
    KeyFigure.objects.create(contribution=cast.routes, label="Budget", unit="EUR", scale="M", value=358_000_000)
    page = FormPage(cast.redactrice, cast.routes)
    page.type("key_figures-0", value=typed)
    page.save()
    row = KeyFigure.objects.get()
    assert (row.value, row.scale) == (Decimal(value), scale)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("370", "370 M€ ou 370 €"),
        ("1 460", "1 460 M€ ou 1 460 €"),
        ("près de 370", "près de 370 M€ ou près de 370 €"),
        ("+12", "+12 M€ ou +12 €"),
        ("0,05 M€", "50 k€ ou 50 000 €"),
        ("99 999", "99 999 M€ ou 99 999 €"),
    ],
)
def test_a_bare_number_far_below_the_scale_of_its_row_is_asked(cast, typed, said):
    KeyFigure.objects.create(contribution=cast.routes, label="Budget", unit="EUR", scale="M", value=358_000_000)
    page = FormPage(cast.redactrice, cast.routes)
    page.type("key_figures-0", value=typed)
    page.send()
    (error,) = page.errors()
    assert said in error.replace(NB, " ").replace(NN, " ")
    assert KeyFigure.objects.get().value == 358_000_000
    for candidate in reading(cast.redactrice, value=typed, unit="€", scale="M")["candidates"]:
        found = reading(cast.redactrice, value=candidate, unit="€", scale="M")
        assert not found["refused"] and candidate in found["understood"]


@pytest.mark.parametrize(("typed", "unit"), [("0,08", ""), ("0,05", "%"), ("-0,01", "€"), ("0", "€")])
def test_a_small_number_that_is_printed_whole_is_none_to_ask_about(page, typed, unit):
    page.add("key_figures", label="Part", value=typed, unit=unit)
    page.save()
    assert KeyFigure.objects.get().value == Decimal(typed.replace(",", "."))


def test_another_display_of_a_small_value_is_asked_too(cast):
    KeyFigure.objects.create(contribution=cast.routes, label="Budget", unit="EUR", value=370)
    page = FormPage(cast.redactrice, cast.routes)
    page.type("key_figures-0", scale="M")
    page.send()
    assert "370" in page.errors()[0] and KeyFigure.objects.get().scale == ""


def test_a_sign_typed_before_a_number_is_printed(page):
    page.add("key_figures", label="Postes", value="+12", unit="agents")
    page.save()
    assert (KeyFigure.objects.get().value, KeyFigure.objects.get().text_value) == (12, "+12 agents")


def test_thousands_as_a_spreadsheet_in_english_writes_them_are_asked(page):
    page.add("key_figures", label="Agents", value="12,345", unit="agents")
    page.send()
    assert "12 345 agents" in page.errors()[0].replace(NN, " ")


def test_words_printed_instead_of_a_number_do_not_outlive_it(page, cast):
    page.add("key_figures", label="Part", value="1/3")
    page.save()
    assert KeyFigure.objects.get().text_value == "1/3"
    page = FormPage(cast.redactrice, cast.routes)
    page.type("key_figures-0", value="0,5")
    page.send()
    assert "1/3" in page.errors()[0]
    page.type("key_figures-0", value="0,5", text_value="")
    page.save()
    assert (KeyFigure.objects.get().value, KeyFigure.objects.get().text_value) == (Decimal("0.5"), "")


# -- Understood while it is typed --------------------------------------------------------------------------------------


def reading(user, **typed) -> dict:
    return signed_in(user).get(reverse("directions:figure_reading"), typed).json()


def test_it_says_what_it_understands(cast):
    found = reading(cast.redactrice, value="1,46 Md€")
    assert found["understood"] == f"compris{NB}: 1{NN}460{NN}000{NN}000{NB}€, affiché 1,46{NB}Md€"
    assert (found["refused"], found["candidates"], found["asks_explanation"]) == ("", [], False)


def test_it_counts_with_the_other_fields(cast):
    typed = {"value": "12 600 000", "unit": "€", "scale": "M", "qualifier": "près de"}
    assert f"affiché près de 12,6{NB}M€" in reading(cast.redactrice, **typed)["understood"]


def test_it_says_what_may_be_meant(cast):
    found = reading(cast.redactrice, value="1.234")
    assert found["candidates"] == [f"1{NN}234", "1,234"]
    assert found["refused"] and not found["understood"]


@pytest.mark.parametrize("typed", [{}, {"value": ""}, {"value": " "}])
def test_nothing_typed_means_nothing(cast, typed):
    assert reading(cast.redactrice, **typed) == {
        "understood": "", "refused": "", "candidates": [], "asks_explanation": False,
    }  # fmt: skip


def test_it_says_how_the_figure_moved_to_those_who_may_see_it(cast):
    figure = measured(cast, None, "100")
    typed = {"value": "150", "unit": "agents", "figure": figure.pk}
    own = reading(cast.redactrice, **typed)
    assert own["understood"].endswith(f"hausse de 50{NB}% par rapport à 2019")
    assert own["asks_explanation"]
    assert reading(cast.etrangere, **typed) == reading(cast.etrangere, value="150", unit="agents")


@pytest.mark.parametrize("typed", [{"figure": "x"}, {"scale": "Z"}, {"unit": "a" * 5000}, {"qualifier": "é" * 500}])
def test_a_hostile_question_is_answered_all_the_same(cast, typed):
    assert (
        signed_in(cast.redactrice).get(reverse("directions:figure_reading"), {"value": "12"} | typed).status_code == 200
    )


def test_it_is_there_for_those_who_write_or_review_only(cast):
    nobody = factories.user("personne")
    answers = [
        signed_in(one).get(reverse("directions:figure_reading")).status_code for one in (nobody, cast.relectrice)
    ]
    assert answers == [404, 200]


# -- Explained where it moved much -------------------------------------------------------------------------------------


def lacking(contribution: Contribution) -> list[str]:
    return [item.message for item in blocking(with_blocks(Contribution.objects).get(pk=contribution.pk))]


def test_a_strong_variation_prevents_the_submission_until_it_is_explained(cast):
    factories.fill(cast.routes)
    measured(cast, "150", "100")
    assert [f"hausse de 50{NB}%" in one and "expliquez" in one for one in lacking(cast.routes)] == [True]
    page = FormPage(cast.redactrice, cast.routes)
    page.send("_submit")
    assert Contribution.objects.get(pk=cast.routes.pk).status == "draft"
    page = FormPage(cast.redactrice, cast.routes)
    page.type(page.rows("key_figures")[0], explanation="Deux collèges de plus.")
    page.send("_submit")
    assert Contribution.objects.get(pk=cast.routes.pk).status == "submitted"
    assert "Deux collèges de plus." in FormPage(cast.relectrice, cast.routes).html


def test_the_campaign_says_how_much_is_much(cast):
    factories.fill(cast.routes)
    measured(cast, "150", "100")
    cast.campaign.variation_threshold = 60
    cast.campaign.save()
    assert lacking(cast.routes) == []


def test_without_a_year_before_nothing_is_to_be_explained(cast):
    factories.fill(cast.routes)
    measured(cast, "150", None)
    assert lacking(cast.routes) == []
    page = FormPage(cast.redactrice, cast.routes)
    assert "key_figures-0-explanation" not in page.fields


def test_a_corrected_value_of_last_year_needs_one_and_a_reason(cast, page):
    page.add("key_figures", label="Ponts", value="3", restated_value="4", restated_reason="oubli")
    page.send()
    assert "Aucune valeur n'a été publiée" in page.errors()[0].replace("’", "'")
    measured(cast, "150", "100")
    page = FormPage(cast.redactrice, cast.routes)
    page.type("key_figures-0", restated_value="140")
    page.send()
    assert "pourquoi" in page.errors()[0]
    page.type("key_figures-0", restated_reason="Les apprentis manquaient.")
    page.save()
    row = KeyFigure.objects.with_previous().get(contribution=cast.routes)
    assert (row.previous_value, row.restated_value) == (100, 140)
    assert lacking(cast.routes) == [one for one in lacking(cast.routes) if "varie" not in one]


@pytest.mark.parametrize(
    ("typed", "stored"), [("environ 140 agents", 140), ("1,4 k", 1400), ("cent quarante", None), ("140 €", None)]
)
def test_a_corrected_value_is_read_as_the_value_is(cast, typed, stored):
    measured(cast, "150", "100")
    page = FormPage(cast.redactrice, cast.routes)
    page.type("key_figures-0", restated_value=typed, restated_reason="Les apprentis manquaient.")
    page.send()
    assert KeyFigure.objects.get(contribution=cast.routes).restated_value == stored
    assert bool(page.errors()) == (stored is None)


# -- Missions taken over -----------------------------------------------------------------------------------------------


def test_a_mission_taken_over_is_confirmed_or_rewritten(cast):
    factories.achievement(cast.routes)
    kept = factories.mission(cast.routes, "Entretenir", confirmed=False, position=0)
    changed = factories.mission(cast.routes, "Déneiger", confirmed=False, position=1)
    assert ["2 missions sont reprises" in one for one in lacking(cast.routes)] == [True]
    page = FormPage(cast.redactrice, cast.routes)
    page.type("missions-0", confirmed="on")
    page.save()
    assert ["La mission « Déneiger » est reprise" in one for one in lacking(cast.routes)] == [True]
    page = FormPage(cast.redactrice, cast.routes)
    page.type("missions-1", text="Déneiger et saler")
    page.save()
    kept.refresh_from_db()
    changed.refresh_from_db()
    assert (kept.confirmed, changed.confirmed) == (True, True)
    assert lacking(cast.routes) == []
    assert "missions-0-confirmed" not in FormPage(cast.redactrice, cast.routes).html
