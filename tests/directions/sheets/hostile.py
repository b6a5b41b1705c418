"""Files made to hurt, by what they do, each with a piece of the message that refuses it."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable

from tests.directions.sheets import builders
from tests.directions.sheets.builders import ODS_TITLES, TITLES, ods, ods_cell, ods_row, ods_table, xlsx, zipped

MEGABYTE = 1024 * 1024

HEAVY = "trop lourd une fois ouvert"
DAMAGED = "abîmé ou incomplet"
DOCTYPE = "DOCTYPE"
PASSWORD = "protégé par un mot de passe"


def ten_times(entity: str) -> str:
    return f"&{entity};" * 10


LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))
    + "]>"
)
FETCHED = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


def sparse(address: str, row: int) -> bytes:
    return xlsx(f'{TITLES}<row r="{row}">{builders.number(address, 1)}</row>')


def row_of(cell: str, count: int) -> str:
    return f"<row>{cell * count}</row>"


def one_string_everywhere() -> bytes:
    cells = row_of('<c t="s"><v>0</v></c>', 15) * 19_000
    return xlsx(TITLES + cells, strings=f"<si><t>{'x' * 5_000}</t></si>")


def with_sheet(start: str, rows: str = TITLES) -> bytes:
    """A workbook whose sheet begins with a declaration."""
    parts = builders.xlsx_parts(rows)
    parts["xl/worksheets/sheet1.xml"] = start + parts["xl/worksheets/sheet1.xml"]
    return zipped(parts)


def lying_sizes() -> bytes:
    """A sheet of 100 MB whose two headers say that it has 1,000 bytes."""
    rows = TITLES + f"<!--{'x' * 50_000}-->" * 2_000
    honest = xlsx(rows)
    size = zipfile.ZipFile(io.BytesIO(honest)).getinfo("xl/worksheets/sheet1.xml").file_size
    return honest.replace(struct.pack("<I", size), struct.pack("<I", 1_000))


def ods_of(*rows: str) -> bytes:
    return ods(ods_table(ODS_TITLES + "".join(rows)))


def nested_zips() -> bytes:
    inner = zipped({"0": bytes(50 * MEGABYTE)})
    return zipped({f"{rank}.zip": inner for rank in range(20)})


def many_entries() -> bytes:
    return zipped({f"{rank}": b"" for rank in range(40_000)}, zipfile.ZIP_STORED)


def overlapping_sheets() -> bytes:
    """Five sheets, each of 20 MB of blanks, all looked into for their titles."""
    return xlsx(*[" " * (20 * MEGABYTE)] * 5)


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "row 16 000": (lambda: sparse("A16000", 16_000), "la ligne 16 000 est remplie, après 15 998 lignes vides"),
    "row 1 048 576": (lambda: sparse("A1048576", 1_048_576), "la ligne 1 048 576 est remplie"),
    "row beyond any": (lambda: sparse("A9999999", 9_999_999), "la ligne 9 999 999 est remplie"),
    "column XFD": (lambda: sparse("XFD2", 2), "la colonne XFD est remplie. Il y en a 60 au plus (jusqu'à BH)"),
    "a million rows": (lambda: xlsx(TITLES + row_of("<c><v>1</v></c>", 1) * 1_000_000), "plus de 20 000 lignes"),
    "a million cells": (lambda: xlsx(TITLES + row_of("<c><v>1</v></c>", 60) * 17_000), "plus de 300 000 cases"),
    "empty cells": (lambda: xlsx(TITLES + row_of("<c/>", 2_000_000)), HEAVY),
    "empty rows": (lambda: xlsx(TITLES + "<row/>" * 2_000_000), HEAVY),
    "zip bomb": (lambda: xlsx(TITLES + " " * (70 * MEGABYTE)), HEAVY),
    "zip bomb in an ods": (lambda: ods(" " * (70 * MEGABYTE)), HEAVY),
    "zip bomb elsewhere": (lambda: ods(ods_table(ODS_TITLES), **{"META-INF/manifest": bytes(70 * MEGABYTE)}), HEAVY),
    "sheets of blanks": (overlapping_sheets, HEAVY),
    "lying sizes": (lying_sizes, DAMAGED),
    "nested zips": (nested_zips, "une archive (ZIP)"),
    "many entries": (many_entries, HEAVY),
    "billion laughs": (
        lambda: with_sheet(LAUGHS, "<row><c><v>&j;</v></c></row>"),
        DOCTYPE,
    ),
    "external entity": (lambda: with_sheet(FETCHED), DOCTYPE),
    "plain doctype": (lambda: with_sheet("<!DOCTYPE worksheet>"), DOCTYPE),
    "doctype in the strings": (
        lambda: zipped(builders.xlsx_parts(TITLES) | {"xl/sharedStrings.xml": FETCHED + "<sst/>"}),
        DOCTYPE,
    ),
    "doctype in an ods": (
        lambda: zipped(
            {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": LAUGHS + "<x>&j;</x>"}
        ),
        DOCTYPE,
    ),
    "unknown entity": (lambda: xlsx(f"{TITLES}<row><c><v>&e;</v></c></row>"), DAMAGED),
    "endless attribute": (lambda: xlsx(f'<row r="{"1" * 20_000_000}"/>'), HEAVY),
    "endless comment": (lambda: xlsx(f"<!--{'x' * 20_000_000}-->"), HEAVY),
    "endless text": (lambda: xlsx(f"{TITLES}<row><c><v>{'1' * 20_000_000}</v></c></row>"), "plus de 5 000 caractères"),
    "deep elements": (lambda: xlsx("<a>" * 1_000_000), HEAVY),
    "endless new names": (lambda: xlsx("".join(f"<a{rank:x}/>" for rank in range(500_000))), HEAVY),
    "shared strings": (lambda: xlsx(TITLES, strings=f"<si><t>{'x' * 5_000}</t></si>" * 10_000), HEAVY),
    "wide shared strings": (lambda: xlsx(TITLES, strings=f"<si><t>😀{'x' * 4_000}</t></si>" * 10_000), HEAVY),
    "short shared strings": (lambda: xlsx(TITLES, strings="<si/>" * 2_000_000), HEAVY),
    "one string everywhere": (one_string_everywhere, "elle a plus de 10 000 000 caractères"),
    "ods repeated rows": (lambda: ods_of(ods_row(ods_cell("x"), repeat=1_048_576)), "plus de 20 000 lignes"),
    "ods repeated columns": (lambda: ods_of(ods_row(ods_cell("x", repeat=16_384))), "la colonne BI est remplie"),
    "ods repeated both": (lambda: ods_of(ods_row(ods_cell("x", repeat=60), repeat=1_048_576)), "plus de 300 000 cases"),
    "ods repeated absurdly": (lambda: ods_of(ods_row(ods_cell("x"), repeat=10**4_000)), DAMAGED),
    "ods far row": (
        lambda: ods_of(ods_row(ods_cell(), repeat=16_000) + ods_row(ods_cell("x"))),
        "la ligne 16 002 est remplie",
    ),
    "ods blanks": (
        lambda: ods(ods_table(ods_row(ods_cell("x").replace("x</", '<text:s text:c="9999999"/></')))),
        "plus de 5 000 caractères",
    ),
    "ods empty cells": (
        lambda: ods(ods_table(f"<table:table-row>{'<table:table-cell/>' * 1_500_000}</table:table-row>")),
        HEAVY,
    ),
    "csv of one field": (lambda: b"a;b\n" + b"x" * (4 * MEGABYTE), "Ligne 2"),
    "csv of one quoted field": (lambda: b'a;b\n"' + b"x\n" * (2 * MEGABYTE), "Ligne 2 : un guillemet"),
    "csv of commas": (lambda: b"a;b\n" + b";" * (5 * MEGABYTE - 10) + b"1", "est remplie"),
    "csv of line ends": (lambda: b"a;b\n" + b"\n" * (5 * MEGABYTE - 10) + b"1", "lignes vides"),
    "csv of short lines": (lambda: b"1\n" * (2 * MEGABYTE), "plus de 20 000 lignes"),
    "csv of digits": (lambda: b"a\n" + b"1" * 4_999 + b"," + b"1" * 4_999, "plus de 5 000 caractères"),
}
