"""Numbers as addresses and hidden fields say them."""

from __future__ import annotations

_MAX_DIGITS = 9


def whole_number(text: str) -> int | None:
    """What the text says in plain digits; None for any other word, and for a number without end."""
    is_number = text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS
    return int(text) if is_number else None
