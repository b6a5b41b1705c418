"""The report's own pages (cover, foreword, last pages): the communication team and administrators write them."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import DecimalField, ImageField, Q

from directions import scopes
from directions.admin.scoping import ReviewerAdmin
from directions.admin.table_inline import TableInline
from directions.forms.fields import FrenchDecimalField, PhotoField
from directions.models import Campaign, User
from reporting.models import CitedFigure, GlossaryEntry, Partner, Report, Site


def _readable_reports(user: User) -> Q:
    """A report is read by those who see its campaign; the page below is open to fewer."""
    return Q(campaign__in=Campaign.objects.visible_to(user).order_by())


scopes.add_rule(_readable_reports, Report)


class CitedFigureInline(TableInline):
    model = CitedFigure
    add_text = "Ajouter un chiffre cité"
    formfield_overrides = {DecimalField: {"form_class": FrenchDecimalField}}


class PartnerInline(TableInline):
    model = Partner
    add_text = "Ajouter un partenaire"


class SiteInline(TableInline):
    model = Site
    add_text = "Ajouter un site"


class GlossaryInline(TableInline):
    model = GlossaryEntry
    add_text = "Ajouter un sigle"
    fields = ["acronym", "meaning"]


@admin.register(Report)
class ReportAdmin(ReviewerAdmin):
    formfield_overrides = {ImageField: {"form_class": PhotoField}}
    list_display = ["title", "year", "institution_name"]
    list_select_related = ["campaign"]
    search_fields = ["title", "institution_name"]
    search_help_text = "Titre, ou nom de l'institution."
    inlines = [CitedFigureInline, PartnerInline, SiteInline, GlossaryInline]
    fieldsets = [
        (None, {"fields": ["campaign", "title", "subtitle"]}),
        ("Photo de couverture", {"fields": ["photo", "photo_alt", "photo_credit", "photo_caption"]}),
        ("Édito", {"fields": ["foreword_title", "foreword", "foreword_signatory"]}),
        ("Institution", {"fields": ["institution_name", "assembly", "address", "phone", "website"]}),
        ("Dernière page", {"fields": ["closing"]}),
    ]

    @admin.display(description="année", ordering="campaign__year")
    def year(self, obj: Report) -> str:
        return str(obj.campaign.year)
