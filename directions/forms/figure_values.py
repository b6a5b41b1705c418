"""The value of a figure as it is typed: an expression ("près de 12,6 M€") is told apart into the fields of its row."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict

from directions import figure_rules
from directions.forms.fields import FrenchDecimalField
from directions.forms.formsets import posted_rows
from directions.french.numbers import NumberError, format_decimal, shown_unit
from directions.french.typography import NO_BREAK

_NO_NUMBER = f"Écrivez un nombre{NO_BREAK}: des mots seuls ne se comparent pas."


class FigureValueField(FrenchDecimalField):
    """A number, or an expression that stands for one ("12,6 M€"); refused with what may be meant."""

    # The unit of the row, which says what "12 €" may mean, and its display; set by the form.
    unit = scale = ""

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values or isinstance(value, Decimal) or not str(value).strip():
            return super().to_python(value)
        try:
            number = figure_rules.told_apart(str(value), self.unit, self.scale)["value"]
        except NumberError as error:
            raise ValidationError(error.message, code="invalid") from error
        if number is None:  # "24h/24"
            raise ValidationError(_NO_NUMBER, code="invalid")
        return number


def told_apart(data: MultiValueDict, prefixes: tuple[str, ...]) -> MultiValueDict:
    """The posted page, in which every understood expression became a plain number, and the unit, the display, the
    nuance and the words that came with it went to their own fields. What is not understood stays as it was typed."""
    parts: dict[str, str] = {}
    for prefix in prefixes:
        for row in posted_rows(data, prefix):
            parts |= _parts(row, data)
    if not parts:
        return data
    copy = data.copy()
    for name, value in parts.items():
        copy[name] = value
    return copy


def _parts(row: str, data: MultiValueDict) -> dict[str, str]:
    """The fields of a row that its expression fills; none where the value is not understood."""
    value, unit, scale = (data.get(f"{row}-{name}") or "" for name in ("value", "unit", "scale"))
    if not value.strip():
        return {}
    try:
        found = figure_rules.told_apart(value, unit, scale)
    except NumberError:
        return {}
    if found["value"] is not None:
        found["value"] = format_decimal(found["value"])
    if "unit" in found:
        found["unit"] = shown_unit(found["unit"])
    return {f"{row}-{name}": words or "" for name, words in found.items()}
