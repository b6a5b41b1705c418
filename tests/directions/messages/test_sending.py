"""A mail server that fails loses nothing: the transition is done, its message waits, leaves later, and only once."""

from __future__ import annotations

import datetime
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core import mail
from django.core.mail.backends import locmem
from django.db import connection
from django.utils import timezone

from directions import lifecycle, messages
from directions.enums import ContributionStatus
from directions.messages import outbox, sending, waiting
from directions.models import Contribution, OutgoingMessage, User
from tests import factories
from tests.mailbox import DeadServer, TouchyServer, give_addresses, set_clock, told

pytestmark = pytest.mark.django_db

DEAD = f"{DeadServer.__module__}.DeadServer"
TOUCHY = f"{TouchyServer.__module__}.TouchyServer"
NARROW = f"{DeadServer.__module__}.NarrowServer"
ALIVE = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def cast() -> factories.Cast:
    cast = factories.cast(ContributionStatus.SUBMITTED)
    give_addresses()
    return cast


@pytest.fixture
def send_back(cast, django_capture_on_commit_callbacks):
    """The team asks for changes; the people of the direction are told."""

    def perform() -> None:
        with django_capture_on_commit_callbacks(execute=True):
            lifecycle.perform("request_changes", cast.routes, cast.relectrice, "Trop long.")

    return perform


@pytest.fixture
def later(monkeypatch):
    """It is now so much later."""
    start = timezone.now()
    return lambda **delay: set_clock(monkeypatch, start + datetime.timedelta(**delay))


def waiting_messages() -> list[tuple[str, bool]]:
    """To whom something waits, and whether it was refused."""
    waits = OutgoingMessage.objects.filter(sent_at__isnull=True).order_by("recipient__username")
    return [(one.recipient.username, bool(one.last_error)) for one in waits]


# -- Failures ----------------------------------------------------------------------------------------------------------


def test_a_dead_server_is_tried_once_and_the_transition_stays(cast, send_back, settings, mailoutbox, caplog):
    settings.EMAIL_BACKEND, DeadServer.attempts = DEAD, 0
    send_back()
    cast.routes.refresh_from_db()
    assert cast.routes.status == ContributionStatus.CHANGES_REQUESTED
    assert (DeadServer.attempts, mailoutbox) == (1, [])
    assert sorted(failed for _, failed in waiting_messages()) == [False, True]
    assert "Connexion refusée" in caplog.text
    assert OutgoingMessage.objects.exclude(last_error="").get().last_error.startswith("ConnectionRefusedError")


def test_what_failed_leaves_when_the_server_is_back(send_back, settings, mailoutbox, caplog):
    settings.EMAIL_BACKEND = DEAD
    send_back()
    settings.EMAIL_BACKEND = ALIVE
    tally = sending.send_waiting()
    assert told(mailoutbox) == ["directeur", "redactrice"]
    assert (len(tally.sent), tally.server_fault, waiting_messages()) == (2, "", [])
    sending.send_waiting()
    assert len(mailoutbox) == 2


def test_each_run_tries_what_failed_however_often_and_however_long_ago(send_back, settings, later, mailoutbox, caplog):
    settings.EMAIL_BACKEND = NARROW
    send_back()
    for days in (0, 0, 1, 13, 15, 400):
        later(days=days)
        assert [person.username for person, _ in sending.send_waiting().failed] == ["redactrice"]
    settings.EMAIL_BACKEND = ALIVE
    sending.send_waiting()
    assert (told(mailoutbox), waiting_messages()) == (["directeur", "redactrice"], [])


def test_a_refused_address_does_not_hold_up_the_others(send_back, settings, mailoutbox, caplog):
    settings.EMAIL_BACKEND = NARROW
    send_back()
    assert told(mailoutbox) == ["directeur"]
    assert waiting_messages() == [("redactrice", True)]
    assert "550" in OutgoingMessage.objects.get(recipient__username="redactrice").last_error


