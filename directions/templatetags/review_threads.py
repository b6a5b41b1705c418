"""The open threads of a contribution beside its blocks, in its form."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django import template

from directions.models import ReviewComment
from directions.models.review import is_answered

register = template.Library()


@register.filter
def standing_on(threads: Iterable[ReviewComment], block: uuid.UUID) -> list[ReviewComment]:
    """Those of the threads that stand on the block."""
    return [thread for thread in threads if thread.block == block]


@register.filter
def unanswered(threads: Iterable[ReviewComment]) -> list[ReviewComment]:
    """Those that wait for a word."""
    return [thread for thread in threads if not answered(thread)]


@register.filter
def answered(thread: ReviewComment) -> bool:
    """True while somebody else than who began the thread had the last word; its answers are read with it."""
    return is_answered(thread, list(thread.answers.all()))
