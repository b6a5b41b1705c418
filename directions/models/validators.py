"""Checks of single values, with French messages."""

from __future__ import annotations

import datetime
import re

from django.core.exceptions import ValidationError

_PARTIAL_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def validate_partial_date(value: str) -> None:
    """Accepts an ISO date whose day, or day and month, may be missing; raises ValidationError otherwise."""
    match = _PARTIAL_DATE.fullmatch(value)
    if match:
        year, month, day = match[1], match[2] or "01", match[3] or "01"
        try:
            datetime.date(int(year), int(month), int(day))
            return
        except ValueError:
            pass
    raise ValidationError("Écrivez une date existante : 2020, 2020-07 ou 2020-07-14.")


def reminder_days(value: str) -> list[int]:
    """ "14, 7, 2" as numbers of days, the longest first. Raises ValueError for anything else."""
    days = {int(part) for part in value.split(",") if part.strip()}
    if any(not 0 <= one <= 90 for one in days):
        raise ValueError(value)
    return sorted(days, reverse=True)


def validate_reminder_days(value: str) -> None:
    """Accepts a list of days such as "14, 7, 2"; raises ValidationError otherwise."""
    try:
        reminder_days(value)
    except ValueError:
        raise ValidationError("Écrivez des nombres de jours de 0 à 90, séparés par des virgules : 14, 7, 2.") from None
