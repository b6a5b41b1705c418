"""The tracking in a browser: seen, ticked by keyboard, confirmed; with and without scripts; at both widths."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from directions import extensions
from directions.enums import ContributionStatus
from directions.models import Contribution, ReviewComment
from tests import factories
from tests.e2e.axe import assert_accessible
from tests.e2e.settled import settle
from tests.e2e.test_pages import assert_sound, unfold, visit

TABLE = "/suivi/2020/"


@pytest.fixture
def busy(scene) -> factories.Cast:
    """One direction submitted and discussed, the other late with much to fill and more time."""
    type(scene.campaign).objects.update(due_on=timezone.localdate() - datetime.timedelta(days=1))
    Contribution.objects.filter(pk=scene.routes.pk).update(status=ContributionStatus.SUBMITTED)
    ReviewComment.objects.create(contribution=scene.routes, author_name="Lise Relec", text="À revoir")
    factories.achievement(scene.culture, title="Le musée", body="")
    scene.culture.charts.create(title="Dépenses")
    later = timezone.localdate() + datetime.timedelta(days=9)
    extensions.grant(scene.culture, scene.relectrice, later, "Réserves inondées")
    return scene


@pytest.mark.parametrize("role", ["relectrice", "directeur"])
@pytest.mark.parametrize("question", ["", "?tri=-direction&etat=draft", "?etat=inconnu", "?recherche=rien"])
def test_the_table_is_accessible(screen, busy, sign_in, role, question):
    sign_in(screen, busy.people[role])
    screen.goto(f"{TABLE}{question}")
    assert_sound(screen)
    unfold(screen)
    assert_accessible(screen)


def test_the_home_page_and_the_page_of_a_deadline(screen, busy, sign_in):
    Contribution.objects.update(reviewer=busy.relectrice)
    sign_in(screen, busy.relectrice)
    visit(screen, "/gestion/")
    visit(screen, f"/contributions/{busy.culture.pk}/delai/")


def test_a_reviewer_ticks_by_keyboard_and_approves(screen, busy, sign_in):
    sign_in(screen, busy.relectrice)
    visit(screen, TABLE)
    box = screen.get_by_role("checkbox", name="Cocher Direction des routes")
    box.focus()
    screen.keyboard.press("Space")
    expect(screen.locator("#bulk-count")).to_have_text("1 contribution cochée")
    # What may be done comes along with what is ticked, however long the list.
    expect(screen.get_by_role("button", name="Valider…")).to_be_in_viewport()
    screen.get_by_role("link", name="Tout cocher").press("Enter")
    expect(screen.locator("#bulk-count")).to_have_text("5 contributions cochées")
    assert screen.url.endswith(TABLE)
    screen.get_by_role("button", name="Valider…").press("Enter")
    expect(screen.get_by_role("heading", name="Valider 1 contribution")).to_be_visible()
    assert_sound(screen)
    # One thinks again, and finds the ticks as they were.
    screen.go_back()
    expect(screen.locator("#bulk-count")).to_have_text("5 contributions cochées")
    screen.get_by_role("button", name="Valider…").press("Enter")
    screen.get_by_role("button", name="Valider (1)").press("Enter")
    expect(screen.get_by_text("1 contribution validée.")).to_be_visible()
    assert_sound(screen)
    busy.routes.refresh_from_db()
    assert busy.routes.status == ContributionStatus.APPROVED


def test_what_has_the_focus_is_not_below_the_bar(page, busy, sign_in):
    for number in range(30):
        factories.contribution(busy.campaign, factories.direction(busy.institution, name=f"Direction {number:02}"))
    sign_in(page, busy.relectrice)
    page.goto(TABLE)
    settle(page)
    bar = page.get_by_role("region", name="Agir sur les contributions cochées")
    for box in page.get_by_role("checkbox", name="Cocher").all()[10:25]:
        box.focus()
        assert box.bounding_box()["y"] + box.bounding_box()["height"] <= bar.bounding_box()["y"]


def test_a_reviewer_is_chosen_then_filtered_by(page, busy, sign_in):
    sign_in(page, busy.relectrice)
    page.goto(TABLE)
    page.get_by_role("checkbox", name="Cocher Direction de la culture").check()
    page.get_by_role("button", name="Confier…").click()
    expect(page.get_by_role("alert")).to_contain_text("Choisissez à qui confier la relecture.")
    expect(page.get_by_role("checkbox", name="Cocher Direction de la culture")).to_be_checked()
    page.get_by_label("À qui confier la relecture").select_option("Lise Relec (moi)")
    page.get_by_role("button", name="Confier…").click()
    page.get_by_role("button", name="Confier la relecture (1)").click()
    page.get_by_text("Filtrer et trier").click()
    page.get_by_label("Relecture", exact=True).select_option("Moi")
    page.get_by_role("button", name="Afficher").last.click()
    expect(page.locator("tr[id]")).to_have_count(1)
    page.get_by_role("link", name="Retirer le filtre Relecture").click()
    expect(page.locator("tr[id]")).to_have_count(5)


def test_more_time_is_given_from_the_line(screen, busy, sign_in):
    sign_in(screen, busy.relectrice)
    screen.goto(f"{TABLE}?recherche=routes")
    screen.get_by_role("link", name="Délai… pour Direction des routes").click()
    until = timezone.localdate() + datetime.timedelta(days=20)
    screen.get_by_label("Nouvelle date limite").fill(until.isoformat())
    screen.get_by_role("button", name="Accorder le délai").click()
    expect(screen.get_by_text("Dites pourquoi un délai est accordé.")).to_be_visible()
    assert_sound(screen)
    assert screen.get_by_label("Nouvelle date limite").input_value() == until.isoformat()
    screen.get_by_label("Raison").fill("Crue")
    screen.get_by_role("button", name="Accorder le délai").click()
    expect(screen.locator(".messagelist")).to_contain_text("délai accordé jusqu'au")
    expect(screen.locator("tr[id]")).to_have_count(1)


def test_what_a_colleague_decided_meanwhile_is_said_and_the_typed_words_stay(screen, busy, sign_in):
    sign_in(screen, busy.relectrice)
    screen.goto(f"/contributions/{busy.culture.pk}/delai/")
    extensions.withdraw(busy.culture, busy.administrateur)
    screen.get_by_label("Raison").fill("Crue")
    screen.get_by_role("button", name="Changer le délai").click()
    expect(screen.get_by_role("alert")).to_contain_text("Entre-temps, Ahmed Admin a retiré le délai.")
    expect(screen.get_by_label("Raison")).to_have_value("Crue")
    assert_sound(screen)
    assert_accessible(screen)
    screen.get_by_role("button", name="Accorder le délai").click()
    expect(screen.locator(".messagelist")).to_contain_text("délai accordé jusqu'au")


def test_without_scripts_all_is_done_too(plain, busy, sign_in):
    sign_in(plain, busy.relectrice)
    plain.goto(f"{TABLE}?etat=submitted")
    plain.get_by_role("link", name="Tout cocher").click()
    expect(plain.get_by_role("checkbox", name="Cocher Direction des routes")).to_be_checked()
    plain.get_by_role("button", name="Valider…").click()
    plain.get_by_role("button", name="Valider (1)").click()
    expect(plain.locator(".messagelist")).to_contain_text("1 contribution validée.")
    busy.routes.refresh_from_db()
    assert busy.routes.status == ContributionStatus.APPROVED
