"""The indicators in a spreadsheet: they come back as they went out, and keep what their figures stand on."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directions.enums import SheetKind
from directions.models import Indicator, KeyFigure, Redefinition, User
from directions.resources.indicators import IndicatorResource
from directions.resources.judgement import Verdict
from directions.sheets import Format, write
from tests import factories
from tests.directions.resources.lists import ListVisit, ListWorkbook
from tests.form_page import signed_in

FORMATS = pytest.mark.parametrize("file_format", Format, ids=lambda one: one.extension)


@pytest.fixture
def cast(db) -> factories.Cast:
    """With two indicators: `agents`, shared and measured; `ponts`, of the roads, that no figure measures."""
    cast = factories.cast()
    agents = Indicator.objects.create(institution=cast.institution, code="agents", label="Agents", unit="agents")
    Indicator.objects.create(
        institution=cast.institution,
        owner=cast.routes.direction,
        code="ponts",
        label="Ponts",
        unit="EUR",
        aggregation="sum",
        definition="Tous les ponts,\r\nmême petits",
    )
    KeyFigure.objects.create(contribution=cast.routes, indicator=agents, label="Agents", unit="agents")
    Redefinition.objects.create(indicator=agents, year=2020, reason="en équivalents temps plein")
    return cast


def workbook(cast, person: str = "relectrice") -> ListWorkbook:
    return ListWorkbook(SheetKind.INDICATORS, cast.people[person], cast.campaign)


@pytest.fixture
def book(cast) -> ListWorkbook:
    return workbook(cast)


@pytest.fixture
def visit(cast) -> ListVisit:
    return ListVisit(SheetKind.INDICATORS, cast.relectrice, cast.campaign)


# -- There and back ----------------------------------------------------------------------------------------------------


def test_the_workbook_says_what_is_stored(book):
    assert book.line("agents") == {
        "Code": "agents",
        "Intitulé": "Agents",
        "Unité": "agents",
        "Direction": None,
        "Cumul": "Aucune",
        "Définition": None,
        "Redéfini en": "2020 : en équivalents temps plein",
    }
    ponts = book.line("ponts")
    assert (ponts["Unité"], ponts["Direction"], ponts["Cumul"]) == ("€", "DR", "Somme")
    assert ponts["Définition"] == "Tous les ponts,\nmême petits"


@FORMATS
@pytest.mark.parametrize("person", ["relectrice", "administrateur"])
def test_an_export_that_comes_back_changes_nothing(cast, file_format, person):
    Indicator.objects.filter(code="ponts").update(label="=1+1 « pont »", definition=" -2\n\n@x ", unit="1/3")
    resource = IndicatorResource(cast.people[person], cast.campaign)
    judgement = resource.judge(resource.read(write(resource.workbook(), file_format), "indicateurs"))
    assert judgement.counts == {Verdict.SAME: 2} and not judgement.ignored


@FORMATS
def test_what_is_typed_is_written_and_nothing_else(cast, visit, book, file_format):
    book.line("ponts").update({"Intitulé": "Ouvrages", "Direction": "DC", "Cumul": None, "Redéfini en": "2021 : tout"})
    book.lines = [book.line("ponts"), {"Code": "gares", "Intitulé": "Gares", "Unité": "€", "Cumul": "somme"}]
    done = visit.bring(book, file_format)
    assert (done.context["received"].created_rows, done.context["received"].changed_rows) == (1, 1)
    ponts, gares = Indicator.objects.get(code="ponts"), Indicator.objects.get(code="gares")
    assert (ponts.label, ponts.owner.code, ponts.aggregation, ponts.unit) == ("Ouvrages", "DC", "none", "EUR")
    assert (gares.label, gares.owner, gares.aggregation, gares.unit) == ("Gares", None, "sum", "EUR")
    assert gares.institution == cast.institution
    assert ponts.definition.split() == ["Tous", "les", "ponts,", "même", "petits"]
    assert Indicator.objects.get(code="agents").label == "Agents"
    assert Redefinition.objects.count() == 1


def test_a_definition_keeps_its_lines(visit, book):
    visit.bring(book.fill("agents", Définition="Au 31 décembre\nhors stagiaires"))
    assert Indicator.objects.get(code="agents").definition == "Au 31 décembre\nhors stagiaires"


def test_the_preview_says_old_and_new(book):
    book.line("ponts").update({"Cumul": "aucune", "Direction": None, "Unité": "km"})
    assert book.changes("ponts") == [("Unité", "€", "km"), ("Direction", "DR", ""), ("Cumul", "Somme", "Aucune")]
    assert (book.judged_line("ponts").subject, book.judged_line("ponts").place) == ("Ponts (ponts)", "")


# -- What is refused ---------------------------------------------------------------------------------------------------

REFUSED = [
    ({"Code": "agents", "Unité": "ETP"}, "Unité : Cet indicateur a des chiffres en « agents » : gardez son unité."),
    ({"Code": "agents", "Unité": None}, "créez un autre indicateur, ou signalez une redéfinition"),
    ({"Code": "ponts", "Unité": "M€"}, "Unité : Écrivez comme unité ce que l'on compte"),
    ({"Code": "ponts", "Unité": "u" * 61}, "Unité : Assurez-vous"),
    ({"Code": "ponts", "Direction": "NULLE"}, "Direction : Aucune direction de CD n'a le sigle « NULLE »"),
    ({"Code": "ponts", "Direction": "AILLEURS"}, "Direction : Aucune direction de CD n'a le sigle « AILLEURS »"),
    ({"Code": "ponts", "Cumul": "moyenne"}, "Cumul : Choisissez parmi : « Aucune », « Somme »."),
    ({"Code": "ponts", "Intitulé": None}, "Intitulé : Ce champ ne peut pas être vide"),
    ({"Code": "ponts", "Intitulé": "x" * 201}, "Intitulé : Assurez-vous"),
    ({"Code": None, "Intitulé": "Sans code"}, "Code : Donnez un code"),
    ({"Code": "deux mots", "Intitulé": "x"}, "Code : "),
    ({"Code": "é=1", "Intitulé": "x"}, "Code : "),
    ({"Code": "c" * 121, "Intitulé": "x"}, "Code : Assurez-vous"),
    ({"Code": "neuf"}, "Intitulé : Ce champ ne peut pas être vide"),
]


@pytest.mark.parametrize(("cells", "reason"), REFUSED, ids=lambda one: str(one)[:50])
def test_a_line_is_refused_with_its_column_and_reason(cast, visit, book, cells, reason):
    factories.direction(factories.institution(code="VILLE"), code="AILLEURS")
    if cells["Code"] in ("agents", "ponts"):
        book.line(cells["Code"]).update(cells)
    else:
        book.lines.append(cells)
    book.add(Code="gares", Intitulé="Gares")
    preview = visit.send(book.file())
    refused = preview.context["judgement"].of(Verdict.REFUSED)
    assert reason in " ".join(f"{one.title} : {one.message}" for line in refused for one in line.reasons)
    assert len(refused) == 1
    assert visit.confirm(preview).status_code == 409
    assert set(Indicator.objects.values_list("code", "unit")) == {("agents", "agents"), ("ponts", "EUR")}


def test_two_lines_of_one_code_are_both_refused(book):
    book.add(Code="gares", Intitulé="Gares").add(Code="gares", Intitulé="Haltes")
    judgement = book.judged()
    assert judgement.refused == 2 and "a le même code" in judgement.of(Verdict.REFUSED)[0].reasons[0].message


def test_the_unit_of_a_measured_indicator_may_be_spelt_better(book):
    book.fill("agents", Unité="Agents")
    assert book.changes("agents") == [("Unité", "agents", "Agents")]


@pytest.mark.parametrize(
    ("code", "unit", "status"), [("agents", "ETP", 200), ("agents", "Agents", 302), ("ponts", "km", 302)]
)
def test_the_page_of_an_indicator_has_the_same_rule(cast, code, unit, status):
    indicator = Indicator.objects.get(code=code)
    form = {"label": "Libellé", "code": code, "unit": unit, "aggregation": "none", "definition": "", "owner": ""}
    form |= {f"redefinitions-{name}": "0" for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    address = reverse("admin:directions_indicator_change", args=[indicator.pk])
    answer = signed_in(cast.relectrice).post(address, form)
    assert answer.status_code == status
    assert ("gardez son unité" in answer.content.decode()) is (status == 200)


def test_the_indicators_of_another_institution_are_another_list(cast, visit, book):
    town = factories.institution(code="VILLE", name="Ville")
    campaign = factories.campaign(town)
    Indicator.objects.create(institution=town, code="agents", label="Agents de la ville", unit="personnes")
    other = ListWorkbook(SheetKind.INDICATORS, cast.relectrice, campaign)
    assert [line["Intitulé"] for line in other.lines] == ["Agents de la ville"]
    preview = visit.send(other.fill("agents", Unité="agents", Intitulé="Agents").file(), campaign=campaign.pk)
    visit.confirm(preview)
    assert Indicator.objects.get(institution=town).label == "Agents"
    assert Indicator.objects.get(institution=town).unit == "agents"
    assert "2020" not in preview.context["whose"] and preview.context["whose"] == "Ville"


# -- Who, and how much -------------------------------------------------------------------------------------------------


def test_who_is_no_longer_of_the_team_can_confirm_no_more(cast, visit, book):
    preview = visit.send(book.fill("ponts", Intitulé="Ouvrages").file())
    cast.relectrice.groups.clear()
    assert visit.confirm(preview).status_code == 404
    assert Indicator.objects.get(code="ponts").label == "Ponts"


@pytest.mark.parametrize("person", ["redactrice", "directeur", "etrangere"])
def test_even_without_the_pages_a_member_writes_none(cast, person):
    book = workbook(cast).fill("ponts", Intitulé="Ouvrages")
    book.user = cast.people[person]
    assert "La communication seule" in book.reasons("ponts")


def test_confirmed_again_it_writes_nothing_more(visit, book):
    preview = visit.send(book.add(Code="gares", Intitulé="Gares").file())
    visit.confirm(preview)
    Indicator.objects.filter(code="gares").delete()
    visit.confirm(preview)
    assert not Indicator.objects.filter(code="gares").exists()


def _queries(cast, rows: int) -> tuple[int, int, int]:
    """How many queries exporting takes, judging, then writing: as many new lines as changed ones."""
    for number in range(rows):
        Indicator.objects.create(institution=cast.institution, code=f"v{rows}-{number}", label="Avant")
    with CaptureQueriesContext(connection) as exporting:
        book = workbook(cast)
    for number in range(rows):
        book.add(Code=f"n{rows}-{number}", Intitulé="Neuf").fill(f"v{rows}-{number}", Intitulé="Après", Direction="DR")
    # Read anew: a person's groups are remembered.
    resource = IndicatorResource(User.objects.get(pk=cast.relectrice.pk), cast.campaign)
    sheet = resource.read(book.file(), "indicateurs")
    with CaptureQueriesContext(connection) as judging:
        judgement = resource.judge(sheet, lock=True)
    assert (judgement.counts[Verdict.ADDED], judgement.counts[Verdict.CHANGED]) == (rows, rows)
    with CaptureQueriesContext(connection) as writing:
        resource.write()
    assert Indicator.objects.filter(label="Après", owner=cast.routes.direction).count() >= rows
    return len(exporting), len(judging), len(writing)


def test_the_queries_do_not_grow_with_the_lines(cast):
    assert _queries(cast, 3) == _queries(cast, 60)
