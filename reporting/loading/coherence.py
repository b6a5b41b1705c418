"""What a report file must be beyond its structure: one tree of units, existing dates, photos that are there.

Its faults, like those of structure.py, name the path of what is at fault.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator

from directions.french.dates import MONTHS
from reporting.enums import Part
from reporting.loading.blocks import Achievement, ChartData, Event, Figure, Photo
from reporting.loading.pictures import Pictures
from reporting.loading.shapes import Log, Node, found, member_path
from reporting.loading.structure import Finances, ReportFile, Unit

# More levels than any org chart has, fewer than what the composition of the PDF bears.
MAX_LEVELS = 20
# A chart's data are also printed as a table.
MAX_CELLS = 10_000


def check(report: ReportFile, pictures: Pictures, log: Log) -> None:
    """Logs the faults and the notices of a report whose structure was read."""
    _check_tree(report, log)
    for node in nodes(report):
        match node:
            case Figure():
                _check_figure(node, log)
            case Achievement():
                _check_achievement(node, report.year, log)
            case Event():
                _check_event(node, report, log)
            case ChartData():
                _check_chart(node, log)
            case Finances():
                _check_breakdowns(node, log)
            case Photo():
                _check_photo(node, pictures, log)
    _check_parts(report, log)
    _check_glossary(report, log)
    _check_references(report, log)


def nodes(node: Node) -> Iterator[Node]:
    """The node and every one that it holds."""
    yield node
    for value in vars(node).values():
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, Node):
                yield from nodes(one)


# -- The tree ----------------------------------------------------------------------------------------------------------


def _check_tree(report: ReportFile, log: Log) -> None:
    seen: dict[str, str] = {}
    root = report.institution.code if report.institution else ""
    for unit in report.units:
        if unit.code and unit.code == root:
            log.fault(f"{unit.path}.code", f"{found(unit.code)} est déjà le code de l'institution.")
        elif unit.code in seen:
            log.fault(f"{unit.path}.code", f"{found(unit.code)} est déjà le code de {seen[unit.code]}.")
        elif unit.code:
            seen[unit.code] = unit.path
    for unit in report.units:
        if unit.parent and unit.parent not in seen and unit.parent != root:
            log.fault(f"{unit.path}.parent", f"code d'une unité du fichier attendu, {found(unit.parent)} trouvé.")
    _check_loops(report.units, log)
    _check_depth(report.units, log)


def _check_loops(units: Iterable[Unit], log: Log) -> None:
    by_code = {unit.code: unit for unit in units if unit.code}
    settled: set[str] = set()
    for unit in by_code.values():
        way: dict[str, None] = {}
        code = unit.code
        while code in by_code and code not in settled and code not in way:
            way[code] = None
            code = by_code[code].parent
        if code in way:
            loop = [*way][[*way].index(code) :]
            log.fault(f"{by_code[code].path}.parent", f"les unités tournent en rond : {' → '.join([*loop, code])}.")
        settled.update(way)


def _check_depth(units: Iterable[Unit], log: Log) -> None:
    by_code = {unit.code: unit for unit in units}
    for unit in by_code.values():
        way, code = [unit.code], unit.parent
        while code in by_code and code not in way and len(way) <= MAX_LEVELS:
            way.append(code)
            code = by_code[code].parent
        if len(way) > MAX_LEVELS:
            log.fault(f"{unit.path}.parent", f"organigramme trop profond : {MAX_LEVELS} niveaux au plus.")
            return


# -- Blocks ------------------------------------------------------------------------------------------------------------


def _check_figure(figure: Figure, log: Log) -> None:
    if figure.not_provided and (figure.value is not None or figure.text_value):
        log.fault(f"{figure.path}.not_provided", "une valeur ou « non communiqué », pas les deux.")


def _check_achievement(achievement: Achievement, year: int | None, log: Log) -> None:
    if achievement.date and achievement.month:
        log.fault(f"{achievement.path}.month", "la date ou le mois, pas les deux.")
    if achievement.date and year and achievement.date.year != year:
        log.notice(f"date d'une autre année que {year} : {achievement.path}.date")


def _check_event(event: Event, report: ReportFile, log: Log) -> None:
    if event.month and event.day:
        last = calendar.monthrange(report.year or 2020, event.month)[1]
        month = MONTHS[event.month - 1]
        if event.day > last:
            log.fault(f"{event.path}.day", f"jour de 1 à {last} attendu en {month}, {event.day} trouvé.")


def _check_chart(chart: ChartData, log: Log) -> None:
    _check_alike(((f"{row.path}.category", row.series, row.category) for row in chart.rows), log)
    categories, series = {row.category for row in chart.rows}, {row.series for row in chart.rows}
    if len(categories) * len(series) > MAX_CELLS:
        found_cells = f"{len(series)} séries de {len(categories)} catégories trouvées"
        log.fault(f"{chart.path}.rows", f"tableau de {MAX_CELLS} cases au plus attendu, {found_cells}.")


def _check_breakdowns(budget: Finances, log: Log) -> None:
    for lines in (budget.revenue_breakdown, budget.spending_breakdown):
        _check_alike(((f"{line.path}.label", "", line.label) for line in lines), log)


def _check_alike(points: Iterable[tuple[str, str, str]], log: Log) -> None:
    """In a chart, a category has one value in a series."""
    seen: set[tuple[str, str]] = set()
    for path, series, category in points:
        if category and (series, category) in seen:
            log.fault(path, f"{found(category)} a déjà une valeur dans cette série.")
        seen.add((series, category))


def _check_photo(photo: Photo, pictures: Pictures, log: Log) -> None:
    fault = photo.file and pictures.fault_of(photo.file)
    if fault:
        log.fault(f"{photo.path}.file", f"{fault} : {found(photo.file)}.")


def _check_parts(report: ReportFile, log: Log) -> None:
    known = [part for part in report.parts if part]  # What is no part has been told already.
    for part in (part for part in Part if known.count(part) > 1):
        log.fault("parts", f"{found(part)} est donné plusieurs fois.")
    if known and Part.UNITS not in known:
        log.fault("parts", f"{found(Part.UNITS)} attendu : le rapport ne va pas sans ses directions.")


def _check_glossary(report: ReportFile, log: Log) -> None:
    seen: set[str] = set()
    for entry in report.glossary:
        if entry.acronym in seen:
            log.notice(f"sigle donné plusieurs fois : {entry.path}.acronym ({found(entry.acronym)})")
        seen.add(entry.acronym)


# -- References --------------------------------------------------------------------------------------------------------


def _check_references(report: ReportFile, log: Log) -> None:
    """A reference to a unit that the file does not hold loses nothing: it is only noticed."""
    codes = {unit.code for unit in report.units}
    for node in (*report.chronology, *report.sites, *report.charts_without_data):
        if node.unit and node.unit not in codes:
            log.notice(f"unité inconnue : {member_path(node.path, 'unit')} ({found(node.unit)})")
