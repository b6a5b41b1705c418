"""What a line of a workbook may hold, what it is refused for, and which figure it is about."""

from __future__ import annotations

import pytest

from directions.enums import CampaignStatus, ContributionStatus
from directions.forms.formsets import MAX_ROWS
from directions.models import Campaign, Contribution, Indicator, KeyFigure
from directions.resources.figures import FigureResource
from directions.resources.judgement import Verdict
from directions.sheets import Format, SheetRefused
from tests import factories
from tests.directions.resources.workbooks import Workbook, judged, line_of, reasons, workbook

NEW = {"Sigle": "DR", "Intitulé": "Ponts", "Valeur": 41, "Unité": "ponts"}


@pytest.fixture
def book(scene) -> Workbook:
    return workbook(scene.cast.redactrice, scene.campaign)


@pytest.fixture
def judge(scene):
    def judge(book, person="redactrice"):
        return judged(scene.cast.people[person], scene.campaign, book)

    return judge


def write(scene, book, person="redactrice") -> None:
    resource = FigureResource(scene.cast.people[person], scene.campaign)
    assert resource.judge(resource.read(book.file(), "x")).may_be_written
    resource.write()


# -- Values ------------------------------------------------------------------------------------------------------------


def test_an_expression_is_told_apart_as_on_the_page(scene, book):
    book.fill("Budget réalisé", Valeur="près de 372,1 M€").fill("Kilomètres", Valeur="2 999 km")
    write(scene, book)
    budget, roads = scene.figure("Budget réalisé"), scene.figure("Kilomètres")
    assert (budget.value, budget.scale, budget.qualifier) == (372_100_000, "M", "près de")
    assert (roads.value, roads.unit) == (2999, "km")


def test_words_that_no_number_says_go_to_their_column(scene, book):
    book.fill("Kilomètres", Valeur="24h/24")
    write(scene, book)
    roads = scene.figure("Kilomètres")
    assert (roads.value, roads.text_value) == (None, "24h/24")


def test_not_provided_and_the_other_columns_are_written(scene, book):
    book.fill("Kilomètres", Valeur=None, Non_communiqué="Oui")
    book.fill(
        "Agents",
        Nuance="environ",
        Périmètre="Budget annexe",
        Explication="Deux postes créés",
        **{"Valeur corrigée de l'an dernier": "241,5", "Raison de la correction": "Un agent compté deux fois"},
    )
    write(scene, book)
    assert scene.figure("Kilomètres").not_provided
    agents = scene.figure("Agents")
    assert (agents.qualifier, agents.scope, agents.explanation) == ("environ", "Budget annexe", "Deux postes créés")
    assert (str(agents.restated_value.normalize()), agents.restated_reason) == ("241.5", "Un agent compté deux fois")


def test_a_value_that_the_file_empties_is_shown_as_such(judge, book):
    line = line_of(judge(book.fill("Agents", Valeur=None)), 2)
    assert line.warning == "La valeur sera effacée."
    assert (line.told.changes[0].before, line.told.changes[0].after) == ("250\xa0agents", "")


REFUSED = [
    ({"Valeur": "1.234"}, "Valeur : « 1.234 » ne se lit pas comme un nombre"),
    ({"Valeur": "beaucoup trop"}, "Valeur : "),
    ({"Valeur": "1e999999"}, "Valeur : "),
    ({"Valeur": "9" * 200}, "Valeur : Ce nombre est trop long"),
    ({"Valeur": "12 km"}, "Valeur : "),
    ({"Valeur": "1234567,1234567"}, "Valeur : Ce nombre est trop long"),
    ({"Non communiqué": "oui"}, "Non communiqué : Donnez une valeur, ou cochez"),
    ({"Non communiqué": "peut-être"}, "Non communiqué : Écrivez « oui », ou videz la case."),
    ({"Affichage": "En douzaines"}, "Affichage : Choisissez parmi"),
    ({"Affichage": "En millions (M€)", "Valeur": "12,6"}, "Valeur : Ce nombre serait imprimé"),
    ({"Valeur": -5}, "Valeur : Ce nombre ne peut pas être négatif : il compte en « agents »."),
    ({"Valeur": "-5 agents"}, "Valeur : Ce nombre ne peut pas être négatif"),
    (
        {"Valeur corrigée de l'an dernier": -1, "Raison de la correction": "Erreur"},
        "Valeur corrigée de l'an dernier : Ce nombre ne peut pas être négatif",
    ),
    ({"Unité": "M€"}, "Unité : Écrivez"),
    ({"Unité": "ETP"}, "Unité : Ce chiffre compte en « agents »"),
    ({"Unité": None}, "Unité : Ce chiffre compte en « agents » : remettez cette unité."),
    ({"Intitulé": "x" * 201}, "Intitulé : "),
    ({"Nuance": "n" * 61}, "Nuance : "),
    ({"Valeur corrigée de l'an dernier": 3}, "Raison de la correction : Dites pourquoi"),
    ({"Code de l'indicateur": "dc-spectacles"}, "Code de l'indicateur : Cette direction n'a aucun indicateur"),
    ({"Code de l'indicateur": "inconnu"}, "Code de l'indicateur : Cette direction n'a aucun indicateur"),
]


