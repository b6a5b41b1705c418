"""The pages of the spreadsheets: who meets them, what they offer, and every file that they refuse with its reason."""

from __future__ import annotations

import io
import re

import lxml.html
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from directions.enums import CampaignStatus, ContributionStatus
from directions.models import Campaign, Contribution, KeyFigure, SheetImport
from directions.resources.figures import FigureResource
from directions.sheets import DataSheet, Format, Table, write
from tests import factories
from tests.directions.resources.workbooks import UPLOAD, Visit, Workbook, workbook
from tests.form_page import signed_in

MEGABYTE = 1024 * 1024


@pytest.fixture
def visit(scene) -> Visit:
    return Visit(scene.cast.redactrice, scene.campaign)


def tree(response) -> lxml.html.HtmlElement:
    return lxml.html.fromstring(response.content.decode())


def words(response) -> str:
    return re.sub(r"\s+", " ", tree(response).text_content())


def download(client: Client, code: str, extension: str = "xlsx", year: int = 2020, query: str = ""):
    return client.get(f"{UPLOAD}{year}/{code}.{extension}{query}")


# -- The workbook to download ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file_format", Format, ids=lambda one: one.extension)
def test_the_workbook_of_a_direction_in_the_three_formats(scene, visit, file_format):
    response = download(visit.client, "DR", file_format.extension)
    assert response["Content-Type"] == file_format.content_type
    assert response["Content-Disposition"] == f'attachment; filename="chiffres-2020-dr.{file_format.extension}"'
    assert [line["Intitulé"] for line in Workbook(response.content).lines] == ["Agents", "Budget réalisé", "Kilomètres"]


@pytest.mark.parametrize(
    ("person", "code", "directions"),
    [
        ("redactrice", "toutes", {"DR"}),
        ("redactrice", "DC", None),
        ("redactrice", "NULLE", None),
        ("etrangere", "toutes", {"DC"}),
        ("relectrice", "toutes", {"DR", "DC"}),
        ("relectrice", "DC", {"DC"}),
    ],
)
def test_each_downloads_what_they_see(scene, person, code, directions):
    response = download(signed_in(scene.cast.people[person]), code)
    if directions is None:
        assert response.status_code == 404
    else:
        assert {line["Sigle"] for line in Workbook(response.content).lines} == directions


def test_what_may_only_be_read_says_so_in_the_workbook(scene):
    Contribution.objects.filter(pk=scene.culture.pk).update(status=ContributionStatus.SUBMITTED)
    lines = Workbook(download(signed_in(scene.cast.relectrice), "toutes").content).lines
    assert {line["Sigle"]: line["État"] for line in lines} == {"DR": "à consulter seulement", "DC": "renseigné"}


def test_a_past_campaign_is_downloaded_by_those_who_saw_it(scene, visit):
    assert Workbook(download(visit.client, "DR", year=2019).content).line("Agents")["Valeur"] == 240
    assert download(signed_in(scene.cast.etrangere), "toutes", year=2019).status_code == 404
    assert download(visit.client, "DR", year=2015).status_code == 404


def test_of_two_institutions_the_address_names_one(scene):
    other = factories.institution(code="VILLE", name="Ville")
    direction = factories.direction(other, code="DR")
    contribution = factories.contribution(factories.campaign(other, 2020), direction)
    KeyFigure.objects.create(contribution=contribution, label="Fontaines")
    client = signed_in(scene.cast.relectrice)
    lines = Workbook(download(client, "DR", query="?institution=VILLE").content).lines
    assert [line["Intitulé"] for line in lines] == ["Fontaines"]
    assert download(client, "DR", query="?institution=NULLE").status_code == 404


def test_an_odd_code_stays_an_address_and_gives_a_plain_name(scene, visit):
    odd = "D/R é; 50%.ods"
    Contribution.objects.filter(pk=scene.routes.pk).update(code=odd)
    address = reverse("directions:figures_workbook", args=[2020, odd, Format.CSV])
    response = visit.client.get(address)
    assert response["Content-Disposition"] == 'attachment; filename="chiffres-2020-dr-e-50ods.csv"'
    assert address in visit.client.get(UPLOAD).content.decode()


