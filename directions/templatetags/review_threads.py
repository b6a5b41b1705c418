"""The open threads of a contribution beside its blocks, in its form."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django import template

from directions.models import ReviewComment

register = template.Library()


@register.filter
def standing_on(threads: Iterable[ReviewComment], block: uuid.UUID) -> list[ReviewComment]:
    """Those of the threads that stand on the block."""
    return [thread for thread in threads if thread.block == block]
