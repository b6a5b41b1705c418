"""What the e-mails say: in French, escaped and bounded whatever the site holds, with links to the right place."""

from __future__ import annotations

import re
import uuid

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from directions import lifecycle, messages
from directions.enums import BlockKind, ContributionStatus, MessageKind
from directions.messages import outbox
from directions.messages.compose import MAX_SUBJECT, email, words
from directions.messages.letters import letters
from directions.messages.receivers import MAX_QUOTED_THREADS
from directions.models import Contribution, OutgoingMessage, ReviewComment, User
from tests import factories
from tests.mailbox import give_addresses, html_of

pytestmark = pytest.mark.django_db

HOSTILE = '<script>alert("x")</script>\r\nBcc: autre@example.org'
DETAILS = {"by": "Lise", "comment": "", "again": False, "reopened": False, "block": "", "title": ""}
DETAILS |= {"threads": [], "more": 0, "text": "Oui.", "asked_by": "Rose", "asked": "Tout dire"}


@pytest.fixture
def cast() -> factories.Cast:
    cast = factories.cast(ContributionStatus.SUBMITTED)
    give_addresses()
    return cast


def said(cast: factories.Cast, kind: str, *contributions: Contribution):
    """The e-mail of that kind about these contributions."""
    rows = [outbox.message(kind, cast.redactrice, one, "1", DETAILS) for one in contributions]
    return words(letters(rows), timezone.localdate())


@pytest.mark.parametrize("kind", MessageKind.values)
def test_every_kind_in_one_and_in_several(cast, kind):
    """A variable that a template lacks fails the test."""
    for contributions in ([cast.routes], [cast.routes, cast.culture]):
        mail = said(cast, kind, *contributions)
        for one in contributions:
            link = f"/gestion/directions/contribution/{one.pk}/change/"
            assert one.name in mail.html and one.name in mail.text
            assert link in mail.html and link in mail.text
        assert mail.text.startswith("Bonjour,\n\n") and "\n\n\n" not in mail.text
        assert "<" not in mail.text and "&" not in mail.text


@pytest.mark.parametrize("kind", MessageKind.values)
def test_no_french_mark_is_left_alone(cast, kind):
    mail = said(cast, kind, cast.routes, cast.culture)
    visible = re.sub(r"<[^>]+>", "", mail.html.replace("&nbsp;", "\u00a0"))
    for text in (mail.subject, mail.text, visible):
        assert not re.search(r" [:;?!»]|« ", text)


@pytest.mark.parametrize("kind", MessageKind.values)
def test_names_are_never_markup_nor_headers(cast, kind):
    Contribution.objects.filter(pk=cast.routes.pk).update(name=HOSTILE)
    cast.routes.refresh_from_db()
    message = email(User.objects.get(username="redactrice"), said(cast, kind, cast.routes))
    assert "<script" not in html_of(message)
    assert "&lt;script&gt;" in html_of(message)
    sent = message.message()
    assert sent["Bcc"] is None and "\n" not in message.subject
    assert sent["To"] == "redactrice@example.org"
    assert sent["Auto-Submitted"] == "auto-generated"


def test_subjects_are_bounded(cast):
    cast.routes.name = "Direction " * 40
    assert len(said(cast, MessageKind.APPROVED, cast.routes).subject) <= MAX_SUBJECT


# Without the halves of pairs, which no form lets in.
ANYTHING = st.text(st.characters(exclude_categories=["Cs"]), max_size=3000)


@given(ANYTHING)
def test_a_quoted_text_is_bounded_and_holds_no_control_character(text):
    quoted = outbox.quoted(text)
    assert len(quoted) <= outbox.MAX_QUOTED + 4
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", quoted)
    assert outbox.quoted(quoted[: outbox.MAX_QUOTED]).split() == quoted[: outbox.MAX_QUOTED].split()


def open_thread(cast: factories.Cast, text: str, **fields) -> ReviewComment:
    return ReviewComment.objects.create(
        contribution=cast.routes, author=cast.relectrice, author_name="Lise <b>", text=text, **fields
    )


def test_changes_requested_quotes_the_comment_and_the_open_threads(
    cast, django_capture_on_commit_callbacks, mailoutbox, settings
):
    block = uuid.uuid4()
    open_thread(cast, "Quelle\nsource ?", block=block, block_kind=BlockKind.KEY_FIGURE, block_title="Agents & élus")
    open_thread(cast, "Déjà réglé", resolved_at=timezone.now(), resolved_by_name="Lise")
    with django_capture_on_commit_callbacks(execute=True):
        lifecycle.perform("request_changes", cast.routes, cast.relectrice, "Deux <points>.\nMerci.")
    message = mailoutbox[0]
    place = f"{settings.SITE_URL}{cast.routes.get_absolute_url()}#bloc-{block}"
    for part in ("> Deux <points>.\n> Merci.", "> Quelle\n> source\u00a0?", "sur «\u00a0Agents & élus\u00a0»", place):
        assert part in message.body
    for part in ("Deux &lt;points&gt;.<br>Merci.", "Lise &lt;b&gt;", "Agents &amp; élus", f'href="{place}"'):
        assert part in html_of(message)
    assert "Déjà réglé" not in message.body + html_of(message)


def test_huge_comments_are_cut(cast, django_capture_on_commit_callbacks, mailoutbox):
    for number in range(MAX_QUOTED_THREADS + 3):
        open_thread(cast, f"{number} " + "long " * 20_000)
    with django_capture_on_commit_callbacks(execute=True):
        lifecycle.perform("request_changes", cast.routes, cast.relectrice, "mot " * 1200)
    message = mailoutbox[0]
    assert "Et 3 autres, à lire dans la contribution." in message.body
    assert len(message.body) < (MAX_QUOTED_THREADS + 2) * (outbox.MAX_QUOTED + 500)
    assert message.body.count("[…]") == MAX_QUOTED_THREADS + 1


def test_an_answer_leads_to_its_block(cast, django_capture_on_commit_callbacks, mailoutbox, settings):
    block = uuid.uuid4()
    thread = open_thread(cast, "Quelle source ?", block=block, block_kind=BlockKind.CHART, block_title="Les agents")
    answer = ReviewComment.objects.create(
        contribution=cast.routes, author=cast.redactrice, author_name="Rose", thread=thread, text="L'Insee."
    )
    with django_capture_on_commit_callbacks(execute=True):
        messages.answered(answer)
    (message,) = mailoutbox
    place = f"{settings.SITE_URL}{cast.routes.get_absolute_url()}#bloc-{block}"
    assert place in message.body and place in html_of(message)


def test_a_second_submission_is_said_as_such(cast, django_capture_on_commit_callbacks, mailoutbox):
    for name, person in (("request_changes", cast.relectrice), ("submit", cast.redactrice)):
        with django_capture_on_commit_callbacks(execute=True):
            lifecycle.perform(name, cast.routes, person, "Ceci.")
    assert "Rose Rédac a corrigé puis soumis de nouveau" in mailoutbox[-1].body


def test_of_two_messages_that_say_the_same_the_last_counts(cast):
    rows = [
        OutgoingMessage(
            pk=number,
            kind=MessageKind.CHANGES_REQUESTED,
            campaign=cast.campaign,
            contribution=cast.routes,
            details=DETAILS | {"comment": f"Demande {number}"},
        )
        for number in (1, 2)
    ]
    text = words(letters(rows), timezone.localdate()).text
    assert "Demande 2" in text and "Demande 1" not in text
