"""What one e-mail tells: the messages of one kind and campaign to one person, each with what its template places."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.urls import reverse

from directions import completeness, permissions
from directions.completeness import Missing
from directions.deadlines import deadline_words
from directions.enums import BlockKind, MessageKind
from directions.models import Campaign, Contribution, OutgoingMessage
from directions.models.review import with_open_comments

_SAYS_WHAT_IS_MISSING = {MessageKind.REMINDER, MessageKind.LATE}
_SHOWN_MISSING = 6


def absolute(path: str) -> str:
    """The address of a page of the site, for who is not on it."""
    return f"{settings.SITE_URL}{path}"


@dataclass(frozen=True)
class Point:
    """Something that is missing, and where it is written."""

    words: str
    url: str


@dataclass(frozen=True)
class Quote:
    """What somebody wrote, about `title` (empty for the whole), where it is read and, for a comment, answered, with how
    many answers it has already. What it is about may be gone: it is then read where it is answered."""

    by: str
    text: str
    title: str
    url: str
    answer_url: str = ""
    answers: int = 0

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @property
    def may_be_corrected(self) -> bool:
        """True where what it is about can be gone to."""
        return bool(self.title) and self.url != self.answer_url

    @property
    def answer_words(self) -> str:
        """What `answer_url` is for."""
        if not self.answers:
            return "Répondre"
        return f"Lire {'la réponse' if self.answers == 1 else f'les {self.answers} réponses'} et répondre"


@dataclass(frozen=True)
class Item:
    """What a letter says of one contribution to somebody, who `submits` it or leaves that to its head. `blocks` are the
    ids of what is still there of what its comments stand on, `open_comments` how many an approval leaves open."""

    contribution: Contribution
    details: dict[str, Any]
    missing: tuple[Missing, ...] = ()
    submits: bool = True
    blocks: frozenset[str] = frozenset()
    open_comments: int = 0

    @property
    def url(self) -> str:
        """The page of the contribution, at the block that the message is about."""
        return self._at(self.details.get("block", ""))

    @property
    def review_url(self) -> str:
        """The page where the contribution is read and discussed, at the thread that the message is about."""
        return self._at_thread(self.details.get("thread", ""))

    @property
    def compare_url(self) -> str:
        """The page that tells two versions of the contribution apart."""
        return self._page("reporting:history-compare")

    @property
    def changes_url(self) -> str:
        """The page where the contribution is read against what was submitted the time before."""
        return f"{self.review_url}?vue=changements"

    @property
    def is_changed(self) -> bool:
        """True where what was sent back comes back with other words."""
        return self.details["again"] and not self.details.get("unchanged")

    @property
    def due_on(self) -> datetime.date:
        return self.contribution.due_on

    @property
    def deadline(self) -> str:
        return deadline_words(self.contribution)

    @property
    def asks_corrections(self) -> bool:
        """True where the direction has something to correct, complete or not."""
        return self.contribution.status in Contribution.SENT_BACK_STATUSES

    @property
    def points(self) -> list[Point]:
        """What is missing, as much of it as a letter shows."""
        return [
            Point(one.message, self._at(str(one.block)) if one.block else self._at_section(one.section))
            for one in self.missing[:_SHOWN_MISSING]
        ]

    @property
    def more_points(self) -> int:
        return max(0, len(self.missing) - _SHOWN_MISSING)

    @property
    def comment(self) -> Quote | None:
        """What was written with a transition."""
        return self._quote(text=self.details["comment"], by=self.details["by"]) if self.details.get("comment") else None

    @property
    def threads(self) -> list[Quote]:
        """The comments that wait for the direction."""
        return [self._quote(**one) for one in self.details.get("threads", ())]

    @property
    def waiting_count(self) -> int:
        """How many they are, with those that are not quoted."""
        return len(self.threads) + self.details.get("more", 0)

    @property
    def asked(self) -> Quote:
        """The comment that was answered."""
        details = self.details
        return Quote(details["asked_by"], details["asked"], details["title"], self.review_url)

    @property
    def answer(self) -> Quote:
        return self._quote(self.details["by"], self.details["text"])

    def _quote(self, by: str, text: str, block: str = "", title: str = "", thread: str = "", answers: int = 0) -> Quote:
        discussed = self._at_thread(thread) if thread else ""
        written = discussed if block and block not in self.blocks else self._at(block)
        return Quote(by, text, title, written, discussed, answers)

    def _at(self, block: str) -> str:
        page = absolute(self.contribution.get_absolute_url())
        return f"{page}#bloc-{block}" if block else page

    def _at_thread(self, thread: str) -> str:
        """The threads that are settled are shown too: this one may be by then."""
        page = self._page("reporting:review")
        return f"{page}?commentaires=tous#commentaire-{thread}" if thread else page

    def _page(self, name: str) -> str:
        """A page of the contribution, which the reporting app gives."""
        return absolute(reverse(name, args=[self.contribution.pk]))

    def _at_section(self, section: str) -> str:
        return f"{self._at('')}#section-{section}"


@dataclass(frozen=True)
class Letter:
    """The messages of one kind about one campaign."""

    kind: MessageKind
    campaign: Campaign
    items: list[Item]

    @property
    def by(self) -> str:
        """Who did what the letter tells, each named once."""
        return ", ".join(dict.fromkeys(item.details["by"] for item in self.items))

    @property
    def only(self) -> Item | None:
        """The item, where there is only one."""
        return self.items[0] if len(self.items) == 1 else None

    @cached_property
    def due_on(self) -> datetime.date:
        """The first deadline of the letter."""
        return min(item.due_on for item in self.items)

    @cached_property
    def is_submitted_by_head(self) -> bool:
        """True where the person submits nothing of what the letter tells."""
        return not any(item.submits for item in self.items)

    @cached_property
    def deadline(self) -> str:
        """How long there is until then."""
        return min(self.items, key=lambda item: item.due_on).deadline


def letters(messages: Collection[OutgoingMessage]) -> list[Letter]:
    """The messages of one person put together, in the order in which they were written. Of several that say the same of
    one contribution, the last counts; answers are all told."""
    missing, blocks, still_open = _missing(messages), _blocks(messages), _open_comments(messages)
    grouped: dict[tuple[str, Campaign], dict[Any, Item]] = defaultdict(dict)
    for one in messages:
        subject = one.key if one.kind == MessageKind.ANSWER else one.contribution_id
        submits = permissions.may_submit(one.recipient, one.contribution)
        lacking, left = missing.get(one.contribution_id, ()), still_open.get(one.contribution_id, 0)
        item = Item(one.contribution, one.details, lacking, submits, blocks, left)
        grouped[one.kind, one.campaign][subject] = item
    return [
        Letter(MessageKind(kind), campaign, sorted(items.values(), key=lambda item: item.contribution.position))
        for (kind, campaign), items in grouped.items()
    ]


def _missing(messages: Collection[OutgoingMessage]) -> dict[UUID, tuple[Missing, ...]]:
    """What prevents the submission of what is awaited."""
    awaited = {one.contribution_id for one in messages if one.kind in _SAYS_WHAT_IS_MISSING}
    contributions = completeness.with_blocks(Contribution.objects.filter(pk__in=awaited)) if awaited else ()
    return {one.pk: tuple(completeness.blocking(one)) for one in contributions}


def _open_comments(messages: Collection[OutgoingMessage]) -> dict[UUID, int]:
    """How many comments are open in what was approved."""
    approved = {one.contribution_id for one in messages if one.kind == MessageKind.APPROVED}
    found = with_open_comments(Contribution.objects.filter(pk__in=approved)).order_by() if approved else ()
    return {one.pk: one.open_comments for one in found}


def _blocks(messages: Collection[OutgoingMessage]) -> frozenset[str]:
    """The blocks, and the presentations, that the quoted comments stand on and that are still there, by their ids."""
    quoted = {thread["block"] for one in messages for thread in one.details.get("threads", ()) if thread["block"]}
    if not quoted:
        return frozenset()
    models = [Contribution, *(apps.get_model("directions", kind) for kind in BlockKind.values)]
    first, *others = (model.objects.filter(pk__in=quoted).order_by().values_list("pk", flat=True) for model in models)
    return frozenset(str(pk) for pk in first.union(*others))
