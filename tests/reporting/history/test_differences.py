"""What differs between two sections: each block that was added, removed, changed or moved, and nothing else."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directions.enums import INTRODUCTION
from reporting.document import Achievement, Chapter, Evolution, Moment, Picture, Section, Takeaway
from reporting.history.differences import Change
from reporting.history.marks import DELETED, INSERTED, side
from reporting.history.printed_blocks import HEADING, blocks_of
from reporting.history.states import State
from tests.reporting.history.sections import (
    NB,
    chart,
    differences,
    figure,
    rich,
    section,
    with_achievements,
    with_figures,
    with_missions,
)
from tests.reporting.sample_document import sample_document

ORDERS = st.lists(st.sampled_from("abcdefghij"), unique=True)


def told(old: Section, new: Section) -> dict[str, str]:
    return {one.id: one.change.value for one in differences(old, new).blocks}


@pytest.mark.parametrize("one", sample_document().sections(), ids=lambda one: one.code)
def test_equal_sections_do_not_differ(one):
    assert not differences(one, replace(one, status="submitted", status_label="Soumise", children=()))


@pytest.mark.parametrize("one", sample_document().sections(), ids=lambda one: one.code)
def test_without_an_older_section_every_block_was_added(one):
    found = differences(None, one)
    assert [block.id for block in found.blocks] == [block.id for block in blocks_of(State(one))]
    assert {block.change for block in found.blocks} == {Change.ADDED}


def test_the_blocks_of_chapters_are_compared_too():
    root = sample_document().root
    dossier = replace(root.chapters[1], missions=(), lead=rich("Les services se sont adaptés vite."))
    assert told(root, replace(root, chapters=(root.chapters[0], dossier))) == {
        "chapter-dossier": "changed",
        "d-m1": "removed",
    }


def test_the_name_and_the_introduction_are_blocks():
    old, new = section(), section(name="Routes et ports", introduction=rich("Bonjour."))
    found = differences(old, new)
    assert found.block(HEADING).field("name").marked[0].runs[1].text == " et ports"
    assert found.block(INTRODUCTION).change == Change.ADDED
    assert found.block("absent") is None


def test_only_the_fields_that_differ_are_told():
    one = Achievement("a", "Un pont", rich("Il est ouvert."), when="14 avril")
    new = replace(one, title="Un pont neuf", spotlight=True)
    (block,) = differences(with_achievements(one), with_achievements(new)).blocks
    assert [(field.name, field.label) for field in block.fields] == [
        ("title", "Titre"),
        ("spotlight", "Encadré ZOOM"),
    ]
    assert (block.field("spotlight").old, block.field("spotlight").new) == ("", "oui")
    assert block.field("body") is None


def test_a_photo_is_replaced_and_its_words_are_compared():
    picture = Picture("photos/a.jpg", "Un pont")
    one = Achievement("a", "Un pont", (), picture=picture)
    new = replace(one, picture=Picture("photos/b.jpg", "Un pont neuf"))
    (block,) = differences(with_achievements(one), with_achievements(new)).blocks
    assert [field.name for field in block.fields] == ["photo", "photo_alt"]
    (removed,) = differences(with_achievements(one), with_achievements(replace(one, picture=None))).blocks
    assert (removed.field("photo").old, removed.field("photo").new) == ("photos/a.jpg", "")


def test_the_theme_of_an_achievement_is_told_and_it_did_not_move():
    one, other = Achievement("a", "Un", ()), Achievement("b", "Deux", ())
    old = with_achievements(one, other, theme="Routes")
    new = replace(old, achievements=(*with_achievements(other, theme="Routes").achievements,
                                     *with_achievements(one, theme="Ponts").achievements))  # fmt: skip
    (block,) = differences(old, new).blocks
    assert (block.id, block.moved) == ("a", None)
    assert (block.field("group").old, block.field("group").new) == ("Routes", "Ponts")


def test_a_figure_is_told_before_and_after_and_its_evolution_only_alone():
    rise, more = Evolution("+5 %", "up", "240 agents en 2019"), Evolution("+9 %", "up", "240 agents en 2019")
    old = with_figures(figure("f", "252", evolution=rise))
    (changed,) = differences(old, with_figures(figure("f", "262", evolution=more))).blocks
    assert [(field.name, field.old, field.new) for field in changed.fields] == [
        ("value", f"252{NB}agents", f"262{NB}agents")
    ]
    (restated,) = differences(old, with_figures(figure("f", "252", evolution=more))).blocks
    assert [field.name for field in restated.fields] == ["evolution"]


def test_a_figure_that_left_the_tiles_for_the_table_is_the_same_figure():
    old = with_figures(figure("f", "252"))
    new = section(cited_figures=old.figures)
    (block,) = differences(old, new).blocks
    assert block.change == Change.CHANGED and [field.name for field in block.fields] == ["placement"]


def test_the_data_of_a_chart_are_told_cell_by_cell():
    old = section(charts=(chart(["3", "4"]),))
    new = section(charts=(chart(["3", "5", "6"], categories=("2020", "2021", "2022")),))
    (block,) = differences(old, new).blocks
    assert [(cell.label, cell.old, cell.new) for cell in block.field("data").cells] == [
        ("2021", f"4{NB}agents", f"5{NB}agents"),
        ("2022", "", f"6{NB}agents"),
    ]


def test_every_other_kind_of_block():
    old = section(takeaways=(Takeaway("t", "Neuf"),), moments=(Moment("m", 3, "14 mars", "Fête"),),
                  chapters=(Chapter("h", "Le territoire"),))  # fmt: skip
    new = section(takeaways=(Takeaway("t", "Neuf", "En mars."),), moments=(Moment("m", 4, "14 avril", "Fête"),),
                  chapters=(Chapter("h", "Les territoires"),))  # fmt: skip
    found = differences(old, new)
    assert {one.id: [field.name for field in one.fields] for one in found.blocks} == {
        "t": ["text"],
        "h": ["title"],
        "m": ["when"],
    }


# -- Order -------------------------------------------------------------------------------------------------------------


def places(old: str, new: str) -> dict[str, tuple[int, int]]:
    found = differences(with_missions(*old), with_missions(*new)).blocks
    return {one.id: one.moved for one in found if one.moved}


@pytest.mark.parametrize(
    ("old", "new", "moved"),
    [
        ("abcd", "acdb", {"b": (2, 4)}),
        ("abcd", "dabc", {"d": (4, 1)}),
        ("abcd", "abXcd", {}),
        ("abcd", "acd", {}),
        ("abc", "cba", {"a": (1, 3), "c": (3, 1)}),
        ("abcd", "XbaYcd", {"b": (2, 1)}),
    ],
)
def test_only_what_really_moved_is_told(old, new, moved):
    assert places(old, new) == moved


@given(ORDERS, ORDERS)
def test_a_difference_is_as_large_from_either_end(old, new):
    there, back = told(with_missions(*old), with_missions(*new)), told(with_missions(*new), with_missions(*old))
    swapped = {"added": "removed", "removed": "added"}
    assert sorted(swapped.get(change, change) for change in there.values()) == sorted(back.values())


@given(st.permutations("abcdefgh"))
def test_the_moves_are_enough_to_find_the_new_order(new):
    moved = places("abcdefgh", "".join(new))
    assert all(new[place - 1] == one for one, (_, place) in moved.items())
    # The others are in their old order in the places that are left, but for those that kept their very place.
    rest = [one for one in "abcdefgh" if one not in moved]
    free = [place for place in range(8) if place + 1 not in {place for _, place in moved.values()}]
    kept = {place: "abcdefgh"[place] for place in free if new[place] == "abcdefgh"[place]}
    others = [one for one in rest if one not in kept.values()]
    assert [new[place] for place in free if place not in kept] == others


def test_what_was_removed_is_told_where_it_stood():
    found = differences(with_missions(*"abc"), with_missions(*"axc"))
    assert [one.id for one in found.blocks] == ["b", "x"]
    found = differences(with_missions(*"abc"), with_missions("c", c="Autre"))
    assert [one.id for one in found.blocks] == ["a", "b", "c"]


def test_a_block_may_have_moved_and_changed():
    found = differences(with_missions(*"abc"), with_missions(*"bca", a="Tout autre chose"))
    (block,) = found.blocks
    assert (block.change, block.moved) == (Change.CHANGED, (1, 3))
    assert found.without_moves().block("a").moved is None
    assert not differences(with_missions(*"abc"), with_missions(*"bca")).without_moves()


# -- Both sides --------------------------------------------------------------------------------------------------------


@given(st.lists(st.sampled_from(["le", "pont", "neuf", "ouvert"])), st.lists(st.sampled_from(["le", "pont", "est"])))
def test_the_marked_words_hold_both_texts(old, new):
    texts = [" ".join(words) for words in (old, new)]
    bodies = [rich(text) if text else () for text in texts]
    found = differences(*(with_achievements(Achievement("a", "Titre", body)) for body in bodies))
    if texts[0] == texts[1]:
        assert not found
        return
    marked = found.block("a").field("body").marked
    assert (side(marked, INSERTED), side(marked, DELETED)) == tuple(bodies)
