"""Charts of which only the title is known: finds whose they are, and gives them the few data that the text tells."""

from __future__ import annotations

import re
from collections.abc import Iterable

from directions.enums import ChartKind
from directions.models import ChartPoint
from reporting.loading.blocks import ChartData, ChartRow
from reporting.loading.structure import EmptyChart, ReportFile, Unit

_KINDS = (("répartition", ChartKind.SHARE), ("série", ChartKind.LINE))
_CATEGORY_LENGTH = ChartPoint._meta.get_field("category").max_length
_MAX_PAGES = 1000
_UNITS = {"pct": "%", "eur": "EUR"}
_PAGES = re.compile(r"\b(\d{1,5})(?:-(\d{1,5}))?\b")
_LONG_WORD = re.compile(r"\w{5,}")


def unit_of(chart: EmptyChart, report: ReportFile) -> str:
    """The code of the unit whose chart it is: the one it names, in `unit` or before a colon in its title, else the one
    on whose pages it stands. Empty for the institution's own."""
    codes = {unit.code for unit in report.units}
    named = (chart.unit, chart.title.partition(":")[0].strip())
    return next((name for name in named if name in codes), "") or _by_page(chart, report.units)


def is_financial(chart: EmptyChart, report: ReportFile) -> bool:
    """True where it stands on the pages of the institution's budget."""
    return bool(report.budget and _pages(chart.page) & _pages(report.budget.pages))


def chart_data(chart: EmptyChart) -> ChartData:
    """The chart; without data it has no rows and is not printed."""
    kind = next((kind for word, kind in _KINDS if word in chart.type.lower()), ChartKind.BAR)
    endings = {key.rpartition("_")[2] for key in chart.text_figures}
    ending = endings.pop() if len(endings) == 1 else ""
    unit = _UNITS.get(ending, "")
    rows = tuple(
        ChartRow(category=_category(key, ending if unit else ""), value=value)
        for key, value in chart.text_figures.items()
    )
    # What the text tells are some values, not the parts of a whole nor a series of years.
    return ChartData(title=chart.title, kind=ChartKind.BAR if rows else kind, unit=unit, rows=rows)


def _category(key: str, ending: str) -> str:
    """ "travaux_region_pct" -> "travaux region"."""
    words = key.removesuffix(f"_{ending}") if ending else key
    return words.replace("_", " ")[:_CATEGORY_LENGTH]


def _by_page(chart: EmptyChart, units: Iterable[Unit]) -> str:
    """The unit with the fewest pages among those that hold the chart's; where several share one page, the one that has
    the words of the chart's title in its own figures."""
    pages = _pages(chart.page)
    holders = [(unit, _pages(unit.pages)) for unit in units]
    holders = [(unit, own) for unit, own in holders if pages and pages <= own]
    if not holders:
        return ""
    fewest = min(len(own) for _, own in holders)
    nearest = [unit for unit, own in holders if len(own) == fewest]
    title = _long_words([chart.title])
    return max(nearest, key=lambda unit: len(title & _long_words(one.label for one in unit.key_figures))).code


def _pages(text: str) -> set[int]:
    """ "12-13 (titres) et 20" -> {12, 13, 20}."""
    ranges = ((int(first), int(last or first)) for first, last in _PAGES.findall(text))
    return {page for first, last in ranges if last - first < _MAX_PAGES for page in range(first, last + 1)}


def _long_words(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in _LONG_WORD.findall(text.casefold())}