# -- The page ----------------------------------------------------------------------------------------------------------


def test_a_member_finds_their_direction_and_a_reviewer_all(scene, visit):
    page = words(visit.client.get(UPLOAD))
    assert "Direction des routes" in page and "culture" not in page and "Toutes les directions" not in page
    Contribution.objects.filter(pk=scene.culture.pk).update(status=ContributionStatus.SUBMITTED)
    page = words(signed_in(scene.cast.relectrice).get(UPLOAD))
    assert "Toutes les directions" in page and "Direction de la culture" in page and "Direction des routes" not in page


def test_it_is_reached_from_the_pages_where_it_is_of_use(scene, visit):
    link = f'href="{UPLOAD}?campagne={scene.campaign.pk}"'
    assert link in visit.client.get(scene.routes.get_absolute_url()).content.decode()
    reviewer = signed_in(scene.cast.relectrice)
    assert link in reviewer.get(reverse("admin:index")).content.decode()
    campaign_page = reverse("admin:directions_campaign_change", args=[scene.campaign.pk])
    assert link in reviewer.get(campaign_page).content.decode()
    Campaign.objects.filter(pk=scene.campaign.pk).update(status=CampaignStatus.CLOSED)
    assert link not in reviewer.get(campaign_page).content.decode()


def test_a_person_without_a_direction_finds_no_page(db):
    assert signed_in(factories.user()).get(UPLOAD).status_code == 404
    assert signed_in(factories.user()).post(UPLOAD).status_code == 404


def test_where_no_campaign_is_open_the_page_says_so(scene, visit):
    Campaign.objects.update(status=CampaignStatus.CLOSED)
    assert "Aucune campagne n’est ouverte" in words(visit.client.get(UPLOAD))


def test_the_wrong_methods_and_a_missing_token_are_refused(scene, visit):
    preview = visit.send(workbook(scene.cast.redactrice, scene.campaign).fill("Agents", Valeur=251).file())
    received = preview.context["received"]
    confirm = reverse("directions:sheet_confirm", args=[received.pk])
    assert visit.client.get(confirm).status_code == 405
    assert visit.client.post(reverse("directions:sheet_preview", args=[received.pk])).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(scene.cast.redactrice, backend="django.contrib.auth.backends.ModelBackend")
    seen = {"seen": preview.context["judgement"].fingerprint}
    assert strict.post(confirm, seen).status_code == 403
    assert strict.post(UPLOAD, {"campaign": scene.campaign.pk}).status_code == 403
    assert scene.figure("Agents").value == 250


# -- Files that are refused --------------------------------------------------------------------------------------------

FILES = [
    (b"", "Ce fichier est vide"),
    (b"%PDF-1.7 ...", "Ce fichier est un PDF"),
    (b"PK\x03\x04 pas un classeur", "abîmé"),
    (b"<html>", "page web"),
    (b"\x00" * 100, "fichier"),
    (b"Sigle;Valeur\r\nDR;12\r\n", "il y manque"),
    (b"x" * (5 * MEGABYTE + 1), "5 Mo"),
]


@pytest.mark.parametrize(("content", "reason"), FILES, ids=lambda one: str(one)[:20])
def test_a_refused_file_leaves_the_person_on_the_page_with_the_reason(visit, content, reason):
    answer = visit.send(content)
    assert answer.status_code == 422
    assert reason in words(answer)
    assert tree(answer).xpath("//input[@type='file']")
    assert not SheetImport.objects.exists()


def test_a_file_that_weighs_too_much_is_not_even_read(visit, monkeypatch):
    def read(self, *args):
        raise AssertionError("The file was read.")

    monkeypatch.setattr("django.core.files.uploadedfile.TemporaryUploadedFile.read", read, raising=False)
    answer = visit.send(b"x" * (10 * MEGABYTE))
    assert "dépasse 5 Mo" in words(answer)


def test_no_file_at_all_is_told(visit):
    answer = visit.client.post(UPLOAD, {"campaign": visit.campaign.pk})
    assert answer.status_code == 422 and "Choisissez le tableau que vous avez rempli." in words(answer)


