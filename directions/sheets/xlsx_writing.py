"""Writes a table as XLSX with XlsxWriter, where every text is written as a text."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format as CellFormat
from xlsxwriter.worksheet import Worksheet

from directions.sheets.cells import cell_of, decimals_of, is_dangerous
from directions.sheets.guide import (
    BRAND,
    FONT,
    GREY,
    GREY_INK,
    INK,
    LINE,
    NAME,
    SAND,
    WIDTHS,
    Role,
    guide,
    lines_of,
    lines_of_titles,
)
from directions.sheets.table import Cell, Column, DataSheet, Kind, Table

_EPOCH = datetime.datetime(2000, 1, 1)  # any fixed day: the same table gives the same bytes
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
_CORE = "docProps/core.xml"
_A4 = 9
_LINE_HEIGHT = 15  # in points
_MAX_HEIGHT = 409  # of Excel
_PLAIN = {"font_name": FONT, "font_size": 11, "font_color": INK, "valign": "top", "text_wrap": True}
_BOXED = {**_PLAIN, "border": 1, "border_color": LINE}
_HEADING = {
    **_BOXED,
    "align": "left",
    "indent": 1,
    "bold": True,
    "font_color": "#ffffff",
    "bg_color": BRAND,
    "valign": "vcenter",
}
_GUIDE = {
    Role.TITLE: {**_PLAIN, "bold": True, "font_size": 16, "font_color": BRAND, "text_wrap": False},
    Role.TEXT: _PLAIN,
    Role.SECTION: {**_PLAIN, "bold": True, "font_size": 13, "font_color": BRAND, "text_wrap": False},
    Role.HEADINGS: _HEADING,
    Role.COLUMN: {**_BOXED, "align": "left", "indent": 1, "bg_color": SAND},
}


def write_xlsx(table: Table) -> bytes:
    """The bytes of the workbook; see `write`."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"title": table.title, "created": _EPOCH})
        writer = _Writer(book)
        for sheet in table.sheets:
            writer.write_data(sheet)
        writer.write_guide(table)
    return _in_french(file.getvalue())


class _Writer:
    """Writes the sheets of one workbook, each look declared once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._formats: dict[tuple, CellFormat] = {}

    def write_data(self, sheet: DataSheet) -> None:
        page = self._page(sheet.name, landscape=True)
        page.freeze_panes(1, 0)
        page.repeat_rows(0)
        page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
        page.set_row(0, _LINE_HEIGHT * lines_of_titles(sheet) + 6)
        for rank, column in enumerate(sheet.columns):
            page.set_column(rank, rank, column.width)
            _put(page, 0, rank, column.title, self._format(_HEADING))
        for number, row in enumerate(sheet.rows, 1):
            cells = [cell_of(row.get(column.key)) for column in sheet.columns]
            _fit_height(page, number, cells, [column.width for column in sheet.columns])
            for rank, column in enumerate(sheet.columns):
                _put(page, number, rank, cells[rank], self._format(_look(cells[rank], column)))

    def write_guide(self, table: Table) -> None:
        lines = guide(table)
        if not lines:
            return
        page = self._page(NAME, landscape=False)
        page.hide_gridlines(2)
        for rank, width in enumerate(WIDTHS):
            page.set_column(rank, rank, width)
        for number, line in enumerate(lines):
            look = self._format(_GUIDE[line.role])
            if line.role is Role.TEXT:
                page.merge_range(number, 0, number, len(WIDTHS) - 1, "", look)
                _fit_height(page, number, line.cells, [sum(WIDTHS)])
            elif line.role is Role.COLUMN:
                _fit_height(page, number, line.cells, WIDTHS)
            for rank, text in enumerate(line.cells):
                _put(page, number, rank, cell_of(text), look)

    def _page(self, name: str, *, landscape: bool) -> Worksheet:
        page = self._book.add_worksheet(name)
        page.set_paper(_A4)
        page.fit_to_pages(1, 0)
        page.set_footer("&L&A&R&P / &N")
        if landscape:
            page.set_landscape()
        return page

    def _format(self, look: dict[str, Any]) -> CellFormat:
        key = tuple(look.items())
        if key not in self._formats:
            self._formats[key] = self._book.add_format(look)
        return self._formats[key]


def _look(cell: Cell, column: Column) -> dict[str, Any]:
    look = {**_BOXED, "align": "left", "indent": 1}
    if column.read_only:
        look |= {"bg_color": GREY, "font_color": GREY_INK}
    if isinstance(cell, Decimal):
        look |= {"num_format": _number_format(cell, column), "align": "right", "indent": 1}
    elif isinstance(cell, datetime.date):
        look |= {"num_format": "dd/mm/yyyy"}
    elif cell and is_dangerous(cell):
        look |= {"num_format": "@", "quote_prefix": True}  # it stays a text even if the person edits it
    return look


def _number_format(value: Decimal, column: Column) -> str:
    """As many decimals as the number has: a format that shows fewer would hide what is imported again."""
    decimals = decimals_of(value)
    whole = "0" if column.kind is Kind.YEAR else "#,##0"
    return f"{whole}.{'0' * decimals}" if decimals else whole


def _fit_height(page: Worksheet, row: int, cells: Sequence[Cell], widths: Sequence[int]) -> None:
    lines = max(
        lines_of(cell, width) if isinstance(cell, str) else 1 for cell, width in zip(cells, widths, strict=True)
    )
    if lines > 1:
        page.set_row(row, min(_LINE_HEIGHT * lines, _MAX_HEIGHT))


def _put(page: Worksheet, row: int, column: int, cell: Cell, look: CellFormat) -> None:
    if cell is None:
        page.write_blank(row, column, None, look)
    elif isinstance(cell, Decimal):
        page.write_number(row, column, cell, look)
    elif isinstance(cell, datetime.date):
        page.write_datetime(row, column, cell, look)
    elif cell.startswith("<r>") and cell.endswith("</r>"):
        # XlsxWriter takes such a text for its own mark-up; in two pieces, it does not.
        page.write_rich_string(row, column, cell[0], look, cell[1:], look)
    else:
        page.write_string(row, column, cell, look)


def _in_french(content: bytes) -> bytes:
    """The workbook with its language, which XlsxWriter has no way to say."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = source.read(name)
            if name == _CORE:
                part = part.replace(b"</cp:coreProperties>", b"<dc:language>fr-FR</dc:language></cp:coreProperties>")
            entry = zipfile.ZipInfo(name, _ZIP_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, part)
    return file.getvalue()
