"""`manage.py load_report FILE.json`: loads a whole report, checked first, into a campaign of its own."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError

from directions.enums import ContributionStatus
from directions.french.numbers import format_quantity
from reporting.loading.build import CheckedReport, Loaded, read_report, write_report
from reporting.loading.pictures import all_or_nothing
from reporting.loading.shapes import Refused, shortened

STATUSES = (ContributionStatus.APPROVED.value, ContributionStatus.DRAFT.value)


class Command(BaseCommand):
    help = "Charge un rapport d'activités décrit par un fichier JSON (structure : reporting/loading/README.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="fichier JSON à charger")
        parser.add_argument(
            "--status", choices=STATUSES, default=STATUSES[0], help=f"état des contributions ({STATUSES[0]} par défaut)"
        )

    def handle(self, *args, **options) -> None:
        path: Path = options["file"]
        try:
            checked = read_report(path)
            loaded = _written(checked, options["status"])
        except Refused as refusal:
            raise CommandError(refused(path, refusal)) from refusal
        for notice in shortened(checked.log.notices):
            self.stderr.write(notice)
        amounts = (
            (loaded.contributions, "contributions"),
            (loaded.achievements, "réalisations"),
            (loaded.figures, "chiffres"),
        )
        counted = ", ".join(format_quantity(Decimal(number), unit).text for number, unit in amounts)
        self.stdout.write(f"{loaded.campaign} — {loaded.campaign.institution.name} : {counted}.")


def _written(checked: CheckedReport, status: str) -> Loaded:
    """Where another load wrote into the same institution meanwhile, a second try sees what it wrote."""
    try:
        return _write(checked, status)
    except IntegrityError:
        return _write(checked, status)


def _write(checked: CheckedReport, status: str) -> Loaded:
    with all_or_nothing() as stored:
        return write_report(checked, stored, status=status)


def refused(path: Path, refusal: Refused) -> str:
    """The message of a refusal: one line, or one a fault."""
    if len(refusal.faults) == 1:
        return f"{path.name} n'est pas chargé. {refusal.faults[0]}"
    return "\n".join([f"{path.name} n'est pas chargé :", *(f"  {fault}" for fault in refusal.faults)])
