"""The tables that come in and go out: what a cell holds, what was read of a file, what a file is made of."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

# What a cell gives when it is read. Never "": an empty cell is None.
Cell = str | Decimal | datetime.date | None
# What may be written: yes-or-no is written "oui" or "non", a moment as its French text.
Value = Cell | int | bool | datetime.datetime


@dataclass(frozen=True)
class Row:
    """A row that is not empty. `number` is the one that the spreadsheet shows at its left; as many cells as titles."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Sheet:
    """What was read of one sheet. A column without a title has the title ""."""

    name: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]


class Kind(Enum):
    """How a column shows its numbers; a text is a text in any of them, and a date a date."""

    TEXT = "text"
    NUMBER = "number"  # 12 345,6
    YEAR = "year"  # 2025, without a thousands mark: years, and other whole numbers that are names


@dataclass(frozen=True)
class Column:
    """`width` is in characters; `explanation` goes to the sheet that explains; a `read_only` column is told not to be
    filled, and looks so."""

    key: str
    title: str
    explanation: str = ""
    width: int = 18
    kind: Kind = Kind.TEXT
    read_only: bool = False


@dataclass(frozen=True)
class DataSheet:
    """Each row gives values by the keys of columns; a missing one is empty."""

    name: str
    columns: Sequence[Column]
    rows: Sequence[Mapping[str, Value]]

    def __post_init__(self) -> None:
        unknown = {key for row in self.rows for key in row} - {column.key for column in self.columns}
        if unknown:
            raise ValueError(f"The sheet {self.name} has no column for {', '.join(sorted(unknown))}.")


@dataclass(frozen=True)
class Table:
    """A workbook to write. `guidance` opens the sheet that explains the columns; a CSV holds the first sheet only."""

    title: str
    sheets: Sequence[DataSheet]
    guidance: str = ""


class Format(Enum):
    """The three formats, in and out."""

    XLSX = ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    ODS = ("ods", "application/vnd.oasis.opendocument.spreadsheet")
    CSV = ("csv", "text/csv; charset=utf-8")

    def __init__(self, extension: str, content_type: str) -> None:
        self.extension = extension
        self.content_type = content_type
