"""The page of an indicator: what it measures, every direction that the person sees, its charts, its sum."""

import lxml.html
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directions.enums import Aggregation
from directions.models import Direction, Redefinition
from tests import factories
from tests.form_page import signed_in
from tests.reporting.observatory.years import Years, figure

pytestmark = pytest.mark.django_db

SUM = {"aggregation": Aggregation.SUM}


@pytest.fixture
def years():
    return Years()


class Page:
    def __init__(self, user, indicator, **query):
        pk = getattr(indicator, "pk", indicator)
        self.response = signed_in(user).get(reverse("reporting:observatory-indicator", args=[pk]), query)
        self.page = lxml.html.fromstring(self.response.text)

    @property
    def text(self):
        return " ".join(self.page.text_content().split())

    def table(self, number):
        """The words of the cells of a table, its foot included."""
        rows = self.page.xpath("//main//table")[number].xpath(".//tbody/tr | .//tfoot/tr")
        return [[" ".join(cell.text_content().split()) for cell in row] for row in rows]

    @property
    def headings(self):
        return self.page.xpath("//main//h2/text()")

    @property
    def charts(self):
        """The charts as a wide page shows them."""
        return self.page.xpath("//div[@class='drawing-wide']/*[local-name()='svg']")


# -- Who may open it ---------------------------------------------------------------------------------------------------


def test_an_indicator_of_another_direction_is_as_one_that_does_not_exist(years):
    indicator = years.indicator("secret", "Secret", owner=years.culture)
    figure(years.cast.culture, 5, indicator)
    hidden, absent = (Page(years.cast.redactrice, which).response for which in (indicator, 987654))
    assert hidden.status_code == absent.status_code == 404
    assert hidden.text == absent.text.replace("987654", str(indicator.pk))
    assert Page(years.cast.etrangere, indicator).response.status_code == 200
    assert Page(years.cast.relectrice, indicator).response.status_code == 200


def test_a_number_beyond_all_is_absent(years):
    assert Page(years.cast.relectrice, 99999999999999999999999).response.status_code == 404


def test_whoever_belongs_nowhere_finds_none(years):
    assert Page(factories.user(), years.indicator()).response.status_code == 404


def test_what_a_person_sees_measured_has_a_page_whoever_owns_it(years):
    indicator = years.indicator("ponts", "Ponts", owner=years.culture)
    figure(years.cast.routes, 5, indicator)
    assert Page(years.cast.redactrice, indicator).table(0)[0][1] == "5 agents"


def test_a_member_sees_the_own_direction_of_a_shared_one(years):
    agents = years.indicator(**SUM)
    years.measure(agents, years.routes, {2019: 1, 2020: 2})
    years.measure(agents, years.culture, {2019: 98765, 2020: 87654})
    page = Page(years.cast.redactrice, agents)
    assert "culture" not in page.text and "98" not in page.text.replace("1982", "")
    assert page.headings == ["Direction des routes"]
    assert "Modifier l’indicateur" not in page.text
    assert "Modifier l’indicateur" in Page(years.cast.relectrice, agents).text


# -- What it says ------------------------------------------------------------------------------------------------------


def test_its_definition_its_unit_and_its_redefinitions(years):
    agents = years.indicator(definition="Au 31 décembre.\nHors <b>vacataires</b>.", unit="EUR/hab.")
    Redefinition.objects.create(indicator=agents, year=2019, reason="Avec les apprentis.")
    page = Page(years.cast.relectrice, agents)
    assert "Hors <b>vacataires</b>." in page.text
    assert "€/hab." in page.text
    assert "En 2019 : Avec les apprentis." in page.text
    assert "Aucune direction que vous voyez n’a encore donné de valeur" in page.text


def test_one_direction_year_by_year(years):
    agents = years.indicator()
    years.measure(agents, years.routes, {2017: 100, 2019: 120}, explanation="Une brigade de plus")
    restated = {"restated_value": 110, "restated_reason": "Double compte"}
    years.measure(agents, years.routes, {2020: 121}, scope="titulaires", **restated)
    page = Page(years.cast.redactrice, agents)
    link, alone = ": voir dans la contribution", "—sans comparaison"
    assert page.table(0) == [
        [
            f"2020 {link}",
            "121 agents",
            "périmètre modifié le périmètre du chiffre n'est plus le même",
            "Périmètre : titulaires.",
        ],
        [
            f"2019 {link}",
            "120 agents",
            alone,
            "Corrigée en 2020 : 110 agents. Double compte. Explication : Une brigade de plus.",
        ],
        ["2018", "pas de chiffre", "", ""],
        [f"2017 {link}", "100 agents", alone, "Explication : Une brigade de plus."],
    ]


