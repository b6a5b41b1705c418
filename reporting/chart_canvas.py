"""What every chart is drawn with: escaped SVG elements, measured and wrapped text, fills told apart without colour.

Standard library only. Presentation attributes only: no style attribute, no style element, no script (strict CSP).
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from reporting.document import Chart

FONT = "Source Sans Pro, sans-serif"
INK = "#1c2a30"
MUTED = "#56646b"
LINE = "#8f9a9f"
PAPER = "#ffffff"
TEXT_SIZE = 13
LINE_HEIGHT = 16
GAP = 8
PLOT_HEIGHT = 170
MISSING = "non communiqué"

# What XML 1.0 forbids: a browser or a PDF compiler refuses the whole drawing for one of them.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BREAKABLE_SPACES = re.compile("[ \t\r\n]+")

# Advances of Source Sans Pro Bold in thousandths of the text size, rounded up by kind of letter, so that a text is
# never wider than reckoned.
_WIDTHS = {
    **dict.fromkeys(" \u00a0\u202f", 210),
    **dict.fromkeys("ijlIî.,;:!|'’", 305),
    **dict.fromkeys("()[]-ftr/", 400),
    **dict.fromkeys("mMwW%@œŒ—…", 905),
}


@dataclass(frozen=True)
class Look:
    """How one series, or one part of a whole, is told from the others: colour, texture, dash and marker."""

    colour: str
    texture: str
    dash: str
    marker: str


LOOKS = (
    Look("#0f4c5c", "", "", "circle"),
    Look("#9a4a12", "M-2 2l4 -4M0 8l8 -8M6 10l4 -4", "7 4", "square"),
    Look("#6b2d5c", "M2 2h2v2h-2zM6 6h2v2h-2z", "2 3", "triangle"),
    Look("#2f6b3a", "M0 2h8M0 6h8", "9 3 2 3", "diamond"),
    Look("#2a4d8f", "M0 0l8 8M0 8l8 -8", "4 2", "cross"),
    Look("#1c2a30", "M2 0v8M6 0v8", "12 4", "circle"),
    Look("#9a4a12", "M0 0h4v4h-4zM4 4h4v4h-4z", "1 3", "square"),
    Look("#0f4c5c", "M4 4h1", "6 2 1 2 1 2", "triangle"),
)


@dataclass(frozen=True)
class Canvas:
    """What every chart is drawn from: the chart, its values as numbers, the width and the prefix of its ids."""

    chart: Chart
    values: tuple[tuple[float | None, ...], ...]
    width: float
    prefix: str

    def label(self, series: int, category: int) -> str:
        """The text written beside a mark."""
        chart = self.chart
        text = clean(chart.series[series].displays[category]) or MISSING
        # Past the last look, two series look alike: each mark then carries the name of its series.
        return f"{clean(chart.series[series].name)}\u00a0: {text}" if len(chart.series) > len(LOOKS) else text

    def known(self) -> list[float]:
        """Every value that is not missing."""
        return [value for series in self.values for value in series if value is not None]


Drawing = tuple[str, float]
"""Markup and its height."""


def look(index: int) -> Look:
    """The look of the series at this rank; the ninth looks like the first."""
    return LOOKS[index % len(LOOKS)]


def clean(text: str) -> str:
    """The text without what XML forbids, on one line; no-break spaces stay."""
    return _BREAKABLE_SPACES.sub(" ", _NOT_XML.sub("", text)).strip()


def element(name: str, *children: str, **attributes: str | float) -> str:
    """An SVG element around children that are markup already; `text_anchor` is written text-anchor."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_attribute(value)}"' for key, value in attributes.items()
    )
    return f"<{name}{written}>{''.join(children)}</{name}>" if children else f"<{name}{written}/>"


def words(text: str) -> str:
    """Text as markup."""
    return html.escape(clean(text))


