"""What a browser would post of the page of a contribution that nobody touched."""

from __future__ import annotations

from django import forms
from django.http import QueryDict

from directions.forms.blocks import DELETE, BlockForm
from directions.forms.contribution import ContributionEditor
from directions.forms.fields import PhotoField
from directions.forms.formsets import BlockFormSet


def as_posted(form: forms.ModelForm, name: str) -> str:
    """What a browser would post for the stored value of a field that nobody touched."""
    form_field = form.fields[name]
    value = form.get_initial_for_field(form_field, name)
    if isinstance(form_field, forms.BooleanField):
        return "on" if value else ""
    if isinstance(form_field, PhotoField):
        return value.name if value else ""
    shape = form_field.widget.format_value(form_field.prepare_value(value))
    if isinstance(shape, list):  # a choice
        shape = shape[0] if shape else ""
    return "" if shape is None else str(shape)


def untouched(editor: ContributionEditor) -> QueryDict:
    """All that the page of this editor posts as it stands; the editor is one for reading, without blank rows."""
    data = QueryDict(mutable=True)
    data["version"] = str(editor.contribution.version)
    _add_fields(data, editor.form)
    for formset in editor.formsets:
        _add_count(data, formset, len(formset.forms))
        for form in formset.forms:
            _add_fields(data, form)
    return data


def add_row(data: QueryDict, formset: BlockFormSet, pk: str) -> str:
    """Adds a new row to what is posted, at the end of its section; returns the prefix of its fields."""
    count = int(data[f"{formset.prefix}-TOTAL_FORMS"])
    data[f"{formset.prefix}-TOTAL_FORMS"] = str(count + 1)
    prefix = formset.add_prefix(count)
    data[f"{prefix}-id"] = pk
    return prefix


def _add_count(data: QueryDict, formset: BlockFormSet, count: int) -> None:
    data[f"{formset.prefix}-TOTAL_FORMS"] = data[f"{formset.prefix}-INITIAL_FORMS"] = str(count)


def _add_fields(data: QueryDict, form: forms.ModelForm | BlockForm) -> None:
    for name, field in form.fields.items():
        if name != DELETE and not isinstance(field, PhotoField) and (value := as_posted(form, name)):
            data[form.add_prefix(name)] = value
