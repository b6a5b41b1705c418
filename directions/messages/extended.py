"""More time that is given to a direction, or taken back, is told to those who write for it."""

from __future__ import annotations

from directions.enums import MessageKind
from directions.messages import recipients
from directions.messages.outbox import message, quoted, write_and_send
from directions.messages.recipients import People
from directions.models import Contribution, ContributionEvent, User


def extended(event: ContributionEvent, by: User, reason: str) -> None:
    """Tells the deadline that holds from now on, and why (empty where the time is taken back). To be called in the
    transaction that changes it; `event` is the step that tells it. What the next step changes is no longer sent."""
    contribution = event.contribution
    details = {"by": event.actor_name, "reason": quoted(reason), "step": event.pk}
    told = told_of_extension(contribution, by)
    write_and_send([message(MessageKind.EXTENSION, one, contribution, str(event.pk), details) for one in told])


def told_of_extension(contribution: Contribution, by: User) -> People:
    """Who is told where this person gives the contribution more time, or takes it back. Its campaign is loaded."""
    return [one for one in recipients.writers([contribution])[contribution] if one != by]
