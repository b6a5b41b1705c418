"""The messages that wait for one person: which may leave now, which no longer concern them, and who takes them.

Whoever sends takes the messages first, in a short transaction under the lock of their recipient: another process finds
them taken. No lock is held while the mail server is spoken to. What could not be sent is free again at once, with its
fault; what a process took and never said more of is free a little later. All is kept until it is sent or withdrawn.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F, Max, Q, QuerySet
from django.utils import timezone

from directions import deadlines, permissions
from directions.enums import CampaignStatus, ContributionStatus, MessageKind
from directions.messages.recipients import reviewers
from directions.models import Campaign, Contribution, OutgoingMessage, User

# Longer than it takes to send to one person: a process that took messages so long ago was stopped.
TAKEN_FOR = datetime.timedelta(hours=1)
# One message a day leaves on the next day at the latest.
DIGEST_WITHIN = datetime.timedelta(days=2)


@dataclass(frozen=True)
class Batch:
    """What waits for a person. `messages` may leave, `withdrawn` never will; `unreachable` says why nothing can be sent
    to them, and `held` how many messages wait for that."""

    recipient: User
    messages: list[OutgoingMessage] = field(default_factory=list)
    withdrawn: list[OutgoingMessage] = field(default_factory=list)
    unreachable: str = ""
    held: int = 0


@dataclass(frozen=True)
class HeldUp:
    """How many messages should have left and did not, since when, and the last fault, if any was met."""

    count: int
    since: datetime.datetime
    fault: str


def recipients(keys: Collection[str] | None = None) -> list[int]:
    """The keys of those for whom something waits, or one of `keys` does: who was never tried comes first, then who was
    tried longest ago, so that who cannot be served holds up nobody."""
    waits = _waiting()
    if keys is not None:
        waits = waits.filter(recipient__in=waits.filter(key__in=keys).order_by().values("recipient"))
    people = waits.order_by().values("recipient").annotate(tried=Max("tried_at"))
    return list(people.order_by(F("tried").asc(nulls_first=True), "recipient").values_list("recipient", flat=True))


def take(recipient_id: int, now: datetime.datetime, keys: Collection[str] | None = None) -> Batch | None:
    """Takes what may leave, and deletes what is withdrawn; None where the account is gone. `keys` are those of messages
    that were just written: the others stay, and so do all those of who wants one message a day."""
    with transaction.atomic():
        # no_key: a transition that writes to this person meanwhile does not wait.
        recipient = User.objects.select_for_update(no_key=True).filter(pk=recipient_id).first()
        if recipient is None:
            return None
        batch = look(recipient, now, keys)
        _rows(batch.withdrawn).delete()
        _rows(batch.messages).update(tried_at=now, last_error="")
    return batch


def release(messages: list[OutgoingMessage]) -> None:
    """Gives back what was taken, and not tried."""
    _rows(messages).update(tried_at=None)


def look(recipient: User, now: datetime.datetime, keys: Collection[str] | None = None) -> Batch:
    """What `take` would take. Reads only."""
    waiting = _waiting().filter(recipient=recipient).annotate(is_taken=_taken(now))
    if keys is not None:
        waiting = waiting.filter(key__in=keys)
    messages = list(waiting.select_related("contribution", "campaign__institution"))
    for one in messages:
        one.recipient, one.contribution.campaign = recipient, one.campaign
    if why := unreachable(recipient):
        withdrawn = [one for one in messages if not _is_still_true(one)]
        return Batch(recipient, withdrawn=withdrawn, unreachable=why, held=len(messages) - len(withdrawn))
    withdrawn = [one for one in messages if not _concerns(recipient, one)]
    if recipient.wants_digest and (keys is not None or _had_one_today(recipient, now)):
        return Batch(recipient, withdrawn=withdrawn)
    ready = [one for one in messages if one not in withdrawn and not one.is_taken]
    return Batch(recipient, ready, withdrawn)


def held_up(campaign: Campaign, now: datetime.datetime) -> HeldUp | None:
    """The messages of a campaign that should have left; None where all did."""
    not_yet = Q(recipient__wants_digest=True, tried_at=None, created_at__gt=now - DIGEST_WITHIN)
    rows = _waiting().filter(~not_yet, campaign=campaign).select_related("recipient")
    found = [one for one in rows.order_by("tried_at") if not unreachable(one.recipient)]
    if not found:
        return None
    faults = [one.last_error for one in found if one.last_error]
    return HeldUp(len(found), min(one.created_at for one in found), faults[-1] if faults else "")


def left() -> tuple[int, datetime.datetime | None]:
    """How many messages to those who can be written to wait, and since when."""
    found = [one.created_at for one in _waiting().select_related("recipient") if not unreachable(one.recipient)]
    return len(found), min(found, default=None)


def unreachable(person: User) -> str:
    """Why no message can be sent to this person, in two or three words; empty where one can."""
    if not (person.is_active and person.is_staff):
        return "compte fermé"
    return "" if person.email.strip() else "sans adresse électronique"


def _waiting() -> QuerySet[OutgoingMessage]:
    return OutgoingMessage.objects.filter(sent_at__isnull=True, contribution__isnull=False)


def _rows(messages: list[OutgoingMessage]) -> QuerySet[OutgoingMessage]:
    return OutgoingMessage.objects.filter(pk__in=[one.pk for one in messages])


def _taken(now: datetime.datetime) -> Q:
    """What is being sent right now."""
    return Q(sent_at__isnull=True, tried_at__gt=now - TAKEN_FOR, last_error="")


def _had_one_today(recipient: User, now: datetime.datetime) -> bool:
    """True where this person got an e-mail today, or one is being sent right now."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return OutgoingMessage.objects.filter(Q(sent_at__gte=midnight) | _taken(now), recipient=recipient).exists()


