"""The reminders of a day: who is told that a deadline comes near, or has passed.

A campaign says how many days before its deadline; who is late is told the day after it, then every week. A day without
`manage.py remind` (a week-end, a breakdown) is made up for within three days. Whoever was reminded since the day of a
reminder, by hand for instance, has had it.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from directions.completeness import EXPECTED_TO_WRITE
from directions.deadlines import is_late
from directions.enums import CampaignStatus, MessageKind
from directions.messages import outbox, recipients
from directions.messages.waiting import is_awaited
from directions.models import Contribution, OutgoingMessage, User
from directions.models.validators import reminder_days

MADE_UP_WITHIN = datetime.timedelta(days=3)
_WEEK = datetime.timedelta(days=7)
_DAY = datetime.timedelta(days=1)

Told = dict[tuple[UUID, int], datetime.date]


@dataclass(frozen=True)
class Due:
    """The reminders of a day. `untold` are the contributions that nobody may be reminded of, `closed` those who would
    be if their account were open."""

    messages: list[OutgoingMessage]
    untold: list[Contribution]
    closed: list[User]


def write_due(today: datetime.date) -> Due:
    """Writes the reminders of the day that are not written yet."""
    with transaction.atomic():
        due = find_due(today)
        outbox.write(due.messages)
    return due


def find_due(today: datetime.date) -> Due:
    """The reminders of the day that are not written yet. Reads only."""
    days = {one: day for one in _awaited(today) if (day := _day_of_reminder(one, today))}
    writers = recipients.writers(list(days))
    told = last_told(days)
    messages = [
        reminder(contribution, one, today)
        for contribution, day in days.items()
        for one in writers[contribution]
        if told.get((contribution.pk, one.pk), datetime.date.min) < day
    ]
    untold = [one for one in days if not writers[one]]
    return Due(messages, untold, list(recipients.closed_accounts(days)) if days else [])


def reminder(contribution: Contribution, person: User, today: datetime.date) -> OutgoingMessage:
    """What tells this person, once a day, that the contribution is awaited."""
    kind = MessageKind.LATE if is_late(contribution, today) else MessageKind.REMINDER
    return outbox.message(kind, person, contribution, today.isoformat())


def last_told(contributions: Collection[Contribution]) -> Told:
    """When each person was last reminded of each contribution."""
    written = OutgoingMessage.objects.filter(
        contribution__in=contributions, kind__in=[MessageKind.REMINDER, MessageKind.LATE]
    )
    last = written.order_by().values_list("contribution", "recipient").annotate(last=Max("created_at"))
    return {(contribution, person): timezone.localdate(moment) for contribution, person, moment in last}


def _awaited(today: datetime.date) -> list[Contribution]:
    """What must be written, can be, and is not submitted."""
    asked = Contribution.objects.filter(
        campaign__status=CampaignStatus.OPEN, kind__in=EXPECTED_TO_WRITE, status__in=Contribution.EDITABLE_STATUSES
    )
    return [one for one in asked.select_related("campaign") if is_awaited(one, today)]


def _day_of_reminder(contribution: Contribution, today: datetime.date) -> datetime.date | None:
    """The last day on which a reminder was to be sent, where it is today or can still be made up for."""
    planned = [day for day in _planned(contribution, today) if day <= today]
    day = max(planned, default=None)
    return day if day and today - day <= MADE_UP_WITHIN else None


def _planned(contribution: Contribution, today: datetime.date) -> list[datetime.date]:
    """The days of the reminders: some before the deadline, and after it the one of this week."""
    due_on, campaign = contribution.due_on, contribution.campaign
    before = [due_on - days * _DAY for days in reminder_days(campaign.reminder_days)]
    first_late = due_on + _DAY
    weeks = max(0, (today - first_late) // _WEEK)
    return [*(day for day in before if day > campaign.opens_on), first_late + weeks * _WEEK]
