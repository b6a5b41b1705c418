"""Reads a spreadsheet that a stranger sent, within bounds: the format is judged by the content, never by the name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from directions.french.typography import NO_BREAK
from directions.sheets.bounds import DAMAGED, KEEP_AS, Limits, SheetRefused, counted
from directions.sheets.csv_reading import read_csv
from directions.sheets.grid import Search
from directions.sheets.ods_reading import read_ods
from directions.sheets.packages import PASSWORD, Package
from directions.sheets.table import Sheet
from directions.sheets.xlsx_reading import read_xlsx

_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# An XLSX with a password is not a zip: it is put, encrypted, in a file of the old kind.
_ENCRYPTED_PART = "EncryptedPackage".encode("utf-16-le")
_ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
# The first bytes of what people send instead of a spreadsheet.
_KNOWN_FORMATS = (
    (b"%PDF", "un PDF"),
    (b"\xff\xd8\xff", "une photo"),
    (b"\x89PNG", "une image"),
    (b"GIF8", "une image"),
    (b"{\\rtf", "un texte (RTF)"),
    (b"Rar!", "une archive"),
    (b"7z\xbc\xaf", "une archive"),
    (b"\x1f\x8b", "une archive"),
)


def read(
    content: bytes,
    filename: str,
    *,
    sheet: str | None = None,
    usual: str = "",
    columns: Sequence[str] = (),
    limits: Limits = Limits(),  # noqa: B008 - it is frozen
) -> Sheet:
    """The titles and the filled rows of one sheet of an XLSX, an ODS or a CSV.

    The sheet is the one named `sheet`, hidden or not, else the visible one whose first filled row has all the titles
    `columns` (upper and lower case count as one; they are given back as they are in `columns`): of several, the one
    that is named `usual`, and without it none is guessed. Without `columns`, it is the first visible one. A CSV has one
    sheet, under the name of its file. A percentage is given as its text ("12,5 %"), and so are a moment, an error
    ("#REF!") and a formula that was never computed ("=A1"): they are never silently a number.

    Raises `SheetRefused`, whose message says in French what to do.
    """
    if not content.strip():
        raise SheetRefused(f"Ce fichier est vide{NO_BREAK}: choisissez-en un autre.")
    if len(content) > limits.file_bytes:
        megabytes = counted(limits.file_bytes // (1024 * 1024))
        raise SheetRefused(f"Ce fichier dépasse {megabytes}{NO_BREAK}Mo{NO_BREAK}: partagez-le en plusieurs fichiers.")
    if content.startswith(_ZIP):
        return _read_zipped(Package(content, limits), Search(sheet, usual, columns, limits))
    _refuse_other_formats(content)
    return read_csv(content, PurePath(filename).stem, columns, limits)


def _read_zipped(package: Package, search: Search) -> Sheet:
    names = package.names
    if "[Content_Types].xml" in names:
        if "xl/workbook.bin" in names:
            raise SheetRefused(f"Ce fichier est un classeur Excel binaire (XLSB). {KEEP_AS}")
        if any(name.startswith(("word/", "ppt/")) for name in names):
            raise SheetRefused(f"Ce fichier est un document, non un tableau. {KEEP_AS}")
        return read_xlsx(package, search)
    if "mimetype" in names:
        if not package.read("mimetype").startswith(_ODS_TYPE):
            raise SheetRefused(f"Ce fichier est un document, non un tableau. {KEEP_AS}")
        return read_ods(package, search)
    raise SheetRefused(f"Ce fichier est une archive (ZIP), non un tableau. {KEEP_AS}")


def _refuse_other_formats(content: bytes) -> None:
    if content.startswith(_OLD_OFFICE):
        old = f"Ce fichier est dans un ancien format d'Excel ou d'Office (XLS). {KEEP_AS}"
        raise SheetRefused(PASSWORD if _ENCRYPTED_PART in content else old)
    if content.startswith(b"PK"):
        raise SheetRefused(DAMAGED)
    for start, name in _KNOWN_FORMATS:
        if content.startswith(start):
            raise SheetRefused(f"Ce fichier est {name}, non un tableau. {KEEP_AS}")
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise SheetRefused(f"Ce fichier est une page web ou du XML, non un tableau. {KEEP_AS}")
