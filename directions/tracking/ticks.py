"""What the box of a line sends: which contribution, and what was shown of it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from directions.questions.keys import key_of
from directions.questions.numbers import whole_number


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
        key, shown, known = key_of(pk), whole_number(version), whole_number(reviewer)
        if key is None or shown is None or (reviewer and known is None):
            return None
        return cls(key, shown, known)

    def __str__(self) -> str:
        return f"{self.pk}.{self.version}.{self.reviewer or ''}"
