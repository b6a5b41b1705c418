"""What a person has read of a contribution last: "since my last visit" is told from there."""

from __future__ import annotations

from django.db import transaction

from directions.models import Contribution, ReviewVisit, User


def last_visit(contribution: Contribution, user: User) -> ReviewVisit | None:
    return contribution.visits.filter(user=user).first()


def read_before(contribution: Contribution, visit: ReviewVisit | None) -> int | None:
    """The version that the person had read before the one that is there now; None where they had read none."""
    if visit is None:
        return None
    return visit.version if visit.version < contribution.version else visit.version_before


def note_visit(contribution: Contribution, user: User, version: int) -> None:
    """Notes that the person has read up to this version; what was read before stays read."""
    with transaction.atomic():
        known, is_new = ReviewVisit.objects.select_for_update().get_or_create(
            user=user, contribution=contribution, defaults={"version": version}
        )
        if not is_new and known.version < version:
            known.version_before, known.version = known.version, version
            known.save()
