"""Writes a table as XLSX, ODS or CSV: the same cells in the three, none live, the same bytes for the same table."""

from __future__ import annotations

import csv
import io

from directions.sheets.cells import cell_of, to_csv
from directions.sheets.ods_writing import write_ods
from directions.sheets.table import Format, Table
from directions.sheets.xlsx_writing import write_xlsx

_BYTE_ORDER_MARK = "\ufeff"  # Excel reads a CSV as UTF-8 only with it.


def write(table: Table, format: Format) -> bytes:
    """The file. `read` gives back exactly the cells, numbers of more than 15 digits excepted: those are texts."""
    if format is Format.XLSX:
        return write_xlsx(table)
    return write_ods(table) if format is Format.ODS else _write_csv(table)


def _write_csv(table: Table) -> bytes:
    """The first sheet, as Excel in French reads it: semicolons, decimal commas, days first."""
    sheet = table.sheets[0]
    file = io.StringIO(newline="")
    # The titles in quotes, so that a mark in one of them is never taken for the separator.
    csv.writer(file, delimiter=";", quoting=csv.QUOTE_ALL).writerow(to_csv(column.title) for column in sheet.columns)
    lines = csv.writer(file, delimiter=";")
    for row in sheet.rows:
        lines.writerow(to_csv(cell_of(row.get(column.key))) for column in sheet.columns)
    return (_BYTE_ORDER_MARK + file.getvalue()).encode()
