"""The table of the tracking: who sees which directions, what a line says, the totals, the cost."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from directions import extensions, lifecycle
from directions.enums import CampaignStatus, ContributionStatus, DirectionKind, Role
from directions.french.dates import french_moment
from directions.messages import outbox
from directions.models import Contribution, KeyFigure, Membership, OutgoingMessage, User
from tests import factories
from tests.directions.tracking.tracking_page import (
    ACTIVITY,
    COMMENTS,
    DEADLINE,
    FILLING,
    REVIEWER,
    STATE,
    TrackingPage,
    comment,
    words,
)
from tests.form_page import signed_in
from tests.mailbox import give_addresses

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> factories.Cast:
    return factories.cast()


def due(cast: factories.Cast, days: int) -> None:
    """Moves the deadline of the campaign so many days from today."""
    day = timezone.localdate() + datetime.timedelta(days=days)
    type(cast.campaign).objects.update(due_on=day, opens_on=min(cast.campaign.opens_on, day))


# -- Messages that wait ------------------------------------------------------------------------------------------------


def held_up(page: TrackingPage) -> str:
    return " ".join(words(one) for one in page.page.xpath("//*[contains(@class, 'held-up')]"))


def test_messages_that_could_not_leave_are_said_with_the_last_fault_to_the_team_alone(cast):
    give_addresses()
    people = (cast.redactrice, cast.directeur)
    outbox.write([outbox.message("approved", one, cast.routes, "1") for one in people])
    moment = timezone.make_aware(datetime.datetime.combine(timezone.localdate(), datetime.time(9, 5)))
    OutgoingMessage.objects.update(created_at=moment)
    OutgoingMessage.objects.filter(recipient=cast.directeur).update(
        tried_at=moment, last_error="SMTPServerDisconnected: <b>"
    )
    said = held_up(TrackingPage(cast.relectrice))
    assert said.startswith(f"2 messages attendent d’être envoyés depuis le {french_moment(moment)}.")
    assert said.endswith("Dernier échec, à montrer à l’informatique : SMTPServerDisconnected: <b>")
    assert held_up(TrackingPage(cast.directeur)) == ""


def test_what_waits_is_said_however_old_until_it_leaves(cast):
    give_addresses()
    outbox.write([outbox.message("approved", cast.redactrice, cast.routes, "1")])
    for days in (0, 15, 400):
        OutgoingMessage.objects.update(created_at=timezone.now() - datetime.timedelta(days=days))
        assert held_up(TrackingPage(cast.relectrice)).startswith("1 message attend d’être envoyé")
    OutgoingMessage.objects.update(sent_at=timezone.now())
    assert held_up(TrackingPage(cast.relectrice)) == ""


@pytest.mark.parametrize(
    ("message", "is_said"),
    [
        ({}, False),
        ({"created_at": timezone.now() - datetime.timedelta(days=3)}, True),
        ({"tried_at": timezone.now(), "last_error": "550"}, True),
    ],
)
def test_the_message_of_the_day_is_said_once_it_should_have_left(cast, message, is_said):
    give_addresses()
    User.objects.update(wants_digest=True)
    outbox.write([outbox.message("approved", cast.redactrice, cast.routes, "1")])
    OutgoingMessage.objects.update(recipient=cast.redactrice, **message)
    assert bool(held_up(TrackingPage(cast.relectrice))) == is_said


@pytest.mark.parametrize("person", [{"wants_digest": True}, {"email": " "}, {"is_active": False}])
def test_what_no_server_holds_up_is_not_said_to_wait(cast, person):
    give_addresses()
    outbox.write([outbox.message("approved", cast.redactrice, cast.routes, "1")])
    User.objects.filter(pk=cast.redactrice.pk).update(**person)
    assert held_up(TrackingPage(cast.relectrice)) == ""


# -- Who submits -------------------------------------------------------------------------------------------------------


def headless(page: TrackingPage) -> str:
    return " ".join(words(one) for one in page.page.xpath("//*[contains(@class, 'headless')]"))


def test_directions_that_nobody_may_submit_for_are_named_to_the_team(cast):
    assert headless(TrackingPage(cast.relectrice)) == ""
    type(cast.campaign).objects.update(needs_head=True)
    said = headless(TrackingPage(cast.relectrice))
    # That of the routes has a directeur; of its DGA nothing is expected.
    assert said.startswith("Personne pour soumettre 1 contribution : Direction de la culture.")
    assert headless(TrackingPage(cast.directeur)) == ""
    Contribution.objects.filter(pk=cast.culture.pk).update(status=ContributionStatus.SUBMITTED)
    assert headless(TrackingPage(cast.relectrice)) == ""


# -- Who sees what -----------------------------------------------------------------------------------------------------


def test_reviewers_see_every_direction_in_the_order_of_the_org_chart(cast):
    for user in (cast.relectrice, cast.administrateur):
        page = TrackingPage(user)
        assert page.names == [
            "Département de la Brenne",
            "DGA Territoires",
            "Direction des routes",
            "DGA Citoyens",
            "Direction de la culture",
        ]
        assert page.page.xpath("//form[@id='bulk']")


def test_who_heads_directions_sees_these_and_acts_on_none(cast):
    page = TrackingPage(cast.directeur)
    assert page.names == ["Direction des routes"]
    assert not page.page.xpath("//form[@id='bulk'] | //input[@name='contribution']")
    assert "Délai…" not in page.text and "culture" not in page.text
    head = factories.user(member_of=cast.routes.direction.parent, role=Role.DIRECTEUR)
    assert TrackingPage(head).names == ["DGA Territoires", "Direction des routes"]


def test_others_find_nothing_here(cast):
    Membership.objects.create(user=cast.redactrice, direction=cast.culture.direction)
    for user in (cast.redactrice, cast.etrangere, factories.user()):
        client = signed_in(user)
        for name in ("directions:tracking", "directions:tracking_confirm", "directions:tracking_apply"):
            assert client.get(reverse(name, args=[2020])).status_code == 404
            assert client.post(reverse(name, args=[2020])).status_code in {404, 405}
        assert client.get(reverse("directions:tracking_latest")).status_code == 404
        assert reverse("directions:tracking_latest") not in client.get(reverse("admin:index")).text


def test_a_head_finds_no_campaign_in_which_nothing_is_theirs(cast):
    other = factories.institution()
    factories.contribution(factories.campaign(other, 2018), factories.direction(other))
    assert signed_in(cast.directeur).get(reverse("directions:tracking", args=[2018])).status_code == 404
    assert signed_in(cast.relectrice).get(reverse("directions:tracking", args=[2018])).status_code == 200


def test_the_menu_leads_to_the_campaign_that_is_under_way(cast):
    factories.campaign(cast.institution, 2021, status=CampaignStatus.CLOSED)
    client = signed_in(cast.relectrice)
    address = reverse("directions:tracking_latest")
    assert address in client.get(reverse("admin:index")).text
    assert client.get(address)["Location"] == "/suivi/2020/?institution=CD"


def test_two_institutions_of_one_year_are_told_apart(cast):
    other = factories.institution(code="ORNE", name="Département de l'Orne")
    factories.contribution(factories.campaign(other), factories.direction(other, name="Ponts"))
    assert TrackingPage(cast.relectrice, institution="ORNE").names == ["Département de l'Orne", "Ponts"]
    page = TrackingPage(cast.relectrice, institution="ORNE", etat="draft")
    addresses = page.links("//*[@class='chips']")
    assert addresses and all("institution=ORNE" in address for address in addresses)


def test_nothing_is_kept_on_the_way(cast):
    header = TrackingPage(cast.relectrice).response["Cache-Control"]
    assert {"no-store", "private"} <= set(header.replace(",", "").split())


def test_a_campaign_without_contributions_says_so(cast):
    factories.campaign(cast.institution, 2022, status=CampaignStatus.PREPARATION)
    page = signed_in(cast.relectrice).get(reverse("directions:tracking", args=[2022]))
    assert "n’a pas encore de contribution" in page.text


def test_a_closed_campaign_is_read_only(cast):
    type(cast.campaign).objects.update(status=CampaignStatus.CLOSED)
    page = TrackingPage(cast.relectrice)
    assert len(page.lines) == 5
    assert not page.page.xpath("//form[@id='bulk']") and "Délai…" not in page.text
    assert page.line("Direction des routes")[DEADLINE] == "Non remise"
    Contribution.objects.filter(pk=cast.routes.pk).update(status=ContributionStatus.APPROVED)
    assert TrackingPage(cast.relectrice).line("Direction des routes")[DEADLINE] == "Remise"


# -- What a line says --------------------------------------------------------------------------------------------------


def test_a_line_says_what_is_missing_in_words():
    cast = factories.cast(complete=False)
    factories.achievement(cast.routes, title="Le pont", body="")
    KeyFigure.objects.create(contribution=cast.routes, label="Agents", value=12)
    KeyFigure.objects.create(contribution=cast.routes, label="Ponts")
    line = TrackingPage(cast.relectrice).line("Direction des routes")
    # One figure of four things: neither mission, nor text, nor the other figure.
    assert line[FILLING].startswith("25 %, 3 à compléter")
    for missing in ("Écrivez au moins une mission", "« Le pont » n'a pas de texte", "« Ponts » n'a pas de valeur"):
        assert missing in line[FILLING]


def test_what_is_complete_what_is_advised_and_what_is_not_expected(cast):
    cast.culture.charts.create(title="Dépenses")
    page = TrackingPage(cast.relectrice)
    assert page.line("Direction des routes")[FILLING] == "Complète"
    assert page.line("Direction de la culture")[FILLING].startswith("Complète, 1 conseil")
    assert page.line("DGA Territoires")[FILLING] == "Rien d’obligatoire"
    assert page.line("Département de la Brenne")[FILLING] == "Par la communication, rien d’écrit"


def test_what_a_unit_begins_without_having_to_is_told_and_counts_nowhere(cast):
    for unit in (cast.routes.parent, cast.routes.parent.parent):
        factories.achievement(unit, title="Le pont", body="")
        KeyFigure.objects.create(contribution=unit, label="Ponts")
    factories.mission(cast.culture.parent)
    due(cast, days=-2)
    page = TrackingPage(cast.relectrice)
    found = {
        "DGA Territoires": "Facultative, 2 points à compléter",
        "DGA Citoyens": "Facultative, complète",
        "Département de la Brenne": "Par la communication, 2 points à compléter",
    }
    for name, said in found.items():
        line = page.line(name)
        assert line[FILLING].startswith(said) and "%" not in line[FILLING]
        assert line[DEADLINE].startswith("Aucune")
    assert "« Le pont » n'a pas de texte" in page.line("DGA Territoires")[FILLING]
    totals = page.response.context["board"].totals
    assert (totals.percent, totals.lacking, totals.late) == (100, 0, 2)
    assert TrackingPage(cast.relectrice, voir="a-completer").names == []
    first = [name.rpartition(" ")[0] for name in TrackingPage(cast.relectrice, tri="avancement").names[:2]]
    assert first == ["Direction des routes", "Direction de la culture"]


def test_a_block_that_lacks_two_things_is_one_block_to_finish(cast):
    factories.achievement(cast.routes, title="Le pont", body="", photo=factories.picture())
    assert TrackingPage(cast.relectrice).line("Direction des routes")[FILLING].startswith("66 %, 2 à compléter")


def test_a_line_says_the_deadline_and_the_time_that_was_given(cast):
    due(cast, days=-2)
    until = timezone.localdate() + datetime.timedelta(days=3)
    extensions.grant(cast.culture, cast.relectrice, until, "Inondations")
    page = TrackingPage(cast.relectrice)
    assert page.line("Direction des routes")[DEADLINE].startswith("En retard de 2 jours")
    culture = page.line("Direction de la culture")[DEADLINE]
    assert culture.startswith("Encore 3 jours") and ": Inondations" in culture


def test_a_line_says_what_happened_last(cast):
    page = TrackingPage(cast.relectrice)
    assert page.line("Direction des routes")[ACTIVITY].startswith("Créée")
    lifecycle.perform("submit", cast.routes, cast.redactrice)
    assert TrackingPage(cast.relectrice).line("Direction des routes")[ACTIVITY].startswith("Soumise par Rose Rédac")
    comment(cast.routes, cast.relectrice)
    assert "Commentaire par Lise Relec" in TrackingPage(cast.relectrice).line("Direction des routes")[ACTIVITY]
    Contribution.objects.filter(pk=cast.culture.pk).update(version=2, updated_by=None)
    assert TrackingPage(cast.relectrice).line("Direction de la culture")[ACTIVITY].startswith("Enregistrée")
    Contribution.objects.filter(pk=cast.routes.pk).update(
        updated_at=timezone.now() + datetime.timedelta(minutes=1), updated_by=cast.directeur
    )
    assert "Enregistrée par Denis Direc" in TrackingPage(cast.relectrice).line("Direction des routes")[ACTIVITY]


def test_a_line_says_who_reviews_and_how_many_comments_are_open(cast):
    Contribution.objects.filter(pk=cast.routes.pk).update(reviewer=cast.relectrice)
    thread = comment(cast.routes, cast.relectrice)
    comment(cast.routes, cast.redactrice, thread=thread)
    comment(cast.routes, cast.relectrice, resolved_at=timezone.now(), resolved_by_name="Lise Relec")
    comment(cast.routes, cast.relectrice)
    page = TrackingPage(cast.relectrice)
    line = page.line("Direction des routes")
    assert (line[REVIEWER], line[COMMENTS]) == ("Lise Relec", "2 ouverts")
    assert page.line("Direction de la culture")[REVIEWER] == "Personne"


def test_the_state_is_said(cast):
    lifecycle.perform("submit", cast.routes, cast.redactrice)
    assert TrackingPage(cast.relectrice).line("Direction des routes")[STATE].startswith("Soumise")


# -- Totals ------------------------------------------------------------------------------------------------------------


def test_the_totals_are_those_of_the_whole_campaign_by_dga_and_overall(cast):
    Contribution.objects.filter(pk=cast.routes.pk).update(status=ContributionStatus.APPROVED)
    factories.achievement(cast.culture, title="Le musée", body="")
    comment(cast.culture, cast.relectrice)
    due(cast, days=-1)
    page = TrackingPage(cast.relectrice, etat="approved")
    table = page.page.xpath("//details[@class='totals']//table")[0]
    rows = [[" ".join(cell.text_content().split()[:2]) for cell in row] for row in table.xpath("tbody/tr | tfoot/tr")]
    # Brouillon, soumise, à corriger, validée, rouverte, en retard, à compléter, avancement, commentaires, total.
    assert rows == [
        ["Département de", "1", "0", "0", "0", "0", "0", "0", "–", "0", "1"],
        ["DGA Territoires", "1", "0", "0", "1", "0", "0", "0", "100 %", "0", "2 contributions"],
        ["DGA Citoyens", "2", "0", "0", "0", "0", "1", "1", "66 %", "1", "2 contributions"],
        ["Ensemble", "4", "0", "0", "1", "0", "1", "1", "80 %", "1", "5"],
    ]
    assert "1 contribution validée sur 5" in page.text
    assert "quels que soient vos filtres" in page.text
    assert "quels que soient vos filtres" not in TrackingPage(cast.relectrice).text


def test_each_total_leads_to_its_lines(cast):
    page = TrackingPage(cast.relectrice)
    client = signed_in(cast.relectrice)
    addresses = [*page.links("//ul[@class='counts']"), *page.links("//details[@class='totals']")]
    assert len(addresses) == 5 + 2
    assert all(client.get(address).status_code == 200 for address in addresses)


def test_a_service_stands_below_its_direction_in_the_dga(cast):
    service = factories.direction(cast.routes.direction, name="Service des ponts", kind=DirectionKind.SERVICE)
    factories.contribution(cast.campaign, service)
    page = TrackingPage(cast.relectrice)
    depths = {link.text_content(): link.get("class") for link in page.page.xpath("//a[contains(@class, 'tree')]")}
    assert depths["DGA Territoires"] == "tree tree-0"
    assert depths["Direction des routes"] == "tree tree-1"
    assert depths["Service des ponts"] == "tree tree-2"


# -- Queries -----------------------------------------------------------------------------------------------------------


def _scene(directions: int) -> dict[str, object]:
    """A campaign of that many directions, each with blocks, steps, comments, a reviewer, and two who follow it."""
    root = factories.institution(code="CD")
    campaign = factories.campaign(root)
    units = [factories.direction(root, code=f"U{number}") for number in range(directions)]
    reviewer, writer = factories.relectrice(), factories.redactrice(root)
    for number, unit in enumerate(units):
        one = factories.contribution(campaign, unit, complete=True)
        comment(one, reviewer)
        if number % 2:
            lifecycle.perform("submit", one, writer)
        else:
            KeyFigure.objects.create(contribution=one, label="Agents")
        Contribution.objects.filter(pk=one.pk).update(reviewer=reviewer)
    type(campaign).objects.update(needs_head=True, needs_second_reader=True)
    return {"relectrice": reviewer, "directeur": factories.user(member_of=root, role=Role.DIRECTEUR)}


@pytest.mark.parametrize("person", ["relectrice", "directeur"])
@pytest.mark.parametrize(
    "address", ["/suivi/2020/", "/suivi/2020/?voir=retard&etat=draft&tri=-activite", "/suivi/2020/export.xlsx"]
)
def test_the_number_of_queries_does_not_move(person, address):
    counted = []
    for directions in (3, 60):
        with transaction.atomic():
            client = signed_in(_scene(directions)[person])
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            counted.append(len(queries))
            transaction.set_rollback(True)
    assert counted[0] == counted[1]
    assert counted[0] <= 30
