"""Keeps who wrote in a contribution while it was open, whatever door they came through: they do not approve it."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from directions.models import Contribution, ContributionEvent, User
from directions.signals import contribution_changed


@receiver(contribution_changed, dispatch_uid="directions.keep_writers")
def keep_writers(contribution: Contribution, user: User | None, event: ContributionEvent | None, **_: Any) -> None:
    """A save while the contribution is open, or its submission. What a reviewer corrects afterwards is shown to the
    direction, and is no authorship."""
    is_writing = contribution.is_open if event is None else event.is_submission
    if user and is_writing:
        contribution.writers.add(user)
