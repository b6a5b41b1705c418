"""`manage.py load_demo`: loads the demonstration into a database that holds nobody's work; again, changes nothing."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from reporting.loading import demo
from reporting.loading.shapes import Refused


def refuse_in_production() -> None:
    """The passwords of the demonstration are written in the README."""
    if not settings.DEBUG:
        raise CommandError(
            "La démonstration crée des comptes dont le mot de passe est public : "
            "elle est refusée quand DEBUG vaut False."
        )


class Command(BaseCommand):
    help = "Charge la démonstration : les rapports 2019 et 2020, la campagne 2021 en cours, un compte par rôle."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=demo.FOLDER, help="dossier des fichiers de la démonstration")

    def handle(self, *args, **options) -> None:
        refuse_in_production()
        if demo.is_loaded():
            self.stdout.write("La démonstration est déjà chargée : rien n'est changé.")
            return
        if found := demo.real_work():
            raise CommandError(
                f"Cette base contient déjà {found} : la démonstration se charge dans une base vide. "
                "Choisissez-en une autre avec DATABASE_URL ou DATA_DIR."
            )
        try:
            demo.load(options["folder"])
        except Refused as refusal:
            raise CommandError(f"La démonstration n'est pas chargée. {refusal.faults[0]}") from refusal
        self.stdout.write("La démonstration est chargée : rapports 2019 et 2020, campagne 2021 en cours.")
