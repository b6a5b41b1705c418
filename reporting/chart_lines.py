"""Draws one or more series as lines, with their values beside the points as far as there is room.

Standard library only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reporting.chart_canvas import (
    GAP,
    LINE_HEIGHT,
    LOOKS,
    MUTED,
    PAPER,
    PLOT_HEIGHT,
    Canvas,
    Drawing,
    element,
    fits,
    look,
    marker,
    straight,
    text_block,
    text_width,
    wrap,
)

_Box = tuple[float, float, float, float]

SIDE = 34.0
TOP = LINE_HEIGHT + 8.0
FLOOR = TOP + PLOT_HEIGHT


@dataclass(frozen=True)
class _Plot:
    """Where the points stand: the first one's x, pixels between two, the value at the floor and pixels a unit."""

    canvas: Canvas
    left: float
    slot: float
    base: float
    unit: float

    def height(self, value: float) -> float:
        return FLOOR - (value - self.base) * self.unit

    def place(self, series: int, category: int) -> tuple[float, float]:
        """The point of a known value."""
        return self.left + category * self.slot, self.height(self.canvas.values[series][category] or 0)


def line_chart(canvas: Canvas) -> Drawing | None:
    """Lines through the known values, broken at the missing ones.

    None without any value, with more series than there are dashes, or where too few categories could be named.
    """
    plot = _plot(canvas)
    step = _name_step(canvas, plot)
    if not canvas.known() or len(canvas.values) > len(LOOKS) or step is None:
        return None
    curves = "".join(_curve(plot, index) for index in range(len(canvas.values)))
    names, height = _category_names(plot, step)
    if plot.base <= 0:
        foot = straight(0, plot.height(0), canvas.width, plot.height(0))
    else:
        note = wrap("L’échelle ne commence pas à zéro.", canvas.width)
        foot = text_block(note, 0, height + 4, fill=MUTED)
        height += len(note) * LINE_HEIGHT + 4
    return foot + curves + _point_labels(plot) + names, height


def _plot(canvas: Canvas) -> _Plot:
    count = len(canvas.chart.categories)
    base, ceiling = _scale(canvas.known() or [0.0])
    left = SIDE if count > 1 else canvas.width / 2
    return _Plot(canvas, left, (canvas.width - 2 * SIDE) / max(count - 1, 1), base, PLOT_HEIGHT / (ceiling - base or 1))


def _scale(known: list[float]) -> tuple[float, float]:
    """The lowest and highest value of the scale: zero is in it unless it would flatten the line."""
    lowest, highest = min(known), max(known)
    if highest > lowest > 0.6 * highest:
        return lowest - (highest - lowest) * 0.25, highest
    return min(lowest, 0.0), max(highest, 0.0)


def _curve(plot: _Plot, index: int) -> str:
    stretches: list[list[tuple[float, float]]] = [[]]
    for category, value in enumerate(plot.canvas.values[index]):
        if value is None:
            stretches.append([])
        else:
            stretches[-1].append(plot.place(index, category))
    strokes = "".join(stroke(points, index) for points in stretches if len(points) > 1)
    return strokes + "".join(marker(x, y, index) for points in stretches for x, y in points)


def stroke(points: list[tuple[float, float]], index: int) -> str:
    """A line through points in the dash of the look at `index`."""
    dash = {"stroke_dasharray": look(index).dash} if look(index).dash else {}
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return element("path", d=path, fill="none", stroke=look(index).colour, stroke_width=2, **dash)


def _point_labels(plot: _Plot) -> str:
    """The values beside their points. Where two would overlap, ends and extremes win; the table has every value."""
    points = list(_by_importance(plot.canvas.values))
    taken = [_box(*plot.place(series, category), 10, 10) for series, category in points]
    markup = ""
    for series, category in points:
        text = plot.canvas.label(series, category)
        x, y = plot.place(series, category)
        for middle in (y - 14, y + 15):
            box = _box(_inside(x, text, plot.canvas.width), middle, text_width(text), 13)
            if box[0] >= 0 and not any(_overlap(box, other) for other in taken):
                taken.append(box)
                markup += _point_label(text, box, look(series).colour)
                break
    return markup


def _point_label(text: str, box: _Box, colour: str) -> str:
    left, top, right, bottom = box
    ground = element("rect", x=left, y=top, width=right - left, height=bottom - top, fill=PAPER, fill_opacity="0.8")
    return ground + text_block([text], (left + right) / 2, bottom - 2, anchor="middle", weight=600, fill=colour)


def _by_importance(values: tuple[tuple[float | None, ...], ...]) -> Iterable[tuple[int, int]]:
    order: dict[tuple[int, int], None] = {}
    known = [[(value, c) for c, value in enumerate(series) if value is not None] for series in values]
    for index, series in enumerate(known):
        if series:
            ends = (series[-1][1], series[0][1], max(series)[1], min(series)[1])
            order.update(dict.fromkeys((index, category) for category in ends))
    order.update(dict.fromkeys((index, c) for index, series in enumerate(known) for _, c in series))
    return order


def _box(x: float, y: float, width: float, height: float) -> _Box:
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def _overlap(one: _Box, other: _Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _inside(x: float, text: str, width: float) -> float:
    """The middle of a text at `x`, moved as far as needed to keep it in the drawing."""
    half = text_width(text) / 2
    return min(max(x, half), width - half)


def _name_step(canvas: Canvas, plot: _Plot) -> int | None:
    """1 where every category has room under the line, 2 where every second has... None where hardly any has."""
    names = canvas.chart.categories
    for step in range(1, max(len(names) // 3, 1) + 1):
        if all(fits(name, _name_room(plot, step), 3) for name in names[::step]):
            return step
    return None


def _name_room(plot: _Plot, step: int) -> float:
    return min(plot.slot * step, plot.canvas.width) - GAP


def _category_names(plot: _Plot, step: int) -> Drawing:
    names, y = plot.canvas.chart.categories, FLOOR + 2 * LINE_HEIGHT + 4
    markup, deepest = "", 1
    for category in range(0, len(names), step):
        lines = wrap(names[category], _name_room(plot, step))
        x = _inside(plot.left + category * plot.slot, max(lines, key=text_width), plot.canvas.width)
        markup += text_block(lines, x, y, anchor="middle")
        deepest = max(deepest, len(lines))
    return markup, y + deepest * LINE_HEIGHT
