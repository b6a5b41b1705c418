"""Which campaign is meant: those that a person knows, and the one that a command names."""

from __future__ import annotations

from django.db.models import Case, QuerySet, When

from directions.enums import CampaignStatus
from directions.models import Campaign, User


class UnknownCampaign(LookupError):
    """No campaign, or several, of that name. The message is one French line that says which there are."""


def known_to(user: User) -> list[Campaign]:
    """Those that exist for the person: open ones first, then the latest year."""
    return list(_campaigns(user).select_related("institution"))


def of_year(user: User, year: int, institution: str = "") -> Campaign | None:
    """The campaign of the year that exists for the person; where several institutions have one, that of the given code,
    else the first that was made."""
    found = Campaign.objects.visible_to(user).filter(year=year).select_related("institution").order_by("pk")
    return (found.filter(institution__code=institution) if institution else found).first()


def institution_name(user: User) -> str:
    """Whose report the person works on; empty for who works on none."""
    return _campaigns(user).values_list("institution__name", flat=True).first() or ""


def _campaigns(user: User) -> QuerySet[Campaign]:
    open_first = Case(When(status=CampaignStatus.OPEN, then=0), default=1)
    return Campaign.objects.visible_to(user).order_by(open_first, "-year", "institution__name", "pk")


def find(year: int, institution: str = "") -> Campaign:
    """The campaign of a year; where several institutions have one, that of the given code. Raises UnknownCampaign."""
    campaigns = Campaign.objects.filter(year=year).select_related("institution").order_by("pk")
    if institution:
        campaigns = campaigns.filter(institution__code=institution)
    found = list(campaigns)
    if len(found) > 1:
        codes = ", ".join(campaign.institution.code for campaign in found)
        raise UnknownCampaign(f"Plusieurs institutions ont un rapport {year} : ajoutez --institution ({codes}).")
    if not found:
        years = sorted(set(Campaign.objects.values_list("year", flat=True)))
        known = f"Années connues : {', '.join(map(str, years))}." if years else "Aucune campagne n'existe encore."
        raise UnknownCampaign(f"Aucun rapport pour {year}. {known}")
    return found[0]
