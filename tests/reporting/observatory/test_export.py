"""The file: exactly the figures that the table answers, in its order, numbers as numbers."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directions.models import KeyFigure
from directions.sheets import Format, read
from tests import factories
from tests.form_page import signed_in
from tests.reporting.observatory.years import Years, figure

pytestmark = pytest.mark.django_db

FORMATS = [one.extension for one in Format]


@pytest.fixture
def years():
    years = Years()
    agents = years.indicator()
    years.measure(agents, years.routes, {2019: 120, 2020: "126.5"})
    years.measure(agents, years.culture, {2019: 40, 2020: -38})
    return years


def answer(user, extension, **question):
    return signed_in(user).get(reverse("reporting:observatory-export", args=[extension]), question)


def rows(user, extension, **question):
    """The lines of the file, each by the titles of its columns."""
    response = answer(user, extension, **question)
    assert response.status_code == 200
    sheet = read(response.content, f"fichier.{extension}", columns=["Année"])
    return [dict(zip(sheet.header, row.cells, strict=True)) for row in sheet.rows]


@pytest.mark.parametrize("extension", FORMATS)
def test_the_file_holds_what_is_asked_in_its_order(years, extension):
    found = rows(years.cast.relectrice, extension, annee=2020, tri="valeur")
    assert [(row["Direction"], row["Valeur"]) for row in found] == [
        ("Direction de la culture", Decimal("-38")),
        ("Direction des routes", Decimal("126.5")),
    ]
    roads = found[1]
    assert roads["Année"] == 2020
    assert roads["Sigle"] == "DR"
    assert roads["Code de l'indicateur"] == "agents"
    assert roads["Valeur imprimée"].split() == ["126,5", "agents"]
    assert roads["Valeur publiée l'année d'avant"] == 120
    assert roads["Variation (en %, ou en points pour un pourcentage)"] == Decimal("5.4")
    assert " ".join(roads["Évolution"].split()) == "hausse de 5,4 % par rapport à 2019"
    assert roads["État de la contribution"] == "Brouillon"


@pytest.mark.parametrize("extension", FORMATS)
def test_what_is_empty_stays_empty_and_words_stay_words(years, extension):
    figure(years.cast.routes, None, label='=HYPERLINK("x")', not_provided=True, source_note="-1+1")
    row = rows(years.cast.redactrice, extension, recherche="hyperlink")[0]
    assert row["Valeur"] is None and row["Évolution"] is None
    assert row["Intitulé"] == '=HYPERLINK("x")'
    assert row["Source"] == "-1+1"
    assert row["Valeur imprimée"] == "non communiqué"


def test_all_the_pages_are_in_the_file(years):
    KeyFigure.objects.bulk_create(
        KeyFigure(contribution=years.cast.routes, label=f"Chiffre {number}", value=7) for number in range(120)
    )
    assert len(rows(years.cast.redactrice, "csv", annee=2020)) == 121


def test_a_member_takes_the_own_figures_only(years):
    assert {row["Direction"] for row in rows(years.cast.redactrice, "xlsx")} == {"Direction des routes"}
    assert len(rows(years.cast.relectrice, "xlsx")) == 4


@pytest.mark.parametrize("extension", FORMATS)
def test_nothing_found_is_a_file_without_lines(years, extension):
    assert rows(years.cast.relectrice, extension, recherche="introuvable") == []


def test_a_question_that_is_not_understood_is_answered_by_the_page(years):
    response = answer(years.cast.redactrice, "csv", direction=years.culture.pk)
    assert response.status_code == 400
    assert "n&#x27;est pas un choix possible" in response.text
    assert "Content-Disposition" not in response


def test_a_format_that_does_not_exist(years):
    assert answer(years.cast.redactrice, "pdf").status_code == 404
    assert answer(years.cast.redactrice, "xlsx")["Content-Disposition"] == 'attachment; filename="observatoire.xlsx"'


def test_the_table_offers_the_file_of_its_own_question(years):
    page = signed_in(years.cast.redactrice).get(reverse("reporting:observatory"), {"annee": 2020, "tri": "valeur"})
    assert 'href="/observatoire/export/ods/?annee=2020&amp;tri=valeur"' in page.text


def test_the_number_of_queries_does_not_grow(years):
    counts = []
    for _ in range(2):
        client = signed_in(years.cast.relectrice)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("reporting:observatory-export", args=["csv"]), {"evolution": "hausse"})
        counts.append(len(queries))
        for _ in range(60):
            more = years.indicator(f"plus-{KeyFigure.objects.count()}", "Plus")
            years.measure(more, years.routes, {2019: 1, 2020: 2})
    assert counts[0] == counts[1]


@pytest.mark.parametrize("extension", FORMATS)
def test_an_explanation_is_for_those_between_whom_the_review_goes(years, extension):
    KeyFigure.objects.filter(contribution=years.cast.routes).update(explanation="Une brigade de plus")
    heritiere = factories.heritiere(years.cast.routes)
    explained = {
        person: [(row["Valeur"], row["Explication de la direction"]) for row in rows(person, extension, annee=2020)]
        for person in (years.cast.redactrice, heritiere)
    }
    assert explained[years.cast.redactrice] == [(Decimal("126.5"), "Une brigade de plus")]
    assert explained[heritiere] == [(Decimal("126.5"), None)]