def test_the_workbook_of_another_year_is_refused_on_the_page(scene, visit):
    lines = Workbook(download(visit.client, "DR", year=2019).content).file()
    assert "Ce tableau est celui de 2019" in words(visit.send(lines))


@pytest.mark.parametrize("asked", ["", "0", "inconnue", "9" * 40, "closed", "other"])
def test_a_campaign_that_is_not_open_to_the_person_is_refused_in_the_same_words(scene, visit, asked):
    other = factories.direction(factories.institution(), code="AUTRE")
    foreign = factories.contribution(factories.campaign(other.parent, 2020), other).campaign
    keys = {"closed": Campaign.objects.get(year=2019).pk, "other": foreign.pk}
    book = workbook(scene.cast.redactrice, scene.campaign).fill("Agents", Valeur=251)
    answer = visit.send(book.file(), campaign=keys.get(asked, asked))
    assert answer.status_code == 422
    assert "Cette campagne n'est pas ouverte à la saisie" in words(answer)
    assert not SheetImport.objects.exists()


def test_a_null_character_is_refused_too(scene, visit):
    assert visit.send(workbook(scene.cast.redactrice, scene.campaign).file(), campaign="1\x00").status_code == 422


NAMES = [
    "../../etc/passwd.xlsx",
    "a\x00b\u202ecsv.xlsx",
    "<script>alert(1)</script>.csv",
    "é" * 300 + ".ods",
    "…",
    " .xlsx",
]


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_the_name_of_the_file_is_only_ever_shown(scene, visit, name):
    file = SimpleUploadedFile("x", workbook(scene.cast.redactrice, scene.campaign).fill("Agents", Valeur=251).file())
    file._name = name
    answer = visit.client.post(UPLOAD, {"campaign": scene.campaign.pk, "file": file}, follow=True)
    assert answer.status_code == 200
    stored = SheetImport.objects.get().name
    assert stored and stored.isprintable() and len(stored) <= 200 and "/" not in stored
    assert b"<script>alert" not in answer.content


def test_what_a_cell_holds_is_never_run_by_the_page(scene, visit):
    book = workbook(scene.cast.redactrice, scene.campaign)
    book.fill("Agents", Explication="<script>alert(1)</script>", Périmètre="=1+1").add(
        Sigle="<b>DR</b>", Intitulé="<i>x</i>", Valeur="<u>1</u>", Unité="km"
    )
    page = visit.send(book.file()).content.decode()
    assert not re.search("<script>alert|<b>DR|<i>x|<u>1", page)


# -- What would change -------------------------------------------------------------------------------------------------


def test_the_preview_shows_old_and_new_refused_lines_first(scene, visit):
    book = workbook(scene.cast.redactrice, scene.campaign).fill("Agents", Valeur=251, Explication="Un poste créé")
    book.fill("Kilomètres", Valeur="1.234").add(Sigle="DR", Intitulé="Ponts", Valeur="41 ponts")
    answer = visit.send(book.file())
    rows = [re.sub(r"\s+", " ", row.text_content()) for row in tree(answer).xpath("//tbody/tr")]
    assert [row.split()[0] for row in rows] == ["4", "2", "5"]
    assert "Refusée" in rows[0] and "Valeur : « 1.234 »" in rows[0]
    assert "avant, 250 agents → maintenant, 251 agents" in rows[1] and "2019 : 240 agents" in rows[1]
    assert "hausse de 4,6 % par rapport à 2019" in rows[1] and "Explication : maintenant, Un poste créé" in rows[1]
    assert "Ajouté" in rows[2] and "41 ponts" in rows[2]
    counts = [strong.text for strong in tree(answer).xpath("//ul[contains(@class,'verdicts')]//strong")]
    assert counts == ["1", "1", "1", "1"]
    assert "Importer" not in words(answer)


def copies(scene, **values: int) -> bytes:
    """A workbook in which the sheet was copied: in each, the agents have that value."""
    (sheet,) = FigureResource(scene.cast.redactrice, scene.campaign).workbook(scene.routes).sheets
    filled = [
        DataSheet(name, sheet.columns, [row | {"value": value} for row in sheet.rows if row["label"] == "Agents"])
        for name, value in values.items()
    ]
    return write(Table("", filled), Format.XLSX)


