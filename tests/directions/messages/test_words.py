"""What the e-mails say: in French, escaped and bounded whatever the site holds, with links to the right place."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from directions import lifecycle, messages, permissions
from directions.enums import INTRODUCTION, BlockKind, ContributionStatus, MessageKind, Role
from directions.messages import outbox
from directions.messages.compose import MAX_SUBJECT, email, words
from directions.messages.letters import letters
from directions.messages.receivers import MAX_QUOTED_THREADS
from directions.models import Campaign, Contribution, Membership, OutgoingMessage, ReviewComment, User
from directions.signals import contribution_changed
from tests import factories
from tests.mailbox import give_addresses, html_of

pytestmark = pytest.mark.django_db

HOSTILE = '<script>alert("x")</script>\r\nBcc: autre@example.org'
DETAILS = {"by": "Lise", "comment": "", "again": False, "reopened": False, "block": "", "title": ""}
DETAILS |= {"threads": [], "more": 0, "text": "Oui.", "asked_by": "Rose", "asked": "Tout dire", "reason": "Crue"}

CORRECTED = {ContributionStatus.CHANGES_REQUESTED, ContributionStatus.REOPENED}
# What is read and answered on the review page, not in the form.
DISCUSSED = {MessageKind.ENTRUSTED, MessageKind.SUBMITTED, MessageKind.ANSWER}


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
            link = reverse("reporting:review", args=[one.pk]) if kind in DISCUSSED else one.get_absolute_url()
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


EMOJI = {
    "a family": "👨‍👩‍👧",
    "a heart in colour": "❤️",
    "a skin": "👍🏽",
    "a keycap": "1️⃣",
    "France": "🇫🇷",
    "several joined": "🏳️‍🌈",
    "Scotland": "🏴󠁧󠁢󠁳󠁣󠁴󠁿",
}


@pytest.mark.parametrize("emoji", EMOJI.values(), ids=EMOJI)
def test_an_emoji_is_quoted_in_one_piece(emoji):
    assert outbox.quoted(f"Bravo {emoji} !") == f"Bravo {emoji} !"


@pytest.mark.parametrize("sign", ["‮", "⁦", "‏", "؜", "﻿", "​", "", ""])
def test_what_turns_or_hides_words_is_not_quoted(sign):
    assert outbox.quoted(f"fdp.{sign}exe ‍") == "fdp.exe ‍"


def open_thread(cast: factories.Cast, text: str, **fields) -> ReviewComment:
    return ReviewComment.objects.create(
        contribution=cast.routes, author=cast.relectrice, author_name="Lise <b>", text=text, **fields
    )


def test_changes_requested_quotes_the_comment_and_the_open_threads(
    cast, django_capture_on_commit_callbacks, mailoutbox, settings
):
    block = cast.routes.key_figures.create(label="Agents & élus").pk
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


def answer(thread: ReviewComment, author: User, text: str = "Oui.") -> ReviewComment:
    return ReviewComment.objects.create(
        contribution=thread.contribution, thread=thread, author=author, author_name=str(author), text=text
    )


def test_changes_requested_quotes_only_what_waits_for_the_direction(
    cast, django_capture_on_commit_callbacks, mailoutbox
):
    open_thread(cast, "À dater.")
    answer(open_thread(cast, "Déjà répondu."), cast.directeur)
    ReviewComment.objects.create(
        contribution=cast.routes, author=cast.directeur, author_name="Denis", text="Puis-je ajouter un plan ?"
    )
    with django_capture_on_commit_callbacks(execute=True):
        lifecycle.perform("request_changes", cast.routes, cast.relectrice, "Ceci.")
    for text in (mailoutbox[0].body, html_of(mailoutbox[0])):
        assert "Un commentaire attend votre réponse." in text and "À dater." in text
        assert "Déjà répondu." not in text and "Puis-je ajouter un plan" not in text


def test_changes_requested_with_nothing_that_waits_quotes_no_comment(
    cast, django_capture_on_commit_callbacks, mailoutbox
):
    answer(open_thread(cast, "Déjà répondu."), cast.directeur)
    with django_capture_on_commit_callbacks(execute=True):
        lifecycle.perform("request_changes", cast.routes, cast.relectrice, "Ceci.")
    assert "Ceci." in mailoutbox[0].body
    assert "votre réponse" not in mailoutbox[0].body + html_of(mailoutbox[0])


def test_a_comment_that_has_answers_leads_to_them(cast, django_capture_on_commit_callbacks, mailoutbox):
    first, second, third = (open_thread(cast, text) for text in ("Un ?", "Deux ?", "Trois ?"))
    answer(second, cast.relectrice)
    answer(third, cast.redactrice)
    answer(third, cast.relectrice, "Mais encore ?")
    with django_capture_on_commit_callbacks(execute=True):
        lifecycle.perform("request_changes", cast.routes, cast.relectrice, "Ceci.")
    assert "3 commentaires attendent votre réponse." in mailoutbox[0].body
    led = re.findall(r"(Répondre|Lire .* et répondre)\u00a0:\n\S+#commentaire-(\S+)", mailoutbox[0].body)
    words = ["Répondre", "Lire la réponse et répondre", "Lire les 2 réponses et répondre"]
    assert led == [(said, str(one.pk)) for said, one in zip(words, (first, second, third), strict=True)]
    assert all(f">{said}</a>" in html_of(mailoutbox[0]) for said in words)


def test_huge_comments_are_cut(cast, django_capture_on_commit_callbacks, mailoutbox):
    for number in range(MAX_QUOTED_THREADS + 3):
        open_thread(cast, f"{number} " + "long " * 20_000)
    with django_capture_on_commit_callbacks(execute=True):
        lifecycle.perform("request_changes", cast.routes, cast.relectrice, "mot " * 1200)
    message = mailoutbox[0]
    assert "Et 3 autres, à lire dans la contribution." in message.body
    assert len(message.body) < (MAX_QUOTED_THREADS + 2) * (outbox.MAX_QUOTED + 500)
    assert message.body.count("[…]") == MAX_QUOTED_THREADS + 1


def test_an_answer_leads_to_its_thread(cast, django_capture_on_commit_callbacks, mailoutbox, settings):
    block = uuid.uuid4()
    thread = open_thread(cast, "Quelle source ?", block=block, block_kind=BlockKind.CHART, block_title="Les agents")
    answer = ReviewComment.objects.create(
        contribution=cast.routes, author=cast.redactrice, author_name="Rose", thread=thread, text="L'Insee."
    )
    with django_capture_on_commit_callbacks(execute=True):
        messages.answered(answer)
    (message,) = mailoutbox
    review = f"{settings.SITE_URL}{reverse('reporting:review', args=[cast.routes.pk])}"
    place = f"{review}?commentaires=tous#commentaire-{thread.pk}"
    assert place in message.body and place in html_of(message)


def test_a_submission_leads_to_the_review(cast, django_capture_on_commit_callbacks, mailoutbox, settings):
    Contribution.objects.filter(pk=cast.routes.pk).update(status=ContributionStatus.DRAFT)
    with django_capture_on_commit_callbacks(execute=True):
        lifecycle.perform("submit", cast.routes, cast.redactrice)
    (message,) = mailoutbox
    place = f"{settings.SITE_URL}{reverse('reporting:review', args=[cast.routes.pk])}"
    assert f"{place}\n" in message.body and f'href="{place}"' in html_of(message)
    assert cast.routes.get_absolute_url() not in message.body + html_of(message)


def test_changes_requested_leads_to_the_form_to_the_review_and_to_each_thread(
    cast, django_capture_on_commit_callbacks, mailoutbox, settings
):
    on_a_block = {
        "block": cast.routes.charts.create(title="Les agents").pk,
        "block_kind": BlockKind.CHART,
        "block_title": "Les agents",
    }
    threads = [open_thread(cast, "Quelle source ?"), open_thread(cast, "Quelle année ?", **on_a_block)]
    with django_capture_on_commit_callbacks(execute=True):
        lifecycle.perform("request_changes", cast.routes, cast.relectrice, "Ceci.")
    message = mailoutbox[0]
    review = f"{settings.SITE_URL}{reverse('reporting:review', args=[cast.routes.pk])}"
    places = [review, f"{settings.SITE_URL}{cast.routes.get_absolute_url()}"]
    places += [f"{review}?commentaires=tous#commentaire-{one.pk}" for one in threads]
    for place in places:
        assert f"{place}\n" in message.body and f'href="{place}"' in html_of(message)


CORRECT_HERE = "Corriger à cet endroit"


def test_a_comment_leads_to_what_it_stands_on_while_that_is_there(
    cast, django_capture_on_commit_callbacks, mailoutbox, settings
):
    """The mission, the presentation, a mission that was deleted since."""
    kinds = {"block_kind": BlockKind.MISSION}
    there, gone = factories.mission(cast.routes, "Là").pk, uuid.uuid4()
    open_thread(cast, "Une date ?", block=there, block_title="Là", **kinds)
    open_thread(cast, "Trop court.", block=cast.routes.pk, block_kind=INTRODUCTION, block_title="Présentation")
    lost = open_thread(cast, "Ce bloc ?", block=gone, block_title="Effacée", **kinds)
    with django_capture_on_commit_callbacks(execute=True):
        lifecycle.perform("request_changes", cast.routes, cast.relectrice, "Ceci.")
    message = mailoutbox[0]
    form = f"{settings.SITE_URL}{cast.routes.get_absolute_url()}"
    review = f"{settings.SITE_URL}{reverse('reporting:review', args=[cast.routes.pk])}"
    led = re.findall(rf"{CORRECT_HERE}\u00a0:\n(\S+)", message.body)
    assert led == [f"{form}#bloc-{there}", f"{form}#bloc-{cast.routes.pk}"]
    place = f"{review}?commentaires=tous#commentaire-{lost.pk}"
    assert f"Répondre\u00a0:\n{place}\n" in message.body
    assert re.search(rf'href="{re.escape(place)}"[^>]*>«(&nbsp;|\u00a0)Effacée', html_of(message))
    assert str(gone) not in message.body + html_of(message)


def test_the_queries_of_a_letter_do_not_grow_with_its_comments(cast):
    counts = []
    permissions.may_submit(cast.redactrice, cast.routes)  # Their rights are read once a request.
    for number in (1, 20):
        threads = [
            {"by": "Lise", "text": "?", "block": str(uuid.uuid4()), "title": "T", "thread": str(uuid.uuid4())}
            for _ in range(number)
        ]
        rows = [
            outbox.message(
                MessageKind.CHANGES_REQUESTED, cast.redactrice, cast.routes, "1", DETAILS | {"threads": threads}
            )
        ]
        with CaptureQueriesContext(connection) as queries:
            words(letters(rows), timezone.localdate())
        counts.append(len(queries))
    assert counts[0] == counts[1]


def approved(cast: factories.Cast, run_callbacks, mailoutbox, correct: Callable[[], None] = lambda: None):
    """What the direction is told of an approval, after what the communication team did to what was submitted."""
    Contribution.objects.filter(pk=cast.routes.pk).update(status=ContributionStatus.DRAFT)
    with run_callbacks(execute=True):
        lifecycle.perform("submit", cast.routes, cast.redactrice)
        correct()
        lifecycle.perform("approve", cast.routes, cast.relectrice)
    return next(one for one in mailoutbox if one.to == ["redactrice@example.org"])


def save(contribution: Contribution, by: User, **changes: str) -> None:
    """A save of the form, as its page does it."""
    Contribution.objects.filter(pk=contribution.pk).update(version=F("version") + 1, updated_by=by, **changes)
    contribution.refresh_from_db()
    contribution_changed.send(Contribution, contribution=contribution, user=by, event=None)


def test_an_approval_says_who_corrected_what_was_submitted_and_leads_to_it(
    cast, django_capture_on_commit_callbacks, mailoutbox, settings
):
    second = factories.user("second", first_name="Basile", last_name="Second", groups=("Communication",))

    def correct() -> None:
        save(cast.routes, second, introduction="<p>Nos routes.</p>")
        save(cast.routes, cast.relectrice, introduction="<p>Nos routes, entretenues.</p>")
        save(cast.routes, second, introduction="<p>Nos routes, bien entretenues.</p>")

    message = approved(cast, django_capture_on_commit_callbacks, mailoutbox, correct)
    assert "est validée. Vous n’avez plus rien à faire" in message.body
    for text in (message.body, html_of(message)):
        assert "la communication y a fait des corrections (Basile Second, Lise Relec)" in text
    compared = f"{settings.SITE_URL}{reverse('reporting:history-compare', args=[cast.routes.pk])}?de=2&a=5"
    assert f"{compared}\n" in message.body and f'href="{compared.replace("&", "&amp;")}"' in html_of(message)


def test_an_approval_without_correction_says_none(cast, django_capture_on_commit_callbacks, mailoutbox):
    message = approved(cast, django_capture_on_commit_callbacks, mailoutbox)
    assert "est validée. Vous n’avez plus rien à faire" in message.body
    assert "correction" not in message.body + html_of(message)


def test_an_approval_does_not_call_a_correction_a_save_that_changes_no_word(
    cast, django_capture_on_commit_callbacks, mailoutbox
):
    message = approved(
        cast,
        django_capture_on_commit_callbacks,
        mailoutbox,
        lambda: save(cast.routes, cast.relectrice),
    )
    assert "est validée" in message.body and "correction" not in message.body + html_of(message)


def test_what_the_direction_wrote_before_its_last_submission_is_no_correction(
    cast, django_capture_on_commit_callbacks, mailoutbox
):
    """Corrected by the communication team, sent back, then written and submitted again by the direction."""

    def send_back() -> None:
        save(cast.routes, cast.relectrice, introduction="<p>Nos routes.</p>")
        lifecycle.perform("request_changes", cast.routes, cast.relectrice, "Trop court.")
        save(cast.routes, cast.redactrice, introduction="<p>Nos routes, entretenues.</p>")
        lifecycle.perform("submit", cast.routes, cast.redactrice)

    message = approved(cast, django_capture_on_commit_callbacks, mailoutbox, send_back)
    assert "est validée" in message.body and "correction" not in message.body + html_of(message)


@pytest.mark.parametrize("is_changed", [True, False])
def test_a_second_submission_says_if_anything_changed_and_leads_to_it(
    cast, django_capture_on_commit_callbacks, mailoutbox, settings, is_changed
):
    lifecycle.perform("request_changes", cast.routes, cast.relectrice, "Ceci.")
    cast.routes.refresh_from_db()
    if is_changed:
        save(cast.routes, cast.redactrice, introduction="<p>Nos routes.</p>")
    with django_capture_on_commit_callbacks(execute=True):
        lifecycle.perform("submit", cast.routes, cast.redactrice)
    (message,) = mailoutbox
    review = f"{settings.SITE_URL}{reverse('reporting:review', args=[cast.routes.pk])}"
    place = f"{review}?vue=changements" if is_changed else review
    for text in (message.body, html_of(message)):
        assert ("a corrigé puis soumis de nouveau la contribution" in text) == is_changed
        assert ("a soumis de nouveau, sans rien y changer, la contribution" in text) != is_changed
    assert f"{place}\n" in message.body and f'href="{place}"' in html_of(message)


@pytest.mark.parametrize(("number", "words"), [(1, "Un commentaire y est encore ouvert"), (2, "2 commentaires y sont")])
def test_an_approval_that_leaves_comments_open_does_not_say_that_all_is_done(
    cast, django_capture_on_commit_callbacks, mailoutbox, number, words
):
    for _ in range(number):
        open_thread(cast, "Une date ?")
    message = approved(cast, django_capture_on_commit_callbacks, mailoutbox)
    review = reverse("reporting:review", args=[cast.routes.pk])
    for text in (message.body, html_of(message)):
        assert words in text and review in text and "plus rien à faire" not in text


@pytest.mark.parametrize("kind", [MessageKind.REMINDER, MessageKind.LATE])
def test_what_is_missing_is_led_to_in_the_text_as_in_the_page(cast, settings, kind):
    achievement = factories.achievement(cast.routes, title="Le pont", body="")
    mail = said(cast, kind, cast.routes)
    place = f"{settings.SITE_URL}{cast.routes.get_absolute_url()}#bloc-{achievement.pk}"
    assert f"n'a pas de texte.\n  {place}\n" in mail.text and f'href="{place}"' in mail.html


STATES = {
    ContributionStatus.DRAFT: "La direction l’écrit encore",
    ContributionStatus.SUBMITTED: "Elle est soumise, et attend votre relecture.",
    ContributionStatus.CHANGES_REQUESTED: "La direction la corrige.",
    ContributionStatus.REOPENED: "La direction la corrige.",
}


@pytest.mark.parametrize("status", STATES)
def test_a_review_that_is_given_says_whether_it_waits(cast, status):
    cast.routes.status = status
    mail = said(cast, MessageKind.ENTRUSTED, cast.routes)
    for text in (mail.text, mail.html):
        assert [words for words in dict.fromkeys(STATES.values()) if words in text] == [STATES[status]]


@pytest.mark.parametrize("status", [ContributionStatus.DRAFT, *sorted(CORRECTED)])
def test_a_reminder_does_not_call_complete_what_is_to_be_corrected(cast, status):
    Contribution.objects.filter(pk=cast.routes.pk).update(status=status)
    cast.routes.refresh_from_db()
    review = reverse("reporting:review", args=[cast.routes.pk])
    for kind in (MessageKind.REMINDER, MessageKind.LATE):
        mail = said(cast, kind, cast.routes)
        for text in (mail.text, mail.html):
            assert ("Rien ne manque" in text) == (status == ContributionStatus.DRAFT)
            assert ("demande des corrections" in text and review in text) == (status in CORRECTED)


SUBMITTED_BY_PEOPLE = {
    MessageKind.CAMPAIGN_OPENED: "avant de soumettre",
    MessageKind.REMINDER: "il reste à la soumettre",
    MessageKind.LATE: "il reste à la soumettre",
    MessageKind.CHANGES_REQUESTED: "puis soumettez-la de nouveau",
}


@pytest.mark.parametrize("kind", SUBMITTED_BY_PEOPLE)
@pytest.mark.parametrize(
    ("needs_head", "role", "submits"),
    [(False, Role.REDACTEUR, True), (True, Role.DIRECTEUR, True), (True, Role.REDACTEUR, False)],
)
def test_who_may_not_submit_is_told_to_ask_their_head(cast, kind, needs_head, role, submits):
    Membership.objects.filter(user=cast.redactrice).update(role=role)
    Campaign.objects.update(needs_head=needs_head)
    contribution = Contribution.objects.select_related("campaign").get(pk=cast.routes.pk)
    contribution.status = ContributionStatus.DRAFT
    mail = said(cast, kind, contribution)
    for text in (mail.text, mail.html):
        assert (SUBMITTED_BY_PEOPLE[kind] in text) == submits
        assert ("demandez à votre directeur de" in text) != submits


def test_of_two_messages_that_say_the_same_the_last_counts(cast):
    rows = [
        OutgoingMessage(
            pk=number,
            recipient=cast.redactrice,
            kind=MessageKind.CHANGES_REQUESTED,
            campaign=cast.campaign,
            contribution=cast.routes,
            details=DETAILS | {"comment": f"Demande {number}"},
        )
        for number in (1, 2)
    ]
    text = words(letters(rows), timezone.localdate()).text
    assert "Demande 2" in text and "Demande 1" not in text
