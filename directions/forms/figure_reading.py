"""What a typed figure means, while it is typed: how it was understood, how it moved, or what to write instead."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import QueryDict

from directions import figure_rules, scopes
from directions.evolution import asks_explanation, evolution_of, moves_beyond
from directions.expressions.reading import Expression, understood
from directions.figure_rules import scale_of
from directions.french.numbers import NumberError, shown_unit, stored_unit
from directions.french.typography import NO_BREAK
from directions.indicators import is_same_unit
from directions.models import KeyFigure, User

# What is read of the texts of the page: as much as the columns hold.
_LENGTHS = {"label": 200, "unit": 60, "qualifier": 60, "text_value": 120, "scope": 200, "explanation": 400}
_NEW = KeyFigure()
_RE_READ = f". L'explication a été écrite pour une autre valeur{NO_BREAK}: relisez-la"


@dataclass(frozen=True)
class FigureReading:
    """`understood` is the sentence to show; `refused` says why there is none, and `candidates` what may be meant.
    `asks_explanation` is true where the value moved so much that a word is wanted."""

    understood: str = ""
    refused: str = ""
    candidates: tuple[str, ...] = ()
    asks_explanation: bool = False


def read_figure(typed: QueryDict, user: User) -> FigureReading:
    """`typed` holds the fields of a figure as they are on the page and, for a stored row, its `figure`. An id that the
    person does not reach is as none. Reads only."""
    text, unit = typed.get("value", ""), stored_unit(typed.get("unit", "").strip())[: _LENGTHS["unit"]]
    if not text.strip():
        return FigureReading()
    try:
        told = figure_rules.told_apart(text, unit, typed.get("scale", ""))
    except NumberError as error:
        return FigureReading(refused=error.message, candidates=error.candidates)
    stored = _stored(typed.get("figure", ""), user)
    figure = _as_typed(typed, unit, told)
    if message := _fault(figure, stored):
        return FigureReading(refused=message)
    sentence = f"compris{NO_BREAK}: {understood(_expression(figure))}"
    if stored is None or figure["value"] is None:
        return FigureReading(sentence)
    return _compared(sentence, stored, figure)


def _as_typed(typed: QueryDict, unit: str, told: dict[str, Any]) -> dict[str, Any]:
    """The fields of the figure as saving the page would make them."""
    words = {name: typed.get(name, "").strip()[:length] for name, length in _LENGTHS.items()}
    fields = words | {"unit": unit, "scale": scale_of(typed.get("scale", "")).value} | told
    for name in ("has_new_perimeter", "not_provided"):
        fields[name] = bool(typed.get(name))
    fields["restated_value"] = _restated(typed.get("restated_value", ""), fields)
    return fields


def _restated(text: str, figure: dict[str, Any]) -> Decimal | None:
    """The corrected value of last year; none where it is not understood: saving the page will say why."""
    try:
        return figure_rules.told_apart(text, figure["unit"], figure["scale"])["value"]
    except NumberError:
        return None


def _expression(figure: dict[str, Any]) -> Expression:
    return Expression(
        figure["value"], figure["unit"], scale_of(figure["scale"]), figure["qualifier"], figure["text_value"]
    )


def _fault(figure: dict[str, Any], stored: KeyFigure | None) -> str:
    """What saving the page would say of the value; empty where nothing is wrong with it."""
    names = ("value", "scale", "text_value", "not_provided")
    changed = {name for name in (*names, "label", "unit") if figure[name] != getattr(stored or _NEW, name)}
    has_previous = stored is not None and stored.previous_value is not None
    found = figure_rules.faults(figure, changed, has_previous=has_previous)
    return next((message for field, message in found if field in names), "")


def _stored(pk: str, user: User) -> KeyFigure | None:
    try:
        asked = uuid.UUID(pk)
    except ValueError:
        return None
    reached = scopes.reachable(KeyFigure.objects.with_previous(), user)
    return reached.select_related("contribution__campaign").filter(pk=asked).first()


def _compared(sentence: str, stored: KeyFigure, figure: dict[str, Any]) -> FigureReading:
    campaign = stored.contribution.campaign
    if stored.previous_value is not None and not is_same_unit(stored.unit, figure["unit"]):
        return FigureReading(f"{sentence} – {_other_unit(stored.unit)}")
    is_changed = stored.value != figure["value"]
    is_explained_anew = figure["explanation"] != stored.explanation.strip()
    for name, value in figure.items():
        setattr(stored, name, value)
    moved = evolution_of(stored, campaign.year)
    words = moved.in_words if moved else ""
    if moved and not moved.is_comparable and moved.reason:
        words = f"{words}{NO_BREAK}: {moved.reason}"
    asks = asks_explanation(stored, campaign.year, campaign.variation_threshold)
    if is_changed and figure["explanation"] and not is_explained_anew:
        words += _RE_READ if moves_beyond(stored, campaign.year, campaign.variation_threshold) else ""
    return FigureReading(understood=f"{sentence} – {words}" if words else sentence, asks_explanation=asks)


def _other_unit(unit: str) -> str:
    counted = f"en «{NO_BREAK}{shown_unit(unit)}{NO_BREAK}»" if unit else "sans unité"
    return (
        f"ce chiffre comptait {counted}{NO_BREAK}: avec une autre unité, il ne se comparera plus à l'an dernier, et "
        "son historique s'arrête"
    )
