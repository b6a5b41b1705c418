"""`manage.py export_report YEAR --format pdf --output FILE`: the consolidated report without a server."""

from __future__ import annotations

import os
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from directions import campaigns
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
        warnings: list[str] = []
        try:
            campaign = campaigns.find(options["year"], options["institution"])
            document = assemble_report(campaign, scope=ALL if options["drafts"] else APPROVED)
            assets = load_assets(document) if exporter.holds_pictures else {}
            content = exporter.render(document, assets, warnings.append)
        except (campaigns.UnknownCampaign, NoReport, ExportError) as error:
            raise CommandError(str(error)) from error
        _write(output, content)
        for warning in warnings:
            self.stderr.write(warning)
        size = f"{len(content) / 1_000_000:.1f}".replace(".", ",")
        self.stdout.write(f"{output} : {size} Mo.")


def _write(output: Path, content: bytes) -> None:
    """Writes beside the file, then takes its place: a reader never finds half a report."""
    temporary = output.with_name(f".{output.name}.{os.getpid()}")
    try:
        temporary.write_bytes(content)
        temporary.replace(output)
    except OSError as error:
        raise CommandError(f"Impossible d'écrire « {output} » : {error.strerror}.") from error
    finally:
        temporary.unlink(missing_ok=True)
