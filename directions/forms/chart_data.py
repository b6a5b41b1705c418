"""The data of a chart as a person types it, or pastes it from a spreadsheet: heads, then one line a category.

    Année ; Collèges ; Lycées
    2019 ; 1 204 ; 880
    2020 ; 1 310,5 ;

An empty cell is a gap, not a zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from directions.french.numbers import NumberError, format_decimal, parse_decimal
from directions.models import Chart, ChartPoint

CATEGORY_HEAD = "Catégorie"
MAX_POINTS = 1000
MAX_SHOWN_ERRORS = 8
_TOO_MANY = f"Il y a trop de données pour un graphique : {MAX_POINTS} valeurs au plus."
MAX_SERIES_LENGTH = ChartPoint._meta.get_field("series").max_length
MAX_CATEGORY_LENGTH = ChartPoint._meta.get_field("category").max_length


@dataclass(frozen=True)
class Row:
    """One category and its value in each series; None is a gap."""

    category: str
    values: tuple[Decimal | None, ...]

    @property
    def shown(self) -> list[str]:
        return ["" if value is None else format_decimal(value) for value in self.values]


@dataclass(frozen=True)
class Table:
    """The data of a chart. A single series may have an empty name."""

    series: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.rows)

    def points(self, chart: Chart) -> list[ChartPoint]:
        """The rows of the database, not saved."""
        cells = [
            (series, row.category, value)
            for row in self.rows
            for series, value in zip(self.series, row.values, strict=True)
        ]
        return [
            ChartPoint(chart=chart, position=position, series=series, category=category, value=value)
            for position, (series, category, value) in enumerate(cells)
        ]


def table_of(points: Iterable[ChartPoint]) -> Table:
    """The table behind stored points, its series and categories in the order in which they first come."""
    points = list(points)
    series = tuple(dict.fromkeys(point.series for point in points))
    values = {(point.category, point.series): point.value for point in points}
    categories = dict.fromkeys(point.category for point in points)
    return Table(series, tuple(Row(name, tuple(values.get((name, one)) for one in series)) for name in categories))


def text_of(table: Table) -> str:
    """The table as it is typed; `read` gives it back."""
    if not table:
        return ""
    lines = [[CATEGORY_HEAD, *table.series], *([row.category, *row.shown] for row in table.rows)]
    has_semicolon = any(";" in cell for line in lines for cell in line)
    return "\n".join(("\t" if has_semicolon else " ; ").join(line).rstrip(" ") for line in lines)


def read(text: str) -> Table:
    """The table that was typed. Raises ValidationError with one French message a fault: it names line and column."""
    lines = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip(" \t;")]
    if not lines:
        return Table()
    return _Reader("\t" if "\t" in text else ";").read(lines)


class _Reader:
    """Reads the lines one after the other and keeps the faults, so that all are told at once."""

    def __init__(self, separator: str) -> None:
        self.separator = separator
        self.faults: list[str] = []

    def read(self, lines: list[tuple[int, str]]) -> Table:
        if max(len(lines) - 1, lines[0][1].rstrip(" \t;").count(self.separator)) > MAX_POINTS:
            raise ValidationError(_TOO_MANY, code="data")  # Reading it all would keep the person waiting.
        series = self._heads(*lines[0])
        rows = [self._row(number, self._cells(line), len(series)) for number, line in lines[1:]]
        self._refuse_repeated([(number, row.category) for (number, _), row in zip(lines[1:], rows, strict=True)])
        if not rows:
            self.faults.append("Il n'y a qu'une ligne, celle des titres de colonnes : ajoutez une ligne par catégorie.")
        if len(rows) * len(series) > MAX_POINTS:
            self.faults.append(_TOO_MANY)
        if self.faults:
            raise ValidationError([ValidationError(fault, code="data") for fault in self._shown_faults()])
        return Table(series, tuple(rows))

    def _shown_faults(self) -> list[str]:
        more = len(self.faults) - MAX_SHOWN_ERRORS
        return self.faults[:MAX_SHOWN_ERRORS] + ([f"Et {more} autres." if more > 1 else "Et une autre."] * (more > 0))

    def _cells(self, line: str) -> list[str]:
        return [" ".join(cell.split(" ")).strip() for cell in line.split(self.separator)]

    def _heads(self, number: int, line: str) -> tuple[str, ...]:
        heads = self._cells(line)[1:]
        while heads and not heads[-1]:
            heads.pop()
        for column, head in enumerate(heads, start=2):
            if not head:
                self._fault(number, column, "donnez un titre à cette colonne.")
            elif len(head) > MAX_SERIES_LENGTH:
                self._fault(number, column, f"ce titre est trop long ({MAX_SERIES_LENGTH} caractères au plus).")
            elif head in heads[: column - 2]:
                self._fault(number, column, f"le titre « {head} » est déjà celui d'une autre colonne.")
        return tuple(heads) or ("",)

    def _row(self, number: int, cells: list[str], width: int) -> Row:
        category, values = cells[0], cells[1:]
        if not category:
            self._fault(number, 1, "donnez un nom à cette ligne.")
        elif len(category) > MAX_CATEGORY_LENGTH:
            self._fault(number, 1, f"ce nom est trop long ({MAX_CATEGORY_LENGTH} caractères au plus).")
        if not values:
            self._fault(number, 2, "il manque la valeur. Séparez les colonnes par un point-virgule ou une tabulation.")
        if any(values[width:]):
            self._fault(number, width + 2, "il y a plus de valeurs que de titres de colonnes.")
        padded = (values + [""] * width)[:width]
        return Row(category, tuple(self._value(number, column, cell) for column, cell in enumerate(padded, start=2)))

    def _value(self, number: int, column: int, cell: str) -> Decimal | None:
        if not cell:
            return None
        try:
            return parse_decimal(cell)
        except NumberError as error:
            readings = f" : voulez-vous dire {' ou '.join(error.candidates)} ?" if error.candidates else "."
            self._fault(number, column, f"« {cell} » n'est pas un nombre{readings}")
            return None

    def _refuse_repeated(self, categories: list[tuple[int, str]]) -> None:
        first: dict[str, int] = {}
        for number, category in categories:
            if category and category in first:
                self._fault(number, 1, f"« {category} » est déjà à la ligne {first[category]}.")
            first.setdefault(category, number)

    def _fault(self, line: int, column: int, words: str) -> None:
        self.faults.append(f"Ligne {line}, colonne {column} : {words}")


class ChartDataField(forms.CharField):
    """The data of a chart, typed or pasted; the cleaned value is a `Table`."""

    widget = forms.Textarea(attrs={"rows": 7, "spellcheck": "false", "class": "chart-data"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, required=False, **kwargs)

    def clean(self, value: Any) -> Table:
        return read(super().clean(value))

    def has_changed(self, initial: str | None, data: str | None) -> bool:
        try:
            return read(initial or "") != read(data or "")
        except ValidationError:
            return True
