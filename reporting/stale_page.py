"""What a page of the report that was opened too early would change, beside what is stored now."""

from __future__ import annotations

from collections.abc import Iterator

from django.forms.models import BaseInlineFormSet, InlineForeignKeyField, ModelForm
from django.utils.text import capfirst

from directions.conflicts import Author, Difference
from directions.forms.wording import shown, shown_as_typed
from reporting.forms import ReportForm

# Only what the person changed of it is written: it cannot take anything back.
_NEVER_OLD = {"moments"}
_OF_FORMSETS = {"id", "DELETE"}


def differences(form: ReportForm, formsets: list[BaseInlineFormSet]) -> list[Difference]:
    """Every field and row that is not the same in what is stored and in what was typed, in the order of the page."""
    found = list(_of_form(form, "Rapport"))
    for formset in formsets:
        found += _of_rows(formset)
    return found


def _of_form(form: ModelForm, place: str) -> Iterator[Difference]:
    for name in form.changed_data:
        if name in _NEVER_OLD | _OF_FORMSETS:
            continue
        theirs, mine = _stored(form, name), _typed(form, name)
        if theirs.split() != mine.split():  # a browser changes the ends of lines
            field = form[name]
            yield Difference(Author.BOTH, place, _label(form, name), theirs, mine, field.id_for_label or field.auto_id)


def _of_rows(formset: BaseInlineFormSet) -> Iterator[Difference]:
    title = capfirst(formset.model._meta.verbose_name)
    posted = set()
    for form in formset.forms:
        posted.add(form.instance.pk)
        place = f"{title} « {form.instance} »"
        if form in formset.extra_forms:
            if form.has_changed():
                yield Difference(Author.MINE, title, "Ajout", "", _words(form, _typed), form.prefix)
        elif form["DELETE"].data:
            yield Difference(Author.BOTH, place, "Suppression", _words(form, _stored), "supprimé", form.prefix)
        else:
            yield from _of_form(form, place)
    for row in formset.get_queryset():
        if row.pk not in posted:
            yield Difference(Author.THEIRS, f"{title} « {row} »", "Ajout, qui sera gardé", str(row), "")


def _words(form: ModelForm, read) -> str:
    """A row in words: one filled field a line."""
    names = [
        name
        for name, field in form.fields.items()
        if name not in _OF_FORMSETS and not isinstance(field, InlineForeignKeyField)
    ]
    return "\n".join(f"{_label(form, name)} : {words}" for name in names if (words := read(form, name)))


def _stored(form: ModelForm, name: str) -> str:
    field = form.fields[name]
    return shown(field, form.get_initial_for_field(field, name))


def _typed(form: ModelForm, name: str) -> str:
    return shown_as_typed(form.fields[name], form[name].data)


def _label(form: ModelForm, name: str) -> str:
    return capfirst(str(form[name].label))
