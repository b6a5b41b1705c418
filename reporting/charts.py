"""Draws the charts of the report as SVG: the same drawing goes into the page and into the PDF.

Standard library only, no JavaScript. Every value that is drawn is also written beside its mark, with the text that
`Series.displays` gives, and series differ by texture, dash and marker as well as by colour, so a chart reads in black
and white. A chart whose labels would not fit its kind is drawn as horizontal bars, which always have room.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from dataclasses import replace

from reporting.chart_bars import bar_chart, column_chart
from reporting.chart_canvas import (
    FONT,
    GAP,
    LINE_HEIGHT,
    LOOKS,
    Canvas,
    Drawing,
    area,
    clean,
    element,
    fits,
    marker,
    text_block,
    text_width,
    textures,
    words,
    wrap,
)
from reporting.chart_lines import line_chart, stroke
from reporting.document import Chart

# A drawer answers None where the chart would not be legible in that kind.
_Drawer = Callable[[Canvas], Drawing | None]


def svg(chart: Chart, *, width: int = 640, standalone: bool = False) -> str:
    """The chart as one SVG element `width` pixels wide; `standalone` makes it a file of its own.

    Raises ValueError where the chart has no data, a kind that does not exist, or series that do not match its
    categories.
    """
    canvas = Canvas(chart, _numbers(chart), width, _prefix(chart, width))
    drawing = _DRAWERS[chart.kind](canvas)
    if drawing is None:
        canvas = replace(canvas, chart=replace(chart, kind="bar"))
        drawing = bar_chart(canvas)
    markup, height = drawing
    legend, legend_height = _legend(canvas)
    total = height + legend_height
    namespace = {"xmlns": "http://www.w3.org/2000/svg"} if standalone else {}
    return element(
        "svg",
        element("title", words(chart.title), id=f"{canvas.prefix}-title"),
        element("desc", words(chart.summary or chart.title), id=f"{canvas.prefix}-desc"),
        textures(len(chart.categories if canvas.chart.kind == "share" else chart.series), canvas.prefix),
        legend,
        element("g", markup, transform=f"translate(0 {legend_height})"),
        **namespace,
        viewBox=f"0 0 {width} {total:.0f}",
        width=width,
        height=math.ceil(total),
        role="img",
        aria_labelledby=f"{canvas.prefix}-title {canvas.prefix}-desc",
        font_family=FONT,
    )


def _numbers(chart: Chart) -> tuple[tuple[float | None, ...], ...]:
    if not chart.has_data:
        raise ValueError(f"Le graphique « {chart.title} » n’a pas de données.")
    if chart.kind not in _DRAWERS:
        raise ValueError(f"Le graphique « {chart.title} » est d’un genre inconnu : {chart.kind}.")
    count = len(chart.categories)
    if any(len(series.values) != count or len(series.displays) != count for series in chart.series):
        raise ValueError(f"Le graphique « {chart.title} » n’a pas une valeur par catégorie.")
    values = tuple(tuple(None if value is None else float(value) for value in series.values) for series in chart.series)
    if not all(math.isfinite(value) for series in values for value in series if value is not None):
        raise ValueError(f"Le graphique « {chart.title} » a une valeur qui n’est pas un nombre.")
    return values


def _prefix(chart: Chart, width: int) -> str:
    return "chart-" + hashlib.sha256(f"{width} {chart!r}".encode(errors="replace")).hexdigest()[:12]


# -- Legend ------------------------------------------------------------------------------------------------------------


def _legend(canvas: Canvas) -> Drawing:
    """One entry a series, in as many rows as it takes; a single series is named by the chart's title."""
    series = canvas.chart.series
    if len(series) < 2:
        return "", 0
    markup, x, y = "", 0.0, 0.0
    for index, item in enumerate(series):
        lines = wrap(item.name, canvas.width - 32)
        needed = 32 + max(text_width(line) for line in lines)
        if x and x + needed > canvas.width:
            x, y = 0.0, y + LINE_HEIGHT + GAP
        markup += _key(canvas, x, y, index) + text_block(lines, x + 26, y + 12)
        y += (len(lines) - 1) * LINE_HEIGHT
        x += needed + 2 * GAP
    return markup, y + LINE_HEIGHT + 1.5 * GAP


def _key(canvas: Canvas, x: float, y: float, index: int) -> str:
    if canvas.chart.kind == "line":
        return stroke([(x + 1, y + 8), (x + 20, y + 8)], index) + marker(x + 10.5, y + 8, index)
    return area(x + 1, y + 2, 18, 11, index, canvas.prefix)


# -- Parts of a whole --------------------------------------------------------------------------------------------------


def _share_chart(canvas: Canvas) -> Drawing | None:
    """One stacked bar and its key. Several series, too many parts or a value that is no part: bars."""
    parts = canvas.values[0]
    known = [value for value in parts if value is not None]
    if len(canvas.values) > 1 or len(parts) > len(LOOKS) or not known or min(known) < 0 or sum(known) == 0:
        return None
    markup, x = "", 0.5
    for index, value in enumerate(parts):
        length = (value or 0) / sum(known) * (canvas.width - 1)
        markup += area(x, 0.5, length, 44, index, canvas.prefix)
        x += length
    key, height = _share_key(canvas, 44 + 2.0 * GAP)
    return markup + key, height


def _share_key(canvas: Canvas, top: float) -> Drawing:
    """The parts named below the bar, in two columns read down, or in one where the labels are long."""
    entries = [f"{clean(name)}\u00a0: {canvas.label(0, index)}" for index, name in enumerate(canvas.chart.categories)]
    half = canvas.width / 2
    columns = 2 if all(fits(entry, half - 40, 2) for entry in entries) and len(entries) > 2 else 1
    per_column = math.ceil(len(entries) / columns)
    markup, lowest = "", top
    for column in range(columns):
        y = top
        for index in range(column * per_column, min((column + 1) * per_column, len(entries))):
            x = column * half
            lines = wrap(entries[index], canvas.width / columns - 40)
            markup += area(x + 1, y + 2, 18, 11, index, canvas.prefix) + text_block(lines, x + 26, y + 12)
            y += len(lines) * LINE_HEIGHT + GAP / 2
        lowest = max(lowest, y)
    return markup, lowest + GAP / 2


_DRAWERS: dict[str, _Drawer] = {"bar": bar_chart, "column": column_chart, "line": line_chart, "share": _share_chart}
