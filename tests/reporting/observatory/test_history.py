"""The history of an indicator: along the lineage of a direction, cut where its values do not compare, corrected where
they were corrected, and only what the person sees."""

import pytest

from directions import lineage
from directions.enums import DirectionKind, PerimeterChange
from directions.french.typography import NO_BREAK
from directions.models import Contribution, Direction, Redefinition
from reporting.observatory import history
from reporting.observatory.sparkline import in_words, sparkline
from reporting.observatory.units import Units
from tests import factories
from tests.reporting.observatory.years import Table, Years, figure

pytestmark = pytest.mark.django_db


@pytest.fixture
def years():
    return Years()


def read(user, row):
    return history.read([row], Units(user))[row.pk]


def figure_of(direction, year):
    return Contribution.objects.get(direction=direction, campaign__year=year).key_figures.get()


def told(points):
    return [(point.year, point.text.replace(NO_BREAK, " "), point.break_reason) for point in points]


def test_the_values_of_one_direction_the_oldest_first(years):
    agents = years.indicator()
    years.measure(agents, years.routes, {2018: 100, 2019: 120, 2020: 126})
    years.measure(agents, years.culture, {2019: 40})
    points = read(years.cast.relectrice, figure_of(years.routes, 2019))
    assert told(points) == [(2018, "100 agents", ""), (2019, "120 agents", ""), (2020, "126 agents", "")]
    assert in_words(points) == "2018\u00a0: 100\u00a0agents, 2019\u00a0: 120\u00a0agents, 2020\u00a0: 126\u00a0agents"


def test_a_figure_without_indicator_has_no_history(years):
    row = figure(years.cast.routes, 5)
    assert read(years.cast.relectrice, row) == ()
    assert Table(years.cast.relectrice).rows[0][5] == "—"


def test_a_year_without_contribution_is_a_gap_and_no_end(years):
    agents = years.indicator()
    years.measure(agents, years.routes, {2017: 100, 2018: 110, 2020: 126})
    points = read(years.cast.relectrice, figure_of(years.routes, 2020))
    assert [point.year for point in points] == [2017, 2018, 2020]
    assert points[-1].evolution is None
    drawing = sparkline(points)
    assert drawing.count("<path") == 1 and drawing.count("<circle") == 3


def test_a_year_without_value_is_a_gap(years):
    agents = years.indicator()
    years.measure(agents, years.routes, {2017: 1, 2018: 2, 2019: None, 2020: 4})
    drawing = sparkline(read(years.cast.relectrice, figure_of(years.routes, 2020)))
    assert drawing.count("<path") == 1 and drawing.count("<circle") == 3
    assert "2019\u00a0: sans valeur" in drawing


@pytest.mark.parametrize("values", [{2020: 5}, {2019: None, 2020: 5}])
def test_a_single_number_draws_no_line(years, values):
    years.measure(years.indicator(), years.routes, values)
    assert sparkline(read(years.cast.relectrice, figure_of(years.routes, 2020))) == ""


def test_equal_values_and_negative_ones_are_drawn(years):
    for code, values in (("plat", {2019: 7, 2020: 7}), ("solde", {2019: -5, 2020: 5})):
        years.measure(years.indicator(code), years.culture, values)
    for row in Contribution.objects.get(direction=years.culture, campaign__year=2020).key_figures.all():
        drawing = sparkline(read(years.cast.relectrice, row))
        assert "nan" not in drawing and drawing.count("<path") == 1


# -- Reorganisations ---------------------------------------------------------------------------------------------------


def successor(years, year=2020):
    """A direction that replaces that of the roads from a year on."""
    Contribution.objects.filter(direction=years.routes, campaign__year=year).delete()
    new = factories.direction(years.routes.parent, name="Direction des mobilités")
    Direction.objects.filter(pk=years.routes.pk).update(successor=new)
    return new


def test_the_history_goes_on_in_the_direction_that_replaced_it(years):
    agents = years.indicator()
    years.measure(agents, years.routes, {2018: 100, 2019: 120})
    new = successor(years)
    years.measure(agents, new, {2020: 60})
    points = read(years.cast.relectrice, figure_of(new, 2020))
    assert told(points) == [
        (2018, "100 agents", ""),
        (2019, "120 agents", ""),
        (2020, "60 agents", ""),
    ]
    assert sparkline(points).count("<path") == 1
    # Of the direction that was replaced, a member of the new one sees the year that theirs went on with.
    member = factories.user(member_of=new)
    assert [point.year for point in read(member, figure_of(new, 2020))] == [2019, 2020]
    # Who writes for the old one only does not see what became of it.
    assert [point.year for point in read(years.cast.redactrice, figure_of(years.routes, 2019))] == [2018, 2019]