def text_width(text: str, size: float = TEXT_SIZE) -> float:
    """An upper estimate of the width of a text."""
    return sum(_letter_width(letter) for letter in text) * size / 1000


def wrap(text: str, width: float, size: float = TEXT_SIZE) -> list[str]:
    """The text in lines no wider than `width`; a word too long for a line is cut. At least one line."""
    lines = [""]
    for word in clean(text).split(" "):
        for piece in _cut(word, width, size):
            joined = f"{lines[-1]} {piece}".strip()
            if text_width(joined, size) <= width:
                lines[-1] = joined
            else:
                lines.append(piece)
    return [line for line in lines if line] or [""]


def fits(text: str, width: float, most_lines: int) -> bool:
    """Whether the text can be wrapped into this width without cutting a word."""
    return len(wrap(text, width)) <= most_lines and all(text_width(word) <= width for word in clean(text).split(" "))


def text_block(
    lines: list[str], x: float, y: float, *, anchor: str = "start", weight: int = 400, fill: str = INK
) -> str:
    """Lines of text below each other; `y` is the first baseline."""
    return "".join(
        element(
            "text",
            words(line),
            x=x,
            y=y + index * LINE_HEIGHT,
            text_anchor=anchor,
            font_size=TEXT_SIZE,
            font_weight=weight,
            fill=fill,
        )
        for index, line in enumerate(lines)
    )


def area(x: float, y: float, width: float, height: float, index: int, prefix: str) -> str:
    """A rectangle filled with the look at `index`, outlined so that a pale texture keeps its edge."""
    return element(
        "rect",
        x=x,
        y=y,
        width=max(width, 0),
        height=max(height, 0),
        fill=_paint(index, prefix),
        stroke=look(index).colour,
        stroke_width=1,
    )


def straight(x1: float, y1: float, x2: float, y2: float, colour: str = LINE) -> str:
    """A thin line: an axis."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour, stroke_width=1)


def marker(x: float, y: float, index: int) -> str:
    """The point of a line chart, with a shape of its own."""
    shapes = {
        "circle": "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z",
        "square": "M-3.6 -3.6h7.2v7.2h-7.2z",
        "triangle": "M0 -4.6l4.6 8h-9.2z",
        "diamond": "M0 -5l5 5l-5 5l-5 -5z",
        "cross": "M-4 -4l8 8M-4 4l8 -8",
    }
    chosen = look(index)
    return element(
        "path",
        d=shapes[chosen.marker],
        transform=f"translate({x:.1f} {y:.1f})",
        fill=PAPER if index % 2 else chosen.colour,
        stroke=chosen.colour,
        stroke_width=1.8,
    )


def textures(count: int, prefix: str) -> str:
    """The definitions of the first `count` looks."""
    patterns = [
        element(
            "pattern",
            element("rect", width=8, height=8, fill=PAPER),
            element(
                "path", d=look(index).texture, stroke=look(index).colour, stroke_width=1.6, fill=look(index).colour
            ),
            id=f"{prefix}-{index}",
            width=8,
            height=8,
            patternUnits="userSpaceOnUse",
        )
        for index in range(min(count, len(LOOKS)))
        if look(index).texture
    ]
    return element("defs", *patterns) if patterns else ""


def _paint(index: int, prefix: str) -> str:
    return f"url(#{prefix}-{index % len(LOOKS)})" if look(index).texture else look(index).colour


def _attribute(value: str | float) -> str:
    if isinstance(value, str):
        return html.escape(clean(value))
    return f"{value:.1f}".removesuffix(".0")


def _letter_width(letter: str) -> int:
    if letter in _WIDTHS:
        return _WIDTHS[letter]
    if ord(letter) >= 0x1100:
        return 1000
    return 690 if letter.isupper() else 578


def _cut(word: str, width: float, size: float) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and text_width(pieces[-1] + letter, size) > width:
            pieces.append(letter)
        else:
            pieces[-1] += letter
    return pieces
