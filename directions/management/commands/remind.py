"""`manage.py remind`, for cron: writes the reminders of the day, sends all that waits; again, sends nothing twice."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from directions.enums import MessageKind
from directions.french.dates import french_date
from directions.french.number_words import counted
from directions.messages import reminders, sending, waiting
from directions.messages.reminders import Due
from directions.messages.sending import Tally

_CONSOLE = "django.core.mail.backends.console.EmailBackend"


class Command(BaseCommand):
    help = "Écrit les rappels et les retards du jour, puis envoie tous les messages en attente. À lancer chaque jour."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="dit ce qui serait envoyé, sans rien faire")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dry_run"]:
            self._rehearse()
            return
        due = reminders.write_due(timezone.localdate())
        tally = sending.send_waiting()
        self._say_due(due)
        self._say(f"Envoyé : {_counted(len(tally.sent), 'message')}.")
        self._say_what_waits(due, tally)
        self._say_what_is_left()
        if settings.EMAIL_BACKEND == _CONSOLE and tally.sent:
            self._say("Sans EMAIL_URL, les messages sont seulement affichés ici : personne ne les reçoit.")
        if tally.server_fault:
            raise CommandError(
                f"Le serveur de messagerie ne répond pas ({tally.server_fault}) : "
                "ce qui n'est pas parti le sera la prochaine fois."
            )

    def _rehearse(self) -> None:
        """All is done but the sending, then undone."""
        with transaction.atomic():
            due = reminders.write_due(timezone.localdate())
            tally = sending.preview()
            transaction.set_rollback(True)
        self._say("Essai : rien n'est écrit ni envoyé.")
        self._say_due(due)
        self._say(f"À envoyer : {_counted(len(tally.sent), 'message')}.")
        for person, subject in tally.sent:
            self._say(f"  {person} <{person.email}> : {subject}")
        self._say_what_waits(due, tally)

    def _say_due(self, due: Due) -> None:
        kinds = Counter(one.kind for one in due.messages)
        coming, late = _counted(kinds[MessageKind.REMINDER], "rappel"), _counted(kinds[MessageKind.LATE], "retard")
        self._say(f"À dire aujourd'hui : {coming}, {late}.")
        if due.untold:
            codes = ", ".join(sorted(one.code for one in due.untold))
            self._say(f"Personne à prévenir ({codes}) : donnez un rédacteur à ces directions.")
        if due.headless:
            codes = ", ".join(sorted(one.code for one in due.headless))
            self._say(f"Personne pour soumettre ({codes}) : donnez un directeur à ces directions.")

    def _say_what_waits(self, due: Due, tally: Tally) -> None:
        for person, fault in tally.failed:
            self._say(f"Non envoyé à {person} ({fault}) : ce sera tenté de nouveau.")
        for batch in tally.unreachable:
            self._say(f"Non prévenu, {batch.unreachable} : {batch.recipient} ({_counted(batch.held, 'message')}).")
        for person in due.closed:
            self._say(f"Non prévenu, compte fermé : {person}.")
        if tally.withdrawn:
            self._say(f"Retiré : {_counted(tally.withdrawn, 'message')} qui ne concerne plus son destinataire.")

    def _say_what_is_left(self) -> None:
        count, since = waiting.left()
        if since:
            day = french_date(timezone.localdate(since))
            self._say(f"Reste à envoyer : {_counted(count, 'message')}, depuis le {day}.")

    def _say(self, line: str) -> None:
        self.stdout.write(line)


def _counted(number: int, word: str) -> str:
    return counted(number, word, f"{word}s")
