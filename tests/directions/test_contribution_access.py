"""Who may write in a contribution, and what a hostile or damaged form cannot do."""

from __future__ import annotations

import uuid

import pytest

from directions.enums import ContributionStatus
from directions.models import Achievement, Campaign, Contribution, Mission
from tests import factories
from tests.form_page import FormPage, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> factories.Cast:
    return factories.cast(complete=False)


@pytest.fixture
def page(cast: factories.Cast) -> FormPage:
    return FormPage(cast.redactrice, cast.routes)


def stored(contribution: Contribution) -> Contribution:
    return Contribution.objects.get(pk=contribution.pk)


# -- Who may -----------------------------------------------------------------------------------------------------------


def test_a_foreign_contribution_does_not_exist(cast):
    client = signed_in(cast.etrangere)

    assert client.get(cast.routes.get_absolute_url()).status_code == 404
    assert client.post(cast.routes.get_absolute_url(), {"introduction": "<p>x</p>"}).status_code == 404
    assert stored(cast.routes).introduction == ""


@pytest.mark.parametrize("status", [ContributionStatus.SUBMITTED, ContributionStatus.APPROVED])
def test_what_is_submitted_is_read_and_not_written(cast, status):
    page = FormPage(cast.redactrice, cast.routes)
    factories.mission(cast.routes, "Entretenir les routes")
    Contribution.objects.filter(pk=cast.routes.pk).update(status=status)
    page.add("missions", text="Déneiger les routes")

    response = page.send()

    assert response.status_code == 403
    assert "Déneiger les routes" in page.text  # given back, to be copied
    assert [mission.text for mission in Mission.objects.all()] == ["Entretenir les routes"]
    page.read(page.client.get(page.url))
    assert not page.fields
    assert "Entretenir les routes" in page.text
    assert "se consulte seulement" in page.text


def test_a_closed_campaign_is_read_only(cast):
    page = FormPage(cast.redactrice, cast.routes)
    Campaign.objects.update(status="closed")
    page.type(introduction="<p>Trop tard</p>")

    assert page.send().status_code == 403
    assert stored(cast.routes).introduction == ""


def test_the_communication_corrects_what_is_submitted(cast):
    Contribution.objects.update(status=ContributionStatus.SUBMITTED)
    page = FormPage(cast.relectrice, cast.routes)
    page.type(introduction="<p>Corrigé</p>")

    page.save()

    assert stored(cast.routes).introduction == "<p>Corrigé</p>"
    assert stored(cast.routes).status == ContributionStatus.SUBMITTED


def test_a_row_of_another_contribution_is_never_touched(cast, page):
    foreign = factories.mission(cast.culture, "Lire")
    name = page.add("missions", text="Volée")
    page.type(name, id=str(foreign.pk))
    page.add("missions", text="Effacée")
    page.type("missions-2", id=str(foreign.pk), DELETE="on")

    page.save()

    foreign.refresh_from_db()
    assert (foreign.text, foreign.contribution) == ("Lire", cast.culture)
    assert [mission.text for mission in cast.routes.missions.all()] == ["Volée"]


def test_a_truncated_post_deletes_nothing(cast):
    factories.fill(cast.routes)
    page = FormPage(cast.redactrice, cast.routes)
    page.fields = {name: value for name, value in page.fields.items() if not name.startswith("achievements-")}

    page.send()

    assert page.errors()
    assert Achievement.objects.count() == 1


@pytest.mark.parametrize("announced", ["200", "1000000000", "-1", "mille", "9" * 5000])
def test_rows_that_are_only_announced_cost_nothing(page, announced):
    page.type(**{f"{section}-TOTAL_FORMS": announced for section in ("identity", "missions", "achievements", "charts")})

    response = page.send()

    assert response.status_code in {200, 302}
    assert len(response.content) < 300_000


def test_the_same_new_id_in_two_sections_makes_two_rows(cast, page):
    one_id = str(uuid.uuid4())
    page.type(page.add("identity", label="Agents", value="3"), id=one_id)
    page.type(page.add("key_figures", label="Ponts", value="4"), id=one_id)

    page.save()

    assert sorted(cast.routes.key_figures.values_list("label", flat=True)) == ["Agents", "Ponts"]
