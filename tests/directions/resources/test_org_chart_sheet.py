"""The org chart in a spreadsheet: it comes back as it went out, hangs together, and is written whole or not at all."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from directions.enums import DirectionKind, PerimeterChange, SheetKind
from directions.models import Contribution, Direction, User
from directions.org_chart import below_themselves
from directions.resources.judgement import Verdict
from directions.resources.organisation import DirectionResource
from directions.sheets import Format, write
from tests import factories
from tests.directions.resources.lists import ListVisit, ListWorkbook

FORMATS = pytest.mark.parametrize("file_format", Format, ids=lambda one: one.extension)


@pytest.fixture
def cast(db) -> factories.Cast:
    return factories.cast()


@pytest.fixture
def book(cast) -> ListWorkbook:
    return ListWorkbook(SheetKind.DIRECTIONS, cast.administrateur, cast.campaign)


@pytest.fixture
def visit(cast) -> ListVisit:
    return ListVisit(SheetKind.DIRECTIONS, cast.administrateur, cast.campaign)


def chart(institution: Direction) -> dict[str, tuple[str, str, str]]:
    """Of each direction: its name, what it hangs below, its kind."""
    rows = Direction.objects.filter(institution=institution).select_related("parent")
    return {one.code: (one.name, one.parent.code, one.kind) for one in rows}


def new(code: str, below: str, **cells) -> dict[str, object]:
    return {"Sigle": code, "Nom": f"Direction {code}", "Nature": "Direction", "Rattachée_à": below} | cells


# -- There and back ----------------------------------------------------------------------------------------------------


def test_the_workbook_is_the_chart_in_its_order(cast, book):
    Direction.objects.filter(code="DC").update(closed_year=2021, opened_year=1990, successor=cast.routes.direction)
    lines = ListWorkbook(SheetKind.DIRECTIONS, cast.administrateur, cast.campaign).lines
    assert [line["Sigle"] for line in lines] == ["CD", "DGAT", "DR", "DGAC", "DC"]
    assert (lines[0]["Nature"], lines[0]["Rattachée à"]) == ("Institution", None)
    assert (lines[1]["Nature"], lines[1]["Rattachée à"]) == ("Direction générale adjointe", "CD")
    assert (lines[4]["Année de création"], lines[4]["Année de suppression"]) == (1990, 2021)
    assert (lines[4]["Remplacée par"], lines[4]["Issue de"]) == ("DR", None)


@FORMATS
def test_an_export_that_comes_back_changes_nothing(cast, file_format):
    Direction.objects.filter(code="DC").update(name="=1+1 ; l'« art »", closed_year=2021, split_from=cast.institution)
    factories.direction(cast.institution, code="007", name="-2", position=0)
    resource = DirectionResource(cast.administrateur, cast.campaign)
    judgement = resource.judge(resource.read(write(resource.workbook(), file_format), "organigramme"))
    assert judgement.counts == {Verdict.SAME: 6} and not judgement.ignored


@FORMATS
def test_what_is_typed_is_written_and_nothing_else(cast, visit, book, file_format):
    factories.direction(cast.institution, code="DX", name="Absente du tableau")
    book.line("DR").update({"Nom": "Direction des mobilités", "Rattachée à": "DGAC", "Année de création": 2019})
    visit.bring(book, file_format)
    assert chart(cast.institution) == {
        "DGAT": ("DGA Territoires", "CD", "dga"),
        "DGAC": ("DGA Citoyens", "CD", "dga"),
        "DR": ("Direction des mobilités", "DGAC", "direction"),
        "DC": ("Direction de la culture", "DGAC", "direction"),
        "DX": ("Absente du tableau", "CD", "direction"),
    }
    assert Direction.objects.get(code="DR").opened_year == 2019


def test_the_preview_says_old_and_new(book):
    book.line("DR").update({"Nom": "Routes", "Ordre": None, "Nature": "service", "Remplacée par": "DC"})
    position = str(Direction.objects.get(code="DR").position)
    assert book.changes("DR") == [
        ("Nom", "Direction des routes", "Routes"),
        ("Nature", "Direction", "Service"),
        ("Ordre", position, "0"),
        ("Remplacée par", "", "DC"),
    ]
    assert book.judged_line("DR").subject == "Routes (DR)"


def test_of_a_new_direction_the_preview_says_only_what_it_gets(book):
    book.add(**new("POLE", "CD", Nature="dga", Ordre=9))
    line = book.judged_line("POLE")
    assert (line.verdict, line.subject, line.place) == (Verdict.ADDED, "Direction POLE (POLE)", "rattachée à CD")
    assert book.changes("POLE") == [
        ("Nature", "", "Direction générale adjointe"),
        ("Rattachée à", "", "CD"),
        ("Ordre", "", "9"),
    ]


def test_columns_that_are_left_out_are_left_alone(cast, visit, book):
    book.titles = ["Sigle", "Nom"]
    book.line("DR")["Nom"] = "Routes"
    visit.bring(book)
    assert chart(cast.institution)["DR"] == ("Routes", "DGAT", "direction")


# -- New directions ----------------------------------------------------------------------------------------------------


def test_new_ones_hang_below_each_other_in_any_order(cast, visit, book):
    book.add(**new("S1", "D1", Nature="Service", Ordre=2)).add(**new("D1", "POLE", Issue_de="DR"))
    book.add(**new("POLE", "CD", Nature="dga")).fill("DR", Rattachée_à="POLE", Remplacée_par="S1")
    done = visit.bring(book)
    assert done.context["received"].created_rows == 3 and done.context["received"].changed_rows == 1
    found = chart(cast.institution)
    assert found["S1"] == ("Direction S1", "D1", "service")
    assert found["D1"] == ("Direction D1", "POLE", "direction")
    assert found["POLE"] == ("Direction POLE", "CD", "dga")
    assert found["DR"] == ("Direction des routes", "POLE", "direction")
    assert Direction.objects.get(code="D1").split_from == cast.routes.direction
    assert Direction.objects.get(code="DR").successor.code == "S1"


def test_an_institution_of_its_own_gets_its_whole_chart_from_a_file(cast):
    town = factories.institution(code="VILLE", name="Ville")
    campaign = factories.campaign(town, status="preparation")
    book = ListWorkbook(SheetKind.DIRECTIONS, cast.administrateur, campaign)
    assert [line["Sigle"] for line in book.lines] == ["VILLE"]
    # The same code as in the other institution: each has its own.
    ListVisit(SheetKind.DIRECTIONS, cast.administrateur, campaign).bring(book.add(**new("DR", "VILLE")))
    assert chart(town) == {"DR": ("Direction DR", "VILLE", "direction")}
    assert chart(cast.institution)["DR"] == ("Direction des routes", "DGAT", "direction")


def test_a_code_that_differs_by_its_capitals_is_noticed(book):
    line = book.add(**new("dr", "CD")).judged_line("dr")
    assert line.verdict == Verdict.ADDED and "« DR » existe déjà" in line.told.notes[0]
    assert not book.add(**new("DZ", "CD")).judged_line("DZ").told.notes


# -- What is refused ---------------------------------------------------------------------------------------------------

_LONG = "X" * 40
REFUSED = [
    ("DR", {"Nom": None}, "Nom : Ce champ ne peut pas être vide"),
    ("DR", {"Nom": "N" * 201}, "Nom : Assurez-vous"),
    ("DR", {"Nature": "Division"}, "Nature : Choisissez parmi"),
    ("DR", {"Nature": None}, "Nature : Choisissez parmi"),
    ("DR", {"Nature": "Institution"}, "Nature : Une institution ne se crée pas"),
    ("DR", {"Rattachée à": None}, "Rattachée à : Toute direction est rattachée à une autre"),
    ("DR", {"Rattachée à": "NULLE"}, "Rattachée à : Aucune direction de CD n'a le sigle « NULLE »"),
    ("DR", {"Rattachée à": "AILLEURS"}, "Rattachée à : Aucune direction de CD n'a le sigle « AILLEURS »"),
    ("DR", {"Rattachée à": "DR"}, "Rattachée à : Une direction ne peut pas être rattachée à elle-même"),
    ("DGAT", {"Rattachée à": "DR"}, "Rattachée à : Une direction ne peut pas être rattachée à elle-même"),
    ("DR", {"Remplacée par": "DR"}, "Remplacée par : Une direction ne se succède pas à elle-même"),
    ("DR", {"Remplacée par": "NULLE"}, "Remplacée par : Aucune direction"),
    ("DR", {"Issue de": "DR"}, "Issue de : Une direction n'est pas issue d'elle-même"),
    ("DR", {"Issue de": "AILLEURS"}, "Issue de : Aucune direction"),
    ("DR", {"Année de création": 2020, "Année de suppression": 2019}, "L'année de suppression vient après"),
    ("DR", {"Année de création": "l'an dernier"}, "Année de création : "),
    ("DR", {"Année de création": "2020,5"}, "Année de création : Écrivez un nombre entier."),
    ("DR", {"Année de création": "1e999999"}, "Année de création : "),
    ("DR", {"Année de création": "9" * 200}, "Année de création : "),
    ("DR", {"Année de création": 99999}, "Année de création : Écrivez un nombre de quatre chiffres"),
    ("DR", {"Ordre": -1}, "Ordre : Assurez-vous"),
    ("CD", {"Nature": "Direction"}, "Nature : De l'institution, seuls le nom et l'ordre"),
    ("CD", {"Rattachée à": "DR"}, "Rattachée à : De l'institution, seuls le nom et l'ordre"),
    ("CD", {"Année de suppression": 2021}, "De l'institution, seuls le nom et l'ordre"),
    (None, {"Sigle": None, "Nom": "Sans sigle"}, "Sigle : Écrivez le sigle"),
    (None, {"Sigle": "NEUVE"}, "Nom : Ce champ ne peut pas être vide"),
    (None, {"Sigle": "NEUVE", "Nom": "Sans place"}, "Rattachée à : Toute direction"),
    (None, {"Sigle": _LONG, "Nom": "Sigle long", "Rattachée à": "CD"}, "Sigle : Assurez-vous"),
    (None, {"Sigle": "NEUVE", "Nom": "x", "Nature": "Institution"}, "Nature : Une institution ne se crée pas"),
    (None, {"Sigle": "DR", "Nom": "En double"}, "La ligne 4 a le même sigle"),
]


@pytest.mark.parametrize(("code", "cells", "reason"), REFUSED, ids=lambda one: str(one)[:50])
def test_a_line_is_refused_with_its_column_and_reason(cast, visit, book, code, cells, reason):
    factories.direction(factories.institution(code="VILLE"), code="AILLEURS")
    book.fill("DC", Nom="Culture et sport")
    if code:
        book.line(code).update(cells)
    else:
        book.lines.append(cells)
    preview = visit.send(book.file())
    refused = preview.context["judgement"].of(Verdict.REFUSED)
    assert reason in " ".join(f"{one.title} : {one.message}" for line in refused for one in line.reasons)
    assert visit.confirm(preview).status_code == 409
    assert chart(cast.institution)["DC"][0] == "Direction de la culture"
    assert Direction.objects.filter(institution=cast.institution).count() == 4


def test_a_loop_that_only_the_file_makes_is_refused_on_the_lines_that_make_it(book):
    book.fill("DGAT", Rattachée_à="DC").fill("DGAC", Rattachée_à="N1").add(**new("N1", "N2")).add(**new("N2", "DGAT"))
    book.add(**new("N3", "N3")).add(**new("N4", "N1"))
    for code in ("DGAT", "DGAC", "N1", "N2", "N3"):
        assert "rattachée à elle-même" in book.reasons(code)
    assert not book.reasons("N4") and not book.reasons("DR")


def test_two_that_exchange_their_places_make_no_loop(cast, visit, book):
    """Line by line it would be one."""
    book.fill("DGAT", Rattachée_à="DR").fill("DR", Rattachée_à="CD")
    visit.bring(book)
    assert chart(cast.institution)["DGAT"][1] == "DR"


@given(st.dictionaries(st.sampled_from("ABCDEFGH"), st.sampled_from("ABCDEFGHZ")))
def test_what_loops_is_what_never_reaches_a_top(above):
    def returns(code: str) -> bool:
        at = above.get(code)
        for _ in range(len(above)):
            if at == code:
                return True
            at = above.get(at)
        return False

    assert below_themselves(above) == {code for code in above if returns(code)}


def test_the_name_and_the_order_of_the_institution_may_change(cast, visit, book):
    visit.bring(book.fill("CD", Nom="Département de la Grande Brenne", Ordre=3))
    root = Direction.objects.get(pk=cast.institution.pk)
    assert (root.name, root.position, root.kind) == ("Département de la Grande Brenne", 3, DirectionKind.INSTITUTION)
    assert root.parent_id is None and root.institution_id is None


# -- What it does beside -----------------------------------------------------------------------------------------------


def test_the_figures_of_the_open_campaign_follow_and_its_chart_does_not(cast, visit, book):
    old = factories.direction(cast.institution, code="ANC", name="Ancienne", closed_year=2019)
    before = factories.contribution(factories.campaign(cast.institution, 2019, status="closed"), old)
    book = ListWorkbook(SheetKind.DIRECTIONS, cast.administrateur, cast.campaign)
    visit.bring(book.fill("ANC", Remplacée_par="DR").fill("DR", Nom="Mobilités"))
    routes = Contribution.objects.get(pk=cast.routes.pk)
    assert (routes.previous, routes.perimeter_change) == (before, PerimeterChange.NONE)
    assert routes.name == "Direction des routes"


def test_a_link_to_another_institution_stays(cast, visit, book):
    other = factories.direction(factories.institution(code="VILLE"), code="DV")
    Direction.objects.filter(code="DR").update(successor=other)
    visit.bring(book.fill("DR", Nom="Routes"))
    routes = Direction.objects.get(code="DR")
    assert (routes.name, routes.successor) == ("Routes", other)


def test_confirmed_again_it_writes_nothing_more(cast, visit, book):
    preview = visit.send(book.add(**new("D1", "CD")).fill("DR", Nom="Routes").file())
    visit.confirm(preview)
    Direction.objects.filter(code="DR").update(name="Corrigée depuis")
    assert visit.confirm(preview).status_code == 200
    assert chart(cast.institution)["DR"][0] == "Corrigée depuis"
    assert len(chart(cast.institution)) == 5


def test_the_same_file_sent_again_changes_nothing(visit, book):
    book.add(**new("S1", "D1")).add(**new("D1", "CD"))
    visit.bring(book)
    assert visit.send(book.file()).context["judgement"].counts == {Verdict.SAME: 7}


def test_who_is_no_longer_an_administrator_can_confirm_no_more(cast, visit, book):
    preview = visit.send(book.fill("DR", Nom="Routes").file())
    cast.administrateur.groups.clear()
    answer = visit.confirm(preview)
    assert answer.status_code == 404
    assert chart(cast.institution)["DR"][0] == "Direction des routes"


@pytest.mark.parametrize("person", ["redactrice", "directeur", "relectrice", "etrangere"])
def test_even_without_the_pages_nobody_else_writes_it(cast, book, person):
    book.user = cast.people[person]
    assert "Les administrateurs seuls" in book.fill("DR", Nom="Routes").reasons("DR")


def test_what_moved_since_it_was_seen_is_shown_again(cast, visit, book):
    preview = visit.send(book.fill("DR", Nom="Routes").file())
    Direction.objects.filter(code="DR").update(name="Autre")
    answer = visit.confirm(preview)
    assert answer.status_code == 409 and "quelqu’un a modifié ces directions" in answer.content.decode()
    assert chart(cast.institution)["DR"][0] == "Autre"


# -- How much it costs -------------------------------------------------------------------------------------------------


def _queries(cast, rows: int) -> tuple[int, int]:
    """How many queries judging takes, then writing: new lines, each below the one before, and as many old ones."""
    for number in range(rows):
        factories.direction(cast.institution, code=f"V{rows}-{number}")
    book = ListWorkbook(SheetKind.DIRECTIONS, cast.administrateur, cast.campaign)
    above = "CD"
    for number in range(rows):
        book.add(**new(f"N{rows}-{number}", above)).fill(f"V{rows}-{number}", Nom="Autre nom", Rattachée_à="DR")
        above = f"N{rows}-{number}"
    # Read anew: a person's groups are remembered.
    resource = DirectionResource(User.objects.get(pk=cast.administrateur.pk), cast.campaign)
    sheet = resource.read(book.file(), "organigramme")
    with CaptureQueriesContext(connection) as judging:
        judgement = resource.judge(sheet, lock=True)
    assert (judgement.counts[Verdict.ADDED], judgement.counts[Verdict.CHANGED]) == (rows, rows)
    with CaptureQueriesContext(connection) as writing:
        resource.write()
    return len(judging), len(writing)


def test_the_queries_grow_neither_with_the_lines_nor_with_their_depth(cast):
    assert _queries(cast, 3) == _queries(cast, 60)
