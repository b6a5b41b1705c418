"""An address that only receives forms, opened: signing in after a session that ended leads there."""

from __future__ import annotations

import uuid

import lxml.html
import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from directions.enums import SheetKind
from directions.models import Contribution, ContributionEvent, ReviewComment, SheetImport, User
from tests import factories
from tests.form_page import signed_in

pytestmark = pytest.mark.django_db

NOT_DIRECTLY = "Cette page ne s’ouvre pas directement"


@pytest.fixture
def cast() -> factories.Cast:
    return factories.cast("submitted")


def addresses(contribution: Contribution) -> list[str]:
    """Every address of a contribution that only receives forms."""
    pk, thread = contribution.pk, uuid.uuid4()
    return [
        *(reverse("directions:transition", args=[pk, name]) for name in ("submit", "request_changes", "approve")),
        *(reverse(f"reporting:review-{name}", args=[pk]) for name in ("comment", "visit")),
        *(reverse(f"reporting:review-{name}", args=[pk, thread]) for name in ("answer", "resolve", "reopen")),
        reverse("reporting:history-take-back", args=[pk, 1]),
    ]


def sent_sheet(cast: factories.Cast, user: User, kind: SheetKind = SheetKind.FIGURES) -> SheetImport:
    """A workbook that waits to be confirmed; nothing here reads it."""
    return SheetImport.objects.create(
        user=user,
        user_name=str(user),
        kind=kind,
        campaign=cast.campaign,
        name="chiffres.xlsx",
        content=b"x",
        sha256="x",
    )


def links(response: HttpResponse) -> list[str]:
    return [one.get("href") for one in lxml.html.fromstring(response.text).xpath("//main//a")]


def test_after_a_session_that_ended_one_is_told_that_nothing_was_saved_and_led_back(cast):
    client = Client()
    address = reverse("directions:transition", args=[cast.routes.pk, "request_changes"])
    sent_away = client.post(address, {"comment": "Une date ?", "version": cast.routes.version})
    signed = client.post(sent_away["Location"], {"username": "relectrice", "password": factories.PASSWORD})
    response = client.get(signed["Location"])
    assert response.status_code == 405 and NOT_DIRECTLY in response.text
    assert "rien n’a été enregistré" in response.text
    assert links(response) == [cast.routes.get_absolute_url(), reverse("admin:index")]
    assert not ContributionEvent.objects.exists()


def test_every_such_address_of_a_contribution_leads_back_to_it(cast):
    client = signed_in(cast.relectrice)
    for response in map(client.get, addresses(cast.routes)):
        assert response.status_code == 405 and "POST" in response["Allow"]
        assert "no-store" in response["Cache-Control"]
        assert links(response)[0] == cast.routes.get_absolute_url()


def test_one_that_is_not_the_persons_is_as_one_that_does_not_exist(cast):
    client = signed_in(cast.etrangere)
    absent = Contribution(pk=uuid.uuid4())
    for hidden, nothing in zip(addresses(cast.routes), addresses(absent), strict=True):
        first, second = client.get(hidden), client.get(nothing)
        assert first.status_code == second.status_code == 405
        assert first.text == second.text
        assert links(first) == [reverse("admin:index")]


def test_the_confirmation_of_an_import_leads_back_to_what_it_would_change(cast):
    received = sent_sheet(cast, cast.redactrice)
    response = signed_in(cast.redactrice).get(reverse("directions:sheet_confirm", args=[received.pk]))
    assert response.status_code == 405
    assert links(response) == [reverse("directions:sheet_preview", args=[received.pk]), reverse("admin:index")]
    assert "chiffres.xlsx" in response.text


def test_an_import_of_another_or_that_one_no_longer_opens_is_as_none(cast):
    """The sender's colleague, an absent one, a list that only administrators open, and what takes no name at all."""
    client = signed_in(cast.redactrice)
    hidden = [
        sent_sheet(cast, cast.relectrice).pk,
        uuid.uuid4(),
        sent_sheet(cast, cast.redactrice, SheetKind.DIRECTIONS).pk,
    ]
    addresses = [reverse("directions:sheet_confirm", args=[pk]) for pk in hidden]
    for response in map(client.get, [*addresses, reverse("admin:logout")]):
        assert (response.status_code, links(response)) == (405, [reverse("admin:index")])
        assert "chiffres.xlsx" not in response.text


def test_what_is_sent_to_a_page_that_is_only_read_is_still_refused(cast):
    response = signed_in(cast.redactrice).post(reverse("reporting:preview", args=[cast.routes.pk]))
    assert response.status_code == 405 and NOT_DIRECTLY not in response.text


def test_a_comment_that_is_posted_while_signed_in_is_kept(cast):
    """The same addresses, as they are meant to be used."""
    response = signed_in(cast.relectrice).post(
        reverse("reporting:review-comment", args=[cast.routes.pk]), {"text": "Une date ?", "key": str(uuid.uuid4())}
    )
    assert response.status_code == 302
    assert ReviewComment.objects.get().text == "Une date ?"
