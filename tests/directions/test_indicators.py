"""Which indicator a key figure measures: it keeps it through the years, and shares it with no other of its page."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directions.enums import CampaignStatus
from directions.indicators import IndicatorBook, is_same_unit
from directions.models import Contribution, Indicator, KeyFigure
from directions.opening import open_campaign
from tests import factories
from tests.form_page import FormPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> factories.Cast:
    return factories.cast(complete=False)


@pytest.fixture
def page(cast: factories.Cast) -> FormPage:
    return FormPage(cast.redactrice, cast.routes)


@pytest.fixture
def before(cast: factories.Cast) -> Contribution:
    """What the direction wrote the year before."""
    return factories.contribution(factories.campaign(cast.institution, 2019), cast.routes.direction)


def measure(contribution: Contribution, label: str, value: int | None, unit: str = "", **fields) -> KeyFigure:
    """A figure with an indicator of its own."""
    indicator = Indicator.objects.create(
        institution=contribution.campaign.institution,
        owner=contribution.direction,
        code=f"code-{Indicator.objects.count()}",
        label=label,
        unit=unit,
    )
    return KeyFigure.objects.create(
        contribution=contribution, indicator=indicator, label=label, value=value, unit=unit, **fields
    )


def asked_again(contribution: Contribution, figure: KeyFigure, **fields) -> KeyFigure:
    """The figure of the year before as `open_campaign` carries it over."""
    kept = {name: getattr(figure, name) for name in ("indicator", "label", "unit", "group", "position")}
    return KeyFigure.objects.create(contribution=contribution, **(kept | fields))


def previous(contribution: Contribution) -> list[int | None]:
    """Last year's value beside each figure, in their order."""
    rows = KeyFigure.objects.with_previous().filter(contribution=contribution)
    return [row.previous_value and int(row.previous_value) for row in rows]


# -- A row that has one ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        {"value": "252"},
        {"label": "Agents départementaux"},
        {"group": "Moyens"},
        {"label": "Effectif", "group": "Moyens"},
    ],
)
def test_a_row_keeps_its_indicator_whatever_its_words_become(cast, before, words):
    figure = measure(before, "Agent", 240, "agents")
    asked_again(cast.routes, figure)
    page = FormPage(cast.redactrice, cast.routes)
    page.type("key_figures-0", **words)

    page.save()

    assert KeyFigure.objects.get(contribution=cast.routes).indicator == figure.indicator
    assert previous(cast.routes) == [240]
    assert Indicator.objects.count() == 1


@pytest.mark.parametrize("unit", [" Agents ", "agents"])
def test_the_same_unit_written_otherwise_is_no_other_unit(cast, before, unit):
    figure = measure(before, "Effectif", 240, "agents")
    asked_again(cast.routes, figure)
    page = FormPage(cast.redactrice, cast.routes)
    page.type("key_figures-0", unit=unit, value="252")

    page.save()

    assert previous(cast.routes) == [240]


def test_euros_are_the_same_unit_however_they_are_written():
    assert is_same_unit("€", "EUR")
    assert not is_same_unit("EUR", "agents")


def test_another_unit_is_another_indicator_and_the_first_comes_back_with_its_unit(cast, before):
    figure = measure(before, "Absences", 240, "jours")
    asked_again(cast.routes, figure)
    page = FormPage(cast.redactrice, cast.routes)
    page.type("key_figures-0", unit="%")
    page.save()
    made = KeyFigure.objects.get(contribution=cast.routes).indicator
    assert (made.label, made.unit, made.owner) == ("Absences", "%", cast.routes.direction)
    assert previous(cast.routes) == [None]

    page = FormPage(cast.redactrice, cast.routes)
    page.type("key_figures-0", unit="Jours")
    page.save()

    assert previous(cast.routes) == [240]


def test_rows_that_swap_their_labels_keep_their_values_of_last_year(cast, before):
    for position, (label, value) in enumerate([("Ponts", 10), ("Tunnels", 3)]):
        asked_again(cast.routes, measure(before, label, value, position=position))
    page = FormPage(cast.redactrice, cast.routes)
    page.type("key_figures-0", label="Tunnels")
    page.type("key_figures-1", label="Ponts")

    page.save()

    assert previous(cast.routes) == [10, 3]


