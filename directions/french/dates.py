"""Dates as a French page prints them: "1er mai 2020", "14 avril", "juillet 2020". Standard library only."""

from __future__ import annotations

import datetime

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


def day_and_month(day: int | None, month: int) -> str:
    """ "1er mai", "14 avril", and "avril" where the day is not known. `month` is 1 to 12."""
    name = MONTHS[month - 1]
    if not day:
        return name
    return f"1er {name}" if day == 1 else f"{day} {name}"


def french_date(date: datetime.date) -> str:
    """ "1er mai 2020"."""
    return f"{day_and_month(date.day, date.month)} {date.year}"


def french_moment(moment: datetime.datetime) -> str:
    """ "1er mai 2020 à 09:05", in the time zone that the moment already has."""
    return f"{french_date(moment)} à {moment:%H:%M}"


def french_partial_date(text: str) -> str:
    """ "2020-07" -> "juillet 2020", "2020-01-01" -> "1er janvier 2020", "" -> "". The text is an ISO date whose day, or
    day and month, may be missing."""
    year, month, day = [*(int(part) for part in text.split("-") if part), 0, 0, 0][:3]
    if not month:
        return str(year or "")
    return f"{day_and_month(day, month)} {year}"
