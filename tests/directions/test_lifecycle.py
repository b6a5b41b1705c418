"""The life of a contribution: who may do which transition from which state, and what each leaves behind."""

from __future__ import annotations

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.messages import get_messages
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from directions import lifecycle, permissions
from directions.enums import CampaignStatus, ContributionStatus
from directions.lifecycle import TRANSITIONS, TransitionForbidden, TransitionRefused
from directions.models import Contribution, ContributionEvent
from directions.signals import contribution_changed
from tests import factories

pytestmark = pytest.mark.django_db

PEOPLE = ("redactrice", "directeur", "relectrice", "etrangere", "administrateur")

# From each state (row), what each person gets: "fait", "refus" (not from this state), "interdit" (not this person).
TABLE = """
#                                     redactrice directeur relectrice etrangere administrateur
submit           draft                fait       fait      interdit   interdit  fait
submit           submitted            refus      refus     interdit   interdit  refus
submit           changes_requested    fait       fait      interdit   interdit  fait
submit           approved             refus      refus     interdit   interdit  refus
submit           reopened             fait       fait      interdit   interdit  fait
request_changes  draft                interdit   interdit  refus      interdit  refus
request_changes  submitted            interdit   interdit  fait       interdit  fait
request_changes  changes_requested    interdit   interdit  refus      interdit  refus
request_changes  approved             interdit   interdit  refus      interdit  refus
request_changes  reopened             interdit   interdit  refus      interdit  refus
approve          draft                interdit   interdit  refus      interdit  refus
approve          submitted            interdit   interdit  fait       interdit  fait
approve          changes_requested    interdit   interdit  refus      interdit  refus
approve          approved             interdit   interdit  refus      interdit  refus
approve          reopened             interdit   interdit  refus      interdit  refus
reopen           draft                interdit   interdit  refus      interdit  refus
reopen           submitted            interdit   interdit  refus      interdit  refus
reopen           changes_requested    interdit   interdit  refus      interdit  refus
reopen           approved             interdit   interdit  fait       interdit  fait
reopen           reopened             interdit   interdit  refus      interdit  refus
"""
ROWS = [row.split() for row in TABLE.splitlines() if row.strip() and not row.startswith("#")]
TARGETS = {"submit": "submitted", "request_changes": "changes_requested", "approve": "approved", "reopen": "reopened"}


def _outcome(name: str, contribution: Contribution, user) -> str:
    """What the person gets, undone; whatever happens must agree with the rows left behind."""
    with transaction.atomic():
        try:
            lifecycle.perform(name, contribution, user, "Parce que.")
            word, expected_status, expected_events = "fait", TARGETS[name], 1
        except TransitionForbidden:
            word, expected_status, expected_events = "interdit", contribution.status, 0
        except TransitionRefused:
            word, expected_status, expected_events = "refus", contribution.status, 0
        stored = Contribution.objects.get(pk=contribution.pk)
        assert (stored.status, stored.events.count()) == (expected_status, expected_events)
        transaction.set_rollback(True)
    contribution.refresh_from_db()
    return word


@pytest.mark.parametrize(("name", "status", "expected"), [(name, status, words) for name, status, *words in ROWS])
def test_every_transition_from_every_state_by_every_person(name, status, expected):
    cast = factories.cast(status)
    assert [_outcome(name, cast.routes, cast.people[person]) for person in PEOPLE] == expected
    offered = [
        "fait" if TRANSITIONS[name] in lifecycle.available(cast.people[person], cast.routes) else "non"
        for person in PEOPLE
    ]
    assert offered == [word if word == "fait" else "non" for word in expected]


def test_the_table_is_whole():
    assert {(name, status) for name, status, *_ in ROWS} == {
        (name, status) for name in TRANSITIONS for status in ContributionStatus.values
    }


# -- What a transition leaves ------------------------------------------------------------------------------------------


