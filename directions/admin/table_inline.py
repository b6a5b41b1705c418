"""Rows as a table inside another page: each field says its own name, since only sighted people see its column."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db.models import Field
from django.http import HttpRequest
from django.utils.text import capfirst

from directions.admin.scoping import ScopedInline


class TableInline(ScopedInline, admin.TabularInline):
    template = "admin/directions/table_inline.html"
    extra = 0
    add_text = "Ajouter une ligne"

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            field.widget.attrs["aria-label"] = capfirst(field.label)
            if isinstance(field.widget, RelatedFieldWidgetWrapper):
                field.widget.can_add_related = False
        return field
