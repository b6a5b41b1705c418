"""More time that is given, changed or taken back is told to those who write, and only as it stands when it is sent."""

from __future__ import annotations

import datetime

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from directions import extensions, lifecycle, messages, permissions
from directions.enums import CampaignStatus, ContributionStatus, DirectionKind
from directions.french.dates import french_date
from directions.messages import sending
from directions.models import Campaign, Contribution, Membership, OutgoingMessage, User
from tests import factories
from tests.mailbox import give_addresses, html_of, set_clock, told

pytestmark = pytest.mark.django_db

DEAD = "tests.mailbox.DeadServer"
ALIVE = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def cast() -> factories.Cast:
    cast = factories.cast()
    give_addresses()
    return cast


@pytest.fixture
def give(cast, django_capture_on_commit_callbacks):
    """Gives more time, so many days after the deadline; takes it back where there are none."""

    def decide(days: int | None, reason: str = "Inondations", by: User | None = None, to: Contribution | None = None):
        contribution, person = to or cast.routes, by or cast.relectrice
        with django_capture_on_commit_callbacks(execute=True):
            if days is None:
                extensions.withdraw(contribution, person)
            else:
                extensions.grant(contribution, person, after(days), reason)

    return decide


def after(days: int) -> datetime.date:
    """So many days after the deadline of the campaign of the tests, which is in a month."""
    return timezone.localdate() + datetime.timedelta(days=30 + days)


def said(mailoutbox, name: str = "redactrice") -> str:
    """The only e-mail to this person, its subject and its text, with plain spaces."""
    (only,) = (one for one in mailoutbox if one.to == [f"{name}@example.org"])
    return f"{only.subject}\n{only.body}".replace("\u00a0", " ")


# -- Who is told what --------------------------------------------------------------------------------------------------


def test_time_that_is_given_is_told_to_those_who_write(give, cast, mailoutbox, settings):
    give(10, "Réserves inondées <deux fois>")
    assert told(mailoutbox) == ["directeur", "redactrice"]
    text = said(mailoutbox)
    assert text.startswith(f"Délai accordé jusqu’au {french_date(after(10))} : Direction des routes\n")
    assert "Lise Relec accorde un délai à la contribution « Direction des routes »" in text
    assert f"jusqu’au {french_date(after(10))} au lieu du {french_date(after(0))}. Encore 40 jours.\n" in text
    assert "Raison : Réserves inondées <deux fois>\n" in text
    place = f"{settings.SITE_URL}{cast.routes.get_absolute_url()}"
    assert f"{place}\n" in text and f'href="{place}"' in html_of(mailoutbox[0])
    assert "Réserves inondées &lt;deux fois&gt;" in html_of(mailoutbox[0])


def test_time_that_is_changed_then_taken_back_is_told(give, mailoutbox):
    give(10)
    mailoutbox.clear()
    give(20, "Toujours inondée")
    assert f"jusqu’au {french_date(after(20))}" in said(mailoutbox) and "Toujours inondée" in said(mailoutbox)
    mailoutbox.clear()
    give(None)
    assert told(mailoutbox) == ["directeur", "redactrice"]
    text = said(mailoutbox)
    assert text.startswith("Délai retiré : Direction des routes\n")
    assert f"la date limite de la campagne, le {french_date(after(0))}, vaut de nouveau. Encore 30 jours." in text
    assert "inond" not in text and "Raison" not in text


def test_what_changes_nothing_is_told_to_nobody(give, mailoutbox):
    give(10)
    mailoutbox.clear()
    give(10)
    with pytest.raises(extensions.ExtensionRefused):
        give(400)
    give(None)
    mailoutbox.clear()
    give(None)
    assert (mailoutbox, OutgoingMessage.objects.count()) == ([], 4)


def test_nobody_is_told_of_what_they_decided(give, cast, mailoutbox):
    Membership.objects.create(user=cast.relectrice, direction=cast.routes.direction)
    give(10)
    assert told(mailoutbox) == ["directeur", "redactrice"]
    give(12, by=cast.administrateur)
    assert told(mailoutbox[2:]) == ["directeur", "redactrice", "relectrice"]


