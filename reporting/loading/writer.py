"""Rows kept until the whole report is turned into rows, then written kind by kind, in as few queries as kinds."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from decimal import Decimal

from django.db import models
from django.utils.text import slugify

from directions.enums import ComparisonKind, Placement
from directions.french.numbers import format_decimal
from directions.models import (
    Achievement,
    Chapter,
    Chart,
    ChartPoint,
    Contribution,
    ContributionEvent,
    KeyFigure,
    Mission,
    Moment,
    Takeaway,
)
from reporting.loading import blocks
from reporting.loading.indicators import Indicators
from reporting.loading.markup import rich
from reporting.loading.pictures import Pictures
from reporting.loading.shapes import Refused
from reporting.models import CitedFigure, GlossaryEntry, Partner, PartPlace, Site

# A row comes after those that it refers to.
_ORDER = (
    Contribution, ContributionEvent, Chapter, Mission, Achievement, Takeaway, Moment, KeyFigure, Chart, ChartPoint,
    PartPlace, CitedFigure, Partner, Site, GlossaryEntry,
)  # fmt: skip
_PLACEMENTS = {
    "": Placement.KEY,
    "bandeau": Placement.IDENTITY,
    "chiffres-cles": Placement.KEY,
    "retenir": Placement.KEY,
    "recit": Placement.CITED,
}
_NOTE_LENGTH = KeyFigure._meta.get_field("internal_note").max_length
MAX_PLACE = 32_767  # What the column of a block's place holds.


class Rows:
    """The rows of a report, by model."""

    def __init__(self) -> None:
        self._rows: dict[type[models.Model], list[models.Model]] = defaultdict(list)

    def add(self, row: models.Model) -> None:
        self._rows[type(row)].append(row)

    def count(self, model: type[models.Model]) -> int:
        return len(self._rows[model])

    def write(self) -> None:
        for model in _ORDER:
            model.objects.bulk_create(self._rows[model])


class ContributionWriter:
    """Turns the blocks of a file into the rows of one contribution, each after the ones before."""

    def __init__(self, contribution: Contribution, rows: Rows, pictures: Pictures, stored: list[str]) -> None:
        self.contribution = contribution
        self.figures: list[KeyFigure] = []
        self._rows = rows
        self._pictures = pictures
        self._stored = stored
        self._chapters: dict[str, Chapter] = {}
        self._places: Counter[type[models.Model]] = Counter()
        self._notes: list[str] = []
        rows.add(contribution)

    def finish(self, indicators: Indicators) -> None:
        """Gives the figures their indicators, once all are known."""
        indicators.assign(self.contribution.direction, self.figures)
        self.contribution.internal_note = "\n".join(self._notes)

    def note(self, text: str, label: str = "") -> None:
        """A line of the contribution's internal note; nothing if the text is empty."""
        if text:
            self._notes.append(f"{label} : {text}" if label else text)

    def chapter(self, title: str, lead: str = "") -> Chapter | None:
        """The chapter with this title, made at its first use; none without title."""
        if title and title not in self._chapters:
            self._chapters[title] = self._add(Chapter(title=title, lead=rich(lead)))
        return self._chapters.get(title)

    def missions(self, missions: Iterable[blocks.MissionLine], group: str = "", chapter: Chapter | None = None) -> None:
        for one in missions:
            chosen = chapter or self.chapter(one.chapter)
            self._add(Mission(chapter=chosen, group=one.group or group, text=one.text))

    def takeaways(self, highlights: Iterable[blocks.Highlight]) -> None:
        for one in highlights:
            self._add(Takeaway(title=one.title, text=one.text))

    def achievements(self, achievements: Iterable[blocks.Achievement], chapter: Chapter | None = None) -> None:
        for one in achievements:
            row = Achievement(
                chapter=chapter or self.chapter(one.chapter),
                theme=one.theme,
                title=one.title,
                body=rich(one.body),
                date=one.date,
                month=one.month,
                is_spotlight=one.zoom,
                **self._pictures.columns(one.photo, self._stored),
            )
            self._add(row)

    def moments(self, events: Iterable[blocks.Event]) -> None:
        for one in events:
            photo = self._pictures.columns(one.photo, self._stored)
            self._add(Moment(month=one.month, day=one.day, title=one.title, text=one.text, **photo))

    def chart(self, data: blocks.ChartData, chapter: Chapter | None = None) -> None:
        chosen = chapter or self.chapter(data.chapter)
        row = Chart(
            chapter=chosen, title=data.title, kind=data.kind, unit=data.unit, scale=data.display, caption=data.caption
        )
        self._add(row)
        for place, point in enumerate(data.rows):
            series, category = point.series, point.category
            self._rows.add(ChartPoint(chart=row, position=place, series=series, category=category, value=point.value))

    def key_figures(self, figures: Iterable[blocks.Figure], chapter: Chapter | None = None, group: str = "") -> None:
        for one in figures:
            row = figure_row(one)
            row.chapter = chapter or self.chapter(one.chapter)
            row.group = row.group or group
            self.key_figure(row)

    def key_figure(self, row: KeyFigure) -> None:
        self.figures.append(self._add(row))

    def _add(self, row: models.Model) -> models.Model:
        row.contribution = self.contribution
        row.position = self._places[type(row)]
        if row.position > MAX_PLACE:
            kind, name = type(row)._meta.verbose_name_plural, self.contribution.name
            raise Refused([f"{name} : trop de blocs d'une même sorte ({kind}), {MAX_PLACE} au plus."])
        self._places[type(row)] += 1
        self._rows.add(row)
        return row


def figure_row(figure: blocks.Figure) -> KeyFigure:
    """The row of a figure, still without contribution nor indicator."""
    notes = [figure.internal_note]
    source = slugify(figure.source)
    if source not in _PLACEMENTS:
        notes.append(f"Source : {figure.source}.")
    row = KeyFigure(
        placement=_PLACEMENTS.get(source, Placement.KEY),
        group=figure.group,
        label=figure.label,
        value=figure.value,
        unit=figure.unit,
        text_value=figure.text_value,
        not_provided=figure.not_provided,
        qualifier=figure.qualifier,
        scale=figure.display,
        scope=figure.scope,
        as_of=figure.as_of,
        note=figure.note,
    )
    if figure.numerator:
        row.numerator_value, row.numerator_unit = figure.numerator.value, figure.numerator.unit
    notes.append(compare(row, figure.comparison))
    row.internal_note = " ".join(note for note in notes if note)[:_NOTE_LENGTH]
    return row


def compare(row: KeyFigure, comparison: blocks.Comparison | None) -> str:
    """Gives the row its declared comparison; one without value is only told, by the note that is returned."""
    if comparison is None:
        return ""
    if comparison.value is None:
        return f"Comparaison annoncée sans valeur ({ComparisonKind(comparison.kind).label.lower()})."
    row.comparison_kind = comparison.kind
    row.comparison_mode = comparison.mode
    row.comparison_value = comparison.value
    row.comparison_unit = comparison.unit
    row.comparison_year = comparison.year
    row.comparison_note = comparison.qualifier
    return ""


def plain(value: Decimal | int | None) -> str:
    """A number in an internal note."""
    return "" if value is None else format_decimal(value)
