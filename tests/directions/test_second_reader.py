"""Where a campaign asks for a second reader: whoever corrected a text while it was reviewed does not approve it."""

from __future__ import annotations

import lxml.html
import pytest
from django.test import Client
from django.urls import reverse

from directions import assignment, lifecycle, permissions
from directions.models import Campaign, Contribution, KeyFigure, User
from directions.permissions import COMMUNICATION_GROUP
from reporting.history.taking_back import take_back
from tests import factories
from tests.directions.resources.workbooks import Visit, workbook
from tests.directions.tracking.tracking_page import TrackingPage
from tests.form_page import FormPage, signed_in
from tests.mailbox import give_addresses, told
from tests.reporting.review.desk_page import DeskPage, rewrite, step, submitted, words

pytestmark = pytest.mark.django_db

WHY = (
    "Vous avez corrigé ce texte pendant la relecture : dans cette campagne, un autre relecteur le valide. "
    "Demandez-le à une autre personne de la communication."
)
BEFORE = "Si vous corrigez ce texte, c'est un autre relecteur qui le validera."
OWN = "Personne ne valide son propre texte : demandez-le à une autre personne de la communication."


@pytest.fixture
def cast() -> factories.Cast:
    """The roads are submitted, in a campaign that asks for a second reader."""
    cast = submitted()
    ask_for_second_reader()
    return cast


@pytest.fixture
def colleague(cast) -> User:
    return factories.user("collegue", first_name="Carl", last_name="Lègue", groups=(COMMUNICATION_GROUP,))


def ask_for_second_reader(asked: bool = True) -> None:
    Campaign.objects.update(needs_second_reader=asked)


def anew(person: User) -> User:
    """The person as at the next request."""
    return User.objects.get(pk=person.pk)


def fresh(contribution: Contribution) -> Contribution:
    return Contribution.objects.select_related("campaign").get(pk=contribution.pk)


def correct(person: User, contribution: Contribution) -> None:
    rewrite(person, contribution, "Entretenir les routes, et les ponts")


def may_approve(person: User, contribution: Contribution) -> bool:
    return "approve" in [one.name for one in lifecycle.available(anew(person), fresh(contribution))]


# -- Who is bound ------------------------------------------------------------------------------------------------------


def test_no_campaign_asks_for_it_by_itself():
    assert factories.campaign().needs_second_reader is False


def test_who_corrected_does_not_approve_another_does(cast):
    assert may_approve(cast.relectrice, cast.routes) and may_approve(cast.administrateur, cast.routes)
    correct(cast.relectrice, cast.routes)
    assert not may_approve(cast.relectrice, cast.routes)
    with pytest.raises(lifecycle.TransitionForbidden, match="Vous avez corrigé ce texte pendant la relecture"):
        lifecycle.perform("approve", cast.routes, anew(cast.relectrice))
    assert fresh(cast.routes).status == "submitted"
    lifecycle.perform("approve", cast.routes, anew(cast.administrateur))
    assert fresh(cast.routes).status == "approved"


def test_a_correction_made_before_it_was_asked_binds_too_and_frees_when_it_is_no_longer(cast):
    ask_for_second_reader(False)
    correct(cast.relectrice, cast.routes)
    assert may_approve(cast.relectrice, cast.routes)
    ask_for_second_reader()
    assert not may_approve(cast.relectrice, cast.routes)
    ask_for_second_reader(False)
    lifecycle.perform("approve", cast.routes, anew(cast.relectrice))


def test_it_binds_still_once_the_direction_has_submitted_again(cast):
    correct(cast.relectrice, cast.routes)
    step(cast.routes, "request_changes", cast.relectrice)
    rewrite(cast.redactrice, cast.routes, "Entretenir les routes, les ponts et les tunnels")
    step(cast.routes, "submit", cast.redactrice)
    assert not may_approve(cast.relectrice, cast.routes)
    assert may_approve(cast.administrateur, cast.routes)


def test_a_page_saved_as_it_was_read_binds_nobody(cast):
    page = FormPage(cast.relectrice, cast.routes)
    page.save()
    assert page.messages() == ["Aucune modification à enregistrer."]
    # Nor one that was read before the words of another, and changes none of them.
    behind = FormPage(cast.relectrice, cast.routes)
    correct(cast.administrateur, cast.routes)
    behind.save()
    assert list(cast.routes.correctors.all()) == [cast.administrateur]
    assert may_approve(cast.relectrice, cast.routes) and not may_approve(cast.administrateur, cast.routes)


