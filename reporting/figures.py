"""Rows of figures and chart data to the document's own: every number is worded here, once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from directions.enums import ComparisonKind, ComparisonMode
from directions.evolution import evolution_of, variation_in_words
from directions.french.dates import french_date
from directions.french.numbers import (
    Quantity,
    Scale,
    format_qualified,
    format_quantity,
    printed_quantity,
)
from directions.french.typography import NO_BREAK, french
from directions.models import Chart, KeyFigure
from reporting import document as doc

NOT_PROVIDED = "n. c."
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
    return printed_quantity(row.value, row.unit, Scale(row.scale), qualifier=row.qualifier, text_value=row.text_value)


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
        return variation_in_words(row.comparison_value, unit or "%")
    quantity = format_quantity(row.comparison_value, unit, Scale(row.scale))
    return quantity.text if bare else f"contre {quantity.text}"


def _remark(row: KeyFigure) -> str:
    return f" ({row.comparison_note})" if row.comparison_note else ""


def _evolution(row: KeyFigure, year: int) -> doc.Evolution | None:
    moved = evolution_of(row, year)
    if moved is None:
        return None
    said = " : ".join(words for words in (moved.before, moved.reason) if words)
    return doc.Evolution(text=french(moved.text), trend=moved.trend, previous=french(said))


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
        unit=printed_unit(row.unit, Scale(row.scale)),
        categories=tuple(french(category) for category in categories),
        series=series,
        caption=french(row.caption),
    )
    return replace(drawn, summary=_summary(drawn)) if drawn.has_data else drawn


def printed_unit(unit: str, scale: Scale) -> str:
    """What the values of a chart are counted in: "agents", "M€"; the unit's own word where none is printed beside a
    value."""
    printed = format_quantity(_MANY, unit, scale).text
    return french(printed.partition(NO_BREAK)[2] or unit)


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
