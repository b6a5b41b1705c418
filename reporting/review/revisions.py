"""The revisions of a contribution: finding one, and reading what it holds."""

from __future__ import annotations

from directions.models import Contribution
from reporting import codec
from reporting.document import Section
from reporting.models import Revision


def section_of(revision: Revision) -> Section:
    """The section as it was printed at that revision. Raises CodecError where nothing here can read it."""
    return codec.decode_section(revision.section, revision.schema_version)


def revision_at(contribution: Contribution, version: int) -> Revision | None:
    """What the contribution was at that version: its revision or, where it has none, the one before."""
    return contribution.revisions.filter(version__lte=version).order_by("-version").first()


def last_submitted(contribution: Contribution, *, before: int | None = None) -> Revision | None:
    """What the direction submitted last; with `before`, last before that version. None where it never did."""
    submitted = contribution.revisions.filter(event__transition="submit")
    if before is not None:
        submitted = submitted.filter(version__lt=before)
    return submitted.order_by("-version").first()
