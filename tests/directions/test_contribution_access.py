"""Who may write in a contribution, and what a hostile or damaged form cannot do."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from directions import lifecycle
from directions.enums import INTRODUCTION, BlockKind, ContributionStatus
from directions.models import Achievement, Campaign, Contribution, Mission, ReviewComment
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


# -- What the review asks, where it is read ----------------------------------------------------------------------------


def commented(cast: factories.Cast, text: str, **on: object) -> ReviewComment:
    return ReviewComment.objects.create(
        contribution=cast.routes, author=cast.relectrice, author_name="Lise Relec", text=text, **on
    )


def sent_back(cast: factories.Cast) -> None:
    factories.fill(cast.routes)
    lifecycle.perform("submit", cast.routes, cast.redactrice)
    lifecycle.perform("request_changes", cast.routes, cast.relectrice, "Voyez mes commentaires.")


def test_each_comment_of_the_list_leads_to_what_the_page_shows_else_to_its_thread(cast):
    sent_back(cast)
    mission, gone = cast.routes.missions.get(), uuid.uuid4()
    kinds = {"block_kind": BlockKind.MISSION}
    threads = [
        commented(cast, "Une date ?", block=mission.pk, block_title="Entretenir", **kinds),
        commented(cast, "Trop court.", block=cast.routes.pk, block_kind=INTRODUCTION, block_title="Présentation"),
        commented(cast, "Ce bloc ?", block=gone, block_title="Effacée depuis", **kinds),
        commented(cast, "Relisez tout."),
    ]
    review = reverse("reporting:review", args=[cast.routes.pk])
    page = FormPage(cast.redactrice, cast.routes)
    links = [(one.text_content(), one.get("href")) for one in page.tree.xpath("//section[@class='asked']//li/a")]
    assert [href for _, href in links] == [
        f"#bloc-{mission.pk}",
        f"#bloc-{cast.routes.pk}",
        f"{review}#commentaire-{threads[2].pk}",
        f"{review}#commentaire-{threads[3].pk}",
    ]
    assert "Effacée depuis" in links[2][0] and links[3][0] == "L’ensemble"
    for _, href in links[:2]:
        assert page.tree.xpath(f"//*[@id='{href[1:]}']")
    assert not page.tree.xpath(f"//*[@id='bloc-{gone}']")


def test_where_what_was_typed_is_given_back_they_lead_to_their_threads(cast):
    sent_back(cast)
    page = FormPage(cast.redactrice, cast.routes)
    thread = commented(
        cast, "Une date ?", block=cast.routes.missions.get().pk, block_kind=BlockKind.MISSION, block_title="Entretenir"
    )
    Campaign.objects.update(status="closed")
    page.type(introduction="<p>Trop tard</p>")
    assert page.send().status_code == 403
    (link,) = page.tree.xpath("//section[@class='asked']//li/a")
    assert link.get("href") == f"{reverse('reporting:review', args=[cast.routes.pk])}#commentaire-{thread.pk}"


@pytest.mark.parametrize("introduction", ["", "<p>Nos routes.</p>"])
def test_a_comment_on_the_presentation_is_read_where_nothing_can_be_written(cast, introduction):
    Contribution.objects.update(status=ContributionStatus.SUBMITTED, introduction=introduction)
    commented(
        cast, "Présentez la direction.", block=cast.routes.pk, block_kind=INTRODUCTION, block_title="Présentation"
    )
    page = FormPage(cast.redactrice, cast.routes)
    assert not page.fields
    (place,) = page.tree.xpath(f"//section[@id='section-presentation']//*[@id='bloc-{cast.routes.pk}']")
    assert "Présentez la direction." in place.text_content()


def test_an_empty_presentation_that_nobody_speaks_of_is_not_shown(cast):
    Contribution.objects.update(status=ContributionStatus.SUBMITTED)
    commented(cast, "Relisez tout.")
    assert not FormPage(cast.redactrice, cast.routes).tree.xpath("//section[@id='section-presentation']")
