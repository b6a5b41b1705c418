"""A form that is sent after the session ended, to the page it is on: that page gives back what was written, once the
same person has signed in; what was received is never offered again."""

from __future__ import annotations

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from directions.models import Contribution
from directions.permissions import COMMUNICATION_GROUP
from reporting.models import Report
from tests import factories
from tests.e2e.axe import assert_accessible
from tests.e2e.settled import settle

REASON = "Réserves inondées : l'inventaire reprend lundi."
GIVEN_BACK = "Voici ce que vous aviez écrit"


def given_back(page: Page):
    return page.get_by_label(GIVEN_BACK)


def sign_in_by_the_form(page: Page, username: str) -> None:
    settle(page)
    page.get_by_label("Identifiant").fill(username)
    page.get_by_label("Mot de passe").fill(factories.PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Se déconnecter")).to_be_visible()
    settle(page)


@pytest.fixture
def scene(scene) -> factories.Cast:
    type(scene.campaign).objects.update(due_on=timezone.localdate() - datetime.timedelta(days=1))
    return scene


@pytest.fixture
def address(scene) -> str:
    return reverse("directions:extension", args=[scene.culture.pk])


@pytest.fixture
def giving_time(screen: Page, scene, address, sign_in) -> Page:
    """The reviewer has written why more time is given, and not sent it yet."""
    sign_in(screen, scene.relectrice)
    screen.goto(address)
    write(screen)
    return screen


def write(page: Page) -> None:
    page.get_by_label("Nouvelle date limite").fill((timezone.localdate() + datetime.timedelta(days=9)).isoformat())
    page.get_by_label("Raison").fill(REASON)


def send(page: Page) -> None:
    page.get_by_role("button", name="Accorder le délai").click()


def send_too_late(page: Page) -> None:
    page.context.clear_cookies(name="sessionid")
    send(page)
    expect(page.get_by_role("heading", name="Connexion")).to_be_visible()
    settle(page)


def extension(scene) -> str:
    return Contribution.objects.get(pk=scene.culture.pk).extension_reason


def test_the_page_of_the_form_gives_the_words_back(giving_time, scene, address):
    send_too_late(giving_time)
    sign_in_by_the_form(giving_time, "relectrice")
    assert giving_time.url.endswith(address)
    expect(given_back(giving_time)).to_have_value(REASON)
    assert_accessible(giving_time)
    assert giving_time.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not extension(scene)
    giving_time.reload()
    expect(given_back(giving_time)).to_have_value(REASON)
    # They are sent again, and received: nothing more is offered.
    write(giving_time)
    send(giving_time)
    expect(giving_time.locator(".messagelist")).to_contain_text("délai accordé")
    assert extension(scene) == REASON
    giving_time.goto(address)
    settle(giving_time)
    expect(given_back(giving_time)).to_be_hidden()


def test_a_wrong_password_first_changes_nothing(giving_time):
    send_too_late(giving_time)
    giving_time.get_by_label("Identifiant").fill("relectrice")
    giving_time.get_by_label("Mot de passe").fill("perdu")
    giving_time.keyboard.press("Enter")
    expect(giving_time.get_by_role("alert")).to_be_visible()
    sign_in_by_the_form(giving_time, "relectrice")
    expect(given_back(giving_time)).to_have_value(REASON)


def test_they_are_not_given_to_another(giving_time, scene, address):
    factories.user("relecteur", groups=(COMMUNICATION_GROUP,))
    send_too_late(giving_time)
    sign_in_by_the_form(giving_time, "relecteur")
    assert giving_time.url.endswith(address)
    expect(given_back(giving_time)).to_be_hidden()
    assert REASON not in giving_time.content()
    assert REASON not in giving_time.evaluate("JSON.stringify(sessionStorage)")


def test_what_is_received_is_not_offered_again_after_another_session(giving_time, scene, address):
    send(giving_time)
    expect(giving_time.locator(".messagelist")).to_contain_text("délai accordé")
    settle(giving_time)
    giving_time.context.clear_cookies(name="sessionid")
    giving_time.goto(address)
    sign_in_by_the_form(giving_time, "relectrice")
    expect(given_back(giving_time)).to_be_hidden()
    expect(giving_time.get_by_label("Raison")).to_have_value(REASON)


def test_a_form_that_comes_back_with_its_faults_holds_its_words_and_offers_nothing_more(giving_time):
    giving_time.get_by_label("Nouvelle date limite").fill("")
    send(giving_time)
    expect(giving_time.locator(".errorlist").first).to_be_visible()
    settle(giving_time)
    expect(given_back(giving_time)).to_be_hidden()
    expect(giving_time.get_by_label("Raison")).to_have_value(REASON)
    # Sent once more as it is, too late: its words were never received.
    send_too_late(giving_time)
    sign_in_by_the_form(giving_time, "relectrice")
    expect(given_back(giving_time)).to_have_value(REASON)


def test_a_rich_text_is_given_back_as_it_reads_beside_the_other_words(page, scene, sign_in):
    report = Report.objects.create(campaign=scene.campaign, title="Rapport", institution_name="Brenne")
    sign_in(page, scene.relectrice)
    page.goto(reverse("admin:reporting_report_change", args=[report.pk]))
    settle(page)
    page.get_by_label("Titre", exact=False).first.fill("Une année de travaux")
    page.get_by_role("textbox", name=re.compile("^Édito")).press_sequentially("Chers habitants")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_role("heading", name="Connexion")).to_be_visible()
    sign_in_by_the_form(page, "relectrice")
    words = given_back(page).input_value()
    assert "Une année de travaux" in words and "Chers habitants" in words
    assert "<p>" not in words and "Brenne" not in words
