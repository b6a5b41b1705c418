"""What the communication team corrected by itself in a contribution that was submitted: told to its direction."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, pairwise, takewhile

from directions.models import Contribution
from reporting.history.differences import SectionDifference, differences
from reporting.history.revisions import last_submitted, state_of
from reporting.history.states import State
from reporting.history.wording import summary
from reporting.models import Revision

# What was corrected in more turns than this is told in as many: the first of them, together.
_MAX_TURNS = 10
# More than these are folded.
_MAX_SHOWN = 3


@dataclass(frozen=True)
class Correction:
    """What one person corrected (or several, told together), between two versions: when last, and in words."""

    older: int
    newer: int
    names: tuple[str, ...]
    when: datetime.datetime
    summary: str

    @property
    def name(self) -> str:
        return ", ".join(self.names)


@dataclass(frozen=True)
class Corrections:
    """All that was corrected, by each in turn. `count` is the number of the blocks that are not as they were
    submitted."""

    by: tuple[Correction, ...]
    count: int

    @property
    def older(self) -> int:
        return self.by[0].older

    @property
    def newer(self) -> int:
        return self.by[-1].newer

    @property
    def is_long(self) -> bool:
        return len(self.by) > _MAX_SHOWN

    @property
    def names(self) -> str:
        return ", ".join(dict.fromkeys(name for one in self.by for name in one.names))


def corrections_of(contribution: Contribution) -> Corrections | None:
    """What was corrected since the last submission, before anything else was decided. None where every word is as it
    was submitted.

    What is submitted is corrected by the communication team only (`directions.permissions.can_edit`): the versions that
    directly follow a submission are theirs. One query; two where there are any."""
    revisions = list(contribution.revisions.defer("section", "unprinted").select_related("event"))
    kept = _since_submission(revisions)
    if len(kept) < 2:
        return None
    turns = _turns(kept[1:])
    versions = [kept[0].version, *(turn[-1].version for turn in turns)]
    states = {one.version: state_of(one) for one in contribution.revisions.filter(version__in=versions)}
    readable = [version for version in versions if states[version]]
    whole = _between(states, readable[0], readable[-1]) if readable else SectionDifference()
    by = tuple(_corrections(states, versions, turns)) if whole else ()
    return Corrections(by, len(whole.blocks)) if by else None


def _since_submission(revisions: Sequence[Revision]) -> list[Revision]:
    """The last submission and the plain saves that directly followed it, of revisions given from the latest."""
    submitted = last_submitted(revisions)
    if submitted is None:
        return []
    later = [one for one in reversed(revisions) if one.version > submitted.version]
    return [submitted, *takewhile(lambda saved: saved.event is None, later)]


def _turns(corrected: Iterable[Revision]) -> list[list[Revision]]:
    """What each person saved in a row; the first of many turns make one. Two people may have one name: their accounts
    tell them apart, while they are there."""
    turns = [list(turn) for _, turn in groupby(corrected, key=lambda saved: saved.author_id or saved.author_name)]
    earlier, last = turns[: 1 - _MAX_TURNS], turns[1 - _MAX_TURNS :]
    return [list(chain.from_iterable(earlier)), *last] if earlier else last


def _corrections(
    states: Mapping[int, State | None], versions: Sequence[int], turns: Iterable[Sequence[Revision]]
) -> Iterator[Correction]:
    """What was corrected in each turn, between the version before it and its last."""
    for (older, newer), turn in zip(pairwise(versions), turns, strict=True):
        if difference := _between(states, older, newer):
            names = tuple(dict.fromkeys(saved.author_name for saved in turn))
            yield Correction(older, newer, names, turn[-1].created_at, summary(difference))


def _between(states: Mapping[int, State | None], older: int, newer: int) -> SectionDifference:
    """What differs; nothing that is known, where one of the two cannot be read any more."""
    before, after = states[older], states[newer]
    return differences(before, after) if before and after else SectionDifference()
