"""Writes a table as ODS, straight to its XML: every text is declared a text, every number keeps its digits."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from decimal import Decimal
from xml.sax.saxutils import escape

from directions.sheets import guide, ods_styles
from directions.sheets.cells import cell_of, decimals_of, is_dangerous
from directions.sheets.grid import letters
from directions.sheets.ods_styles import attribute, document
from directions.sheets.table import Cell, Column, DataSheet, Format, Kind, Table

_EPOCH = (1980, 1, 1, 0, 0, 0)  # any fixed day: the same table gives the same bytes
# A blank that a reader of XML would drop: at an end of the text, or after another.
_BLANK = re.compile("(?<![^ ]) | $|\t")
_BLANK_ELEMENTS = {" ": "<text:s/>", "\t": "<text:tab/>"}


def write_ods(table: Table) -> bytes:
    """The bytes of the document; see `write`."""
    lines = guide.guide(table)
    names = [sheet.name for sheet in table.sheets]
    parts = {
        "mimetype": Format.ODS.content_type,
        "content.xml": _content(table, lines),
        "styles.xml": ods_styles.styles(),
        "settings.xml": ods_styles.settings(names),
        "meta.xml": ods_styles.meta(table.title),
        "META-INF/manifest.xml": ods_styles.manifest(),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            # The type comes first and as it is, so that a file can be recognised by its first bytes.
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            package.writestr(entry, text.encode())
    return file.getvalue()


def _content(table: Table, lines: list[guide.Line]) -> str:
    widths = sorted({column.width for sheet in table.sheets for column in sheet.columns} | set(guide.WIDTHS))
    heights = sorted({guide.lines_of_titles(sheet) for sheet in table.sheets})
    sheets = [_data_sheet(sheet) for sheet in table.sheets]
    if lines:
        sheets.append(_guide_sheet(lines))
    return document(
        "document-content",
        ods_styles.automatic_styles(widths, heights),
        f"<office:body><office:spreadsheet>{''.join(sheets)}{_filters(table)}</office:spreadsheet></office:body>",
    )


def _data_sheet(sheet: DataSheet) -> str:
    titles = "".join(_cell(column.title, "heading") for column in sheet.columns)
    head = _row(titles, f"titles{guide.lines_of_titles(sheet)}")
    return _sheet(
        sheet.name,
        "data",
        (column.width for column in sheet.columns),
        f"<table:table-header-rows>{head}</table:table-header-rows>",
        (
            _row("".join(_data_cell(cell_of(row.get(column.key)), column) for column in sheet.columns))
            for row in sheet.rows
        ),
    )


def _guide_sheet(lines: list[guide.Line]) -> str:
    return _sheet(guide.NAME, "guide", guide.WIDTHS, "", (_row(_guide_cells(line)) for line in lines))


def _guide_cells(line: guide.Line) -> str:
    style = f"guide-{line.role.value}"
    if line.role is not guide.Role.TEXT:
        return "".join(_cell(text or None, style) for text in line.cells)
    others = len(guide.WIDTHS) - 1
    spanned = f' table:number-columns-spanned="{others + 1}" table:number-rows-spanned="1"'
    return _cell(line.cells[0] or None, style, spanned) + "<table:covered-table-cell/>" * others


def _sheet(name: str, style: str, widths: Iterable[int], head: str, rows: Iterator[str]) -> str:
    columns = "".join(f'<table:table-column table:style-name="width{width}"/>' for width in widths)
    return (
        f'<table:table table:name="{attribute(name)}" table:style-name="{style}">'
        f"{columns}{head}{''.join(rows)}</table:table>"
    )


def _row(cells: str, style: str = "row") -> str:
    return f'<table:table-row table:style-name="{style}">{cells}</table:table-row>'


def _data_cell(cell: Cell, column: Column) -> str:
    return _cell(cell, f"{_shown_as(cell, column)}{'-read' if column.read_only else ''}")


def _shown_as(cell: Cell, column: Column) -> str:
    """The style that shows the value: a number has as many decimals as it needs, not to hide what is imported again."""
    if isinstance(cell, Decimal):
        return f"{'year' if column.kind is Kind.YEAR else 'number'}{decimals_of(cell)}"
    if isinstance(cell, datetime.date):
        return "date"
    return "kept" if cell and is_dangerous(cell) else "text"


def _cell(cell: Cell, style: str, more: str = "") -> str:
    start = f'<table:table-cell table:style-name="{style}"{more}'
    if cell is None:
        return f"{start}/>"
    if isinstance(cell, Decimal):
        return f'{start} office:value-type="float" office:value="{cell:f}"/>'
    if isinstance(cell, datetime.date):
        return f'{start} office:value-type="date" office:date-value="{cell.isoformat()}"/>'
    paragraphs = "".join(f"<text:p>{_text(paragraph)}</text:p>" for paragraph in cell.split("\n"))
    return f'{start} office:value-type="string">{paragraphs}</table:table-cell>'


def _text(text: str) -> str:
    return _BLANK.sub(lambda match: _BLANK_ELEMENTS[match[0]], escape(text))


def _filters(table: Table) -> str:
    """The buttons that filter and sort each sheet, over its titles and rows."""
    ranges = (
        f'<table:database-range table:name="__Anonymous_Sheet_DB__{rank}" table:display-filter-buttons="true" '
        f'table:target-range-address="{_address(sheet)}"/>'
        for rank, sheet in enumerate(table.sheets)
    )
    return f"<table:database-ranges>{''.join(ranges)}</table:database-ranges>"


def _address(sheet: DataSheet) -> str:
    name = "'" + sheet.name.replace("'", "''") + "'"
    return attribute(f"{name}.A1:{name}.{letters(len(sheet.columns) - 1)}{len(sheet.rows) + 1}")
