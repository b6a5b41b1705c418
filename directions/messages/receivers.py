"""What is told as soon as it happens: a campaign opens, a contribution is submitted, sent back or approved."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from directions.completeness import EXPECTED_TO_WRITE
from directions.enums import ContributionStatus, MessageKind
from directions.messages import recipients
from directions.messages.outbox import message, quoted, write_and_send
from directions.models import Campaign, Contribution, ContributionEvent
from directions.models.review import waiting_threads
from directions.signals import campaign_opened, contribution_changed

MAX_QUOTED_THREADS = 20

_TOLD_BY_STATUS = {
    ContributionStatus.SUBMITTED: MessageKind.SUBMITTED,
    ContributionStatus.CHANGES_REQUESTED: MessageKind.CHANGES_REQUESTED,
    ContributionStatus.REOPENED: MessageKind.CHANGES_REQUESTED,
    ContributionStatus.APPROVED: MessageKind.APPROVED,
}


@receiver(campaign_opened, dispatch_uid="directions.messages.campaign_opened")
def tell_opening(campaign: Campaign, **_: Any) -> None:
    """Tells those who must write; when the campaign is completed, those of the new directions."""
    asked = campaign.contributions.filter(kind__in=EXPECTED_TO_WRITE).select_related("campaign")
    told = recipients.writers(list(asked))
    write_and_send(
        [
            message(MessageKind.CAMPAIGN_OPENED, one, contribution, "")
            for contribution in told
            for one in told[contribution]
        ]
    )


@receiver(contribution_changed, dispatch_uid="directions.messages.contribution_changed")
def tell_transition(contribution: Contribution, event: ContributionEvent | None, **_: Any) -> None:
    """Tells a change of state to those who have something to do with it, except who made it."""
    if event is None or event.from_status == event.to_status or event.to_status not in _TOLD_BY_STATUS:
        return
    kind = _TOLD_BY_STATUS[ContributionStatus(event.to_status)]
    if kind == MessageKind.SUBMITTED:
        people = recipients.reviewers(contribution)
    else:
        people = [*recipients.writers([contribution])[contribution], *recipients.last_to_submit(contribution)]
    told = [one for one in dict.fromkeys(people) if one.pk != event.actor_id]
    details = _details(event, kind)
    write_and_send([message(kind, one, contribution, str(event.pk), details) for one in told])


def _details(event: ContributionEvent, kind: MessageKind) -> dict[str, Any]:
    details: dict[str, Any] = {
        "by": event.actor_name,
        "comment": quoted(event.comment),
        "again": event.from_status in Contribution.SENT_BACK_STATUSES,
        "unchanged": _is_unchanged(event),
        "reopened": event.to_status == ContributionStatus.REOPENED,
    }
    return details | _waiting_threads(event.contribution) if kind == MessageKind.CHANGES_REQUESTED else details


def _is_unchanged(event: ContributionEvent) -> bool:
    """True where the direction sends in, as it was, what was sent back to it: nothing was saved in between."""
    if event.from_status not in Contribution.SENT_BACK_STATUSES:
        return False
    sent_back = event.contribution.events.filter(to_status=event.from_status).exclude(from_status=event.from_status)
    return sent_back.filter(version=event.version - 1).exists()


def _waiting_threads(contribution: Contribution) -> dict[str, Any]:
    """The comments that wait for the direction, as they are quoted, and how many more there are."""
    waiting = waiting_threads(contribution)
    shown = [
        {
            "by": one.author_name,
            "text": quoted(one.text),
            "block": str(one.block or ""),
            "title": one.block_title,
            "thread": str(one.pk),
            "answers": len(one.answers.all()),
        }
        for one in waiting[:MAX_QUOTED_THREADS]
    ]
    return {"threads": shown, "more": len(waiting) - len(shown)}
