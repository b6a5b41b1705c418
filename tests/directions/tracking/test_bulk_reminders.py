"""Many reminded at once: each once a day; who is said to be reminded is, and what could not leave is said to wait."""

from __future__ import annotations

import datetime

import pytest
from django.core import mail
from django.utils import timezone

from directions import extensions
from directions.enums import ContributionStatus, DirectionKind
from directions.french.dates import french_date
from directions.models import Contribution, User
from directions.tracking.ticks import Tick
from tests import factories
from tests.directions.tracking.tracking_page import TrackingPage
from tests.mailbox import give_addresses, told

REFUSED = "Ce qui ne sera pas fait, et pourquoi"
LATER = "Nouvel essai au prochain envoi automatique, sans nouvelle relance."


@pytest.mark.django_db(transaction=True)
def test_those_who_are_awaited_are_reminded_once_a_day():
    cast = factories.cast()
    User.objects.filter(pk=cast.redactrice.pk).update(email="rose@brenne.example")
    Contribution.objects.filter(pk=cast.culture.pk).update(status=ContributionStatus.SUBMITTED)
    page = TrackingPage(cast.relectrice)
    page.ask("relancer", [cast.routes, cast.culture])
    assert "Relancer 1 contribution" in page.text and "1 personne recevra un message" in page.text
    assert "la contribution est « soumise »" in page.verdicts[REFUSED][0]
    assert mail.outbox == []
    address, sent = page.confirmation()
    for _ in range(2):
        page.response = page.client.post(address, sent)
    assert page.messages[0] == "1 contribution relancée." and "Déjà relancée aujourd'hui" in page.messages[-1]
    assert [one.to for one in mail.outbox] == [["rose@brenne.example"]]


@pytest.mark.django_db(transaction=True)
def test_those_from_whom_nothing_is_expected_are_not_reminded(mailoutbox):
    cast = factories.cast()
    service = factories.contribution(
        cast.campaign, factories.direction(cast.routes.direction, name="Ponts", kind=DirectionKind.SERVICE)
    )
    for direction in (service.direction, cast.routes.parent.direction):
        factories.user(member_of=direction)
    give_addresses()
    page = TrackingPage(cast.relectrice)
    page.ask("relancer", [cast.routes, cast.routes.parent, service])
    assert "Relancer 1 contribution" in page.text
    assert page.verdicts["Ce qui sera fait"] == ["Direction des routes message à Rose Rédac, Denis Direc"]
    [refused] = page.verdicts[REFUSED]
    assert refused.startswith("Rien n'est exigé de cette unité : elle peut écrire, sans y être tenue. 2 contributions")
    # Nor by sending the ticks of the first page to the second.
    ticks = [page_tick(one) for one in (cast.routes, cast.routes.parent, service)]
    page.client.post(page.confirmation()[0], {"action": "relancer", "contribution": ticks})
    assert told(mailoutbox) == ["directeur", "redactrice"]


def page_tick(contribution: Contribution) -> str:
    return str(Tick(contribution.pk, contribution.version, None))


@pytest.mark.django_db
def test_once_writing_is_closed_only_those_who_have_more_time_are_reminded():
    cast = factories.cast()
    give_addresses()
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    type(cast.campaign).objects.update(due_on=yesterday, closes_on=yesterday)
    extensions.grant(cast.culture, cast.relectrice, timezone.localdate(), "Inondations")
    page = TrackingPage(cast.relectrice)
    page.ask("relancer", [cast.routes, cast.culture])
    assert "Relancer 1 contribution" in page.text and "Direction de la culture" in page.verdicts["Ce qui sera fait"][0]
    [refused] = page.verdicts[REFUSED]
    assert f"La saisie est close depuis le {french_date(yesterday)} : accordez-lui d'abord un délai." in refused


@pytest.fixture
def drafts(transactional_db) -> factories.Cast:
    """Both directions have something to submit; what is committed is sent."""
    cast = factories.cast()
    give_addresses()
    return cast


def remind_both(cast: factories.Cast) -> TrackingPage:
    page = TrackingPage(cast.relectrice)
    page.ask("relancer", [cast.routes, cast.culture])
    page.confirm()
    return page


def test_where_nothing_leaves_nobody_is_said_to_be_reminded(drafts, settings, mailoutbox, caplog):
    settings.EMAIL_BACKEND = "tests.mailbox.DeadServer"
    assert remind_both(drafts).messages == [f"3 messages de relance ne sont pas partis. {LATER}"]
    assert mailoutbox == []


def test_what_left_and_what_waits_are_told_apart(drafts, settings, monkeypatch, mailoutbox, caplog):
    settings.EMAIL_BACKEND = "tests.mailbox.TouchyServer"
    monkeypatch.setattr("tests.mailbox.TouchyServer.hated", ("etrangere",))
    assert remind_both(drafts).messages == [
        "1 contribution relancée.",
        f"1 message de relance n'est pas parti. {LATER}",
    ]
    assert told(mailoutbox) == ["directeur", "redactrice"]


def test_who_wants_one_message_a_day_is_waiting_for_no_server(drafts, mailoutbox):
    User.objects.update(wants_digest=True)
    assert remind_both(drafts).messages == ["2 contributions relancées."]
    assert mailoutbox == []
