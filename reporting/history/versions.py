"""What the pages of the history show: the versions of a contribution, and what differs between two of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from reporting.document import Section
from reporting.history.differences import SectionDifference, differences
from reporting.history.revisions import section_of
from reporting.history.typed import TypedBlock, typed_block
from reporting.history.wording import Told, sentences, summary
from reporting.models import Revision


@dataclass(frozen=True)
class HistoryLine:
    """One version, and what changed in it since the one before (None: it is the first that was kept)."""

    revision: Revision
    before: Revision | None
    difference: SectionDifference | None

    @property
    def summary(self) -> str:
        return summary(self.difference) if self.difference is not None else ""

    @property
    def is_worth_telling(self) -> bool:
        """A step that changed no word is told by its own words."""
        return bool(self.difference) or not self.revision.event


def history_lines(revisions: Sequence[Revision]) -> Iterator[HistoryLine]:
    """A line for each revision, given from the newest to the oldest."""
    sections = [section_of(one) for one in revisions]
    for rank, revision in enumerate(revisions):
        if rank + 1 == len(revisions):
            yield HistoryLine(revision, None, None)
        else:
            yield HistoryLine(revision, revisions[rank + 1], differences(sections[rank + 1], sections[rank]))


@dataclass(frozen=True)
class ShownBlock(Told):
    """One block that differs, in words, and what could be taken back of it as it was."""

    offer: TypedBlock | None


@dataclass(frozen=True)
class Comparison:
    """Two revisions, the older first. `today` is the section as it is now, where the person may change it."""

    older: Revision
    newer: Revision
    today: Section | None = field(default=None, repr=False)

    @cached_property
    def difference(self) -> SectionDifference:
        return differences(section_of(self.older), section_of(self.newer))

    @property
    def sentences(self) -> tuple[str, ...]:
        return sentences(self.difference)

    @property
    def blocks(self) -> Iterable[ShownBlock]:
        since = differences(section_of(self.older), self.today) if self.today else SectionDifference()
        for one in self.difference.blocks:
            known = since.block(one.id)
            yield ShownBlock(one, typed_block(known) if known else None)