def test_an_explanation_is_for_those_between_whom_the_review_goes(years):
    agents = years.indicator()
    years.measure(agents, years.routes, {2020: 121}, explanation="Une brigade de plus", scope="titulaires")
    told = {
        person.username: Page(person, agents).text
        for person in (years.cast.redactrice, years.cast.relectrice, factories.heritiere(years.cast.routes))
    }
    assert all("121 agents" in text and "Périmètre : titulaires." in text for text in told.values())
    assert {name for name, text in told.items() if "Une brigade de plus" in text} == {"redactrice", "relectrice"}


def test_the_chart_is_cut_where_values_do_not_compare_and_says_so(years):
    agents = years.indicator()
    years.measure(agents, years.routes, {2017: 1, 2018: 2, 2019: 9, 2020: 10})
    Redefinition.objects.create(indicator=agents, year=2019, reason="Avec les apprentis.")
    page = Page(years.cast.redactrice, agents)
    words = " ".join(page.charts[0].text_content().split())
    assert "2017 à 2018" in words and "2019 à 2020" in words
    assert "périmètre modifié en 2019 : 9 agents" in words
    caption = " ".join(page.page.xpath("//figcaption")[0].text_content().split())
    assert caption == (
        "La ligne est coupée là où les valeurs ne se comparent plus : 2019 (l’indicateur a été redéfini)."
    )


def test_a_changed_perimeter_is_said_even_without_a_value(years):
    agents = years.indicator()
    years.measure(agents, years.routes, {2019: 5})
    years.measure(agents, years.routes, {2020: None}, has_new_perimeter=True)
    latest = Page(years.cast.redactrice, agents).table(0)[0]
    assert latest[1:] == ["sans valeur", "—sans comparaison", "Périmètre modifié : il ne mesure plus la même chose."]


def test_a_single_year_has_a_table_and_no_chart(years):
    agents = years.indicator()
    years.measure(agents, years.routes, {2020: 5})
    page = Page(years.cast.redactrice, agents)
    assert len(page.table(0)) == 1 and not page.charts


def test_several_directions_in_one_table(years):
    agents = years.indicator()
    years.measure(agents, years.routes, {2019: 100, 2020: 120})
    years.measure(agents, years.culture, {2020: None})
    page = Page(years.cast.relectrice, agents)
    roads, culture = page.table(0)
    assert roads[:3] == ["Direction des routes", "100 agents", "120 agents +20 % par rapport à 2019"]
    assert roads[3] == "2019 : 100 agents, 2020 : 120 agents"
    assert culture == ["Direction de la culture", "—pas de chiffre", "sans valeur", "—une seule valeur"]
    assert page.headings[1:] == ["Direction des routes", "Direction de la culture"]


def test_a_direction_that_was_replaced_is_one_line_under_its_last_name(years):
    agents = years.indicator()
    years.measure(agents, years.culture, {2019: 40, 2020: 41})
    years.measure(agents, years.routes, {2019: 100})
    new = factories.direction(years.routes.parent, name="Direction des mobilités")
    years.cast.routes.delete()
    Direction.objects.filter(pk=years.routes.pk).update(successor=new)
    years.measure(agents, new, {2020: 90})
    page = Page(years.cast.relectrice, agents)
    assert page.table(0)[0][:3] == [
        "Direction des mobilités auparavant Direction des routes",
        "100 agents",
        "90 agents −10 % par rapport à 2019",
    ]


# -- Many directions ---------------------------------------------------------------------------------------------------


def many(years, count, **fields):
    agents = years.indicator("partage", "Partagé", **fields)
    directions = [factories.direction(years.cast.institution, name=f"Direction n° {n}") for n in range(count)]
    for direction in directions:
        years.measure(agents, direction, {2019: 10, 2020: 11})
    return agents, directions


def test_of_many_directions_one_is_chosen(years):
    agents, directions = many(years, 6)
    page = Page(years.cast.relectrice, agents)
    assert len(page.table(0)) == 6 and not page.charts
    assert page.headings == ["Toutes les directions, année par année"]
    chosen = Page(years.cast.relectrice, agents, direction=directions[3].pk)
    assert chosen.headings[1:] == ["Direction n° 3"] and len(chosen.charts) == 1
    assert chosen.page.xpath("//select[@name='direction']/option[@selected]/text()") == ["Direction n° 3"]


@pytest.mark.parametrize("asked", ["abc", "-1", "9" * 30, "<script>"])
def test_a_direction_that_is_not_there_is_said_so(years, asked):
    agents, _ = many(years, 2)
    page = Page(years.cast.relectrice, agents, direction=asked)
    assert page.response.status_code == 400
    assert "Cette direction n’est pas de celles que vous voyez ici" in page.text


