"""The small line of a table's row: the shape of a history, and the history in words for those who do not see it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.safestring import SafeString, mark_safe

from directions.french.typography import NO_BREAK
from reporting.chart_canvas import element, words
from reporting.observatory.history import History, Point, stretches

WIDTH, HEIGHT = 112, 30
_MARGIN = 4.0


def sparkline(history: History, year: int | None = None) -> SafeString:
    """The line as SVG, with a mark on the year, or on the last one; empty where fewer than two years have a number.

    It is broken at a year without a number, and where the perimeter changed. Safe as markup: `element` and `words`
    escape what they write.
    """
    known = [point for point in history if point.value is not None]
    if len(known) < 2:
        return mark_safe("")
    place = _Places(known)
    drawing = [element("title", words(in_words(history)))]
    for run in _drawn(history):
        path = "M" + "L".join("{:.1f} {:.1f}".format(*place(point)) for point in run)
        drawing.append(element("path", d=path, class_="spark-line", fill="none"))
    for point in known:
        x, y = place(point)
        kind, radius = ("mark", 3) if point.year == (year or known[-1].year) else ("point", 1.5)
        drawing.append(element("circle", cx=x, cy=y, r=radius, class_=f"spark-{kind}"))
    size = {"viewBox": f"0 0 {WIDTH} {HEIGHT}", "width": WIDTH, "height": HEIGHT}
    return mark_safe(element("svg", *drawing, class_="spark", role="img", **size))


def in_words(history: History) -> str:
    """ "2018 : 1 200, 2019 : 1 230, périmètre modifié en 2020 : 800"."""
    return ", ".join(
        f"{'périmètre modifié en ' if point.break_reason else ''}{point.year}{NO_BREAK}: {point.shown}"
        for point in history
    )


def _drawn(history: History) -> list[list[Point]]:
    """The runs of consecutive years that a line joins."""
    runs: list[list[Point]] = []
    for stretch in stretches(history):
        runs.append([])
        for point in stretch:
            if point.value is None or (runs[-1] and point.year != runs[-1][-1].year + 1):
                runs.append([])
            if point.value is not None:
                runs[-1].append(point)
    return [run for run in runs if len(run) > 1]


class _Places:
    """Where each point stands in the drawing; a year without contribution keeps its room."""

    def __init__(self, known: Sequence[Point]) -> None:
        self._first, self._last = known[0].year, known[-1].year
        values = [point.value for point in known]
        self._lowest, self._range = min(values), max(values) - min(values)

    def __call__(self, point: Point) -> tuple[float, float]:
        x = _MARGIN + (WIDTH - 2 * _MARGIN) * (point.year - self._first) / (self._last - self._first)
        return x, HEIGHT - _MARGIN - (HEIGHT - 2 * _MARGIN) * self._share(point.value)

    def _share(self, value: Decimal) -> float:
        return float((value - self._lowest) / self._range) if self._range else 0.5
