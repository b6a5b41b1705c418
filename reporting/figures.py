"""Rows of figures and chart data to the document's own: every number is worded here, once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from directions.dates import french_date
from directions.enums import ComparisonKind, ComparisonMode
from directions.models import Chart, KeyFigure
from directions.numbers import (
    Quantity,
    Scale,
    format_decimal,
    format_duration_months,
    format_evolution,
    format_ordinal,
    format_qualified,
    format_quantity,
)
from directions.typography import NO_BREAK, french
from reporting import document as doc

NOT_PROVIDED = "n. c."
# Ranks and shares written as a fraction have no evolution in per cent.
RANK = "rang"
_UNITS_WITHOUT_EVOLUTION = frozenset({RANK, "fraction"})
# A programme of eighteen months is told in months, an age in years.
MONTHS_TOLD_IN_YEARS = 36
# A value that every scale prints in the plural.
_MANY = Decimal(2 * 10**9)


def groups(rows: Iterable[KeyFigure], year: int) -> tuple[doc.FigureGroup, ...]:
    """The filled figures by group, groups in order of first appearance. Rows without a value are left out."""
    found: dict[str, list[doc.Figure]] = {}
    for row in rows:
        if row.is_filled:
            found.setdefault(row.group, []).append(figure(row, year))
    return tuple(doc.FigureGroup(french(title), tuple(figures)) for title, figures in found.items())


def figure(row: KeyFigure, year: int) -> doc.Figure:
    """The figure of a row whose `previous_value` was annotated (KeyFigureQuerySet.with_previous)."""
    quantity = _quantity(row)
    return doc.Figure(
        id=str(row.pk),
        label=french(row.label),
        number=quantity.number,
        unit=french(quantity.unit),
        text=_text(row, quantity),
        qualifier=french(row.qualifier),
        value=_plain(row.value),
        raw_unit=row.unit,
        indicator=row.indicator.code if row.indicator_id else "",
        provided=not row.not_provided,
        is_part=row.label.lower().startswith("dont "),
        evolution=_evolution(row, year),
        details=tuple(french(detail) for detail in _details(row)),
    )


def cited(label: str, value: Decimal | None, unit: str, qualifier: str, scale: str, pk: str) -> doc.Figure:
    """A figure that has neither history nor comparison: those that the foreword cites."""
    quantity = Quantity(NOT_PROVIDED, "") if value is None else format_quantity(value, unit, Scale(scale))
    return doc.Figure(
        id=pk,
        label=french(label),
        number=quantity.number,
        unit=french(quantity.unit),
        text=french(format_qualified(qualifier, quantity)),
        qualifier=french(qualifier),
        value=_plain(value),
        raw_unit=unit,
        provided=value is not None,
    )


def _plain(value: Decimal | None) -> str | None:
    """The exact value without trailing zeros and without exponent."""
    if value is None:
        return None
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _quantity(row: KeyFigure) -> Quantity:
    if row.not_provided or (row.value is None and not row.text_value):
        return Quantity(NOT_PROVIDED, "")
    if row.text_value:
        return Quantity(french(row.text_value), "")
    if row.value == int(row.value) and (words := _in_words(int(row.value), row.unit)):
        return Quantity(words, "")
    return format_quantity(row.value, row.unit, Scale(row.scale))


def _in_words(value: int, unit: str) -> str:
    """Whole values that a page never prints as a number and its unit: "1er", "48 ans et 3 mois"."""
    if unit == RANK and value > 0:
        return format_ordinal(value)
    if unit == "mois" and value >= MONTHS_TOLD_IN_YEARS:
        return format_duration_months(value)
    return ""


def _text(row: KeyFigure, quantity: Quantity) -> str:
    if row.not_provided:
        return "non communiqué"
    return french(format_qualified(row.qualifier, quantity))


def _details(row: KeyFigure) -> Iterable[str]:
    if row.numerator_value is not None:
        yield f"soit {format_quantity(row.numerator_value, row.numerator_unit).text}"
    if row.scope:
        yield row.scope
    yield from _comparison_details(row)
    if row.as_of:
        yield f"au {french_date(row.as_of)}"
    if row.note:
        yield row.note


def _comparison_details(row: KeyFigure) -> Iterable[str]:
    if row.comparison_value is None:
        return
    if row.comparison_kind == ComparisonKind.NATIONAL:
        when = f" en {row.comparison_year}" if row.comparison_year else ""
        yield f"{_compared(row)} au niveau national{when}{_remark(row)}"
    elif row.comparison_kind == ComparisonKind.TARGET:
        when = f" {row.comparison_year}" if row.comparison_year else ""
        yield f"objectif{when} : {_compared(row, bare=True)}{_remark(row)}"


def _compared(row: KeyFigure, *, bare: bool = False) -> str:
    unit = row.comparison_unit or row.unit
    if row.comparison_mode == ComparisonMode.VARIATION:
        return _variation(row.comparison_value, unit or "%")
    quantity = format_quantity(row.comparison_value, unit, Scale(row.scale))
    return quantity.text if bare else f"contre {quantity.text}"


def _is_same_unit(one: str, other: str) -> bool:
    return one.casefold() == other.casefold() or {one, other} == {"EUR", "€"}


def _variation(change: Decimal, unit: str) -> str:
    """ "+2 points", "−1 point", "0 %"."""
    mark = format_decimal(change, sign=True)[:1] if change else ""
    return f"{mark}{format_quantity(abs(change), unit).text}"


def _remark(row: KeyFigure) -> str:
    return f" ({row.comparison_note})" if row.comparison_note else ""


def _evolution(row: KeyFigure, year: int) -> doc.Evolution | None:
    """From the row of the year before where there is one; else from the comparison that the direction declared."""
    previous = getattr(row, "previous_value", None)
    if row.value is None or row.unit in _UNITS_WITHOUT_EVOLUTION:
        return None
    if previous is not None:
        return _computed_evolution(row, previous, year - 1)
    if row.comparison_kind == ComparisonKind.PREVIOUS and row.comparison_value is not None:
        return _declared_evolution(row, year)
    return None


def _computed_evolution(row: KeyFigure, previous: Decimal, previous_year: int) -> doc.Evolution | None:
    text, trend = format_evolution(row.value, previous, previous_year, is_percentage=row.unit == "%")
    before = format_quantity(previous, row.unit, Scale(row.scale)).text
    return doc.Evolution(text=text, trend=trend, previous=french(f"{before} en {previous_year}"))


def _declared_evolution(row: KeyFigure, year: int) -> doc.Evolution | None:
    previous_year = row.comparison_year or year - 1
    if row.comparison_mode == ComparisonMode.VALUE and not _is_same_unit(row.comparison_unit or row.unit, row.unit):
        # Two units do not compare: both values are told.
        before = format_quantity(row.comparison_value, row.comparison_unit).text
        return doc.Evolution(text="", trend="none", previous=french(f"{before} en {previous_year}"))
    if row.comparison_mode == ComparisonMode.VALUE:
        return _computed_evolution(row, row.comparison_value, previous_year)
    if row.comparison_value == row.value and row.unit == "%":
        # The figure is itself the variation ("hausse des signalements : 21 %"): said once is enough.
        return None
    change = row.comparison_value
    trend = "up" if change > 0 else "down" if change < 0 else "stable"
    words = _variation(change, row.comparison_unit or "%") if change else "stable"
    return doc.Evolution(text=french(f"{words} par rapport à {previous_year}{_remark(row)}"), trend=trend)


# -- Charts ------------------------------------------------------------------------------------------------------------


def chart(row: Chart) -> doc.Chart:
    """The chart of a row and its points: categories and series in order of first appearance, gaps kept as gaps."""
    points = list(row.points.all())
    categories = tuple(dict.fromkeys(point.category for point in points))
    names = tuple(dict.fromkeys(point.series for point in points))
    values = {(point.series, point.category): point.value for point in points}
    series = tuple(_series(row, name, [values.get((name, category)) for category in categories]) for name in names)
    drawn = doc.Chart(
        id=str(row.pk),
        title=french(row.title),
        kind=row.kind,
        unit=_chart_unit(row),
        categories=tuple(french(category) for category in categories),
        series=series,
        caption=french(row.caption),
    )
    return replace(drawn, summary=_summary(drawn)) if drawn.has_data else drawn


def _chart_unit(row: Chart) -> str:
    """What the values are counted in: "agents", "M€"; the unit's own word where none is printed beside a value."""
    printed = format_quantity(_MANY, row.unit, Scale(row.scale)).text
    return french(printed.partition(NO_BREAK)[2] or row.unit)


def _series(row: Chart, name: str, values: list[Decimal | None]) -> doc.Series:
    displays = tuple(
        "—" if value is None else format_quantity(value, row.unit, Scale(row.scale)).text for value in values
    )
    return doc.Series(french(name), tuple(_plain(value) for value in values), tuple(french(d) for d in displays))


def _summary(drawn: doc.Chart) -> str:
    """The chart in words: every value where they are few, the extremes where they are many."""
    parts = [_series_summary(drawn.categories, series) for series in drawn.series]
    return french(f"{drawn.title}. {' '.join(parts)}")


def _series_summary(categories: tuple[str, ...], series: doc.Series) -> str:
    known = [
        (Decimal(value), category, display)
        for category, value, display in zip(categories, series.values, series.displays, strict=True)
        if value is not None
    ]
    prefix = f"{series.name} – " if series.name else ""
    if not known:
        return f"{prefix}aucune valeur."
    if len(known) <= 6:
        return prefix + ", ".join(f"{category} : {display}" for _, category, display in known) + "."
    lowest, highest = min(known), max(known)
    return f"{prefix}de {lowest[2]} ({lowest[1]}) à {highest[2]} ({highest[1]}), pour {len(known)} valeurs."
