"""The forms of key figures: a label, a number and a unit to type; the rest is folded, the indicator is found."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.html import escape
from django.utils.safestring import SafeString

from directions.enums import DisplayScale, Placement
from directions.forms.blocks import DELETE, ID, ORDER, BlockForm, Group
from directions.forms.fields import (
    FrenchDecimalField,
    NativeDateInput,
    PlainIntegerField,
    UnitField,
    with_suggestions,
)
from directions.forms.wording import reading
from directions.indicators import IndicatorBook, is_same_unit
from directions.models import Contribution, KeyFigure
from directions.numbers import Scale, format_quantity


class FigureForm(BlockForm):
    """A key figure. The indicator behind it is found when the page is saved (`assign_indicators`)."""

    heading_field = "label"
    details = Group(
        (
            "qualifier", "text_value", "scope", "as_of", "numerator_value", "numerator_unit",
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
        self.fields["value"].help_text = self.previous

    @property
    def previous(self) -> str:
        """ "2019 : 240 agents", last year's value of the same indicator; empty where there is none."""
        value: Decimal | None = getattr(self.instance, "previous_value", None)
        if value is None:
            return ""
        year = self.scene.contribution.campaign.year - 1
        return f"{year} : {format_quantity(value, self.instance.unit, _scale(self.instance.scale)).text}"

    @property
    def reading(self) -> list[tuple[str, SafeString]]:
        """The value with its unit first, as it is printed; then what else there is."""
        figure = self.instance
        rest = reading(self, without={ID, ORDER, DELETE, "value", "unit", "scale", "placement", self.heading_field})
        if figure.value is None:
            return rest
        return [("Valeur", escape(format_quantity(figure.value, figure.unit, _scale(figure.scale)).text)), *rest]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        has_value = cleaned.get("value") is not None or cleaned.get("text_value")
        if cleaned.get("not_provided") and has_value:
            self.add_error("not_provided", "Donnez une valeur, ou cochez « non communiqué », pas les deux.")
        self._check_comparison(cleaned)
        return cleaned

    def _check_comparison(self, cleaned: dict[str, Any]) -> None:
        if cleaned.get("comparison_kind"):
            if not cleaned.get("comparison_mode"):
                self.add_error("comparison_mode", "Dites si la comparaison est une valeur ou une variation.")
            if cleaned.get("comparison_value") is None and "comparison_value" not in self.errors:
                self.add_error("comparison_value", "Donnez la valeur comparée.")
        elif cleaned.get("comparison_value") is not None:
            self.add_error("comparison_kind", "Dites à quoi cette valeur est comparée.")

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


def _scale(value: str) -> Scale:
    return Scale(value) if value in DisplayScale.values else Scale.PLAIN


class _FigureMeta:
    model = KeyFigure
    fields: ClassVar[list[str]] = ["label", "value", "unit", "scale", "not_provided", *FigureForm.details.fields]
    field_classes: ClassVar[dict[str, type]] = {
        "value": FrenchDecimalField,
        "unit": UnitField,
        "numerator_unit": UnitField,
        "comparison_unit": UnitField,
        "numerator_value": FrenchDecimalField,
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

    groups = (Group(("label", "value", "unit", "scale", "not_provided")), FigureForm.details)

    class Meta(_FigureMeta):
        pass

    def save(self, commit: bool = True) -> KeyFigure:
        self.instance.placement = Placement.IDENTITY
        return super().save(commit)


class KeyFigureForm(FigureForm):
    """A figure printed as a tile, or in the table of the figures cited in the text."""

    groups = (
        Group(("label", "value", "unit", "scale", "placement", "group", "not_provided", "chapter")),
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
