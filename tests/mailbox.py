"""What tests of e-mails share: addresses, another day, what was sent to whom, and mail servers that fail."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends import locmem
from django.utils import timezone

from directions.models import User

PARIS = ZoneInfo("Europe/Paris")


def give_addresses() -> None:
    """Everybody has the address of their name."""
    for user in User.objects.all():
        User.objects.filter(pk=user.pk).update(email=f"{user.username}@example.org")


def told(outbox: Iterable[EmailMessage]) -> list[str]:
    """Who got an e-mail, by name, one entry an e-mail."""
    return sorted(address.partition("@")[0] for message in outbox for address in message.to)


def html_of(message: EmailMessage) -> str:
    (alternative,) = message.alternatives
    return alternative.content


def set_clock(monkeypatch: pytest.MonkeyPatch, moment: datetime.datetime) -> None:
    """It is now this moment."""
    monkeypatch.setattr(timezone, "now", lambda: moment)


def morning(day: datetime.date) -> datetime.datetime:
    """That day in Paris, at seven."""
    return datetime.datetime.combine(day, datetime.time(7), PARIS)


class DeadServer(locmem.EmailBackend):
    """Nobody answers."""

    attempts = 0

    def open(self) -> bool:
        type(self).attempts += 1
        raise ConnectionRefusedError("Connexion refusée")


class NarrowServer(locmem.EmailBackend):
    """Refuses the addresses that begin with a name of `refused`."""

    refused = ("redactrice",)

    def send_messages(self, messages: list[EmailMessage]) -> int:
        for message in messages:
            if message.to[0].startswith(self.refused):
                raise SMTPRecipientsRefused({message.to[0]: (550, b"inconnue")})
        return super().send_messages(messages)


class TouchyServer(locmem.EmailBackend):
    """Hangs up on who writes to the addresses that begin with a name of `hated`, or waits less than `answers_after`
    seconds; then hears nothing more until it is called again."""

    hated: tuple[str, ...] = ()
    answers_after = 0
    calls = 0

    def __init__(self, timeout: float | None = None, **options: object) -> None:
        super().__init__(**options)
        self.patience = settings.EMAIL_TIMEOUT if timeout is None else timeout
        self.is_open = False

    def open(self) -> bool:
        if self.is_open:
            return False
        type(self).calls += 1
        self.is_hung_up, self.is_open = False, True
        return True

    def close(self) -> None:
        self.is_open = False

    def send_messages(self, messages: list[EmailMessage]) -> int:
        self.is_hung_up |= messages[0].to[0].startswith(self.hated) or self.patience < self.answers_after
        if self.is_hung_up:
            raise SMTPServerDisconnected("Connection unexpectedly closed")
        return super().send_messages(messages)