def test_a_transition_is_logged_and_told_once():
    cast = factories.cast(ContributionStatus.SUBMITTED)
    told = []

    def listen(sender, contribution, user, event, **kwargs):
        told.append((contribution.pk, user, event, connection.in_atomic_block))

    contribution_changed.connect(listen)
    try:
        event = lifecycle.perform("request_changes", cast.routes, cast.relectrice, "  Le chiffre est faux.  ")
    finally:
        contribution_changed.disconnect(listen)
    assert told == [(cast.routes.pk, cast.relectrice, event, True)]
    assert ContributionEvent.objects.get() == event
    assert (event.from_status, event.to_status, event.comment) == (
        "submitted", "changes_requested", "Le chiffre est faux.",
    )  # fmt: skip
    assert (event.actor, event.actor_name, event.version) == (cast.relectrice, "Lise Relec", 2)
    assert (cast.routes.status, cast.routes.version, cast.routes.updated_by) == (
        "changes_requested", 2, cast.relectrice,
    )  # fmt: skip


def test_a_listener_that_fails_undoes_the_transition():
    cast = factories.cast()

    def fail(**kwargs):
        raise ValueError("Le disque est plein.")

    contribution_changed.connect(fail)
    try:
        with pytest.raises(ValueError, match="disque"):
            lifecycle.perform("submit", cast.routes, cast.redactrice)
    finally:
        contribution_changed.disconnect(fail)
    assert Contribution.objects.get(pk=cast.routes.pk).status == ContributionStatus.DRAFT
    assert not ContributionEvent.objects.exists()


def test_an_event_cannot_be_changed_nor_deleted():
    cast = factories.cast()
    event = lifecycle.perform("submit", cast.routes, cast.redactrice)
    event.comment = "Autre chose"
    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(TypeError):
        event.delete()


@pytest.mark.parametrize("comment", ["", "   ", "\n\t"])
@pytest.mark.parametrize(("name", "status"), [("request_changes", "submitted"), ("reopen", "approved")])
def test_a_direction_is_told_why(name, status, comment):
    cast = factories.cast(status)
    with pytest.raises(TransitionRefused, match="commentaire"):
        lifecycle.perform(name, cast.routes, cast.relectrice, comment)


def test_an_incomplete_contribution_is_not_submitted():
    cast = factories.cast(complete=False)
    factories.achievement(cast.routes, title="Le pont", body="")
    with pytest.raises(TransitionRefused) as refused:
        lifecycle.perform("submit", cast.routes, cast.redactrice)
    assert refused.value.reasons == (
        "Écrivez au moins une mission, ou une présentation.",
        "La réalisation « Le pont » n'a pas de texte.",
    )
    factories.mission(cast.routes)
    cast.routes.achievements.update(body="<p>Il est ouvert.</p>")
    assert lifecycle.perform("submit", cast.routes, cast.redactrice)


@pytest.mark.parametrize("status", [CampaignStatus.PREPARATION, CampaignStatus.CLOSED])
def test_nothing_moves_while_the_campaign_is_not_open(status):
    cast = factories.cast()
    cast.campaign.status = status
    cast.campaign.save()
    with pytest.raises(TransitionRefused, match="n'est pas ouverte"):
        lifecycle.perform("submit", Contribution.objects.get(pk=cast.routes.pk), cast.redactrice)


def test_the_review_goes_on_after_the_closing_day():
    cast = factories.cast(ContributionStatus.SUBMITTED)
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    type(cast.campaign).objects.update(due_on=yesterday, closes_on=yesterday)
    contribution = Contribution.objects.get(pk=cast.routes.pk)
    assert permissions.can_edit(cast.relectrice, contribution)
    assert not permissions.can_edit(cast.redactrice, contribution)
    assert lifecycle.perform("approve", contribution, cast.relectrice)


