"""The yearly campaigns: administrators set, open and close them, the communication team reads them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from directions import permissions
from directions.admin.scoping import AdministratorAdmin
from directions.campaign_steps import STEPS, available, perform
from directions.forms.fields import NativeDateInput
from directions.french.number_words import counted
from directions.messages.recipients import without_head
from directions.models import Campaign, Direction, User

# More directions than these are counted.
_NAMED = 10


@admin.register(Campaign)
class CampaignAdmin(AdministratorAdmin):
    """The state is never typed: it changes by the steps, each with its own page that says what will happen."""

    add_words = "Créer une campagne"
    change_form_template = "admin/directions/campaign/change_form.html"
    list_display = ["title", "institution", "status", "opens_on", "due_on", "closes_on"]
    list_filter = ["status"]
    list_select_related = ["institution"]
    search_fields = ["year", "institution__name"]
    search_help_text = "Année, ou nom de l'institution."
    readonly_fields = ["status"]
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
        (
            "Ce que l'on demande aux directions",
            {"fields": ["guidance", "variation_threshold", "reminder_days"]},
        ),
        ("Qui soumet, qui valide", {"fields": ["needs_head", "needs_second_reader"]}),
    ]

    def may_open(self, user: User) -> bool:
        return permissions.is_reviewer(user)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """The institution, where there is only one to choose."""
        institutions = list(Direction.objects.institutions()[:2])
        only = {"institution": institutions[0].pk} if len(institutions) == 1 else {}
        return only | super().get_changeform_initial_data(request)

    def save_model(self, request: HttpRequest, obj: Campaign, form: forms.ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        self._warn_of_missing_heads(request, obj)

    def _warn_of_missing_heads(self, request: HttpRequest, campaign: Campaign) -> None:
        """Names the directions that nobody may submit for: they would find out on the last day."""
        contributions = campaign.contributions.select_related("campaign").in_report_order()
        names = [one.name for one in without_head(contributions)]
        if names:
            more = len(names) - _NAMED
            listed = [*names[:_NAMED], *([f"et {counted(more, 'autre', 'autres')}"] if more > 0 else [])]
            messages.warning(
                request,
                f"Seul un directeur peut soumettre, et il n'y en a pas pour : {', '.join(listed)}. "
                "Donnez un directeur à ces directions, ou à ce dont elles dépendent.",
            )

    @admin.display(description="campagne", ordering="year")
    def title(self, obj: Campaign) -> str:
        return str(obj)

    # -- Steps ---------------------------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.step_view)
        steps = [path(f"<int:pk>/{name}/", view, {"name": name}, name=f"directions_campaign_{name}") for name in STEPS]
        return [*steps, *super().get_urls()]

    def step_view(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        """What the step will do; posted, does it. One that is not possible (any more) changes nothing and says so."""
        if not permissions.is_administrator(request.user):
            raise Http404
        campaign = get_object_or_404(self.get_queryset(request).select_related("institution"), pk=pk)
        step, page = STEPS[name], redirect("admin:directions_campaign_change", pk)
        if request.method == "POST" and perform(step, campaign):
            self.log_change(request, campaign, f"{step.label}.")
            messages.success(request, step.done)
            self._warn_of_missing_heads(request, campaign)
            return page
        if step not in available(campaign):
            state = campaign.get_status_display().lower()
            messages.info(request, f"Rien n'est changé : la campagne est déjà « {state} ».")
            return page
        context = {
            **self.admin_site.each_context(request),
            "title": step.label,
            "campaign": campaign,
            "step": step,
            "consequences": step.consequences(campaign),
        }
        return TemplateResponse(request, "admin/directions/campaign/step.html", context)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any):
        campaign = kwargs.get("obj")
        may_step = campaign is not None and permissions.is_administrator(request.user)
        context["steps"] = [
            {"label": step.label, "url": reverse(f"admin:directions_campaign_{step.name}", args=[campaign.pk])}
            for step in (available(campaign) if may_step else [])
        ]
        is_open = campaign is not None and campaign.accepts_review()
        context["sheet_url"] = f"{reverse('directions:sheet_figures')}?campagne={campaign.pk}" if is_open else ""
        return super().render_change_form(request, context, *args, **kwargs)
