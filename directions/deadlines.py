"""How long a direction still has, in words: on its card, in its form, in the lists."""

from __future__ import annotations

import datetime

from django.utils import timezone

from directions.completeness import is_expected
from directions.enums import CampaignStatus
from directions.french.number_words import counted
from directions.models import Contribution


def is_late(contribution: Contribution, today: datetime.date | None = None) -> bool:
    """True where the direction should have submitted already."""
    return days_late(contribution, today) > 0


def days_late(contribution: Contribution, today: datetime.date | None = None) -> int:
    """For how many days the direction should have submitted already; 0 where it is not late, or may send nothing."""
    return max(0, -_days_left(contribution, today)) if _is_awaited(contribution) else 0


def deadline_words(contribution: Contribution, today: datetime.date | None = None) -> str:
    """How long the direction still has, or how late it is; empty where it has sent its words, can send none, or need
    not send any."""
    if not _is_awaited(contribution):
        return ""
    days = _days_left(contribution, today)
    if days < 0:
        return f"En retard de {counted(-days, 'jour', 'jours')}"
    return {0: "À remettre aujourd'hui", 1: "À remettre demain"}.get(days, f"Encore {counted(days, 'jour', 'jours')}")


def _days_left(contribution: Contribution, today: datetime.date | None) -> int:
    return (contribution.due_on - (today or timezone.localdate())).days


def _is_awaited(contribution: Contribution) -> bool:
    under_way = contribution.is_open and contribution.campaign.status == CampaignStatus.OPEN
    return under_way and is_expected(contribution)
