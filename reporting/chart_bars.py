"""Draws bars, lying or standing, with one or more series.

Standard library only.
"""

from __future__ import annotations

from dataclasses import dataclass

from reporting.chart_canvas import (
    GAP,
    INK,
    LINE_HEIGHT,
    MUTED,
    PLOT_HEIGHT,
    Canvas,
    Drawing,
    area,
    clean,
    fits,
    straight,
    text_block,
    text_width,
    wrap,
)

# -- Horizontal bars ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _BarPlot:
    """Where the bars stand: the zero line, pixels a unit, room for labels and thickness."""

    zero: float
    unit: float
    label_width: float
    value_width: float
    thickness: float


def bar_chart(canvas: Canvas) -> Drawing:
    """Lying bars, one group a category: labels wrap at the left, values at the end of the bars. Always possible."""
    plot = _bar_plot(canvas)
    markup, y = "", 0.0
    for category, name in enumerate(canvas.chart.categories):
        lines = wrap(name, plot.label_width)
        rows, rows_height = _bar_rows(canvas, plot, category, y)
        height = max(rows_height, len(lines) * LINE_HEIGHT)
        middle = y + min(height, max(rows_height, LINE_HEIGHT)) / 2 if len(lines) == 1 else y + LINE_HEIGHT / 2
        markup += text_block(lines, 0, middle + 4.5) + rows
        y += height + GAP
    return markup + straight(plot.zero, 0, plot.zero, y - GAP), y


def _bar_plot(canvas: Canvas) -> _BarPlot:
    categories, width = canvas.chart.categories, canvas.width
    label_width = min(max(text_width(clean(name)) for name in categories), width * 0.36)
    widest = max(text_width(canvas.label(s, c)) for s in range(len(canvas.values)) for c in range(len(categories)))
    value_width = min(widest, width * 0.26)
    values = [*canvas.known(), 0.0]
    lowest, highest = min(values), max(values)
    left = label_width + 1.5 * GAP + (value_width + GAP if lowest < 0 else 0)
    room = width - left - value_width - GAP - 1
    unit = room / ((highest - lowest) or 1)
    bars = len(categories) * len(canvas.values)
    thickness = 17 if bars <= 24 else 13
    return _BarPlot(left - lowest * unit, unit, label_width, value_width, thickness)


def _bar_rows(canvas: Canvas, plot: _BarPlot, category: int, top: float) -> Drawing:
    markup, y = "", top
    for index, series in enumerate(canvas.values):
        value = series[category]
        lines = wrap(canvas.label(index, category), plot.value_width + 1)
        height = max(plot.thickness, len(lines) * LINE_HEIGHT - 3)
        length = abs(value or 0) * plot.unit
        negative = (value or 0) < 0
        start = plot.zero - length if negative else plot.zero
        bar_y = y + (height - plot.thickness) / 2
        if value is not None:
            markup += area(start, bar_y, length, plot.thickness, index, canvas.prefix)
        markup += text_block(
            lines,
            start - 6 if negative else start + length + 6,
            y + height / 2 - (len(lines) - 1) * LINE_HEIGHT / 2 + 4.5,
            anchor="end" if negative else "start",
            weight=400 if value is None else 600,
            fill=MUTED if value is None else INK,
        )
        y += height + 3
    return markup, y - 3 - top


# -- Columns -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _ColumnPlot:
    """Where the columns stand: a slot a category, a column and the room of its label, the zero line and the floor."""

    slot: float
    column: float
    label_room: float
    zero: float
    floor: float
    unit: float


def column_chart(canvas: Canvas) -> Drawing | None:
    """Standing bars, or None where a label or a value does not fit its column."""
    categories, count = canvas.chart.categories, len(canvas.values)
    plot = _column_plot(canvas)
    labels = (canvas.label(series, category) for series in range(count) for category in range(len(categories)))
    if not all(fits(name, plot.slot - GAP, 3) for name in categories):
        return None
    if not all(fits(label, plot.label_room, 2) for label in labels):
        return None
    names, names_height = _column_names(canvas, plot)
    columns = "".join(
        _column(canvas, plot, series, category) for series in range(count) for category in range(len(categories))
    )
    return straight(0, plot.zero, canvas.width, plot.zero) + columns + names, plot.floor + names_height


def _column_plot(canvas: Canvas) -> _ColumnPlot:
    values, count = [*canvas.known(), 0.0], len(canvas.values)
    lowest, highest = min(values), max(values)
    slot = canvas.width / len(canvas.chart.categories)
    label_height = 2 * LINE_HEIGHT + 6
    unit = PLOT_HEIGHT / (highest - lowest or 1)
    return _ColumnPlot(
        slot=slot,
        column=min(56.0, slot * 0.8 / count),
        label_room=slot - GAP if count == 1 else slot * 0.9 / count,
        zero=label_height + highest * unit,
        floor=label_height + (highest - lowest) * unit + (label_height if lowest < 0 else 0),
        unit=unit,
    )


def _column_names(canvas: Canvas, plot: _ColumnPlot) -> Drawing:
    markup, deepest = "", 1
    for category, name in enumerate(canvas.chart.categories):
        lines = wrap(name, plot.slot - GAP)
        deepest = max(deepest, len(lines))
        markup += text_block(lines, (category + 0.5) * plot.slot, plot.floor + LINE_HEIGHT + 4, anchor="middle")
    return markup, (deepest + 1) * LINE_HEIGHT


def _column(canvas: Canvas, plot: _ColumnPlot, series: int, category: int) -> str:
    value = canvas.values[series][category]
    lines = wrap(canvas.label(series, category), plot.label_room)
    length = (value or 0) * plot.unit
    x = (category + 0.5) * plot.slot + (series - (len(canvas.values) - 1) / 2) * plot.label_room
    top, bottom = plot.zero - max(length, 0), plot.zero - min(length, 0)
    baseline = bottom + LINE_HEIGHT - 2 if length < 0 else top - 6 - (len(lines) - 1) * LINE_HEIGHT
    if value is None:
        return text_block(lines, x, baseline, anchor="middle", fill=MUTED)
    bar = area(x - plot.column / 2, top, plot.column, bottom - top, series, canvas.prefix)
    return bar + text_block(lines, x, baseline, anchor="middle", weight=600)