@pytest.mark.parametrize(("cells", "reason"), REFUSED, ids=lambda one: str(one)[:30])
def test_a_refused_line_says_its_column_and_why(scene, judge, book, cells, reason):
    book.line("Agents").update(cells)
    judgement = judge(book.fill("Kilomètres", Valeur=3001))
    assert judgement.counts == {Verdict.REFUSED: 1, Verdict.CHANGED: 1, Verdict.SAME: 1}
    assert not judgement.may_be_written
    assert reasons(judgement, 2).replace("\xa0", " ").startswith(reason)


def test_all_that_is_wrong_with_a_line_is_told_at_once(judge, book):
    book.fill("Agents", Valeur="1.234", Nuance="n" * 61, Affichage="?")
    titles = {reason.title for reason in line_of(judge(book), 2).reasons}
    assert titles == {"Valeur", "Nuance", "Affichage"}


def test_the_value_that_words_would_hide_is_refused(scene, judge):
    KeyFigure.objects.filter(label="Agents").update(text_value="deux cents")
    book = workbook(scene.cast.redactrice, scene.campaign).fill("Agents", Valeur=251)
    assert "« deux cents » serait imprimé à sa place" in reasons(judge(book), 2)
    assert judge(book.fill("Agents", Valeur_en_mots=None)).counts[Verdict.CHANGED] == 1


def test_a_correction_of_what_nobody_published_is_refused(judge, book):
    book.line("Kilomètres").update({"Valeur corrigée de l'an dernier": 3, "Raison de la correction": "x"})
    assert "Aucune valeur n'a été publiée l'an dernier" in reasons(judge(book), 4)


def test_a_negative_value_is_taken_where_it_makes_sense(judge, book):
    book.fill("Budget réalisé", Valeur=-2_000_000).fill("Agents", Valeur=-5, Intitulé="Variation des agents")
    judgement = judge(book)
    assert judgement.counts == {Verdict.CHANGED: 2, Verdict.SAME: 1}


# -- How many lines ----------------------------------------------------------------------------------------------------


def longer(book: Workbook, number: int, sigle: str = "DR") -> Workbook:
    for rank in range(number):
        book.add(Sigle=sigle, Intitulé=f"Mesure {rank}", Valeur=rank, Unité="km")
    return book


def test_the_lines_that_the_page_of_the_contribution_could_not_hold_are_refused(scene, judge, book):
    # Two key figures are there, and one of the identity, which is another section.
    judgement = judge(longer(book, MAX_ROWS))
    assert judgement.counts == {Verdict.SAME: 3, Verdict.ADDED: MAX_ROWS - 2, Verdict.REFUSED: 2}
    refused = [line.number for line in judgement.of(Verdict.REFUSED)]
    assert refused == [MAX_ROWS + 3, MAX_ROWS + 4]
    assert "en a déjà 2 : ce tableau peut lui en ajouter 198. Retirez" in reasons(judgement, refused[0])


def test_each_contribution_has_its_own_room(scene, judge):
    book = longer(longer(Workbook.of(), MAX_ROWS - 2), MAX_ROWS, "DC")
    del book.lines[0]
    judgement = judge(book, "administrateur")
    assert judgement.counts == {Verdict.ADDED: 2 * MAX_ROWS - 3, Verdict.REFUSED: 1}
    assert line_of(judgement, 2 * MAX_ROWS - 1).verdict == Verdict.REFUSED


def test_figures_beyond_the_bound_can_still_be_changed_but_not_joined(scene, judge):
    KeyFigure.objects.bulk_create(
        KeyFigure(contribution=scene.routes, label=f"Ancien {rank}", unit="km", position=rank + 9)
        for rank in range(MAX_ROWS)
    )
    book = workbook(scene.cast.redactrice, scene.campaign).fill("Kilomètres", Valeur=3001).add(**NEW)
    judgement = judge(book)
    assert (judgement.counts[Verdict.CHANGED], judgement.counts[Verdict.REFUSED]) == (1, 1)
    assert "ce tableau ne peut pas lui en ajouter" in reasons(judgement, len(book.lines) + 1)


# -- Whose lines -------------------------------------------------------------------------------------------------------


