"""The revisions of a contribution: finding one among all, given from the latest, and reading what it holds."""

from __future__ import annotations

from collections.abc import Iterable

from reporting import codec
from reporting.history.states import State, is_unprinted
from reporting.models import Revision

# What is said where `state_of` finds nothing.
UNREADABLE = "Cette version ne peut plus être lue : choisissez-en une autre."


def state_of(revision: Revision) -> State | None:
    """What the contribution said at that revision. None where nothing here can read it."""
    try:
        section = codec.decode_section(revision.section, revision.schema_version)
    except codec.CodecError:
        return None
    return State(section, revision.unprinted) if is_unprinted(revision.unprinted) else None


def revision_at(revisions: Iterable[Revision], version: int) -> Revision | None:
    """What the contribution was at that version: its revision or, where it has none, the one before."""
    return next((one for one in revisions if one.version <= version), None)


def last_submitted(revisions: Iterable[Revision], *, before: int | None = None) -> Revision | None:
    """What the direction submitted last; with `before`, last before that version. None where it never did."""
    found = (one for one in revisions if is_submission(one) and (before is None or one.version < before))
    return next(found, None)


def is_submission(revision: Revision) -> bool:
    """True for what the direction sent in; its event was read with it."""
    return revision.event is not None and revision.event.is_submission
