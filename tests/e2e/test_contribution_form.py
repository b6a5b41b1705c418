"""The form of a contribution in a browser: written with the keyboard alone, refused, met by a conflict."""

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from directions.enums import ContributionStatus
from directions.models import KeyFigure
from tests import factories
from tests.e2e.axe import assert_accessible
from tests.e2e.settled import settle


def tab_to(page: Page, target: Locator) -> None:
    """Moves the focus as the Tab key does, until it is on the target."""
    expect(target).to_be_attached()
    settle(page)
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


def open_form(page: Page, contribution) -> None:
    """Opens the form, and waits for its editors."""
    page.goto(form_address(contribution))
    settle(page)


@pytest.fixture
def empty_scene(live_server) -> factories.Cast:
    return factories.cast(complete=False)


def test_a_contribution_is_written_and_submitted_with_the_keyboard_alone(page, empty_scene):
    page.goto("/")
    write(page, page.get_by_label("Identifiant"), "redactrice")
    write(page, page.get_by_label("Mot de passe"), factories.PASSWORD)
    page.keyboard.press("Enter")
    press(page, page.get_by_role("link", name="Continuer la saisie"))

    mission = page.get_by_role("group", name="Mission 1")
    write(page, mission.get_by_label("Mission (obligatoire)"), "Entretenir 3 000 km de routes")
    # A new row takes the focus at its first field.
    press(page, page.get_by_role("button", name="Ajouter une mission"))
    expect(page.get_by_role("group", name="Mission 2").get_by_label("Mission (obligatoire)")).to_be_focused()
    page.keyboard.type("Entretenir les ponts")
    achievement = page.get_by_role("group", name="Réalisation 1")
    write(page, achievement.get_by_label("Titre (obligatoire)"), "Le pont est ouvert")
    write(page, achievement.get_by_role("textbox", name="Texte"), "Les deux rives se touchent.")
    # Submitting is asked for, and confirmed.
    page.on("dialog", lambda dialog: dialog.accept())
    press(page, page.get_by_role("button", name="Enregistrer et soumettre"))

    expect(page.get_by_text("La contribution est soumise à la communication.")).to_be_visible()
    contribution = empty_scene.routes
    contribution.refresh_from_db()
    assert contribution.status == ContributionStatus.SUBMITTED
    missions = [mission.text for mission in contribution.missions.all()]
    assert missions == ["Entretenir 3 000 km de routes", "Entretenir les ponts"]
    assert contribution.achievements.get().title == "Le pont est ouvert"
    assert contribution.achievements.get().body == "<p>Les deux rives se touchent.</p>"


def test_the_tools_of_the_text_editors_have_french_names(page, scene, sign_in):
    sign_in(page, scene.redactrice)
    open_form(page, scene.routes)
    tools = page.get_by_role("toolbar", name="Mise en forme : Présentation")
    expect(tools.get_by_role("button", name="Liste à puces")).to_be_visible()
    page.get_by_role("textbox", name="Présentation").press("Control+b")
    expect(tools.get_by_role("button", name="Gras")).to_have_attribute("aria-pressed", "true")


def test_what_is_missing_leads_to_its_field(page, scene, sign_in):
    figure = KeyFigure.objects.create(contribution=scene.routes, label="Ponts", unit="ponts", placement="key")
    sign_in(page, scene.redactrice)
    open_form(page, scene.routes)
    page.get_by_role("link", name="« Ponts » n'a pas de valeur").click()
    expect(page.get_by_role("group", name="Chiffre-clé 1").get_by_label("Valeur", exact=True)).to_be_focused()
    page.keyboard.type("12")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_text("La contribution est enregistrée.")).to_be_visible()
    figure.refresh_from_db()
    assert figure.value == 12