@pytest.mark.django_db(transaction=True)
def test_what_is_undone_with_its_transaction_is_told_to_nobody(cast, mailoutbox):
    with transaction.atomic():
        extensions.grant(cast.routes, cast.relectrice, after(3), "Inondations")
        transaction.set_rollback(True)
    assert (mailoutbox, OutgoingMessage.objects.count()) == ([], 0)


@pytest.mark.django_db(transaction=True)
def test_several_are_one_e_mail(mailoutbox):
    cast = factories.cast()
    give_addresses()
    cast.etrangere.memberships.create(direction=cast.routes.direction)
    extensions.grant(cast.culture, cast.relectrice, after(2), "Panne")
    mailoutbox.clear()
    with messages.together():
        extensions.grant(cast.routes, cast.relectrice, after(9), "Inondations")
        extensions.withdraw(cast.culture, cast.relectrice)
    text = said(mailoutbox, "etrangere")
    assert text.startswith("Délais changés : 2 contributions\n")
    assert "un délai à la contribution « Direction des routes »" in text
    assert "retire le délai accordé à la contribution « Direction de la culture »" in text


# -- What is no longer so ----------------------------------------------------------------------------------------------


@pytest.fixture
def unsent(monkeypatch):
    """Nothing leaves before the next run."""
    monkeypatch.setattr(sending, "PATIENCE", -1.0)


@pytest.mark.usefixtures("unsent")
@pytest.mark.parametrize("digest", [False, True])
@pytest.mark.parametrize(
    ("decisions", "words"),
    [
        ((10, 20), ["accorde un délai", 20]),
        ((10, None), ["retire le délai"]),
        ((10, None, 5), ["accorde un délai", 5]),
        ((10, 20, 10), ["accorde un délai", 10]),
    ],
)
def test_only_the_last_decision_is_told(give, mailoutbox, digest, decisions, words):
    User.objects.update(wants_digest=digest)
    for days in decisions:
        give(days)
    sending.send_waiting()
    text = said(mailoutbox)
    assert text.count("la contribution « Direction des routes »") == 1
    assert all((french_date(after(one)) if isinstance(one, int) else one) in text for one in words)
    assert not OutgoingMessage.objects.filter(sent_at=None).exists()


@pytest.mark.parametrize("then", [20, None, 10])
def test_what_failed_does_not_come_after_what_was_decided_since(give, settings, mailoutbox, caplog, then):
    settings.EMAIL_BACKEND = DEAD
    give(10)
    give(15)
    settings.EMAIL_BACKEND = ALIVE
    give(then)
    assert told(mailoutbox) == ["directeur", "redactrice"]
    assert sending.send_waiting().withdrawn == 4
    assert told(mailoutbox) == ["directeur", "redactrice"]


@pytest.mark.usefixtures("unsent")
def test_what_a_writer_took_back_themselves_is_no_longer_told_to_them(cast, give, mailoutbox):
    """The team writes the institution's own pages, and decides of their time."""
    own = Contribution.objects.get(kind=DirectionKind.INSTITUTION)
    second = factories.user("second", groups=("Communication",), email="second@example.org")
    give(10, to=own)
    give(None, by=second, to=own)
    sending.send_waiting()
    assert told(mailoutbox) == ["relectrice"] and "second" not in told(mailoutbox)
    assert mailoutbox[0].subject.startswith("Délai retiré")


@pytest.mark.usefixtures("unsent")
@pytest.mark.parametrize(
    ("days", "then", "is_told"),
    [
        (10, "nothing", True),
        (10, "the time is over", False),
        (10, "the campaign is closed", False),
        (10, "others write", False),
        (10, "they now review", False),
        (None, "nothing", True),
        (None, "the campaign is closed", False),
    ],
)
def test_what_no_longer_concerns_is_not_told(cast, give, mailoutbox, monkeypatch, days, then, is_told):
    give(10)
    if days is None:
        give(None)
    match then:
        case "the time is over":
            set_clock(monkeypatch, timezone.now() + datetime.timedelta(days=41))
        case "the campaign is closed":
            Campaign.objects.update(status=CampaignStatus.CLOSED)
        case "others write":
            Membership.objects.filter(direction=cast.routes.direction).delete()
        case "they now review":
            Membership.objects.filter(direction=cast.routes.direction).delete()
            Group.objects.get(name=permissions.COMMUNICATION_GROUP).user_set.add(cast.redactrice, cast.directeur)
    sending.send_waiting()
    assert told(mailoutbox) == (["directeur", "redactrice"] if is_told else [])
    assert not OutgoingMessage.objects.filter(sent_at=None).exists()


