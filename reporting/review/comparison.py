"""The review page against something else: the same contribution at an earlier version, or last year's."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

from django.utils import timezone

from directions import permissions
from directions.enums import INTRODUCTION
from directions.french.dates import french_moment
from directions.models import Contribution, User
from reporting.assemble import assemble_section
from reporting.document import Section
from reporting.history.differences import BlockDifference, Change, SectionDifference, differences
from reporting.history.printed_blocks import HEADING, INTERNAL_NOTE, UNPRINTED_LABELS
from reporting.history.revisions import (
    UNREADABLE,
    is_submission,
    last_submitted,
    revision_at,
    state_of,
    worth_comparing,
)
from reporting.history.states import state_today
from reporting.history.wording import Told, block_sentence, summary
from reporting.models import Revision
from reporting.review.commented import WHOLE_KEY, Commented
from reporting.review.last_year import against_last_year

NOTHING_OLDER = "Aucune version antérieure de cette contribution n'est gardée."
NOTHING_READ = "Vous n'aviez encore rien lu de cette contribution avant cette version."

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
    def told(self) -> BlockDifference:
        """What is written of it: of a block that was added, only what the sheet does not show already."""
        if self.difference.change != Change.ADDED:
            return self.difference
        unseen = tuple(field for field in self.difference.fields if field.name in UNPRINTED_LABELS)
        return replace(self.difference, fields=unseen)

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
    """What differs from `since` (in words). `reason` says why there is nothing to compare with, if so. `usual` names
    what the view compares with until another is chosen; `is_first` is true where it does so of a first submission."""

    since: str = ""
    difference: SectionDifference = field(default_factory=SectionDifference)
    choices: tuple[Choice, ...] = ()
    reason: str = ""
    usual: str = ""
    is_usual: bool = False
    is_first: bool = False

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
    """Against an earlier version: the one asked for or, by default, what is worth comparing. `read_before` is the one
    that the person had read, which is told."""
    earlier = _Earlier(contribution, read_before)
    chosen = earlier.asked(since)
    if chosen is None:
        return Comparison(reason=NOTHING_OLDER)
    comparison = earlier.comparison(chosen)
    state = state_of(chosen)
    if state is None:
        return replace(comparison, reason=UNREADABLE)
    return replace(comparison, difference=differences(state, state_today(contribution, section)))


def with_last_reading(contribution: Contribution, section: Section, read_before: int | None) -> Comparison:
    """Against what the person had read before, where they had read anything."""
    if read_before is None:
        return replace(_Earlier(contribution, None).comparison(None), reason=NOTHING_READ)
    return with_version(contribution, section, read_before, read_before)


def with_last_year(contribution: Contribution, section: Section, user: User) -> Comparison:
    """Against what the direction said the year before, where this person may read it."""
    previous = contribution.previous
    if previous is None or not permissions.can_see(user, previous):
        return Comparison(
            reason=f"Cette contribution ne continue aucune contribution de {contribution.campaign.year - 1}."
        )
    since = f"{previous.name}, {previous.campaign.year}"
    return Comparison(since, against_last_year(assemble_section(previous), section))


class _Earlier:
    """The versions before the one that is shown, the latest first, and what each is called to one person."""

    def __init__(self, contribution: Contribution, read_before: int | None) -> None:
        kept = list(contribution.revisions.defer("section", "unprinted").select_related("event"))
        self._contribution = contribution
        self._read_before = read_before
        self._was_submitted = last_submitted(kept) is not None
        self._revisions = [one for one in kept if one.version < contribution.version]
        self._usual = worth_comparing(kept, contribution.version, is_open=contribution.is_open)

    def asked(self, since: int | None) -> Revision | None:
        """The one to compare with; the usual one where what is asked for is not earlier, or before all."""
        is_earlier = since is not None and since < self._contribution.version
        return (revision_at(self._revisions, since) if is_earlier else None) or self._usual

    def comparison(self, chosen: Revision | None) -> Comparison:
        """All that is said of the choice, before what differs is found."""
        is_usual = chosen is not None and chosen == self._usual
        return Comparison(
            since=self._words(chosen) if chosen else "",
            choices=tuple(Choice(one.version, self._words(one), one == chosen) for one in self._revisions),
            usual=self._usual_words(),
            is_usual=is_usual,
            is_first=is_usual and self._is_first_submission(),
        )

    def _usual_words(self) -> str:
        if self._usual is None or not is_submission(self._usual):
            return "le début"
        return "la dernière soumission" if self._contribution.is_open else "la soumission précédente"

    def _is_first_submission(self) -> bool:
        """True where what is shown was submitted, and nothing before it."""
        return self._was_submitted and not self._contribution.is_open and not is_submission(self._usual)

    def _words(self, revision: Revision) -> str:
        """ "la version 4, du 3 mars 2021 à 14:05, par Rose Rédac (soumission)"."""
        when = french_moment(timezone.localtime(revision.created_at))
        if revision.event is None and not revision.author_name:
            named = f"ce qui était à l'ouverture de la campagne (version {revision.version}, du {when})"
        else:
            by = f", par {revision.author_name}" if revision.author_name else ""
            named = f"la version {revision.version}, du {when}{by}"
        marks = [
            *(["soumission"] if is_submission(revision) else []),
            *(["votre lecture précédente"] if revision.version == self._read_before else []),
        ]
        return f"{named} ({', '.join(marks)})" if marks else named
