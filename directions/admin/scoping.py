"""The base of every admin page: rows come through `scopes`, rights from `permissions`, and what a person may not see
does not exist (404, the same as for what was never there).

Django's own model permissions decide nothing here: a page is open to those that its `may_*` methods let in, and to
nobody by default.
"""

from __future__ import annotations

import re
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import BaseModelAdmin, InlineModelAdmin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db.models import Field, Model, QuerySet
from django.http import Http404, HttpRequest
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from js_asset import Media

from directions import permissions, scopes
from directions.enums import SheetKind
from directions.models import User

# Django's sentence after a change, whose gender and words are not those of people.
_DONE = re.compile(
    r"L['’]objet .+? (?P<name>«.+») a été (?P<deed>ajouté|modifié|supprimé)(?: avec succès)?\.", re.DOTALL
)
_DEEDS = {"ajouté": "ajout enregistré", "modifié": "modification enregistrée", "supprimé": "suppression faite"}


class ScopedFields(BaseModelAdmin):
    """Limits every relation that a form offers to what the person reaches, whatever the widget shows."""

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any):
        """The field; a choice keeps its button to add, and loses those that leave the form for another page."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_change_related = field.widget.can_delete_related = field.widget.can_view_related = False
        return field

    def formfield_for_foreignkey(self, db_field: Field, request: HttpRequest, **kwargs: Any):
        return _limited(super().formfield_for_foreignkey(db_field, request, **kwargs), request)

    def formfield_for_manytomany(self, db_field: Field, request: HttpRequest, **kwargs: Any):
        return _limited(super().formfield_for_manytomany(db_field, request, **kwargs), request)


def _limited(field, request: HttpRequest):
    if field is not None:
        field.queryset = scopes.reachable(field.queryset, request.user)
    return field


# What a filter of a list may ask of the column, or of the relation, that it filters.
_QUESTIONS = ("", "__exact", "__isnull", "__id__exact")


def _filtered(list_filter: object) -> str:
    """The name that a filter of a list answers to in the address."""
    if isinstance(list_filter, tuple):
        return list_filter[0]
    return getattr(list_filter, "parameter_name", list_filter)


class ScopedAdmin(ScopedFields, admin.ModelAdmin):
    """A ModelAdmin in which only reachable rows exist. A subclass opens it by its `may_*` methods."""

    # The redirect would tell which objects exist; the site does not serve it.
    view_on_site = False
    # No action on many rows at once unless a page declares its own: Django's deletes them.
    actions: list | None = None
    show_facets = admin.ShowFacets.NEVER
    # The button that makes a new row, and the title of its page.
    add_words = "Ajouter"
    # The workbook of the whole list, where it has one.
    sheet_kind: SheetKind | None = None

    class Media:
        js = ["directions/names.js"]

    def may_open(self, user: User) -> bool:
        """True for those for whom this part of the admin exists."""
        return False

    def may_see(self, user: User, obj: Model) -> bool:
        """True where this row exists for this person; rows already come through `scopes`."""
        return True

    def may_add(self, user: User) -> bool:
        return False

    def may_change(self, user: User, obj: Model | None) -> bool:
        """`obj` is None where Django asks about the page in general."""
        return False

    def may_delete(self, user: User, obj: Model | None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        queryset = super().get_queryset(request)
        return scopes.reachable(queryset, request.user) if self.may_open(request.user) else queryset.none()

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Model:
        """The object, or a 404: Django would redirect and name what was asked for."""
        obj = super().get_object(request, object_id, from_field)
        if obj is None or not self.may_see(request.user, obj):
            raise Http404
        return obj

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only what the filters of the list ask: Django lets anybody compare any column, by any regular expression."""
        return lookup in {
            f"{name}{question}" for name in map(_filtered, self.get_list_filter(request)) for question in _QUESTIONS
        }

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None):
        return super().changelist_view(
            request, {"title": capfirst(self.opts.verbose_name_plural), **(extra_context or {})}
        )

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, obj: Model | None = None, **kwargs: Any
    ):
        """Titles the page by its object, and gives the scripts written in the page the nonce that lets them run."""
        context["title"] = str(obj) if obj else self.add_words
        context["subtitle"] = None
        context["show_save_and_add_another"] = False
        context["media"] = Media.from_media(context["media"], nonce=request.csp_nonce)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def message_user(self, request: HttpRequest, message: str, level: int | str = messages.INFO, **kwargs: Any) -> None:
        """Tells what was done: "« Routes » : modification enregistrée." for "L'objet direction « Routes » a été…"."""
        words = _DONE.sub(lambda found: f"{found['name']} : {_DEEDS[found['deed']]}.", str(message))
        super().message_user(request, mark_safe(words) if isinstance(message, SafeString) else words, level, **kwargs)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.may_open(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.may_open(request.user) and (obj is None or self.may_see(request.user, obj))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.may_open(request.user) and self.may_add(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_view_permission(request, obj) and self.may_change(request.user, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_view_permission(request, obj) and self.may_delete(request.user, obj)


class ScopedInline(ScopedFields, InlineModelAdmin):
    """Rows inside the page of their parent: whoever may change the parent may change them, and nobody else."""

    def _parent_admin(self) -> admin.ModelAdmin:
        return self.admin_site.get_model_admin(self.parent_model)

    def _may_write(self, request: HttpRequest, obj: Model | None) -> bool:
        parent = self._parent_admin()
        return parent.has_add_permission(request) if obj is None else parent.has_change_permission(request, obj)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._parent_admin().has_view_permission(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may_write(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may_write(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may_write(request, obj)


class ReviewerAdmin(ScopedAdmin):
    """Pages of the communication team and of the administrators."""

    def may_open(self, user: User) -> bool:
        return permissions.is_reviewer(user)

    def may_add(self, user: User) -> bool:
        return permissions.is_reviewer(user)

    def may_change(self, user: User, obj: Model | None) -> bool:
        return permissions.is_reviewer(user)

    def may_delete(self, user: User, obj: Model | None) -> bool:
        return permissions.is_reviewer(user)


class AdministratorAdmin(ScopedAdmin):
    """Pages that administrators change; `may_open` may let others look."""

    def may_open(self, user: User) -> bool:
        return permissions.is_administrator(user)

    def may_add(self, user: User) -> bool:
        return permissions.is_administrator(user)

    def may_change(self, user: User, obj: Model | None) -> bool:
        return permissions.is_administrator(user)

    def may_delete(self, user: User, obj: Model | None) -> bool:
        return permissions.is_administrator(user)


class ContributionScope(ScopedAdmin):
    """The rights on contributions. They come from the campaign: nobody adds or deletes one in the admin."""

    def may_open(self, user: User) -> bool:
        return permissions.is_reviewer(user) or permissions.is_member(user)

    def may_see(self, user: User, obj: Model) -> bool:
        return permissions.can_see(user, obj)

    def may_change(self, user: User, obj: Model | None) -> bool:
        return obj is None or permissions.can_edit(user, obj)
