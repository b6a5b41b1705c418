"""The report's files, from the links of its page: what is said while one is prepared, and when it cannot be."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from playwright.sync_api import expect

from directions.enums import ContributionStatus
from directions.models import Achievement
from tests import factories
from tests.reporting.sample_document import sample_assets


@pytest.fixture
def report_page(page, live_server, sign_in):
    scene = factories.cast(ContributionStatus.APPROVED)
    sign_in(page, scene.relectrice)
    page.goto(reverse("reporting:report", args=[2020]))
    return page


@pytest.mark.parametrize(("label", "signature"), [("PDF", b"%PDF-"), ("Données (JSON)", b"{")])
def test_a_file_is_prepared_in_sight(report_page, label, signature):
    with report_page.expect_download() as download:
        report_page.get_by_role("link", name=label).press("Enter")
        expect(report_page.get_by_role("status")).to_contain_text(label)
    assert download.value.suggested_filename.startswith("rapport-2020-")
    assert Path(download.value.path()).read_bytes().startswith(signature)
    expect(report_page.get_by_role("status")).to_have_text(f"Le fichier {label} est téléchargé.")


def test_a_lost_connection_is_said(report_page):
    report_page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('offline')); }")
    report_page.get_by_role("link", name="PDF").click()
    expect(report_page.get_by_role("status")).to_contain_text("vérifiez votre connexion")


def test_a_report_that_cannot_be_printed_says_what_to_correct(report_page):
    name, photo = next(iter(sample_assets().items()))
    stored = default_storage.save(name, ContentFile(photo))
    Achievement.objects.update(photo=stored, photo_width=8, photo_height=6, photo_alt="")
    report_page.get_by_role("link", name="PDF").click()
    expect(report_page.get_by_role("heading", level=1)).to_contain_text("n’a pas pu être préparé")
    expect(report_page.get_by_role("alert")).to_contain_text("Un pont neuf")
    report_page.get_by_role("link", name="Revenir au rapport").click()
    expect(report_page).to_have_title("Rapport d’activités 2020 – Département de la Brenne")
