"""The report as plain frozen Python: what every renderer reads, and nothing else.

Standard library only. A renderer gets a `ReportDocument` (or one `Section`) and the bytes of its pictures, never a
queryset. Every text here is final: numbers are formatted, French typography is applied, evolutions are computed.
Renderers place; they do not compute.

Any change of a field's name or meaning raises `SCHEMA_VERSION` (see codec.py).
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace

SCHEMA_VERSION = 1


# -- Rich text ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Run:
    """A stretch of text with the same marks. `marks` is a sorted tuple of "strong", "em", "sup". A line break is a
    run whose text is "\\n"."""

    text: str
    marks: tuple[str, ...] = ()
    href: str = ""


@dataclass(frozen=True)
class Paragraph:
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class ListBlock:
    """A list; each item is itself a sequence of paragraphs and nested lists."""

    ordered: bool
    items: tuple[tuple[Paragraph | ListBlock, ...], ...]


RichText = tuple[Paragraph | ListBlock, ...]


def plain_text(rich: RichText) -> str:
    """The words of a rich text, one paragraph or item a line."""
    lines: list[str] = []
    for block in rich:
        if isinstance(block, Paragraph):
            lines.append("".join(run.text for run in block.runs))
        else:
            lines.extend(plain_text(item) for item in block.items)
    return "\n".join(line for line in lines if line.strip())


# -- Blocks ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Picture:
    """`asset` names the picture among the assets given to the renderer; sizes in pixels."""

    asset: str
    alt: str
    credit: str = ""
    caption: str = ""
    width: int = 0
    height: int = 0


@dataclass(frozen=True)
class Evolution:
    """The change since the year before, in words. `trend` is "up", "down", "stable" or "none" (not computable)."""

    text: str
    trend: str
    previous: str = ""


@dataclass(frozen=True)
class Figure:
    """A chiffre-clé ready to be placed.

    `number` and `unit` are apart so that a tile can set them in two sizes ("1,46 Md€" and "", "7 140" and "agents");
    `text` is the whole in one line ("près de 7 140 agents"). `value` is the exact value as a decimal string, or None
    where the figure is a text or was not provided. `details` are the short lines printed under it ("soit 4 465 agents",
    "contre 606 € au niveau national").
    """

    id: str
    label: str
    number: str
    unit: str
    text: str
    qualifier: str = ""
    value: str | None = None
    raw_unit: str = ""
    indicator: str = ""
    provided: bool = True
    is_part: bool = False
    evolution: Evolution | None = None
    details: tuple[str, ...] = ()


@dataclass(frozen=True)
class FigureGroup:
    title: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Achievement:
    id: str
    title: str
    body: RichText
    theme: str = ""
    when: str = ""
    spotlight: bool = False
    picture: Picture | None = None


@dataclass(frozen=True)
class AchievementGroup:
    """The achievements of one theme, in their printed order; `theme` is empty for those without one."""

    theme: str
    achievements: tuple[Achievement, ...]


@dataclass(frozen=True)
class Mission:
    id: str
    text: str


@dataclass(frozen=True)
class MissionGroup:
    title: str
    missions: tuple[Mission, ...]


@dataclass(frozen=True)
class Takeaway:
    """An "à retenir" tile: a bold lead and at most two lines."""

    id: str
    title: str
    text: str = ""


@dataclass(frozen=True)
class Series:
    """`values` holds one decimal string or None a category; `displays` the same, formatted with the unit."""

    name: str
    values: tuple[str | None, ...]
    displays: tuple[str, ...]


@dataclass(frozen=True)
class Chart:
    """`kind` is "bar" (horizontal bars), "column", "line" or "share" (parts of a whole). `summary` says the chart in
    one sentence: it is the text alternative. Without categories the chart has no data and is not drawn."""

    id: str
    title: str
    kind: str
    unit: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    caption: str = ""
    summary: str = ""

    @property
    def has_data(self) -> bool:
        return bool(self.categories and self.series)


@dataclass(frozen=True)
class Moment:
    """A dated event of the year. `month` is 1 to 12; `when` is the printed date ("14 avril", "8 mai au 12 juin")."""

    id: str
    month: int
    when: str
    title: str
    text: str = ""
    unit: str = ""
    picture: Picture | None = None


@dataclass(frozen=True)
class Chapter:
    """A titled part of a section: the territory, the yearly dossier, a numbered action page."""

    id: str
    title: str
    lead: RichText = ()
    missions: tuple[MissionGroup, ...] = ()
    achievements: tuple[AchievementGroup, ...] = ()
    figures: tuple[FigureGroup, ...] = ()
    charts: tuple[Chart, ...] = ()
    cited_figures: tuple[FigureGroup, ...] = ()


# -- The whole ---------------------------------------------------------------------------------------------------------

# The parts between the sommaire and the last page, in their usual order. All but the units, which are the root's
# section and those below it, bear the name of a field of ReportDocument.
PARTS = ("foreword", "chronology", "units", "partners", "sites", "glossary")


@dataclass(frozen=True)
class Section:
    """One contribution: a unit of the year's org chart and, below it, the units that hang on it.

    `kind` is a value of directions.enums.DirectionKind; `anchor` is unique in the report and stable through a year;
    `status` is a value of ContributionStatus, `status_label` its French name; `is_draft` is true where the text was not
    approved. `identity` is the band of tiles (agents, budget, services). `figures` are printed as tiles,
    `cited_figures` (those that stand in the text) as a compact table.
    """

    id: str
    anchor: str
    code: str
    name: str
    kind: str
    status: str = ""
    status_label: str = ""
    is_draft: bool = False
    number: int | None = None
    created: str = ""
    introduction: RichText = ()
    identity: tuple[Figure, ...] = ()
    missions: tuple[MissionGroup, ...] = ()
    takeaways: tuple[Takeaway, ...] = ()
    achievements: tuple[AchievementGroup, ...] = ()
    figures: tuple[FigureGroup, ...] = ()
    cited_figures: tuple[FigureGroup, ...] = ()
    charts: tuple[Chart, ...] = ()
    chapters: tuple[Chapter, ...] = ()
    moments: tuple[Moment, ...] = ()
    children: tuple[Section, ...] = ()

    @property
    def stamp(self) -> str:
        """What is printed beside the name of a unit whose text was not approved; empty for the others."""
        if not self.is_draft:
            return ""
        return "Brouillon — non validé" if self.status in {"", "draft"} else "Non validé"

    @property
    def is_empty(self) -> bool:
        """True where the unit has only its name: it is listed, not given a page."""
        blocks = (
            self.introduction, self.identity, self.missions, self.takeaways, self.achievements, self.figures,
            self.cited_figures, self.charts, self.chapters,
        )  # fmt: skip
        return not any(blocks)


@dataclass(frozen=True)
class Institution:
    """`address` is given line by line."""

    name: str
    assembly: str = ""
    address: tuple[str, ...] = ()
    phone: str = ""
    website: str = ""


@dataclass(frozen=True)
class Foreword:
    """The édito; `figures` are the figures that it cites."""

    title: str
    body: RichText
    signatory: str = ""
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True)
class Partner:
    name: str
    acronym: str = ""


@dataclass(frozen=True)
class PartnerGroup:
    title: str
    partners: tuple[Partner, ...]


@dataclass(frozen=True)
class Site:
    name: str
    city: str
    unit: str = ""


@dataclass(frozen=True)
class GlossaryEntry:
    """`meaning` is empty for an acronym that the report uses without expanding it."""

    acronym: str
    meaning: str


@dataclass(frozen=True)
class ReportDocument:
    """The institution-wide report of one year.

    `root` is the institution's own section; its `children` are the units. `scope` is "approved" (only approved
    contributions) or "all"; `missing` names the units left out by the scope. `parts` says which of PARTS are printed,
    in which order; one that has nothing to say is not printed either. Dates are ISO strings.
    """

    year: int
    title: str
    institution: Institution
    root: Section
    subtitle: str = ""
    cover: Picture | None = None
    foreword: Foreword | None = None
    chronology: tuple[Moment, ...] = ()
    partners: tuple[PartnerGroup, ...] = ()
    sites: tuple[Site, ...] = ()
    glossary: tuple[GlossaryEntry, ...] = ()
    closing: str = ""
    scope: str = "approved"
    generated_on: str = ""
    missing: tuple[str, ...] = ()
    parts: tuple[str, ...] = PARTS
    schema_version: int = field(default=SCHEMA_VERSION)

    def sections(self) -> tuple[Section, ...]:
        """The root and every unit, in reading order."""

        def walk(section: Section) -> list[Section]:
            return [section, *(found for child in section.children for found in walk(child))]

        return tuple(walk(self.root))

    def printing(self, parts: tuple[str, ...]) -> ReportDocument:
        """The same report with these parts, in this order; nothing remains of the others."""
        left_out = {one.name: one.default for one in fields(self) if one.name in PARTS and one.name not in parts}
        return replace(self, parts=parts, **left_out)

    @property
    def has_drafts(self) -> bool:
        return any(section.is_draft for section in self.sections())


def section_pictures(section: Section) -> tuple[Picture, ...]:
    """Every picture that a section prints, its children's included, in reading order."""
    groups = [*section.achievements, *(group for chapter in section.chapters for group in chapter.achievements)]
    own = [item.picture for group in groups for item in group.achievements if item.picture]
    return (*own, *(picture for child in section.children for picture in section_pictures(child)))


def report_pictures(document: ReportDocument) -> tuple[Picture, ...]:
    """Every picture that the report prints, in reading order."""
    cover = (document.cover,) if document.cover else ()
    moments = tuple(moment.picture for moment in document.chronology if moment.picture)
    return (*cover, *moments, *section_pictures(document.root))
