"""Writes messages in the transaction of what they tell; they leave once it is committed, and never hold it up."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any

from django.db import transaction

from directions.enums import MessageKind
from directions.messages import sending
from directions.models import Contribution, OutgoingMessage, User

MAX_QUOTED = 2000
_CUT = " […]"
# Unseen as the controls are: what holds an emoji together, and the letters that make a region's flag of a black one.
_JOINS = frozenset({"\u200d", *map(chr, range(0xE0020, 0xE0080))})

# The keys that wait for the end of `together`; None outside of it.
_gathered: ContextVar[list[str] | None] = ContextVar("gathered", default=None)


def message(
    kind: MessageKind, recipient: User, contribution: Contribution, what: str, details: dict[str, Any] | None = None
) -> OutgoingMessage:
    """A message that is not stored yet; `what` says which of its kind it is, to be told once: an event, a day."""
    return OutgoingMessage(
        recipient=recipient,
        kind=kind,
        campaign_id=contribution.campaign_id,
        contribution=contribution,
        key=f"{kind}:{contribution.pk}:{recipient.pk}:{what}",
        details=details or {},
    )


def write(messages: Iterable[OutgoingMessage]) -> None:
    """Stores the messages that nobody wrote yet. They wait for `manage.py remind`."""
    OutgoingMessage.objects.bulk_create(messages, ignore_conflicts=True)


def write_and_send(messages: list[OutgoingMessage]) -> None:
    """Stores the messages that nobody wrote yet, and tries to send them once the transaction is committed."""
    if messages:
        write(messages)
        keys = [one.key for one in messages]
        # Robust: what is done is done, whatever becomes of its message.
        transaction.on_commit(partial(_send, keys), robust=True)


@contextmanager
def together() -> Iterator[None]:
    """What several transactions tell is sent when all are done: one e-mail a person instead of many, and who waits for
    the page waits once."""
    token = _gathered.set([])
    try:
        yield
    finally:
        keys = _gathered.get()
        _gathered.reset(token)
        if keys:
            transaction.on_commit(partial(_send, keys), robust=True)


def _send(keys: list[str]) -> None:
    gathered = _gathered.get()
    if gathered is None:
        sending.send_now(keys)
    else:
        gathered += keys


def quoted(text: str) -> str:
    """A text as it is quoted: without control characters, bounded."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(filter(_is_quoted, lines)).strip()
    return kept if len(kept) <= MAX_QUOTED else kept[:MAX_QUOTED].rstrip() + _CUT


def _is_quoted(sign: str) -> bool:
    return sign == "\n" or sign in _JOINS or not unicodedata.category(sign).startswith("C")
