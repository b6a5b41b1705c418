"""The report as a web page: HTML fragments for the site, and one file that stands alone, by Django's templates.

It reads the document and nothing else, no database. Every text is escaped by the templates; the only markup that
enters unescaped is the SVG that charts.py draws and our own stylesheet.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import font_source_sans_pro
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from directions.french.dates import MONTHS
from reporting import charts
from reporting.document import (
    Achievement,
    AchievementGroup,
    Chapter,
    Chart,
    ListBlock,
    Moment,
    Paragraph,
    Picture,
    ReportDocument,
    RichText,
    Run,
    Section,
)
from reporting.exports.preflight import preflight, refuse_errors

PictureUrl = Callable[[Picture], str]
Context = dict[str, Any]

WIDE_CHART, NARROW_CHART = 640, 340
_ACCENTS = 5
_LOWEST_HEADING = 6
_PART_TEMPLATES = {
    "foreword": "report/_foreword.html",
    "chronology": "report/_chronology.html",
    "units": "report/_units.html",
    "partners": "report/_partners.html",
    "sites": "report/_sites.html",
    "glossary": "report/_glossary.html",
}
_OPENERS = ("institution", "dgs", "dga")
_ALLOWED_LINK = re.compile(r"(?:https?://|mailto:)\S", re.IGNORECASE)
_STYLESHEET = Path(__file__).parents[1] / "static" / "reporting" / "report.css"
_FONT_URL = re.compile(r'url\("[^"]*/([\w-]+\.ttf)"\)')
_SIGNATURES = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"RIFF", "image/webp"))


# -- What a view or a command calls ------------------------------------------------------------------------------------


def render_section(
    section: Section, *, picture_url: PictureUrl, year: int, level: int = 2, accent: int = 1
) -> SafeString:
    """One contribution as a fragment, its proposed moments included; `level` is the level of its own heading."""
    units = [section_context(part, picture_url, level=level, accent=accent) for part in _parts(section)]
    context = {
        "units": units,
        "months": _months(section.moments, picture_url),
        "level": _heading(level),
        "month_level": _heading(level + 1),
        "year": year,
    }
    return render_to_string("report/_contribution.html", context)


def render_standalone(document: ReportDocument, assets: Mapping[str, bytes]) -> str:
    """One HTML file with its style, fonts and pictures inside: it opens from a disk and asks nothing of a network.

    Raises ExportError, which names the blocks, where a picture is missing, damaged or without description.
    """
    refuse_errors(preflight(document, assets)[1], "La page HTML ne peut pas être produite.")
    context = report_context(document, lambda picture: _picture_data(picture, assets))
    return render_to_string("report/standalone.html", {**context, "stylesheet": mark_safe(_inline_stylesheet())})


# -- Contexts of the templates -----------------------------------------------------------------------------------------


def report_context(document: ReportDocument, picture_url: PictureUrl) -> Context:
    """What `report/_document.html` places: the document, and beside it what a template cannot work out by itself."""
    units = _units_context(document, picture_url)
    entries = _part_entries(document, units)
    printed = [part for part in document.parts if entries[part]]
    expanded = [entry for entry in document.glossary if entry.meaning]
    unexpanded = [entry.acronym for entry in document.glossary if not entry.meaning]
    return {
        "document": document,
        "cover": _picture(document.cover, picture_url),
        "foreword": _foreword_context(document),
        "units": units,
        "months": _months(document.chronology, picture_url),
        "glossary": {"expanded": expanded, "unexpanded": unexpanded},
        "website_url": _website_url(document.institution.website),
        "parts": [_PART_TEMPLATES[part] for part in printed],
        "contents": [entry for part in printed for entry in entries[part]],
    }


def section_context(
    section: Section,
    picture_url: PictureUrl,
    *,
    level: int = 2,
    accent: int = 0,
    accents: Mapping[str, int] | None = None,
) -> Context:
    """What `report/_unit.html` places for a unit and those below it; `level` is the level of its heading.

    `accents` gives some units (by id) an accent of their own; the others take the one of their parent.
    """
    own = level + 1
    accents = accents or {}
    accent = accents.get(section.id, accent)
    printed = [child for child in section.children if not _is_listed(child)]
    return {
        "section": section,
        "level": _heading(level),
        "block_level": _heading(own),
        "accent": accent,
        "is_opener": section.kind in _OPENERS,
        "organisation": [
            *[_entry(chapter.title, _chapter_anchor(chapter)) for chapter in section.chapters],
            *[_entry(child.name, child.anchor, number=child.number) for child in printed],
        ],
        "introduction": _safe_links(section.introduction),
        "content": _content_context(section, picture_url, anchor=section.anchor, level=own + 1),
        "chapters": [_chapter_context(chapter, picture_url, level=own) for chapter in section.chapters],
        "children": [
            section_context(child, picture_url, level=own, accent=accent, accents=accents)
            for child in printed
            if not _is_part(child)
        ],
        "listed": [child for child in section.children if _is_listed(child)],
    }


def _institution_context(document: ReportDocument, picture_url: PictureUrl) -> Context | None:
    """The institution's own pages; the units that have a page are parts of the report, beside it."""
    own = replace(document.root, children=tuple(child for child in document.root.children if _is_listed(child)))
    if own.is_empty and not own.children:
        return None
    return section_context(own, picture_url, accent=1)


