"""What the review page says at once and what it folds: what was asked, why one cannot comment, long words, resolved
comments."""

from __future__ import annotations

import pytest

from directions import lifecycle
from directions.enums import CampaignStatus, ContributionStatus
from directions.models import Campaign, ReviewComment
from tests import factories
from tests.reporting.review.desk_page import DeskPage, words

pytestmark = pytest.mark.django_db

ASKED = "//*[contains(@class, 'review-asked')]"


@pytest.fixture
def cast() -> factories.Cast:
    return factories.cast(ContributionStatus.SUBMITTED)


# -- What was asked ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["relectrice", "redactrice"])
def test_the_request_that_waits_is_at_the_top_of_the_panel_for_both_sides(cast, who):
    lifecycle.perform("request_changes", cast.routes, cast.relectrice, "Précisez l'année.")
    page = DeskPage(cast.people[who], cast.routes).open()
    (first, *_) = page.tree.xpath("//aside/*")
    assert page.tree.xpath(ASKED) == [first] and first.tag == "section"
    assert words(first).startswith("Corrections demandées Précisez l'année. Lise Relec, le ")


def test_why_it_was_opened_again_is_said_too(cast):
    lifecycle.perform("request_changes", cast.routes, cast.relectrice, "Une première fois.")
    lifecycle.perform("submit", cast.routes, cast.redactrice)
    lifecycle.perform("approve", cast.routes, cast.administrateur)
    lifecycle.perform("reopen", cast.routes, cast.administrateur, "Un pont de plus.")
    (asked,) = DeskPage(cast.redactrice, cast.routes).open().tree.xpath(ASKED)
    assert words(asked).startswith("Pourquoi elle est rouverte Un pont de plus. Ahmed Admin, le ")


def test_once_submitted_again_the_last_request_is_found_folded(cast):
    for request in ("Une première fois.", "Précisez l'année."):
        lifecycle.perform("request_changes", cast.routes, cast.relectrice, request)
        lifecycle.perform("submit", cast.routes, cast.redactrice)
    (asked,) = DeskPage(cast.administrateur, cast.routes).open().tree.xpath(ASKED)
    assert asked.tag == "details" and asked.get("open") is None
    assert "Précisez l'année. Lise Relec, le " in words(asked) and "première" not in words(asked)


def test_the_reason_of_a_longer_deadline_is_no_request(cast):
    cast.routes.events.create(
        transition="extend", from_status=cast.routes.status, to_status=cast.routes.status, version=1,
        actor=cast.relectrice, actor_name="Lise Relec", comment="Elle est malade.",
    )  # fmt: skip
    assert not DeskPage(cast.relectrice, cast.routes).open().tree.xpath(ASKED)


# -- Why one cannot comment --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [CampaignStatus.CLOSED, CampaignStatus.PREPARATION])
@pytest.mark.parametrize("who", ["relectrice", "redactrice"])
def test_a_campaign_that_is_not_open_says_why_nobody_comments(cast, status, who):
    Campaign.objects.update(status=status)
    page = DeskPage(cast.people[who], cast.routes).open()
    assert "n'est pas ouverte : les commentaires se lisent seulement." in page.panel()
    assert not page.tree.xpath("//button[@name='commenter']")


@pytest.mark.parametrize(
    ("who", "status", "note"),
    [
        ("relectrice", ContributionStatus.DRAFT, "elle lit vos commentaires dans son formulaire"),
        ("redactrice", ContributionStatus.DRAFT, ""),
        ("relectrice", ContributionStatus.SUBMITTED, ""),
        ("relectrice", ContributionStatus.APPROVED, "rien ne change tant que"),
        ("redactrice", ContributionStatus.APPROVED, "rien ne change tant que"),
    ],
)
def test_where_one_can_the_page_says_what_becomes_of_it_only_where_it_is_not_plain(who, status, note):
    cast = factories.cast(status)
    page = DeskPage(cast.people[who], cast.routes).open()
    assert page.tree.xpath("//button[@name='commenter']")
    told = " ".join(words(one) for one in page.tree.xpath("//p[@class='review-note']"))
    assert note in told and bool(note) == bool(told)


# -- What is folded ----------------------------------------------------------------------------------------------------


def test_a_resolved_comment_is_folded_with_its_answers_and_its_button(cast):
    page = DeskPage(cast.relectrice, cast.routes)
    page.comment("Quelle année ?")
    page.comment("Quel mois ?")
    thread = ReviewComment.objects.get(text="Quelle année ?")
    page.answer(thread, "2020.")
    page.settle(thread)
    page.open(commentaires="tous")
    (folded,) = page.tree.xpath(f"//article[@id='commentaire-{thread.pk}']/details")
    assert folded.get("open") is None
    assert words(folded[0]).startswith("Résolu L'ensemble") and "Lise Relec : Quelle année ?" in words(folded[0])
    assert "2020." in words(folded) and folded.xpath(".//button[starts-with(normalize-space(), 'Rouvrir')]")
    (other,) = page.tree.xpath("//article[contains(., 'Quel mois ?')]")
    assert not other.xpath("./details")


def test_long_words_begin_and_are_unfolded(cast):
    page = DeskPage(cast.relectrice, cast.routes)
    page.comment("Court.")
    page.comment("mot " * 400 + "fin")
    (long,) = page.open().tree.xpath("//details[@class='review-long']")
    assert long.get("open") is None
    assert "Lire la suite" in words(long[0]) and len(words(long[0])) < 250
    assert words(long[1]).endswith("mot fin")


def test_nothing_to_write_is_open_before_it_is_asked_for(cast):
    page = DeskPage(cast.relectrice, cast.routes)
    for number in range(3):
        page.comment(f"Un mot {number}.")
    forms = page.open().tree.xpath("//div[contains(@class, 'review-margin')]//textarea")
    assert len(forms) == 3
    assert all(one.xpath("ancestor::details[@class='review-answer'][not(@open)]") for one in forms)