# -- Is it still true, and still theirs? -------------------------------------------------------------------------------

_WRITERS_ARE_TOLD = {
    MessageKind.CAMPAIGN_OPENED,
    MessageKind.REMINDER,
    MessageKind.LATE,
    MessageKind.EXTENSION,
    MessageKind.CHANGES_REQUESTED,
    MessageKind.APPROVED,
}
_REVIEWERS_ARE_TOLD = {MessageKind.ENTRUSTED, MessageKind.SUBMITTED}


def _concerns(recipient: User, message: OutgoingMessage) -> bool:
    return _is_theirs(recipient, message) and _is_still_true(message)


def _is_theirs(recipient: User, message: OutgoingMessage) -> bool:
    if message.kind in _WRITERS_ARE_TOLD:
        return permissions.writes_for(recipient, message.contribution)
    if message.kind in _REVIEWERS_ARE_TOLD:
        return recipient in reviewers(message.contribution)
    return permissions.reads_review(recipient, message.contribution)


def _is_still_true(message: OutgoingMessage) -> bool:
    contribution = message.contribution
    status = ContributionStatus(contribution.status)
    match message.kind:
        case MessageKind.CAMPAIGN_OPENED:
            return contribution.is_open and message.campaign.status == CampaignStatus.OPEN
        case MessageKind.REMINDER:
            return is_awaited(contribution) and not deadlines.is_late(contribution)
        case MessageKind.LATE:
            return is_awaited(contribution) and deadlines.is_late(contribution)
        case MessageKind.EXTENSION:
            return _is_last_decision(message)
        case MessageKind.ENTRUSTED:
            return contribution.reviewer_id == message.recipient_id and status != ContributionStatus.APPROVED
        case MessageKind.SUBMITTED:
            return status == ContributionStatus.SUBMITTED
        case MessageKind.CHANGES_REQUESTED:
            return status in Contribution.SENT_BACK_STATUSES
        case MessageKind.APPROVED:
            return status == ContributionStatus.APPROVED
    return True


def _is_last_decision(message: OutgoingMessage) -> bool:
    """True while the deadline that the message tells holds, and is worth telling."""
    contribution = message.contribution
    is_over = contribution.extended_until is not None and not contribution.has_extension()
    last = contribution.events.about_the_deadline().last()
    return message.campaign.accepts_review() and not is_over and last.pk == message.details["step"]


def is_awaited(contribution: Contribution, today: datetime.date | None = None) -> bool:
    """True while the direction may write, and has not submitted."""
    return contribution.is_open and contribution.accepts_writing(today)
