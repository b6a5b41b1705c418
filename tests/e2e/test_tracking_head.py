"""What is above the list of the tracking leaves room for it; asking leads back to it, with and without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests import factories
from tests.e2e.axe import assert_accessible
from tests.e2e.settled import settle
from tests.reporting.observatory.years import figure

TABLE = "/suivi/2020/"


@pytest.fixture
def scene(scene) -> factories.Cast:
    """Enough directions for the list to be longer than a screen, in a second campaign of two."""
    for number in range(20):
        name = f"Direction des {'quais' if number < 3 else 'parcs'} {number}"
        factories.contribution(scene.campaign, factories.direction(scene.institution, name=name))
    factories.contribution(factories.campaign(scene.institution, 2019), scene.routes.direction)
    return scene


def bar(page: Page) -> dict:
    return page.get_by_role("region", name="Agir sur les contributions cochées").bounding_box()


@pytest.mark.parametrize("question", ["", "?etat=draft"])
def test_the_first_line_is_on_the_first_screen(page, scene, sign_in, question):
    sign_in(page, scene.relectrice)
    page.goto(f"{TABLE}{question}")
    settle(page)
    first = page.locator("tr[id]").first.bounding_box()
    assert first["y"] + first["height"] <= bar(page)["y"]
    tick_all = page.get_by_role("link", name="Tout cocher").bounding_box()
    assert tick_all["y"] + tick_all["height"] < first["y"]
    counts = page.locator(".counts li")
    assert len({round(one.bounding_box()["y"]) for one in counts.all()}) == 1 and counts.count() == 5


def test_a_phone_goes_to_the_list_in_one_step(phone, scene, sign_in):
    sign_in(phone, scene.relectrice)
    phone.goto(f"{TABLE}?etat=draft")
    settle(phone)
    phone.get_by_role("link", name="Voir le résultat").click()
    expect(phone.locator("tr[id]").first).to_be_in_viewport(ratio=1)
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_asking_leads_to_the_list_and_to_a_short_address(screen, scene, sign_in):
    sign_in(screen, scene.relectrice)
    screen.goto(TABLE)
    screen.get_by_label("Rechercher").fill("des quais")
    screen.keyboard.press("Enter")
    expect(screen.locator("tr[id]")).to_have_count(3)
    settle(screen)
    assert screen.url.endswith(f"{TABLE}?recherche=des+quais#resultat")
    expect(screen.locator("tr[id]").first).to_be_in_viewport(ratio=1)
    # From there the keyboard goes on with what was found.
    screen.keyboard.press("Tab")
    expect(screen.get_by_role("link", name="Retirer le filtre Rechercher")).to_be_focused()
    screen.locator("summary", has_text="Filtrer et trier").click()
    assert_accessible(screen)
    assert screen.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_without_scripts_too(plain, scene, sign_in):
    sign_in(plain, scene.relectrice)
    plain.goto(TABLE)
    plain.get_by_label("Rechercher").fill("des quais")
    plain.keyboard.press("Enter")
    expect(plain.locator("tr[id]")).to_have_count(3)
    assert plain.url.endswith(f"{TABLE}?recherche=des+quais#resultat")


def test_the_observatory_is_asked_in_the_same_way(page, scene, sign_in):
    figure(scene.routes, 3, label="Agents")
    sign_in(page, scene.relectrice)
    page.goto("/observatoire/")
    page.get_by_label("Rechercher").fill("agents")
    page.keyboard.press("Enter")
    page.wait_for_url("**/observatoire/?recherche=agents#resultat")
