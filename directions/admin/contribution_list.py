"""The list of contributions: who has written what, by campaign, state and DGA, late ones said in words."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import admin
from django.contrib.admin import RelatedOnlyFieldListFilter, SimpleListFilter
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from directions import permissions
from directions.deadlines import deadline_words
from directions.enums import DirectionKind
from directions.models import Contribution, User

# A service hangs below a direction, which hangs below the DGA.
_DEPTH = 4


class CampaignFilter(RelatedOnlyFieldListFilter):
    """Only the campaigns of the contributions that the person reaches."""


class DgaFilter(SimpleListFilter):
    """A DGA and all that hung below it that year. Only the DGAs that the person reaches are offered."""

    title = "direction générale adjointe"
    parameter_name = "dga"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        reached = model_admin.get_queryset(request).filter(kind=DirectionKind.DGA).order_by("campaign__year")
        names = dict(reached.values_list("direction_id", "name"))
        return [(str(pk), name) for pk, name in sorted(names.items(), key=lambda item: item[1])]

    def has_output(self) -> bool:
        return len(self.lookup_choices) > 1

    def queryset(self, request: HttpRequest, queryset: QuerySet[Contribution]) -> QuerySet[Contribution]:
        if self.value() not in {key for key, _ in self.lookup_choices}:
            return queryset
        below = Q()
        for depth in range(_DEPTH):
            below |= Q(**{"parent__" * depth + "direction": self.value()})
        return queryset.filter(below)


class ContributionListMixin:
    """Columns, filters and search of the list; the number of queries does not move with the rows."""

    list_display = ["name", "code", "year", "state", "deadline", "last_change"]
    list_display_links = ["name"]
    list_filter = [("campaign", CampaignFilter), "status", DgaFilter]
    list_select_related = ["campaign", "updated_by"]
    list_per_page = 60
    search_fields = ["name", "code"]
    search_help_text = "Nom ou sigle de la direction."
    ordering = ["-campaign__year", "position", "name"]

    def get_list_display(self, request: HttpRequest) -> list[str | Callable[[Contribution], str]]:
        """Who only goes on with a contribution reads nothing of who wrote it, not even in the order of the list."""
        is_reviewer = permissions.is_reviewer(request.user)
        return [*super().get_list_display(request), "last_author" if is_reviewer else _last_author_for(request.user)]

    @admin.display(description="année", ordering="campaign__year")
    def year(self, obj: Contribution) -> str:
        # As text: a number would be printed « 2 020 ».
        return str(obj.campaign.year)

    @admin.display(description="état", ordering="status")
    def state(self, obj: Contribution) -> SafeString:
        return state_badge(obj)

    @admin.display(description="échéance", ordering="campaign__due_on")
    def deadline(self, obj: Contribution) -> str:
        return deadline_words(obj) or "—"

    @admin.display(description="modifiée le", ordering="updated_at")
    def last_change(self, obj: Contribution) -> str:
        return timezone.localtime(obj.updated_at).strftime("%d/%m/%Y")

    @admin.display(description="par", ordering="updated_by__last_name")
    def last_author(self, obj: Contribution) -> str:
        return _last_author(obj)


def _last_author_for(user: User) -> Callable[[Contribution], str]:
    """The column as this person reads it, by which the list is not put in order."""

    @admin.display(description="par")
    def last_author(contribution: Contribution) -> str:
        return _last_author(contribution) if permissions.reads_review(user, contribution) else "—"

    return last_author


def _last_author(contribution: Contribution) -> str:
    return str(contribution.updated_by or "—")


def state_badge(contribution: Contribution) -> SafeString:
    """The state as a coloured word; the word alone says it all."""
    return format_html('<span class="state state-{}">{}</span>', contribution.status, contribution.get_status_display())
