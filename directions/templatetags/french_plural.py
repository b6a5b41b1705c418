"""Django's `pluralize` as French counts: below two, so for zero too, a word stays singular. Every template has it."""

from __future__ import annotations

from collections.abc import Sized
from decimal import Decimal

from django import template

register = template.Library()


@register.filter
def pluralize(value: Sized | int | float | Decimal, endings: str = "s") -> str:
    """ "s" from two on; with `endings` "nt", or "al,aux", the ending of the count. A list counts its members."""
    one, comma, many = endings.partition(",")
    if not comma:
        one, many = "", endings
    count = len(value) if isinstance(value, Sized) else value
    return one if abs(count) < 2 else many
