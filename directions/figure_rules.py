"""What a key figure may hold: the same rules whether it is typed on its page or in a spreadsheet."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from decimal import Decimal
from typing import Any

from directions.enums import DisplayScale
from directions.expressions.forms import Expression
from directions.expressions.reading import parse_expression
from directions.expressions.words import holds_scale
from directions.french.folding import folded
from directions.french.numbers import (
    FRACTION,
    POWERS,
    RANK,
    NumberError,
    Scale,
    format_quantity,
    printed,
    raised,
    shown_unit,
    stored_unit,
)
from directions.french.typography import NARROW_NO_BREAK, NO_BREAK

SCALED_UNIT = (
    "Écrivez comme unité ce que l'on compte (« € », « agents »), sans millions. Pour imprimer la valeur en milliers ou "
    "en millions, choisissez-le dans « Affichage », ou écrivez-la avec eux : 12,6 M€."
)
# A rank and a share of one are printed without their unit, in no thousands.
_UNSCALED = frozenset({RANK, FRACTION})
# What may be below zero: money, a ratio, points, a temperature; and whatever its label calls a difference.
_SIGNED_UNIT = re.compile(r"(eur\b|[%‰°]).*|(points?|pts?)( de (base|pourcentage))?|degres?( celsius)?")
_DIFFERENCE = re.compile(r"\b(soldes?|variations?|evolutions?)\b")
_STORED_SCALES = frozenset(DisplayScale.values)


def is_scaled(unit: str) -> bool:
    """True for a unit that holds a scale ("M€", "milliers d'agents"): it belongs to the way the value is printed."""
    return holds_scale(unit)


def told_apart(typed: str, unit: str, scale: str = "") -> dict[str, Any]:
    """The fields that a typed value fills: `value` alone for a plain number; an expression ("près de 12,6 M€") may also
    fill `scale`, `qualifier`, `text_value` and, where the row has none, `unit`.

    `scale` is how the row prints its value. Raises NumberError, also for a number that would be printed as a small part
    of its scale.
    """
    stored = stored_unit(unit.strip())
    one = parse_expression(typed, unit=stored)
    found = {
        "unit": "" if stored else one.unit,
        "scale": one.scale.value,
        "qualifier": one.qualifier,
        "text_value": one.text_value,
    }
    told = {"value": one.value, **{name: words for name, words in found.items() if words}}
    row_scale = one.scale or scale_of(scale)
    if is_too_small(one.value, row_scale):
        if one.scale or not (one.unit in _UNSCALED or _names_its_unit(typed)):
            raise _scale_doubt(one, row_scale)
        told["scale"] = Scale.PLAIN.value  # "13 450 €" is not in millions, whatever the row is.
    return told


def is_too_small(value: Decimal | None, scale: Scale) -> bool:
    """True for a value that would be printed below a tenth of its scale: 370 as 0,00037 M€."""
    return bool(scale and value) and abs(value).scaleb(1) < Decimal(1).scaleb(POWERS[scale])


def may_be_negative(unit: str, label: str) -> bool:
    """False for what counts persons, things or their size: agents, km², places. A figure without a unit may be all."""
    signed = not unit.strip() or _SIGNED_UNIT.fullmatch(folded(unit))
    return bool(signed or _DIFFERENCE.search(folded(label)))


def faults(figure: Mapping[str, Any], changed: Container[str], *, has_previous: bool) -> Iterator[tuple[str, str]]:
    """What is wrong with the fields of a figure: the field and, in French, what to do. `figure` holds the values,
    `changed` the names of those that the person has just changed; `has_previous` says whether the year before published
    one."""
    value, words = figure.get("value"), figure.get("text_value")
    if figure.get("not_provided") and (value is not None or words):
        yield "not_provided", "Donnez une valeur, ou cochez « non communiqué », pas les deux."
    yield from _restated_faults(figure, has_previous)
    if "value" in changed or "scale" in changed:
        yield from _scale_faults(value, figure.get("unit") or "", scale_of(figure.get("scale")))
    yield from _sign_faults(figure, changed)
    if words and "value" in changed and "text_value" not in changed:
        message = f"La valeur a changé, mais « {words} » serait imprimé à sa place : corrigez-le, ou videz cette case."
        yield "text_value", message


def scale_of(stored: str | None) -> Scale:
    """The scale of a stored or posted word; an unknown one is none."""
    return Scale(stored) if stored in _STORED_SCALES else Scale.PLAIN


def _restated_faults(figure: Mapping[str, Any], has_previous: bool) -> Iterator[tuple[str, str]]:
    if figure.get("restated_value") is None:
        return
    if not has_previous:
        message = "Aucune valeur n'a été publiée l'an dernier : écrivez-la plutôt comme comparaison."
        yield "restated_value", message
    if not figure.get("restated_reason"):
        yield "restated_reason", "Dites pourquoi la valeur de l'an dernier est corrigée."


def _sign_faults(figure: Mapping[str, Any], changed: Container[str]) -> Iterator[tuple[str, str]]:
    """A stored figure that nobody touches is not asked about."""
    unit, label = figure.get("unit") or "", figure.get("label") or ""
    if may_be_negative(unit, label):
        return
    message = (
        f"Ce nombre ne peut pas être négatif{NO_BREAK}: il compte en «{NO_BREAK}{shown_unit(unit)}{NO_BREAK}». Retirez "
        "le signe moins, ou précisez dans l'intitulé qu'il s'agit d'un solde, d'une variation ou d'une évolution."
    )
    for name in ("value", "restated_value"):
        value = figure.get(name)
        if value is not None and value < 0 and any(one in changed for one in (name, "unit", "label")):
            yield name, message


def _scale_faults(value: Decimal | None, unit: str, scale: Scale) -> Iterator[tuple[str, str]]:
    if unit not in _UNSCALED and is_too_small(value, scale):
        yield "value", _scale_doubt(Expression(value, unit), scale).message


def _names_its_unit(typed: str) -> bool:
    """True for "13 450 €": words that only the row understands are its own unit."""
    try:
        return bool(parse_expression(typed).unit)
    except NumberError:
        return True


def _scale_doubt(one: Expression, scale: Scale) -> NumberError:
    """ "370" printed in millions may be 370 euros, or millions that were meant; "0,05 M€" is 50 k€: it is asked."""
    if one.scale:
        readings = [_reading(one, one.value, _smaller_scale(one.value)), _reading(one, one.value)]
    else:
        readings = [_reading(one, raised(one.value, POWERS[scale]), scale)]
        if one.unit:
            readings.append(_reading(one, one.value))
    candidates = tuple(dict.fromkeys(readings))
    shown = format_quantity(one.value, one.unit, scale).text
    advice = f" Sinon, choisissez l'affichage «{NO_BREAK}{DisplayScale.PLAIN.label}{NO_BREAK}»." if not one.unit else ""
    return NumberError(
        f"Ce nombre serait imprimé «{NO_BREAK}{shown}{NO_BREAK}»{NO_BREAK}: "
        f"voulez-vous dire {' ou '.join(candidates)}{NARROW_NO_BREAK}?{advice}",
        candidates,
    )


def _reading(one: Expression, value: Decimal, scale: Scale = Scale.PLAIN) -> str:
    """The value as it may have been meant, with the nuance and the sign that were typed."""
    words = f"+{format_quantity(value, one.unit, scale).text}" if one.text_value.startswith("+") else ""
    return printed(value, one.unit, scale, qualifier=one.qualifier, text_value=words)


def _smaller_scale(value: Decimal) -> Scale:
    return next((one for one in (Scale.MILLION, Scale.THOUSAND) if not is_too_small(value, one)), Scale.PLAIN)
