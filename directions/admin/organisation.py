"""The org chart and who writes for which direction. Administrators change them; communication reads the chart."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from directions import lineage, permissions
from directions.admin.scoping import AdministratorAdmin
from directions.admin.table_inline import TableInline
from directions.enums import SheetKind
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
    sheet_kind = SheetKind.DIRECTIONS
    list_display = ["name_in_tree", "code", "kind", "years"]
    list_filter = ["kind"]
    list_per_page = 1000
    sortable_by: list[str] = []
    ordering = ["position", "name"]
    search_fields = ["name", "code"]
    search_help_text = "Nom ou sigle de la direction."
    autocomplete_fields = ["parent", "successor", "split_from"]
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
        (
            "Création et suppression",
            {
                "fields": ["opened_year", "closed_year", "successor", "split_from"],
                "description": "Les chiffres d'une direction qui en remplace une seule autre se comparent aux siens. "
                "Où des directions sont regroupées ou partagées, le rapport écrit « périmètre modifié ».",
            },
        ),
    ]

    def may_open(self, user: User) -> bool:
        return permissions.is_reviewer(user)

    def get_changelist(self, request: HttpRequest, **kwargs) -> type[ChangeList]:
        return TreeChangeList

    def save_related(self, request: HttpRequest, form: forms.ModelForm, formsets: list, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        self._link_again(request, form.instance.institution or form.instance)

    def delete_model(self, request: HttpRequest, obj: Direction) -> None:
        institution = obj.institution
        super().delete_model(request, obj)
        if institution:
            self._link_again(request, institution)

    def _link_again(self, request: HttpRequest, institution: Direction) -> None:
        """The open campaigns follow the org chart; what they have approved waits, and it is said."""
        if waiting := lineage.link_unfinished(institution):
            names = ", ".join(one.name for one in waiting)
            words = f"Les comparaisons de ces contributions validées ne changent que si on les rouvre : {names}."
            self.message_user(request, words, messages.WARNING)

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
