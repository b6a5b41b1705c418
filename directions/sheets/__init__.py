"""Spreadsheets in and out: `read` takes a stranger's file within bounds, `write` makes one that runs nothing.

Knows neither rows of the database nor what a column means.
"""

from directions.sheets.bounds import Limits, SheetRefused
from directions.sheets.reading import read
from directions.sheets.table import Cell, Column, DataSheet, Format, Kind, Row, Sheet, Table, Value
from directions.sheets.writing import write

__all__ = [
    "Cell",
    "Column",
    "DataSheet",
    "Format",
    "Kind",
    "Limits",
    "Row",
    "Sheet",
    "SheetRefused",
    "Table",
    "Value",
    "read",
    "write",
]
