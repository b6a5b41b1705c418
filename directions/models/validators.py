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
