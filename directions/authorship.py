"""Keeps who wrote in a contribution while it was open, and who corrected it during its review, whatever door they came
through: the first never approve it, the others not where the campaign asks for another reader."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from directions.models import Contribution, ContributionEvent, User
from directions.signals import contribution_changed


@receiver(contribution_changed, dispatch_uid="directions.keep_authors")
def keep_authors(contribution: Contribution, user: User | None, event: ContributionEvent | None, **_: Any) -> None:
    """A save while the contribution is open, or its submission, makes an author; a save afterwards, a corrector, even
    in a campaign that asks nothing of them today: it may ask tomorrow. Neither is ever taken back."""
    if user is None:
        return
    if event is None and not contribution.is_open:
        contribution.correctors.add(user)
    elif event is None or event.is_submission:
        contribution.writers.add(user)
