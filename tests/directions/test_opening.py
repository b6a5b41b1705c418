"""`open_campaign`: one contribution a direction, prepared from the year before; again, it only adds what is missing."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directions.enums import CampaignStatus, ContributionStatus, Placement
from directions.models import Chapter, Direction, Indicator, KeyFigure, Mission
from directions.opening import open_campaign, prepare
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def root() -> Direction:
    return factories.institution(code="CD")


def test_each_direction_gets_a_draft_below_that_of_its_parent(root):
    dga = factories.direction(root, code="DGA", position=7)
    factories.direction(dga, code="DR", name="Direction des routes")
    campaign = factories.campaign(root, year=2021, status=CampaignStatus.PREPARATION)
    assert open_campaign(campaign) == 3
    assert campaign.status == CampaignStatus.OPEN
    made = {one.code: one for one in campaign.contributions.select_related("parent")}
    assert {code: one.parent and one.parent.code for code, one in made.items()} == {
        "CD": None,
        "DGA": "CD",
        "DR": "DGA",
    }
    assert (made["DGA"].position, made["DR"].name) == (7, "Direction des routes")
    assert {one.status for one in made.values()} == {ContributionStatus.DRAFT}


def test_run_again_it_only_adds_the_new_directions(root):
    factories.direction(root, code="A")
    campaign = factories.campaign(root, year=2021)
    open_campaign(campaign)
    factories.mission(campaign.contributions.get(code="A"), "Écrite depuis")
    assert open_campaign(campaign) == 0
    factories.direction(root, code="B")
    assert open_campaign(campaign) == 1
    assert campaign.contributions.get(code="A").missions.get().text == "Écrite depuis"


def test_directions_of_other_years_and_other_institutions_are_left_out(root):
    closed = factories.direction(root, code="OLD", closed_year=2019)
    factories.direction(root, code="NEXT", opened_year=2022)
    factories.direction(closed, code="CHILD")
    factories.direction(factories.institution(), code="ELSE")
    campaign = factories.campaign(root, year=2021)
    open_campaign(campaign)
    assert set(campaign.contributions.values_list("code", "parent__code")) == {("CD", None), ("CHILD", "CD")}


def test_missions_and_lasting_figures_are_carried_over_without_values(root):
    direction = factories.direction(root, code="A")
    before = factories.contribution(factories.campaign(root, year=2020), direction)
    chapter = Chapter.objects.create(contribution=before, title="Les moyens")
    factories.mission(before, "Entretenir", group="Routes", chapter=chapter)
    factories.achievement(before)
    indicator = Indicator.objects.create(institution=root, owner=direction, code="a-routes", label="Routes", unit="km")
    row = {"contribution": before, "indicator": indicator, "label": "Routes", "unit": "km", "value": 12}
    KeyFigure.objects.create(**row, placement=Placement.KEY, note="dont 3 neufs")
    cited = Indicator.objects.create(institution=root, owner=direction, code="a-ponts", label="Ponts")
    KeyFigure.objects.create(**(row | {"indicator": cited}), placement=Placement.CITED)
    campaign = factories.campaign(root, year=2021)
    open_campaign(campaign)

    carried = campaign.contributions.get(code="A")
    mission = carried.missions.get()
    assert (mission.text, mission.group, mission.confirmed, mission.chapter.title) == (
        "Entretenir", "Routes", False, "Les moyens",
    )  # fmt: skip
    figure = KeyFigure.objects.with_previous().get(contribution=carried)
    assert (figure.label, figure.value, figure.note, figure.previous_value) == ("Routes", None, "", 12)
    assert not carried.achievements.exists()


def test_a_direction_without_past_is_asked_what_all_share(root):
    factories.direction(root, code="A")
    campaign = factories.campaign(root, year=2021)
    open_campaign(campaign)
    rows = KeyFigure.objects.filter(contribution__campaign=campaign)
    assert [(row.contribution.code, row.indicator.code) for row in rows.order_by("position")] == [
        ("A", "agents"),
        ("A", "budget-realise"),
        ("A", "services"),
    ]
    assert not Indicator.objects.exclude(owner=None).exists()


def test_the_queries_do_not_grow_with_the_directions():
    reads = []
    for size in (3, 30):
        root = factories.institution()
        above = factories.direction(root)
        for _ in range(size):
            factories.direction(above)
        campaign = factories.campaign(root, year=2021)
        with CaptureQueriesContext(connection) as queries:
            open_campaign(campaign)
        reads.append(sum(not query["sql"].startswith("INSERT") for query in queries))
    assert reads[0] == reads[1]


def test_preparing_says_what_opening_creates_and_writes_nothing(root):
    factories.mission(factories.contribution(factories.campaign(root, year=2020), factories.direction(root, code="A")))
    factories.direction(root, code="B")
    campaign = factories.campaign(root, year=2021, status=CampaignStatus.PREPARATION)
    prepared = prepare(campaign)
    assert not campaign.contributions.exists()
    assert not Indicator.objects.exists()
    open_campaign(campaign)
    assert len(prepared.contributions) == campaign.contributions.count() == 3
    assert len(prepared.missions) == Mission.objects.filter(contribution__campaign=campaign).count() == 1
    assert len(prepared.figures) == KeyFigure.objects.filter(contribution__campaign=campaign).count() == 3
    assert prepare(campaign).contributions == prepare(campaign).figures == []
