"""The sheet that explains the columns, the same in XLSX and ODS, and what both formats share of their looks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from directions.sheets.table import Column, DataSheet, Table

NAME = "Mode d'emploi"
WIDTHS = (30, 80, 22)
HEADINGS = ("Colonne", "Ce qu'elle contient", "Qui la remplit")

INK = "#1c2a30"
BRAND = "#0f4c5c"
LINE = "#d9d2c5"
SAND = "#f7f2ea"
GREY = "#ececec"
GREY_INK = "#4a5459"
FONT = "Arial"


class Role(Enum):
    """What a line of the guide is."""

    TITLE = "title"
    TEXT = "text"
    SECTION = "section"
    HEADINGS = "headings"
    COLUMN = "column"


@dataclass(frozen=True)
class Line:
    role: Role
    cells: tuple[str, ...]


def guide(table: Table) -> list[Line]:
    """The lines of the guide, none where no column is explained."""
    if not any(column.explanation for sheet in table.sheets for column in sheet.columns):
        return []
    return list(_lines(table))


def _lines(table: Table) -> Iterator[Line]:
    yield Line(Role.TITLE, (table.title,))
    for paragraph in filter(None, table.guidance.splitlines()):
        yield Line(Role.TEXT, (paragraph,))
    for sheet in table.sheets:
        yield from _section(sheet)


def _section(sheet: DataSheet) -> Iterator[Line]:
    yield Line(Role.TEXT, ("",))
    yield Line(Role.SECTION, (f"Feuille « {sheet.name} »",))
    yield Line(Role.HEADINGS, HEADINGS)
    for column in sheet.columns:
        yield Line(Role.COLUMN, (column.title, column.explanation, _filled_by(column)))


def _filled_by(column: Column) -> str:
    return "À lire seulement" if column.read_only else "À remplir"


def lines_of_titles(sheet: DataSheet) -> int:
    """How many lines the titles take; bold letters are wider."""
    return max(lines_of(column.title, column.width * 5 // 6) for column in sheet.columns)


def lines_of(text: str, width: int) -> int:
    """How many lines a text takes in a column: a spreadsheet does not always find the height of a row by itself."""
    return sum(max(1, -(-len(paragraph) // width)) for paragraph in text.split("\n"))
