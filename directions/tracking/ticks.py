"""What the box of a line sends: which contribution, and what was shown of it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

_MAX_DIGITS = 9


@dataclass(frozen=True)
class Tick:
    """A contribution as the page showed it: its version, and the key of the person to whom it was given to review."""

    pk: uuid.UUID
    version: int
    reviewer: int | None

    @classmethod
    def read(cls, text: str) -> Tick | None:
        """The tick that a page wrote; None for anything else."""
        pk, _, rest = text.partition(".")
        version, _, reviewer = rest.partition(".")
        try:
            return cls(uuid.UUID(pk), _number(version), _number(reviewer) if reviewer else None)
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{self.pk}.{self.version}.{self.reviewer or ''}"


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS):
        raise ValueError(text)
    return int(text)
