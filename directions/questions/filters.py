"""What may be asked of a table in its address, by django-filter: French names, and any value that is not offered is
refused with a French sentence."""

from __future__ import annotations

from django import forms
from django.db.models import QuerySet
from django.forms.utils import flatatt
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django_filters import CharFilter, ChoiceFilter, FilterSet, MultipleChoiceFilter

from directions.french.typography import NO_BREAK

Choices = list[tuple[str, str]]

_UNKNOWN = f"«{NO_BREAK}%(value)s{NO_BREAK}» n'est pas un choix possible{NO_BREAK}: choisissez dans la liste."


class LongSelect(forms.Select):
    """A select that may have thousands of options, which Django would render each by a template."""

    def render(self, name: str, value: str, attrs: dict | None = None, renderer: object = None) -> SafeString:
        chosen = str(value or "")
        options = ((key, mark_safe(" selected") if str(key) == chosen else "", words) for key, words in self.choices)
        attributes = flatatt({**self.build_attrs(self.attrs, attrs), "name": name})
        return format_html(
            "<select{}>{}</select>", attributes, format_html_join("", '<option value="{}"{}>{}</option>', options)
        )


def choice(label: str, empty: str, **options) -> ChoiceFilter:
    """One value of a list; `empty` is what the list says where none is asked."""
    return ChoiceFilter(
        label=label, empty_label=empty, widget=LongSelect, error_messages={"invalid_choice": _UNKNOWN}, **options
    )


def choices(label: str, **options) -> MultipleChoiceFilter:
    """Any of several values, as boxes to tick."""
    return MultipleChoiceFilter(
        label=label,
        distinct=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _UNKNOWN},
        **options,
    )


class Question(FilterSet):
    """The question of a table. Its attributes are the names in the address, which speaks French like all of them."""

    @property
    def qs(self) -> QuerySet:
        """What answers the question; nothing where it is not understood."""
        return super().qs if self.is_valid() else self.queryset.none()

    @cached_property
    def asked(self) -> dict[str, list[tuple[str, str]]]:
        """What is asked, by the name of the filter: each value with its words. A refused value is not asked."""
        self.form.is_valid()
        values = {name: self.form.cleaned_data.get(name) or [] for name in self.filters}
        return {
            name: [(one, self._in_words(name, one)) for one in ([value] if isinstance(value, str) else value)]
            for name, value in values.items()
            if value
        }

    def value(self, name: str) -> str:
        """The one value that is asked of a filter; empty where none is."""
        return self.asked[name][0][0] if name in self.asked else ""

    def _in_words(self, name: str, value: str) -> str:
        is_text = type(self.filters[name]) is CharFilter
        offered = {} if is_text else dict(self.form.fields[name].choices)
        return " ".join(str(offered.get(value, value)).split())