def test_a_refused_page_binds_nobody(cast):
    page = FormPage(cast.relectrice, cast.routes)
    page.type(created_on="un jour")
    assert page.send().status_code == 200 and page.errors()
    assert may_approve(cast.relectrice, cast.routes)


def test_a_figure_corrected_by_spreadsheet_binds_and_a_workbook_sent_as_it_was_does_not(cast):
    KeyFigure.objects.create(contribution=cast.routes, label="Agents", value=250, unit="agents")
    book = workbook(cast.relectrice, cast.campaign)
    visit = Visit(cast.relectrice, cast.campaign)
    visit.send(book.file())
    assert may_approve(cast.relectrice, cast.routes)
    visit.confirm(visit.send(book.fill("Agents", Valeur=251).file()))
    assert cast.routes.key_figures.get().value == 251
    assert not may_approve(cast.relectrice, cast.routes) and may_approve(cast.administrateur, cast.routes)


def test_a_text_taken_back_during_the_review_binds_unless_it_says_that_already(cast):
    correct(cast.administrateur, cast.routes)
    mission = str(cast.routes.missions.get().pk)
    for since, binds in ((4, False), (3, True)):
        older = cast.routes.revisions.get(version=since)
        take_back(fresh(cast.routes), cast.relectrice, older, mission, version=fresh(cast.routes).version)
        assert may_approve(cast.relectrice, cast.routes) is not binds


def test_comments_and_steps_bind_nobody(cast, colleague):
    DeskPage(cast.relectrice, cast.routes).comment("Quelle année ?")
    assignment.assign(cast.routes, cast.relectrice, cast.relectrice, None)
    step(cast.routes, "request_changes", cast.relectrice)
    step(cast.routes, "submit", cast.redactrice)
    step(cast.routes, "approve", colleague)
    step(cast.routes, "reopen", colleague)
    step(cast.routes, "submit", cast.redactrice)
    assert not cast.routes.correctors.exists()
    assert may_approve(cast.relectrice, cast.routes) and may_approve(colleague, cast.routes)


# -- What is kept ------------------------------------------------------------------------------------------------------


def test_who_corrected_loses_nothing_else(cast):
    correct(cast.relectrice, cast.routes)
    reader = anew(cast.relectrice)
    assert permissions.can_edit(reader, fresh(cast.routes)) and permissions.can_comment(reader, fresh(cast.routes))
    assert [one.name for one in lifecycle.available(reader, fresh(cast.routes))] == ["request_changes"]
    step(cast.routes, "request_changes", reader)
    assert fresh(cast.routes).status == "changes_requested"


def test_the_review_is_not_given_to_who_could_not_end_it(cast):
    correct(cast.relectrice, cast.routes)
    by = anew(cast.administrateur)
    with pytest.raises(assignment.AssignmentRefused, match="un autre relecteur la valide"):
        assignment.assign(cast.routes, anew(cast.relectrice), by, None)
    assert fresh(cast.routes).reviewer is None
    assignment.assign(cast.routes, by, by, None)
    assert fresh(cast.routes).reviewer == by


def test_who_corrected_is_not_told_what_the_direction_is(cast, mailoutbox, django_capture_on_commit_callbacks):
    give_addresses()
    correct(cast.relectrice, cast.routes)
    with django_capture_on_commit_callbacks(execute=True):
        lifecycle.perform("approve", cast.routes, anew(cast.administrateur))
    assert told(mailoutbox) == ["directeur", "redactrice"]
    assert not cast.routes.writers.filter(pk=cast.relectrice.pk).exists()


# -- What the pages say ------------------------------------------------------------------------------------------------


def notes(page: FormPage | DeskPage) -> list[str]:
    return [words(one) for one in page.tree.xpath("//*[@class='approval-note']")]


def offers_approval(page: FormPage | DeskPage, contribution: Contribution) -> bool:
    address = reverse("directions:transition", args=[contribution.pk, "approve"])
    return bool(page.tree.xpath(f"//form[@action='{address}']"))