@pytest.mark.parametrize("rewrite", [lambda events: events.update(comment="autre"), lambda events: events.delete()])
def test_the_log_is_never_rewritten(rewrite):
    cast = factories.cast()
    event = lifecycle.perform("submit", cast.routes, cast.redactrice)
    with pytest.raises(TypeError, match="append-only"):
        rewrite(ContributionEvent.objects.all())
    with pytest.raises(TypeError, match="append-only"):
        event.delete()
    cast.redactrice.delete()
    event = ContributionEvent.objects.get()
    assert (event.actor, event.actor_name) == (None, "Rose Rédac")


def test_the_direction_writes_nothing_after_the_closing_day():
    cast = factories.cast()
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    type(cast.campaign).objects.update(due_on=yesterday, closes_on=yesterday)
    assert lifecycle.available(cast.redactrice, Contribution.objects.get(pk=cast.routes.pk)) == []
    with pytest.raises(TransitionRefused, match="n'est pas ouverte"):
        lifecycle.perform("submit", cast.routes, cast.redactrice)


@pytest.mark.parametrize(
    ("status", "writers"),
    [
        ("draft", {"redactrice", "directeur", "administrateur"}),
        ("submitted", {"relectrice", "administrateur"}),
        ("changes_requested", {"redactrice", "directeur", "administrateur"}),
        ("approved", set()),
        ("reopened", {"redactrice", "directeur", "administrateur"}),
    ],
)
def test_who_writes_in_each_state(status, writers):
    cast = factories.cast(status)
    assert {person for person in PEOPLE if permissions.can_edit(cast.people[person], cast.routes)} == writers


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_do_it_once():
    cast = factories.cast(ContributionStatus.SUBMITTED)

    def approve(user) -> str:
        try:
            lifecycle.perform("approve", Contribution.objects.get(pk=cast.routes.pk), user)
            return "fait"
        except TransitionRefused:
            return "refus"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(approve, [cast.relectrice, cast.administrateur]))
    assert outcomes == ["fait", "refus"]
    assert ContributionEvent.objects.count() == 1


# -- Through the site --------------------------------------------------------------------------------------------------


def _post(user, contribution: Contribution, name: str, **data):
    """Presses the button of a page that shows the contribution as it was given."""
    data.setdefault("version", contribution.version)
    client = Client()
    client.force_login(user)
    return client.post(reverse("directions:transition", args=[contribution.pk, name]), data)


def test_the_direction_submits_and_comes_back_to_its_page():
    cast = factories.cast()
    response = _post(cast.redactrice, cast.routes, "submit")
    assert (response.status_code, response["Location"]) == (302, cast.routes.get_absolute_url())
    assert [str(message) for message in get_messages(response.wsgi_request)] == [lifecycle.TRANSITIONS["submit"].done]
    cast.routes.refresh_from_db()
    assert cast.routes.status == ContributionStatus.SUBMITTED


def test_a_replayed_post_changes_and_logs_nothing_more():
    cast = factories.cast(ContributionStatus.SUBMITTED)
    assert _post(cast.relectrice, cast.routes, "approve").status_code == 302
    before = Contribution.objects.values().get(pk=cast.routes.pk)
    again = _post(cast.relectrice, cast.routes, "approve")
    assert again.status_code == 409
    assert "est déjà « validée »" in again.content.decode()
    assert Contribution.objects.values().get(pk=cast.routes.pk) == before
    assert ContributionEvent.objects.count() == 1


@pytest.mark.parametrize("version", ["", "0", "999999999999", "deux", "²"])
def test_nobody_approves_words_that_they_have_not_read(version):
    cast = factories.cast(ContributionStatus.SUBMITTED)
    refused = _post(cast.relectrice, cast.routes, "approve", version=version)
    assert refused.status_code == 409 and "relisez-la" in refused.content.decode()
    # The direction was asked to correct, and sent other words: the page opened before them approves nothing.
    lifecycle.perform("request_changes", Contribution.objects.get(pk=cast.routes.pk), cast.relectrice, "À revoir")
    lifecycle.perform("submit", Contribution.objects.get(pk=cast.routes.pk), cast.redactrice)
    assert "relisez-la" in _post(cast.relectrice, cast.routes, "approve").content.decode()
    cast.routes.refresh_from_db()
    assert cast.routes.status == ContributionStatus.SUBMITTED
    assert _post(cast.relectrice, cast.routes, "approve").status_code == 302


