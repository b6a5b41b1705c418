"""What is written is read back: the same cells in the three formats, nothing live in any, the same bytes each time."""

from __future__ import annotations

import datetime
import hashlib
import os
import subprocess
import sys
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from directions.sheets import Cell, Column, DataSheet, Format, Kind, Limits, Table, Value, read, write

FORMATS = pytest.mark.parametrize("format", Format, ids=lambda format: format.extension)
WIDTH = 4
# What a spreadsheet or the program after it could run, blanks, doublings and full-width signs included.
DANGEROUS = (
    "=1+1", "==1+1", "+33 4 76", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1+1", "\u00a0=1", "\u200b=1",
    "\ufeff=1", "＝1+1", "＋1", "－1", "＠A1", "=cmd|' /C calc'!A0", "- une liste", "-", "=", "-1", "'=1",
    "''=1", "'-1",
)  # fmt: skip
# What could be read as something else than the text it is.
AMBIGUOUS = (
    "12", "0", "-0", "-12,5", "12,50", "0012", "1 234", "1.234", "1e5", "2021", "2021-05-03", "03/05/2021",
    "31/02/2021", "'", "''", "'12", "l'an", "'a'", "vrai", "TRUE", "oui", "#REF!", "12 %", "_x0041_", "_x005F_", "<r>",
    "<r></r>", "<r><t>a</t></r>", "<b>&amp;</b>", "]]>", "a;b", 'a"b', '"', "a,b", " a ", "  ", "a  b", "a\tb", "a\nb",
    "a\n\nb", "\n", "a \n b", "Œuvre n° 1 – « été »", "😀", "=😀",
)  # fmt: skip


def table(rows: list[list[Value]], kind: Kind = Kind.TEXT) -> Table:
    columns = [Column(f"c{rank}", f"Titre {rank}", "Un titre.", kind=kind) for rank in range(WIDTH)]
    return Table(
        "Essai", [DataSheet("Essai", columns, [{f"c{n}": value for n, value in enumerate(row)} for row in rows])]
    )


def back(rows: list[list[Value]], format: Format, kind: Kind = Kind.TEXT) -> list[list[Cell]]:
    sheet = read(write(table(rows, kind), format), f"essai.{format.extension}")
    assert sheet.header == ("Titre 0", "Titre 1", "Titre 2", "Titre 3")
    return [list(row.cells) for row in sheet.rows]


def kept(value: Value) -> Value:
    """What a text may lose: characters that no file carries, and the kind of its line ends."""
    if not isinstance(value, str):
        return value
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    return (
        "".join(c for c in text if c in "\n\t" or (c.isprintable() or c >= "\x80") and c not in "\ufffe\uffff") or None
    )


texts = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.text("=+-@'\" \t\n\r;,0123456789/_x<>r\u200b＝é"),
    st.sampled_from(DANGEROUS + AMBIGUOUS),
)
numbers = st.one_of(
    st.integers(-(10**15) + 1, 10**15 - 1).map(Decimal),
    st.builds(
        lambda digits, shift: Decimal(digits).scaleb(-shift), st.integers(-(10**15) + 1, 10**15 - 1), st.integers(0, 15)
    ),
)
cells = st.one_of(st.none(), texts, numbers, st.dates(datetime.date(1900, 3, 1)))


@pytest.mark.parametrize("text", DANGEROUS + AMBIGUOUS)
@FORMATS
def test_a_text_comes_back_as_it_was(format, text):
    assert back([[text, "après", None, None]], format) == [[kept(text), "après", None, None]]


@FORMATS
@given(rows=st.lists(st.lists(cells, min_size=WIDTH, max_size=WIDTH), max_size=5))
@settings(max_examples=60)
@example(rows=[["a", None, None, None], ["\x00", None, None, None], [None, "\x0b=1", None, None]])
def test_every_cell_comes_back_as_it_was(format, rows):
    expected = [[kept(cell) for cell in row] for row in rows]

    assert back(rows, format) == [row for row in expected if any(cell is not None for cell in row)]


@FORMATS
@pytest.mark.parametrize("kind", Kind)
def test_numbers_stay_numbers(format, kind):
    values = [Decimal("-1234.5"), Decimal("0"), Decimal("0.1"), Decimal("999999999999999")]

    (row,) = back([values], format, kind)

    assert row == values and all(isinstance(cell, Decimal) for cell in row)
    assert back([[2025, -3, 0, None]], format, kind) == [[Decimal(2025), Decimal(-3), Decimal(0), None]]


@FORMATS
def test_a_number_that_no_spreadsheet_holds_exactly_is_written_as_a_text(format):
    values = [Decimal("1234567890123456.78"), Decimal("0.1234567890123456"), Decimal("1E+999"), Decimal("NaN")]

    assert back([values], format) == [["1234567890123456,78", "0,1234567890123456", "1E+999", "NaN"]]


@FORMATS
def test_yes_no_and_moments_are_written_as_texts(format):
    values = [True, False, datetime.datetime(2021, 5, 3, 14, 30), datetime.datetime(2021, 5, 3)]

    assert back([values], format) == [["oui", "non", "03/05/2021 14:30", datetime.date(2021, 5, 3)]]


@FORMATS
def test_a_very_long_text_is_cut_in_sight(format):
    content = write(table([["é" * 40_000]]), format)

    (row,) = read(content, "essai", limits=Limits(cell_characters=32_767)).rows

    assert row.cells[0].endswith("é … [texte coupé : trop long pour un tableur]")


def test_a_float_or_an_unknown_column_is_a_mistake_of_ours():
    with pytest.raises(TypeError, match="float"):
        write(table([[1.5]]), Format.CSV)
    with pytest.raises(ValueError, match="inconnue"):
        DataSheet("Essai", [Column("c", "C")], [{"inconnue": 1}])


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_csv_holds_no_text_that_could_run(text):
    written = write(table([[text, None, None, None]]), Format.CSV).decode("utf-8-sig")

    assert written.split("\r\n", 1)[1].lstrip('"').startswith("'")


def test_a_csv_is_the_one_that_excel_reads_in_french():
    content = write(
        table([[Decimal("-1234.5"), "été ; hiver", None, datetime.date(2021, 5, 3)]], Kind.NUMBER), Format.CSV
    )

    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").splitlines() == [
        '"Titre 0";"Titre 1";"Titre 2";"Titre 3"',
        '-1234,5;"été ; hiver";;03/05/2021',
    ]


SCRIPT = """
import hashlib
from tests.directions.sheets.test_round_trips import AMBIGUOUS, Decimal, Format, table, write
rows = [[text, Decimal("-1.5"), 2021, None] for text in AMBIGUOUS]
print(*(hashlib.sha256(write(table(rows), format)).hexdigest() for format in Format))
"""


def test_the_same_table_gives_the_same_bytes_in_another_process_and_at_another_time():
    rows = [[text, Decimal("-1.5"), 2021, None] for text in AMBIGUOUS]
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"}
    run = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True, env=environment)

    assert run.stdout.split() == [hashlib.sha256(write(table(rows), format)).hexdigest() for format in Format]
