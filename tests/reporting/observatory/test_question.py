"""What may be asked of the table: each filter, the choices that it offers, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directions.enums import ContributionStatus, Placement
from directions.french.folding import folded, has_every_word
from directions.models import Contribution, Redefinition
from tests import factories
from tests.reporting.observatory.years import Table, Years, figure

pytestmark = pytest.mark.django_db


@pytest.fixture
def years():
    years = Years()
    figure(years.cast.routes, 3, label="Ponts réparés", group="Ouvrages d'art", unit="ponts")
    figure(years.cast.routes, 8, label="Élèves transportés", group="Œuvres scolaires", unit="élèves")
    figure(years.cast.culture, 5, label="Musées", group="Patrimoine", unit="EUR", placement=Placement.CITED)
    return years


# -- Search ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "labels"),
    [
        ("eleves", ["Élèves transportés"]),
        ("ÉLÈVES", ["Élèves transportés"]),
        ("élèves", ["Élèves transportés"]),
        ("transportés  eleves", ["Élèves transportés"]),
        ("oeuvres", ["Élèves transportés"]),
        ("d’art", ["Ponts réparés"]),
        ("routes ponts", ["Ponts réparés"]),
        ("culture", ["Musées"]),
        ("DC", ["Musées"]),
        ("patrimoine musees culture", ["Musées"]),
        ("ponts musées", []),
        ("100%", []),
        ("_", []),
        ("' OR 1=1 --", []),
        (r"\x", []),
        ("   ", ["Ponts réparés", "Élèves transportés", "Musées"]),
    ],
)
def test_every_word_must_match_without_accents_or_capitals(years, typed, labels):
    table = Table(years.cast.relectrice, recherche=typed)
    assert table.response.status_code == 200
    assert table.labels == labels


def test_the_words_of_the_indicator_are_searched_too(years):
    indicator = years.indicator("trafic-moyen", "Trafic journalier", "véhicules")
    figure(years.cast.routes, 900, indicator, label="Voitures par jour")
    for typed in ("journalier", "trafic-moyen", "voitures"):
        assert Table(years.cast.relectrice, recherche=typed).labels == ["Voitures par jour"]


@given(st.text(max_size=60))
def test_a_text_is_found_by_its_own_words_however_they_are_written(text):
    for written in (text, text.upper(), text.lower(), f"  {text} "):
        assert has_every_word(folded(text.upper()), folded(written.upper()).split())
    assert folded(folded(text)) == folded(text)


def test_too_long_a_search_is_refused(years):
    table = Table(years.cast.relectrice, recherche="a" * 201)
    assert table.response.status_code == 400
    assert "200 caractères" in table.errors and not table.rows


# -- Filters -----------------------------------------------------------------------------------------------------------


def test_by_year_and_several_years(years):
    figure(years.of(years.routes, 2019), 1, label="Ancien")
    figure(years.of(years.routes, 2018), 1, label="Très ancien")
    assert Table(years.cast.relectrice, annee=2019).labels == ["Ancien"]
    assert Table(years.cast.relectrice, annee=[2018, 2019]).labels == ["Ancien", "Très ancien"]


def test_by_direction_with_what_hung_below_it_that_year(years):
    old, new = years.routes.parent, years.culture.parent
    before = years.of(years.routes, 2019)
    figure(before, 2, label="Avant")
    # In 2020 the direction hangs below another DGA than in 2019.
    Contribution.objects.filter(pk=years.cast.routes.pk).update(parent=years.cast.culture.parent)
    reviewer = years.cast.relectrice
    assert Table(reviewer, direction=old.pk).labels == ["Avant"]
    assert Table(reviewer, direction=new.pk).labels == ["Ponts réparés", "Élèves transportés", "Musées"]
    assert Table(reviewer, direction=years.cast.institution.pk, annee=2019).labels == ["Avant"]
    assert Table(reviewer, direction=years.routes.pk).labels == ["Ponts réparés", "Élèves transportés", "Avant"]


def test_by_indicator_group_unit_placement(years):
    indicator = years.indicator("trafic", "Trafic", "véhicules")
    figure(years.cast.routes, 900, indicator)
    reviewer = years.cast.relectrice
    assert Table(reviewer, indicateur=indicator.pk).labels == ["Trafic"]
    assert Table(reviewer, rubrique="Patrimoine").labels == ["Musées"]
    assert Table(reviewer, unite="EUR").labels == ["Musées"]
    assert Table(reviewer, emplacement="cited").labels == ["Musées"]


def test_by_status_and_several(years):
    Contribution.objects.filter(pk=years.cast.culture.pk).update(status=ContributionStatus.APPROVED)
    assert Table(years.cast.relectrice, etat="approved").labels == ["Musées"]
    assert len(Table(years.cast.relectrice, etat=["approved", "draft"]).labels) == 3


def test_by_what_the_value_is(years):
    figure(years.cast.routes, None, label="Vide")
    figure(years.cast.routes, None, label="Tue", not_provided=True)
    figure(years.cast.routes, None, label="Mots", text_value="1er")
    reviewer = years.cast.relectrice
    assert Table(reviewer, valeur="vide").labels == ["Vide"]
    assert Table(reviewer, valeur="non-communiquee").labels == ["Tue"]
    assert set(Table(reviewer, valeur="donnee").labels) == {"Ponts réparés", "Élèves transportés", "Musées", "Mots"}


@pytest.fixture
def moved():
    """Six indicators of one direction, each of which moved in its own way."""
    years = Years()
    for code, before, now in (("hausse", 100, 110), ("bond", 100, 150), ("recul", 100, 90), ("stable", 7, 7)):
        years.measure(years.indicator(code, code), years.routes, {2019: before, 2020: now})
    changed = years.indicator("autre", "autre")
    years.measure(changed, years.routes, {2019: 1, 2020: 2})
    Redefinition.objects.create(indicator=changed, year=2020, reason="On compte autrement.")
    years.measure(years.indicator("seul", "seul"), years.routes, {2020: 5})
    figure(years.cast.routes, 12, label="déclaré", comparison_kind="n-1", comparison_mode="valeur", comparison_value=10)
    return years


@pytest.mark.parametrize(
    ("evolution", "labels"),
    [
        ("hausse", {"hausse", "bond", "déclaré"}),
        ("recul", {"recul"}),
        ("stable", {"stable"}),
        ("perimetre", {"autre"}),
        ("sans-comparaison", {"seul"}),
        ("au-dela-du-seuil", {"bond"}),
    ],
)
def test_by_evolution(moved, evolution, labels):
    assert set(Table(moved.cast.relectrice, annee=2020, evolution=evolution).labels) == labels


def test_the_threshold_is_that_of_the_campaign_and_an_explained_variation_is_still_one(moved):
    moved.cast.campaign.variation_threshold = 5
    moved.cast.campaign.save()
    moved.cast.routes.key_figures.update(explanation="Deux collèges de plus.")
    labels = set(Table(moved.cast.relectrice, evolution="au-dela-du-seuil").labels)
    assert labels == {"hausse", "bond", "recul"}


def test_filters_add_up_and_each_comes_off_by_itself(years):
    table = Table(years.cast.relectrice, annee=2020, unite="ponts", recherche="routes", tri="valeur")
    assert table.labels == ["Ponts réparés"]
    chips = [" ".join(chip.text_content().split()) for chip in table.page.xpath("//nav[@class='chips']//li")]
    assert chips == [
        "Retirer le filtre Rechercher : routes ✕",
        "Retirer le filtre Année : 2020 ✕",
        "Retirer le filtre Unité : ponts ✕",
        "Tout effacer",
    ]
    assert table.link("Unité : ponts") == "/observatoire/?recherche=routes&annee=2020&tri=valeur"
    assert table.link("Tout effacer") == "/observatoire/"
    # The form says again what was asked, and unfolds what it holds.
    assert table.page.xpath("//select[@name='unite']/option[@selected]/@value") == ["ponts"]
    assert table.page.xpath("//details[@open]")
    assert not Table(years.cast.relectrice, annee=2020).page.xpath("//details[@open]")


# -- What is offered ---------------------------------------------------------------------------------------------------


def test_the_choices_hold_only_what_the_person_sees(years):
    own = years.indicator("chantiers", "Chantiers", "chantiers", owner=years.routes)
    other = years.indicator("secret", "Secret", "secrets", owner=years.culture)
    figure(years.cast.routes, 1, own)
    figure(years.of(years.culture, 2017), 1, other)
    table = Table(years.cast.redactrice)
    assert table.choices("direction") == ["Direction des routes"]
    assert table.choices("indicateur") == ["Chantiers (chantiers) – DR"]
    assert table.choices("rubrique") == ["Œuvres scolaires", "Ouvrages d'art"]
    assert table.choices("unite") == ["chantiers", "élèves", "ponts"]
    assert table.choices("annee") == ["2020"]
    everything = Table(years.cast.relectrice)
    assert everything.choices("direction")[0] == "Département de la Brenne"
    assert "Secret (secrets) – DC" in everything.choices("indicateur")
    assert "€" in everything.choices("unite")
    assert everything.choices("annee") == ["2020", "2017"]


# -- What is refused ---------------------------------------------------------------------------------------------------

HOSTILE_MARKUP = "<script>alert(1)</script>"
HOSTILE = ["abc", "-1", "0", "99999999999999999999", "1e9", "' OR 1=1 --", HOSTILE_MARKUP, "2020;", "٢٠٢٠", "é" * 500]


@pytest.mark.parametrize(
    "name",
    ["annee", "direction", "indicateur", "rubrique", "unite", "etat", "emplacement", "evolution", "valeur", "tri"],
)
def test_an_unknown_value_is_refused_in_french_without_a_row(years, name):
    for value in HOSTILE:
        table = Table(years.cast.relectrice, **{name: value})
        assert table.response.status_code == 400
        assert "n'est pas un choix possible : choisissez dans la liste." in table.errors
        assert not table.rows
        assert HOSTILE_MARKUP not in table.response.text


def test_what_another_direction_has_is_refused_as_what_does_not_exist(years):
    """The same words, whether the value is nobody's or somebody else's."""
    foreign = years.indicator("secret", "Secret", "secrets", owner=years.culture)
    figure(years.cast.culture, 1, foreign)

    def refused(**question):
        table = Table(years.cast.redactrice, **question)
        assert table.response.status_code == 400 and not table.rows
        return table.errors.replace(str(next(iter(question.values()))), "…")

    assert refused(direction=years.culture.pk) == refused(direction=987654)
    assert refused(indicateur=foreign.pk) == refused(indicateur=987654)
    assert refused(rubrique="Patrimoine") == refused(rubrique="Inconnue")
    # To those who see them, they are choices.
    assert Table(years.cast.relectrice, direction=years.culture.pk, rubrique="Patrimoine").labels == ["Musées"]


def test_what_is_not_a_filter_is_left_out_of_the_links(years):
    table = Table(years.cast.relectrice, annee=2020, intrus="<b>", page=1)
    assert table.response.status_code == 200
    assert "intrus" not in table.link("Valeur")


def test_an_empty_form_asks_nothing(years):
    empty = dict.fromkeys(["recherche", "direction", "evolution", "indicateur", "rubrique", "unite", "tri"], "")
    assert len(Table(years.cast.relectrice, **empty).labels) == 3


def test_a_person_of_two_directions_sees_both_and_no_third(years):
    both = factories.user(member_of=[years.routes, years.culture])
    third = factories.direction(years.cast.institution, name="Tierce")
    figure(factories.contribution(years.cast.campaign, third), 4, label="Tiers")
    assert len(Table(both).labels) == 3
    assert "Tierce" not in Table(both).text
