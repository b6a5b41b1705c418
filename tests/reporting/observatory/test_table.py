"""The table: who sees which figures, what a row says, its order, its pages, its cost."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directions.enums import DirectionKind
from directions.models import Contribution, KeyFigure
from reporting.observatory.views import PAGE_SIZE
from tests import factories
from tests.form_page import signed_in
from tests.reporting.observatory.years import Table, Years, figure

pytestmark = pytest.mark.django_db


@pytest.fixture
def years():
    years = Years()
    agents = years.indicator()
    years.measure(agents, years.routes, {2018: 100, 2019: 120, 2020: 126})
    years.measure(agents, years.culture, {2019: 40, 2020: 38})
    return years


# -- Who sees what -----------------------------------------------------------------------------------------------------


def test_a_reviewer_sees_every_figure_of_every_year(years):
    for user in (years.cast.relectrice, years.cast.administrateur):
        rows = Table(user).rows
        assert [(row[1], row[2]) for row in rows] == [
            ("Direction des routes", "2020"),
            ("Direction de la culture", "2020"),
            ("Direction des routes", "2019"),
            ("Direction de la culture", "2019"),
            ("Direction des routes", "2018"),
        ]


def test_a_member_sees_the_own_direction_only(years):
    table = Table(years.cast.redactrice)
    assert {row[1] for row in table.rows} == {"Direction des routes"}
    assert len(table.rows) == 3
    assert "culture" not in table.text
    assert {row[1] for row in Table(years.cast.etrangere).rows} == {"Direction de la culture"}


def test_whoever_heads_a_dga_sees_what_hangs_below_it(years):
    head = factories.user(member_of=years.routes.parent)
    assert {row[1] for row in Table(head).rows} == {"Direction des routes"}


def test_whoever_belongs_nowhere_finds_nothing_here_as_in_the_report(years):
    client = signed_in(factories.user())
    assert client.get(reverse("reporting:observatory")).status_code == 404
    assert client.get(reverse("reporting:observatory-export", args=["csv"])).status_code == 404
    assert "Observatoire" not in client.get(reverse("admin:index")).text
    # The same addresses, for somebody who belongs somewhere.
    client = signed_in(years.cast.redactrice)
    assert client.get(reverse("reporting:observatory")).status_code == 200
    assert reverse("reporting:observatory") in client.get(reverse("admin:index")).text


def test_nothing_is_kept_on_the_way(years):
    header = Table(years.cast.redactrice).response["Cache-Control"]
    assert {"no-store", "private"} <= set(header.replace(",", "").split())


def test_two_institutions_are_told_apart(years):
    other = factories.institution(name="Département de l'Orne")
    figure(factories.contribution(factories.campaign(other), factories.direction(other, name="Ponts et quais")), 3)
    table = Table(years.cast.relectrice)
    assert [row[1] for row in table.rows if row[1].startswith("Ponts")] == ["Ponts et quais Département de l'Orne"]
    assert "Département" not in " ".join(row[1] for row in Table(years.cast.redactrice).rows)


# -- What a row says ---------------------------------------------------------------------------------------------------


def test_a_row_says_the_value_its_evolution_and_its_history(years):
    row = Table(years.cast.redactrice).rows[0]
    assert row[3] == "126 agents"
    assert row[4] == "↗ +5 % par rapport à 2019 120 agents en 2019"
    assert row[5] == "2018 : 100 agents, 2019 : 120 agents, 2020 : 126 agents"
    assert row[6].startswith("Brouillon Voir")


def test_the_exact_value_stands_behind_the_printed_one(years):
    figure(years.cast.routes, "1460000000", label="Budget", unit="EUR", scale="Md", qualifier="près de")
    cell = Table(years.cast.redactrice, recherche="budget").page.xpath("//td/data")[0]
    assert " ".join(cell.text_content().split()) == "près de 1,46 Md€"
    assert cell.get("value") == "1460000000"
    assert " ".join(cell.get("title").split()) == "Valeur exacte : 1 460 000 000 €"


def test_what_has_no_number_says_why(years):
    figure(years.cast.routes, label="A", not_provided=True)
    figure(years.cast.routes, label="B")
    figure(years.cast.routes, label="C", text_value="1er département de France")
    rows = Table(years.cast.redactrice, annee=2020).rows
    assert {row[0]: row[3] for row in rows} == {
        "Agents": "126 agents",
        "A": "non communiqué",
        "B": "sans valeur",
        "C": "1er département de France",
    }


def test_the_links_lead_to_the_indicator_and_to_the_very_block(years):
    table, own = Table(years.cast.redactrice), KeyFigure.objects.get(contribution=years.cast.routes)
    assert table.link("Agents") == reverse("reporting:observatory-indicator", args=[own.indicator_id])
    address = table.link("Voir « Agents »")
    assert address == f"{years.cast.routes.get_absolute_url()}#bloc-{own.pk}"
    form = signed_in(years.cast.redactrice).get(address)
    assert f'id="bloc-{own.pk}"' in form.text


def test_words_are_never_markup(years):
    figure(years.cast.routes, 3, label="<script>alert(1)</script>", group="<b>R</b>", unit="<i>")
    page = Table(years.cast.redactrice).response.text
    assert "<script>alert" not in page and "<b>R" not in page and "<i>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


# -- Order and pages ---------------------------------------------------------------------------------------------------


@pytest.fixture
def mixed():
    """Figures of one year whose orders all differ; one has no number, none has a history but two."""
    years = Years()
    schools, eggs = years.indicator("ecoles", "Écoles", "écoles"), years.indicator("oeufs", "Œufs", "œufs")
    years.measure(schools, years.routes, {2019: 10, 2020: 5})
    years.measure(eggs, years.routes, {2019: 10, 2020: 30})
    figure(years.cast.routes, 20, label="Zones")
    figure(years.cast.routes, None, label="Abris")
    figure(years.cast.culture, 7, label="Fêtes")
    return years


@pytest.mark.parametrize(
    ("order", "labels"),
    [
        ("indicateur", ["Abris", "Écoles", "Fêtes", "Œufs", "Zones"]),
        ("-indicateur", ["Zones", "Œufs", "Fêtes", "Écoles", "Abris"]),
        ("valeur", ["Écoles", "Fêtes", "Zones", "Œufs", "Abris"]),
        ("-valeur", ["Œufs", "Zones", "Fêtes", "Écoles", "Abris"]),
    ],
)
def test_the_order_knows_accents_and_puts_what_is_missing_last(mixed, order, labels):
    assert Table(mixed.cast.relectrice, tri=order, annee=2020).labels == labels


@pytest.mark.parametrize(("order", "first"), [("-evolution", ["Œufs", "Écoles"]), ("evolution", ["Écoles", "Œufs"])])
def test_the_order_of_evolutions(mixed, order, first):
    assert Table(mixed.cast.relectrice, tri=order, annee=2020).labels[:2] == first


def test_the_order_of_directions_and_of_years(mixed):
    reviewer = mixed.cast.relectrice
    assert Table(reviewer, tri="direction").rows[0][1] == "Direction de la culture"
    assert Table(reviewer, tri="-direction").rows[0][1] == "Direction des routes"
    assert Table(reviewer, tri="annee").rows[0][2] == "2019"
    assert Table(reviewer).rows[0][2] == "2020"


def test_the_headers_sort_and_keep_the_filters(mixed):
    table = Table(mixed.cast.relectrice, annee=2020, tri="valeur")
    assert [th.get("aria-sort") for th in table.page.xpath("//thead//th")] == [
        None, None, None, "ascending", None, None, None,
    ]  # fmt: skip
    assert table.link("Valeur ↑") == "/observatoire/?annee=2020&tri=-valeur"
    assert table.link("Indicateur") == "/observatoire/?annee=2020&tri=indicateur"
    # The usual order is that of years, which another click turns round.
    table = Table(mixed.cast.relectrice, annee=2020)
    assert table.page.xpath("//th[@aria-sort]/a")[0].text_content() == "Année ↓"
    assert table.link("Année ↓") == "/observatoire/?annee=2020&tri=annee"


def test_fifty_a_page_each_figure_once_and_the_filters_kept(years):
    KeyFigure.objects.bulk_create(
        KeyFigure(contribution=years.cast.routes, label=f"Chiffre {number}", value=7) for number in range(120)
    )
    tables = [Table(years.cast.relectrice, annee=2020, tri="valeur", page=page) for page in (1, 2, 3)]
    assert [len(table.rows) for table in tables] == [PAGE_SIZE, PAGE_SIZE, 22]
    assert len({row[0] for table in tables for row in table.rows}) == 121  # « Agents » is there for two directions
    assert "122 chiffres, page 2 sur 3" in tables[1].text
    assert tables[0].link("Page 2") == "/observatoire/?annee=2020&tri=valeur&page=2"
    assert tables[1].page.xpath("//a[@aria-current='page' and contains(@href, 'page=')]/text()") == ["2"]


@pytest.mark.parametrize("page", ["0", "-1", "abc", "9" * 5000, "1e999999", "999"])
def test_a_page_that_does_not_exist_is_the_nearest(years, page):
    table = Table(years.cast.relectrice, page=page)
    assert table.response.status_code == 200 and len(table.rows) == 5


# -- Nothing to show ---------------------------------------------------------------------------------------------------


def test_no_figure_at_all():
    cast = factories.cast()
    table = Table(cast.redactrice)
    assert "Il n’y a pas encore de chiffre." in table.text
    assert not table.page.xpath("//form[@class='question panel']")


def test_no_figure_for_these_filters(years):
    table = Table(years.cast.redactrice, recherche="introuvable", annee=2020)
    assert "Aucun chiffre ne répond à ces filtres." in table.text
    assert table.link("effacez-les tous") == "/observatoire/"
    assert table.link("Retirer le filtre Rechercher : introuvable") == "/observatoire/?annee=2020"
    assert len(Table(years.cast.redactrice, annee=2020).rows) == 1


# -- What it costs -----------------------------------------------------------------------------------------------------


def grow(years: Years, directions: int) -> None:
    """So many more directions, with three years each of an indicator that all share and of one of their own."""
    shared = years.indicator(f"partage-{directions}", "Partagé")
    for _ in range(directions):
        direction = factories.direction(years.cast.institution, kind=DirectionKind.DIRECTION)
        own = years.indicator(f"propre-{direction.pk}", "Propre", owner=direction)
        for indicator in (shared, own):
            years.measure(indicator, direction, {2018: 5, 2019: 6, 2020: 7})


@pytest.mark.parametrize("question", [{}, {"tri": "evolution"}, {"evolution": "hausse", "recherche": "direction"}])
def test_the_number_of_queries_does_not_move_with_the_rows(question):
    years, counts = Years(), []
    for directions in (1, 20):
        grow(years, directions)
        client = signed_in(years.cast.relectrice)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("reporting:observatory"), question)
        counts.append(len(queries))
        assert page.status_code == 200
    assert Contribution.objects.filter(campaign__year=2020).count() > 20
    assert counts[0] == counts[1] <= 13
    assert re.search(r"\d+ chiffres, page 1", Table(years.cast.relectrice, **question).text)
