"""The yearly campaigns: administrators set them, the communication team reads them."""

from __future__ import annotations

from django.contrib import admin
from django.db import models

from directions import permissions
from directions.admin.scoping import AdministratorAdmin
from directions.forms.fields import NativeDateInput
from directions.models import Campaign, User


@admin.register(Campaign)
class CampaignAdmin(AdministratorAdmin):
    list_display = ["title", "institution", "status", "opens_on", "due_on", "closes_on"]
    list_filter = ["status"]
    list_select_related = ["institution"]
    search_fields = ["year", "institution__name"]
    search_help_text = "Année, ou nom de l'institution."
    formfield_overrides = {models.DateField: {"widget": NativeDateInput}}
    fieldsets = [
        (None, {"fields": ["institution", "year", "status"]}),
        (
            "Calendrier",
            {
                "fields": ["opens_on", "due_on", "closes_on"],
                "description": "Les directions peuvent écrire de l'ouverture à la clôture, si la campagne est "
                "« ouverte ». La date limite de remise est celle qu'on leur montre.",
            },
        ),
        ("Consignes aux directions", {"fields": ["guidance"]}),
    ]

    def may_open(self, user: User) -> bool:
        return permissions.is_reviewer(user)

    @admin.display(description="campagne", ordering="year")
    def title(self, obj: Campaign) -> str:
        return str(obj)
