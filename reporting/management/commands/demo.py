"""`manage.py demo`: everything to try the site in one line: the database, the demonstration, the server."""

from __future__ import annotations

import os

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from reporting.loading.people import ACCOUNTS, PASSWORD, describe
from reporting.management.commands.load_demo import refuse_in_production


class Command(BaseCommand):
    help = "Prépare la base, charge la démonstration et sert le site. Relancée, elle ne change ni ne perd rien."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("addrport", nargs="?", default="127.0.0.1:8000", help="adresse:port (127.0.0.1:8000)")
        parser.add_argument("--no-serve", action="store_true", help="prépare tout sans servir le site")

    def handle(self, *args, **options) -> None:
        refuse_in_production()
        site = _site(options["addrport"])
        if not os.environ.get("SITE_URL", "").strip():
            # The e-mails are printed here: their links lead to the site that is being tried.
            settings.SITE_URL = site
        call_command("migrate", verbosity=0)
        call_command("load_demo", stdout=self.stdout)
        self.stdout.write(_accounts_table())
        if options["no_serve"]:
            return
        self.stdout.write(f"\nLe site : {site}/\n")
        # The demonstration is for a development server: Django's warning about it is said to nobody's use.
        os.environ.setdefault("DJANGO_RUNSERVER_HIDE_WARNING", "true")
        # Who tries the site meets its own pages of error, not those that Django writes for developers.
        settings.DEBUG = False
        call_command("runserver", options["addrport"], use_reloader=False)


def _site(address: str) -> str:
    """The beginning of the addresses of the site that is served there; a port alone is one of this computer."""
    return f"http://{address if ':' in address else f'127.0.0.1:{address}'}"


def _accounts_table() -> str:
    """The demonstration's accounts, one a line, in columns."""
    rows = [("Rôle", "Identifiant", "Mot de passe")]
    rows += [(describe(account), account.username, PASSWORD) for account in ACCOUNTS]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)
    return "\n" + "\n".join(lines)