@pytest.mark.parametrize("comment", ["", " ", "\u200b", "\u00a0\u2060"])
def test_a_refused_comment_is_kept_in_the_form(comment):
    cast = factories.cast(ContributionStatus.SUBMITTED)
    page = _post(cast.relectrice, cast.routes, "request_changes", comment=comment)
    assert page.status_code == 409
    assert "Écrivez un commentaire" in page.content.decode()
    assert '<details class="transition" id="etape-request_changes" open>' in page.content.decode()


def test_a_comment_without_end_is_refused_and_kept():
    cast = factories.cast(ContributionStatus.SUBMITTED)
    typed = "à revoir " * 1000
    page = _post(cast.relectrice, cast.routes, "request_changes", comment=typed)
    assert page.status_code == 409
    assert "trop long" in page.content.decode() and typed.strip() in page.content.decode()
    cast.routes.refresh_from_db()
    assert cast.routes.status == ContributionStatus.SUBMITTED


def test_words_that_come_too_late_are_given_back_to_be_copied():
    cast = factories.cast(ContributionStatus.APPROVED)
    typed = "Le montant <b>de 2020</b> est à revoir."
    page = _post(cast.relectrice, cast.routes, "request_changes", comment=typed).content.decode()
    assert "est déjà « validée »" in page
    assert "Le montant &lt;b&gt;de 2020&lt;/b&gt; est à revoir." in page


def test_what_is_missing_is_listed():
    cast = factories.cast(complete=False)
    page = _post(cast.redactrice, cast.routes, "submit")
    assert page.status_code == 409
    assert "Écrivez au moins une mission, ou une présentation." in page.content.decode()


def test_the_page_shows_who_did_what_and_why():
    cast = factories.cast(ContributionStatus.SUBMITTED)
    lifecycle.perform("request_changes", cast.routes, cast.relectrice, "Le chiffre <est> faux.")
    client = Client()
    client.force_login(cast.redactrice)
    page = client.get(cast.routes.get_absolute_url()).content.decode()
    assert "Lise Relec" in page
    assert "Le chiffre &lt;est&gt; faux." in page


LONG = f"/{'a' * 16_000}"


@pytest.mark.parametrize(
    "wanted",
    ["foo", "admin:index", "?a=1", "#x", " ", "//ailleurs.example/", "https://ailleurs.example", LONG, 2 * LONG],
)
def test_what_is_no_address_of_this_site_leads_to_the_contribution(wanted):
    cast = factories.cast()
    response = _post(cast.redactrice, cast.routes, "submit", next=wanted)
    assert (response.status_code, response["Location"]) == (302, cast.routes.get_absolute_url())
    cast.routes.refresh_from_db()
    assert cast.routes.status == ContributionStatus.SUBMITTED


@pytest.mark.parametrize("wanted", [LONG, "/gestion/" + "\n" * 17_000, "//ailleurs.example/"])
def test_a_refusal_leads_to_no_such_address_either(wanted):
    cast = factories.cast(ContributionStatus.SUBMITTED)
    page = _post(cast.relectrice, cast.routes, "request_changes", next=wanted)
    assert page.status_code == 409 and wanted not in page.content.decode()


@pytest.mark.parametrize("around", ["", " ", "\n" * 17_000])
def test_the_page_of_the_button_is_come_back_to(around):
    cast = factories.cast()
    response = _post(cast.redactrice, cast.routes, "submit", next=f"/gestion/?campagne=1#mine{around}")
    assert (response.status_code, response["Location"]) == (302, "/gestion/?campagne=1#mine")
