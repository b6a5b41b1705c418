"""Sends what waits, one e-mail at a time; what fails is written down, logged, and stays for the next time.

No fault of a mail server, of an address or of a template is raised: the messages to the others leave, even where the
server hangs up on one of them. Only a server that cannot be reached ends the round. Who gave trouble is served last the
next time.
"""

from __future__ import annotations

import datetime
import logging
import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.core import mail
from django.utils import timezone

from directions.messages import waiting
from directions.messages.compose import email, words
from directions.messages.letters import letters
from directions.messages.waiting import Batch
from directions.models import OutgoingMessage, User

log = logging.getLogger(__name__)

# A person waits for the page meanwhile: what is not sent by then is left to `manage.py remind`.
PATIENCE = 5.0  # seconds
# Nobody waits for `manage.py remind`: some servers make who writes to them wait, on purpose or to look up an address.
UNHURRIED = 60  # seconds
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
    return _Round().serve(waiting.recipients(keys), keys, until=time.monotonic() + PATIENCE)


def send_waiting() -> Tally:
    """Tries to send all that waits, whatever became of it before; what another process is sending is left to it."""
    return _Round(timeout=UNHURRIED).serve(waiting.recipients())


def preview() -> Tally:
    """What `send_waiting` would send, as its subjects. Reads only."""
    tally, now = Tally(), timezone.now()
    for recipient in User.objects.filter(pk__in=waiting.recipients()):
        batch = waiting.look(recipient, now)
        _note(batch, tally)
        for messages in _by_email(batch):
            tally.sent.append((recipient, words(letters(messages), timezone.localdate(now)).subject))
    return tally


class _Round:
    """One person after the other, by the same connection for as long as it holds."""

    def __init__(self, timeout: float | None = None) -> None:
        self.tally = Tally()
        self._connection = mail.get_connection(timeout=timeout)

    def serve(
        self, recipients: Iterable[int], keys: Collection[str] | None = None, until: float = float("inf")
    ) -> Tally:
        """Sends what waits for each, until the server is given up or it is too late."""
        try:
            for recipient in recipients:
                if self.tally.server_fault or time.monotonic() > until:
                    break
                self._serve_one(recipient, keys)
        finally:
            self._hang_up()
        return self.tally

    def _serve_one(self, recipient_id: int, keys: Collection[str] | None) -> None:
        now = timezone.now()
        batch = waiting.take(recipient_id, now, keys)
        if batch is None:
            return
        _note(batch, self.tally)
        emails = _by_email(batch)
        while emails and not self.tally.server_fault:
            self._send(batch.recipient, emails.pop(0), now)
        waiting.release([one for messages in emails for one in messages])

    def _send(self, recipient: User, messages: list[OutgoingMessage], now: datetime.datetime) -> None:
        is_connected = False
        rows = OutgoingMessage.objects.filter(pk__in=[one.pk for one in messages])
        try:
            said = words(letters(messages), timezone.localdate(now))
            self._connection.open()
            is_connected = True
            self._connection.send_messages([email(recipient, said)])
        except Exception as error:  # Whatever a mail server, its address or a template can do wrong.
            fault = _in_one_line(error)
            log.warning("Not sent to account %s: %s (%s)", recipient.pk, [one.key for one in messages], fault)
            rows.update(last_error=fault)
            # Nobody knows what the server expects next.
            self._hang_up()
            if len(messages) > 1 and not isinstance(error, OSError):
                # It cannot be put into words: the others leave, each in an e-mail of its own.
                for one in messages:
                    self._send(recipient, [one], now)
            elif is_connected or not isinstance(error, OSError):
                self.tally.failed.append((recipient, fault))
            else:
                self.tally.server_fault = fault
            return
        self.tally.sent.append((recipient, said.subject))
        rows.update(sent_at=timezone.now(), last_error="")

    def _hang_up(self) -> None:
        try:
            self._connection.close()
        except OSError as error:
            log.warning("The mail server did not take leave: %s", _in_one_line(error))


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


def _in_one_line(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:_MAX_ERROR]
