"""The addresses of the tables keep none of the filters that their form left empty."""

from __future__ import annotations

import pytest
from django.http import HttpResponse, QueryDict
from django.test import RequestFactory
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from directions.questions.clean_address import without_empty_values
from tests import factories

EMPTY = "recherche=&dga=&relecteur=&tri="


@without_empty_values
def shown(request):
    return HttpResponse("The table")


@pytest.fixture
def cast(db) -> factories.Cast:
    return factories.cast()


@pytest.mark.parametrize(
    "address",
    [pytest.param("/suivi/2020/", id="tracking"), pytest.param(reverse("reporting:observatory"), id="observatory")],
)
def test_both_tables_are_led_to_the_short_address(client, cast, address):
    client.force_login(cast.relectrice)
    assert (
        client.get(f"{address}?{EMPTY}&etat=submitted&etat=draft")["Location"] == f"{address}?etat=submitted&etat=draft"
    )
    assert client.get(f"{address}?{EMPTY}")["Location"] == address
    assert client.get(f"{address}?etat=submitted&recherche=bacs").status_code == 200


def test_it_says_nothing_to_who_may_not_see_the_table(client, cast):
    assert client.get(f"/suivi/2020/?{EMPTY}")["Location"].startswith(reverse("admin:login"))
    client.force_login(cast.etrangere)
    assert client.get(f"/suivi/1999/?{EMPTY}", follow=True).status_code == 404


def test_nothing_is_read_in_the_database_to_shorten(client, cast, django_assert_num_queries):
    client.force_login(cast.relectrice)
    with django_assert_num_queries(2):  # the session and its person
        client.get(f"/suivi/2020/?{EMPTY}")


@given(st.lists(st.tuples(st.text(min_size=1, max_size=5), st.text(max_size=5)), max_size=6))
def test_what_is_asked_stays_and_one_step_is_enough(pairs):
    asked = QueryDict(mutable=True)
    for name, value in pairs:
        asked.appendlist(name, value)
    response = shown(RequestFactory().get("/suivi/2020/", query_params=dict(asked.lists())))
    if all(value for _, value in pairs):
        assert response.status_code == 200
        return
    address, _, query = response["Location"].partition("?")
    assert address == "/suivi/2020/"
    kept = {name: [value for value in values if value] for name, values in asked.lists()}
    assert dict(QueryDict(query).lists()) == {name: values for name, values in kept.items() if values}
    assert shown(RequestFactory().get(response["Location"])).status_code == 200
