"""What reporting does when directions tells it something: a campaign that opens gets its report."""

from __future__ import annotations

import uuid
from typing import Any

from django.dispatch import receiver

from directions.models import Campaign
from directions.signals import campaign_opened
from reporting.models import GlossaryEntry, Partner, PartPlace, Report, Site

# What does not change from one year to the next; the foreword, the cover and the figures do.
KEPT = ("institution_name", "assembly", "address", "phone", "website", "foreword_signatory")
KEPT_ROWS = (PartPlace, Partner, Site, GlossaryEntry)


@receiver(campaign_opened, dispatch_uid="reporting.create_report")
def create_report(campaign: Campaign, **_: Any) -> None:
    """The report of the year, from the one before; where the year has one already, nothing."""
    if Report.objects.filter(campaign=campaign).exists():
        return
    earlier = Report.objects.filter(campaign__institution=campaign.institution, campaign__year__lt=campaign.year)
    previous = earlier.order_by("-campaign__year").first()
    kept = {name: getattr(previous, name) for name in KEPT} if previous else {}
    columns = {"institution_name": campaign.institution.name, **kept}
    report = Report.objects.create(campaign=campaign, title=f"Rapport d'activités {campaign.year}", **columns)
    if previous:
        _copy_rows(previous, report)


def _copy_rows(previous: Report, report: Report) -> None:
    for model in KEPT_ROWS:
        rows = list(model.objects.filter(report=previous))
        for row in rows:
            row.pk, row.report = uuid.uuid4(), report
        model.objects.bulk_create(rows)
