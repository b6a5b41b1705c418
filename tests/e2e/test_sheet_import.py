"""The figures by spreadsheet in a browser: downloaded, filled, sent, refused, corrected, seen, confirmed."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from directions.indicators import IndicatorBook
from directions.models import KeyFigure
from tests.directions.resources.workbooks import Workbook
from tests.e2e.test_pages import assert_sound


@pytest.fixture
def figures(scene) -> None:
    rows = [KeyFigure(contribution=scene.routes, label=label, unit="km", value=12) for label in ("Routes", "Pistes")]
    book = IndicatorBook(scene.institution.pk)
    book.assign(scene.routes.direction, rows)
    book.write()
    for row in rows:
        row.save()


def downloaded(page: Page) -> Workbook:
    """The workbook of the folded line of the contribution's page."""
    page.get_by_text("Remplir dans un tableur").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="au format XLSX").click()
    assert download.value.suggested_filename == "chiffres-2020-dr.xlsx"
    return Workbook(Path(download.value.path()).read_bytes())


def send(page: Page, content: bytes, name: str = "chiffres.xlsx") -> None:
    page.get_by_label("Votre tableau rempli").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )
    page.get_by_role("button", name="Voir ce qui changera").click()


def test_a_workbook_goes_out_and_comes_back(screen, scene, figures, sign_in):
    sign_in(screen, scene.redactrice)
    screen.goto(scene.routes.get_absolute_url())
    book = downloaded(screen)
    screen.get_by_role("link", name="Importer le tableau rempli").click()
    expect(screen.get_by_role("heading", level=1)).to_have_text("Chiffres-clés dans un tableur")
    assert_sound(screen)

    send(screen, b"%PDF-1.7", "rapport.pdf")
    expect(screen.get_by_role("alert")).to_contain_text("Ce fichier est un PDF")
    expect(screen.get_by_role("alert")).to_be_focused()
    assert_sound(screen)

    book.fill("Routes", Valeur="13 km").fill("Pistes", Valeur="1.234").add(Intitulé="Ponts", Valeur="41 ponts")
    send(screen, book.file())
    expect(screen.get_by_role("heading", level=2)).to_contain_text("Rien ne peut être importé")
    expect(screen.locator("tbody tr").first).to_contain_text("voulez-vous dire")
    assert_sound(screen)
    expect(screen.get_by_role("button", name="Importer")).to_have_count(0)

    send(screen, book.fill("Pistes", Valeur="1234").file())
    expect(screen.get_by_role("heading", level=2)).to_have_text("Rien n’est encore enregistré")
    assert_sound(screen)
    screen.get_by_role("link", name="Ajoutées (1)").press("Enter")
    expect(screen.locator("tbody tr")).to_have_count(1)

    screen.get_by_role("button", name="Importer 3 lignes").click()
    expect(screen.get_by_role("heading", level=1)).to_have_text("L'import est fait")
    assert_sound(screen)
    assert dict(KeyFigure.objects.values_list("label", "value")) == {"Routes": 13, "Pistes": 1234, "Ponts": 41}


def test_while_a_file_is_read_the_page_says_so_and_takes_no_second_press(page, scene, figures, sign_in):
    sign_in(page, scene.redactrice)
    page.goto("/gestion/tableur/figures/")
    page.evaluate("document.querySelector('form[data-busy]').addEventListener('submit', e => e.preventDefault())")
    send(page, b"Sigle")
    expect(page.locator("[data-status]")).to_have_text("Lecture en cours…")
    expect(page.get_by_role("button", name="Voir ce qui changera")).to_have_attribute("aria-disabled", "true")
