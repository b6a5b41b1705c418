"""A form whose secret another sign-in changed is refused: nothing is written, and the page says where to come back."""

from __future__ import annotations

import uuid

import lxml.html
import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from directions.enums import SheetKind
from directions.models import Contribution, ContributionEvent, SheetImport
from tests import factories

pytestmark = pytest.mark.django_db

EXPIRED = "Cette page n’était plus à jour"
HOME = "/gestion/"


class Browser:
    """Sends forms as a browser does, with the secret of the page that was opened last."""

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.secret = ""

    def open(self, address: str) -> None:
        (field, *_) = lxml.html.fromstring(self.client.get(address).text).xpath(
            "//*[@name='csrfmiddlewaretoken']/@value"
        )
        self.secret = field

    def send(self, address: str, **data: object) -> HttpResponse:
        return self.client.post(address, {**data, "csrfmiddlewaretoken": self.secret})

    def sign_in(self, username: str) -> None:
        """In another tab: the page that is opened keeps its secret, which is no longer good."""
        tab = Browser()
        tab.client = self.client
        self.client.cookies.pop(settings.SESSION_COOKIE_NAME, None)
        tab.open(reverse("admin:login"))
        signed = tab.send(reverse("admin:login"), username=username, password=factories.PASSWORD)
        assert signed.status_code == 302


@pytest.fixture
def cast() -> factories.Cast:
    return factories.cast("submitted")


@pytest.fixture
def browser(cast) -> Browser:
    """The reviewer has the page of a contribution open, then signs in again in another tab."""
    browser = Browser()
    browser.sign_in("relectrice")
    browser.open(cast.routes.get_absolute_url())
    browser.sign_in("relectrice")
    return browser


def links(response: HttpResponse) -> list[str]:
    return [one.get("href") for one in lxml.html.fromstring(response.text).xpath("//main//a")]


def transition(contribution: Contribution) -> str:
    return reverse("directions:transition", args=[contribution.pk, "request_changes"])


def test_a_form_is_refused_and_its_page_is_offered(cast, browser):
    response = browser.send(transition(cast.routes), comment="Une date ?", version=cast.routes.version)
    assert response.status_code == 403 and EXPIRED in response.text
    assert links(response) == [cast.routes.get_absolute_url(), HOME]
    assert str(cast.relectrice) in response.text and "no-store" in response["Cache-Control"]
    assert not ContributionEvent.objects.exists()


def test_once_opened_again_the_same_form_is_received(cast, browser):
    browser.open(cast.routes.get_absolute_url())
    response = browser.send(transition(cast.routes), comment="Une date ?", version=cast.routes.version)
    assert response.status_code == 302
    assert ContributionEvent.objects.get().comment == "Une date ?"


def test_the_form_of_a_contribution_says_that_its_words_are_kept(cast, browser):
    address = cast.routes.get_absolute_url()
    kept = "gardé sur cet ordinateur"
    response = browser.send(address, introduction="<p>Bonjour</p>")
    assert links(response) == [address, HOME] and kept in response.text
    assert kept not in browser.send(transition(cast.routes)).text


def test_what_is_the_page_of_its_own_form_is_opened_again(cast, browser):
    address = reverse("directions:my_messages")
    assert links(browser.send(address)) == [address, HOME]


def test_signing_out_leads_home(cast, browser):
    response = browser.send(reverse("admin:logout"))
    assert (response.status_code, links(response)) == (403, [HOME])


def test_the_confirmation_of_an_import_leads_to_what_it_would_change(cast, browser):
    received = SheetImport.objects.create(
        user=cast.relectrice, kind=SheetKind.FIGURES, campaign=cast.campaign, name="a.xlsx", content=b"x", sha256="x"
    )
    response = browser.send(reverse("directions:sheet_confirm", args=[received.pk]))
    assert links(response) == [reverse("directions:sheet_preview", args=[received.pk]), HOME]


def test_what_the_person_who_is_signed_in_now_may_not_see_is_as_what_does_not_exist(cast, browser):
    browser.sign_in("etrangere")
    absent = Contribution(pk=uuid.uuid4())
    for address in (transition, Contribution.get_absolute_url):
        hidden, nothing = browser.send(address(cast.routes)), browser.send(address(absent))
        assert hidden.status_code == nothing.status_code == 403
        assert hidden.text.replace(str(cast.routes.pk), "") == nothing.text.replace(str(absent.pk), "")
        assert cast.routes.name not in hidden.text


def test_who_is_no_longer_signed_in_is_led_to_sign_in_then_to_the_page(cast, browser):
    browser.client.cookies.clear()
    address = cast.routes.get_absolute_url()
    response = browser.send(address)
    assert (response.status_code, links(response)) == (403, [address])
    assert "Se connecter" in response.text and "data-sent-words" not in response.text
    assert browser.client.get(address)["Location"] == f"{reverse('admin:login')}?next={address}"
