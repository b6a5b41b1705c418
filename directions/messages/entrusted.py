"""A review that is given to somebody is told to them."""

from __future__ import annotations

from directions.enums import MessageKind
from directions.messages.outbox import message, write_and_send
from directions.models import ContributionEvent, User


def entrusted(event: ContributionEvent, reviewer: User) -> None:
    """Tells a person that a contribution is theirs to review, unless they took it themselves. To be called in the
    transaction that gives it; `event` is the step that tells it. Several, given `together`, are one e-mail."""
    if reviewer.pk == event.actor_id:
        return
    details = {"by": event.actor_name}
    write_and_send([message(MessageKind.ENTRUSTED, reviewer, event.contribution, str(event.pk), details)])
