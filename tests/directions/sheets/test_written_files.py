"""The files that are written: what they look like, what they say of themselves, and that LibreOffice agrees."""

from __future__ import annotations

import datetime
import io
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from directions.sheets import Column, DataSheet, Format, Kind, SheetRefused, Table, read, write

COLUMNS = (
    Column("unit", "Direction", "La direction dont le chiffre dépend.", 24, read_only=True),
    Column("year", "Année", "L'année de la campagne.", 8, Kind.YEAR, read_only=True),
    Column("value", "Valeur de l'année", "Le nombre, en chiffres.", 14, Kind.NUMBER),
    Column("on", "Arrêté au", "Le jour où il est arrêté.", 12),
    Column("note", "Note", "D'où il vient.", 30),
)
GUIDANCE = "Remplissez les colonnes blanches.\nPuis importez."
ROWS = (
    {
        "unit": "Routes",
        "year": 2021,
        "value": Decimal("-1234567.891"),
        "on": datetime.date(2021, 12, 31),
        "note": "=1+1",
    },
    {"unit": "Collèges & lycées", "year": 2021, "note": "première ligne\ndeuxième ligne"},
    {"unit": "'Archives", "year": 2021, "value": Decimal(0), "note": "  +33 4 76 00 00 00"},
    {"unit": "@SUM(A1)", "year": 2021, "value": "1er", "note": "<r>12</r>"},
)
TABLE = Table("Chiffres-clés 2021 & suite", [DataSheet("Chiffres", COLUMNS, ROWS)], GUIDANCE)
GUIDE = [
    ("Remplissez les colonnes blanches.", None, None),
    ("Puis importez.", None, None),
    ("Feuille « Chiffres »", None, None),
    ("Colonne", "Ce qu'elle contient", "Qui la remplit"),
    ("Direction", "La direction dont le chiffre dépend.", "À lire seulement"),
    ("Année", "L'année de la campagne.", "À lire seulement"),
    ("Valeur de l'année", "Le nombre, en chiffres.", "À remplir"),
    ("Arrêté au", "Le jour où il est arrêté.", "À remplir"),
    ("Note", "D'où il vient.", "À remplir"),
]
WORKBOOKS = pytest.mark.parametrize("format", [Format.XLSX, Format.ODS], ids=["xlsx", "ods"])


def part(content: bytes, name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(content)).read(name).decode()


@WORKBOOKS
def test_a_second_sheet_explains_the_columns(format):
    content = write(TABLE, format)
    guide = read(content, "essai", sheet="Mode d'emploi")

    assert guide.header == ("Chiffres-clés 2021 & suite", "", "")
    assert [row.cells for row in guide.rows] == GUIDE
    assert read(content, "essai").name == "Chiffres"


@WORKBOOKS
def test_without_explanations_there_is_no_guide(format):
    content = write(Table("Liste", [DataSheet("Liste", [Column("a", "A")], [{"a": 1}])]), format)

    with pytest.raises(SheetRefused, match="pas de feuille"):
        read(content, "essai", sheet="Mode d'emploi")


def test_an_xlsx_is_ready_to_be_filled():
    content = write(TABLE, Format.XLSX)
    sheet, styles = part(content, "xl/worksheets/sheet1.xml"), part(content, "xl/styles.xml")

    assert 'state="frozen"' in sheet and '<autoFilter ref="A1:E5"/>' in sheet and "<f>" not in sheet
    assert 'formatCode="#,##0.000"' in styles and 'quotePrefix="1"' in styles
    about = part(content, "docProps/core.xml")
    assert "<dc:title>Chiffres-clés 2021 &amp; suite</dc:title>" in about and "<dc:language>fr-FR<" in about
    assert about.count("2000-01-01T00:00:00Z") == 2  # the days of creation and change never move


def test_an_ods_is_ready_to_be_filled():
    content = write(TABLE, Format.ODS)
    body = part(content, "content.xml")

    assert "table:formula" not in body
    assert "table:target-range-address=\"'Chiffres'.A1:'Chiffres'.E5\"" in body
    assert "<table:table-header-rows>" in body and "VerticalSplitPosition" in part(content, "settings.xml")
    assert "<dc:title>Chiffres-clés 2021 &amp; suite</dc:title><dc:language>fr-FR</dc:language>" in part(
        content, "meta.xml"
    )
    assert zipfile.ZipFile(io.BytesIO(content)).infolist()[0].compress_type == zipfile.ZIP_STORED


@WORKBOOKS
def test_every_part_is_well_formed(format):
    package = zipfile.ZipFile(io.BytesIO(write(TABLE, format)))

    assert package.testzip() is None
    for name in package.namelist():
        if name.endswith((".xml", ".rels")):
            etree.fromstring(package.read(name))


def test_several_sheets_and_no_row():
    sheets = [DataSheet("L'une", COLUMNS, []), DataSheet("L'autre", COLUMNS[:1], [{"unit": "x"}])]
    for format in (Format.XLSX, Format.ODS):
        content = write(Table("Deux", sheets), format)
        assert read(content, "essai", sheet="L'une").rows == ()
        assert [row.cells for row in read(content, "essai", sheet="L'autre").rows] == [("x",)]
    assert read(write(Table("Deux", sheets), Format.CSV), "deux.csv").rows == ()


# -- LibreOffice -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder where LibreOffice can work."""
    if not shutil.which("soffice"):
        pytest.skip("Pas de LibreOffice : installez-le pour ces tests (sous Debian, apt install libreoffice-calc).")
    return tmp_path_factory.mktemp("office")


def converted(content: bytes, source: str, target: str, folder: Path, *options: str) -> bytes:
    """The file as LibreOffice writes it in another format."""
    file = folder / f"essai.{source}"
    file.write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", *options, "--convert-to", target, "--outdir", str(folder / "out")]
    subprocess.run([*command, str(file)], check=True, capture_output=True, timeout=120)
    return (folder / "out" / f"essai.{target}").read_bytes()


@pytest.mark.parametrize(("source", "target"), [("xlsx", "ods"), ("ods", "xlsx")])
def test_what_libreoffice_makes_of_our_files_is_read_the_same(office, source, target):
    ours = write(TABLE, Format[source.upper()])
    theirs = converted(ours, source, target, office)

    for sheet in ("Chiffres", "Mode d'emploi"):
        assert read(theirs, "essai", sheet=sheet) == read(ours, "essai", sheet=sheet)


@pytest.mark.parametrize("target", ["xlsx", "ods"])
def test_what_libreoffice_computes_and_saves_is_read(office, target):
    lines = 'Nom;Valeur\nsomme;=1/10+2/10\nerreur;=1/0\ntaux;12,5%\njour;03/05/2021\ntexte;" a  b"\n'
    in_french = "--infilter=CSV:59,34,76,1,,1036,false,true,false,false,false,-1,true"

    sheet = read(converted(lines.encode(), "csv", target, office, in_french), "essai")

    assert [row.cells for row in sheet.rows] == [
        ("somme", Decimal("0.3")),
        ("erreur", "#DIV/0!"),
        ("taux", "12,5\u00a0%"),
        ("jour", datetime.date(2021, 5, 3)),
        ("texte", " a  b"),
    ]
