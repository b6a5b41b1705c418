"""The columns of a workbook: what each is called and explains, and how its cells become values and back."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from import_export.fields import Field
from import_export.widgets import Widget

from directions.enums import DisplayScale
from directions.figure_rules import SCALED_UNIT, is_scaled, told_apart
from directions.french.numbers import TOO_LONG, format_decimal, is_storable, parse_decimal, shown_unit, stored_unit
from directions.sheets import Cell, Column, Kind
from directions.sheets.cells import to_csv, trimmed

# Years and orders need no more; each database would bound them elsewhere.
_MAX_WHOLE = 9999


class CellWidget(Widget):
    """Reads and writes the cells of a column. `clean` raises ValueError in French; `words` is for people."""

    def clean(self, value: Cell, row: dict[str, Cell] | None = None, **kwargs: Any) -> Any:
        raise NotImplementedError

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Cell:
        raise NotImplementedError

    def words(self, value: Any) -> str:
        return str(self.render(value) or "")


class TextCell(CellWidget):
    """A text on one line; a number or a date that a spreadsheet made of one is its text again."""

    def clean(self, value: Cell, row: dict[str, Cell] | None = None, **kwargs: Any) -> str:
        if not isinstance(value, str):
            return to_csv(value)
        return " ".join(line.strip() for line in value.split("\n")).strip()

    def render(self, value: str, obj: Any = None, **kwargs: Any) -> str | None:
        return value or None


class ParagraphsCell(TextCell):
    """A text whose line ends are kept."""

    def clean(self, value: Cell, row: dict[str, Cell] | None = None, **kwargs: Any) -> str:
        return value.strip() if isinstance(value, str) else super().clean(value)


class UnitCell(TextCell):
    """Euros are stored as EUR, written as €."""

    def clean(self, value: Cell, row: dict[str, Cell] | None = None, **kwargs: Any) -> str:
        unit = stored_unit(super().clean(value))
        if is_scaled(unit):
            raise ValueError(SCALED_UNIT)
        return unit

    def render(self, value: str, obj: Any = None, **kwargs: Any) -> str | None:
        return shown_unit(value) or None


class NumberCell(CellWidget):
    """A number, or the text of one."""

    def clean(self, value: Cell, row: dict[str, Cell] | None = None, **kwargs: Any) -> Decimal | None:
        if value is None:
            return None
        if isinstance(value, datetime.date):
            raise ValueError("Cette cellule est une date : donnez-lui le format Nombre ou Texte, et retapez la valeur.")
        if isinstance(value, str):
            return self.read(value, row or {})
        if not is_storable(value):
            raise ValueError(TOO_LONG)
        return value

    def read(self, text: str, row: dict[str, Cell]) -> Decimal | None:
        return parse_decimal(text)

    def render(self, value: Decimal | None, obj: Any = None, **kwargs: Any) -> Decimal | None:
        return trimmed(value)

    def words(self, value: Decimal | None) -> str:
        return "" if value is None else format_decimal(value)


class WholeCell(NumberCell):
    """A whole number that is a name or a rank: a year, an order. `empty` is what an empty cell says."""

    def __init__(self, *, empty: int | None = None) -> None:
        super().__init__()
        self._empty = empty

    def clean(self, value: Cell, row: dict[str, Cell] | None = None, **kwargs: Any) -> int | None:
        number = super().clean(value, row)
        if number is None:
            return self._empty
        if number != number.to_integral_value():
            raise ValueError("Écrivez un nombre entier.")
        if abs(number) > _MAX_WHOLE:
            raise ValueError("Écrivez un nombre de quatre chiffres au plus.")
        return int(number)

    def render(self, value: int | None, obj: Any = None, **kwargs: Any) -> Decimal | None:
        return None if value is None else Decimal(value)

    def words(self, value: int | None) -> str:
        return "" if value is None else str(value)


class FigureCell(NumberCell):
    """The value of a figure. What an expression says beside its number ("près de 12,6 M€") goes to the cells of the
    columns after this one."""

    def read(self, text: str, row: dict[str, Cell]) -> Decimal | None:
        found = told_apart(text, UnitCell().clean(row.get("unit")), _scale_written(row))
        row.update({name: said for name, said in found.items() if name != "value"})
        return found["value"]


class YesNoCell(CellWidget):
    """ "oui", or nothing."""

    _YES, _NO = frozenset({"oui", "o", "x", "vrai", "1"}), frozenset({"", "non", "n", "faux", "0"})

    def clean(self, value: Cell, row: dict[str, Cell] | None = None, **kwargs: Any) -> bool:
        word = to_csv(value).strip().casefold()
        if word not in self._YES | self._NO:
            raise ValueError("Écrivez « oui », ou videz la case.")
        return word in self._YES

    def render(self, value: bool, obj: Any = None, **kwargs: Any) -> str | None:
        return "oui" if value else None


class ChoiceCell(CellWidget):
    """One of a closed list, written by its label; its stored word is understood too. The empty one is an empty cell."""

    def __init__(self, choices: Iterable[tuple[str, str]]) -> None:
        super().__init__()
        self._labels = {value: str(label) for value, label in choices}
        self._values = {word.casefold(): value for value, label in self._labels.items() for word in (value, label)}

    def clean(self, value: Cell, row: dict[str, Cell] | None = None, **kwargs: Any) -> str:
        word = TextCell().clean(value).casefold()
        if word not in self._values:
            raise ValueError(f"Choisissez parmi : {', '.join(f'« {label} »' for label in self._labels.values())}.")
        return self._values[word]

    def render(self, value: str, obj: Any = None, **kwargs: Any) -> str | None:
        return self._labels.get(value, value) if value else None


def _scale_written(row: dict[str, Cell]) -> str:
    """How the line prints its value; nothing where its own column will say what is wrong."""
    try:
        return ChoiceCell(DisplayScale.choices).clean(row.get("scale"))
    except ValueError:
        return DisplayScale.PLAIN.value


class SheetField(Field):
    """A column of a workbook. One that is `read_only` looks so, and changes nothing when it comes back: the resource
    finds the row by it, or computes it.

    Without `attribute`, the resource says what it holds by a method `dehydrate_<name>`.
    """

    widget: CellWidget

    def __init__(
        self,
        title: str,
        explanation: str,
        *,
        attribute: str | None = None,
        widget: CellWidget | None = None,
        width: int = 18,
        kind: Kind = Kind.TEXT,
        read_only: bool = False,
    ) -> None:
        super().__init__(attribute=attribute, widget=widget or TextCell(), readonly=read_only)
        self.title = title
        self._explanation, self._width, self._kind = explanation, width, kind

    @property
    def column(self) -> Column:
        return Column(self.column_name, self.title, self._explanation, self._width, self._kind, self.readonly)
