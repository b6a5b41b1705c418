"""What the communication team corrected by itself in a contribution that was submitted: told to its direction."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from directions.models import Contribution
from reporting.codec import CodecError
from reporting.history.differences import SectionDifference, differences
from reporting.history.revisions import last_submitted, section_of
from reporting.models import Revision


@dataclass(frozen=True)
class Corrections:
    """What was corrected between two versions: by whom, when last, and how many blocks."""

    older: int
    newer: int
    names: str
    when: datetime.datetime
    count: int


def corrections_of(contribution: Contribution) -> Corrections | None:
    """What was corrected since the last submission, before anything else was decided. None where nothing printed was.

    What is submitted is corrected by the communication team only (`directions.permissions.can_edit`): the versions that
    directly follow a submission are theirs. One query; two where there are any."""
    revisions = list(contribution.revisions.defer("section").select_related("event"))
    submitted, corrected = _since_submission(revisions)
    if submitted is None or not corrected:
        return None
    difference = _difference(contribution, submitted.version, corrected[-1].version)
    if not difference:
        return None
    return Corrections(
        older=submitted.version,
        newer=corrected[-1].version,
        names=", ".join(dict.fromkeys(one.author_name for one in corrected)),
        when=corrected[-1].created_at,
        count=len(difference.blocks),
    )


def _since_submission(revisions: Sequence[Revision]) -> tuple[Revision | None, list[Revision]]:
    """The last submission and the plain saves that directly followed it, of revisions given from the latest."""
    submitted = last_submitted(revisions)
    if submitted is None:
        return None, []
    later = [one for one in reversed(revisions) if one.version > submitted.version]
    return submitted, list(takewhile(lambda saved: saved.event is None, later))


def _difference(contribution: Contribution, older: int, newer: int) -> SectionDifference | None:
    found = {one.version: one for one in contribution.revisions.filter(version__in=(older, newer))}
    try:
        return differences(section_of(found[older]), section_of(found[newer]))
    except CodecError:
        return None
