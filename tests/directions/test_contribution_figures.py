"""Key figures in the form of a contribution: numbers as French people write them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from directions.models import Contribution, KeyFigure
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
    page.add("key_figures", label="Routes", value="1.234", unit="km")

    page.send()

    (error,) = page.errors()
    assert "1 234 km ou 1,234 km" in error.replace("\u202f", " ")


@pytest.mark.parametrize(
    "unit", ["agents", "habitants", "km", "km²", "places", "masques/semaine", "points d'eau", "h/EUR", "rang"]
)
def test_what_is_counted_is_not_negative(page, unit):
    page.add("key_figures", label="Mesure", value="-5", unit=unit)

    page.send()

    (error,) = page.errors()
    assert "Ce nombre ne peut pas être négatif" in error
    assert not KeyFigure.objects.exists()


@pytest.mark.parametrize(
    ("label", "unit"),
    [
        ("Résultat", "€"), ("Reste à charge", "€/hab."), ("Taux", "%"), ("Taux", "‰"), ("Écart", "points"),
        ("Écart", "points de pourcentage"), ("Température", "°C"), ("Température", "degrés"), ("Indice", ""),
        ("Solde migratoire", "habitants"), ("VARIATION des effectifs", "agents"), ("Évolutions", "km"),
    ],
)  # fmt: skip
def test_a_difference_money_or_a_ratio_may_be_negative(page, label, unit):
    page.add("key_figures", label=label, value="-5", unit=unit)

    page.save()

    assert KeyFigure.objects.get().value == -5


def test_a_negative_value_that_was_stored_does_not_trap_the_page_until_it_is_touched(cast):
    KeyFigure.objects.create(contribution=cast.routes, label="Agents", value=-5, unit="agents", position=0)
    page = FormPage(cast.redactrice, cast.routes)
    page.type("key_figures-0", scope="Toutes les communes")
    page.save()

    page = FormPage(cast.redactrice, cast.routes)
    page.type("key_figures-0", label="Agents titulaires")
    page.send()

    assert any("négatif" in error for error in page.errors())


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


# -- Units -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["€", "EUR", "euros"])
def test_euros_are_one_unit_however_they_are_typed(cast, page, typed):
    page.add("key_figures", label="Subventions", value="1 500", unit=typed)

    page.save()

    assert stored(cast.routes).key_figures.get().unit == "EUR"
    again = FormPage(cast.redactrice, cast.routes)
    assert again.fields["key_figures-0-unit"] == "€"
    version = stored(cast.routes).version
    again.save()
    assert stored(cast.routes).version == version


@pytest.mark.parametrize("typed", ["pour cent", "Pourcent", "pourcentage", "%"])
def test_per_cent_is_one_unit_however_it_is_typed(cast, page, typed):
    page.add("key_figures", label="Part", value="12", unit=typed)

    page.save()

    assert stored(cast.routes).key_figures.get().unit == "%"


@pytest.mark.parametrize(
    "unit",
    [
        "M€", "k€", "millions", "M", "K€", "millions d'euros", "milliers d’euros", "milliards d'euros", "Millions",
        "MILLIONS", "Milliers", "Keuros", "Meur", "Meuros", "m€", "mds€", "MDS €", "M€ TTC", "M d'euros",
        "millions de masques", "milliers de repas", "en milliers", "€ (millions)", "k€/habitant",
    ],
)  # fmt: skip
def test_millions_are_not_a_unit(page, unit):
    page.add("key_figures", label="Subventions", value="3", unit=unit)

    page.send()

    assert ["Affichage" in error for error in page.errors()] == [True]
    assert page.fields[f"{page.row('key_figures', 'label', 'Subventions')}-unit"] == unit


@pytest.mark.parametrize(
    "unit", ["MDS", "m", "km", "mL", "familles", "€/hab.", "€ TTC", "décès par million d'habitants", "m²", "kg"]
)
def test_a_unit_that_only_looks_like_a_scale_is_one(cast, page, unit):
    page.add("key_figures", label="Maisons", value="3", unit=unit)

    page.save()

    assert stored(cast.routes).key_figures.count() == 1


def test_the_keyboard_of_a_telephone_can_type_an_expression(page):
    page.add("key_figures", label="Budget")

    assert "inputmode" not in page.html.partition('name="key_figures-0-value"')[2].partition(">")[0]
