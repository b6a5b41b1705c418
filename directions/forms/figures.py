"""The forms of key figures: a label, a number and a unit to type; the rest is folded, the indicator is found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from django import forms
from django.utils.html import escape
from django.utils.safestring import SafeString

from directions import figure_rules
from directions.enums import ComparisonKind, Placement
from directions.evolution import NEW_PERIMETER, asks_explanation, published_in_words, why_new_perimeter
from directions.expressions.reading import Expression, understood
from directions.figure_rules import scale_of
from directions.forms.blocks import DELETE, ID, ORDER, BlockForm, BoundGroup, Group
from directions.forms.fields import (
    FrenchDecimalField,
    NativeDateInput,
    PlainIntegerField,
    UnitField,
    with_suggestions,
)
from directions.forms.figure_values import FigureValueField
from directions.forms.wording import reading
from directions.french.numbers import format_quantity, stored_unit
from directions.french.typography import NO_BREAK
from directions.indicators import IndicatorBook, is_same_unit
from directions.models import Contribution, KeyFigure


class FigureForm(BlockForm):
    """A key figure. The indicator behind it is found when the page is saved (`assign_indicators`)."""

    heading_field = "label"
    explained = Group(("explanation",), "Expliquer une forte variation", is_folded=True)
    details = Group(
        (
            "qualifier", "text_value", "scope", "has_new_perimeter", "restated_value", "restated_reason",
            "as_of", "numerator_value", "numerator_unit",
            "comparison_kind", "comparison_mode", "comparison_value", "comparison_unit", "comparison_year",
            "comparison_note", "note", "source_note", "internal_note",
        ),
        "Plus de précisions",
        is_folded=True,
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._stored_indicator_id = self.instance.indicator_id
        # Beside this year's value, and read out with it.
        self.fields["value"].help_text = self.beside
        if self.instance.previous_value is None and not self.instance.explanation and not self._posts("explanation"):
            del self.fields["explanation"]
        if self.is_bound:
            for name in ("value", "restated_value"):
                self._tell_the_row(self.fields[name], self[name])

    def _posts(self, name: str) -> bool:
        """True for words that are posted: they are kept, even where nothing asks for them any more."""
        return self.is_bound and bool(self.data.get(self.add_prefix(name)))

    def _tell_the_row(self, field: FigureValueField, bound: forms.BoundField) -> None:
        """What the row counts in and, for a number that is typed anew, how it prints it."""
        field.unit = stored_unit(str(self["unit"].data or "").strip())
        if field.has_changed(bound.initial, bound.data):
            field.scale = str(self["scale"].data or "")

    @property
    def previous(self) -> str:
        """ "2019 : 240 agents", what was published last year for the same indicator; empty where nothing was."""
        words = published_in_words(self.instance)
        return f"{self.scene.contribution.campaign.year - 1} : {words}" if words else ""

    @property
    def reading(self) -> list[tuple[str, SafeString]]:
        """The value with its unit first, as it is printed; then what else there is."""
        figure = self.instance
        rest = reading(self, without={ID, ORDER, DELETE, "value", "unit", "scale", "placement", self.heading_field})
        if figure.value is None:
            return rest
        return [("Valeur", escape(format_quantity(figure.value, figure.unit, scale_of(figure.scale)).text)), *rest]

    @property
    def understood(self) -> str:
        """ "compris : 1 460 000 000 €, affiché 1,46 Md€", of the stored value; empty where there is none."""
        figure = self.instance
        if figure.value is None or self.errors:
            return ""
        stored = Expression(figure.value, figure.unit, scale_of(figure.scale), figure.qualifier, figure.text_value)
        return f"compris{NO_BREAK}: {understood(stored)}"

    @property
    def beside(self) -> str:
        """Last year's value and, where this year's does not compare with it, why."""
        reason = why_new_perimeter(self.instance) if self.previous else ""
        return f"{self.previous} – {NEW_PERIMETER} : {reason}" if reason else self.previous

    def bound_groups(self) -> Iterator[BoundGroup]:
        campaign = self.scene.contribution.campaign
        asks = asks_explanation(self.instance, campaign.year, campaign.variation_threshold)
        for bound in super().bound_groups():
            if bound.group == self.explained:
                bound = replace(bound, is_wanted=asks, is_hidden=not (asks or bound.filled or bound.is_open))
            yield bound

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._check_comparison(cleaned)
        has_previous = self.instance.previous_value is not None
        for field, message in figure_rules.faults(cleaned, self.changed_data, has_previous=has_previous):
            self.add_error(field, message)
        return cleaned

    def _check_comparison(self, cleaned: dict[str, Any]) -> None:
        if cleaned.get("comparison_kind"):
            if not cleaned.get("comparison_mode"):
                self.add_error("comparison_mode", "Dites si la comparaison est une valeur ou une variation.")
            if cleaned.get("comparison_value") is None and "comparison_value" not in self.errors:
                self.add_error("comparison_value", "Donnez la valeur comparée.")
        elif cleaned.get("comparison_value") is not None:
            self.add_error("comparison_kind", "Dites à quoi cette valeur est comparée.")
        year, this_year = cleaned.get("comparison_year"), self.scene.contribution.campaign.year
        if cleaned.get("comparison_kind") == ComparisonKind.PREVIOUS and year is not None and year >= this_year:
            self.add_error("comparison_year", f"Donnez une année d'avant {this_year}.")

    @property
    def has_other_unit(self) -> bool:
        """True where the stored row is given another unit: it measures something else then."""
        return "unit" in self.changed_data and not is_same_unit(self.initial.get("unit", ""), self.instance.unit)

    @property
    def lets_its_indicator_go(self) -> bool:
        stored = self._stored_indicator_id
        return stored is not None and (self.is_removed or self.instance.indicator_id != stored)


def assign_indicators(forms: Sequence[FigureForm], contribution: Contribution) -> None:
    """Gives its indicator to each figure of a contribution that is about to be saved."""
    kept = [form for form in forms if not form.is_removed and not form.is_ignored]
    for form in kept:
        if form.has_other_unit:
            form.instance.indicator = None
    # A row that nobody touched is not saved: where it has no indicator, it does not get one.
    figures = [form.instance for form in kept if form.has_changed() or form.instance.indicator_id]
    book = IndicatorBook(contribution.campaign.institution_id, contribution.direction)
    book.assign(contribution.direction, figures)
    book.write()
    # Two rows may swap theirs, or one take that of a removed one: all are let go before any is taken.
    released = [form.instance.pk for form in forms if form.lets_its_indicator_go]
    if released:
        KeyFigure.objects.filter(pk__in=released).update(indicator=None)


class _FigureMeta:
    model = KeyFigure
    fields: ClassVar[list[str]] = [
        "label", "value", "unit", "scale", "not_provided", "explanation", *FigureForm.details.fields,
    ]  # fmt: skip
    field_classes: ClassVar[dict[str, type]] = {
        "value": FigureValueField,
        "unit": UnitField,
        "numerator_unit": UnitField,
        "comparison_unit": UnitField,
        "numerator_value": FrenchDecimalField,
        "restated_value": FigureValueField,
        "comparison_value": FrenchDecimalField,
        "comparison_year": PlainIntegerField,
    }
    widgets: ClassVar[dict[str, forms.Widget | type]] = {
        "label": with_suggestions("intitules"),
        "unit": with_suggestions("unites"),
        "numerator_unit": with_suggestions("unites"),
        "comparison_unit": with_suggestions("unites"),
        "qualifier": with_suggestions("nuances"),
        "group": with_suggestions("rubriques"),
        "as_of": NativeDateInput,
    }
    labels: ClassVar[dict[str, str]] = {
        "not_provided": "Non communiqué",
        "numerator_value": "Soit (valeur)",
        "numerator_unit": "Soit (unité)",
        "text_value": "Valeur en mots",
        "placement": "Où l'imprimer",
    }
    help_texts: ClassVar[dict[str, str]] = {
        "text_value": "Imprimée à la place du nombre : 1er, 48 ans et 3 mois…",
        "numerator_value": "« 62,5 %, soit 4 465 agents ».",
        "as_of": "Si ce n'est pas le 31 décembre.",
    }


class IdentityFigureForm(FigureForm):
    """A figure of the band under the direction's name: agents, budget, services."""

    groups = (Group(("label", "value", "unit", "scale", "not_provided")), FigureForm.explained, FigureForm.details)

    class Meta(_FigureMeta):
        pass

    def save(self, commit: bool = True) -> KeyFigure:
        self.instance.placement = Placement.IDENTITY
        return super().save(commit)


class KeyFigureForm(FigureForm):
    """A figure printed as a tile, or in the table of the figures cited in the text."""

    groups = (
        Group(("label", "value", "unit", "scale", "placement", "group", "not_provided", "chapter")),
        FigureForm.explained,
        FigureForm.details,
    )

    class Meta(_FigureMeta):
        fields = ["placement", "group", "chapter", *_FigureMeta.fields]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["placement"].choices = [
            (Placement.KEY, "En grand, parmi les chiffres-clés"),
            (Placement.CITED, "Dans le tableau des chiffres cités"),
        ]
