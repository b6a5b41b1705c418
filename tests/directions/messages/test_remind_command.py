"""`manage.py remind` says in French what it did; twice on a day it sends nothing twice; a rehearsal does nothing."""

from __future__ import annotations

import datetime
import io

import pytest
from django.core.management import CommandError, call_command

from directions import lifecycle
from directions.enums import ContributionStatus, Role
from directions.models import Campaign, Contribution, OutgoingMessage, User
from tests import factories
from tests.mailbox import give_addresses, morning, set_clock, told

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2021, 6, 23)


@pytest.fixture
def cast(monkeypatch) -> factories.Cast:
    """A week before the deadline; nothing is submitted."""
    set_clock(monkeypatch, morning(TODAY))
    cast = factories.cast()
    cast.campaign.due_on = TODAY + datetime.timedelta(days=7)
    cast.campaign.save()
    give_addresses()
    return cast


def remind(*arguments: str) -> list[str]:
    output = io.StringIO()
    call_command("remind", *arguments, stdout=output)
    return output.getvalue().splitlines()


def test_it_says_what_it_did_and_does_it_once(cast, mailoutbox):
    assert remind() == ["À dire aujourd'hui : 3 rappels, 0 retard.", "Envoyé : 3 messages."]
    assert told(mailoutbox) == ["directeur", "etrangere", "redactrice"]
    assert remind() == ["À dire aujourd'hui : 0 rappel, 0 retard.", "Envoyé : 0 message."]
    assert len(mailoutbox) == 3


def test_a_rehearsal_says_all_and_does_nothing(cast, mailoutbox):
    lines = remind("--dry-run")
    assert lines[:3] == [
        "Essai : rien n'est écrit ni envoyé.",
        "À dire aujourd'hui : 3 rappels, 0 retard.",
        "À envoyer : 3 messages.",
    ]
    subject = "Rapport d’activités 2020\u00a0: Direction des routes, encore 7 jours"
    assert f"  Rose Rédac <redactrice@example.org> : {subject}" in lines
    assert (mailoutbox, OutgoingMessage.objects.count()) == ([], 0)


def test_it_names_those_who_get_nothing(cast, mailoutbox):
    User.objects.filter(pk=cast.redactrice.pk).update(email="")
    User.objects.filter(pk=cast.etrangere.pk).update(is_active=False)
    assert remind() == [
        "À dire aujourd'hui : 2 rappels, 0 retard.",
        "Personne à prévenir (DC) : donnez un rédacteur à ces directions.",
        "Envoyé : 1 message.",
        "Non prévenu, sans adresse électronique : Rose Rédac (1 message).",
        "Non prévenu, compte fermé : Élia Trang.",
    ]
    assert told(mailoutbox) == ["directeur"]


def test_it_names_the_directions_that_nobody_may_submit_for(cast):
    """Those of the cast have one head: that of the roads."""
    line = "Personne pour soumettre (DC) : donnez un directeur à ces directions."
    assert line not in remind()
    Campaign.objects.update(needs_head=True)
    assert line in remind() and line in remind("--dry-run")
    above = factories.user("haut", member_of=cast.culture.direction.parent, role=Role.DIRECTEUR)
    assert line not in remind()
    User.objects.filter(pk=above.pk).update(is_active=False)
    assert line in remind()
    Contribution.objects.filter(pk=cast.culture.pk).update(status=ContributionStatus.SUBMITTED)
    assert line not in remind()


def test_it_says_what_was_withdrawn(cast, mailoutbox):
    lifecycle.perform("submit", cast.routes, cast.redactrice)
    lifecycle.perform("approve", cast.routes, cast.relectrice)
    assert "Retiré : 1 message qui ne concerne plus son destinataire." in remind()
    assert told(mailoutbox) == ["directeur", "etrangere", "redactrice"]


def test_a_dead_server_fails_the_command_in_one_line_and_the_next_run_sends_all(
    cast, mailoutbox, settings, monkeypatch, caplog
):
    settings.EMAIL_BACKEND = "tests.mailbox.DeadServer"
    with pytest.raises(CommandError, match="Le serveur de messagerie ne répond pas"):
        remind()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    set_clock(monkeypatch, morning(TODAY) + datetime.timedelta(hours=1))
    assert remind() == ["À dire aujourd'hui : 0 rappel, 0 retard.", "Envoyé : 3 messages."]
    assert told(mailoutbox) == ["directeur", "etrangere", "redactrice"]


def test_a_refused_address_is_named(cast, mailoutbox, settings, caplog):
    settings.EMAIL_BACKEND = "tests.mailbox.NarrowServer"
    lines = remind()
    assert [line for line in lines if line.startswith("Non envoyé à Rose Rédac (SMTPRecipientsRefused")]
    assert told(mailoutbox) == ["directeur", "etrangere"]


def test_each_run_says_what_is_left_and_since_when(cast, mailoutbox, monkeypatch, settings, caplog):
    settings.EMAIL_BACKEND = "tests.mailbox.NarrowServer"
    for days in range(3):
        set_clock(monkeypatch, morning(TODAY + datetime.timedelta(days=days)))
        assert remind()[-1] == "Reste à envoyer : 1 message, depuis le 23 juin 2021."
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert remind() == ["À dire aujourd'hui : 0 rappel, 0 retard.", "Envoyé : 1 message."]
    assert told(mailoutbox) == ["directeur", "etrangere", "redactrice"]


def test_printed_messages_are_said_to_reach_nobody(cast, settings, capsys):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert "Sans EMAIL_URL, les messages sont seulement affichés ici : personne ne les reçoit." in remind()
    assert "To: redactrice@example.org" in capsys.readouterr().out