def test_rows_that_swap_their_units_swap_their_indicators(cast, before):
    for position, (unit, value) in enumerate([("km", 5012), ("%", 62)]):
        asked_again(cast.routes, measure(before, "Routes", value, unit, position=position))
    page = FormPage(cast.redactrice, cast.routes)
    page.type("key_figures-0", unit="%")
    page.type("key_figures-1", unit="km")

    page.save()

    assert previous(cast.routes) == [62, 5012]
    assert Indicator.objects.count() == 2


def test_a_row_takes_the_indicator_of_the_one_that_it_replaces_in_another_section(cast, before):
    figure = measure(before, "Agents", 240, "agents")
    asked_again(cast.routes, figure)
    page = FormPage(cast.redactrice, cast.routes)
    page.remove("key_figures-0")
    page.add("identity", label="Agents", value="252", unit="agents")

    page.save()

    row = KeyFigure.objects.get(contribution=cast.routes)
    assert (row.placement, row.indicator) == ("identity", figure.indicator)


# -- A new row ---------------------------------------------------------------------------------------------------------


def test_the_indicator_is_found_by_its_words(cast, before, page):
    figure = measure(before, "Agents", 240, "agents", group="Moyens")
    page.add("key_figures", label=" agents ", value="252", unit="Agents", group="moyens")

    page.save()

    assert KeyFigure.objects.get(contribution=cast.routes).indicator == figure.indicator


@pytest.mark.parametrize(
    "words",
    [
        {"label": "Agent", "unit": "agents", "group": "Moyens"},
        {"label": "Agents", "unit": "%", "group": "Moyens"},
        {"label": "Agents", "unit": "agents", "group": "Renforts"},
        {"label": "Agents", "unit": "agents"},
    ],
)
def test_other_words_make_an_indicator_of_the_direction(cast, before, page, words):
    measure(before, "Agents", 240, "agents", group="Moyens")
    page.add("key_figures", value="3", **words)

    page.save()

    made = KeyFigure.objects.get(contribution=cast.routes).indicator
    assert (made.label, made.unit, made.owner) == (words["label"], words["unit"], cast.routes.direction)
    assert made.institution == cast.institution
    assert previous(cast.routes) == [None]


def test_the_words_of_the_other_years_count_as_those_of_the_indicator(cast, before, page):
    figure = measure(before, "Effectif", 240, "agents")
    KeyFigure.objects.update(label="Agents")
    page.add("key_figures", label="Agents", value="252", unit="agents")

    page.save()

    assert KeyFigure.objects.get(contribution=cast.routes).indicator == figure.indicator


def test_the_indicator_of_another_direction_is_not_taken(cast, page):
    Indicator.objects.create(
        institution=cast.institution, owner=cast.culture.direction, code="c", label="Agents", unit="agents"
    )
    page.add("key_figures", label="Agents", value="3", unit="agents")

    page.save()

    assert KeyFigure.objects.get().indicator.owner == cast.routes.direction


def test_the_direction_own_indicator_wins_over_a_shared_one(cast, page):
    words = {"institution": cast.institution, "label": "Agents", "unit": "agents"}
    shared = Indicator.objects.create(code="shared", **words)
    own = Indicator.objects.create(owner=cast.routes.direction, code="own", **words)
    page.add("key_figures", label="Agents", value="3", unit="agents")
    page.add("key_figures", label="Agents", value="4", unit="agents")

    page.save()

    assert [row.indicator for row in cast.routes.key_figures.all()] == [own, shared]


def test_the_same_label_in_two_groups_is_two_indicators_through_the_years(cast, before):
    campaign = before.campaign
    page = FormPage(cast.redactrice, before)
    for group, value in (("Musée", "10"), ("Archives", "20")):
        page.add("key_figures", label="Visiteurs", value=value, group=group)
    page.save()
    assert list(Indicator.objects.order_by("code").values_list("code", flat=True)) == [
        "dr-archives-visiteurs",
        "dr-musee-visiteurs",
    ]
    campaign.status = CampaignStatus.CLOSED
    campaign.save()

    page = FormPage(cast.redactrice, cast.routes)
    for group in ("Archives", "Musée"):
        page.add("key_figures", label="Visiteurs", value="1", group=group)
    page.save()

    assert previous(cast.routes) == [20, 10]


