"""A workbook that comes back as it went out changes nothing; what was typed in it, and nothing else, changes."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directions.enums import DisplayScale
from directions.models import KeyFigure
from directions.resources.figures import FigureResource
from directions.resources.judgement import Verdict
from directions.sheets import Format, Kind, write
from tests import factories
from tests.directions.resources.workbooks import judged, line_of, workbook

FORMATS = pytest.mark.parametrize("file_format", Format, ids=lambda one: one.extension)


def downloaded(scene, file_format: Format, person: str = "redactrice") -> bytes:
    return write(FigureResource(scene.cast.people[person], scene.campaign).workbook(), file_format)


def test_the_lines_are_ready_with_last_year_beside_what_is_to_be_filled(scene):
    book = workbook(scene.cast.redactrice, scene.campaign)
    assert [line["Intitulé"] for line in book.lines] == ["Agents", "Budget réalisé", "Kilomètres"]
    budget = book.line("Budget réalisé")
    assert (budget["Sigle"], budget["Année"], budget["Rubrique"]) == ("DR", 2020, "Moyens")
    assert (budget["Valeur"], budget["Unité"], budget["Affichage"]) == (None, "€", "En millions (M€)")
    assert budget["Valeur de l'an dernier"] == 358_400_000
    assert budget["Code de l'indicateur"] == "dr-moyens-budget-realise"
    assert budget["État"] == "à renseigner"
    agents = book.line("Agents")
    assert agents["Évolution"].replace("\xa0", " ") == "hausse de 4,2 % par rapport à 2019"
    assert agents["État"] == "renseigné"


def test_the_state_says_what_is_left_to_do(scene):
    KeyFigure.objects.filter(label="Agents").filter(contribution=scene.routes).update(value=900)
    KeyFigure.objects.filter(label="Kilomètres").update(value=None, not_provided=True)
    book = workbook(scene.cast.redactrice, scene.campaign)
    assert book.line("Agents")["État"] == "à expliquer"
    assert book.line("Kilomètres")["État"] == "non communiqué"


def test_each_column_is_explained_and_those_to_be_read_only_say_so(scene):
    columns = FigureResource(scene.cast.redactrice, scene.campaign).workbook().sheets[0].columns
    assert all(column.explanation for column in columns)
    assert [column.title for column in columns if column.read_only] == [
        "Année", "Sigle", "Code de l'indicateur", "Valeur de l'an dernier", "Évolution", "État",
    ]  # fmt: skip
    assert [column.title for column in columns if column.kind is Kind.NUMBER] == [
        "Valeur de l'an dernier", "Valeur", "Valeur corrigée de l'an dernier",
    ]  # fmt: skip


@FORMATS
@pytest.mark.parametrize("person", ["redactrice", "relectrice", "administrateur"])
def test_an_export_that_comes_back_changes_nothing(scene, file_format, person):
    user = scene.cast.people[person]
    resource = FigureResource(user, scene.campaign)
    judgement = resource.judge(resource.read(downloaded(scene, file_format, person), "chiffres"))
    assert set(judgement.counts) == {Verdict.SAME}
    assert not judgement.written and not judgement.may_be_written and not judgement.ignored


@FORMATS
def test_one_typed_value_is_the_only_change(scene, file_format):
    book = workbook(scene.cast.redactrice, scene.campaign).fill("Agents", Valeur=261)
    judgement = judged(scene.cast.redactrice, scene.campaign, book, file_format)
    assert judgement.counts == {Verdict.CHANGED: 1, Verdict.SAME: 2}
    line = line_of(judgement, 2)
    (change,) = line.told.changes
    assert (change.title, change.before, change.after) == ("Valeur", "250\xa0agents", "261\xa0agents")
    assert line.told.notes[0] == "2019 : 240\xa0agents"
    assert line.told.notes[1].startswith("hausse de 8,8")


text = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=40)
number = st.decimals(-(10**9), 10**9, places=6, allow_nan=False, allow_infinity=False)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.fixed_dictionaries(
        dict.fromkeys(("group", "unit", "qualifier", "text_value", "scope", "explanation", "restated_reason"), text)
    ),
    label=text.filter(str.strip),
    scale=st.sampled_from(DisplayScale.values),
    value=st.none() | number | st.integers(0, 10**15 - 1).map(Decimal),
    restated=st.none() | number,
    file_format=st.sampled_from(Format),
)
def test_whatever_is_stored_comes_back_as_it_was(scene, words, label, scale, value, restated, file_format):
    """Odd spaces, signs of formulae, numbers in texts: what another way in has stored is never taken for a change."""
    figure = scene.figure("Kilomètres")
    for name, stored in (words | {"scale": scale, "value": value, "restated_value": restated, "label": label}).items():
        setattr(figure, name, stored)
    figure.restated_reason = figure.restated_reason or "erreur"
    KeyFigure.objects.filter(pk=figure.pk).update(
        **{field.name: getattr(figure, field.name) for field in KeyFigure._meta.fields if field.name != "id"}
    )
    resource = FigureResource(scene.cast.redactrice, scene.campaign)
    judgement = resource.judge(resource.read(downloaded(scene, file_format), "chiffres"))
    try:
        assert set(judgement.counts) == {Verdict.SAME}, judgement.of(Verdict.CHANGED, Verdict.REFUSED)
    finally:
        KeyFigure.objects.filter(pk=figure.pk).update(label="Kilomètres")


def test_numbers_written_as_excel_shows_them_are_the_same_numbers(scene):
    book = workbook(scene.cast.redactrice, scene.campaign)
    book.fill("Kilomètres", Valeur="3\u202f000").fill("Agents", Valeur="250,0")
    assert set(judged(scene.cast.redactrice, scene.campaign, book).counts) == {Verdict.SAME}


def test_columns_that_are_left_out_are_left_alone(scene):
    KeyFigure.objects.filter(label="Agents").update(explanation="Reprise", scope="Budget principal")
    book = workbook(scene.cast.redactrice, scene.campaign).fill("Agents", Valeur=251)
    book.titles = ["Sigle", "Code de l'indicateur", "Rubrique", "Intitulé", "Valeur", "Unité", "Mes notes"]
    judgement = judged(scene.cast.redactrice, scene.campaign, book)
    assert judgement.counts == {Verdict.CHANGED: 1, Verdict.SAME: 2}
    assert judgement.ignored == ("Mes notes",)
    assert len(line_of(judgement, 2).told.changes) == 1


def test_a_line_that_only_has_grey_cells_says_nothing(scene):
    book = workbook(scene.cast.redactrice, scene.campaign).add(Année=2020, Sigle="DR")
    assert len(judged(scene.cast.redactrice, scene.campaign, book).lines) == 3


def test_a_date_that_the_spreadsheet_made_of_a_value_is_told(scene):
    book = workbook(scene.cast.redactrice, scene.campaign).fill("Agents", Valeur="01/03/2021")
    judgement = judged(scene.cast.redactrice, scene.campaign, book, Format.CSV)
    assert "Cette cellule est une date" in line_of(judgement, 2).reasons[0].message


# -- What the direction that goes on with a contribution gets of it ----------------------------------------------------


def test_an_explanation_is_for_those_between_whom_the_review_goes(scene):
    KeyFigure.objects.filter(label="Agents", contribution=scene.routes).update(explanation="Une brigade de plus")
    people = {"redactrice": scene.cast.redactrice, "heritiere": factories.heritiere(scene.routes)}
    lines = {name: workbook(person, scene.campaign).line("Agents") for name, person in people.items()}
    assert {name: (line["Valeur"], line["Explication"]) for name, line in lines.items()} == {
        "redactrice": (250, "Une brigade de plus"),
        "heritiere": (250, None),
    }


def test_what_they_send_back_is_no_way_to_guess_nor_to_change_it(scene):
    KeyFigure.objects.filter(label="Agents", contribution=scene.routes).update(explanation="Une brigade de plus")
    heritiere = factories.heritiere(scene.routes)
    for guess in ("Une brigade de plus", "Autre chose"):
        book = workbook(heritiere, scene.campaign).fill("Agents", Explication=guess)
        judgement = judged(heritiere, scene.campaign, book)
        assert line_of(judgement, 2).verdict == Verdict.REFUSED and not judgement.may_be_written
    assert scene.figure("Agents").explanation == "Une brigade de plus"