@pytest.fixture
def many(settings, monkeypatch) -> list[str]:
    """Seven people for whom a message waits, by name; the server is touchy, of nobody yet."""
    root = factories.institution()
    campaign = factories.campaign(root)
    names = [f"personne-{number}" for number in range(7)]
    for name in names:
        direction = factories.direction(root)
        contribution = factories.contribution(campaign, direction, status=ContributionStatus.APPROVED)
        person = factories.user(name, member_of=direction, email=f"{name}@example.org")
        outbox.write([outbox.message("approved", person, contribution, "1")])
    settings.EMAIL_BACKEND = TOUCHY
    monkeypatch.setattr(TouchyServer, "calls", 0)
    monkeypatch.setattr(TouchyServer, "hated", ())
    return names


def test_a_server_that_hangs_up_on_one_address_is_called_again_for_the_others(many, monkeypatch, mailoutbox, caplog):
    monkeypatch.setattr(TouchyServer, "hated", ("personne-0", "personne-3"))
    tally = sending.send_waiting()
    assert told(mailoutbox) == ["personne-1", "personne-2", "personne-4", "personne-5", "personne-6"]
    assert [person.username for person, _ in tally.failed] == ["personne-0", "personne-3"]
    assert (tally.server_fault, TouchyServer.calls) == ("", 3)
    assert waiting_messages() == [("personne-0", True), ("personne-3", True)]


def test_however_many_it_hangs_up_on_everybody_is_tried(many, monkeypatch, mailoutbox, caplog):
    monkeypatch.setattr(TouchyServer, "hated", tuple(many[:6]))
    tally = sending.send_waiting()
    assert [person.username for person, _ in tally.failed] == many[:6]
    assert (tally.server_fault, told(mailoutbox)) == ("", many[6:])


@pytest.fixture
def two_to_one(many) -> str:
    """The person for whom two e-mails wait, of two kinds."""
    person = User.objects.get(username=many[0])
    contribution = Contribution.objects.get(direction__memberships__user=person)
    outbox.write([outbox.message("answer", person, contribution, "1", ANSWER)])
    return many[0]


ANSWER = {"by": "Lise", "text": "Oui.", "asked_by": "Rose", "asked": "Tout dire ?", "thread": "1", "title": ""}


def test_each_e_mail_of_a_person_is_tried(two_to_one, monkeypatch, caplog):
    monkeypatch.setattr(TouchyServer, "hated", (two_to_one,))
    sending.send_waiting()
    assert waiting_messages() == [(two_to_one, True)] * 2


def test_what_a_dead_server_left_untried_is_tried_by_the_next_run(two_to_one, many, settings, mailoutbox, caplog):
    settings.EMAIL_BACKEND = DEAD
    assert sending.send_waiting().server_fault.startswith("ConnectionRefusedError")
    settings.EMAIL_BACKEND = ALIVE
    sending.send_waiting()
    assert (told(mailoutbox), waiting_messages()) == (sorted([two_to_one, *many]), [])


def test_those_who_were_never_tried_come_first_then_those_tried_longest_ago(many, mailoutbox):
    """However many addresses fail at the head of the line, a server that then stops to answer costs them their turn."""
    for hours, name in enumerate(many[:4], start=1):
        moment = timezone.now() - datetime.timedelta(hours=hours)
        OutgoingMessage.objects.filter(recipient__username=name).update(tried_at=moment, last_error="550")
    sending.send_waiting()
    assert [message.to[0].partition("@")[0] for message in mailoutbox] == [*many[4:], *reversed(many[:4])]


def test_who_is_known_to_fail_comes_last_while_somebody_waits_too(many, monkeypatch, mailoutbox, caplog):
    known = OutgoingMessage.objects.filter(recipient__username="personne-0")
    known.update(tried_at=timezone.now(), last_error="550")
    news = []
    for name in many[:2]:
        person = User.objects.get(username=name)
        contribution = Contribution.objects.get(direction__memberships__user=person)
        news.append(outbox.message("approved", person, contribution, "2"))
    outbox.write(news)
    sending.send_now([one.key for one in news])
    assert [message.to for message in mailoutbox] == [["personne-1@example.org"], ["personne-0@example.org"]]


def test_the_command_waits_longer_for_the_server_than_a_page_does(many, settings, monkeypatch, mailoutbox):
    """The server answers too late for whoever waits for a page."""
    monkeypatch.setattr(TouchyServer, "answers_after", settings.EMAIL_TIMEOUT + 3)
    sending.send_now(OutgoingMessage.objects.values_list("key", flat=True))
    assert mailoutbox == []
    sending.send_waiting()
    assert told(mailoutbox) == many