def _units_context(document: ReportDocument, picture_url: PictureUrl) -> list[Context]:
    """The institution's own pages, then the units that open a part of their own, each with those below it."""
    accents = _accents(document)
    printed = [child for child in document.root.children if not _is_listed(child)]
    parts = [section_context(part, picture_url, accents=accents) for child in printed for part in _parts(child)]
    institution = _institution_context(document, picture_url)
    return [institution, *parts] if institution else parts


def _parts(section: Section) -> list[Section]:
    """The section and, after it, the deputy directions below it: each opens a part, wherever the org chart puts it."""
    below = [part for child in section.children for part in _parts(child)[0 if _is_part(child) else 1 :]]
    return [section, *below]


def _is_part(section: Section) -> bool:
    return section.kind == "dga" and not _is_listed(section)


def _accents(document: ReportDocument) -> dict[str, int]:
    """The accents of the deputy directions, in turn, by their id."""
    deputies = [section.id for section in document.sections() if section.kind == "dga"]
    return {identifier: index % _ACCENTS + 1 for index, identifier in enumerate(deputies)}


def _foreword_context(document: ReportDocument) -> Context | None:
    foreword = document.foreword
    return {"foreword": foreword, "body": _safe_links(foreword.body)} if foreword else None


def _chapter_context(chapter: Chapter, picture_url: PictureUrl, *, level: int) -> Context:
    return {
        "chapter": chapter,
        "anchor": _chapter_anchor(chapter),
        "level": _heading(level),
        "lead": _safe_links(chapter.lead),
        "content": _content_context(chapter, picture_url, anchor=_chapter_anchor(chapter), level=level + 1),
    }


def _content_context(source: Section | Chapter, picture_url: PictureUrl, *, anchor: str, level: int) -> Context:
    """The blocks that sections and chapters have in common; `level` is the level of the groups' headings."""
    return {
        "anchor": anchor,
        "missions": [_group(group.title, group.missions, level) for group in source.missions],
        "achievements": [_theme(group, picture_url, level) for group in source.achievements],
        "figures": [_group(group.title, group.figures, level) for group in source.figures],
        "charts": [_chart_context(chart) for chart in source.charts if chart.has_data],
        "cited_figures": source.cited_figures,
    }


def _group(title: str, blocks: Sequence[Any], level: int) -> Context:
    return {"title": title, "level": _heading(level), "blocks": blocks}


def _theme(group: AchievementGroup, picture_url: PictureUrl, level: int) -> Context:
    """The achievements of a theme; without a title, they take the heading level that it would have had.

    `is_single`: at most one stands outside the ZOOM boxes, so columns would leave a hole.
    """
    below = level + 1 if group.theme else level
    blocks = [_achievement_context(item, picture_url, below) for item in group.achievements]
    is_single = sum(not item.spotlight for item in group.achievements) < 2
    return {**_group(group.theme, blocks, level), "is_single": is_single}


def _achievement_context(item: Achievement, picture_url: PictureUrl, level: int) -> Context:
    return {
        "achievement": item,
        "level": _heading(level),
        "body": _safe_links(item.body),
        "picture": _picture(item.picture, picture_url),
    }


def _chart_context(chart: Chart) -> Context:
    """The chart drawn for a page and for a phone (the stylesheet shows one), and its data row by row."""
    rows = [
        {"category": category, "displays": [series.displays[index] for series in chart.series]}
        for index, category in enumerate(chart.categories)
    ]
    return {"chart": chart, "wide": _draw(chart, WIDE_CHART), "narrow": _draw(chart, NARROW_CHART), "rows": rows}


