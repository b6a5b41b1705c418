"""The comments of a contribution as threads, in their order, and what a person may do with each."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from directions import permissions
from directions.models import Contribution, ReviewComment, User
from directions.models.review import is_answered
from reporting.review.commented import Commented, on_what

OPEN, ANSWERED, RESOLVED = "open", "answered", "resolved"
_WORDS = {OPEN: "Ouvert", ANSWERED: "Répondu", RESOLVED: "Résolu"}


@dataclass(frozen=True)
class Thread:
    """A comment with its answers. It is "answered" while the last word is not that of the person who began it."""

    comment: ReviewComment
    answers: tuple[ReviewComment, ...] = ()
    may_answer: bool = False
    may_resolve: bool = False

    @property
    def key(self) -> str:
        """What names the thread in a page."""
        return str(self.comment.pk)

    @property
    def on(self) -> Commented:
        return on_what(self.comment)

    @property
    def state(self) -> str:
        if not self.comment.is_open:
            return RESOLVED
        return ANSWERED if is_answered(self.comment, self.answers) else OPEN

    @property
    def state_words(self) -> str:
        return _WORDS[self.state]

    @property
    def is_open(self) -> bool:
        return self.comment.is_open


def threads_of(contribution: Contribution, user: User) -> list[Thread]:
    """The threads of the contribution, the oldest first, in one query."""
    may_comment = permissions.can_comment(user, contribution)
    comments = list(contribution.review_comments.all())
    answers = defaultdict(list)
    for one in comments:
        # The one that was read already: a right asks for its campaign.
        one.contribution = contribution
        answers[one.thread_id].append(one)
    return [
        Thread(
            comment=first,
            answers=tuple(answers[first.pk]),
            may_answer=may_comment and first.is_open,
            may_resolve=permissions.can_resolve(user, first),
        )
        for first in answers[None]
    ]


def by_block(threads: Iterable[Thread]) -> dict[uuid.UUID | None, list[Thread]]:
    """The threads on each block; those on the whole are under None."""
    found = defaultdict(list)
    for thread in threads:
        found[thread.comment.block].append(thread)
    return found
