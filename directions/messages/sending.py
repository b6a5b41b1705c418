"""Sends what waits, one e-mail at a time; what fails is written down, logged, and stays for the next time.

No fault of a mail server, of an address or of a template is raised: the messages to the others leave.
"""

from __future__ import annotations

import datetime
import logging
import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from smtplib import SMTPDataError, SMTPRecipientsRefused

from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from directions.messages import waiting
from directions.messages.compose import email, words
from directions.messages.letters import letters
from directions.messages.waiting import Batch
from directions.models import OutgoingMessage, User

log = logging.getLogger(__name__)

# A person waits for the page meanwhile: what is not sent by then is left to `manage.py remind`.
PATIENCE = 5.0  # seconds
# Faults of one e-mail, not of the server that refuses it.
_OF_ONE_EMAIL = (SMTPRecipientsRefused, SMTPDataError)
_MAX_ERROR = 300


@dataclass
class Tally:
    """What became of what waited. `sent` and `failed` hold the person, with the subject or the fault; `server_fault`
    is why nothing more could be sent."""

    sent: list[tuple[User, str]] = field(default_factory=list)
    failed: list[tuple[User, str]] = field(default_factory=list)
    unreachable: list[Batch] = field(default_factory=list)
    withdrawn: int = 0
    server_fault: str = ""


def send_now(keys: Collection[str]) -> Tally:
    """Tries to send messages that were just written, while somebody waits."""
    written = OutgoingMessage.objects.filter(key__in=keys).order_by("recipient").distinct()
    return _send(list(written.values_list("recipient", flat=True)), keys, until=time.monotonic() + PATIENCE)


def send_waiting() -> Tally:
    """Sends all that waits and may leave now."""
    return _send(waiting.recipients(timezone.now()))


def preview() -> Tally:
    """What `send_waiting` would send, as its subjects. Reads only."""
    tally, now = Tally(), timezone.now()
    for recipient in User.objects.filter(pk__in=waiting.recipients(now)):
        batch = waiting.look(recipient, now)
        _note(batch, tally)
        for messages in _by_email(batch):
            tally.sent.append((recipient, words(letters(messages), timezone.localdate(now)).subject))
    return tally


def _send(recipients: Iterable[int], keys: Collection[str] | None = None, until: float = float("inf")) -> Tally:
    tally = Tally()
    connection = mail.get_connection()
    try:
        for recipient in recipients:
            if tally.server_fault or time.monotonic() > until:
                break
            _send_to(recipient, keys, connection, tally)
    finally:
        _close(connection)
    return tally


def _send_to(recipient_id: int, keys: Collection[str] | None, connection: BaseEmailBackend, tally: Tally) -> None:
    now = timezone.now()
    batch = waiting.take(recipient_id, now, keys)
    if batch is None:
        return
    _note(batch, tally)
    for messages in _by_email(batch):
        if not tally.server_fault:
            _send_one(batch.recipient, messages, connection, now, tally)


def _note(batch: Batch, tally: Tally) -> None:
    tally.withdrawn += len(batch.withdrawn)
    if batch.unreachable:
        tally.unreachable.append(batch)


def _by_email(batch: Batch) -> list[list[OutgoingMessage]]:
    """The messages of each e-mail: one a kind and campaign, or one a day where the person wants that."""
    if batch.recipient.wants_digest:
        return [batch.messages] if batch.messages else []
    grouped: dict[tuple[str, int], list[OutgoingMessage]] = {}
    for one in batch.messages:
        grouped.setdefault((one.kind, one.campaign_id), []).append(one)
    return list(grouped.values())


def _send_one(
    recipient: User,
    messages: list[OutgoingMessage],
    connection: BaseEmailBackend,
    now: datetime.datetime,
    tally: Tally,
) -> None:
    rows = OutgoingMessage.objects.filter(pk__in=[one.pk for one in messages])
    try:
        said = words(letters(messages), timezone.localdate(now))
        connection.open()
        connection.send_messages([email(recipient, said)])
    except Exception as error:  # Whatever a mail server, its address or a template can do wrong.
        _note_failure(error, recipient, messages, tally)
        rows.update(last_error=_in_one_line(error))
    else:
        tally.sent.append((recipient, said.subject))
        rows.update(sent_at=timezone.now(), last_error="")


def _note_failure(error: Exception, recipient: User, messages: list[OutgoingMessage], tally: Tally) -> None:
    log.warning("Not sent to account %s: %s (%s)", recipient.pk, [one.key for one in messages], _in_one_line(error))
    if isinstance(error, OSError) and not isinstance(error, _OF_ONE_EMAIL):
        tally.server_fault = _in_one_line(error)
    else:
        tally.failed.append((recipient, _in_one_line(error)))


def _in_one_line(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:_MAX_ERROR]


def _close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except OSError as error:
        log.warning("The mail server did not take leave: %s", _in_one_line(error))