def test_a_direction_of_others_and_one_that_does_not_exist_are_refused_in_the_same_words(scene, judge, book):
    others = workbook(scene.cast.etrangere, scene.campaign).line("Spectacles")
    book.add(**others | {"Valeur": 9999}).add(**others | {"Sigle": "NULLE"}).add(**others)
    judgement = judge(book)
    said = {reasons(judgement, number) for number in (5, 6, 7)}
    assert len(said) == 1
    assert "Vous n'écrivez pour aucune direction de ce sigle" in said.pop()
    # What the file holds is shown back; what is stored is not.
    assert "12" not in str([line_of(judgement, number) for number in (5, 6, 7)])
    assert line_of(judgement, 5).place == "DC"


@pytest.mark.parametrize("person", ["redactrice", "directeur", "administrateur"])
def test_those_who_write_for_it_may(judge, book, person):
    assert judge(book.fill("Agents", Valeur=251), person).may_be_written


def test_a_contribution_that_is_not_open_is_refused_with_why_where_something_changes(scene, judge, book):
    Contribution.objects.filter(pk=scene.routes.pk).update(status=ContributionStatus.APPROVED)
    assert set(judge(book).counts) == {Verdict.SAME}
    judgement = judge(book.fill("Agents", Valeur=251).add(**NEW))
    assert judgement.counts == {Verdict.REFUSED: 2, Verdict.SAME: 2}
    assert "« validée » : elle se consulte seulement" in reasons(judgement, 2)
    assert reasons(judgement, 5) == reasons(judgement, 2)


def test_communication_corrects_what_is_submitted_and_nothing_else(scene, judge, book):
    book.fill("Agents", Valeur=251)
    assert "C'est à sa direction de l'écrire" in reasons(judge(book, "relectrice"), 2)
    Contribution.objects.filter(pk=scene.routes.pk).update(status=ContributionStatus.SUBMITTED)
    assert judge(book, "relectrice").may_be_written
    assert "demandez à la communication" in reasons(judge(book), 2)


def test_a_closed_campaign_takes_nothing(scene, judge, book):
    Campaign.objects.filter(pk=scene.campaign.pk).update(status=CampaignStatus.CLOSED)
    scene.campaign.refresh_from_db()
    assert "n'est pas ouverte à la saisie" in reasons(judge(book.fill("Agents", Valeur=251)), 2)


def test_the_workbook_of_another_year_is_refused_as_a_whole(scene, book):
    before = Campaign.objects.get(year=2019)
    resource = FigureResource(scene.cast.administrateur, before)
    with pytest.raises(SheetRefused, match="Ce tableau est celui de 2020, et vous l'importez dans le rapport 2019"):
        resource.read(book.file(), "x")


def test_a_workbook_of_another_institution_finds_no_direction(scene, judge):
    other = factories.direction(factories.institution(), code="AUTRE")
    factories.contribution(factories.campaign(other.parent, 2020), other)
    assert "aucune direction de ce sigle" in reasons(judge(Workbook.of(**NEW | {"Sigle": "AUTRE"}), "relectrice"), 2)


# -- New lines ---------------------------------------------------------------------------------------------------------


def test_a_new_line_makes_a_figure_with_its_indicator_as_the_page_does(scene, book):
    bridges, tunnels = NEW | {"Valeur": 4100}, NEW | {"Intitulé": "Tunnels"}
    write(scene, book.add(**bridges, Rubrique="Ouvrages", Affichage="k").add(**tunnels))
    bridges, tunnels = scene.figure("Ponts"), scene.figure("Tunnels")
    assert bridges.indicator.owner == scene.routes.direction
    assert bridges.indicator.code == "dr-ouvrages-ponts"
    assert (bridges.unit, bridges.group, bridges.scale, bridges.placement) == ("ponts", "Ouvrages", "k", "key")
    assert (bridges.position, tunnels.position) == (3, 4)


def test_a_line_without_sigle_is_of_the_only_direction_of_the_file(judge, book):
    assert line_of(judge(book.add(**NEW | {"Sigle": None})), 5).place == "Direction des routes"


def test_a_line_without_sigle_is_refused_where_there_are_several(scene, judge):
    book = workbook(scene.cast.administrateur, scene.campaign).add(**NEW | {"Sigle": None})
    assert reasons(judge(book, "administrateur"), 6) == "Sigle : Écrivez le sigle de la direction."


def test_the_same_file_twice_makes_no_twin(scene, judge, book):
    book.add(**NEW).add(Sigle="DR", Intitulé="Bacs", Valeur="3 bacs")
    write(scene, book)
    assert set(judge(book).counts) == {Verdict.SAME}
    assert KeyFigure.objects.filter(contribution=scene.routes).count() == 5


