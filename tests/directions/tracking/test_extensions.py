"""More time for one direction: its bounds, its reason, its trace, and what it changes for the direction."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from directions import extensions, lifecycle, permissions
from directions.enums import CampaignStatus, ContributionStatus
from directions.models import Contribution, ContributionEvent
from tests import factories
from tests.directions.tracking.tracking_page import TrackingPage
from tests.form_page import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> factories.Cast:
    return factories.cast()


def fresh(contribution: Contribution) -> Contribution:
    return Contribution.objects.select_related("campaign").get(pk=contribution.pk)


def days(count: int) -> datetime.date:
    """A day so long after the deadline of the campaign of the tests, which is in a month."""
    return timezone.localdate() + datetime.timedelta(days=30 + count)


def post(user, contribution: Contribution, query: str = "", **typed):
    return signed_in(user).post(reverse("directions:extension", args=[contribution.pk]) + query, typed)


def give(cast: factories.Cast, until: datetime.date, reason: str = "Inondations", user=None):
    return post(user or cast.relectrice, cast.routes, until=until.isoformat(), reason=reason)


def test_more_time_is_given_told_and_shown(cast):
    before = fresh(cast.routes)
    response = give(cast, days(10), "  Inondations \n au siège ")
    assert response["Location"] == "/suivi/2020/"
    routes = fresh(cast.routes)
    assert (routes.extended_until, routes.extension_reason) == (days(10), "Inondations au siège")
    assert (routes.version, routes.updated_at) == (before.version, before.updated_at)
    event = ContributionEvent.objects.get()
    assert (event.label, event.actor, event.actor_name) == ("Délai accordé", cast.relectrice, "Lise Relec")
    assert (event.from_status, event.to_status) == ("draft", "draft")
    assert event.comment.endswith(": Inondations au siège")
    for user in (cast.redactrice, cast.relectrice):
        page = signed_in(user).get(cast.routes.get_absolute_url()).text
        assert "Délai accordé" in page and "Inondations au siège" in page


def test_the_same_time_given_twice_is_told_once(cast):
    give(cast, days(10))
    give(cast, days(10))
    assert ContributionEvent.objects.count() == 1


def test_more_time_is_changed_then_taken_back_and_all_is_told(cast):
    give(cast, days(10))
    give(cast, days(20), "Toujours inondée")
    assert fresh(cast.routes).extended_until == days(20)
    for _ in range(2):
        post(cast.relectrice, cast.routes, _withdraw="")
    routes = fresh(cast.routes)
    assert (routes.extended_until, routes.extension_reason) == (None, "")
    assert [event.label for event in ContributionEvent.objects.all()] == [
        "Délai accordé", "Délai accordé", "Délai retiré",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"until": "", "reason": "Inondations"}, "Indiquez jusqu&#x27;à quand."),
        ({"until": "demain", "reason": "Inondations"}, "Écrivez la date comme ceci"),
        ({"reason": "Inondations", "days": 0}, "avant, ce ne serait pas un délai"),
        ({"reason": "Inondations", "days": -40}, "avant, ce ne serait pas un délai"),
        ({"reason": "Inondations", "days": 367}, "un délai dure un an au plus"),
        ({"reason": "", "days": 3}, "Dites pourquoi un délai est accordé."),
        ({"reason": "   ", "days": 3}, "Dites pourquoi un délai est accordé."),
        ({"reason": "a" * 251, "days": 3}, "250 caractères au plus"),
    ],
)
def test_a_refused_form_says_why_and_keeps_what_was_typed(cast, typed, words):
    typed = dict(typed)
    if "days" in typed:
        typed["until"] = days(typed.pop("days")).isoformat()
    response = post(cast.relectrice, cast.routes, **typed)
    assert response.status_code == 422
    assert words in response.text
    assert all(value.strip() in response.text for value in typed.values())
    assert fresh(cast.routes).extended_until is None and not ContributionEvent.objects.exists()


def test_the_bounds_are_those_of_today_once_the_deadline_is_over(cast):
    today = timezone.localdate()
    type(cast.campaign).objects.update(due_on=today - datetime.timedelta(days=10))
    campaign = fresh(cast.routes).campaign
    assert extensions.earliest(campaign) == today
    assert extensions.why_not(campaign, today - datetime.timedelta(days=1))
    assert not extensions.why_not(campaign, today)
    assert not extensions.why_not(campaign, today + datetime.timedelta(days=366))
    assert extensions.why_not(campaign, today + datetime.timedelta(days=367))


@pytest.mark.parametrize(("person", "verdict"), [("redactrice", 404), ("directeur", 404), ("etrangere", 404)])
def test_only_the_team_gives_time(cast, person, verdict):
    assert give(cast, days(3), user=cast.people[person]).status_code == verdict
    with pytest.raises(extensions.ExtensionRefused, match="par la communication"):
        extensions.grant(cast.routes, cast.people[person], days(3), "Parce que")
    assert fresh(cast.routes).extended_until is None


def test_a_closed_campaign_gives_no_time(cast):
    type(cast.campaign).objects.update(status=CampaignStatus.CLOSED)
    assert "aucun délai à donner" in give(cast, days(3)).text
    assert "aucun délai à donner" in signed_in(cast.relectrice).get(f"/contributions/{cast.routes.pk}/delai/").text
    assert fresh(cast.routes).extended_until is None


def test_the_direction_writes_until_then_and_no_longer(cast):
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    type(cast.campaign).objects.update(due_on=yesterday, closes_on=yesterday)
    assert not permissions.can_edit(cast.redactrice, fresh(cast.routes))
    extensions.grant(cast.routes, cast.relectrice, timezone.localdate(), "Inondations")
    assert permissions.can_edit(cast.redactrice, fresh(cast.routes))
    extensions.withdraw(cast.routes, cast.relectrice)
    assert not permissions.can_edit(cast.redactrice, fresh(cast.routes))


def test_what_was_asked_to_correct_is_still_what_the_direction_reads():
    cast = factories.cast(ContributionStatus.SUBMITTED)
    lifecycle.perform("request_changes", cast.routes, cast.relectrice, "Vérifiez la longueur.")
    extensions.grant(fresh(cast.routes), cast.relectrice, days(3), "Inondations")
    assert fresh(cast.routes).asked.comment == "Vérifiez la longueur."


def test_the_table_leads_there_and_back_with_its_filters(cast):
    page = TrackingPage(cast.relectrice, etat="draft", recherche="routes")
    [address] = [one for one in page.links("//tr") if "/delai/" in one]
    sent = {"until": days(3).isoformat(), "reason": "Inondations"}
    assert page.client.post(address, sent)["Location"] == "/suivi/2020/?recherche=routes&etat=draft"
