"""How a figure moved since the year before: computed and worded, never typed; or why it does not compare."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from directions.enums import ComparisonKind, ComparisonMode, PerimeterChange
from directions.expressions import words as expression_words
from directions.french.folding import plain
from directions.french.numbers import Scale, format_decimal, format_evolution, format_quantity, printed

if TYPE_CHECKING:
    from directions.models import KeyFigure

# Ranks and shares written as a fraction have no evolution in per cent.
UNITS_WITHOUT_EVOLUTION = frozenset({"rang", "fraction"})
NEW_PERIMETER = "périmètre modifié"
# A percentage that moved by less has hardly moved, in points.
_LITTLE = 2
REORGANISED = {
    PerimeterChange.RENAMED: "la direction a changé de nom",
    PerimeterChange.MERGED: "des directions ont été regroupées",
    PerimeterChange.SPLIT: "la direction a été partagée",
}


@dataclass(frozen=True)
class Evolution:
    """`text` is what is printed ("+7,6 % par rapport à 2019", "stable par rapport à 2019", "périmètre modifié"), empty
    where no number can say it; `trend` is "up", "down", "stable" or "none". `before` is the value of the year before in
    words. `reason` says why a figure does not compare, or why its past value was corrected. `change` is in per cent, in
    points for a percentage; None where it is in neither. `is_computed` is true for two values that compare."""

    text: str
    trend: str
    before: str = ""
    reason: str = ""
    change: Decimal | None = None
    is_computed: bool = False

    @property
    def is_comparable(self) -> bool:
        return self.text != NEW_PERIMETER

    @property
    def in_words(self) -> str:
        """ "hausse de 7,6 % par rapport à 2019", "recul de 3 points…"; the printed words where they say it already."""
        if self.trend in {"up", "down"} and self.text[:1] in "+−":
            return f"{'hausse' if self.trend == 'up' else 'recul'} de {self.text[1:]}"
        return self.text


def evolution_of(figure: KeyFigure, year: int) -> Evolution | None:
    """The evolution of a row read by `KeyFigureQuerySet.with_previous`; None where nothing is compared.

    The row of the year before counts first; where there is none, the comparison that the direction declared.
    """
    if figure.value is None or figure.unit in UNITS_WITHOUT_EVOLUTION:
        return None
    if figure.previous_value is not None:
        return _since_published(figure, year)
    if figure.comparison_kind == ComparisonKind.PREVIOUS and figure.comparison_value is not None:
        return _since_declared(figure, figure.comparison_year or year - 1)
    return None


def why_new_perimeter(figure: KeyFigure) -> str:
    """Why this year's value does not compare with last year's, in French; empty where it does."""
    if figure.has_new_perimeter:
        return "il ne mesure plus la même chose"
    if figure.is_redefined:
        return "l'indicateur a été redéfini"
    if figure.reorganisation:
        return REORGANISED[figure.reorganisation]
    if figure.previous_value is not None and plain(_published(figure, "scope")) != plain(figure.scope):
        return "le périmètre du chiffre n'est plus le même"
    return ""


def asks_explanation(figure: KeyFigure, year: int, threshold: int) -> bool:
    """True where the value moved beyond the threshold without a word."""
    return not figure.explanation.strip() and moves_beyond(figure, year, threshold)


def moves_beyond(figure: KeyFigure, year: int, threshold: int) -> bool:
    """True where the value moved beyond the threshold, in per cent, since the one that was published the year before.

    A percentage has to move by two points at least: from 2 % to 3 % is little, from 25 % to 1 % is much.
    """
    moved = evolution_of(figure, year) if figure.previous_value is not None else None
    if moved is None or not moved.is_computed:
        return False
    value, previous = figure.value, _compared_value(figure)
    if is_percentage(figure.unit) and abs(value - previous) < _LITTLE:
        return False
    if previous == 0 or (value < 0) != (previous < 0):
        # No percentage says how much it moved: it did.
        return value != previous
    return abs(value - previous) / abs(previous) * 100 > threshold


def is_percentage(unit: str) -> bool:
    """True for "%" and "% des agents", which move in points."""
    return unit.startswith("%")


def published_in_words(figure: KeyFigure) -> str:
    """What was printed the year before for the same indicator: "240 agents", "1er", "non communiqué"; empty where
    nothing was."""
    if _published(figure, "not_provided"):
        return "non communiqué"
    words = _published(figure, "text_value")
    if figure.previous_value is None and not words:
        return ""
    unit, scale = _published(figure, "unit"), Scale(_published(figure, "scale"))
    return printed(figure.previous_value, unit, scale, qualifier=_published(figure, "qualifier"), text_value=words)


def _published(figure: KeyFigure, name: str) -> Any:
    """A column of the row of the year before; without one, what a row begins with."""
    if figure.published:
        return figure.published[name]
    return {"unit": figure.unit, "not_provided": False}.get(name, "")


def _compared_value(figure: KeyFigure) -> Decimal:
    return figure.previous_value if figure.restated_value is None else figure.restated_value


def _since_published(figure: KeyFigure, year: int) -> Evolution:
    if reason := why_new_perimeter(figure):
        return Evolution(NEW_PERIMETER, "none", reason=reason)
    published = f"{published_in_words(figure)} en {year - 1}"
    if not _is_same_unit(_published(figure, "unit"), figure.unit):
        # Two units do not compare: both values are told.
        return Evolution("", "none", published)
    if figure.restated_value is None:
        return _computed(figure, figure.previous_value, year - 1, before=published)
    corrected = _computed(figure, figure.restated_value, year - 1)
    return replace(corrected, before=f"{corrected.before}, valeur corrigée", reason=figure.restated_reason)


def _since_declared(figure: KeyFigure, previous_year: int) -> Evolution | None:
    if figure.has_new_perimeter:
        return Evolution(NEW_PERIMETER, "none", reason=why_new_perimeter(figure))
    if figure.comparison_mode == ComparisonMode.VARIATION:
        return _declared_variation(figure, previous_year)
    if not _is_same_unit(figure.comparison_unit or figure.unit, figure.unit):
        before = format_quantity(figure.comparison_value, figure.comparison_unit).text
        return Evolution("", "none", f"{before} en {previous_year}")
    return _computed(figure, figure.comparison_value, previous_year)


def _declared_variation(figure: KeyFigure, previous_year: int) -> Evolution | None:
    change = figure.comparison_value
    if change == figure.value and figure.unit == "%":
        # The figure is itself the variation ("hausse des signalements : 21 %"): said once is enough.
        return None
    trend = "up" if change > 0 else "down" if change < 0 else "stable"
    unit = figure.comparison_unit or ("points" if is_percentage(figure.unit) else "%")
    words = variation_in_words(change, unit) if change else "stable"
    remark = f" ({figure.comparison_note})" if figure.comparison_note else ""
    is_relative = unit == "%" or unit.startswith("point")
    return Evolution(f"{words} par rapport à {previous_year}{remark}", trend, change=change if is_relative else None)


def variation_in_words(change: Decimal, unit: str) -> str:
    """ "+2 points", "−1 point", "0 %"."""
    mark = format_decimal(change, sign=True)[:1] if change else ""
    return f"{mark}{format_quantity(abs(change), unit).text}"


def _computed(figure: KeyFigure, previous: Decimal, previous_year: int, *, before: str = "") -> Evolution:
    in_points = is_percentage(figure.unit)
    text, trend = format_evolution(figure.value, previous, previous_year, is_percentage=in_points)
    before = before or f"{printed(previous, figure.unit, Scale(figure.scale))} en {previous_year}"
    return Evolution(text, trend, before, change=_change(figure.value, previous, in_points=in_points), is_computed=True)


def _change(value: Decimal, previous: Decimal, *, in_points: bool) -> Decimal | None:
    if in_points:
        return value - previous
    return (value - previous) / previous * 100 if previous > 0 and value >= 0 else None


def _is_same_unit(one: str, other: str) -> bool:
    return one == other or expression_words.is_same_unit(one, other)
