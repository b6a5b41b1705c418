"""Signing in and out: the form, the brake on attempts, and what the browser is allowed to run."""

from __future__ import annotations

import datetime
import re

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.db.models import F
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.form_page import signed_in

pytestmark = pytest.mark.django_db

SIGN_IN = "/gestion/login/"
WRONG = "Identifiant ou mot de passe incorrect."


@pytest.fixture
def redactrice():
    return factories.cast().redactrice


def attempt(username: str, password: str, **data):
    return Client().post(SIGN_IN, {"username": username, "password": password, **data})


def test_it_works(redactrice):
    response = attempt("redactrice", factories.PASSWORD)
    assert (response.status_code, response["Location"]) == (302, reverse("admin:index"))


def test_the_way_back_stays_on_the_site(redactrice):
    wanted = reverse("admin:directions_contribution_changelist")
    assert attempt("redactrice", factories.PASSWORD, next=wanted)["Location"] == wanted
    assert attempt("redactrice", factories.PASSWORD, next="https://ailleurs.example/")["Location"] == reverse(
        "admin:index"
    )


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    ("wanted", "place"),
    [
        (
            "/gestion/directions/contribution/?status__exact=draft#bas",
            "/gestion/directions/contribution/?status__exact=draft#bas",
        ),
        ("https://ailleurs.example/", "/gestion/"),
        ("//ailleurs.example/", "/gestion/"),
        ("javascript:alert(1)", "/gestion/"),
        ("", "/gestion/"),
        pytest.param(f"/{'a' * 17_000}", "/gestion/", id="long"),
        pytest.param("/suivi/" + "\n" * 17_000, "/suivi/", id="long spaces"),
    ],
)
def test_a_link_is_followed_whether_one_has_just_signed_in_or_was_already(redactrice, method, wanted, place):
    client = Client()
    if method == "get":
        client.force_login(redactrice)
        response = client.get(SIGN_IN, {"next": wanted})
    else:
        response = client.post(SIGN_IN, {"username": "redactrice", "password": factories.PASSWORD, "next": wanted})
    assert (response.status_code, response["Location"]) == (302, place)
    assert SESSION_KEY in client.session


@pytest.mark.parametrize("where", ["the form", "the address"])
def test_signing_out_follows_a_link_of_the_site_and_no_other(redactrice, where):
    for wanted, place in (
        ("/gestion/", "/gestion/"),
        ("//ailleurs.example/", ""),
        ("/suivi/" + " " * 17_000, "/suivi/"),
    ):
        client = signed_in(redactrice)
        sent = {"data": {"next": wanted}} if where == "the form" else {"query_params": {"next": wanted}}
        response = client.post(reverse("admin:logout"), **sent)
        assert response.get("Location", "").removeprefix(reverse("admin:logout")) == place
        assert SESSION_KEY not in client.session


def test_an_account_without_access_is_shown_the_form_and_told_so():
    client = Client()
    client.force_login(factories.user("dehors", is_staff=False))
    response = client.get(SIGN_IN, {"next": "/gestion/"})
    assert response.status_code == 200 and "n’a pas accès à cette page" in response.text


def test_the_form_helps_password_managers():
    page = Client().get(SIGN_IN).content.decode()
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
    assert "Mot de passe oublié" in page


@pytest.mark.parametrize(("username", "password"), [("redactrice", "faux"), ("personne", factories.PASSWORD)])
def test_a_wrong_name_and_a_wrong_password_are_told_alike(redactrice, username, password):
    page = attempt(username, password)
    assert page.status_code == 200
    assert WRONG in page.content.decode()


def test_a_name_without_end_is_refused(db):
    page = attempt("a" * 5000, "faux")
    assert page.status_code == 200
    assert "150" in page.content.decode()


@pytest.mark.parametrize("without", ["is_staff", "is_active"])
def test_an_account_without_access_does_not_enter(without):
    factories.user("dehors", **{without: False})
    page = attempt("dehors", factories.PASSWORD)
    assert page.status_code == 200
    assert WRONG in page.content.decode()


def test_too_many_attempts_suspend_the_sign_in(redactrice):
    answers = [attempt("redactrice", "faux").status_code for _ in range(settings.AXES_FAILURE_LIMIT)]
    assert answers == [200] * (settings.AXES_FAILURE_LIMIT - 1) + [429]
    refused = attempt("redactrice", factories.PASSWORD)
    assert refused.status_code == 429
    assert "Trop d’essais de connexion" in refused.content.decode()
    assert attempt("directeur", factories.PASSWORD).status_code == 302


