"""The review page against something else: the same contribution at an earlier version, or last year's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.utils import timezone

from directions import permissions
from directions.enums import INTRODUCTION
from directions.french.dates import french_moment
from directions.models import Contribution, User
from reporting.assemble import assemble_section
from reporting.document import Section
from reporting.history.differences import SectionDifference, differences
from reporting.history.printed_blocks import HEADING, INTERNAL_NOTE
from reporting.history.revisions import UNREADABLE, is_submission, last_submitted, revision_at, state_of
from reporting.history.states import state_today
from reporting.history.wording import Told, block_sentence, summary
from reporting.models import Revision
from reporting.review.commented import WHOLE_KEY, Commented
from reporting.review.last_year import against_last_year

_LISTED = 12


@dataclass(frozen=True)
class Choice:
    """A version that the contribution may be compared with."""

    version: int
    words: str
    is_chosen: bool = False


@dataclass(frozen=True)
class ShownDifference(Told):
    """One block that differs, in words, and where the page shows it."""

    @property
    def sentence(self) -> str:
        return block_sentence(self.difference)

    @property
    def is_removed(self) -> bool:
        return self.difference.new is None

    @property
    def is_of_the_whole(self) -> bool:
        """True of the heading and of the internal note, which nothing can be said of alone."""
        return self.difference.kind in {HEADING, INTERNAL_NOTE}

    @property
    def target(self) -> str:
        """The id of what the page shows of it."""
        if self.is_of_the_whole:
            return WHOLE_KEY
        if self.is_removed:
            return f"supprime-{self.difference.id}"
        # The presentation has no id of its own: that of its contribution stands for it.
        is_introduction = self.difference.kind == INTRODUCTION
        return f"b-{self.difference.new.block.id if is_introduction else self.difference.id}"


@dataclass(frozen=True)
class Comparison:
    """What differs from `since` (in words). `reason` says why there is nothing to compare with, if so."""

    since: str = ""
    difference: SectionDifference = field(default_factory=SectionDifference)
    choices: tuple[Choice, ...] = ()
    reason: str = ""

    @property
    def summary(self) -> str:
        return summary(self.difference)

    @cached_property
    def shown(self) -> list[ShownDifference]:
        return [ShownDifference(one) for one in self.difference.blocks]

    @property
    def is_short(self) -> bool:
        """True where the differences are few enough to be listed at once."""
        return len(self.shown) <= _LISTED

    @property
    def removed(self) -> list[ShownDifference]:
        """The blocks that are no more: the sheet has no place for them."""
        return [one for one in self.shown if one.is_removed and not one.is_of_the_whole]

    @property
    def of_the_whole(self) -> list[ShownDifference]:
        return [one for one in self.shown if one.is_of_the_whole]

    def of_block(self, block: Commented) -> ShownDifference | None:
        found = self.difference.block(INTRODUCTION if block.kind == INTRODUCTION else str(block.id))
        return ShownDifference(found) if found else None


def with_version(
    contribution: Contribution, section: Section, since: int | None, read_before: int | None
) -> Comparison:
    """Against an earlier version: the one asked for or, by default, what was submitted the time before. `read_before`
    is the one that the person had read, which is told."""
    revisions = list(contribution.revisions.defer("section", "unprinted").select_related("event"))
    chosen = _chosen(revisions, since)
    if chosen is None:
        return Comparison(reason="Aucune version antérieure de cette contribution n'est gardée.")
    choices = tuple(
        Choice(one.version, _words(one, read_before), one == chosen)
        for one in revisions
        if one.version < contribution.version or one == chosen
    )
    state = state_of(chosen)
    if state is None:
        return Comparison(choices=choices, reason=UNREADABLE)
    return Comparison(_words(chosen, read_before), differences(state, state_today(contribution, section)), choices)


def with_last_year(contribution: Contribution, section: Section, user: User) -> Comparison:
    """Against what the direction said the year before, where this person may read it."""
    previous = contribution.previous
    if previous is None or not permissions.can_see(user, previous):
        return Comparison(
            reason=f"Cette contribution ne continue aucune contribution de {contribution.campaign.year - 1}."
        )
    since = f"{previous.name}, {previous.campaign.year}"
    return Comparison(since, against_last_year(assemble_section(previous), section))


def _chosen(revisions: Sequence[Revision], since: int | None) -> Revision | None:
    """The revision to compare with, among all, the latest first; None where there is none."""
    if since is not None:
        return revision_at(revisions, since)
    last = last_submitted(revisions)
    if last is None:
        return revisions[-1] if revisions else None
    # Once it was submitted again, what matters is what was said the time before.
    return last_submitted(revisions, before=last.version) or last


def _words(revision: Revision, read_before: int | None) -> str:
    """ "la version 4, du 3 mars 2021 à 14:05, de Rose Rédac (soumission)"."""
    by = f", de {revision.author_name}" if revision.author_name else ""
    marks = [
        *(["soumission"] if is_submission(revision) else []),
        *(["votre lecture précédente"] if revision.version == read_before else []),
    ]
    said = f" ({', '.join(marks)})" if marks else ""
    return f"la version {revision.version}, du {french_moment(timezone.localtime(revision.created_at))}{by}{said}"
