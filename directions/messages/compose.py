"""Puts letters into one e-mail: subject, text and HTML, from templates/emails."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from directions.messages.letters import Letter, absolute
from directions.models import User
from directions.templatetags.no_break import no_break

TEMPLATES = "emails"
MAX_SUBJECT = 150

_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n){2,}")


@dataclass(frozen=True)
class Words:
    """What an e-mail says."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Part:
    """One letter in its words: text or HTML, which its template has escaped."""

    title: str
    body: SafeString


def words(letters: list[Letter], today: datetime.date) -> Words:
    """The e-mail that tells these letters: one as it is, several as the day's messages."""
    is_digest = len(letters) > 1
    titles = [_title(one, today) for one in letters]
    context = {
        "subject": _digest_title(letters, today) if is_digest else titles[0],
        "is_digest": is_digest,
        "institution": letters[0].campaign.institution.name,
        "my_messages": absolute(reverse("directions:my_messages")),
    }
    text, html = (
        render_to_string(f"{TEMPLATES}/frame.{form}", context | {"parts": _parts(letters, titles, today, form)})
        for form in ("txt", "html")
    )
    return Words(context["subject"], _BLANK_LINES.sub("\n\n", no_break(text)).strip() + "\n", html)


def email(recipient: User, said: Words) -> EmailMultiAlternatives:
    """The e-mail itself. Auto-Submitted keeps absence messages from answering it."""
    message = EmailMultiAlternatives(
        said.subject, said.text, to=[recipient.email.strip()], headers={"Auto-Submitted": "auto-generated"}
    )
    message.attach_alternative(said.html, "text/html")
    return message


def _title(letter: Letter, today: datetime.date) -> str:
    return _in_one_line(render_to_string(f"{TEMPLATES}/{letter.kind}_subject.txt", {"letter": letter, "today": today}))


def _digest_title(letters: list[Letter], today: datetime.date) -> str:
    return _in_one_line(render_to_string(f"{TEMPLATES}/digest_subject.txt", {"count": len(letters), "today": today}))


def _parts(letters: list[Letter], titles: list[str], today: datetime.date, form: str) -> list[Part]:
    bodies = (
        render_to_string(f"{TEMPLATES}/{one.kind}.{form}", {"letter": one, "today": today}).strip() for one in letters
    )
    return [Part(title, mark_safe(body)) for title, body in zip(titles, bodies, strict=True)]


def _in_one_line(text: str) -> str:
    """A subject is one line, whatever the names that it holds."""
    line = no_break(" ".join(text.split()))
    return line if len(line) <= MAX_SUBJECT else line[: MAX_SUBJECT - 1].rstrip() + "…"
