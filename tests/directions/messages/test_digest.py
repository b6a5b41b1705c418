"""Who wants one message a day gets one, with all of the day; never two, and never an empty one."""

from __future__ import annotations

import datetime

import pytest

from directions import lifecycle, messages
from directions.enums import ContributionStatus
from directions.messages import sending
from directions.models import OutgoingMessage, ReviewComment, User
from tests import factories
from tests.mailbox import PARIS, give_addresses, html_of, set_clock, told

pytestmark = pytest.mark.django_db

MORNING = datetime.datetime(2021, 3, 3, 7, tzinfo=PARIS)


@pytest.fixture
def cast(monkeypatch) -> factories.Cast:
    set_clock(monkeypatch, MORNING)
    cast = factories.cast(ContributionStatus.SUBMITTED)
    give_addresses()
    User.objects.filter(pk=cast.redactrice.pk).update(wants_digest=True)
    return cast


@pytest.fixture
def busy_day(cast, django_capture_on_commit_callbacks) -> None:
    """An answer in a thread, then changes asked for."""
    thread = ReviewComment.objects.create(
        contribution=cast.routes, author=cast.redactrice, author_name="Rose", text="Faut-il tout dire ?"
    )
    answer = ReviewComment.objects.create(
        contribution=cast.routes, author=cast.relectrice, author_name="Lise", thread=thread, text="Non."
    )
    with django_capture_on_commit_callbacks(execute=True):
        messages.answered(answer)
        lifecycle.perform("request_changes", cast.routes, cast.relectrice, "Trop long.")


@pytest.mark.usefixtures("busy_day")
def test_nothing_leaves_at_once_but_for_the_others(mailoutbox):
    assert told(mailoutbox) == ["directeur"]


@pytest.mark.usefixtures("busy_day")
def test_all_of_the_day_is_one_e_mail(mailoutbox):
    mailoutbox.clear()
    sending.send_waiting()
    (only,) = mailoutbox
    assert only.subject == "Rapport d’activités\u00a0: vos 2 messages du 3 mars 2021"
    for said in ("Réponse à un commentaire", "À corriger", "Trop long.", "Non."):
        assert said in only.body and said in html_of(only)


@pytest.mark.usefixtures("busy_day")
def test_a_second_run_on_the_day_waits_for_the_next(cast, mailoutbox, monkeypatch):
    mailoutbox.clear()
    sending.send_waiting()
    lifecycle.perform("submit", cast.routes, cast.directeur)
    lifecycle.perform("approve", cast.routes, cast.relectrice)
    for hour in (8, 23):
        set_clock(monkeypatch, MORNING.replace(hour=hour))
        sending.send_waiting()
        assert told(mailoutbox).count("redactrice") == 1
    set_clock(monkeypatch, MORNING + datetime.timedelta(days=1))
    sending.send_waiting()
    assert told(mailoutbox).count("redactrice") == 2
    assert mailoutbox[-1].subject == "Contribution validée\u00a0: Direction des routes"


@pytest.mark.usefixtures("busy_day")
def test_a_digest_that_failed_is_tried_again_on_the_day(settings, mailoutbox, caplog):
    mailoutbox.clear()
    settings.EMAIL_BACKEND = "tests.mailbox.DeadServer"
    sending.send_waiting()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    sending.send_waiting()
    assert told(mailoutbox) == ["redactrice"]


@pytest.mark.usefixtures("busy_day")
def test_one_that_cannot_be_put_into_words_holds_up_no_other(cast, mailoutbox):
    mailoutbox.clear()
    OutgoingMessage.objects.filter(recipient=cast.redactrice, kind="answer").update(details={"threads": [None]})
    sending.send_waiting()
    assert [one.subject for one in mailoutbox] == ["À corriger\u00a0: Direction des routes"]
    assert OutgoingMessage.objects.get(recipient=cast.redactrice, sent_at=None).kind == "answer"


def test_no_news_no_e_mail(cast, mailoutbox):
    sending.send_waiting()
    assert (mailoutbox, OutgoingMessage.objects.count()) == ([], 0)
