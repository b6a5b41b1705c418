"""From one review to the next: the way back to the list, the next one, and what is asked before approving."""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode, urlsplit

import lxml.html
import pytest
from django.urls import reverse

from directions import lifecycle
from directions.enums import CampaignStatus, ContributionStatus
from tests import factories
from tests.form_page import signed_in
from tests.reporting.review.desk_page import DeskPage, words

pytestmark = pytest.mark.django_db

LIST = urlencode({"etat": ["submitted", "approved"], "recherche": "routes"}, doseq=True)


@pytest.fixture
def cast() -> factories.Cast:
    return factories.cast(ContributionStatus.SUBMITTED)


def trail(page: DeskPage) -> dict[str, str]:
    return {words(one): one.get("href") for one in page.tree.xpath("//div[@class='breadcrumbs']//a")}


def next_links(page: DeskPage) -> list[str]:
    return page.tree.xpath("//a[text()='Relire la suivante']/@href")


def asked_of(address: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(address).query)


# -- The list ----------------------------------------------------------------------------------------------------------


def test_the_way_back_has_the_filters_of_the_list(cast):
    address = trail(DeskPage(cast.relectrice, cast.routes).open(liste=LIST))["Suivi"]
    assert urlsplit(address).path == reverse("directions:tracking", args=[2020])
    assert asked_of(address) == parse_qs(LIST) | {"institution": [cast.institution.code]}


def test_without_a_list_it_is_the_table_of_the_institution(cast):
    address = trail(DeskPage(cast.relectrice, cast.routes).open())["Suivi"]
    assert asked_of(address) == {"institution": [cast.institution.code]}


def test_the_table_is_offered_to_those_who_find_the_contribution_there(cast):
    offered = {
        name: "Suivi" in trail(DeskPage(cast.people[name], cast.routes).open())
        for name in ("redactrice", "directeur", "relectrice", "administrateur")
    }
    assert offered == {"redactrice": False, "directeur": True, "relectrice": True, "administrateur": True}


@pytest.mark.parametrize(
    "written", ["https://ailleurs.example/", "//ailleurs.example", "institution=X&cocher=tout", "%"]
)
def test_nothing_else_is_led_to(cast, written):
    page = DeskPage(cast.relectrice, cast.routes).open(liste=written)
    for address in (trail(page)["Suivi"], *next_links(page)):
        assert address.startswith(reverse("directions:tracking", args=[2020]))
        assert set(asked_of(address)) <= {"institution", "apres"}
        assert asked_of(address)["institution"] == [cast.institution.code]


def test_the_list_is_kept_by_the_views_the_comments_and_the_steps(cast):
    page = DeskPage(cast.relectrice, cast.routes).open(liste=LIST, vue="changements")
    views = page.tree.xpath("//nav[@class='review-views']//a/@href")
    actions = page.tree.xpath("//form[@method='post']/@action")
    own = [*views, *(one for one in actions if "/relecture/" in one)]
    assert len(own) >= 5, actions
    assert all(asked_of(one)["liste"] == [LIST] for one in own)
    assert page.tree.xpath("//form[@id='review-ask']/input[@name='liste']/@value") == [LIST]
    nexts = page.tree.xpath("//input[@name='next']/@value")
    assert nexts and all(asked_of(one)["liste"] == [LIST] for one in nexts)


def test_coming_back_from_an_approval_keeps_it(cast):
    page = DeskPage(cast.relectrice, cast.routes).open(liste=LIST)
    (form,) = page.tree.xpath("//form[contains(@action, '/approve/')]")
    response = page.client.post(form.get("action"), dict(form.form_values()))
    page.read(page.client.get(response["Location"]))
    assert page.status == 200 and "La contribution est validée." in page.text
    assert asked_of(next_links(page)[0])["recherche"] == ["routes"]


# -- The next one ------------------------------------------------------------------------------------------------------


def test_the_next_one_is_asked_for_after_this_one(cast):
    (address,) = next_links(DeskPage(cast.relectrice, cast.routes).open(liste=LIST))
    assert urlsplit(address).path == reverse("directions:tracking_next", args=[2020])
    own = {"institution": [cast.institution.code], "apres": [str(cast.routes.pk)]}
    assert asked_of(address) == parse_qs(LIST) | own


