"""The structure of a report file, declared: what each object holds, what is required, how long a text may be.

README.md says the same for those who write such files.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from directions.enums import DirectionKind
from directions.models import Chapter, Chart, ChartPoint, Contribution, Direction, KeyFigure, Mission
from directions.models.validators import validate_partial_date
from reporting.enums import Part
from reporting.loading.blocks import (
    YEARS,
    Achievement,
    Amount,
    ChartData,
    Event,
    Figure,
    Highlight,
    MissionLine,
    Photo,
    Scale,
    Staff,
    column,
    limit,
    remark,
)
from reporting.loading.shapes import Anything, Choice, Integer, ListOf, MapOf, Node, Number, Record, Text, member
from reporting.models import CitedFigure, GlossaryEntry, Partner, Report, Site

# -- Units -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Unit(Node):
    code: str = column(Direction, "code", required=True)
    name: str = column(Direction, "name", required=True)
    kind: str = member(Choice(tuple(DirectionKind.values[1:]), default=DirectionKind.DIRECTION))
    parent: str = member(Text())
    position: int | None = member(Integer())
    results_order: int | None = member(Integer())
    number: int | None = member(Integer())
    created: str = member(Text(limit(Contribution, "created_on"), loose=True, check=validate_partial_date))
    agents: tuple[Staff, ...] = member(ListOf(Record(Staff, shorthand="value"), single=True))
    agents_extra: tuple[Staff, ...] = member(ListOf(Record(Staff, shorthand="value"), single=True))
    budget: tuple[Amount, ...] = member(ListOf(Record(Amount, shorthand="value_eur"), single=True))
    budget_parts: tuple[Amount, ...] = member(ListOf(Record(Amount), single=True))
    services: Decimal | None = member(Number())
    introduction: str = member(Text(lines=True))
    missions: tuple[MissionLine, ...] = member(ListOf(Record(MissionLine, shorthand="text")))
    highlights: tuple[Highlight, ...] = member(ListOf(Record(Highlight, shorthand="title")))
    achievements: tuple[Achievement, ...] = member(ListOf(Record(Achievement)))
    key_figures: tuple[Figure, ...] = member(ListOf(Record(Figure)))
    charts: tuple[ChartData, ...] = member(ListOf(Record(ChartData)))
    moments: tuple[Event, ...] = member(ListOf(Record(Event)))
    directions_declared: Decimal | None = member(Number())
    associated_bodies_declared: Decimal | None = member(Number())
    pages: str = remark()
    note: str = remark()


# -- The institution's own pages ---------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Address(Node):
    label: str = member(Text())
    text: str = member(Text(lines=True))
    street: str = member(Text())
    postcode: str = member(Text(loose=True))
    city: str = member(Text())
    cedex: str = member(Text(loose=True))


@dataclass(frozen=True, kw_only=True)
class Institution(Node):
    name: str = column(Direction, "name", required=True)
    code: str = column(Direction, "code")
    assembly: str = column(Report, "assembly")
    kind: str = remark()
    code_departement: str = remark()
    report_title: str = column(Report, "title")
    report_subtitle: str = column(Report, "subtitle")
    address: Address | None = member(Record(Address, shorthand="text"))
    phone: str = column(Report, "phone")
    website: str = column(Report, "website")
    executive_function: str = remark()
    executive_since: str = remark()


@dataclass(frozen=True, kw_only=True)
class ForewordFigure(Node):
    label: str = column(CitedFigure, "label", required=True)
    value: Decimal | None = member(Number())
    unit: str = column(CitedFigure, "unit")
    qualifier: str = column(CitedFigure, "qualifier")
    display: str = member(Scale())
    note: str = remark()


@dataclass(frozen=True, kw_only=True)
class Editorial(Node):
    """`paragraphs` are the text; without them, the `points` that it makes stand for it."""

    title: str = column(Report, "foreword_title")
    signatory_function: str = column(Report, "foreword_signatory")
    points: tuple[str, ...] = member(ListOf(Text(lines=True)))
    paragraphs: tuple[str, ...] = member(ListOf(Text(lines=True)))
    figures: tuple[ForewordFigure, ...] = member(ListOf(Record(ForewordFigure)))
    page: str = remark()


@dataclass(frozen=True, kw_only=True)
class Theme(Node):
    theme: str = column(KeyFigure, "group")
    figures: tuple[Figure, ...] = member(ListOf(Record(Figure)))


@dataclass(frozen=True, kw_only=True)
class Footnote(Node):
    n: str = remark()
    covers: tuple[str, ...] = member(ListOf(Text()))
    names_given: str = remark()


@dataclass(frozen=True, kw_only=True)
class Dossier(Node):
    title: str = column(Chapter, "title")
    lead: str = member(Text(lines=True))
    achievements: tuple[Achievement, ...] = member(ListOf(Record(Achievement)))
    key_figures: tuple[Figure, ...] = member(ListOf(Record(Figure)))
    charts: tuple[ChartData, ...] = member(ListOf(Record(ChartData)))
    footnotes: tuple[Footnote, ...] = member(ListOf(Record(Footnote)))
    pages: str = remark()


@dataclass(frozen=True, kw_only=True)
class Balance(Node):
    gross_savings_eur: Decimal | None = member(Number())
    gross_savings_vs_n1_pct: Decimal | None = member(Number())
    debt_capital_repaid_eur: Decimal | None = member(Number())
    net_savings_eur: Decimal | None = member(Number())
    net_savings_share_of_investment_pct: Decimal | None = member(Number())
    overall_result_eur: Decimal | None = member(Number())
    new_loans_eur: Decimal | None = member(Number())
    debt_stock_eur: Decimal | None = member(Number())
    average_rate_pct: Decimal | None = member(Number())
    guaranteed_stock_eur: Decimal | None = member(Number())
    guaranteed_social_housing_eur: Decimal | None = member(Number())


@dataclass(frozen=True, kw_only=True)
class Rating(Node):
    agency: str = member(Text(100))
    date: str = member(Text(loose=True, check=validate_partial_date))
    grade: str = column(KeyFigure, "text_value")
    outlook: str = column(KeyFigure, "note")
    debt_payoff_years: dict[str, str] = member(MapOf(Text(100, loose=True)))


@dataclass(frozen=True, kw_only=True)
class CrisisSpending(Node):
    declared_total_eur: Decimal | None = member(Number())
    sum_of_lines_eur: Decimal | None = member(Number())
    lines: str = remark()


@dataclass(frozen=True, kw_only=True)
class BreakdownLine(Node):
    label: str = column(ChartPoint, "category", required=True)
    value_eur: Decimal | None = member(Number())


@dataclass(frozen=True, kw_only=True)
class Finances(Node):
    year: str = remark()
    total: Amount | None = member(Record(Amount, shorthand="value_eur"))
    functioning: Amount | None = member(Record(Amount, shorthand="value_eur"))
    investment: Amount | None = member(Record(Amount, shorthand="value_eur"))
    revenue_breakdown: tuple[BreakdownLine, ...] = member(ListOf(Record(BreakdownLine)))
    spending_breakdown: tuple[BreakdownLine, ...] = member(ListOf(Record(BreakdownLine)))
    breakdown_note: str = remark()
    balance: Balance | None = member(Record(Balance))
    rating: Rating | None = member(Record(Rating, shorthand="grade"))
    crisis_spending: CrisisSpending | None = member(Record(CrisisSpending, shorthand="declared_total_eur"))
    by_unit_declared_eur: dict[str, Decimal] = member(MapOf(Number()))
    by_unit_sum_eur: Decimal | None = member(Number())
    charts: tuple[ChartData, ...] = member(ListOf(Record(ChartData)))
    pages: str = remark()


@dataclass(frozen=True, kw_only=True)
class Competence(Node):
    block: str = column(Mission, "group")
    items: tuple[MissionLine, ...] = member(ListOf(Record(MissionLine, shorthand="text")))


@dataclass(frozen=True, kw_only=True)
class EmptyChart(Node):
    """A chart of which only the title is known; `unit` says whose it is, else `page` does."""

    title: str = column(Chart, "title", required=True)
    type: str = remark()
    page: str = remark()
    unit: str = member(Text())
    text_figures: dict[str, Decimal] = member(MapOf(Number()))


@dataclass(frozen=True, kw_only=True)
class Place(Node):
    name: str = column(Site, "name", required=True)
    city: str = column(Site, "city")
    unit: str = column(Site, "unit_code")


@dataclass(frozen=True, kw_only=True)
class Associate(Node):
    name: str = column(Partner, "name", required=True)
    acronym: str = column(Partner, "acronym")
    group: str = column(Partner, "group")
    source: str = column(Partner, "group")


@dataclass(frozen=True, kw_only=True)
class Acronym(Node):
    acronym: str = column(GlossaryEntry, "acronym", required=True)
    meaning: str = column(GlossaryEntry, "meaning")


@dataclass(frozen=True, kw_only=True)
class BackCover(Node):
    title: str = remark()
    closing: str = column(Report, "closing")
    address: Address | None = member(Record(Address, shorthand="text"))
    phone: str = remark()
    website: str = remark()


@dataclass(frozen=True, kw_only=True)
class ReportFile(Node):
    institution: Institution | None = member(Record(Institution), required=True)
    year: int | None = member(Integer(*YEARS), required=True)
    cover: Photo | None = member(Record(Photo))
    editorial: Editorial | None = member(Record(Editorial))
    sommaire: None = member(Anything())
    themes: tuple[Theme, ...] = member(ListOf(Record(Theme)))
    crisis_dossier: Dossier | None = member(Record(Dossier))
    chronology: tuple[Event, ...] = member(ListOf(Record(Event)))
    institution_figures: tuple[Figure, ...] = member(ListOf(Record(Figure)))
    budget: Finances | None = member(Record(Finances))
    comparisons: tuple[Figure, ...] = member(ListOf(Record(Figure)))
    competences: tuple[Competence, ...] = member(ListOf(Record(Competence)))
    charts_without_data: tuple[EmptyChart, ...] = member(ListOf(Record(EmptyChart)))
    units: tuple[Unit, ...] = member(ListOf(Record(Unit)), required=True)
    sites: tuple[Place, ...] = member(ListOf(Record(Place)))
    partners: tuple[Associate, ...] = member(ListOf(Record(Associate)))
    partners_note: str = remark()
    glossary: tuple[Acronym, ...] = member(ListOf(Record(Acronym)))
    glossary_undefined: tuple[str, ...] = member(ListOf(Text(limit(GlossaryEntry, "acronym"))))
    back_cover: BackCover | None = member(Record(BackCover))
    parts: tuple[str, ...] = member(ListOf(Choice(tuple(Part.values))))
