"""A transition that is posted twice, one after the other or at the same moment, has one effect."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from directions import lifecycle
from directions.lifecycle import TRANSITIONS
from directions.models import Contribution, ContributionEvent, OutgoingMessage, User
from reporting.models import Revision
from tests import factories
from tests.form_page import signed_in
from tests.mailbox import give_addresses, told

EVERY_TRANSITION = pytest.mark.parametrize(
    ("name", "status"), [(one.name, status) for one in TRANSITIONS.values() for status in sorted(one.sources)]
)


def _scene(name: str, status: str) -> tuple[Contribution, User]:
    """A contribution in this state, and the first of the cast who may do this to it."""
    cast = factories.cast(status)
    give_addresses()
    people = (one for one in cast.people.values() if TRANSITIONS[name] in lifecycle.available(one, cast.routes))
    return cast.routes, next(people)


def _post(client: Client, contribution: Contribution, name: str) -> int:
    """Presses the button of a page that shows the contribution as it was given."""
    data = {"comment": "Parce que.", "version": contribution.version}
    return client.post(reverse("directions:transition", args=[contribution.pk, name]), data).status_code


def _check_one_effect(contribution: Contribution, name: str, mailoutbox: list) -> None:
    stored = Contribution.objects.get(pk=contribution.pk)
    assert (stored.status, stored.version) == (TRANSITIONS[name].target, contribution.version + 1)
    event = ContributionEvent.objects.get()
    assert (event.transition, event.version) == (name, stored.version)
    revision = Revision.objects.get()
    assert (revision.event, revision.version) == (event, stored.version)
    people = list(OutgoingMessage.objects.order_by("recipient__username").values_list("recipient__username", flat=True))
    assert people and len(set(people)) == len(people)
    assert told(mailoutbox) == people


@pytest.mark.django_db
@EVERY_TRANSITION
def test_posted_again_it_does_nothing_more(name, status, mailoutbox, django_capture_on_commit_callbacks):
    contribution, person = _scene(name, status)
    client = signed_in(person)
    for expected in (302, 409):
        with django_capture_on_commit_callbacks(execute=True):
            assert _post(client, contribution, name) == expected
        _check_one_effect(contribution, name, mailoutbox)


@pytest.mark.django_db(transaction=True)
@EVERY_TRANSITION
def test_posted_twice_at_the_same_moment_it_is_done_once(name, status, mailoutbox):
    contribution, person = _scene(name, status)
    start = threading.Barrier(2)

    def press(client: Client) -> int:
        try:
            start.wait(timeout=20)
            return _post(client, contribution, name)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(press, [signed_in(person), signed_in(person)])) == [302, 409]
    _check_one_effect(contribution, name, mailoutbox)