def test_a_new_line_takes_the_indicator_that_has_its_words_and_its_past(scene, judge, book):
    KeyFigure.objects.filter(contribution=scene.routes, label="Budget réalisé").delete()
    book.lines = [{"Sigle": "DR", "Rubrique": "moyens", "Intitulé": "Budget  réalisé", "Valeur": "360,2 M€"}]
    line = line_of(judge(book), 2)
    assert line.verdict == Verdict.ADDED
    assert line.told.notes[0] == "2019 : 358,4\xa0M€"
    write(scene, book)
    added = KeyFigure.objects.get(contribution=scene.routes, value=360_200_000)
    assert added.indicator.code == "dr-moyens-budget-realise"
    assert Indicator.objects.filter(label="Budget réalisé").count() == 1


def test_a_code_without_a_figure_makes_one_in_the_unit_of_the_indicator(scene, judge, book):
    Indicator.objects.create(institution=scene.cast.institution, code="commun", label="Heures", unit="heures")
    book.add(**NEW | {"Code de l'indicateur": "commun"})
    assert "Ce chiffre compte en « heures »" in reasons(judge(book), 5)
    write(scene, book.fill("Ponts", Unité="Heures"))
    assert scene.figure("Ponts").indicator.code == "commun"


def test_a_line_whose_code_was_wiped_is_found_by_its_words(judge, book):
    book.line("Agents").update({"Code de l'indicateur": None, "Valeur": 251})
    assert line_of(judge(book), 2).told.changes[0].after == "251\xa0agents"


def test_a_new_label_keeps_the_indicator(scene, book):
    indicator = scene.figure("Agents").indicator
    write(scene, book.fill("Agents", Intitulé="Agents permanents"))
    assert scene.figure("Agents permanents").indicator == indicator


def test_lines_about_the_same_figure_are_refused_with_the_numbers_of_the_others(scene, judge, book):
    book.add(**book.line("Agents") | {"Valeur": 251}).add(**NEW).add(**NEW | {"Intitulé": " ponts "})
    judgement = judge(book)
    assert judgement.refused == 4
    assert "La ligne 5 donne le même chiffre" in reasons(judgement, 2)
    assert "La ligne 2 donne le même chiffre" in reasons(judgement, 5)
    assert "La ligne 7 donne" in reasons(judgement, 6)


def test_an_indicator_is_given_once_by_its_code_and_by_its_words(scene, judge):
    KeyFigure.objects.filter(contribution=scene.routes, label="Budget réalisé").delete()
    words = {"Sigle": "DR", "Rubrique": "Moyens", "Intitulé": "Budget réalisé", "Unité": "€", "Valeur": 1}
    code = {"Sigle": "DR", "Code de l'indicateur": "dr-moyens-budget-realise", "Intitulé": "Autre", "Unité": "€"}
    assert judge(Workbook.of(**words).add(**code)).refused == 2
    write(scene, Workbook.of(**code).add(**words))
    assert KeyFigure.objects.filter(contribution=scene.routes).exclude(indicator=None).count() == 4


def test_a_file_of_nothing_but_twins_is_judged_quickly(judge):
    book = Workbook.of(**NEW)
    book.lines = book.lines * 5_000
    assert judge(book).refused == 5_000


# -- Files -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("missing", ["Sigle", "Code de l'indicateur", "Intitulé", "Valeur", "Unité", "Rubrique"])
def test_a_file_without_a_column_that_identifies_is_refused(judge, book, missing):
    book.titles.remove(missing)
    with pytest.raises(SheetRefused, match=missing):
        judge(book)


def test_a_file_with_a_column_twice_is_refused(scene, book):
    book.titles.append("Explication")
    with pytest.raises(SheetRefused, match="(?i)deux colonnes s'appellent"):
        judged(scene.cast.redactrice, scene.campaign, book, Format.CSV)


def test_a_file_without_a_line_is_refused(judge, book):
    book.lines = [{"Sigle": "DR"}]
    with pytest.raises(SheetRefused, match="aucune ligne"):
        judge(book)


# -- The scale of a line -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "value", "scale"), [("370 M€", 370_000_000, "M"), ("370 €", 370, ""), ("358 400 000", 358_400_000, "M")]
)
def test_a_value_typed_with_its_unit_or_its_scale_is_printed_so(scene, book, typed, value, scale):
    line = {"Sigle": "DR", "Intitulé": "Budget", "Unité": "€", "Affichage": "En millions (M€)"}
    write(scene, book.add(**line, Valeur=typed))
    budget = scene.figure("Budget")
    assert (budget.value, budget.scale) == (value, scale)


@pytest.mark.parametrize("typed", ["370", 370])
def test_a_bare_value_far_below_the_scale_of_its_line_is_asked_about(judge, book, typed):
    line = {"Sigle": "DR", "Intitulé": "Budget", "Unité": "€", "Affichage": "En millions (M€)"}
    assert "370 M€ ou 370 €" in reasons(judge(book.add(**line, Valeur=typed)), 5).replace("\u00a0", " ")
