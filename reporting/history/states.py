"""All that one version of a contribution says: its section as it is printed, and what its page asks for besides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeGuard
from uuid import UUID

from directions.models import Contribution, KeyFigure
from directions.permissions import FIELDS_OF_THE_REVIEW
from reporting.assemble import assemble_section
from reporting.document import Section

# By the id of a block, what is typed in it and never printed: {"<uuid>": {"explanation": "Une école ouverte"}}. What
# is written of the whole contribution stands under WHOLE. Nothing stands for an empty text.
Unprinted = Mapping[str, Mapping[str, str]]
WHOLE = "whole"


@dataclass(frozen=True)
class State:
    section: Section
    unprinted: Unprinted = field(default_factory=dict)


def is_unprinted(stored: object) -> TypeGuard[Unprinted]:
    """True for what `unprinted_of` may have written."""
    return isinstance(stored, dict) and all(
        isinstance(texts, dict) and all(isinstance(text, str) for text in texts.values()) for texts in stored.values()
    )


def state_today(contribution: Contribution, section: Section | None = None) -> State:
    """The contribution as it is stored now; `section` where it was assembled already. One query with it."""
    [unprinted] = unprinted_of([contribution])
    return State(section or assemble_section(contribution), unprinted)


def unprinted_of(contributions: Iterable[Contribution]) -> list[Unprinted]:
    """What is typed and never printed, of each contribution. One query."""
    contributions = list(contributions)
    figures = _figures_of(contributions)
    return [_kept(WHOLE, internal_note=one.internal_note) | figures[one.pk] for one in contributions]


def _figures_of(contributions: Iterable[Contribution]) -> dict[UUID, Unprinted]:
    found: dict[UUID, Unprinted] = defaultdict(dict)
    rows = KeyFigure.objects.filter(contribution__in=contributions).values("pk", "contribution", *FIELDS_OF_THE_REVIEW)
    for row in rows:
        found[row["contribution"]] |= _kept(str(row["pk"]), **{name: row[name] for name in FIELDS_OF_THE_REVIEW})
    return found


def _kept(block: str, **texts: str) -> Unprinted:
    said = {name: text for name, text in texts.items() if text}
    return {block: said} if said else {}
