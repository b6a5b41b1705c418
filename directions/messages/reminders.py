"""The reminders of a day: who is told that a deadline comes near, or has passed.

A campaign says how many days before its deadline; who is late is told the day after it, then a week after they were
told last. Days without `manage.py remind` (a week-end, a breakdown) are made up for: of the reminders that were due,
the last one is sent. Whoever was asked to write since its day, by hand for instance, has had it.
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

_WEEK = datetime.timedelta(days=7)
_DAY = datetime.timedelta(days=1)
_NEVER = datetime.date.min

_REMINDERS = frozenset({MessageKind.REMINDER, MessageKind.LATE})
# What stands for a reminder that is not sent yet: it says how long there is.
_ASKS_TO_WRITE = _REMINDERS | {MessageKind.CAMPAIGN_OPENED, MessageKind.EXTENSION, MessageKind.CHANGES_REQUESTED}

Told = dict[tuple[UUID, int], datetime.date]


@dataclass(frozen=True)
class Due:
    """The reminders of a day. `untold` are the contributions that nobody may be reminded of, `closed` those who would
    be if their account were open, `headless` the contributions that wait for a head to submit them, and have none."""

    messages: list[OutgoingMessage]
    untold: list[Contribution]
    closed: list[User]
    headless: list[Contribution]


def write_due(today: datetime.date) -> Due:
    """Writes the reminders of the day that are not written yet."""
    with transaction.atomic():
        due = find_due(today)
        outbox.write(due.messages)
    return due


def find_due(today: datetime.date) -> Due:
    """The reminders of the day that are not written yet. Reads only."""
    awaited = _awaited(today)
    days = {one: day for one in awaited if (day := _day_of_reminder(one, today))}
    writers = recipients.writers(list(days))
    asked, told_late = last_told(days, _ASKS_TO_WRITE), last_told(days, {MessageKind.LATE})
    messages = [
        reminder(contribution, one, today)
        for contribution, day in days.items()
        for one in writers[contribution]
        if (told_late if is_late(contribution, today) else asked).get((contribution.pk, one.pk), _NEVER) < day
    ]
    untold = [one for one in days if not writers[one]]
    concerned = {*untold, *(one.contribution for one in messages)}
    closed = list(recipients.closed_accounts(concerned)) if concerned else []
    return Due(messages, untold, closed, recipients.without_head(awaited))


def reminder(contribution: Contribution, person: User, today: datetime.date) -> OutgoingMessage:
    """What tells this person, once a day, that the contribution is awaited."""
    kind = MessageKind.LATE if is_late(contribution, today) else MessageKind.REMINDER
    return outbox.message(kind, person, contribution, today.isoformat())


def last_told(contributions: Collection[Contribution], kinds: Collection[str] = _REMINDERS) -> Told:
    """When each person was last told of each contribution, by messages of these kinds."""
    written = OutgoingMessage.objects.filter(contribution__in=contributions, kind__in=kinds)
    last = written.order_by().values_list("contribution", "recipient").annotate(last=Max("created_at"))
    return {(contribution, person): timezone.localdate(moment) for contribution, person, moment in last}


def _awaited(today: datetime.date) -> list[Contribution]:
    """What must be written, can be, and is not submitted."""
    asked = Contribution.objects.filter(
        campaign__status=CampaignStatus.OPEN, kind__in=EXPECTED_TO_WRITE, status__in=Contribution.EDITABLE_STATUSES
    )
    return [one for one in asked.select_related("campaign") if is_awaited(one, today)]


def _day_of_reminder(contribution: Contribution, today: datetime.date) -> datetime.date | None:
    """The day since which people must have been told, or are told today. None where no reminder was due yet."""
    due_on, campaign = contribution.due_on, contribution.campaign
    if today > due_on:
        return max(due_on + _DAY, today - _WEEK + _DAY)
    planned = (due_on - days * _DAY for days in reminder_days(campaign.reminder_days))
    return max((day for day in planned if campaign.opens_on < day <= today), default=None)