def test_an_attempt_while_suspended_does_not_prolong_the_suspension(redactrice):
    fail_often()
    _let_pass(minutes=14)
    assert attempt("redactrice", factories.PASSWORD).status_code == 429
    _let_pass(minutes=2)
    assert attempt("redactrice", factories.PASSWORD).status_code == 302


def _let_pass(minutes: int) -> None:
    """As if the attempts so far were older."""
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - datetime.timedelta(minutes=minutes))


def fail_often(**headers: str) -> None:
    for _ in range(settings.AXES_FAILURE_LIMIT):
        Client(headers=headers).post(SIGN_IN, {"username": "redactrice", "password": "faux"})


def sign_in_from(**headers: str) -> int:
    data = {"username": "redactrice", "password": factories.PASSWORD}
    return Client(headers=headers).post(SIGN_IN, data).status_code


def test_behind_our_proxy_a_person_is_not_suspended_by_the_attempts_of_another(redactrice, settings):
    settings.BEHIND_HTTPS_PROXY = True
    # What the client writes itself comes before what the proxy adds.
    fail_often(x_forwarded_for="203.0.113.9, 198.51.100.7")
    assert sign_in_from(x_forwarded_for="198.51.100.7") == 429
    assert sign_in_from(x_forwarded_for="198.51.100.7, 203.0.113.9") == 302


@pytest.mark.parametrize("header", ["", "inconnue", "203.0.113.9, <b>"])
def test_a_proxy_that_says_no_address_counts_as_one_person(redactrice, settings, header):
    settings.BEHIND_HTTPS_PROXY = True
    fail_often(x_forwarded_for=header)
    assert sign_in_from() == 429


def test_without_a_proxy_the_header_is_nobodys_word(redactrice):
    for number in range(settings.AXES_FAILURE_LIMIT):
        headers = {"x_forwarded_for": f"203.0.113.{number}"}
        Client(headers=headers).post(SIGN_IN, {"username": "redactrice", "password": "faux"})
    assert sign_in_from(x_forwarded_for="203.0.113.99") == 429


def test_signing_out_is_a_post(redactrice):
    client = Client()
    client.force_login(redactrice)
    assert client.get(reverse("admin:logout")).status_code == 405
    assert "Vous êtes déconnecté" in client.post(reverse("admin:logout")).content.decode()
    assert client.get(reverse("admin:index")).status_code == 302


def test_one_changes_the_own_password(redactrice):
    client = Client()
    client.force_login(redactrice)
    new = "une nouvelle phrase"
    data = {"old_password": factories.PASSWORD, "new_password1": new, "new_password2": new}
    assert client.post(reverse("admin:password_change"), data).status_code == 302
    assert attempt("redactrice", new).status_code == 302


def test_the_header_says_who_is_there_and_for_whom(redactrice):
    client = Client()
    client.force_login(redactrice)
    page = client.get(reverse("admin:index")).content.decode()
    for words in ("Rose Rédac", "Rédacteur, DR", "Département de la Brenne", 'action="/gestion/logout/"'):
        assert words in page


# -- What the browser may run ------------------------------------------------------------------------------------------

_HANDLER = re.compile(r"<[^>]+\s(?:on\w+|style)=", re.IGNORECASE)
_INLINE = re.compile(r"<(?:script|style)(?![^>]*\b(?:src|nonce|type=\"application/json\"))[^>]*>", re.IGNORECASE)
PAGES = [
    "admin:index",
    "admin:directions_contribution_changelist",
    "admin:directions_direction_changelist",
    "admin:directions_campaign_add",
    "admin:directions_user_add",
    "admin:directions_membership_add",
    "admin:directions_indicator_add",
    "admin:reporting_report_add",
    "admin:password_change",
]


def assert_strict(response) -> None:
    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    page = response.content.decode()
    assert not _INLINE.findall(page)
    assert not _HANDLER.findall(page)


@pytest.mark.parametrize("name", PAGES)
def test_no_page_asks_for_what_the_policy_forbids(name):
    client = Client()
    client.force_login(factories.cast().administrateur)
    assert_strict(client.get(reverse(name)))


@pytest.mark.parametrize("address", [SIGN_IN, "/inconnue/"])
def test_nor_do_those_that_anybody_sees(address):
    assert_strict(Client().get(address))
