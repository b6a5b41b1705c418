"""Reminders that the communication team sends by hand: for the contributions that it chose, once a day and a person."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils import timezone

from directions import permissions
from directions.completeness import Duty, duty_of
from directions.french.dates import french_date
from directions.messages import outbox, recipients
from directions.messages.reminders import Told, last_told, reminder
from directions.messages.waiting import is_awaited, unreachable
from directions.models import Campaign, Contribution, OutgoingMessage, User


@dataclass(frozen=True)
class Refusal:
    """A contribution that nobody is reminded of, and why, in one French sentence."""

    contribution: Contribution
    reason: str


@dataclass(frozen=True)
class Outcome:
    """What reminding does: who is told of each contribution, and what is refused. Of what was done, `unsent` are the
    contributions of which no message could leave yet, and `waiting` says how many messages wait."""

    told: dict[Contribution, tuple[User, ...]]
    refused: tuple[Refusal, ...]
    unsent: tuple[Contribution, ...] = ()
    waiting: int = 0

    @property
    def reminded(self) -> tuple[Contribution, ...]:
        return tuple(self.told)

    @property
    def people(self) -> tuple[User, ...]:
        """Everybody who is told, once."""
        return tuple(dict.fromkeys(one for people in self.told.values() for one in people))


def remind_now(contributions: Iterable[Contribution], by: User) -> Outcome:
    """Reminds those who write these contributions; said twice on a day, tells nobody twice."""
    with transaction.atomic():
        outcome, messages = _prepared(contributions, by)
        outbox.write_and_send(messages)
    return _with_what_waits(outcome, messages)


def would_remind(contributions: Iterable[Contribution], by: User) -> Outcome:
    """What `remind_now` would do. Reads only."""
    return _prepared(contributions, by)[0]


def _prepared(contributions: Iterable[Contribution], by: User) -> tuple[Outcome, list[OutgoingMessage]]:
    chosen = Contribution.objects.filter(pk__in=[one.pk for one in contributions]).select_related("campaign")
    found = list(chosen.in_report_order())
    writers, told, today = recipients.writers(found), last_told(found), timezone.localdate()
    to_tell, refused = {}, []
    for contribution in found:
        others = [one for one in writers[contribution] if one != by]
        awaited = _to_tell(contribution, others, told, today)
        if reason := _why_not(contribution, others, awaited, by):
            refused.append(Refusal(contribution, reason))
        else:
            to_tell[contribution] = tuple(awaited)
    messages = [reminder(contribution, one, today) for contribution in to_tell for one in to_tell[contribution]]
    return Outcome(to_tell, tuple(refused)), messages


def _with_what_waits(outcome: Outcome, messages: list[OutgoingMessage]) -> Outcome:
    """Read again once all is committed: what the server refused waits, and what there was no time to try waits too. The
    one message of the day, of who wants one, leaves in its time."""
    rows = OutgoingMessage.objects.filter(key__in=[one.key for one in messages], sent_at__isnull=True)
    waits = set(rows.exclude(recipient__wants_digest=True).values_list("key", flat=True))
    leaving = {one.contribution for one in messages if one.key not in waits}
    unsent = tuple(one for one in outcome.reminded if one not in leaving)
    return replace(outcome, unsent=unsent, waiting=len(waits))


def _to_tell(contribution: Contribution, people: list[User], told: Told, today: datetime.date) -> list[User]:
    return [one for one in people if not unreachable(one) and told.get((contribution.pk, one.pk)) != today]


def _why_not(contribution: Contribution, people: list[User], to_tell: list[User], by: User) -> str:
    if not permissions.is_reviewer(by):
        return "Les relances sont envoyées par la communication."
    if not contribution.is_open:
        return f"Rien n'est attendu : la contribution est « {contribution.get_status_display().lower()} »."
    if duty_of(contribution) == Duty.TEAM:
        return "Ces pages sont écrites par la communication : il n'y a personne à relancer."
    if duty_of(contribution) == Duty.OPTIONAL:
        return "Rien n'est exigé de cette unité : elle peut écrire, sans y être tenue."
    if not is_awaited(contribution):
        return _why_nobody_writes(contribution.campaign)
    if not people:
        return "Personne n'est habilité à écrire pour cette direction."
    if all(map(unreachable, people)):
        return f"Sans adresse électronique : {', '.join(map(str, people))}."
    return "" if to_tell else "Déjà relancée aujourd'hui."


def _why_nobody_writes(campaign: Campaign) -> str:
    if campaign.accepts_review() and campaign.closes_on < timezone.localdate():
        return f"La saisie est close depuis le {french_date(campaign.closes_on)} : accordez-lui d'abord un délai."
    return f"La campagne {campaign.year} n'est pas ouverte à la saisie."