def test_a_direction_of_others_is_answered_as_one_that_does_not_exist(years):
    agents, directions = many(years, 2)
    years.measure(agents, years.routes, {2020: 3})
    answers = [Page(years.cast.redactrice, agents, direction=pk) for pk in (directions[0].pk, 987654)]
    assert [answer.response.status_code for answer in answers] == [400, 400]
    assert answers[0].text == answers[1].text


def test_the_number_of_queries_does_not_move_with_the_directions(years):
    agents, _ = many(years, 3)
    counts = []
    for more in (0, 20):
        for _ in range(more):
            years.measure(agents, factories.direction(years.cast.institution), {2019: 1, 2020: 2})
        client = signed_in(years.cast.relectrice)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("reporting:observatory-indicator", args=[agents.pk])).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


# -- Sum ---------------------------------------------------------------------------------------------------------------


def test_values_that_add_up_have_a_sum_and_its_chart(years):
    agents = years.indicator(**SUM)
    years.measure(agents, years.routes, {2019: 100, 2020: 120})
    years.measure(agents, years.culture, {2019: 40, 2020: 38})
    figure(years.of(years.cast.institution, 2020), 999, agents)  # the institution's own value is no part of it
    page = Page(years.cast.relectrice, agents)
    assert page.table(0)[-1][:3] == ["Somme des directions affichées", "140 agents", "158 agents"]
    assert "Agents – somme des directions" in page.charts[0].text_content()


def test_a_single_year_has_a_sum_and_no_chart(years):
    agents = years.indicator(**SUM)
    years.measure(agents, years.routes, {2020: 100})
    years.measure(agents, years.culture, {2020: 40})
    page = Page(years.cast.relectrice, agents)
    assert page.table(0)[-1][1] == "140 agents" and not page.charts


def test_the_sum_is_cut_where_the_indicator_was_redefined(years):
    agents = years.indicator(**SUM)
    for direction in (years.routes, years.culture):
        years.measure(agents, direction, {2018: 1, 2019: 2, 2020: 3})
    Redefinition.objects.create(indicator=agents, year=2019, reason="Avec les apprentis.")
    page = Page(years.cast.relectrice, agents)
    words = " ".join(page.charts[0].text_content().split())
    assert "2018 : 2 agents, 2019 : 4 agents, 2020 : 6 agents" in words
    caption = page.page.xpath("//figcaption")[0].text_content()
    assert "2019 (Avec les apprentis)" in caption


def test_a_missing_value_leaves_its_year_without_a_sum_and_the_sum_without_a_chart(years):
    agents = years.indicator(**SUM)
    years.measure(agents, years.routes, {2018: 1, 2019: 100, 2020: 120})
    years.measure(agents, years.culture, {2018: 1, 2019: None, 2020: 38})
    page = Page(years.cast.relectrice, agents)
    assert page.table(0)[-1][1:4] == ["2 agents", "il manque des valeurs", "158 agents"]
    assert not any("somme" in chart.text_content() for chart in page.charts)


def test_a_direction_that_wrote_without_measuring_it_is_missing(years):
    agents = years.indicator(**SUM)
    years.measure(agents, years.routes, {2019: 100, 2020: 120})
    years.of(years.culture, 2019)
    years.measure(agents, years.culture, {2020: 38})
    assert Page(years.cast.relectrice, agents).table(0)[-1][1:3] == ["il manque des valeurs", "158 agents"]


def test_values_that_do_not_add_up_have_no_sum(years):
    agents = years.indicator()
    years.measure(agents, years.routes, {2019: 100, 2020: 120})
    years.measure(agents, years.culture, {2019: 40, 2020: 38})
    assert "Somme" not in Page(years.cast.relectrice, agents).text


def test_nothing_is_counted_twice(years):
    agents = years.indicator(**SUM)
    years.measure(agents, years.routes, {2020: 100})
    years.measure(agents, years.routes.parent, {2020: 150})
    page = Page(years.cast.relectrice, agents)
    assert "La somme n'est pas faite : une direction et celle dont elle dépend" in page.text
    assert "Somme des directions" not in page.text


def test_units_that_differ_are_not_added(years):
    budget = years.indicator("budget", "Budget", "EUR", **SUM)
    years.measure(budget, years.routes, {2020: 100})
    years.measure(budget, years.culture, {2020: 3}, unit="k€")
    assert "toutes les valeurs ne sont pas dans la même unité" in Page(years.cast.relectrice, budget).text


def test_the_page_of_the_indicator_in_the_admin_leads_here(years):
    agents = years.indicator()
    admin = signed_in(years.cast.relectrice).get(reverse("admin:directions_indicator_change", args=[agents.pk]))
    assert reverse("reporting:observatory-indicator", args=[agents.pk]) in admin.text
