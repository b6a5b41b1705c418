"""What a hostile colleague tries: nothing of another direction shows through lists, filters, choices or errors."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.db.models import ForeignKey
from django.test import Client, RequestFactory
from django.urls import reverse

from directions import lifecycle, models, scopes
from directions.enums import ContributionStatus
from tests import factories

pytestmark = pytest.mark.django_db

LIST = "admin:directions_contribution_changelist"
ABSENT = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def cast() -> factories.Cast:
    return factories.cast()


def signed_in(user: models.User, **options) -> Client:
    client = Client(**options)
    client.force_login(user)
    return client


# -- Absent and foreign are the same -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "/gestion/directions/contribution/{}/change/",
        "/gestion/directions/contribution/{}/change/?_popup=1",
        "/gestion/directions/contribution/{}/change/?_changelist_filters=status__exact%3Ddraft",
        "/gestion/directions/contribution/{}/history/",
        "/gestion/directions/contribution/{}/delete/",
        "/contributions/{}/apercu/",
    ],
)
def test_a_foreign_contribution_answers_as_one_that_does_not_exist(cast, address):
    client = signed_in(cast.redactrice)
    foreign, absent = client.get(address.format(cast.culture.pk)), client.get(address.format(ABSENT))
    assert (foreign.status_code, foreign.content) == (404, absent.content)
    assert not list(client.get(reverse(LIST)).context["messages"])


@pytest.mark.parametrize("odd", ["null", "1", "' OR 1=1--", "../", "😀"])
def test_an_id_that_is_none_is_not_found(cast, odd):
    client = signed_in(cast.redactrice)
    assert client.get(f"/gestion/directions/contribution/{odd}/change/").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/medias/%00.png",
        "/rapport/2020/%00/",
        "/gestion/directions/contribution/%00/change/",
        "/gestion/directions/contribution/?status__exact=%00",
        "/gestion/directions/contribution/?q=%00",
    ],
)
def test_a_null_byte_is_refused_before_it_reaches_the_database(cast, address):
    assert signed_in(cast.administrateur).get(address).status_code == 400


def test_a_null_byte_in_a_comment_is_left_out(cast):
    lifecycle.perform("submit", cast.routes, cast.redactrice)
    address = reverse("directions:transition", args=[cast.routes.pk, "request_changes"])
    assert signed_in(cast.relectrice).post(address, {"comment": "Le\0 total", "version": 2}).status_code == 302
    assert cast.routes.events.last().comment == "Le total"


def test_a_null_byte_in_a_cookie_is_refused(cast):
    response = Client().get("/gestion/", headers={"cookie": 'sessionid="\\000aaaaaaaaaaaa"'})
    assert response.status_code == 400


# -- Lists -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?q=culture",
        "?q=DC",
        "?all=",
        "?_popup=1",
        "?o=1.-2",
        "?status__exact=draft",
        "?dga=1",
        "?dga=zéro",
        "?campaign__id__exact=1",
        "?campaign__id__exact=999999",
        "?direction__name__contains=culture",
        "?parent__name__contains=Citoyens",
        "?updated_by__password__startswith=pbkdf2",
        "?_facets=True",
        "?e=1",
    ],
)
def test_no_query_of_the_list_shows_another_direction(cast, query):
    page = signed_in(cast.redactrice).get(reverse(LIST) + query).content.decode()
    assert "Direction de la culture" not in page
    assert "DGA Citoyens" not in page


@pytest.mark.parametrize(
    "query",
    ["name__regex=(a%2B)%2B$", "name__regex=(", "created_at__year=99999999999", "campaign__year=2020", "e__f=1"],
)
def test_the_address_of_a_list_asks_only_what_its_filters_ask(cast, query):
    assert signed_in(cast.redactrice).get(f"{reverse(LIST)}?{query}").status_code == 400


def test_every_filter_of_every_list_is_answered(cast):
    client = signed_in(cast.administrateur)
    followed = 0
    for model in admin.site._registry:
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        page = client.get(address)
        for specification in page.context["cl"].filter_specs:
            for choice in specification.choices(page.context["cl"]):
                assert client.get(address + choice["query_string"]).status_code == 200
                followed += 1
    assert followed > 10


def test_the_list_holds_all_that_hangs_below(cast):
    head = factories.user("dga", member_of=cast.routes.direction.parent)
    shown = signed_in(head).get(reverse(LIST)).context["cl"].result_list
    assert {contribution.code for contribution in shown} == {"DGAT", "DR"}


def test_the_filter_by_dga_follows_the_tree_of_the_year(cast):
    client = signed_in(cast.relectrice)
    culture = cast.culture.direction
    culture.parent = cast.routes.direction.parent  # Reorganised since: the campaign keeps its tree.
    culture.save()
    page = client.get(reverse(LIST), {"dga": cast.routes.direction.parent_id})
    assert {contribution.code for contribution in page.context["cl"].result_list} == {"DGAT", "DR"}


def test_the_filters_offer_only_what_is_reached(cast):
    other = factories.institution(code="AUTRE", name="Département voisin")
    factories.contribution(factories.campaign(other, year=2031), factories.direction(other))
    page = signed_in(cast.redactrice).get(reverse(LIST)).content.decode()
    assert "2031" not in page
    assert "2031" in signed_in(cast.relectrice).get(reverse(LIST)).content.decode()


# -- Choices -----------------------------------------------------------------------------------------------------------


def test_autocompletion_offers_only_what_is_reached(cast):
    asked = {"app_label": "directions", "model_name": "mission", "field_name": "contribution", "term": ""}
    answer = signed_in(cast.etrangere).get(reverse("admin:autocomplete"), asked).json()
    assert [row["id"] for row in answer["results"]] == [str(cast.culture.pk)]


def _relations(page: type[admin.ModelAdmin]) -> list[ForeignKey]:
    return [field for field in page.model._meta.fields if isinstance(field, ForeignKey) and field.editable]


@pytest.mark.parametrize("person", ["redactrice", "etrangere", "relectrice", "administrateur"])
def test_every_relation_of_every_form_is_limited(cast, person):
    """The queryset is what judges a posted key, whatever the widget showed."""
    request = RequestFactory().get("/")
    request.user = cast.people[person]
    checked = 0
    for page in admin.site._registry.values():
        for field in _relations(page):
            offered = set(page.formfield_for_dbfield(field, request=request).queryset)
            everything = field.related_model._default_manager.all()
            assert offered <= set(scopes.reachable(everything, request.user)), field
            checked += 1
    assert checked > 5


def test_a_model_without_a_rule_is_reached_by_nobody(cast):
    from django.contrib.sessions.models import Session

    Session.objects.create(session_key="a", session_data="b", expire_date="2030-01-01T00:00Z")
    assert not scopes.reachable(Session.objects.all(), cast.administrateur).exists()


# -- Accounts ----------------------------------------------------------------------------------------------------------


def _user_form(user: models.User, **fields) -> dict[str, object]:
    rows = {"memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}
    return {"username": user.username, "is_active": "on", "is_staff": "on", **rows, **fields}


def test_an_administrator_cannot_make_a_superuser(cast):
    address = reverse("admin:directions_user_change", args=[cast.redactrice.pk])
    data = _user_form(cast.redactrice, first_name="Rosalie", is_superuser="on", user_permissions=[1])
    assert signed_in(cast.administrateur).post(address, data).status_code == 302
    cast.redactrice.refresh_from_db()
    assert (cast.redactrice.first_name, cast.redactrice.is_superuser) == ("Rosalie", False)
    assert not cast.redactrice.user_permissions.exists()


def test_a_superuser_can(cast):
    root = models.User.objects.create_superuser("racine", password=factories.PASSWORD)
    address = reverse("admin:directions_user_change", args=[cast.redactrice.pk])
    assert signed_in(root).post(address, _user_form(cast.redactrice, is_superuser="on")).status_code == 302
    cast.redactrice.refresh_from_db()
    assert cast.redactrice.is_superuser


def test_an_administrator_creates_an_account_that_may_sign_in(cast):
    rows = {"memberships-TOTAL_FORMS": 1, "memberships-INITIAL_FORMS": 0}
    row = {"memberships-0-direction": cast.culture.direction_id, "memberships-0-role": "directeur"}
    secret = {"password1": "une phrase assez longue", "password2": "une phrase assez longue"}
    data = {"username": "nouvelle", **secret, **rows, **row}
    assert signed_in(cast.administrateur).post(reverse("admin:directions_user_add"), data).status_code == 302
    created = models.User.objects.get(username="nouvelle")
    assert created.is_staff
    assert created.check_password(secret["password1"])
    assert created.memberships.get().direction == cast.culture.direction


def test_nobody_deletes_the_own_account(cast):
    address = reverse("admin:directions_user_delete", args=[cast.administrateur.pk])
    assert signed_in(cast.administrateur).post(address, {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("change", [{"is_staff": False}, {"is_active": False}])
def test_an_account_without_access_has_no_right(cast, change):
    models.User.objects.filter(pk=cast.redactrice.pk).update(**change)
    client = signed_in(cast.redactrice)
    sign_in = reverse("admin:login")
    assert client.get(reverse("admin:index"))["Location"].startswith(sign_in)
    refused = client.post(reverse("directions:transition", args=[cast.routes.pk, "submit"]))
    assert refused.status_code == 404 or refused["Location"].startswith(sign_in)
    cast.routes.refresh_from_db()
    assert cast.routes.status == ContributionStatus.DRAFT


# -- Forged requests ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["directions:transition", "admin:directions_contribution_change", "admin:logout"])
def test_a_post_without_a_token_is_refused(cast, name):
    args = {"directions:transition": [cast.routes.pk, "submit"], "admin:logout": []}.get(name, [cast.routes.pk])
    response = signed_in(cast.redactrice, enforce_csrf_checks=True).post(reverse(name, args=args))
    assert response.status_code == 403
    assert "Rien n’a été enregistré" in response.content.decode()


# -- Constraints that no form field shows ------------------------------------------------------------------------------


def test_a_code_that_exists_already_is_said_in_french(cast):
    data = {"name": "Deuxième", "code": "DR", "kind": "direction", "parent": cast.institution.pk, "position": 1}
    rows = {"memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}
    page = signed_in(cast.administrateur).post(reverse("admin:directions_direction_add"), data | rows)
    assert "Ce sigle est déjà celui d&#x27;une autre direction." in page.content.decode()


def test_an_indicator_belongs_to_an_institution(cast):
    client = signed_in(cast.relectrice)
    rows = {"redefinitions-TOTAL_FORMS": 0, "redefinitions-INITIAL_FORMS": 0}
    data = {"label": "Agents", "code": "agents", "aggregation": "sum", **rows}
    assert client.post(reverse("admin:directions_indicator_add"), data).status_code == 302
    assert models.Indicator.objects.get().institution == cast.institution
    again = client.post(reverse("admin:directions_indicator_add"), data)
    assert "Ce code est déjà celui d&#x27;un autre indicateur." in again.content.decode()
