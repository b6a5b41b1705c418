"""The indicators, what a key figure measures year after year: the communication team keeps their list."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin
from django.contrib.admin import RelatedOnlyFieldListFilter
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from directions import campaigns
from directions.admin.organisation import InstitutionForm
from directions.admin.scoping import ReviewerAdmin
from directions.admin.table_inline import TableInline
from directions.enums import SheetKind
from directions.forms.fields import UnitField
from directions.french.numbers import shown_unit
from directions.indicators import unit_fault
from directions.models import Indicator, KeyFigure, Redefinition


class IndicatorForm(InstitutionForm):
    """A new indicator belongs to the institution of its direction, or of the current campaign if all share it."""

    class Meta:
        field_classes: ClassVar[dict[str, type]] = {"unit": UnitField}
        help_texts: ClassVar[dict[str, str]] = {"unit": "agents, €, %, km²…"}

    # Set by the admin page for the person who fills the form.
    default_institution = None

    def clean_unit(self) -> str:
        unit = self.cleaned_data["unit"]
        reason = unit_fault(self.instance.unit, unit)
        if reason and self.instance.pk and KeyFigure.objects.filter(indicator=self.instance).exists():
            raise ValidationError(reason)
        return unit

    def clean(self) -> dict:
        cleaned = super().clean()
        owner = cleaned.get("owner")
        if owner:
            self.instance.institution = owner.institution or owner
        elif not self.instance.institution_id:
            if self.default_institution is None:
                raise ValidationError("Créez d'abord une campagne : l'indicateur doit appartenir à une institution.")
            self.instance.institution = self.default_institution
        return cleaned


class RedefinitionInline(TableInline):
    model = Redefinition
    verbose_name_plural = "redéfinitions"
    add_text = "Signaler une redéfinition"


@admin.register(Indicator)
class IndicatorAdmin(ReviewerAdmin):
    form = IndicatorForm
    change_form_template = "admin/directions/indicator/change_form.html"
    add_words = "Ajouter un indicateur"
    sheet_kind = SheetKind.INDICATORS
    list_display = ["label", "shown_unit", "owner", "aggregation", "code"]
    list_filter = ["aggregation", ("owner", RelatedOnlyFieldListFilter)]
    list_select_related = ["owner"]
    search_fields = ["label", "code", "unit"]
    search_help_text = "Intitulé, code ou unité."
    autocomplete_fields = ["owner"]
    prepopulated_fields = {"code": ["label"]}
    inlines = [RedefinitionInline]
    fieldsets = [
        (None, {"fields": ["label", "code", "unit", "definition"]}),
        (
            "Qui le remplit",
            {
                "fields": ["owner", "aggregation"],
                "description": "Un indicateur sans direction est commun à toutes. Le cumul dit si la valeur de "
                "l'institution est la somme de celles des directions.",
            },
        ),
    ]

    @admin.display(description="unité", ordering="unit")
    def shown_unit(self, obj: Indicator) -> str:
        return shown_unit(obj.unit) or "—"

    def get_form(self, request: HttpRequest, obj: Indicator | None = None, change: bool = False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        known = campaigns.known_to(request.user)
        form.default_institution = known[0].institution if known else None
        return form

    def get_prepopulated_fields(self, request: HttpRequest, obj: Indicator | None = None) -> dict:
        # The code is how years find each other: it is proposed once, then left alone.
        return {} if obj else super().get_prepopulated_fields(request, obj)
