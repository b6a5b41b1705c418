"""The revisions of a contribution: finding one among all, given from the latest, and reading what it holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

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


def worth_comparing(revisions: Sequence[Revision], shown: int, *, is_open: bool) -> Revision | None:
    """What the version `shown` is compared with until another is chosen. While its direction writes (`is_open`):
    what was submitted last. Once it is submitted again: what was submitted the time before. Where there is none such:
    what was kept first, at the opening of the campaign. Never the version that is shown; None where none is older."""
    submitted = last_submitted(revisions)
    if submitted and not is_open:
        submitted = last_submitted(revisions, before=submitted.version)
    older = [one for one in revisions if one.version < shown]
    if submitted in older:
        return submitted
    return older[-1] if older else None


def is_submission(revision: Revision) -> bool:
    """True for what the direction sent in; its event was read with it."""
    return revision.event is not None and revision.event.is_submission
