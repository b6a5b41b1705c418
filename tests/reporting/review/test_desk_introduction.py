"""The presentation of a contribution is commented as its blocks are: beside it, in the form, in the messages."""

from __future__ import annotations

import re

import pytest
from django.core import mail

from directions import lifecycle
from directions.enums import INTRODUCTION, ContributionStatus
from directions.models import Contribution, ReviewComment
from tests import factories
from tests.form_page import FormPage, signed_in
from tests.mailbox import give_addresses, told
from tests.reporting.review.desk_page import DeskPage, words

pytestmark = pytest.mark.django_db

WORDS = "Elle entretient les routes."


@pytest.fixture
def cast() -> factories.Cast:
    cast = factories.cast()
    present(cast, f"<p>{WORDS}</p>")
    lifecycle.perform("submit", cast.routes, cast.redactrice)
    return cast


def present(cast: factories.Cast, words: str) -> None:
    form = FormPage(cast.redactrice if cast.routes.is_open else cast.relectrice, cast.routes)
    form.type(introduction=words)
    form.save()
    cast.routes.refresh_from_db()


@pytest.fixture
def thread(cast) -> ReviewComment:
    DeskPage(cast.relectrice, cast.routes).comment("Trop court ?", cast.routes.pk)
    return ReviewComment.objects.get()


def beside(page: DeskPage, contribution: Contribution) -> str:
    return " ".join(
        words(one)
        for one in page.tree.xpath(f"//*[@id='b-{contribution.pk}']//*[contains(@class, 'review-difference')]")
    )


def test_it_is_commented_and_answered_beside_itself(cast, thread):
    assert (thread.block, thread.block_kind, thread.about) == (cast.routes.pk, INTRODUCTION, "Présentation")
    page = DeskPage(cast.redactrice, cast.routes)
    assert page.answer(thread, "Deux phrases de plus ?").status_code == 302
    (place,) = page.open().tree.xpath(f"//*[@id='b-{cast.routes.pk}'][@data-block='introduction']")
    assert words(place).startswith(f"{WORDS} Commenter : Présentation")
    assert "Trop court ?" in page.margin(cast.routes.pk) and "Deux phrases de plus ?" in page.margin(cast.routes.pk)
    assert "Présentation Répondu" in page.panel()
    assert not page.margin("ensemble")


def test_its_form_opens_beside_it_without_a_script(cast):
    page = DeskPage(cast.relectrice, cast.routes).open(commenter=str(cast.routes.pk))
    (form,) = page.tree.xpath(f"//*[@id='marge-{cast.routes.pk}']/form")
    assert dict(form.form_values())["block"] == str(cast.routes.pk)
    assert not page.open(commenter=str(cast.culture.pk)).tree.xpath("//*[contains(@class, 'review-margin')]/form")


def test_an_empty_one_has_no_button_and_what_was_said_of_it_stays(cast, thread):
    present(cast, "")
    page = DeskPage(cast.relectrice, cast.routes).open()
    assert str(cast.routes.pk) not in page.tree.xpath("//button[@name='commenter']/@value")
    (apart,) = page.tree.xpath(f"//div[@class='review-unprinted__block'][@id='b-{cast.routes.pk}']")
    assert "Pas encore imprimé : Présentation" in words(apart) and "Trop court ?" in words(apart)


def test_what_changed_in_it_stands_beside_it(cast):
    present(cast, "<p>Elle entretient les routes et les ponts.</p>")
    page = DeskPage(cast.relectrice, cast.routes).open(vue="changements")
    assert page.tree.xpath("//ul[@class='review-lines']//a/@href") == [f"#b-{cast.routes.pk}"]
    assert beside(page, cast.routes).startswith("Modifiée") and "et les ponts" in beside(page, cast.routes)
    assert not page.tree.xpath("//*[@id='ensemble']//*[contains(@class, 'review-difference')]")


def test_one_that_was_removed_is_with_what_is_no_more(cast):
    present(cast, "")
    page = DeskPage(cast.relectrice, cast.routes).open(vue="changements")
    (link,) = page.tree.xpath("//ul[@class='review-lines']//a/@href")
    (gone,) = page.tree.xpath(f"//details[@id='{link.removeprefix('#')}']")
    assert WORDS in words(gone).replace("\xa0", " ")


def test_it_is_compared_with_last_year(cast):
    following = factories.campaign(cast.institution, year=2021)
    now = factories.contribution(following, cast.routes.direction, introduction="<p>Elle construit les routes.</p>")
    page = DeskPage(cast.redactrice, now).open(vue="an-dernier")
    assert "construit" in beside(page, now)
    assert f"#b-{now.pk}" in page.tree.xpath("//ul[@class='review-lines']//a/@href")


def test_correcting_it_leads_to_its_field(cast):
    link = f"//a[@href='{cast.routes.get_absolute_url()}#bloc-{cast.routes.pk}']"
    assert DeskPage(cast.relectrice, cast.routes).open().tree.xpath(link)
    assert not DeskPage(cast.redactrice, cast.routes).open().tree.xpath(link)
    form = FormPage(cast.relectrice, cast.routes)
    assert form.tree.xpath(f"//*[@id='bloc-{cast.routes.pk}']//*[@name='introduction']")


@pytest.mark.parametrize("status", [ContributionStatus.CHANGES_REQUESTED, ContributionStatus.SUBMITTED])
def test_the_form_says_at_its_field_what_the_review_asks(cast, thread, status):
    Contribution.objects.filter(pk=cast.routes.pk).update(status=status)
    form = FormPage(cast.redactrice, cast.routes)
    (place,) = form.tree.xpath(f"//*[@id='bloc-{cast.routes.pk}']")
    (link,) = place.xpath(".//div[@class='row-comments']//a/@href")
    assert link.endswith(f"#commentaire-{thread.pk}") and "Trop court ?" in words(place)
    DeskPage(cast.relectrice, cast.routes).settle(thread)
    assert not FormPage(cast.redactrice, cast.routes).tree.xpath("//div[@class='row-comments']")


def test_the_message_that_asks_for_corrections_leads_to_it(cast, thread, django_capture_on_commit_callbacks):
    give_addresses()
    with django_capture_on_commit_callbacks(execute=True):
        lifecycle.perform("request_changes", cast.routes, cast.relectrice, "À revoir.")
    (message,) = [one for one in mail.outbox if told([one]) == ["redactrice"]]
    (place,) = set(re.findall(rf"{cast.routes.get_absolute_url()}#([\w-]+)", message.body))
    assert "Présentation" in message.body and f"#commentaire-{thread.pk}" in message.body
    form = signed_in(cast.redactrice).get(cast.routes.get_absolute_url())
    assert place == f"bloc-{cast.routes.pk}" and f'id="{place}"' in form.text
