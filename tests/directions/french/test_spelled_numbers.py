"""Numbers in words: read as French spells them, and nothing else."""

from __future__ import annotations

import pytest

from directions.french.spelled_numbers import spelled_out


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("zéro", 0), ("une", 1), ("dix-sept", 17), ("vingt et un", 21), ("vingt-et-une", 21), ("soixante et onze", 71),
        ("soixante-dix-sept", 77), ("quatre-vingts", 80), ("quatre-vingt-un", 81), ("quatre-vingt-onze", 91),
        ("quatre-vingt-dix-neuf", 99), ("cent", 100), ("cent un", 101), ("deux cents", 200), ("trois cent dix", 310),
        ("mille", 1000), ("deux mille vingt", 2020), ("cent mille", 100_000), ("Quatre-vingt mille", 80_000),
        ("neuf cent quatre-vingt-dix-neuf mille neuf cent quatre-vingt-dix-neuf", 999_999),
    ],
)  # fmt: skip
def test_it_is_read(words, number):
    assert spelled_out(words) == (number, "")
    assert spelled_out(f"{words} agents") == (number, "agents")


@pytest.mark.parametrize("words", ["", "agents", "quatre-vingt-cent", "millefeuille", "12", "vingtaine"])
def test_what_spells_none_is_none(words):
    assert spelled_out(words) is None


def test_only_what_is_one_number_is_taken():
    assert spelled_out("deux trois") == (2, "trois")
    assert spelled_out("un mille") == (1, "mille")