def test_two_rows_with_the_same_words_are_two_indicators_in_their_order(cast, before, page):
    for position, value in enumerate([10, 20]):
        measure(before, "Visiteurs", value, position=position)
    for value in ("11", "21", "31"):
        page.add("key_figures", label="Visiteurs", value=value)

    page.save()

    assert previous(cast.routes) == [10, 20, None]


def test_what_was_carried_over_is_not_taken_again(cast, before):
    figure = measure(before, "Agents", 240, "agents")
    campaign = factories.campaign(cast.institution, 2021)
    asked_again(cast.routes, figure)
    open_campaign(campaign)
    carried = campaign.contributions.get(code="DR")
    page = FormPage(cast.redactrice, carried)
    page.add("key_figures", label="Agents", value="3", unit="agents")

    page.save()

    kept, made = carried.key_figures.all()
    assert (kept.indicator, made.indicator != kept.indicator) == (figure.indicator, True)


def test_a_row_that_nobody_touched_is_left_as_it_is(cast):
    KeyFigure.objects.create(contribution=cast.routes, label="Agents", value=3)
    page = FormPage(cast.redactrice, cast.routes)
    page.add("missions", text="Entretenir")

    page.save()

    assert not Indicator.objects.exists()


def test_last_year_is_beside_this_year(cast, before, page):
    measure(before, "Agents", 1240, "agents")
    page.add("key_figures", label="Agents", value="1 252", unit="agents")
    page.save()

    page = FormPage(cast.redactrice, cast.routes)

    value = page.tree.get_element_by_id("id_key_figures-0-value")
    beside = page.tree.get_element_by_id(value.get("aria-describedby")).text_content()
    assert beside.split() == ["2019", ":", "1", "240", "agents"]


# -- Two people --------------------------------------------------------------------------------------------------------


def test_the_same_figure_added_by_two_people_is_two_indicators(cast, before):
    measure(before, "Agents", 240, "agents")
    rose, denis = FormPage(cast.redactrice, cast.routes), FormPage(cast.directeur, cast.routes)
    for page in (denis, rose):
        page.add("key_figures", label="Agents", value="252", unit="agents")
    denis.save()
    rose.send()

    rose.save()

    assert previous(cast.routes) == [240, None]


def test_a_figure_that_comes_back_after_a_conflict_finds_its_indicator(cast, before):
    asked_again(cast.routes, measure(before, "Agents", 240, "agents"))
    rose, denis = FormPage(cast.redactrice, cast.routes), FormPage(cast.directeur, cast.routes)
    denis.remove("key_figures-0")
    denis.save()
    rose.type("key_figures-0", value="252")
    rose.send()

    rose.save()

    assert previous(cast.routes) == [240]


# -- The rule ----------------------------------------------------------------------------------------------------------

alike = st.sampled_from(["", "Agents", "agents ", "Routes"])
rows = st.lists(st.tuples(alike, alike, alike, st.booleans()), max_size=8)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(years=st.lists(rows, min_size=2, max_size=3))
def test_no_two_figures_of_a_contribution_share_an_indicator(db, years):
    root = factories.institution()
    direction = factories.direction(root)
    carried: list[KeyFigure] = []
    for year, words in enumerate(years, start=2018):
        contribution = factories.contribution(factories.campaign(root, year), direction)
        old = [KeyFigure(contribution=contribution, label="x", indicator=one.indicator) for one in carried]
        new = [KeyFigure(contribution=contribution, label=a, unit=b, group=c) for a, b, c, _ in words]
        book = IndicatorBook(root.pk, direction)
        book.assign(direction, [*new, *old])
        book.write()
        KeyFigure.objects.bulk_create([*new, *old])  # the database refuses an indicator that comes twice
        assert [one.indicator for one in old] == [one.indicator for one in carried]
        assert all(one.indicator_id for one in new)
        carried = [one for one, (*_, is_kept) in zip(new, words, strict=True) if is_kept]


def test_the_queries_do_not_grow_with_the_figures(cast):
    counts = []
    for size in (2, 40):
        book = IndicatorBook(cast.institution.pk)
        new = [KeyFigure(label=f"Mesure {size} {number}", unit="km") for number in range(size)]
        with CaptureQueriesContext(connection) as queries:
            book.assign(cast.routes.direction, new)
            book.write()
        counts.append(len(queries))
    assert counts[0] == counts[1] == 4