def _draw(chart: Chart, width: int) -> SafeString:
    """Safe as markup: charts.py escapes what it writes."""
    return mark_safe(charts.svg(chart, width=width))


def _months(moments: Sequence[Moment], picture_url: PictureUrl) -> list[Context]:
    """The months that hold a moment, in the order of the year."""
    months = []
    for number, name in enumerate(MONTHS, start=1):
        found = [moment for moment in moments if moment.month == number]
        placed = [{"moment": moment, "picture": _picture(moment.picture, picture_url)} for moment in found]
        if placed:
            months.append({"number": number, "name": name.capitalize(), "moments": placed})
    return months


def _picture(picture: Picture | None, picture_url: PictureUrl) -> Context | None:
    return {"picture": picture, "url": picture_url(picture)} if picture else None


# -- Table of contents -------------------------------------------------------------------------------------------------


def _part_entries(document: ReportDocument, units: Sequence[Context]) -> dict[str, list[Context]]:
    """The entries of the sommaire of each part; a part that has none has nothing to print."""
    foreword = document.foreword
    return {
        "foreword": [_entry(foreword.title, "edito")] if foreword else [],
        "chronology": [_entry("L’année en bref", "chronologie")] if document.chronology else [],
        "units": [_unit_entry(unit) for unit in units],
        "partners": [_entry("Les partenaires", "partenaires")] if document.partners else [],
        "sites": [_entry("Les sites", "sites")] if document.sites else [],
        "glossary": [_entry("Glossaire", "glossaire")] if document.glossary else [],
    }


def _entry(title: str, anchor: str, *, number: int | None = None, accent: int = 0, below: Sequence = ()) -> Context:
    return {"title": title, "anchor": anchor, "number": number, "accent": accent, "children": list(below)}


def _unit_entry(unit: Context) -> Context:
    section = unit["section"]
    chapters = [_entry(chapter.title, _chapter_anchor(chapter), accent=unit["accent"]) for chapter in section.chapters]
    below = [*chapters, *[_unit_entry(child) for child in unit["children"]]]
    return _entry(section.name, section.anchor, number=section.number, accent=unit["accent"], below=below)


# -- Small rules -------------------------------------------------------------------------------------------------------


def _heading(level: int) -> int:
    """HTML stops at h6: a deeper tree keeps to it, which skips no level."""
    return min(level, _LOWEST_HEADING)


def _chapter_anchor(chapter: Chapter) -> str:
    return f"b-{chapter.id}"


def _is_listed(section: Section) -> bool:
    """True where neither the unit nor any below it has anything to print: its parent lists its name."""
    printed = replace(section, charts=tuple(chart for chart in section.charts if chart.has_data))
    return printed.is_empty and all(_is_listed(child) for child in section.children)


def _safe_links(rich: RichText) -> RichText:
    """The same text, its links kept only where they lead to a web page or a mail address."""
    return tuple(_safe_block(block) for block in rich)


def _safe_block(block: Paragraph | ListBlock) -> Paragraph | ListBlock:
    if isinstance(block, ListBlock):
        return replace(block, items=tuple(_safe_links(item) for item in block.items))
    return replace(block, runs=tuple(_safe_run(run) for run in block.runs))


def _safe_run(run: Run) -> Run:
    return run if not run.href or _ALLOWED_LINK.match(run.href) else replace(run, href="")


def _website_url(website: str) -> str:
    """A link for an address printed as people write it ("www.exemple.fr")."""
    if _ALLOWED_LINK.match(website):
        return website
    return f"https://{website}" if re.fullmatch(r"[\w-]+(\.[\w-]+)+(/\S*)?", website) else ""


# -- One file ----------------------------------------------------------------------------------------------------------


def _inline_stylesheet() -> str:
    """Our stylesheet with the fonts that it names as data."""
    return _FONT_URL.sub(lambda found: f'url("{_font_data(found[1])}")', _STYLESHEET.read_text(encoding="utf-8"))


def _font_data(name: str) -> str:
    return _data_url("font/ttf", (Path(font_source_sans_pro.font_directory) / name).read_bytes())


def _picture_data(picture: Picture, assets: Mapping[str, bytes]) -> str:
    content = assets[picture.asset]
    kind = next((kind for signature, kind in _SIGNATURES if content.startswith(signature)), "application/octet-stream")
    return _data_url(kind, content)


def _data_url(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"
