"""The open threads of a contribution beside its blocks, in its form."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django import template

from directions.models import Contribution, ReviewComment
from directions.models.review import Turns, is_answered, sides_of

register = template.Library()


@register.simple_tag
def by_turn(threads: Iterable[ReviewComment], contribution: Contribution) -> Turns:
    """The open threads of the contribution by whose turn it is; their answers are read with them."""
    return sides_of(contribution).turns(threads)


@register.filter
def standing_on(threads: Iterable[ReviewComment], block: uuid.UUID) -> list[ReviewComment]:
    """Those of the threads that stand on the block."""
    return [thread for thread in threads if thread.block == block]


@register.filter
def answered(thread: ReviewComment) -> bool:
    """True while somebody else than who began the thread had the last word; its answers are read with it."""
    return is_answered(thread, list(thread.answers.all()))
