"""Reads a CSV: which encoding, which separator, then the cells."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Sequence

from directions.french.typography import NO_BREAK
from directions.sheets.bounds import KEEP_AS, Limits, SheetRefused, too_long
from directions.sheets.cells import from_csv
from directions.sheets.grid import Grid
from directions.sheets.table import Sheet

_SEPARATORS = ";,\t"
_SAID_BY_EXCEL = re.compile("sep=(?P<separator>[;,\t])\r?\n?", re.IGNORECASE)
_NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_NOT_A_TABLE = f"Ce fichier n'est pas un tableau{NO_BREAK}: {KEEP_AS[0].lower()}{KEEP_AS[1:]}"
# Those with a mark at their start; UTF-32 comes before UTF-16, whose mark begins its own.
_MARKED = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_csv(content: bytes, name: str, columns: Sequence[str], limits: Limits) -> Sheet:
    """The only sheet that a CSV has, under the name of its file."""
    text = _decoded(content)
    told = _SAID_BY_EXCEL.match(text)
    skipped = 1 if told else 0
    body = text[told.end() :] if told else text
    grid = Grid(name, columns, limits)
    lines = csv.reader(
        io.StringIO(body, newline=""), delimiter=told["separator"] if told else _separator(body), strict=True
    )
    number = skipped
    try:
        for number, record in enumerate(lines, skipped + 1):
            for column, field in enumerate(record):
                if len(field) > limits.cell_characters:
                    raise SheetRefused(too_long(f"Ligne {number}{NO_BREAK}: une case", limits.cell_characters))
                if field:
                    grid.put(number, column, from_csv(field))
    except csv.Error as error:
        raise SheetRefused(
            f"Ligne {number + 1}{NO_BREAK}: un guillemet (\") est ouvert et n'est pas bien refermé, ou une case est "
            "beaucoup trop longue. Corrigez cette ligne, ou enregistrez le tableau au format XLSX."
        ) from error
    return grid.sheet()


def _decoded(content: bytes) -> str:
    """UTF-8 or UTF-16 where the file says so, else UTF-8 where it is, else what Excel writes in French (cp1252)."""
    marked = next((encoding for mark, encoding in _MARKED if content.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _NOT_TEXT.search(text):
            return text
        break
    raise SheetRefused(_NOT_A_TABLE)


def _separator(text: str) -> str:
    """The one that the first line has most often, outside quotes; the French one where it has none."""
    first = next((line for line in text[:100_000].splitlines() if line.strip()), "")
    outside = "".join(first.split('"')[::2])
    return max(_SEPARATORS, key=outside.count)
