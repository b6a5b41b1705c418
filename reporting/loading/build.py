"""A checked report file to the database: the campaign of its year, its contributions and all their blocks.

Nothing is written before everything is checked; then everything is written or nothing is. The number of queries depends
on the kinds of rows and on the depth of the tree, not on the number of units.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

from directions import lineage
from directions.enums import CampaignStatus, ContributionStatus
from directions.models import Achievement, Campaign, Contribution, ContributionEvent, Direction, KeyFigure
from reporting.history.recording import record_beginnings
from reporting.loading import coherence, organisation, pages
from reporting.loading.indicators import Indicators
from reporting.loading.pictures import Pictures
from reporting.loading.shapes import Log, Record
from reporting.loading.source import read_json
from reporting.loading.structure import ReportFile
from reporting.loading.units import write_unit
from reporting.loading.writer import ContributionWriter, Rows

LOADER = "Chargement"


@dataclass(frozen=True)
class CheckedReport:
    """A report that can be written, with its photos and what is worth saying about it."""

    report: ReportFile
    pictures: Pictures
    log: Log


@dataclass(frozen=True)
class Loaded:
    """What was written."""

    campaign: Campaign
    contributions: int
    achievements: int
    figures: int


def read_report(path: Path) -> CheckedReport:
    """The report of the file, entirely checked. Raises Refused with every fault."""
    log = Log()
    data = read_json(path, log)
    report = Record(ReportFile).read(data, "", log)
    pictures = Pictures(path.parent)
    if report:
        coherence.check(report, pictures, log)
    log.refuse_faults()
    return CheckedReport(report, pictures, log)


def write_report(
    checked: CheckedReport,
    stored: list[str],
    *,
    status: str = ContributionStatus.APPROVED,
    is_demonstration: bool = False,
) -> Loaded:
    """Writes the report, inside pictures.all_or_nothing(), which gives `stored`. Raises Refused where the year of this
    institution is there already."""
    report = checked.report
    root = organisation.find_or_create_root(report.institution, report.units)
    organisation.refuse_loaded_year(root, report.year)
    directions = organisation.find_or_create_directions(root, report)
    campaign = _closed_campaign(root, report.year, is_demonstration)
    indicators = Indicators(root, report.year)
    rows = Rows()

    own, of_units = organisation.contributions(campaign, report, directions, status)
    root_writer = ContributionWriter(own, rows, checked.pictures, stored)
    writers = {code: ContributionWriter(one, rows, checked.pictures, stored) for code, one in of_units.items()}
    _write_contents(report, root_writer, writers, indicators)
    cover = checked.pictures.columns(report.cover, stored)
    own_pages = pages.report_row(report, campaign, cover)
    own_pages.save()
    pages.write_own_rows(report, own_pages, rows)

    for writer in (root_writer, *writers.values()):
        writer.finish(indicators)
        rows.add(_event(writer.contribution))
    indicators.write()
    rows.write()
    lineage.link_around(campaign, approved_too=True)
    record_beginnings(campaign)
    return Loaded(campaign, rows.count(Contribution), rows.count(Achievement), rows.count(KeyFigure))


def _closed_campaign(root: Direction, year: int, is_demonstration: bool) -> Campaign:
    return Campaign.objects.create(
        institution=root,
        year=year,
        status=CampaignStatus.CLOSED,
        opens_on=datetime.date(year + 1, 1, 1),
        due_on=datetime.date(year + 1, 3, 31),
        closes_on=datetime.date(year + 1, 6, 30),
        is_demonstration=is_demonstration,
    )


def _write_contents(
    report: ReportFile,
    root: ContributionWriter,
    writers: dict[str, ContributionWriter],
    indicators: Indicators,
) -> None:
    pages.write_chapters(report, root)
    for unit in report.units:
        write_unit(unit, writers[unit.code], indicators.shared, report.year)
    pages.write_events(report, root, writers)
    pages.write_empty_charts(report, root, writers)


def _event(contribution: Contribution) -> ContributionEvent:
    return ContributionEvent(
        contribution=contribution,
        transition="load",
        from_status=ContributionStatus.DRAFT,
        to_status=contribution.status,
        version=contribution.version,
        actor_name=LOADER,
    )
