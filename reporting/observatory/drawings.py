"""The histories as charts of the report: a gap stays a gap, and where values stop comparing another line begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from django.utils.safestring import SafeString, mark_safe

from directions.french.numbers import shown_unit
from directions.french.typography import NO_BREAK, french
from directions.models import Indicator
from reporting import charts
from reporting import document as doc
from reporting.observatory.history import History, stretches
from reporting.observatory.sparkline import in_words

_WIDE, _NARROW = 760, 320


@dataclass(frozen=True)
class Drawn:
    """A chart drawn for a page and for a phone: the stylesheet shows one."""

    chart: doc.Chart
    wide: SafeString
    narrow: SafeString


def of_history(title: str, indicator: Indicator, history: History, years: Sequence[int]) -> Drawn | None:
    """The history as lines; None where fewer than two years have a number."""
    if sum(point.value is not None for point in history) < 2:
        return None
    series = [
        _series(stretch, years) for stretch in stretches(history) if any(one.value is not None for one in stretch)
    ]
    cuts = {point.year: point.break_reason for point in history if point.break_reason}
    return _drawn(title, indicator, years, tuple(series), in_words(history), cuts)


def of_sums(title: str, indicator: Indicator, sums: Mapping[int, tuple[Decimal, str]]) -> Drawn | None:
    """The value and the words of each year as lines, cut where the indicator was redefined; None for a single year."""
    if len(sums) < 2:
        return None
    first, *_ = sums
    cuts = {one.year: one.reason for one in indicator.redefinitions.all() if one.year > first}
    stretches_of_years = groupby(sums, key=lambda year: sum(cut <= year for cut in cuts))
    series = tuple(_sum_series(list(stretch), sums) for _, stretch in stretches_of_years)
    summary = ", ".join(f"{year}{NO_BREAK}: {words}" for year, (_, words) in sums.items())
    return _drawn(title, indicator, list(sums), series, summary, cuts)


def _sum_series(stretch: Sequence[int], sums: Mapping[int, tuple[Decimal, str]]) -> doc.Series:
    return doc.Series(
        name=_span(stretch[0], stretch[-1]),
        values=tuple(str(value) if year in stretch else None for year, (value, _) in sums.items()),
        displays=tuple(words if year in stretch else "" for year, (_, words) in sums.items()),
    )


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first} à {last}"


def _series(stretch: History, years: Sequence[int]) -> doc.Series:
    found = {point.year: point for point in stretch if point.value is not None}
    first, last = min(found), max(found)
    return doc.Series(
        name=_span(first, last),
        values=tuple(str(found[year].value) if year in found else None for year in years),
        displays=tuple(found[year].shown if year in found else "" for year in years),
    )


def _drawn(
    title: str,
    indicator: Indicator,
    years: Sequence[int],
    series: tuple[doc.Series, ...],
    summary: str,
    cuts: Mapping[int, str],
) -> Drawn:
    chart = doc.Chart(
        id=f"indicateur-{indicator.pk}",
        title=title,
        kind="line",
        unit=shown_unit(indicator.unit),
        categories=tuple(map(str, years)),
        series=series,
        caption=_caption(cuts),
        summary=f"{title}. {summary}.",
    )
    # Safe as markup: charts.py escapes what it writes.
    return Drawn(chart, mark_safe(charts.svg(chart, width=_WIDE)), mark_safe(charts.svg(chart, width=_NARROW)))


def _caption(cuts: Mapping[int, str]) -> str:
    """Where the line is cut, and why, by year."""
    if not cuts:
        return ""
    told = ", ".join(f"{year} ({reason.rstrip('.')})" for year, reason in sorted(cuts.items()))
    return french(f"La ligne est coupée là où les valeurs ne se comparent plus : {told}.")
