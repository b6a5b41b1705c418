"""What the pages of the history show: the versions of a contribution, and what differs between two of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from directions.models import ContributionEvent
from reporting.history.differences import SectionDifference, differences
from reporting.history.revisions import revision_at, state_of
from reporting.history.states import State
from reporting.history.typed import TypedBlock, typed_block
from reporting.history.wording import Told, sentences, summary
from reporting.models import Revision

_UNREADABLE = "Cette version, ou celle d'avant, ne peut plus être lue."


@dataclass(frozen=True)
class HistoryLine:
    """One version, and what changed in it since the one before (None: it is the first that was kept). `steps` are those
    that followed and left its words as they were, the newest first."""

    revision: Revision
    before: Revision | None
    difference: SectionDifference | None
    steps: tuple[ContributionEvent, ...] = ()

    @property
    def summary(self) -> str:
        return summary(self.difference) if self.difference is not None else _UNREADABLE

    @property
    def is_worth_telling(self) -> bool:
        """A step that changed no word is told by its own words."""
        return bool(self.difference) or not self.revision.event or self.difference is None


def history_lines(revisions: Sequence[Revision], steps: Iterable[ContributionEvent] = ()) -> Iterator[HistoryLine]:
    """A line for each revision, given from the newest to the oldest; `steps` go with the version that they followed."""
    states = [state_of(one) for one in revisions]
    followed = _by_revision(revisions, steps)
    for rank, revision in enumerate(revisions):
        told = tuple(followed[revision.pk])
        if rank + 1 == len(revisions):
            yield HistoryLine(revision, None, None, told)
        else:
            yield HistoryLine(revision, revisions[rank + 1], _between(states[rank + 1], states[rank]), told)


def _between(older: State | None, newer: State | None) -> SectionDifference | None:
    """What differs; None where one of the two cannot be read any more."""
    return differences(older, newer) if older and newer else None


def _by_revision(
    revisions: Sequence[Revision], steps: Iterable[ContributionEvent]
) -> dict[int, list[ContributionEvent]]:
    """The steps by the revision that they followed, in the order given."""
    found = defaultdict(list)
    for step in steps:
        if revision := revision_at(revisions, step.version):
            found[revision.pk].append(step)
    return found


@dataclass(frozen=True)
class ShownBlock(Told):
    """One block that differs, in words, and what could be taken back of it as it was."""

    offer: TypedBlock | None


@dataclass(frozen=True)
class TwoVersions:
    """Two revisions, the older first. `today` is what the contribution says now, where the person may change it."""

    older: Revision
    newer: Revision
    today: State | None = field(default=None, repr=False)

    @cached_property
    def _older_state(self) -> State | None:
        return state_of(self.older)

    @cached_property
    def difference(self) -> SectionDifference | None:
        return _between(self._older_state, state_of(self.newer))

    @property
    def is_unreadable(self) -> bool:
        return self.difference is None

    @property
    def sentences(self) -> tuple[str, ...]:
        return sentences(self.difference)

    @property
    def blocks(self) -> Iterable[ShownBlock]:
        since = differences(self._older_state, self.today) if self.today else SectionDifference()
        for one in self.difference.blocks:
            known = since.block(one.id)
            yield ShownBlock(one, typed_block(known) if known else None)
