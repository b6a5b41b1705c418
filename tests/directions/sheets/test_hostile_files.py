"""Files made to hurt: each is refused in French, in under 5 seconds and 300 MB, in a process of its own."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from directions.sheets import Limits, SheetRefused, read
from tests.directions.sheets.builders import (
    ODS_TITLES,
    TITLES,
    number,
    ods,
    ods_cell,
    ods_number,
    ods_row,
    ods_table,
    text,
    xlsx,
    xlsx_parts,
    zipped,
)
from tests.directions.sheets.hostile import DAMAGED, HOSTILE, MEGABYTE, PASSWORD

MAX_SECONDS, MAX_MEGABYTES = 5, 300

# Reads the file named on the command line, with as much memory as it may take; tells the outcome and the seconds.
SCRIPT = f"""
import json, resource, sys, time
resource.setrlimit(resource.RLIMIT_AS, ({MAX_MEGABYTES * MEGABYTE},) * 2)
from directions.sheets import SheetRefused, read
content = open(sys.argv[1], "rb").read()
start = time.process_time()
try:
    outcome = str(len(read(content, sys.argv[1]).rows))
except SheetRefused as refusal:
    outcome = refusal.message
print(json.dumps([outcome, time.process_time() - start]))
"""


def measured(content: bytes, folder: Path) -> tuple[str, float]:
    """The message of the refusal, or the number of rows; the seconds of processor. Fails where the memory is short."""
    assert len(content) <= Limits().file_bytes  # or it would be refused for its size alone
    file = folder / "envoi"
    file.write_bytes(content)
    run = subprocess.run([sys.executable, "-c", SCRIPT, str(file)], capture_output=True, text=True, check=True)
    outcome, seconds = json.loads(run.stdout)
    return outcome.replace("\u00a0", " ").replace("\u202f", " "), seconds


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_little_time_and_memory(name, tmp_path):
    build, expected = HOSTILE[name]

    message, seconds = measured(build(), tmp_path)

    assert expected in message and seconds < MAX_SECONDS


def test_the_fullest_file_is_read_in_little_time_and_memory(tmp_path):
    titles = ods_row(*(ods_cell(f"Titre {rank}") for rank in range(15)))
    rows = "".join(ods_row(*(ods_number(row / 7 + rank) for rank in range(15))) for row in range(19_999))

    outcome, seconds = measured(ods(ods_table(titles + rows)), tmp_path)

    assert outcome == "19999" and seconds < 2 * MAX_SECONDS


# -- Files that are something else -------------------------------------------------------------------------------------

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def encrypted_zip() -> bytes:
    """A zip whose first entry says that it is encrypted."""
    content = bytearray(xlsx(TITLES))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = content.find(mark)
        content[start + offset] |= 1
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "est vide"),
        (b" \r\n\t", "est vide"),
        (b"x" * (5 * MEGABYTE + 1), "dépasse 5 Mo"),
        (OLD, "ancien format d'Excel"),
        (OLD + "EncryptedPackage".encode("utf-16-le"), PASSWORD),
        (encrypted_zip(), PASSWORD),
        (ods(ods_table(ODS_TITLES), **{"META-INF/manifest": "<m:encryption-data/>"}), PASSWORD),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "encrypted-package": b"x"}), PASSWORD),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}), "un document"),
        (zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "<x/>"}), "un document"),
        (zipped({"[Content_Types].xml": "<Types/>", "xl/workbook.bin": b"x"}), "XLSB"),
        (zipped({"[Content_Types].xml": "<Types/>"}), DAMAGED),
        (zipped({"photo.jpg": b"x"}), "une archive (ZIP)"),
        (zipped(xlsx_parts(TITLES), zipfile.ZIP_LZMA), "compressé d'une façon"),
        (b"PK\x05\x06" + bytes(18), DAMAGED),
        (b"%PDF-1.7", "un PDF"),
        (b"\x89PNG\r\n", "une image"),
        (b"\xef\xbb\xbf <html><table>", "une page web"),
        (b"<?xml version='1.0'?><Workbook/>", "une page web ou du XML"),
        (b"a;b\n1;\x002", "n'est pas un tableau"),
        ("a;b\n1;2".encode("utf-16-le"), "n'est pas un tableau"),  # nothing says that it is UTF-16
        (b"\xff\xfea", "n'est pas un tableau"),
        (b"a;b\n\x81;\x9d", "n'est pas un tableau"),
        (bytes(range(256)) * 20, "n'est pas un tableau"),
    ],
)
def test_what_is_no_spreadsheet_is_refused_whatever_its_name(content, expected):
    for name in ("chiffres.xlsx", "chiffres.csv", ""):
        with pytest.raises(SheetRefused) as refused:
            read(content, name)
        assert expected in refused.value.message.replace("\u00a0", " ")


@pytest.mark.parametrize("content", [xlsx(TITLES, strings="<si><t>é</t></si>"), ods(ods_table(ODS_TITLES))])
def test_a_truncated_file_is_refused(content):
    for length in range(5, len(content), 97):
        with pytest.raises(SheetRefused):
            read(content[:length], "chiffres")


@pytest.mark.parametrize("content", [xlsx(TITLES), ods(ods_table(ODS_TITLES))])
def test_a_file_with_a_changed_byte_is_read_or_refused_but_never_fails(content):
    for position in range(0, len(content), 7):
        changed = bytearray(content)
        changed[position] ^= 0x41
        with contextlib.suppress(SheetRefused):  # anything else is an error of ours
            read(bytes(changed), "chiffres")


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        (Limits(rows=2), "plus de 2 lignes"),
        (Limits(columns=1), "la colonne B est remplie. Il y en a 1 au plus (jusqu'à A)"),
        (Limits(cells=3), "plus de 3 cases"),
        (Limits(cell_characters=5), "plus de 5 caractères"),
        (Limits(characters=15), "plus de 15 caractères"),
        (Limits(gap=1), "lignes vides"),
    ],
)
def test_each_bound_is_the_same_in_the_three_formats(limits, expected):
    files = (
        b"Nom;Valeur\n1;2\n\n\n3;4\n5;soixante\n",
        xlsx(
            f'{TITLES}<row>{number("A2", 1)}{number("B2", 2)}</row><row r="5">{number("A5", 3)}{number("B5", 4)}</row>'
            f"<row>{text('A6', 'cinq')}{text('B6', 'soixante')}</row>"
        ),
        ods(
            ods_table(
                ODS_TITLES
                + ods_row(ods_cell("1"), ods_cell("2"))
                + ods_row(ods_cell(), repeat=2)
                + ods_row(ods_cell("3"), ods_cell("4"))
                + ods_row(ods_cell("cinq"), ods_cell("soixante"))
            )
        ),
    )
    for content in files:
        assert read(content, "chiffres").rows
        with pytest.raises(SheetRefused) as refused:
            read(content, "chiffres", limits=limits)
        assert expected in refused.value.message.replace("\u00a0", " ")
