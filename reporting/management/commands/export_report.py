"""`manage.py export_report YEAR --format pdf --output FILE`: the consolidated report without a server."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from directions.models import Campaign
from reporting.assemble import ALL, APPROVED, NoReport, assemble_report
from reporting.assets import load_assets
from reporting.exports.errors import ExportError
from reporting.exports.registry import EXPORTERS


class Command(BaseCommand):
    help = "Produit le rapport d'activités d'une année dans un fichier."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("year", type=int, help="année du rapport, par exemple 2020")
        parser.add_argument("--format", default="pdf", help=f"{', '.join(EXPORTERS)} (pdf par défaut)")
        parser.add_argument("--output", required=True, help="fichier à écrire")
        parser.add_argument("--institution", default="", help="sigle de l'institution, s'il y en a plusieurs")
        parser.add_argument(
            "--drafts", action="store_true", help="avec les contributions qui ne sont pas encore validées"
        )

    def handle(self, *args, **options) -> None:
        exporter = EXPORTERS.get(options["format"])
        if exporter is None:
            raise CommandError(f"Format « {options['format']} » inconnu. Formats possibles : {', '.join(EXPORTERS)}.")
        output = Path(options["output"])
        if not output.parent.is_dir():
            raise CommandError(f"Le dossier « {output.parent} » n'existe pas : créez-le, ou choisissez-en un autre.")
        campaign = _campaign(options["year"], options["institution"])
        try:
            document = assemble_report(campaign, scope=ALL if options["drafts"] else APPROVED)
            content = exporter.render(document, load_assets(document))
        except (NoReport, ExportError) as error:
            raise CommandError(str(error)) from error
        _write(output, content)
        size = f"{len(content) / 1_000_000:.1f}".replace(".", ",")
        self.stdout.write(f"{output} : {size} Mo.")


def _campaign(year: int, institution: str) -> Campaign:
    campaigns = Campaign.objects.filter(year=year).select_related("institution").order_by("pk")
    if institution:
        campaigns = campaigns.filter(institution__code=institution)
    found = list(campaigns)
    if len(found) > 1:
        codes = ", ".join(campaign.institution.code for campaign in found)
        raise CommandError(f"Plusieurs institutions ont un rapport {year} : ajoutez --institution ({codes}).")
    if not found:
        years = sorted(set(Campaign.objects.values_list("year", flat=True)))
        known = f"Années connues : {', '.join(map(str, years))}." if years else "Aucune campagne n'existe encore."
        raise CommandError(f"Aucun rapport pour {year}. {known}")
    return found[0]


def _write(output: Path, content: bytes) -> None:
    """Writes beside the file, then takes its place: a reader never finds half a report."""
    try:
        handle, temporary = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        # mkstemp gives a file that only its owner reads; a report is made to be read.
        os.chmod(temporary, 0o644)
        os.replace(temporary, output)
    except OSError as error:
        raise CommandError(f"Impossible d'écrire « {output} » : {error.strerror}.") from error
