"""What a field holds, in words: for the pages that only show, and for the differences of a conflict."""

from __future__ import annotations

import datetime
import re
from collections.abc import Container
from decimal import Decimal
from html import unescape
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models.fields.files import FieldFile
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django_prose_editor.fields import ProseEditorFormField

from directions.forms.fields import PhotoField, UnitField
from directions.french.dates import french_date
from directions.french.numbers import format_decimal, shown_unit
from directions.richtext import sanitize

_LINE_ENDS = re.compile(r"</(?:p|li)>|<br\s*/?>")


def shown(field: forms.Field, value: Any) -> str:
    """The value of a field as a person reads it; empty where it holds nothing."""
    if isinstance(field, PhotoField):
        return _photo(value)
    if value in (None, "", False):
        return ""
    if value is True:
        return "oui"
    if isinstance(field, ProseEditorFormField):
        return plain(value)
    if isinstance(field, forms.ChoiceField):
        return {str(key): str(label) for key, label in field.choices}.get(str(value), str(value))
    if isinstance(field, UnitField):
        return shown_unit(str(value))
    if isinstance(value, Decimal):
        return format_decimal(value)
    if isinstance(value, datetime.date):
        return french_date(value)
    return str(value)


def reading(form: forms.ModelForm, without: Container[str] = ()) -> list[tuple[str, SafeString]]:
    """The label and the value, as HTML, of each field of a form that holds something."""
    values = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    return [
        (str(field.label), _as_html(field, values[name], words))
        for name, field in form.fields.items()
        if name not in without and (words := shown(field, values[name]))
    ]


def _as_html(field: forms.Field, value: Any, words: str) -> SafeString:
    if isinstance(field, PhotoField):
        source = reverse("directions:media", args=[value.name])
        return format_html('<img class="thumbnail" src="{}" alt="{}">', source, value.instance.photo_alt)
    if isinstance(field, ProseEditorFormField):
        return mark_safe(sanitize(value))
    return linebreaksbr(words)


def shown_as_typed(field: forms.Field, typed: Any) -> str:
    """The same of what was typed, which may be faulty: then as it was typed."""
    if isinstance(field, PhotoField):
        return _photo(typed)
    try:
        return shown(field, field.to_python(typed))
    except ValidationError:
        return str(typed)


def plain(html: str) -> str:
    """The words of a rich text, one paragraph or item a line."""
    text = unescape(strip_tags(_LINE_ENDS.sub("\n", html)))
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def _photo(value: Any) -> str:
    if value is False:
        return "photo retirée"
    if not value:
        return ""
    return "une photo" if isinstance(value, FieldFile) else f"une autre photo : {value.name}"
