"""Signing in with the keyboard, and being refused."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from directions.models import ContributionEvent
from tests import factories
from tests.e2e.axe import assert_accessible
from tests.e2e.settled import settle


@pytest.fixture
def login(screen: Page, scene: factories.Cast) -> Page:
    """The form, reached by someone who asked for the site and is not signed in."""
    screen.goto("/")
    return screen


def type_credentials(page: Page, username: str, password: str) -> None:
    identifier = page.get_by_label("Identifiant")
    expect(identifier).to_be_visible()
    settle(page)
    identifier.focus()
    page.keyboard.type(username)
    page.keyboard.press("Tab")
    page.keyboard.type(password)
    page.keyboard.press("Enter")


def test_the_form_is_accessible(login):
    assert_accessible(login)


def test_signing_in_leads_home(login):
    type_credentials(login, "redactrice", factories.PASSWORD)
    login.wait_for_url(f"**{reverse('admin:index')}")


def test_a_wrong_password_is_refused_accessibly(login):
    type_credentials(login, "redactrice", "autre chose")
    expect(login.locator(".errornote")).to_be_visible()
    assert_accessible(login)


def test_a_link_to_a_place_in_a_page_leads_there_even_after_a_wrong_password(screen, scene):
    """As the links of the e-mails do."""
    place = f"{reverse('reporting:review', args=[scene.routes.pk])}?commentaires=tous#bloc-{scene.routes.pk}"
    screen.goto(place)
    type_credentials(screen, "redactrice", "autre chose")
    expect(screen.locator(".errornote")).to_be_visible()
    settle(screen)
    screen.get_by_label("Mot de passe").fill(factories.PASSWORD)
    screen.keyboard.press("Enter")
    expect(screen).to_have_url(re.compile(f"{re.escape(place)}$"))


def send_after_the_session_ended(page: Page, scene: factories.Cast, words: str) -> None:
    """A request for corrections, sent by the reviewer whose session ended meanwhile."""
    page.goto(scene.routes.get_absolute_url())
    page.locator("summary", has_text="Demander des corrections").click()
    page.get_by_label("Ce que la direction doit savoir").fill(words)
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Demander des corrections").click()


def test_words_sent_after_the_session_ended_are_given_back_once_signed_in(screen, live_server, sign_in):
    scene = factories.cast("submitted")
    sign_in(screen, scene.relectrice)
    send_after_the_session_ended(screen, scene, "Précisez l'année des travaux.")
    type_credentials(screen, "relectrice", factories.PASSWORD)
    expect(screen.get_by_role("heading", name="Cette page ne s’ouvre pas directement")).to_be_visible()
    given_back = screen.get_by_label("Voici ce que vous aviez écrit")
    expect(given_back).to_have_value("Précisez l'année des travaux.")
    assert_accessible(screen)
    refused = screen.url
    screen.get_by_role("link", name="Revenir à la contribution").click()
    # Until that page has loaded, its script has not yet forgotten the words.
    screen.wait_for_url(f"**{scene.routes.get_absolute_url()}")
    screen.goto(refused)
    expect(given_back).to_be_hidden()
    assert not ContributionEvent.objects.exists()


def test_words_sent_after_the_session_ended_are_not_given_to_another_person(screen, live_server, sign_in):
    scene = factories.cast("submitted")
    sign_in(screen, scene.relectrice)
    send_after_the_session_ended(screen, scene, "Entre nous.")
    type_credentials(screen, "redactrice", factories.PASSWORD)
    expect(screen.get_by_role("heading", name="Cette page ne s’ouvre pas directement")).to_be_visible()
    settle(screen)
    expect(screen.get_by_label("Voici ce que vous aviez écrit")).to_be_hidden()
