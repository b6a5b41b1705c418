"""A difference in French: agreements, elisions, what is named and what is counted."""

import pytest

from reporting.document import Achievement, Takeaway
from reporting.history.wording import NOTHING, block_sentence, heading, sentences, state_words, summary
from tests.reporting.history.sections import (
    NB,
    differences,
    figure,
    rich,
    section,
    with_achievements,
    with_figures,
    with_missions,
)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


def said(old, new) -> str:
    return plain(summary(differences(old, new)))


def achievements(**titles: str):
    return with_achievements(*(Achievement(one, title, ()) for one, title in titles.items()))


def test_nothing_changed():
    assert said(section(), section()) == NOTHING


def test_a_few_blocks_are_named():
    assert said(achievements(a="Un pont"), achievements(a="Un pont neuf", b="Une école")) == (
        "Réalisation « Un pont neuf » modifiée (titre) ; réalisation « Une école » ajoutée"
    )


def test_many_blocks_are_counted_by_kind():
    old = achievements(a="A", b="B", c="C", d="D")
    assert said(old, achievements(a="1", b="2", e="E", d="D")) == "2 réalisations modifiées, 1 ajoutée, 1 supprimée"


def test_what_there_is_only_one_of_is_not_counted():
    old = with_missions(*"abcd")
    new = with_missions("x", "y", "z")
    assert said(old, section(missions=new.missions, introduction=rich("Bonjour."))) == (
        "Présentation ajoutée ; 3 missions ajoutées, 4 supprimées"
    )


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (figure("f", "240"), figure("f", "252"), "Le chiffre « Agents » passe de 240 à 252 agents"),
        (
            figure("f", f"1,2{NB}M€", ""),
            figure("f", f"1,4{NB}M€", ""),
            "Le chiffre « Agents » passe de 1,2 M€ à 1,4 M€",
        ),
        (
            figure("f", "240", text=f"environ 240{NB}agents"),
            figure("f", "252"),
            "Le chiffre « Agents » passe d'environ 240 à 252 agents",
        ),
        (
            figure("f", "240"),
            figure("f", "n. c.", "", text="non communiqué", provided=False),
            "Le chiffre « Agents » passe de 240 agents à « non communiqué »",
        ),
    ],
)
def test_a_figure_goes_from_one_value_to_another(old, new, words):
    assert said(with_figures(old), with_figures(new)) == words


def test_many_figures_are_counted():
    def figures(number: str):
        return with_figures(*(figure(one, number) for one in "abcd"))

    assert said(figures("1"), figures("2")) == "4 chiffres modifiés"


def test_a_move_is_told_by_its_places():
    (one,) = differences(with_missions(*"abcd"), with_missions(*"acdb")).blocks
    assert plain(state_words(one)) == "déplacée de la 2e à la 4e place"
    (one,) = differences(with_missions(*"ab"), with_missions(*"ba")).blocks
    assert "1re" in state_words(one)
    assert plain(block_sentence(one)).startswith("mission « Mission ")


def test_headings_name_the_block():
    (one,) = differences(section(), section(takeaways=(Takeaway("t", "Neuf"),))).blocks
    assert (plain(heading(one)), state_words(one)) == ("À retenir « Neuf »", "ajouté")
    (one,) = differences(section(), section(introduction=rich("Bonjour."))).blocks
    assert (heading(one), state_words(one)) == ("Présentation", "ajoutée")


def test_a_sentence_begins_with_a_noun():
    old, new = section(), section(takeaways=(Takeaway("t", "10 000 repas"),))
    assert said(old, new) == "Point à retenir « 10 000 repas » ajouté"
    many = section(takeaways=tuple(Takeaway(one, one) for one in "abcd"))
    assert said(many, old) == "4 points à retenir supprimés"


def test_a_long_title_is_cut_between_two_words():
    assert "…" in sentences(differences(section(), with_missions("a", a="mot " * 40)))[0]