@pytest.mark.parametrize(("name", "is_prominent"), [(None, False), ("approve", True), ("request_changes", True)])
def test_it_stands_out_once_this_one_is_reviewed(cast, name, is_prominent):
    if name:
        lifecycle.perform(name, cast.routes, cast.relectrice, "Une date manque.")
    page = DeskPage(cast.relectrice, cast.routes).open()
    (link,) = page.tree.xpath("//a[text()='Relire la suivante']")
    assert ("primary" in link.get("class", "")) is is_prominent


def test_it_is_for_reviewers_while_the_campaign_takes_reviews(cast):
    assert not next_links(DeskPage(cast.directeur, cast.routes).open())
    cast.campaign.status = CampaignStatus.CLOSED
    cast.campaign.save()
    assert not next_links(DeskPage(cast.relectrice, cast.routes).open())


# -- Approving with open comments --------------------------------------------------------------------------------------


def approval(page: DeskPage) -> str:
    """The words of the form that approves."""
    (form,) = page.tree.xpath("//form[contains(@action, '/approve/')]")
    return words(form)


def folds(page: DeskPage) -> list[str]:
    """What is to be unfolded before approving."""
    return [words(one) for one in page.tree.xpath("//details[.//form[contains(@action, '/approve/')]]/summary")]


def test_one_click_approves_where_no_comment_is_open(cast):
    page = DeskPage(cast.relectrice, cast.routes).open()
    assert (approval(page), folds(page)) == ("Valider", [])


def test_open_comments_are_told_before_approving(cast):
    page = DeskPage(cast.relectrice, cast.routes)
    page.comment("Quelle année ?")
    assert approval(page.open()) == "1 commentaire encore ouvert : valider quand même ? Valider quand même"
    page.comment("Quel pont ?", cast.routes.missions.get().pk)
    assert approval(page.open()).startswith("2 commentaires encore ouverts : valider quand même ?")
    assert folds(page) == ["Valider"]


@pytest.mark.parametrize("is_open", [True, False])
def test_they_are_told_on_the_form_too(cast, is_open):
    if is_open:
        DeskPage(cast.relectrice, cast.routes).comment("Quelle année ?")
    tree = lxml.html.fromstring(signed_in(cast.relectrice).get(cast.routes.get_absolute_url()).text)
    (form,) = tree.xpath("//form[contains(@action, '/approve/')]")
    assert words(form) == (
        "1 commentaire encore ouvert : valider quand même ? Valider quand même" if is_open else "Valider"
    )


def test_a_script_is_given_the_count_with_every_comment(cast):
    page = DeskPage(cast.relectrice, cast.routes)
    page.read(page.comment("Quelle année ?", fragment=True))
    assert approval(page).startswith("1 commentaire encore ouvert")
    page.read(page.settle(cast.routes.review_comments.get(), fragment=True))
    assert (approval(page), folds(page)) == ("Valider", [])


def test_the_server_approves_all_the_same(cast):
    page = DeskPage(cast.relectrice, cast.routes)
    page.comment("Quelle année ?")
    (form,) = page.open().tree.xpath("//form[contains(@action, '/approve/')]")
    page.client.post(form.get("action"), dict(form.form_values()))
    cast.routes.refresh_from_db()
    assert cast.routes.status == ContributionStatus.APPROVED


# -- What the page says ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("deed", [None, "resolve"])
def test_a_thread_names_its_block(cast, deed):
    page = DeskPage(cast.relectrice, cast.routes)
    page.comment("Quel pont ?", cast.routes.missions.get().pk)
    if deed:
        page.settle(cast.routes.review_comments.get(), deed)
    page.open(commentaires="tous")
    (head,) = page.tree.xpath("//article//*[contains(@class, 'review-thread__head')] | //article/details/summary[1]")
    assert "Mission « Entretenir les routes »" in words(head)


def test_the_button_says_what_it_is_for(cast):
    page = DeskPage(cast.relectrice, cast.routes).open()
    (button,) = page.tree.xpath("//form[@data-visit]//button")
    (told,) = page.tree.xpath(f"//*[@id='{button.get('aria-describedby')}']")
    assert words(told) == "La prochaine fois, vous verrez ce qui a changé depuis."
