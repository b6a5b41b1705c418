"""The report's own pages (cover, foreword, last pages): the communication team and administrators write them."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db import transaction
from django.db.models import Field, ImageField, Model
from django.http import HttpRequest, HttpResponse

from directions import photos
from directions.admin.scoping import ReviewerAdmin
from directions.admin.table_inline import TableInline
from directions.forms.fields import FrenchDecimalField, PhotoField, UnitField
from directions.models import User
from reporting.forms import CoverInput, LastingRows, ReportForm
from reporting.models import CitedFigure, GlossaryEntry, Partner, Report, Site
from reporting.stale_page import differences

_CHRONOLOGY = "Temps forts proposés"
_ABOUT_PARTS = (
    "Cochez ce qui est imprimé, puis rangez les parties dans l'ordre voulu. La couverture et le sommaire viennent "
    "toujours avant elles, la dernière page après. Une partie qui n'a pas encore de contenu n'est pas imprimée."
)


class CitedFigureForm(forms.ModelForm):
    class Meta:
        field_classes: ClassVar[dict[str, type]] = {"value": FrenchDecimalField, "unit": UnitField}


class ReportInline(TableInline):
    formset = LastingRows


class CitedFigureInline(ReportInline):
    model = CitedFigure
    add_text = "Ajouter un chiffre cité"
    form = CitedFigureForm


class PartnerInline(ReportInline):
    model = Partner
    add_text = "Ajouter un partenaire"


class SiteInline(ReportInline):
    model = Site
    add_text = "Ajouter un site"


class GlossaryInline(ReportInline):
    model = GlossaryEntry
    add_text = "Ajouter un sigle"
    fields = ["acronym", "meaning"]


@admin.register(Report)
class ReportAdmin(ReviewerAdmin):
    """One page is saved as a whole, on the version that it was opened on: an older one is shown again with what is
    stored now beside what was typed, and may then be saved on top. Nobody deletes a report."""

    form = ReportForm
    change_form_template = "admin/reporting/report/change_form.html"
    formfield_overrides = {
        ImageField: {"form_class": PhotoField, "widget": CoverInput(attrs=PhotoField.widget.attrs)},
    }
    add_words = "Créer un rapport"
    list_display = ["title", "year", "institution_name"]
    list_select_related = ["campaign"]
    search_fields = ["title", "institution_name", "campaign__year"]
    search_help_text = "Titre, année, ou nom de l'institution."
    inlines = [CitedFigureInline, PartnerInline, SiteInline, GlossaryInline]
    fieldsets = [
        (None, {"fields": ["campaign", "title", "subtitle"]}),
        ("Photo de couverture", {"fields": ["photo", "photo_alt", ("photo_credit", "photo_caption")]}),
        ("Édito", {"fields": ["foreword_title", "foreword", "foreword_signatory"]}),
        (_CHRONOLOGY, {"fields": ["moments"], "description": "Les dates que les directions proposent pour l'année."}),
        ("Institution", {"fields": [("institution_name", "assembly"), "address", ("phone", "website")]}),
        ("Dernière page", {"fields": ["closing"]}),
        ("Parties du rapport", {"fields": ["parts"], "description": _ABOUT_PARTS}),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Report | None = None) -> list[str]:
        # A report stays that of its campaign.
        return ["campaign"] if obj else []

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "address":
            field.widget.attrs["rows"] = 4
        return field

    @admin.display(description="année", ordering="campaign__year")
    def year(self, obj: Report) -> str:
        return str(obj.campaign.year)

    def may_delete(self, user: User, obj: Model | None) -> bool:
        return False

    # -- The form ------------------------------------------------------------------------------------------------------

    def get_fieldsets(self, request: HttpRequest, obj: Report | None = None):
        """A report that does not exist yet has no campaign whose events could be chosen."""
        fieldsets = super().get_fieldsets(request, obj)
        return fieldsets if obj else [fieldset for fieldset in fieldsets if fieldset[0] != _CHRONOLOGY]

    def get_form(self, request: HttpRequest, obj: Report | None = None, change: bool = False, **kwargs: Any):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.person = request.user
        return form

    # -- Saving --------------------------------------------------------------------------------------------------------

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if request.method != "POST" or object_id is None:
            return super().changeform_view(request, object_id, form_url, extra_context)
        known = self.get_object(request, unquote(object_id))
        photos.prepare_all(request.FILES.values())
        with transaction.atomic():
            # Two pages may be posted at once: the second is judged on what the first has written.
            Report.objects.select_for_update().only("pk").get(pk=known.pk)
            return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: Report, form: ReportForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        form.let_photos_go()

    def save_related(self, request: HttpRequest, form: ReportForm, formsets: list, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        form.save_parts()
        if change:
            form.save_moments()
            form.instance.version += 1
            form.instance.save(update_fields=["version"])

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any):
        form, report = context["adminform"].form, kwargs.get("obj")
        if form.is_bound:
            form.keep_photo_waiting()
        formsets = [inline.formset for inline in context["inline_admin_formsets"]]
        context["is_stale"] = form.is_stale
        context["differences"] = differences(form, formsets) if form.is_stale else []
        context["version"] = report.version if report else ""
        return super().render_change_form(request, context, *args, **kwargs)
