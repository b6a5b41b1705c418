"""A form sent after another sign-in in the same browser: it is refused, and what was written is given back."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from directions.models import ContributionEvent
from reporting.models import Report
from tests import factories
from tests.e2e.axe import assert_accessible
from tests.e2e.settled import settle
from tests.e2e.test_login import type_credentials

WORDS = "Précisez l'année des travaux."


def sign_in_elsewhere(page: Page, username: str) -> None:
    """In another tab of the same browser: the page that is open keeps a secret that is no longer good."""
    page.context.clear_cookies(name="sessionid")
    tab = page.context.new_page()
    tab.goto(reverse("admin:login"))
    tab.get_by_label("Identifiant").fill(username)
    tab.get_by_label("Mot de passe").fill(factories.PASSWORD)
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"**{reverse('admin:index')}")
    tab.close()


def is_refused(page: Page) -> None:
    expect(page.get_by_role("heading", name="Cette page n’était plus à jour")).to_be_visible()
    settle(page)


@pytest.fixture
def asking(screen: Page, live_server, sign_in) -> Page:
    """The reviewer has written what to correct, and not sent it yet."""
    scene = factories.cast("submitted")
    sign_in(screen, scene.relectrice)
    screen.goto(scene.routes.get_absolute_url())
    screen.locator("summary", has_text="Demander des corrections").click()
    screen.get_by_label("Ce que la direction doit savoir").fill(WORDS)
    return screen


def send(page: Page) -> None:
    page.get_by_role("button", name="Demander des corrections").click()
    is_refused(page)


def test_the_words_are_given_back_to_the_same_person(asking):
    sign_in_elsewhere(asking, "relectrice")
    send(asking)
    expect(asking.get_by_label("Voici ce que vous aviez écrit")).to_have_value(WORDS)
    assert_accessible(asking)
    assert asking.evaluate("document.documentElement.scrollWidth <= innerWidth")
    asking.get_by_role("link", name="Revenir à la contribution").click()
    expect(asking.locator("summary", has_text="Demander des corrections")).to_be_visible()
    assert not ContributionEvent.objects.exists()


def test_they_are_not_given_to_another(asking):
    sign_in_elsewhere(asking, "redactrice")
    send(asking)
    expect(asking.get_by_label("Voici ce que vous aviez écrit")).to_be_hidden()
    assert WORDS not in asking.content()


def test_who_has_to_sign_in_first_finds_them_after(asking):
    asking.context.clear_cookies()
    send(asking)
    asking.get_by_role("link", name="Se connecter").click()
    type_credentials(asking, "relectrice", factories.PASSWORD)
    expect(asking.get_by_label("Voici ce que vous aviez écrit")).to_have_value(WORDS)


def test_the_form_of_a_contribution_offers_its_own_words_again(screen, scene, sign_in):
    sign_in(screen, scene.redactrice)
    screen.goto(scene.routes.get_absolute_url())
    settle(screen)
    mission = screen.get_by_role("group", name="Mission 1").get_by_label("Mission (obligatoire)")
    mission.fill("Entretenir les tunnels")
    sign_in_elsewhere(screen, "redactrice")
    screen.get_by_role("button", name="Enregistrer", exact=True).click()
    is_refused(screen)
    expect(screen.get_by_text("gardé sur cet ordinateur")).to_be_visible()
    screen.get_by_role("link", name="Revenir à la contribution").click()
    screen.get_by_role("button", name="Le reprendre").click()
    expect(mission).to_have_value("Entretenir les tunnels")


def test_a_rich_text_is_given_back_as_it_reads(page, scene, sign_in):
    report = Report.objects.create(campaign=scene.campaign, title="Rapport", institution_name="Brenne")
    address = reverse("admin:reporting_report_change", args=[report.pk])
    sign_in(page, scene.relectrice)
    page.goto(address)
    settle(page)
    page.get_by_role("textbox", name=re.compile("^Édito")).press_sequentially("Chers habitants")
    sign_in_elsewhere(page, "relectrice")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    is_refused(page)
    given_back = page.get_by_label("Voici ce que vous aviez écrit")
    expect(given_back).to_be_visible()
    assert given_back.input_value().startswith("Chers habitants")
    page.get_by_role("link", name="Rouvrir la page").click()
    page.wait_for_url(f"**{address}")
