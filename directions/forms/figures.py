"""The forms of key figures: a label, a number and a unit to type; the rest is folded, the indicator is found."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django import forms

from directions.enums import DisplayScale, Placement
from directions.forms.blocks import BlockForm, Group
from directions.forms.fields import FrenchDecimalField, NativeDateInput, PlainIntegerField, with_suggestions
from directions.models import KeyFigure
from directions.numbers import Scale, format_quantity


class FigureForm(BlockForm):
    """A key figure. The indicator behind it is found by its words when the row is saved."""

    heading_field = "label"
    details = Group(
        (
            "qualifier", "scale", "text_value", "scope", "as_of", "numerator_value", "numerator_unit",
            "comparison_kind", "comparison_mode", "comparison_value", "comparison_unit", "comparison_year",
            "comparison_note", "note", "source_note", "internal_note",
        ),
        "Plus de précisions",
        is_folded=True,
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
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

    def save(self, commit: bool = True) -> KeyFigure:
        if self.instance.indicator_id is None or {"label", "unit"} & set(self.changed_data):
            self.instance.indicator_id = self.scene.indicators.indicator_id(self.instance.label, self.instance.unit)
        return super().save(commit)


def _scale(value: str) -> Scale:
    return Scale(value) if value in DisplayScale.values else Scale.PLAIN


class _FigureMeta:
    model = KeyFigure
    fields: ClassVar[list[str]] = ["label", "value", "unit", "not_provided", *FigureForm.details.fields]
    field_classes: ClassVar[dict[str, type]] = {
        "value": FrenchDecimalField,
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
    }
    help_texts: ClassVar[dict[str, str]] = {
        "text_value": "Imprimée à la place du nombre : 1er, 48 ans et 3 mois…",
        "numerator_value": "« 62,5 %, soit 4 465 agents ».",
        "as_of": "Si ce n'est pas le 31 décembre.",
    }


class IdentityFigureForm(FigureForm):
    """A figure of the band under the direction's name: agents, budget, services."""

    groups = (Group(("label", "value", "unit", "not_provided")), FigureForm.details)

    class Meta(_FigureMeta):
        pass

    def save(self, commit: bool = True) -> KeyFigure:
        self.instance.placement = Placement.IDENTITY
        return super().save(commit)


class KeyFigureForm(FigureForm):
    """A figure printed as a tile, or in the table of the figures cited in the text."""

    groups = (
        Group(("label", "value", "unit", "not_provided", "placement", "group", "chapter")),
        FigureForm.details,
    )

    class Meta(_FigureMeta):
        fields = ["placement", "group", "chapter", *_FigureMeta.fields]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["placement"].choices = [one for one in Placement.choices if one[0] != Placement.IDENTITY]
