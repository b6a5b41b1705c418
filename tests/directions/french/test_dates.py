"""Dates are printed in French, the first of the month as "1er"."""

import datetime

import pytest

from directions.french.dates import day_and_month, french_date, french_moment, french_partial_date


@pytest.mark.parametrize(("day", "month", "words"), [(1, 5, "1er mai"), (14, 4, "14 avril"), (None, 12, "décembre")])
def test_a_day_of_the_year(day, month, words):
    assert day_and_month(day, month) == words


def test_a_date_and_a_moment():
    assert french_date(datetime.date(2020, 1, 1)) == "1er janvier 2020"
    assert french_moment(datetime.datetime(2020, 8, 11, 9, 5)) == "11 août 2020 à 09:05"


@pytest.mark.parametrize(
    ("text", "words"),
    [("", ""), ("2020", "2020"), ("2020-07", "juillet 2020"), ("2020-01-01", "1er janvier 2020")],
)
def test_a_date_whose_end_may_be_missing(text, words):
    assert french_partial_date(text) == words
