"""The pages of the lists' workbooks: how they are reached, which institution they are of, the files they refuse."""

from __future__ import annotations

import re

import lxml.html
import pytest
from django.urls import reverse

from directions.enums import SheetKind
from directions.models import Direction, SheetImport
from directions.sheets import Format
from tests import factories
from tests.directions.resources.lists import ListVisit, ListWorkbook
from tests.form_page import signed_in

KINDS = pytest.mark.parametrize("kind", [SheetKind.INDICATORS, SheetKind.DIRECTIONS])


@pytest.fixture
def cast(db) -> factories.Cast:
    return factories.cast()


def words(response) -> str:
    return re.sub(r"\s+", " ", lxml.html.fromstring(response.content.decode()).text_content())


def address(kind: SheetKind) -> str:
    return reverse("directions:sheet_list", args=[kind])


@pytest.mark.parametrize(
    ("page", "person", "kind"),
    [
        ("admin:directions_indicator_changelist", "relectrice", SheetKind.INDICATORS),
        ("admin:directions_indicator_changelist", "administrateur", SheetKind.INDICATORS),
        ("admin:directions_direction_changelist", "relectrice", None),
        ("admin:directions_direction_changelist", "administrateur", SheetKind.DIRECTIONS),
        ("admin:directions_membership_changelist", "administrateur", None),
    ],
)
def test_those_who_may_use_it_find_it_above_the_list(cast, page, person, kind):
    html = signed_in(cast.people[person]).get(reverse(page)).content.decode()
    found = re.findall(r'href="(/gestion/tableur/[^"]*)"', html)
    assert found == ([f"{address(kind)}#exporter", f"{address(kind)}#importer"] if kind else [])


@KINDS
@pytest.mark.parametrize("file_format", Format, ids=lambda one: one.extension)
def test_the_workbook_in_the_three_formats(cast, kind, file_format):
    client = signed_in(cast.administrateur)
    response = client.get(reverse("directions:list_workbook", args=[kind, "CD", file_format]))
    assert response["Content-Type"] == file_format.content_type
    name = {SheetKind.INDICATORS: "indicateurs", SheetKind.DIRECTIONS: "organigramme"}[kind]
    assert response["Content-Disposition"] == f'attachment; filename="{name}-cd.{file_format.extension}"'
    assert response["X-Content-Type-Options"] == "nosniff"


@KINDS
def test_the_page_offers_the_institution_and_says_that_nothing_is_deleted(cast, kind):
    page = signed_in(cast.administrateur).get(address(kind))
    assert "Département de la Brenne" in words(page) and "supprimé" in words(page)
    for file_format in Format:
        assert reverse("directions:list_workbook", args=[kind, "CD", file_format]) in page.content.decode()


@KINDS
def test_of_two_institutions_one_is_chosen_and_their_years_do_not_matter(cast, kind):
    town = factories.institution(code="VILLE", name="Ville de Brenne")
    campaign = factories.campaign(town, 2018, status="closed")
    factories.campaign(cast.institution, 2019, status="closed")
    client = signed_in(cast.administrateur)
    choice = lxml.html.fromstring(client.get(address(kind)).content.decode()).xpath(
        "//nav[@aria-label='Institution']//a"
    )
    assert [link.text for link in choice] == ["Département de la Brenne", "Ville de Brenne"]
    page = client.get(address(kind), {"campagne": campaign.pk}).content.decode()
    assert "VILLE.xlsx" in page and "CD.xlsx" not in page


@KINDS
def test_without_a_campaign_the_page_says_what_to_do(db, kind):
    factories.institution()
    client = signed_in(factories.administrateur())
    assert "Créez d’abord une campagne" in words(client.get(address(kind)))
    assert client.post(address(kind)).status_code == 422


@KINDS
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "est vide"),
        (b"%PDF-1.7", "PDF"),
        (b"A;B\r\n1;2\r\n", "il y manque"),
        (b"x" * 5_300_000, "5 Mo"),
    ],
    ids=["empty", "pdf", "other", "heavy"],
)
def test_a_refused_file_leaves_the_person_on_the_page_with_the_reason(cast, kind, content, reason):
    answer = ListVisit(kind, cast.administrateur, cast.campaign).send(content)
    assert answer.status_code == 422 and reason in words(answer)
    assert answer.request["PATH_INFO"] == address(kind)
    assert not SheetImport.objects.exists()


@KINDS
@pytest.mark.parametrize("asked", ["", "0", "autre", "\x00", "9" * 40])
def test_an_institution_that_is_not_there_is_refused(cast, kind, asked):
    content = ListWorkbook(kind, cast.administrateur, cast.campaign).add(Sigle="X", Code="x").file()
    assert ListVisit(kind, cast.administrateur, cast.campaign).send(content, campaign=asked).status_code == 422
    assert not SheetImport.objects.exists()


def test_the_file_of_a_person_is_nobody_elses(cast):
    visit = ListVisit(SheetKind.DIRECTIONS, cast.administrateur, cast.campaign)
    book = ListWorkbook(SheetKind.DIRECTIONS, cast.administrateur, cast.campaign).fill("DR", Nom="Routes")
    preview = visit.send(book.file())
    key, seen = preview.context["received"].pk, {"seen": preview.context["judgement"].fingerprint}
    for other in (cast.relectrice, factories.user(is_superuser=True)):
        client = signed_in(other)
        assert client.get(reverse("directions:sheet_preview", args=[key])).status_code == 404
        assert client.post(reverse("directions:sheet_confirm", args=[key]), seen).status_code == 404
    assert Direction.objects.get(code="DR").name == "Direction des routes"


def test_the_pages_speak_of_what_the_list_holds(cast):
    visit = ListVisit(SheetKind.DIRECTIONS, cast.administrateur, cast.campaign)
    book = ListWorkbook(SheetKind.DIRECTIONS, cast.administrateur, cast.campaign)
    book.fill("DR", Nom="<script>alert(1)</script>").add(Sigle="N", Nom="Neuve", Nature="Service", Rattachée_à="CD")
    preview = visit.send(book.file())
    page = words(preview)
    assert "1 direction modifiée" in page and "1 direction ajoutée" in page and "4 inchangées" in page
    assert "Organigramme dans un tableur" in page and "chiffre" not in page.lower()
    assert b"<script>alert" not in preview.content
    done = words(visit.confirm(preview))
    assert "1 direction modifiée" in done and "Département de la Brenne" in done and "chiffre" not in done.lower()
