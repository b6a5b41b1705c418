"""The institution's budget in the file to the figures and charts of the chapter "Les finances"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal

from directions.enums import ChartKind, ComparisonKind, ComparisonMode, DisplayScale, Placement
from directions.french.dates import MONTHS
from directions.models import ChartPoint, KeyFigure
from reporting.loading.blocks import ChartData, ChartRow
from reporting.loading.structure import Balance, BreakdownLine, CrisisSpending, Finances, Rating, ReportFile
from reporting.loading.units import amount_row, scale_of
from reporting.loading.writer import ContributionWriter, plain

TITLE = "Les finances"
_CATEGORY_LENGTH = ChartPoint._meta.get_field("category").max_length
# Member of the balance, group, label; a member in euros ends in _eur, a percentage in _pct.
_BALANCE = (
    ("gross_savings_eur", "Équilibres", "Épargne brute"),
    ("debt_capital_repaid_eur", "Équilibres", "Capital de la dette remboursé"),
    ("net_savings_eur", "Équilibres", "Épargne nette"),
    ("net_savings_share_of_investment_pct", "Équilibres", "Part de l'investissement autofinancée"),
    ("overall_result_eur", "Équilibres", "Résultat global"),
    ("new_loans_eur", "Dette", "Nouveaux emprunts"),
    ("debt_stock_eur", "Dette", "Stock de dette"),
    ("average_rate_pct", "Dette", "Taux moyen de la dette"),
    ("guaranteed_stock_eur", "Garanties", "Encours garanti"),
    ("guaranteed_social_housing_eur", "Garanties", "dont logement social"),
)


def write_finances(report: ReportFile, writer: ContributionWriter) -> None:
    """The chapter with the budget, its charts and the comparisons; nothing where the file has none of them."""
    budget = report.budget
    if not budget and not report.comparisons:
        return
    chapter = writer.chapter(TITLE)
    if budget:
        for row in _figures(budget):
            row.chapter = chapter
            writer.key_figure(row)
        for chart in (*_charts(budget, report), *budget.charts):
            writer.chart(chart, chapter)
        _write_notes(budget, writer)
    writer.key_figures(report.comparisons, chapter, group="Comparaisons")


def _write_notes(budget: Finances, writer: ContributionWriter) -> None:
    writer.note(budget.year, "Année du budget")
    writer.note(budget.breakdown_note, "Budget")
    writer.note(plain(budget.by_unit_sum_eur), "Somme des budgets déclarés, en euros")
    writer.note(budget.pages, "Pages du budget dans le document d'origine")


# -- Figures -----------------------------------------------------------------------------------------------------------


def _figures(budget: Finances) -> Iterator[KeyFigure]:
    lines = ((budget.total, "Budget"), (budget.functioning, "Fonctionnement"), (budget.investment, "Investissement"))
    for amount, label in lines:
        if amount:
            row = amount_row(amount, amount.label or label)
            row.group = "Budget"
            yield row
    if budget.balance:
        yield from _balance(budget.balance)
    if budget.rating:
        yield from _rating(budget.rating)
    if budget.crisis_spending:
        yield from _crisis_spending(budget.crisis_spending)


def _key(label: str, **columns: object) -> KeyFigure:
    return KeyFigure(placement=Placement.KEY, label=label, **columns)


def _euros(label: str, value: Decimal, **columns: object) -> KeyFigure:
    return _key(label, value=value, unit="EUR", scale=scale_of(value), **columns)


def _balance(balance: Balance) -> Iterator[KeyFigure]:
    for name, group, label in _BALANCE:
        value = getattr(balance, name)
        if value is None:
            continue
        if name.endswith("_pct"):
            row = _key(label, value=value, unit="%", group=group)
        else:
            row = _euros(label, value, group=group)
        if name == "gross_savings_eur" and balance.gross_savings_vs_n1_pct is not None:
            row.comparison_kind, row.comparison_mode = ComparisonKind.PREVIOUS, ComparisonMode.VARIATION
            row.comparison_value, row.comparison_unit = balance.gross_savings_vs_n1_pct, "%"
        yield row


def _rating(rating: Rating) -> Iterator[KeyFigure]:
    agency = f" {rating.agency}" if rating.agency else ""
    if rating.grade:
        note = ", ".join(part for part in (rating.outlook, _month(rating.date)) if part)
        yield _key(f"Note{agency}", text_value=rating.grade, group="Notation", note=_cut(note, "note"))
    for years, duration in rating.debt_payoff_years.items():
        words = f"{duration} années" if duration[-1:].isdigit() else duration
        label = _cut(f"Capacité de désendettement {years}", "label")
        yield _key(label, text_value=_cut(words, "text_value"), group="Notation", note="prévision de l'agence")


def _month(date: str) -> str:
    """ "2020-06" -> "juin 2020"."""
    year, _, rest = date.partition("-")
    return f"{MONTHS[int(rest[:2]) - 1]} {year}" if rest else year


def _cut(text: str, column: str) -> str:
    return text[: KeyFigure._meta.get_field(column).max_length]


def _crisis_spending(spending: CrisisSpending) -> Iterator[KeyFigure]:
    if spending.declared_total_eur is None:
        return
    remarks = [spending.lines]
    if spending.sum_of_lines_eur is not None:
        remarks.append(f"Somme des lignes, en euros : {plain(spending.sum_of_lines_eur)}.")
    note = _cut(" ".join(remark for remark in remarks if remark), "internal_note")
    yield _euros("Dépenses liées à la crise", spending.declared_total_eur, group="Budget", internal_note=note)


# -- Charts ------------------------------------------------------------------------------------------------------------


def _charts(budget: Finances, report: ReportFile) -> Iterator[ChartData]:
    """Those that the figures of the budget make; a breakdown without lines makes none."""
    yield from _chart(f"Recettes {report.year}", ChartKind.SHARE, _lines(budget.revenue_breakdown))
    yield from _chart(f"Dépenses {report.year}", ChartKind.SHARE, _lines(budget.spending_breakdown))
    yield from _chart("Budgets déclarés par les directions", ChartKind.BAR, list(_by_unit(budget, report)))


def _lines(breakdown: Iterable[BreakdownLine]) -> list[ChartRow]:
    return [ChartRow(category=line.label, value=line.value_eur) for line in breakdown]


def _by_unit(budget: Finances, report: ReportFile) -> Iterator[ChartRow]:
    """Units by name; by code where a name is not known, or is that of several."""
    names = {unit.code: unit.name for unit in report.units}
    alike = Counter(names.values())
    for code, value in budget.by_unit_declared_eur.items():
        name = names.get(code, "")
        yield ChartRow(category=name if alike[name] == 1 else code[:_CATEGORY_LENGTH], value=value)


def _chart(title: str, kind: str, rows: list[ChartRow]) -> Iterator[ChartData]:
    if rows:
        scale = DisplayScale.MILLION if all(abs(row.value or 10**6) >= 10**5 for row in rows) else DisplayScale.PLAIN
        yield ChartData(title=title, kind=kind, unit="EUR", display=scale, rows=tuple(rows))