# -- What there is to do -----------------------------------------------------------------------------------------------

STATES = {
    (ContributionStatus.DRAFT, 10): "Encore 40 jours.",
    (ContributionStatus.DRAFT, None): "Encore 30 jours.",
    (ContributionStatus.CHANGES_REQUESTED, 10): "Encore 40 jours.",
    (ContributionStatus.SUBMITTED, 10): "et ce délai servira si des corrections vous sont demandées.",
    (ContributionStatus.SUBMITTED, None): "Elle est déjà soumise, et vous n’avez rien à faire.",
    (ContributionStatus.APPROVED, None): "Elle est validée, et vous n’avez rien à faire.",
}


@pytest.mark.usefixtures("unsent")
@pytest.mark.parametrize(("status", "days"), STATES)
def test_it_says_what_there_is_to_do(cast, give, mailoutbox, status, days):
    give(10)
    if days is None:
        give(None)
    Contribution.objects.filter(pk=cast.routes.pk).update(status=status)
    sending.send_waiting()
    assert STATES[status, days] in said(mailoutbox)
    assert STATES[status, days] in html_of(mailoutbox[0])


def test_time_to_reopen_what_is_approved_says_that_there_is_nothing_to_do_yet(cast, give, mailoutbox):
    close(cast, days_ago=3)
    Contribution.objects.filter(pk=cast.routes.pk).update(status=ContributionStatus.APPROVED)
    give(-25)
    assert "Elle est validée, et vous n’avez rien à faire tant qu’elle n’est pas rouverte." in said(mailoutbox)


def close(cast: factories.Cast, days_ago: int) -> None:
    day = timezone.localdate() - datetime.timedelta(days=days_ago)
    Campaign.objects.update(due_on=day, closes_on=day)


def test_time_taken_back_once_writing_is_closed_says_that_nothing_can_be_written(cast, give, mailoutbox):
    close(cast, days_ago=3)
    give(-25)
    mailoutbox.clear()
    give(None)
    day = french_date(timezone.localdate() - datetime.timedelta(days=3))
    assert f"La saisie est close depuis le {day}, et elle ne peut plus être complétée." in said(mailoutbox)


def test_time_taken_back_after_the_deadline_says_how_late_the_direction_is(cast, give, mailoutbox):
    Campaign.objects.update(due_on=timezone.localdate() - datetime.timedelta(days=3))
    give(-25)
    assert "au lieu du" in said(mailoutbox)
    mailoutbox.clear()
    give(None)
    assert "vaut de nouveau. En retard de 3 jours." in said(mailoutbox)


# -- Together with the others ------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("unsent")
def test_the_message_of_the_day_and_the_rehearsal_know_it(cast, give, mailoutbox, capsys):
    User.objects.update(wants_digest=True)
    give(10)
    lifecycle.perform("submit", cast.routes, cast.directeur)
    lifecycle.perform("request_changes", cast.routes, cast.relectrice, "Trop court.")
    call_command("remind", "--dry-run")
    assert "vos 2 messages" in capsys.readouterr().out and mailoutbox == []
    sending.send_waiting()
    assert f"== Délai accordé jusqu’au {french_date(after(10))} : Direction des routes" in said(mailoutbox)


def test_a_reminder_that_waits_is_not_sent_late_once_there_is_more_time(cast, give, mailoutbox, settings, caplog):
    Campaign.objects.update(due_on=timezone.localdate() - datetime.timedelta(days=3))
    settings.EMAIL_BACKEND = DEAD
    messages.remind_now([cast.routes], cast.relectrice)
    assert {one.kind for one in OutgoingMessage.objects.all()} == {"late"}
    settings.EMAIL_BACKEND = ALIVE
    give(10)
    sending.send_waiting()
    assert told(mailoutbox) == ["directeur", "redactrice"] and "Délai accordé" in said(mailoutbox)
