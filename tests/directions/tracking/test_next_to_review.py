"""Contributions are reviewed one after the other: from the table, in its order, each leading to the next that waits."""

from __future__ import annotations

from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from directions import lifecycle
from directions.enums import CampaignStatus, ContributionStatus
from directions.models import Contribution, User
from directions.tracking.question import TrackingQuestion
from directions.tracking.reading_list import kept_list
from tests import factories
from tests.directions.tracking.tracking_page import YEAR, TrackingPage
from tests.form_page import signed_in

pytestmark = pytest.mark.django_db

DONE, LAST = "Plus rien à relire dans cette liste.", "Rien d'autre à relire dans cette liste."


@pytest.fixture
def cast() -> factories.Cast:
    """`routes` and `culture` wait, in this order."""
    return factories.cast(ContributionStatus.SUBMITTED)


def ask_next(user: User, after: object = "", **asked: object) -> HttpResponse:
    question = asked | ({"apres": str(after)} if after else {})
    return signed_in(user).get(reverse("directions:tracking_next", args=[YEAR]), question)


def led_to(response: HttpResponse) -> str:
    """The path of the page that the answer leads to."""
    assert response.status_code == 302, response.text
    return urlsplit(response["Location"]).path


def review(contribution: Contribution) -> str:
    return reverse("reporting:review", args=[contribution.pk])


def said(response: HttpResponse) -> list[str]:
    return [str(one) for one in get_messages(response.wsgi_request)]


def asked_of(address: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(address).query)


# -- Which one comes next ----------------------------------------------------------------------------------------------


def test_the_next_one_that_waits_then_those_of_the_beginning(cast):
    assert led_to(ask_next(cast.relectrice)) == review(cast.routes)
    assert led_to(ask_next(cast.relectrice, cast.routes.pk)) == review(cast.culture)
    assert led_to(ask_next(cast.relectrice, cast.culture.pk)) == review(cast.routes)


def test_the_order_is_that_of_the_table(cast):
    assert led_to(ask_next(cast.relectrice, tri="direction")) == review(cast.culture)
    assert led_to(ask_next(cast.relectrice, cast.culture.pk, tri="direction")) == review(cast.routes)
    assert led_to(ask_next(cast.relectrice, tri="-direction")) == review(cast.routes)


def test_what_was_just_approved_keeps_its_place_though_a_filter_hides_it(cast):
    first = factories.contribution(cast.campaign, factories.direction(cast.institution))
    Contribution.objects.filter(pk=first.pk).update(status=ContributionStatus.SUBMITTED)
    lifecycle.perform("approve", cast.routes, cast.relectrice)
    assert led_to(ask_next(cast.relectrice, etat="submitted")) == review(first)
    assert led_to(ask_next(cast.relectrice, cast.routes.pk, etat="submitted")) == review(cast.culture)


def test_only_those_of_the_list(cast):
    assert led_to(ask_next(cast.relectrice, cast.routes.pk, recherche=cast.routes.name)) == review(cast.routes)
    Contribution.objects.filter(pk=cast.culture.pk).update(reviewer=cast.relectrice)
    assert led_to(ask_next(cast.relectrice, relecteur="moi")) == review(cast.culture)


@pytest.mark.parametrize("state", [one for one in ContributionStatus if one != ContributionStatus.SUBMITTED])
def test_what_does_not_wait_is_passed_over(cast, state):
    Contribution.objects.filter(pk=cast.culture.pk).update(status=state)
    assert led_to(ask_next(cast.relectrice, cast.routes.pk)) == review(cast.routes)


def test_nobody_is_led_to_their_own_text(cast):
    factories.models.Membership.objects.create(user=cast.relectrice, direction=cast.culture.direction)
    assert led_to(ask_next(cast.relectrice, cast.routes.pk)) == review(cast.routes)
    assert led_to(ask_next(cast.administrateur, cast.routes.pk)) == review(cast.culture)


@pytest.mark.parametrize("after", ["", "x", "00000000-0000-4000-8000-000000000000", "../"])
def test_a_line_that_is_not_there_leads_to_the_first(cast, after):
    assert led_to(ask_next(cast.relectrice, after)) == review(cast.routes)


def test_the_only_one_that_waits_is_said_to_be_the_only_one(cast):
    lifecycle.perform("approve", cast.culture, cast.relectrice)
    response = ask_next(cast.relectrice, cast.routes.pk)
    assert led_to(response) == review(cast.routes)
    assert said(response) == [LAST]
    assert said(ask_next(cast.relectrice, cast.culture.pk)) == []


def test_where_none_is_left_the_table_says_so_with_its_filters(cast):
    for one in (cast.routes, cast.culture):
        lifecycle.perform("approve", one, cast.relectrice)
    response = ask_next(cast.relectrice, cast.culture.pk, etat=["submitted", "approved"], tri="etat")
    assert led_to(response) == reverse("directions:tracking", args=[YEAR])
    code = cast.institution.code
    assert asked_of(response["Location"]) == {
        "etat": ["submitted", "approved"], "tri": ["etat"], "institution": [code],
    }  # fmt: skip
    assert said(response) == [DONE]


def test_nothing_waits_in_a_campaign_that_takes_no_review(cast):
    cast.campaign.status = CampaignStatus.CLOSED
    cast.campaign.save()
    assert said(ask_next(cast.relectrice)) == [DONE]


def test_a_question_that_is_not_understood_says_why(cast):
    response = ask_next(cast.relectrice, etat="perdue")
    assert response.status_code == 400
    assert "n'est pas un choix possible" in response.context["question"].form.errors["etat"][0].replace("’", "'")


# -- What the addresses keep -------------------------------------------------------------------------------------------


def test_a_line_of_the_table_keeps_the_question(cast):
    def led_from(**asked: str) -> list[str]:
        page = TrackingPage(cast.relectrice, **asked)
        return [one for one in page.links(f"//tr[@id='ligne-{cast.routes.pk}']") if one.startswith(review(cast.routes))]

    assert led_from() == [review(cast.routes)]
    (address,) = led_from(etat="submitted", recherche="routes & ponts"[:6])
    assert parse_qs(asked_of(address)["liste"][0]) == {"etat": ["submitted"], "recherche": ["routes"]}


def test_the_page_that_comes_next_keeps_it_too(cast):
    address = ask_next(cast.relectrice, cast.routes.pk, etat="submitted")["Location"]
    assert address == f"{review(cast.culture)}?{urlencode({'liste': 'etat=submitted'})}"


@given(st.text(max_size=700))
def test_whatever_is_written_there_is_a_short_question_of_the_table_or_nothing(text):
    kept = kept_list(text)
    assert len(kept) <= 600
    assert set(parse_qs(kept)) <= set(TrackingQuestion.base_filters)
    assert kept_list(kept) == kept


@given(st.dictionaries(st.sampled_from(sorted(TrackingQuestion.base_filters)), st.text(min_size=1, max_size=8)))
def test_a_question_of_the_table_is_kept_whole(asked):
    text = urlencode(asked)
    assert parse_qs(kept_list(text)) == parse_qs(text)


def test_what_is_too_long_is_left(cast):
    assert kept_list("recherche=" + quote("é" * 120)) == ""
    assert kept_list("recherche=" + "é" * 120) == ""