def test_of_two_copies_the_sheet_of_the_template_is_read_and_the_preview_names_it(scene, visit):
    answer = visit.send(copies(scene, Ancienne=250, Chiffres=251))
    assert "feuille « Chiffres »" in words(answer)
    assert answer.context["judgement"].written == 1


def test_two_copies_under_other_names_are_refused_and_named(scene, visit):
    answer = visit.send(copies(scene, Ancienne=250, Nouvelle=251))
    assert answer.status_code == 422
    assert "« Ancienne », « Nouvelle »" in words(answer) and "appelez « Chiffres » celle" in words(answer)


@pytest.mark.parametrize(("shown", "numbers"), [("inchangees", ["3"]), ("modifiees", ["2"]), ("autre", ["4", "2"])])
def test_the_lines_of_one_verdict_are_shown_apart(scene, visit, shown, numbers):
    book = workbook(scene.cast.redactrice, scene.campaign).fill("Agents", Valeur=251).fill("Kilomètres", Valeur="1.234")
    received = visit.send(book.file()).context["received"]
    page = visit.client.get(reverse("directions:sheet_preview", args=[received.pk]), {"lignes": shown, "page": "x"})
    cells = tree(page).xpath("//tbody/tr/td[1]")
    assert [cell.text for cell in cells] == numbers


def test_many_lines_are_shown_by_pages(scene):
    visit = Visit(scene.cast.administrateur, scene.campaign)
    book = Workbook.of()
    places = [(sigle, number) for sigle in ("DR", "DC") for number in range(190)]
    book.lines = [{"Sigle": sigle, "Intitulé": f"Mesure {number}", "Valeur": number} for sigle, number in places]
    answer = visit.send(book.file())
    assert len(tree(answer).xpath("//tbody/tr")) == 200
    pages = tree(answer).xpath("//nav[@aria-label='Pages']//a")
    assert [page.text_content() for page in pages] == ["Page 1", "Page 2"]
    second = visit.client.get(pages[1].get("href"))
    assert len(tree(second).xpath("//tbody/tr")) == 180
    asked = visit.client.get(second.request["PATH_INFO"], {"lignes": "added", "page": 2})
    first = tree(asked).xpath("//nav[@aria-label='Pages']//a")[0].get("href")
    assert first.endswith("?lignes=added&page=1#lignes")
    visit.confirm(answer)
    assert KeyFigure.objects.filter(contribution=scene.routes).count() == 193


def test_a_file_that_changes_nothing_has_nothing_to_confirm(scene, visit):
    answer = visit.send(download(visit.client, "DR").content)
    assert "Ce tableau ne change rien" in words(answer)
    assert not tree(answer).xpath("//button[contains(., 'Importer')]")


def test_an_emptied_value_is_a_warning(scene, visit):
    book = workbook(scene.cast.redactrice, scene.campaign).fill("Agents", Valeur=None)
    assert "1 valeur sera effacée" in words(visit.send(book.file()))


def test_a_file_is_judged_by_its_content_not_by_its_name(scene, visit):
    book = workbook(scene.cast.redactrice, scene.campaign).fill("Agents", Valeur=251)
    file = io.BytesIO(book.file(Format.ODS))
    file.name = "chiffres.pdf"
    answer = visit.client.post(UPLOAD, {"campaign": scene.campaign.pk, "file": file}, follow=True)
    assert answer.context["judgement"].written == 1


def test_a_file_that_can_no_longer_be_read_is_told_on_the_page(scene, visit):
    received = SheetImport.objects.create(
        user=scene.cast.redactrice, kind="figures", campaign=scene.campaign, name="x", content=b"%PDF-1.7"
    )
    answers = (
        visit.client.get(reverse("directions:sheet_preview", args=[received.pk])),
        visit.client.post(reverse("directions:sheet_confirm", args=[received.pk]), {"seen": "x"}),
    )
    for answer in answers:
        assert answer.status_code == 422 and "Ce fichier est un PDF" in words(answer)
