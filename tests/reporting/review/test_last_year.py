"""Against last year: figures are found again by their indicator, other blocks by their title."""

from reporting.document import Achievement, Evolution
from reporting.review.last_year import against_last_year
from tests.reporting.history.sections import figure, rich, with_achievements, with_figures, with_missions


def test_a_figure_is_found_again_by_its_indicator_whatever_its_words():
    before = with_figures(figure("old", "240", label="Effectif", indicator="agents"))
    now = with_figures(figure("new", "252", label="Agents", indicator="agents"))
    (one,) = against_last_year(before, now).blocks
    assert one.id == "new"
    assert [field.name for field in one.fields] == ["label", "value"]


def test_a_figure_without_indicator_is_found_again_by_its_words():
    (one,) = against_last_year(with_figures(figure("old", "240")), with_figures(figure("new", "252"))).blocks
    assert [field.name for field in one.fields] == ["value"]


def test_an_evolution_that_follows_the_year_is_no_difference():
    before = with_figures(figure("old", "240", evolution=Evolution("+1 % par rapport à 2018", "up")))
    now = with_figures(figure("new", "240", evolution=Evolution("stable par rapport à 2019", "stable")))
    assert not against_last_year(before, now)


def test_a_text_is_found_again_by_its_title():
    before = with_achievements(Achievement("x", "Un  Pont", rich("Il ouvre.")), Achievement("y", "Une route", ()))
    now = with_achievements(Achievement("a", "Une école", ()), Achievement("b", "Un pont", rich("Il est ouvert.")))
    found = against_last_year(before, now)
    assert {one.id: one.change.value for one in found.blocks} == {"a": "added", "b": "changed", "y": "removed"}


def test_missions_carried_over_are_the_same_in_any_order():
    before, now = with_missions("a", "b", a="Un", b="Deux"), with_missions("c", "d", c="Deux", d="Un")
    assert not against_last_year(before, now)


def test_two_blocks_with_the_same_words_are_found_once_each():
    before = with_missions("a", a="Un")
    now = with_missions("c", "d", c="Un", d="Un")
    assert [(one.id, one.change.value) for one in against_last_year(before, now).blocks] == [("d", "added")]