@pytest.mark.parametrize("open_page", [FormPage, lambda *one: DeskPage(*one).open()], ids=["form", "desk"])
def test_the_page_says_why_the_button_is_not_there_and_whom_to_ask(cast, open_page):
    def shown(person: User) -> tuple[list[str], bool]:
        page = open_page(person, cast.routes)
        return notes(page), offers_approval(page, cast.routes)

    assert shown(cast.relectrice) == ([BEFORE], True)
    correct(cast.relectrice, cast.routes)
    assert shown(cast.relectrice) == ([WHY], False)
    assert shown(cast.administrateur) == ([BEFORE], True)
    cast.routes.writers.add(cast.relectrice)
    assert shown(cast.relectrice) == ([OWN], False)
    ask_for_second_reader(False)
    assert shown(cast.relectrice) == ([OWN], False)
    assert shown(cast.administrateur) == ([], True)


@pytest.mark.parametrize("status", ["draft", "changes_requested", "approved", "reopened"])
def test_nothing_is_said_of_approving_where_nothing_waits_for_it(cast, status):
    correct(cast.relectrice, cast.routes)
    assert notes(FormPage(cast.relectrice, cast.routes)) == [WHY]
    Contribution.objects.update(status=status)
    assert notes(FormPage(cast.relectrice, cast.routes)) == []


def test_nor_to_the_direction_nor_once_the_campaign_is_closed(cast):
    correct(cast.relectrice, cast.routes)
    assert notes(FormPage(cast.redactrice, cast.routes)) == notes(FormPage(cast.directeur, cast.routes)) == []
    Campaign.objects.update(status="closed")
    assert notes(FormPage(cast.relectrice, cast.routes)) == []


def test_the_button_pressed_by_hand_is_refused_with_the_reason(cast):
    correct(cast.relectrice, cast.routes)
    address = reverse("directions:transition", args=[cast.routes.pk, "approve"])
    sent = {"version": fresh(cast.routes).version}
    refused = signed_in(cast.relectrice).post(address, sent)
    assert refused.status_code == 403 and WHY in words(lxml.html.fromstring(refused.text))
    assert fresh(cast.routes).status == "submitted"
    assert signed_in(cast.administrateur).post(address, sent).status_code == 302
    assert fresh(cast.routes).status == "approved"


def test_many_at_once_are_approved_but_those_that_the_person_corrected(cast):
    step(cast.culture, "submit", cast.etrangere)
    correct(cast.relectrice, cast.routes)
    page = TrackingPage(cast.relectrice)
    page.ask("valider", [cast.routes, cast.culture])
    assert "Valider 1 contribution" in page.text
    [refused] = page.verdicts["Ce qui ne sera pas fait, et pourquoi"]
    assert refused.startswith(WHY) and refused.endswith("Direction des routes")
    page.confirm()
    assert (fresh(cast.routes).status, fresh(cast.culture).status) == ("submitted", "approved")
    # Nor by writing the second page oneself.
    client, apply = signed_in(cast.relectrice), reverse("directions:tracking_apply", args=[2020])
    sent = {"action": "valider", "contribution": f"{cast.routes.pk}.{fresh(cast.routes).version}."}
    page.response = client.post(apply, sent)
    assert WHY in page.messages[-1] and fresh(cast.routes).status == "submitted"
    signed_in(cast.administrateur).post(apply, sent)
    assert fresh(cast.routes).status == "approved"


def test_a_correction_between_the_two_pages_of_many_at_once_is_seen(cast):
    page = TrackingPage(cast.relectrice)
    page.ask("valider", [cast.routes])
    correct(cast.relectrice, cast.routes)
    page.confirm()
    assert WHY in page.messages[0] and fresh(cast.routes).status == "submitted"


# -- Who asks for it ---------------------------------------------------------------------------------------------------


def test_an_administrator_ticks_it_and_the_others_read_it(cast):
    ask_for_second_reader(False)
    address = reverse("admin:directions_campaign_change", args=[cast.campaign.pk])

    def ticks(client: Client) -> dict[str, object]:
        form = lxml.html.fromstring(client.get(address).text).xpath("//form[@id='campaign_form']")[0]
        return dict(form.form_values())

    client = signed_in(cast.administrateur)
    sent = ticks(client)
    assert "needs_second_reader" not in sent
    assert client.post(address, sent | {"needs_second_reader": "on"}).status_code == 302
    assert Campaign.objects.get().needs_second_reader and not Campaign.objects.get().needs_head
    assert ticks(client)["needs_second_reader"] == "on"
    reader = signed_in(cast.relectrice)
    assert "validation par un autre relecteur" in reader.get(address).text.lower()
    assert reader.post(address, sent).status_code == 403
    assert Campaign.objects.get().needs_second_reader
