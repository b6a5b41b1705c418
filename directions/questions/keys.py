"""Keys as addresses and hidden fields say them."""

from __future__ import annotations

from uuid import UUID


def key_of(text: str) -> UUID | None:
    """The object that the text names; None for any other word."""
    try:
        return UUID(text)
    except ValueError:
        return None
