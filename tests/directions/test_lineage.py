"""History goes from one direction to one: through a succession, never through a regrouping or a sharing out."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directions import lineage
from directions.enums import PerimeterChange
from directions.lifecycle import perform
from directions.models import Contribution, Direction, Indicator, KeyFigure
from directions.opening import open_campaign
from tests import factories
from tests.form_page import FormPage, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def root() -> Direction:
    return factories.institution(code="CD")


def direction(root: Direction, code: str, **fields) -> Direction:
    return factories.direction(root, code=code, **({"name": f"Direction {code}"} | fields))


def write(direction: Direction, year: int = 2020) -> Contribution:
    """What a direction published one year."""
    campaign = direction.institution.campaigns.filter(year=year).first() or factories.campaign(
        direction.institution, year=year
    )
    return factories.contribution(campaign, direction)


def opened(root: Direction, year: int = 2021) -> dict[str, Contribution]:
    campaign = factories.campaign(root, year=year)
    open_campaign(campaign)
    return {one.code: one for one in campaign.contributions.select_related("previous")}


def link_of(contribution: Contribution) -> tuple[str, str]:
    """The code of what it goes on with, and what a reorganisation did."""
    return (contribution.previous.code if contribution.previous else "", contribution.perimeter_change)


def measure(contribution: Contribution, value: int | None = 10) -> KeyFigure:
    indicator, _ = Indicator.objects.get_or_create(
        institution=contribution.campaign.institution, code="agents", defaults={"label": "Agents"}
    )
    return KeyFigure.objects.create(contribution=contribution, indicator=indicator, label="Agents", value=value)


def test_a_direction_that_stays_goes_on_with_its_own(root):
    measure(write(direction(root, "A")))
    carried = opened(root)["A"]
    assert link_of(carried) == ("A", PerimeterChange.NONE)
    assert [row.previous_value for row in carried.key_figures.with_previous()] == [10]


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("Direction de  l’eau", PerimeterChange.NONE),
        ("DIRECTION DE L'EAU", PerimeterChange.NONE),
        ("Direction-de-l'eau", PerimeterChange.NONE),
        ("Direction de l'eau et de l'air", PerimeterChange.RENAMED),
    ],
)
def test_another_name_is_another_perimeter_another_spelling_is_not(root, name, change):
    one = direction(root, "A", name="Direction de l'eau")
    write(one)
    Direction.objects.filter(pk=one.pk).update(name=name)
    assert link_of(opened(root)["A"]) == ("A", change)


def test_the_one_that_replaces_another_goes_on_with_its_figures_and_missions(root):
    new = direction(root, "B", name="Direction B", opened_year=2021)
    old = direction(root, "A", closed_year=2020, successor=new)
    before = write(old)
    factories.mission(before, "Entretenir")
    measure(before)
    carried = opened(root)["B"]
    assert link_of(carried) == ("A", PerimeterChange.NONE)
    assert [mission.text for mission in carried.missions.all()] == ["Entretenir"]
    assert [(row.value, row.previous_value) for row in carried.key_figures.with_previous()] == [(None, 10)]


def test_directions_grouped_into_a_new_one_give_it_no_past(root):
    new = direction(root, "C", opened_year=2021)
    for code in "AB":
        measure(write(direction(root, code, closed_year=2020, successor=new)))
    carried = opened(root)["C"]
    assert link_of(carried) == ("", PerimeterChange.MERGED)
    # It is asked what every new direction is.
    assert {row.previous_value for row in carried.key_figures.with_previous()} == {None}


def test_one_that_absorbs_another_keeps_what_it_published_and_does_not_compare(root):
    stays = direction(root, "A")
    measure(write(stays))
    measure(write(direction(root, "B", closed_year=2020, successor=stays)), 4)
    carried = opened(root)["A"]
    assert link_of(carried) == ("A", PerimeterChange.MERGED)
    row = carried.key_figures.with_previous().get()
    assert (row.previous_value, row.reorganisation) == (10, PerimeterChange.MERGED)


def test_one_that_is_shared_out_keeps_its_own_and_the_new_one_has_no_past(root):
    stays = direction(root, "A")
    write(stays)
    direction(root, "B", opened_year=2021, split_from=stays)
    carried = opened(root)
    assert link_of(carried["A"]) == ("A", PerimeterChange.SPLIT)
    assert link_of(carried["B"]) == ("", PerimeterChange.SPLIT)


def test_one_that_disappears_into_two_gives_its_past_to_neither(root):
    heir = direction(root, "B", opened_year=2021)
    gone = direction(root, "A", closed_year=2020, successor=heir)
    write(gone)
    direction(root, "C", opened_year=2021, split_from=gone)
    carried = opened(root)
    assert link_of(carried["B"]) == ("", PerimeterChange.SPLIT)
    assert link_of(carried["C"]) == ("", PerimeterChange.SPLIT)


def test_a_reorganisation_counts_the_year_it_happens_only(root):
    stays = direction(root, "A")
    write(stays)
    direction(root, "B", opened_year=2021, split_from=stays)
    opened(root)
    assert link_of(opened(root, 2022)["A"]) == ("A", PerimeterChange.NONE)
    assert Contribution.objects.get(campaign__year=2022, code="B").perimeter_change == PerimeterChange.NONE


def test_a_year_without_campaign_gives_no_past(root):
    write(direction(root, "A"), 2019)
    assert link_of(opened(root)["A"]) == ("", PerimeterChange.NONE)


def test_history_goes_through_a_direction_that_lasted_less_than_a_year(root):
    last = direction(root, "C", opened_year=2021)
    brief = direction(root, "B", opened_year=2020, closed_year=2020, successor=last)
    write(direction(root, "A", closed_year=2020, successor=brief))
    assert link_of(opened(root)["C"]) == ("A", PerimeterChange.NONE)


def test_a_succession_that_is_told_after_the_opening_gives_the_past_to_the_heir(root):
    old, new = direction(root, "A"), direction(root, "B", opened_year=2021)
    write(old)
    carried = opened(root)
    assert [link_of(carried[code]) for code in "AB"] == [("A", ""), ("", "")]
    Direction.objects.filter(pk=old.pk).update(closed_year=2020, successor=new)
    lineage.link_unfinished(root)
    again = {one.code: one for one in carried["A"].campaign.contributions.select_related("previous")}
    assert [link_of(again[code]) for code in "AB"] == [("", ""), ("A", "")]


def test_what_is_approved_keeps_its_comparisons_until_it_is_reopened(root):
    stays = direction(root, "A")
    write(stays)
    carried = opened(root)["A"]
    Contribution.objects.filter(pk=carried.pk).update(status="approved")
    new = direction(root, "B", opened_year=2021, split_from=stays)
    open_campaign(carried.campaign)
    assert [one.pk for one in lineage.waits_for_reopening(carried.campaign)] == [carried.pk]
    carried.refresh_from_db()
    assert link_of(carried) == ("A", PerimeterChange.NONE)
    client = signed_in(factories.administrateur())
    page = reverse("admin:directions_direction_change", args=[new.pk])
    fields = {"name": new.name, "code": "B", "kind": new.kind, "parent": root.pk, "position": 1, "opened_year": 2021}
    rows = {"memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0, "split_from": stays.pk}
    said = client.post(page, fields | rows, follow=True).content.decode()
    assert "que si on les rouvre\u00a0: Direction A." in said
    perform("reopen", carried, factories.relectrice(), "Elle a été partagée.")
    carried.refresh_from_db()
    assert link_of(carried) == ("A", PerimeterChange.SPLIT)


def test_a_name_that_is_changed_on_its_page_counts_at_once(root):
    write(direction(root, "A"))
    carried = opened(root)["A"]
    page = FormPage(factories.administrateur(), carried)
    page.type(name="Direction des ponts")
    page.save()
    carried.refresh_from_db()
    assert carried.perimeter_change == PerimeterChange.RENAMED
    page = FormPage(carried.updated_by, carried)
    page.type(name="Direction A")
    page.save()
    carried.refresh_from_db()
    assert carried.perimeter_change == PerimeterChange.NONE


def test_an_older_campaign_that_is_opened_afterwards_is_the_past_of_the_newer(root):
    direction(root, "A")
    newer = opened(root, 2021)["A"]
    older = opened(root, 2020)["A"]
    newer.refresh_from_db()
    assert newer.previous_id == older.pk


def test_a_direction_that_comes_from_another_says_since_when(root):
    late = direction(root, "B")
    late.split_from = direction(root, "A")
    with pytest.raises(ValidationError, match="année"):
        late.clean()
    late.opened_year = 2021
    late.clean()


def test_the_database_lets_nobody_have_the_same_past_twice(root):
    before = write(direction(root, "A"))
    opened(root)
    other = write(direction(root, "B"), 2021)
    with pytest.raises(IntegrityError), transaction.atomic():
        Contribution.objects.filter(pk=other.pk).update(previous=before)


def test_a_corrected_org_chart_links_open_campaigns_again_and_leaves_closed_ones(root):
    heir = direction(root, "B", name="Direction A")
    gone = direction(root, "A", closed_year=2020)
    write(gone)
    carried = opened(root)["B"]
    assert link_of(carried) == ("", PerimeterChange.NONE)
    client, address = (
        signed_in(factories.administrateur()),
        reverse("admin:directions_direction_change", args=[gone.pk]),
    )
    page = {"name": gone.name, "code": "A", "kind": gone.kind, "parent": root.pk, "position": 1, "closed_year": 2020}
    rows = {"memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}
    assert client.post(address, page | rows | {"successor": heir.pk}).status_code == 302
    carried.refresh_from_db()
    assert link_of(carried) == ("A", PerimeterChange.NONE)
    carried.campaign.status = "closed"
    carried.campaign.save()
    client.post(address, page | rows | {"successor": ""})
    carried.refresh_from_db()
    assert link_of(carried) == ("A", PerimeterChange.NONE)


@pytest.mark.parametrize("field", ["successor", "split_from"])
def test_history_stays_in_one_institution(root, field):
    one, near, far = direction(root, "A", opened_year=2021), direction(root, "B"), factories.direction()
    setattr(one, field, near)
    one.clean()
    setattr(one, field, far)
    with pytest.raises(ValidationError, match="même institution"):
        one.clean()


def test_linking_again_writes_nothing_and_reads_the_same_whatever_the_directions():
    counts = []
    for size in (2, 20):
        root = factories.institution()
        for number in range(size):
            write(direction(root, f"D{number}"))
        campaign = next(iter(opened(root).values())).campaign
        before = list(Contribution.objects.order_by("pk").values())
        with CaptureQueriesContext(connection) as queries:
            lineage.link(campaign)
        assert list(Contribution.objects.order_by("pk").values()) == before
        counts.append(len(queries))
    assert counts[0] == counts[1]


# -- Who reads what is inherited ---------------------------------------------------------------------------------------


def test_whoever_goes_on_reads_what_went_before_and_cannot_change_it(root):
    new = direction(root, "B", name="Direction A", opened_year=2021)
    before = write(direction(root, "A", closed_year=2020, successor=new))
    other = write(direction(root, "X"))
    factories.achievement(before, "Un vieux pont")
    carried = opened(root)["B"]
    person = factories.redactrice(new)
    page = FormPage(person, carried)
    address = reverse("reporting:preview", args=[before.pk])
    assert "Revoir les réalisations de 2020" in page.text and address in page.html
    assert "Un vieux pont" in page.client.get(address).content.decode()
    read = FormPage(person, before)
    assert not read.fields
    assert page.client.post(before.get_absolute_url(), {"version": 1}).status_code == 403
    assert page.client.get(reverse("reporting:preview", args=[other.pk])).status_code == 404


def test_what_was_regrouped_is_not_inherited(root):
    new = direction(root, "C", opened_year=2021)
    before = [write(direction(root, code, closed_year=2020, successor=new)) for code in "AB"]
    carried = opened(root)["C"]
    page = FormPage(factories.redactrice(new), carried)
    assert "Revoir les réalisations" not in page.text
    assert [page.client.get(one.get_absolute_url()).status_code for one in before] == [404, 404]
