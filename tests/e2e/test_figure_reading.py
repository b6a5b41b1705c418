"""A figure that is typed is understood at once, in a browser; where it may mean two things, one of them is chosen."""

from __future__ import annotations

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from directions.models import Indicator, KeyFigure
from tests import factories
from tests.e2e.axe import assert_accessible
from tests.e2e.settled import settle

NB, NN = "\u00a0", "\u202f"


@pytest.fixture
def scene(live_server) -> factories.Cast:
    """A figure to give, whose value of the year before is 100 agents."""
    cast = factories.cast()
    before = factories.contribution(factories.campaign(cast.institution, 2019), cast.routes.direction)
    indicator = Indicator.objects.create(institution=cast.institution, code="agents", label="Agents")
    for contribution, value in ((before, 100), (cast.routes, None)):
        KeyFigure.objects.create(
            contribution=contribution, indicator=indicator, label="Agents", unit="agents", value=value
        )
    return cast


def opened(page, sign_in, cast):
    sign_in(page, cast.redactrice)
    page.goto(cast.routes.get_absolute_url())
    return page.get_by_role("group", name="Chiffre-clé 1")


def test_it_is_understood_and_a_strong_variation_asks_for_a_word(page, scene, sign_in):
    figure = opened(page, sign_in, scene)
    explanation = figure.get_by_label("Explication de la variation")
    expect(explanation).to_be_hidden()
    figure.get_by_label("Valeur", exact=True).fill("110")
    expect(figure.locator(".understood")).to_have_text(
        f"compris{NB}: 110{NB}agents – hausse de 10{NB}% par rapport à 2019"
    )
    expect(explanation).to_be_hidden()
    figure.get_by_label("Valeur", exact=True).fill("1 100")
    expect(figure.locator(".understood")).to_contain_text(f"1{NN}100{NB}agents")
    expect(explanation).to_be_visible()
    assert_accessible(page)
    explanation.fill("Dix collèges de plus.")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_text("La contribution est enregistrée.")).to_be_visible()
    assert KeyFigure.objects.get(contribution=scene.routes).explanation == "Dix collèges de plus."


def test_what_may_mean_two_things_is_chosen_with_the_keyboard(page, scene, sign_in):
    figure = opened(page, sign_in, scene)
    value = figure.get_by_label("Valeur", exact=True)
    value.fill("1.234")
    choice = figure.get_by_role("button", name=f"1{NN}234 agents")
    expect(choice).to_be_visible()
    assert_accessible(page)
    choice.focus()
    page.keyboard.press("Enter")
    expect(value).to_be_focused()
    expect(figure.locator(".understood")).to_contain_text("compris")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_text("La contribution est enregistrée.")).to_be_visible()
    assert KeyFigure.objects.get(contribution=scene.routes).value == Decimal(1234)


def test_the_choice_is_there_after_a_refused_save_too(page, scene, sign_in):
    figure = opened(page, sign_in, scene)
    figure.get_by_label("Valeur", exact=True).fill("1.234")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    # The choice may have come before the save too: it is that of the refused page that counts.
    expect(figure.get_by_label("Valeur", exact=True)).to_have_attribute("aria-invalid", "true")
    figure.get_by_role("button", name=f"1{NN}234 agents").click()
    expect(figure.get_by_label("Valeur", exact=True)).to_have_value(f"1{NN}234{NB}agents")
    expect(figure.locator(".understood")).to_contain_text("compris")


def test_a_scaled_row_asks_what_a_small_number_means(page, scene, sign_in):
    KeyFigure.objects.filter(contribution=scene.routes).update(scale="M", value=358_000_000)
    figure = opened(page, sign_in, scene)
    figure.get_by_label("Valeur", exact=True).fill("370")
    figure.get_by_role("button", name=f"370{NB}M{NB}agents").click()
    expect(figure.locator(".understood")).to_contain_text(f"370{NN}000{NN}000{NB}agents")


def test_the_other_fields_of_the_row_count_at_once(page, scene, sign_in):
    figure = opened(page, sign_in, scene)
    explanation = figure.get_by_label("Explication de la variation")
    figure.get_by_label("Valeur", exact=True).fill("900")
    expect(explanation).to_be_visible()
    figure.get_by_text("Plus de précisions").click()
    figure.get_by_label("périmètre modifié").check()
    expect(figure.locator(".understood")).to_contain_text("périmètre modifié")
    expect(explanation).to_be_hidden()
    figure.get_by_label("périmètre modifié").uncheck()
    figure.get_by_label("valeur corrigée").fill("800")
    expect(figure.locator(".understood")).to_contain_text(f"hausse de 12,5{NB}%")
    expect(explanation).to_be_hidden()


@pytest.mark.parametrize(("copied", "stays"), [("100\n200", ""), ("45\t90", ""), ("110\r\n", "110")])
def test_several_cells_are_not_pasted_as_one_number(page, scene, sign_in, copied, stays):
    figure = opened(page, sign_in, scene)
    value = figure.get_by_label("Valeur", exact=True)
    is_taken = value.evaluate(
        """(input, copied) => {
            const clipboardData = new DataTransfer()
            clipboardData.setData("text/plain", copied)
            const paste = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true })
            return input.dispatchEvent(paste)
        }""",
        copied,
    )
    assert is_taken == bool(stays)
    if not is_taken:
        expect(figure.locator(".understood")).to_contain_text("copiez-en une seule")


def test_nothing_is_said_of_a_value_that_the_server_could_not_read(page, scene, sign_in):
    figure = opened(page, sign_in, scene)
    figure.get_by_label("Valeur", exact=True).fill("110")
    expect(figure.locator(".understood")).to_contain_text("110")
    page.context.clear_cookies()
    figure.get_by_label("Valeur", exact=True).fill("77")
    expect(figure.locator(".understood")).to_be_empty()


def test_an_amount_typed_on_a_phone_goes_to_its_fields(phone, scene, sign_in):
    sign_in(phone, scene.redactrice)
    phone.goto(scene.routes.get_absolute_url())
    phone.get_by_role("button", name="Ajouter un chiffre d'identité").click()
    figure = phone.get_by_role("group", name="Chiffre d'identité").last
    figure.get_by_label("Intitulé").fill("Budget")
    figure.get_by_label("Valeur", exact=True).fill("1,46 Md€")
    expect(figure.locator(".understood")).to_contain_text(f"affiché 1,46{NB}Md€")
    phone.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(phone.get_by_text("La contribution est enregistrée.")).to_be_visible()
    row = KeyFigure.objects.get(label="Budget")
    assert (row.value, row.unit, row.scale) == (1_460_000_000, "EUR", "Md")


def test_missions_taken_over_are_confirmed_at_once(page, scene, sign_in):
    for position, text in enumerate(("Entretenir", "Saler", "Faucher")):
        factories.mission(scene.routes, text, confirmed=False, position=position)
    sign_in(page, scene.redactrice)
    page.goto(scene.routes.get_absolute_url())
    page.get_by_role("button", name="Tout confirmer").click()
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_text("La contribution est enregistrée.")).to_be_visible()
    assert not scene.routes.missions.filter(confirmed=False).exists()
    settle(page)
    expect(page.get_by_role("button", name="Tout confirmer")).to_be_hidden()
