"""What the communication team corrected by itself in a contribution that was submitted: told to its direction."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise, takewhile

from directions.models import Contribution
from reporting.history.differences import differences
from reporting.history.revisions import last_submitted, state_of
from reporting.history.wording import summary
from reporting.models import Revision


@dataclass(frozen=True)
class Correction:
    """What one person corrected, between two versions: when last, in which blocks, and in words."""

    older: int
    newer: int
    name: str
    when: datetime.datetime
    blocks: frozenset[str]
    summary: str


@dataclass(frozen=True)
class Corrections:
    """All that was corrected, by each in turn."""

    by: tuple[Correction, ...]

    @property
    def older(self) -> int:
        return self.by[0].older

    @property
    def newer(self) -> int:
        return self.by[-1].newer

    @property
    def count(self) -> int:
        """How many blocks; one that two people corrected counts once."""
        return len(frozenset().union(*(one.blocks for one in self.by)))

    @property
    def names(self) -> str:
        return ", ".join(dict.fromkeys(one.name for one in self.by))


def corrections_of(contribution: Contribution) -> Corrections | None:
    """What was corrected since the last submission, before anything else was decided. None where nothing was.

    What is submitted is corrected by the communication team only (`directions.permissions.can_edit`): the versions that
    directly follow a submission are theirs. One query; two where there are any."""
    revisions = list(contribution.revisions.defer("section", "unprinted").select_related("event"))
    corrected = _since_submission(revisions)
    by = tuple(_corrections(contribution, corrected))
    return Corrections(by) if by else None


def _since_submission(revisions: Sequence[Revision]) -> list[Revision]:
    """The last submission and the plain saves that directly followed it, of revisions given from the latest."""
    submitted = last_submitted(revisions)
    if submitted is None:
        return []
    later = [one for one in reversed(revisions) if one.version > submitted.version]
    return [submitted, *takewhile(lambda saved: saved.event is None, later)]


def _corrections(contribution: Contribution, revisions: Sequence[Revision]) -> Iterator[Correction]:
    """What each person corrected in turn, of revisions given from the submission on."""
    turns = [list(turn)[-1] for _, turn in groupby(revisions[1:], key=lambda saved: saved.author_name)]
    bounds = [one.version for one in (*revisions[:1], *turns)] if turns else []
    states = {one.version: state_of(one) for one in contribution.revisions.filter(version__in=bounds)}
    for (older, newer), last in zip(pairwise(bounds), turns, strict=True):
        if states[older] is None or states[newer] is None:
            continue
        if difference := differences(states[older], states[newer]):
            blocks = frozenset(one.id for one in difference.blocks)
            yield Correction(older, newer, last.author_name, last.created_at, blocks, summary(difference))
