"""`manage.py open_campaign YEAR`: opens the campaign of a year; once it is open, only adds what new directions lack."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError, CommandParser

from directions import campaigns
from directions.campaign_steps import STEPS, perform
from directions.enums import CampaignStatus


class Command(BaseCommand):
    help = "Ouvre la campagne d'une année : une contribution par direction de l'organigramme."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("year", type=int, help="année de la campagne, par exemple 2021")
        parser.add_argument("--institution", default="", help="sigle de l'institution, s'il y en a plusieurs")

    def handle(self, *args, **options) -> None:
        try:
            campaign = campaigns.find(options["year"], options["institution"])
        except campaigns.UnknownCampaign as error:
            raise CommandError(str(error)) from error
        is_opened = perform(STEPS["open"], campaign)
        is_completed = not is_opened and perform(STEPS["complete"], campaign)
        campaign.refresh_from_db()
        count = campaign.contributions.count()
        if is_opened:
            self.stdout.write(f"La campagne {campaign.year} est ouverte : {count} contributions.")
        elif is_completed:
            self.stdout.write(f"La campagne {campaign.year} est complétée : {count} contributions.")
        elif campaign.status == CampaignStatus.OPEN:
            self.stdout.write(f"La campagne {campaign.year} est déjà ouverte : rien n'est changé.")
        else:
            raise CommandError(f"La campagne {campaign.year} est close : rouvrez-la depuis sa page.")
