"""The observatory in a browser: with the keyboard, on a phone, with nothing that axe-core or the browser refuses."""

import re
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from directions.models import Indicator, KeyFigure, Redefinition, User
from reporting.loading import demo
from tests import factories
from tests.e2e.settled import settle
from tests.e2e.test_pages import assert_sound, unfold, visit
from tests.reporting.observatory.years import Years, figure

TABLE = reverse("reporting:observatory")


@pytest.fixture
def years(live_server):
    """Three years of figures: a shared indicator that was redefined, one that is corrected, others without a number."""
    years = Years(factories.cast())
    agents = years.indicator(aggregation="sum", definition="Au 31 décembre.")
    years.measure(agents, years.routes, {2017: 90, 2018: 100, 2019: 120, 2020: 126})
    years.measure(agents, years.culture, {2017: 20, 2018: 30, 2019: 40, 2020: 38})
    Redefinition.objects.create(indicator=agents, year=2019, reason="Avec les apprentis.")
    budget = years.indicator("budget", "Budget", "EUR")
    years.measure(budget, years.routes, {2019: "1200000"}, scale="M")
    years.measure(
        budget, years.routes, {2020: "1460000"}, scale="M", restated_value="1300000", restated_reason="Double compte."
    )
    figure(years.cast.routes, None, label="Écoles", not_provided=True)
    figure(years.cast.routes, None, label="Abris", group="Équipements")
    return years


def indicator_address(code="agents"):
    return reverse("reporting:observatory-indicator", args=[Indicator.objects.get(code=code).pk])


@pytest.mark.parametrize("role", ["redactrice", "relectrice"])
def test_the_pages_are_sound_at_both_widths(screen, years, sign_in, role):
    sign_in(screen, years.cast.people[role])
    visit(screen, TABLE)
    unfold(screen)
    assert_sound(screen)
    visit(screen, f"{TABLE}?annee=2020&recherche=agents&evolution=hausse&tri=-evolution")
    visit(screen, f"{TABLE}?recherche=introuvable")
    for code in ("agents", "budget"):
        visit(screen, indicator_address(code))


def test_what_is_refused_is_said_on_a_sound_page(screen, years, sign_in):
    sign_in(screen, years.cast.redactrice)
    screen.goto(f"{TABLE}?annee=1999&direction=12345&recherche={'a' * 300}")
    expect(screen.get_by_role("alert")).to_contain_text("Ces filtres n’ont pas été compris")
    assert_sound(screen)
    screen.goto(f"{indicator_address()}?direction=12345")
    expect(screen.get_by_role("alert")).to_contain_text("Cette direction n’est pas de celles que vous voyez ici")
    assert_sound(screen)


def test_nothing_yet(screen, live_server, sign_in):
    sign_in(screen, factories.cast().redactrice)
    visit(screen, TABLE)
    expect(screen.get_by_text("Il n’y a pas encore de chiffre.")).to_be_visible()


def test_from_the_home_page_to_the_block_with_the_keyboard(page, years, sign_in):
    sign_in(page, years.cast.redactrice)
    page.goto(reverse("admin:index"))
    page.get_by_role("link", name="Ouvrir l’observatoire").press("Enter")
    expect(page.locator("tbody tr")).to_have_count(8)
    page.get_by_label("Rechercher").fill("ecoles")
    page.get_by_label("Rechercher").press("Enter")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_role("link", name="Retirer le filtre Rechercher : ecoles").press("Enter")
    expect(page.locator("tbody tr")).to_have_count(8)
    page.get_by_label("2020").press("Space")
    page.get_by_role("button", name="Afficher").first.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(4)
    page.get_by_role("link", name="Valeur", exact=True).press("Enter")
    header = page.get_by_role("columnheader", name="Valeur")
    expect(header).to_have_attribute("aria-sort", "descending")
    expect(page.locator("tbody tr").first).to_contain_text("Budget")
    page.get_by_role("link", name="Voir « Budget »").press("Enter")
    block = KeyFigure.objects.get(indicator__code="budget", contribution=years.cast.routes)
    expect(page).to_have_url(re.compile(f"#bloc-{block.pk}$"))
    expect(page.locator(f"[id='bloc-{block.pk}']")).to_be_in_viewport()


def test_the_history_is_told_to_those_who_do_not_see_it(page, years, sign_in):
    sign_in(page, years.cast.redactrice)
    page.goto(f"{TABLE}?annee=2020&recherche=agents")
    words = "2017 : 90 agents, 2018 : 100 agents, périmètre modifié en 2019 : 120 agents, 2020 : 126 agents"
    expect(page.get_by_role("img", name=words)).to_be_visible()


def test_it_works_without_javascript(plain, years, sign_in):
    sign_in(plain, years.cast.relectrice)
    plain.goto(TABLE)
    plain.get_by_label("Direction", exact=True).select_option(label="\u00a0" * 6 + "Direction de la culture")
    plain.get_by_role("button", name="Afficher").first.click()
    expect(plain.locator("tbody tr")).to_have_count(4)
    plain.get_by_text("Autres filtres").click()
    plain.get_by_label("Unité").select_option("agents")
    plain.get_by_role("button", name="Afficher").last.click()
    expect(plain.get_by_role("link", name="Retirer le filtre Unité : agents")).to_be_visible()


def test_the_file_of_what_is_shown(page, years, sign_in):
    sign_in(page, years.cast.redactrice)
    page.goto(f"{TABLE}?annee=2020&tri=-valeur")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").press("Enter")
    lines = Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert download.value.suggested_filename == "observatoire.csv"
    assert len(lines) == 5 and "Budget" in lines[1]


def test_on_a_phone_the_result_is_one_step_away_and_tables_scroll_in_their_box(phone, years, sign_in):
    sign_in(phone, years.cast.relectrice)
    phone.goto(TABLE)
    phone.get_by_role("link", name="Voir le résultat").click()
    expect(phone.get_by_text("12 chiffres", exact=True)).to_be_in_viewport()
    phone.goto(indicator_address())
    settle(phone)
    box = phone.get_by_role("region", name="Tableau des directions")
    assert box.evaluate("box => box.scrollWidth > box.clientWidth")
    box.press("ArrowRight")
    phone.wait_for_function("() => document.querySelector('.matrix').scrollLeft > 0")


def test_the_demonstration(screen, live_server, sign_in):
    """At the size of a real report."""
    demo.load()
    for name in ("communication", "directeur", "redactrice"):
        sign_in(screen, User.objects.get(username=name))
        visit(screen, TABLE)
        visit(screen, indicator_address("agents"))
