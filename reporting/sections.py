"""One contribution's rows to its Section of the document, children given.

It reads rows that assemble.py has already fetched: nothing here queries the database.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.text import slugify

from directions.enums import ContributionStatus, Placement
from directions.french.dates import day_and_month, french_date, french_partial_date
from directions.french.typography import french
from directions.models import Achievement, Contribution, KeyFigure, Mission, Moment
from directions.models.blocks import Photo
from reporting import document as doc
from reporting import figures, richtree


def bare_section(contribution: Contribution, children: tuple[doc.Section, ...]) -> doc.Section:
    """A unit whose text is not shown: its name keeps its place, and says nothing of its state."""
    return doc.Section(
        id=str(contribution.pk),
        anchor=_anchor(contribution),
        code=contribution.code,
        name=french(contribution.name),
        kind=contribution.kind,
        number=contribution.number,
        children=children,
    )


def _anchor(contribution: Contribution) -> str:
    """ "u-drh" for DRH. Codes that make the same words ("DR", "dr", "D/R") are told apart by a mark of their letters,
    after two hyphens, which no slug holds."""
    slug = slugify(contribution.code)
    if slug.upper() == contribution.code:
        return f"u-{slug}"
    mark = hashlib.sha256(contribution.code.encode()).hexdigest()[:8]
    return f"u-{slug or 'unite'}--{mark}"


def section(contribution: Contribution, children: tuple[doc.Section, ...]) -> doc.Section:
    year = contribution.campaign.year
    own = _blocks_of(contribution, chapter_id=None)
    identity = [row for row in own.figures if row.placement == Placement.IDENTITY and row.is_filled]
    return doc.Section(
        id=str(contribution.pk),
        anchor=_anchor(contribution),
        code=contribution.code,
        name=french(contribution.name),
        kind=contribution.kind,
        status=contribution.status,
        status_label=contribution.get_status_display(),
        is_draft=contribution.status != ContributionStatus.APPROVED,
        number=contribution.number,
        created=french_partial_date(contribution.created_on),
        introduction=richtree.parse(contribution.introduction),
        identity=tuple(figures.figure(row, year) for row in identity),
        missions=_missions(own.missions),
        takeaways=tuple(
            doc.Takeaway(str(row.pk), french(row.title), french(row.text)) for row in contribution.takeaways.all()
        ),
        achievements=_achievements(own.achievements),
        figures=_figure_groups(own.figures, Placement.KEY, year),
        cited_figures=_figure_groups(own.figures, Placement.CITED, year),
        charts=tuple(figures.chart(row) for row in own.charts),
        chapters=tuple(_chapter(contribution, chapter, year) for chapter in contribution.chapters.all()),
        moments=tuple(moment(row) for row in contribution.moments.all()),
        children=children,
    )


@dataclass(frozen=True)
class _Blocks:
    """The rows of a contribution that stand in one of its chapters, or in none."""

    missions: list
    achievements: list
    figures: list
    charts: list


def _blocks_of(contribution: Contribution, chapter_id) -> _Blocks:
    def filed(rows) -> list:
        return [row for row in rows.all() if row.chapter_id == chapter_id]

    return _Blocks(
        filed(contribution.missions),
        filed(contribution.achievements),
        filed(contribution.key_figures),
        filed(contribution.charts),
    )


def _chapter(contribution: Contribution, chapter, year: int) -> doc.Chapter:
    own = _blocks_of(contribution, chapter.pk)
    identity_and_key = [row for row in own.figures if row.placement != Placement.CITED]
    return doc.Chapter(
        id=str(chapter.pk),
        title=french(chapter.title),
        lead=richtree.parse(chapter.lead),
        missions=_missions(own.missions),
        achievements=_achievements(own.achievements),
        figures=figures.groups(identity_and_key, year),
        charts=tuple(figures.chart(row) for row in own.charts),
        cited_figures=_figure_groups(own.figures, Placement.CITED, year),
    )


def _figure_groups(rows: list[KeyFigure], placement: str, year: int) -> tuple[doc.FigureGroup, ...]:
    return figures.groups((row for row in rows if row.placement == placement), year)


def grouped(rows: Iterable, key: str) -> dict[str, list]:
    """Rows by the value of a field, in order of first appearance."""
    found: dict[str, list] = {}
    for row in rows:
        found.setdefault(getattr(row, key), []).append(row)
    return found


def _missions(rows: Iterable[Mission]) -> tuple[doc.MissionGroup, ...]:
    return tuple(
        doc.MissionGroup(french(title), tuple(doc.Mission(str(row.pk), french(row.text)) for row in missions))
        for title, missions in grouped(rows, "group").items()
    )


def _achievements(rows: Iterable[Achievement]) -> tuple[doc.AchievementGroup, ...]:
    return tuple(
        doc.AchievementGroup(french(theme), tuple(_achievement(row) for row in achievements))
        for theme, achievements in grouped(rows, "theme").items()
    )


def _achievement(row: Achievement) -> doc.Achievement:
    return doc.Achievement(
        id=str(row.pk),
        title=french(row.title),
        body=richtree.parse(row.body),
        theme=french(row.theme),
        when=_when(row),
        spotlight=row.is_spotlight,
        picture=picture(row),
    )


def _when(row: Achievement) -> str:
    if row.date:
        return french_date(row.date)
    return day_and_month(None, row.month) if row.month else ""


def picture(row: Photo) -> doc.Picture | None:
    if not row.photo:
        return None
    return doc.Picture(
        asset=row.photo.name,
        alt=french(row.photo_alt),
        credit=french(row.photo_credit),
        caption=french(row.photo_caption),
        width=row.photo_width or 0,
        height=row.photo_height or 0,
    )


def moment(row: Moment, unit: str = "") -> doc.Moment:
    return doc.Moment(
        id=str(row.pk),
        month=row.month,
        when=day_and_month(row.day, row.month),
        title=french(row.title),
        text=french(row.text),
        unit=unit,
        picture=picture(row),
    )
