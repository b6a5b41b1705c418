"""The form of a contribution in a browser: written with the keyboard alone, refused, met by a conflict."""

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from directions.enums import ContributionStatus
from tests import factories
from tests.e2e.axe import assert_accessible


def tab_to(page: Page, target: Locator) -> None:
    """Moves the focus as the Tab key does, until it is on the target."""
    for _ in range(200):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"The Tab key does not lead to {target}.")


def press(page: Page, target: Locator) -> None:
    tab_to(page, target)
    page.keyboard.press("Enter")


def write(page: Page, target: Locator, words: str) -> None:
    tab_to(page, target)
    page.keyboard.type(words)


def form_address(contribution) -> str:
    return reverse("admin:directions_contribution_change", args=[contribution.pk])


@pytest.fixture
def empty_scene(live_server) -> factories.Cast:
    return factories.cast(complete=False)


def test_a_contribution_is_written_and_submitted_with_the_keyboard_alone(page, empty_scene):
    page.goto("/")
    write(page, page.get_by_label("Identifiant"), "redactrice")
    write(page, page.get_by_label("Mot de passe"), factories.PASSWORD)
    page.keyboard.press("Enter")
    press(page, page.get_by_role("link", name="Continuer la saisie"))

    press(page, page.get_by_role("button", name="Ajouter une mission"))
    page.keyboard.type("Rubrique")
    mission = page.get_by_role("group", name="Mission 1")
    write(page, mission.get_by_label("Mission"), "Entretenir 3 000 km de routes")
    press(page, page.get_by_role("button", name="Ajouter une réalisation"))
    achievement = page.get_by_role("group", name="Réalisation 1")
    write(page, achievement.get_by_label("Titre", exact=False), "Le pont est ouvert")
    write(page, achievement.get_by_role("textbox", name="Texte"), "Les deux rives se touchent.")
    press(page, page.get_by_role("button", name="Enregistrer et soumettre"))

    expect(page.get_by_text("La contribution est soumise à la communication.")).to_be_visible()
    contribution = empty_scene.routes
    contribution.refresh_from_db()
    assert contribution.status == ContributionStatus.SUBMITTED
    assert contribution.missions.get().text == "Entretenir 3 000 km de routes"
    assert contribution.achievements.get().title == "Le pont est ouvert"
    assert contribution.achievements.get().body == "<p>Les deux rives se touchent.</p>"