def test_a_direction_made_of_a_part_of_another_begins_without_past(years):
    agents = years.indicator()
    years.measure(agents, years.routes, {2019: 120, 2020: 80})
    part = factories.direction(years.routes.parent, name="Direction des ports", split_from=years.routes)
    years.measure(agents, part, {2020: 40})
    assert told(read(years.cast.relectrice, figure_of(part, 2020))) == [(2020, "40 agents", "")]
    kept = read(years.cast.relectrice, figure_of(years.routes, 2020))
    assert told(kept) == [(2019, "120 agents", ""), (2020, "80 agents", "la direction a été partagée")]


def test_an_indicator_redefined_cuts_the_line(years):
    agents = years.indicator()
    years.measure(agents, years.routes, {2017: 1, 2018: 2, 2019: 9, 2020: 10})
    Redefinition.objects.create(indicator=agents, year=2019, reason="Avec les apprentis.")
    points = read(years.cast.relectrice, figure_of(years.routes, 2020))
    assert [point.break_reason for point in points] == ["", "", "l'indicateur a été redéfini", ""]
    assert [[point.year for point in stretch] for stretch in history.stretches(points)] == [[2017, 2018], [2019, 2020]]
    assert sparkline(points).count("<path") == 2


def test_what_changed_in_a_year_without_value_cuts_the_line_too(years):
    agents = years.indicator()
    years.measure(agents, years.routes, {2016: 1, 2017: 2, 2019: 9})
    years.of(years.routes, 2018)
    lineage.link_around(years.of(years.routes, 2018).campaign)

    def reasons() -> list[str]:
        points = read(years.cast.relectrice, figure_of(years.routes, 2019))
        return [point.break_reason for point in points]

    assert reasons() == ["", "", ""]
    redefinition = Redefinition.objects.create(indicator=agents, year=2018, reason="Avec les apprentis.")
    assert reasons() == ["", "", "l'indicateur a été redéfini en 2018"]
    redefinition.delete()
    empty = Contribution.objects.filter(direction=years.routes, campaign__year=2018)
    empty.update(perimeter_change=PerimeterChange.MERGED)
    assert reasons() == ["", "", "des directions ont été regroupées en 2018"]
    empty.update(keeps_perimeter=True)
    assert reasons() == ["", "", ""]


# -- Corrections -------------------------------------------------------------------------------------------------------


def test_a_corrected_value_stands_beside_the_published_one(years):
    agents = years.indicator()
    years.measure(agents, years.routes, {2019: 120})
    years.measure(agents, years.routes, {2020: 126}, restated_value=105, restated_reason="Double compte.")
    points = read(years.cast.relectrice, figure_of(years.routes, 2020))
    assert (points[0].text, points[0].corrected, points[0].corrected_reason) == (
        "120\u00a0agents",
        "105\u00a0agents",
        "Double compte.",
    )
    assert points[0].value == 105
    assert in_words(points) == "2019\u00a0: 105\u00a0agents, 2020\u00a0: 126\u00a0agents"
    row = Table(years.cast.relectrice, annee=2020).rows[0]
    assert row[4] == "↗ +20 % par rapport à 2019 105 agents en 2019, valeur corrigée : Double compte."


# -- The units of a person ---------------------------------------------------------------------------------------------


def test_the_directions_come_in_the_order_of_the_org_chart(years):
    service = factories.direction(years.routes, name="Service des ponts", kind=DirectionKind.SERVICE)
    factories.contribution(years.cast.campaign, service)
    names = [(one.name, depth) for one, depth in Units(years.cast.relectrice).directions()]
    assert names == [
        ("Département de la Brenne", 0),
        ("DGA Territoires", 1),
        ("Direction des routes", 2),
        ("Service des ponts", 3),
        ("DGA Citoyens", 1),
        ("Direction de la culture", 2),
    ]
    assert [(one.name, depth) for one, depth in Units(years.cast.redactrice).directions()] == [
        ("Direction des routes", 0),
        ("Service des ponts", 1),
    ]


def test_what_hangs_below_is_found_through_what_the_person_does_not_see(years):
    """A service that hung below the culture that year, and today below the roads."""
    service = factories.direction(years.culture, name="Service itinérant", kind=DirectionKind.SERVICE)
    contribution = factories.contribution(years.cast.campaign, service)
    Direction.objects.filter(pk=service.pk).update(parent=years.routes)
    units = Units(years.cast.redactrice)
    assert set(units.visible) == {years.cast.routes.pk, contribution.pk}
    assert units.below(years.routes.pk) == {years.cast.routes.pk}
    assert units.below(years.cast.institution.pk) == {years.cast.routes.pk, contribution.pk}
