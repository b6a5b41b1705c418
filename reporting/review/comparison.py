"""The review page against something else: the same contribution at an earlier version, or last year's."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.utils import timezone

from directions import permissions
from directions.french.dates import french_moment
from directions.models import Contribution, ReviewVisit, User
from reporting.assemble import assemble_section
from reporting.codec import CodecError
from reporting.document import Section
from reporting.history.differences import SectionDifference, differences
from reporting.history.printed_blocks import HEADING, INTRODUCTION
from reporting.history.revisions import is_submission, last_submitted, revision_at, section_of
from reporting.history.wording import Told, block_sentence, summary
from reporting.models import Revision
from reporting.review.commented import WHOLE_KEY
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
    def has_no_block(self) -> bool:
        """True of the name and of the presentation, which nothing can be said of alone."""
        return self.difference.kind in {HEADING, INTRODUCTION}

    @property
    def target(self) -> str:
        if self.has_no_block:
            return WHOLE_KEY
        return f"{'supprime' if self.is_removed else 'b'}-{self.difference.id}"


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
        return [one for one in self.shown if one.is_removed and not one.has_no_block]

    @property
    def of_the_whole(self) -> list[ShownDifference]:
        return [one for one in self.shown if one.has_no_block]

    def of_block(self, block: uuid.UUID) -> ShownDifference | None:
        found = self.difference.block(str(block))
        return ShownDifference(found) if found else None


def with_version(
    contribution: Contribution, section: Section, since: int | None, visit: ReviewVisit | None
) -> Comparison:
    """Against an earlier version: the one asked for or, by default, what was submitted the time before."""
    revisions = list(contribution.revisions.defer("section").select_related("event"))
    chosen = _chosen(revisions, since)
    if chosen is None:
        return Comparison(reason="Aucune version antérieure de cette contribution n'est gardée.")
    choices = tuple(
        Choice(one.version, _words(one, visit), one == chosen)
        for one in revisions
        if one.version < contribution.version or one == chosen
    )
    try:
        difference = differences(section_of(chosen), section)
    except CodecError:
        return Comparison(choices=choices, reason="Cette version ne peut plus être lue : choisissez-en une autre.")
    return Comparison(_words(chosen, visit), difference, choices)


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


def _words(revision: Revision, visit: ReviewVisit | None) -> str:
    """ "la version 4, du 3 mars 2021 à 14:05, de Rose Rédac (soumission)"."""
    by = f", de {revision.author_name}" if revision.author_name else ""
    marks = [
        *(["soumission"] if is_submission(revision) else []),
        *(["votre dernière lecture"] if visit and visit.version == revision.version else []),
    ]
    said = f" ({', '.join(marks)})" if marks else ""
    return f"la version {revision.version}, du {french_moment(timezone.localtime(revision.created_at))}{by}{said}"
