"""The accounts: administrators manage them, and none can make themselves, or anybody, more than they are."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from directions.admin.scoping import AdministratorAdmin
from directions.admin.table_inline import TableInline
from directions.models import Membership, User

# What a group may do is written in directions.permissions: there is nothing to set here.
admin.site.unregister(Group)

_POWERS = ("is_superuser",)
_PERSON = ("Personne", {"fields": ["first_name", "last_name", "email"]})
_ACCESS_HELP = (
    "Les membres d'une direction n'ont besoin d'aucun groupe : leurs habilitations suffisent. Communication relit "
    "toutes les contributions ; Administrateurs gère en plus les comptes, l'organigramme et les campagnes."
)


class DirectionsInline(TableInline):
    model = Membership
    verbose_name_plural = "directions confiées"
    add_text = "Confier une direction"
    autocomplete_fields = ["direction"]


@admin.register(User)
class UserAdmin(AdministratorAdmin, DjangoUserAdmin):
    """Accounts. Only a superuser sees, gives or takes a superuser's powers."""

    add_words = "Créer un compte"
    # Django's own page says, in a sentence, what ours shows.
    add_form_template = None
    list_display = ["full_name", "username", "email", "access", "is_active"]
    list_filter = ["is_active", "groups"]
    search_fields = ["last_name", "first_name", "username", "email"]
    search_help_text = "Nom, identifiant ou adresse électronique."
    ordering = ["last_name", "first_name", "username"]
    filter_horizontal: list[str] = []
    readonly_fields = ["password_link", "last_login", "date_joined"]
    inlines = [DirectionsInline]
    fieldsets = [
        (None, {"fields": ["username", "password_link"]}),
        _PERSON,
        ("Accès", {"fields": ["is_active", "is_staff", "groups"], "description": _ACCESS_HELP}),
        ("Dates", {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["username", "password1", "password2"]}),
        _PERSON,
    ]

    def may_change(self, user: User, obj: Model | None) -> bool:
        return super().may_change(user, obj) and (obj is None or user.is_superuser or not obj.is_superuser)

    def may_delete(self, user: User, obj: Model | None) -> bool:
        return self.may_change(user, obj) and obj != user

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups", "memberships__direction")

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None):
        fieldsets = super().get_fieldsets(request, obj)
        if obj and request.user.is_superuser:
            return [*fieldsets, ("Pouvoirs techniques", {"fields": list(_POWERS)})]
        return fieldsets

    def formfield_for_manytomany(self, db_field, request: HttpRequest, **kwargs):
        if db_field.name == "groups":
            kwargs["widget"] = forms.CheckboxSelectMultiple
            kwargs["help_text"] = ""
            kwargs["label"] = "Rôles dans toute l'institution"
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request: HttpRequest, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "username":
            field.label = "Identifiant"
            field.help_text = "Ce que la personne tape pour se connecter : des lettres et des chiffres, sans espace."
        if db_field.name == "is_active":
            field.help_text = "Décochez cette case pour fermer le compte sans le supprimer."
        if db_field.name == "is_staff":
            field.label, field.help_text = "Peut se connecter", "Sans cette case, le compte n'a accès à rien."
        return field

    def save_model(self, request: HttpRequest, obj: User, form: forms.ModelForm, change: bool) -> None:
        if not change:
            obj.is_staff = True
        super().save_model(request, obj, form, change)

    @admin.display(description="nom", ordering="last_name")
    def full_name(self, obj: User) -> str:
        return str(obj)

    @admin.display(description="mot de passe")
    def password_link(self, obj: User) -> SafeString:
        address = reverse("admin:auth_user_password_change", args=[obj.pk])
        return format_html('<a href="{}">Donner un nouveau mot de passe</a>', address)

    @admin.display(description="accès")
    def access(self, obj: User) -> str:
        groups = [group.name for group in obj.groups.all()]
        directions = [membership.direction.code for membership in obj.memberships.all()]
        return ", ".join([*groups, *directions]) or "—"
