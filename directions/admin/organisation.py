"""The org chart and who writes for which direction. Administrators change them; communication reads the chart."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from directions import permissions
from directions.admin.scoping import AdministratorAdmin
from directions.admin.table_inline import TableInline
from directions.models import Direction, Membership, User
from directions.org_chart import in_tree_order


class InstitutionForm(forms.ModelForm):
    """A form whose row belongs to an institution that nobody types: it counts for the constraints all the same."""

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() - {"institution"}


class TreeChangeList(ChangeList):
    """The rows in the order of the org chart, each with its `depth`."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        in_order = list(in_tree_order(self.result_list))
        for direction, depth in in_order:
            direction.depth = depth
        self.result_list = [direction for direction, _ in in_order]


class MembershipInline(TableInline):
    model = Membership
    autocomplete_fields = ["user"]
    verbose_name_plural = "personnes habilitées"
    add_text = "Habiliter une personne"


@admin.register(Direction)
class DirectionAdmin(AdministratorAdmin):
    """The current org chart, as a tree. The one of a past year is in that year's contributions."""

    form = InstitutionForm
    add_words = "Ajouter une direction"
    list_display = ["name_in_tree", "code", "kind", "years"]
    list_filter = ["kind"]
    list_per_page = 1000
    sortable_by: list[str] = []
    ordering = ["position", "name"]
    search_fields = ["name", "code"]
    search_help_text = "Nom ou sigle de la direction."
    autocomplete_fields = ["parent", "successor"]
    inlines = [MembershipInline]
    fieldsets = [
        (None, {"fields": ["name", "code", "kind"]}),
        (
            "Place dans l'organigramme",
            {
                "fields": ["parent", "position"],
                "description": "Les campagnes déjà ouvertes gardent l'organigramme de leur année.",
            },
        ),
        ("Création et suppression", {"fields": ["opened_year", "closed_year", "successor"]}),
    ]

    def may_open(self, user: User) -> bool:
        return permissions.is_reviewer(user)

    def get_changelist(self, request: HttpRequest, **kwargs) -> type[ChangeList]:
        return TreeChangeList

    @admin.display(description="direction")
    def name_in_tree(self, obj: Direction) -> SafeString:
        return format_html('<span class="tree tree-{}">{}</span>', min(obj.depth, 4), obj.name)

    @admin.display(description="existence")
    def years(self, obj: Direction) -> str:
        since = f"depuis {obj.opened_year}" if obj.opened_year else ""
        until = f"jusqu'en {obj.closed_year}" if obj.closed_year else ""
        return f"{since} {until}".strip() or "—"


@admin.register(Membership)
class MembershipAdmin(AdministratorAdmin):
    """Who writes for which direction, and for all that hangs below it."""

    add_words = "Habiliter une personne"
    list_display = ["user", "direction", "role"]
    list_filter = ["role"]
    list_select_related = ["user", "direction"]
    search_fields = ["user__last_name", "user__first_name", "user__username", "direction__name", "direction__code"]
    search_help_text = "Nom de la personne, nom ou sigle de la direction."
    autocomplete_fields = ["user", "direction"]
    fieldsets = [
        (
            None,
            {
                "fields": ["user", "direction", "role"],
                "description": "L'habilitation vaut pour la direction et pour toutes celles qui en dépendent.",
            },
        ),
    ]
