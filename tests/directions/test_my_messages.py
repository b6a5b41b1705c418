"""« Mes messages »: each person says how they want their own e-mails, and nobody else's."""

from __future__ import annotations

import pytest
from django.urls import reverse

from directions.models import User
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(client) -> factories.Cast:
    cast = factories.cast()
    client.force_login(cast.redactrice)
    return cast


def digests() -> list[str]:
    return list(User.objects.filter(wants_digest=True).values_list("username", flat=True))


def test_the_choice_is_the_person_s_own(client, cast):
    address = reverse("directions:my_messages")
    response = client.post(address, {"wants_digest": "oui", "id": cast.etrangere.pk}, follow=True)
    assert (response.status_code, digests()) == (200, ["redactrice"])
    assert "Votre choix est enregistré." in response.content.decode()
    client.post(address, {"wants_digest": "non"})
    assert digests() == []


@pytest.mark.parametrize("data", [{}, {"wants_digest": "peut-être"}])
def test_anything_else_changes_nothing_and_is_said(client, cast, data):
    User.objects.filter(pk=cast.redactrice.pk).update(wants_digest=True)
    response = client.post(reverse("directions:my_messages"), data)
    assert response.status_code == 200
    assert 'class="field-error"' in response.content.decode()
    assert digests() == ["redactrice"]


def test_it_says_where_the_messages_go(client, cast):
    address = reverse("directions:my_messages")
    assert "pas d’adresse électronique" in client.get(address).content.decode()
    User.objects.filter(pk=cast.redactrice.pk).update(email="rose@example.org")
    assert "rose@example.org" in client.get(address).content.decode()


def test_every_page_leads_to_it(client, cast):
    assert reverse("directions:my_messages") in client.get(reverse("admin:index")).content.decode()


def test_a_closed_account_is_sent_to_the_sign_in_page(client):
    client.force_login(factories.user(is_staff=False))
    response = client.get(reverse("directions:my_messages"))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("admin:login"))
