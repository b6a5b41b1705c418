"""How long a direction still has, in words: on its card, in its form, in the lists."""

from __future__ import annotations

import datetime

from django.utils import timezone

from directions.completeness import EXPECTED_TO_WRITE
from directions.enums import CampaignStatus
from directions.french.number_words import counted
from directions.models import Contribution


def is_late(contribution: Contribution, today: datetime.date | None = None) -> bool:
    """True where the direction should have submitted already."""
    return days_late(contribution, today) > 0


def days_late(contribution: Contribution, today: datetime.date | None = None) -> int:
    """For how many days the direction should have submitted already; 0 where it is not late, or may send nothing."""
    is_awaited = _takes_words(contribution) and contribution.kind in EXPECTED_TO_WRITE
    return max(0, -_days_left(contribution, today)) if is_awaited else 0


def deadline_words(contribution: Contribution, today: datetime.date | None = None) -> str:
    """How long the direction still has, or how late it is; empty where it has sent its words, or can send none."""
    if not _takes_words(contribution):
        return ""
    days = _days_left(contribution, today)
    if days < 0:
        late = days_late(contribution, today)
        return f"En retard de {counted(late, 'jour', 'jours')}" if late else "Date limite passée"
    return {0: "À remettre aujourd'hui", 1: "À remettre demain"}.get(days, f"Encore {counted(days, 'jour', 'jours')}")


def _days_left(contribution: Contribution, today: datetime.date | None) -> int:
    return (contribution.due_on - (today or timezone.localdate())).days


def _takes_words(contribution: Contribution) -> bool:
    return contribution.is_open and contribution.campaign.status == CampaignStatus.OPEN