def test_the_page_waits_for_a_slow_server_no_longer_than_bounded(cast, send_back, monkeypatch, mailoutbox):
    monkeypatch.setattr(sending, "PATIENCE", -1.0)
    send_back()
    assert (mailoutbox, waiting_messages()) == ([], [("directeur", False), ("redactrice", False)])
    sending.send_waiting()
    assert told(mailoutbox) == ["directeur", "redactrice"]


def test_a_server_that_never_answers_is_left(cast, send_back, settings, monkeypatch, caplog):
    """A real socket: it takes the connection and says nothing."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
        settings.EMAIL_TIMEOUT = 0.3
        start = time.monotonic()
        send_back()
        assert time.monotonic() - start < 3
    assert len(waiting_messages()) == 2
    assert Contribution.objects.get(pk=cast.routes.pk).status == ContributionStatus.CHANGES_REQUESTED


def test_an_address_with_a_line_break_is_refused_and_the_others_are_served(send_back, cast, mailoutbox, caplog):
    User.objects.filter(pk=cast.directeur.pk).update(email="a@example.org\nBcc: b@example.org")
    send_back()
    assert told(mailoutbox) == ["redactrice"]
    assert waiting_messages() == [("directeur", True)]


# -- Still true, still theirs ------------------------------------------------------------------------------------------


@pytest.fixture
def unsent(send_back, settings, monkeypatch):
    """The messages of a transition, written and not sent."""
    monkeypatch.setattr(sending, "PATIENCE", -1.0)
    send_back()


@pytest.mark.usefixtures("unsent")
def test_who_may_no_longer_see_it_is_not_told(cast, mailoutbox):
    cast.redactrice.memberships.all().delete()
    assert sending.send_waiting().withdrawn == 1
    assert (told(mailoutbox), waiting_messages()) == (["directeur"], [])


@pytest.mark.usefixtures("unsent")
def test_a_member_of_another_direction_now_is_not_told(cast, mailoutbox):
    cast.redactrice.memberships.update(direction=cast.culture.direction)
    sending.send_waiting()
    assert told(mailoutbox) == ["directeur"]


@pytest.mark.usefixtures("unsent")
def test_what_is_no_longer_true_is_not_told(cast, mailoutbox):
    lifecycle.perform("submit", cast.routes, cast.directeur)
    assert sending.send_waiting().withdrawn == 2
    assert told(mailoutbox) == ["relectrice"]


@pytest.mark.usefixtures("unsent")
def test_without_address_the_message_waits_for_one(cast, mailoutbox):
    User.objects.filter(pk=cast.redactrice.pk).update(email="")
    (batch,) = sending.send_waiting().unreachable
    assert (batch.recipient, batch.unreachable, batch.held) == (cast.redactrice, "sans adresse électronique", 1)
    assert told(mailoutbox) == ["directeur"]
    give_addresses()
    sending.send_waiting()
    assert told(mailoutbox) == ["directeur", "redactrice"]


@pytest.mark.usefixtures("unsent")
@pytest.mark.parametrize("right", ["is_active", "is_staff"])
def test_a_closed_account_gets_nothing(cast, mailoutbox, right):
    User.objects.filter(pk=cast.redactrice.pk).update(**{right: False})
    (batch,) = sending.send_waiting().unreachable
    assert (batch.recipient, batch.unreachable) == (cast.redactrice, "compte fermé")
    assert told(mailoutbox) == ["directeur"]


@pytest.mark.usefixtures("unsent")
@pytest.mark.parametrize("closed", [{"email": ""}, {"is_active": False}])
def test_what_is_no_longer_true_waits_for_no_address(cast, closed):
    User.objects.filter(pk=cast.redactrice.pk).update(**closed)
    assert sending.send_waiting().unreachable[0].held == 1
    lifecycle.perform("submit", cast.routes, cast.directeur)
    tally = sending.send_waiting()
    assert (tally.withdrawn, tally.unreachable[0].held, waiting_messages()) == (1, 0, [])


@pytest.mark.usefixtures("unsent")
@pytest.mark.parametrize("days", [15, 400])
def test_what_is_still_true_is_told_however_old(mailoutbox, later, days):
    later(days=days)
    sending.send_waiting()
    assert (told(mailoutbox), waiting_messages()) == (["directeur", "redactrice"], [])


# -- Once --------------------------------------------------------------------------------------------------------------


def test_the_same_key_is_written_once(cast):
    message = outbox.message("approved", cast.redactrice, cast.routes, "7")
    outbox.write([message])
    outbox.write([outbox.message("approved", cast.redactrice, cast.routes, "7")])
    assert OutgoingMessage.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_processes_at_once_send_each_message_once(monkeypatch):
    root = factories.institution()
    campaign = factories.campaign(root)
    for number in range(12):
        direction = factories.direction(root)
        contribution = factories.contribution(campaign, direction, status=ContributionStatus.APPROVED)
        person = factories.user(f"personne-{number}", member_of=direction, email=f"p{number}@example.org")
        outbox.write([outbox.message("approved", person, contribution, "1")])
    start = Barrier(3)

    def run(_: int) -> int:
        try:
            start.wait()
            return len(sending.send_waiting().sent)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        counts = list(pool.map(run, range(3)))
    assert sum(counts) == len(mail.outbox) == len(set(told(mail.outbox))) == 12


class BusyServer(locmem.EmailBackend):
    """While it takes an e-mail, another run begins."""

    def send_messages(self, messages: list[mail.EmailMessage]) -> int:
        sending.send_waiting()
        return super().send_messages(messages)


class StoppedServer(locmem.EmailBackend):
    """Whoever speaks to it is killed."""

    def send_messages(self, messages: list[mail.EmailMessage]) -> int:
        raise KeyboardInterrupt


@pytest.mark.usefixtures("unsent")
def test_what_a_run_is_sending_is_not_sent_by_another(settings, mailoutbox):
    settings.EMAIL_BACKEND = f"{__name__}.BusyServer"
    sending.send_waiting()
    assert (told(mailoutbox), waiting_messages()) == (["directeur", "redactrice"], [])


@pytest.mark.usefixtures("unsent")
def test_what_a_stopped_run_had_taken_leaves_a_little_later(settings, mailoutbox, later):
    """Nobody knows whether it left: another run may be at it."""
    settings.EMAIL_BACKEND = f"{__name__}.StoppedServer"
    with pytest.raises(KeyboardInterrupt):
        sending.send_waiting()
    settings.EMAIL_BACKEND = ALIVE
    sending.send_waiting()
    (taken,) = waiting_messages()
    assert len(mailoutbox) == 1
    later(seconds=waiting.TAKEN_FOR.total_seconds() + 60)
    sending.send_waiting()
    assert (told(mailoutbox), waiting_messages()) == (["directeur", "redactrice"], [])


@pytest.fixture
def two_approvals():
    """Two contributions of one person, to be approved one after the other."""
    cast = factories.cast(ContributionStatus.SUBMITTED)
    give_addresses()
    cast.etrangere.memberships.create(direction=cast.routes.direction)

    def approve() -> None:
        for one in (cast.routes, cast.culture):
            lifecycle.perform("approve", one, cast.relectrice)

    return approve


@pytest.mark.django_db(transaction=True)
def test_together_several_transitions_are_told_at_once_in_one_e_mail_a_person(two_approvals):
    with messages.together():
        two_approvals()
        assert mail.outbox == []
    assert told(mail.outbox) == ["directeur", "etrangere", "redactrice"]
    (both,) = (one for one in mail.outbox if one.to == ["etrangere@example.org"])
    assert both.subject == "2 contributions validées"


@pytest.mark.django_db(transaction=True)
def test_apart_they_are_told_one_by_one(two_approvals):
    two_approvals()
    assert told(mail.outbox) == ["directeur", "etrangere", "etrangere", "redactrice"]


@pytest.mark.django_db(transaction=True)
def test_what_was_done_together_is_told_even_if_the_end_fails(two_approvals):
    class Stop(Exception):
        pass

    def approve_then_fail() -> None:
        with messages.together():
            two_approvals()
            raise Stop

    with pytest.raises(Stop):
        approve_then_fail()
    assert len(mail.outbox) == 3


@pytest.mark.django_db(transaction=True)
def test_a_transition_sends_after_its_commit():
    cast = factories.cast()
    give_addresses()
    lifecycle.perform("submit", cast.routes, cast.redactrice)
    assert told(mail.outbox) == ["relectrice"]
    assert OutgoingMessage.objects.get().sent_at is not None
