"""Two texts compared word by word: nothing is lost, what a person would mark is marked, and it does not take long."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directions.french.word_differences import stretches, words

TEXTS = st.lists(st.sampled_from(["le", "pont", "est", "neuf", ",", " ", "  ", "\n", "à", "2020"]), max_size=40).map(
    "".join
)


def compared(old: str, new: str) -> list[tuple[str, str]]:
    """The stretches that differ."""
    found = stretches(words(old), words(new))
    return [("".join(one.old), "".join(one.new)) for one in found if not one.is_same]


@given(TEXTS, TEXTS)
def test_each_side_is_its_text(old, new):
    found = list(stretches(words(old), words(new)))
    assert "".join("".join(one.old) for one in found) == old
    assert "".join("".join(one.new) for one in found) == new
    assert all(one.old == one.new for one in found if one.is_same)
    assert [one.is_same for one in found[1:]] == [not one.is_same for one in found[:-1]]


@given(st.text())
def test_a_text_does_not_differ_from_itself(text):
    assert not compared(text, text)


@pytest.mark.parametrize(
    ("old", "new", "differs"),
    [
        ("Le pont est ouvert.", "Le pont neuf est ouvert.", [("", "neuf ")]),
        ("Le pont neuf est ouvert.", "Le pont est ouvert.", [("neuf ", "")]),
        ("Le pont est ouvert.", "La route est fermée.", [("Le pont est ouvert", "La route est fermée")]),
        ("Il ouvre en mars à Istres.", "Il ouvre en avril à Istres.", [("mars", "avril")]),
        ("Il ouvre", "Il ouvre en mars", [("", " en mars")]),
        ("", "Tout est neuf", [("", "Tout est neuf")]),
    ],
)
def test_what_differs_is_told_in_whole_words(old, new, differs):
    assert compared(old, new) == differs


def test_a_small_word_that_is_the_same_by_chance_does_not_cut_a_change():
    assert compared("la fin de nos travaux", "le début de leur chantier") == [
        ("la fin de nos travaux", "le début de leur chantier")
    ]


@pytest.mark.parametrize("vocabulary", [3, 60, 400, 3500])
def test_long_texts_that_repeat_themselves_do_not_keep_waiting(vocabulary):
    """Two texts of 3500 words; compared one by one they would take minutes."""
    text = [f"mot{rank % vocabulary}" for rank in range(3500)]
    other = [*text[1000:], *text[:1000]]
    other[::13] = ["autre"] * len(other[::13])
    start = time.perf_counter()
    compared(" ".join(text), " ".join(other))
    assert time.perf_counter() - start < 5
