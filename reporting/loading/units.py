"""One unit of the file to the rows of its contribution."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from directions.enums import DisplayScale, Placement
from directions.models import Indicator, KeyFigure
from reporting.loading import blocks
from reporting.loading.markup import rich
from reporting.loading.structure import Unit
from reporting.loading.writer import ContributionWriter, compare, plain

_BUDGET = re.compile(r"(?P<label>budget(?: réalisé)?)(?: (?P<year>\d{4}))?", re.IGNORECASE)
_WORD = re.compile(r"\w{3,}")


def write_unit(unit: Unit, writer: ContributionWriter, shared: dict[str, Indicator], year: int) -> None:
    """All that the file says of a unit."""
    writer.contribution.introduction = rich(unit.introduction)
    _write_notes(unit, writer)
    band = list(_band(unit, shared, year))
    for row in band:
        writer.key_figure(row)
    writer.key_figures(one for one in unit.key_figures if not _repeats_band(one, band))
    writer.missions(unit.missions)
    writer.takeaways(unit.highlights)
    writer.achievements(unit.achievements)
    for chart in unit.charts:
        writer.chart(chart)
    writer.moments(unit.moments)


def _write_notes(unit: Unit, writer: ContributionWriter) -> None:
    writer.note(unit.note)
    writer.note(unit.pages, "Pages du document d'origine")
    writer.note(plain(unit.results_order), "Ordre des fiches de résultats")
    writer.note(plain(unit.directions_declared), "Directions déclarées")
    writer.note(plain(unit.associated_bodies_declared), "Organismes associés déclarés")


# -- The identity band -------------------------------------------------------------------------------------------------


def _band(unit: Unit, shared: dict[str, Indicator], year: int) -> Iterator[KeyFigure]:
    """Agents, budget, services: the first of each measures what all directions share."""
    for rank, staff in enumerate(unit.agents):
        yield from _staff(staff, "Agents", None if rank else shared["agents"])
    for staff in unit.agents_extra:
        yield from _staff(staff, "Autres agents", None)
    for rank, amount in enumerate(unit.budget):
        yield from _amount(amount, None if rank else shared["budget-realise"], year)
    for amount in unit.budget_parts:
        yield from _amount(amount, None, year)
    if unit.services is not None:
        yield _identity(label="Services", value=unit.services, unit="services", indicator=shared["services"])


def _identity(**columns: object) -> KeyFigure:
    return KeyFigure(placement=Placement.IDENTITY, **columns)


def _staff(staff: blocks.Staff, label: str, indicator: Indicator | None) -> Iterator[KeyFigure]:
    if staff.value is None:
        return
    label = staff.label or label
    row = _identity(
        label=label[:1].upper() + label[1:] if not label.startswith("dont ") else label,
        value=staff.value,
        unit="agents",
        qualifier=staff.qualifier,
        note=staff.note,
        indicator=indicator,
    )
    row.internal_note = compare(row, staff.comparison)
    yield row


def _amount(amount: blocks.Amount, indicator: Indicator | None, year: int) -> Iterator[KeyFigure]:
    if amount.value_eur is None:
        return
    row = amount_row(amount, amount.label or "Budget")
    row.placement = Placement.IDENTITY
    row.indicator = indicator
    plain_budget = _BUDGET.fullmatch(amount.scope)
    if plain_budget and not amount.label and plain_budget["year"] in {None, str(year)}:
        row.label, row.scope = plain_budget["label"].capitalize(), ""  # The label says it all.
    yield row


def amount_row(amount: blocks.Amount, label: str) -> KeyFigure:
    """The row of an amount in euros, printed in M€ or Md€ where that loses nothing."""
    row = KeyFigure(
        label=label,
        value=amount.value_eur,
        unit="EUR",
        qualifier=amount.qualifier,
        scale=amount.display or scale_of(amount.value_eur),
        scope=amount.scope,
        note=amount.note,
    )
    row.internal_note = compare(row, amount.comparison)
    return row


def scale_of(value: Decimal | None) -> str:
    """The largest scale that prints the euros exactly in few decimals."""
    for scale, power, decimals in ((DisplayScale.BILLION, 9, 2), (DisplayScale.MILLION, 6, 3)):
        if value is not None and abs(value) >= 10**power and not value % 10 ** (power - decimals):
            return scale
    return DisplayScale.PLAIN


def _repeats_band(figure: blocks.Figure, band: Iterable[KeyFigure]) -> bool:
    """True for a figure of the band that the unit's own members (agents, services...) give already: the same value, the
    same unit, a common word in the label, and nothing more said."""
    says_more = figure.comparison or figure.numerator or figure.note or figure.text_value or figure.group
    if figure.source != "bandeau" or says_more or figure.value is None:
        return False
    words = _words(figure.label)
    return any(
        row.value == figure.value and row.unit == figure.unit and words & _words(f"{row.label} {row.scope}")
        for row in band
    )


def _words(label: str) -> set[str]:
    return set(_WORD.findall(label.casefold())) - {"dont"}