def test_a_submission_that_is_not_confirmed_sends_nothing(page, scene, sign_in):
    sign_in(page, scene.redactrice)
    open_form(page, scene.routes)
    page.get_by_role("group", name="Mission 1").get_by_label("Mission (obligatoire)").fill("Entretenir les ponts")
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Enregistrer et soumettre").click()
    expect(page.get_by_text("Modifications non enregistrées")).to_be_visible()
    # A form is sent once only: had it left, it could not be saved now.
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_text("La contribution est enregistrée.")).to_be_visible()
    scene.routes.refresh_from_db()
    assert scene.routes.status == ContributionStatus.DRAFT


WORD_LIST = """<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·<span>&nbsp;
</span></span>Le pont est <b>ouvert</b></p><p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span>·</span>La
route aussi</p><p class=MsoNormal>Enfin.</p>"""


def test_a_list_pasted_from_word_is_a_list(page, scene, sign_in):
    sign_in(page, scene.redactrice)
    open_form(page, scene.routes)
    editor = page.get_by_role("textbox", name="Présentation")
    editor.press("Control+a")
    editor.evaluate(
        """(box, html) => {
          const clipboardData = new DataTransfer()
          clipboardData.setData("text/html", html)
          box.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }))
        }""",
        WORD_LIST,
    )
    expect(editor.locator("li")).to_have_text(["Le pont est ouvert", "La route aussi"])
    expect(editor.locator("li strong")).to_have_text("ouvert")


@pytest.fixture
def form(screen, scene, sign_in) -> Page:
    """The form of a complete contribution, open for its author."""
    sign_in(screen, scene.redactrice)
    open_form(screen, scene.routes)
    return screen


def test_a_refused_form_is_accessible_and_keeps_what_was_typed(form, scene):
    form.get_by_role("button", name="Ajouter un chiffre-clé").click()
    figure = form.get_by_role("group", name="Chiffre-clé 1")
    figure.get_by_label("Intitulé").fill("Routes entretenues")
    value = figure.get_by_label("Valeur", exact=True)
    value.fill("1.234")
    form.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(value).to_have_attribute("aria-invalid", "true")
    expect(value).to_have_value("1.234")
    assert_accessible(form)
    assert not scene.routes.key_figures.exists()


def save_mission(page: Page, words: str) -> None:
    page.get_by_role("group", name="Mission 1").get_by_label("Mission (obligatoire)").fill(words)
    page.get_by_role("button", name="Enregistrer", exact=True).click()


def test_a_conflict_is_shown_accessibly_and_loses_no_word(form, scene, open_page, sign_in):
    other = open_page()
    sign_in(other, scene.directeur)
    open_form(other, scene.routes)
    save_mission(other, "Entretenir les ponts")
    expect(other.get_by_text("La contribution est enregistrée.")).to_be_visible()
    save_mission(form, "Entretenir les chemins")
    expect(form.get_by_role("heading", name="Quelqu’un a enregistré pendant que vous écriviez")).to_be_visible()
    expect(form.get_by_text("Denis Direc a enregistré cette contribution")).to_be_visible()
    assert_accessible(form)
    assert scene.routes.missions.get().text == "Entretenir les ponts"

    form.get_by_role("button", name="Enregistrer mes textes par-dessus").first.click()
    expect(form.get_by_text("La contribution est enregistrée.")).to_be_visible()
    assert scene.routes.missions.get().text == "Entretenir les chemins"


def test_what_was_typed_survives_a_closed_window(page, scene, sign_in):
    sign_in(page, scene.redactrice)
    open_form(page, scene.routes)
    page.get_by_role("group", name="Mission 1").get_by_label("Mission (obligatoire)").fill("Un brouillon")
    expect(page.get_by_text("Modifications non enregistrées")).to_be_visible()
    page.on("dialog", lambda dialog: dialog.accept())  # Leaving is asked for, and confirmed.
    open_form(page, scene.routes)
    page.get_by_role("button", name="Le reprendre").click()
    mission = page.get_by_role("group", name="Mission 1").get_by_label("Mission (obligatoire)")
    expect(mission).to_have_value("Un brouillon")
