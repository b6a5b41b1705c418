"""What is read of a spreadsheet: which sheet, which titles, which values, whatever program wrote it."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from directions.sheets import Row, SheetRefused, read
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
)

STYLES = (
    '<numFmts><numFmt numFmtId="170" formatCode="dd/mm/yyyy;@"/>'
    '<numFmt numFmtId="171" formatCode="[Red]0.00\\ &quot;days&quot;"/><numFmt numFmtId="172" formatCode="[h]:mm"/>'
    '<numFmt numFmtId="173" formatCode="[$-40C]d mmmm yyyy hh:mm"/></numFmts>'
    '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>'
    + "".join(f'<xf numFmtId="{number}"/>' for number in (0, 170, 171, 172, 173, 14, 10))
    + "</cellXfs>"
)
DATE, DAYS, HOURS, MOMENT, BUILT_IN_DATE, PERCENT = range(1, 7)


def values(content: bytes, **wanted) -> list[tuple]:
    return [row.cells for row in read(content, "essai", **wanted).rows]


def second_row(cell: str, **more) -> object:
    """What is read of one cell in the second row of an XLSX."""
    ((value,),) = values(xlsx(f"<row>{text('A1', 'Nom')}</row><row>{cell}</row>", **more))
    return value


def refusal(content: bytes, name: str = "essai.csv", **wanted) -> str:
    with pytest.raises(SheetRefused) as refused:
        read(content, name, **wanted)
    return refused.value.message.replace("\u00a0", " ").replace("\u202f", " ")


# -- XLSX --------------------------------------------------------------------------------------------------------------


def test_rows_keep_the_number_that_the_spreadsheet_shows():
    rows = f'<row r="3">{text("B3", "Nom")}</row><row r="4"/><row r="7">{text("B7", "a")}{number("D7", 2)}</row>'

    sheet = read(xlsx(rows), "essai")

    assert sheet.name == "F1" and sheet.header == ("", "Nom", "", "")
    assert sheet.rows == (Row(7, (None, "a", None, Decimal(2))),)


@pytest.mark.parametrize(
    ("stored", "seen"),
    [
        ("1234.5599999999999", "1234.56"),
        ("0.1", "0.1"),
        ("0.30000000000000004", "0.3"),
        ("-36.700000000000003", "-36.7"),
        ("1E3", "1000"),
        ("1.46E9", "1460000000"),
        ("-0", "0"),
        ("12345678901234567", "12345678901234600"),
    ],
)
def test_a_number_is_the_one_that_was_seen(stored, seen):
    for value in (
        second_row(number("A2", stored)),
        values(ods(ods_table(ods_row(ods_cell("N")) + ods_row(ods_number(stored)))))[0][0],
    ):
        assert isinstance(value, Decimal) and format(value, "f") == seen


@pytest.mark.parametrize("stored", ["1e999999", "NaN", "inf", "9" * 401, "0x10", "1e309", "١٢"])
def test_what_is_no_finite_number_stays_a_text(stored):
    assert second_row(number("A2", stored)) == stored


@pytest.mark.parametrize(
    ("stored", "style", "seen"),
    [
        (44319, DATE, datetime.date(2021, 5, 3)),
        (44319, BUILT_IN_DATE, datetime.date(2021, 5, 3)),
        (1, DATE, datetime.date(1900, 1, 1)),
        (61, DATE, datetime.date(1900, 3, 1)),
        (44319.604166666664, MOMENT, "03/05/2021 14:30"),
        (1.1041666666666667, HOURS, "26:30"),
        (-1, DATE, Decimal(-1)),
        (10**9, DATE, Decimal(10**9)),
        (12.5, DAYS, Decimal("12.5")),
        (0.125, PERCENT, "12,5\u00a0%"),
        (0.57999999999999996, PERCENT, "58\u00a0%"),
    ],
)
def test_the_style_tells_dates_and_percentages(stored, style, seen):
    assert second_row(number("A2", stored, style), styles=STYLES) == seen


def test_dates_counted_from_1904():
    properties = '<workbookPr date1904="1"/>'

    assert second_row(number("A2", 42857, DATE), styles=STYLES, properties=properties) == datetime.date(2021, 5, 3)


@pytest.mark.parametrize(
    ("cell", "seen"),
    [
        ('<c r="A2" t="s"><v>0</v></c>', "été"),
        ('<c r="A2" t="s"><v>1</v></c>', "riche\nen morceaux"),
        ('<c r="A2" t="b"><v>1</v></c>', "oui"),
        ('<c r="A2" t="b"><v>0</v></c>', "non"),
        ('<c r="A2" t="e"><v>#REF!</v></c>', "#REF!"),
        ('<c r="A2" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "#DIV/0!"),
        ('<c r="A2"><f>40+2</f><v>42</v></c>', Decimal(42)),
        ('<c r="A2" t="str"><f>"a"</f><v>a</v></c>', "a"),
        ('<c r="A2"><f>40+2</f></c>', "=40+2"),
        ('<c r="A2" t="d"><v>2021-05-03</v></c>', datetime.date(2021, 5, 3)),
        ('<c r="A2" t="d"><v>hier</v></c>', "hier"),
        ("<c><v>7</v></c>", Decimal(7)),
    ],
)
def test_every_kind_of_cell(cell, seen):
    strings = "<si><t>été</t></si><si><r><t>riche_x000A_en </t></r><r><t>morceaux</t></r><rPh><t>x</t></rPh></si>"

    assert second_row(cell, strings=strings) == seen


def test_an_empty_formula_and_styled_cells_are_empty():
    rows = f'{TITLES}<row r="2">{text("A2", "a")}<c r="B2" t="str"><f>""</f><v></v></c><c r="C2" s="0"/></row>'

    assert values(xlsx(rows)) == [("a", None)]


def test_a_prefix_before_every_name_changes_nothing():
    rows = '<x:row><x:c t="inlineStr"><x:is><x:t>Nom</x:t></x:is></x:c></x:row><x:row><x:c><x:v>1</x:v></x:c></x:row>'

    assert values(xlsx(rows, prefix="x")) == [(Decimal(1),)]


@pytest.mark.parametrize(
    "rows",
    [
        f'{TITLES}<row r="2"><c r="A2" t="s"><v>5</v></c></row>',  # a text that is not there
        f'{TITLES}<row r="2"><c r="2A"><v>5</v></c></row>',
        "<c><v>5</v></c>",
        f'{TITLES}<row r="deux"/>',
        f"{TITLES}<row>",
    ],
)
def test_a_damaged_sheet_is_refused(rows):
    assert "abîmé" in refusal(xlsx(rows))


# -- ODS ---------------------------------------------------------------------------------------------------------------


def test_the_values_of_an_ods():
    cells = [
        '<table:table-cell office:value-type="date" office:date-value="2021-05-03"/>',
        '<table:table-cell office:value-type="boolean" office:boolean-value="true"/>',
        ods_number("0.125", "percentage"),
        ods_number("12.5", "currency"),
        '<table:table-cell office:value-type="time"><text:p>14:00</text:p></table:table-cell>',
        '<table:table-cell office:value-type="string" office:string-value="" calcext:value-type="error">'
        "<text:p>#REF!</text:p></table:table-cell>",
        '<table:table-cell table:formula="of:=[.A1]+1"/>',
        '<table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="2"/>',
        '<table:table-cell office:value-type="string"><office:annotation><text:p>note</text:p></office:annotation>'
        "<text:p>un<text:s text:c='2'/><text:span>  deux</text:span></text:p><text:p>trois</text:p></table:table-cell>",
        ods_number("1e999999"),
    ]
    titles = "".join(ods_cell(f"T{rank}") for rank in range(len(cells)))

    assert values(ods(ods_table(ods_row(titles) + ods_row(*cells)))) == [
        (
            datetime.date(2021, 5, 3), "oui", "12,5\u00a0%", Decimal("12.5"), "14:00", "#REF!", "=[.A1]+1", Decimal(2),
            "un   deux\ntrois", "vu",
        )
    ]  # fmt: skip


def test_repeated_cells_and_rows_are_read_as_often_and_the_empty_ones_at_the_end_are_nothing():
    rows = (
        ODS_TITLES
        + ods_row(ods_cell("a", repeat=2), ods_cell(repeat=16_382), repeat=3)
        + ods_row(ods_cell(repeat=16_384), repeat=500)
        + ods_row(ods_cell(), ods_cell("b"))
        + ods_row(ods_cell(repeat=16_384), repeat=1_048_071)
    )

    assert [(row.number, row.cells) for row in read(ods(ods_table(rows)), "essai").rows] == [
        (2, ("a", "a")), (3, ("a", "a")), (4, ("a", "a")), (505, (None, "b")),
    ]  # fmt: skip


# -- CSV ---------------------------------------------------------------------------------------------------------------

LINES = "Nom;Valeur\r\nété à Œuvre;12,5\r\n;\r\nl'an €;-3\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-32"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_csv_whatever_its_encoding_and_separator(encoding, separator):
    lines = LINES.replace(",", ".").replace(";", separator) if separator == "," else LINES.replace(";", separator)
    value = "12.5" if separator == "," else Decimal("12.5")  # a point may mark thousands: the import asks

    sheet = read(lines.encode(encoding), "C:/dossier/chiffres.csv")

    assert sheet.name.endswith("chiffres") and sheet.header == ("Nom", "Valeur")
    assert sheet.rows == (Row(2, ("été à Œuvre", value)), Row(4, ("l'an €", Decimal(-3))))


@pytest.mark.parametrize(
    ("content", "header", "rows"),
    [
        ("sep=,\r\na;b,c\r\n1,2\r\n", ("a;b", "c"), [(3, (Decimal(1), Decimal(2)))]),
        ('"un, deux";b\r\n1;2', ("un, deux", "b"), [(2, (Decimal(1), Decimal(2)))]),
        ("a;b\r1;2\r", ("a", "b"), [(2, (Decimal(1), Decimal(2)))]),
        ('a;b\n"sur\ndeux";x\nc;d', ("a", "b"), [(2, ("sur\ndeux", "x")), (3, ("c", "d"))]),
        ("\n\na;b\n\n1;5\" x\n", ("a", "b"), [(5, (Decimal(1), '5" x'))]),
        ("seule\n2021\n", ("seule",), [(2, (Decimal(2021),))]),
        ("a;b\n1\n;;;note\n", ("a", "b", "", ""), [
            (2, (Decimal(1), None, None, None)), (3, (None, None, None, "note")),
        ]),
        ("a\n1 234,5\n1.234\n03/05/2021\n31/02/2021\n007\n12,5 %\n", ("a",), [
            (2, ("1 234,5",)), (3, ("1.234",)), (4, (datetime.date(2021, 5, 3),)), (5, ("31/02/2021",)), (6, ("007",)),
            (7, ("12,5 %",)),
        ]),
    ],
)  # fmt: skip
def test_the_lines_of_a_csv(content, header, rows):
    sheet = read(content.encode(), "essai.csv")

    assert sheet.header == header
    assert [(row.number, row.cells) for row in sheet.rows] == rows


@pytest.mark.parametrize("content", ['a;b\n1;2\n"ouvert;3\n4;5\n', 'a;b\n1;2\n"fermé"trop tôt;3\n'])
def test_a_quote_that_is_not_closed_is_refused_with_its_line(content):
    assert refusal(content.encode()).startswith("Ligne 3 : un guillemet")


# -- Which sheet, which titles -----------------------------------------------------------------------------------------

OTHER = f"<row>{text('A1', 'Mode d’emploi')}</row><row>{text('A2', 'Lisez')}</row>"
WANTED = ["Nom", "Valeur"]


def ods_book(*sheets: tuple[str, str]) -> bytes:
    return ods("".join(ods_table(rows, f"F{rank}", style) for rank, (rows, style) in enumerate(sheets, 1)))


ODS_OTHER = ods_row(ods_cell("Mode d’emploi")) + ods_row(ods_cell("Lisez"))
BOOKS = {
    "xlsx": lambda hidden: xlsx(
        OTHER, "", TITLES + "<row/>", TITLES, states=("visible", "visible", hidden and "hidden" or "visible", "visible")
    ),
    "ods": lambda hidden: ods_book((ODS_OTHER, ""), ("", ""), (ODS_TITLES, hidden and "hidden"), (ODS_TITLES, "")),
}


@pytest.mark.parametrize("kind", BOOKS)
def test_the_only_visible_sheet_with_the_titles_is_read(kind):
    assert read(BOOKS[kind]("hidden"), "essai", columns=WANTED).name == "F4"
    assert read(BOOKS[kind]("hidden"), "essai", columns=WANTED, usual="F3").name == "F4"
    assert read(BOOKS[kind](""), "essai").name == "F1"
    assert read(BOOKS[kind]("hidden"), "essai", sheet="f3", columns=WANTED).name == "F3"


@pytest.mark.parametrize("kind", BOOKS)
@pytest.mark.parametrize("usual", ["F3", "f4"])
def test_of_several_sheets_with_the_titles_the_usual_one_is_read(kind, usual):
    assert read(BOOKS[kind](""), "essai", columns=WANTED, usual=usual).name == usual.upper()


def test_a_sheet_of_another_shape_beside_it_does_not_matter():
    wide = f"<row>{text('CV1', 'Loin')}</row>"
    ods_wide = ods_row(*[ods_cell()] * 99, ods_cell("Loin"))

    for rank, book in ((1, xlsx(TITLES, wide)), (2, xlsx(wide, TITLES))):
        assert read(book, "essai", columns=WANTED).name == f"F{rank}"
    assert read(ods_book((ods_wide, ""), (ODS_TITLES, ""), (ods_wide, "")), "essai", columns=WANTED).name == "F2"
    assert "la colonne CV est remplie" in refusal(xlsx(wide), columns=WANTED)


@pytest.mark.parametrize("kind", BOOKS)
def test_none_of_several_sheets_with_the_titles_is_guessed(kind):
    assert refusal(BOOKS[kind](""), columns=WANTED, usual="Chiffres") == (
        "Plusieurs feuilles de ce classeur ont les titres attendus : « F3 », « F4 ». "
        "Gardez-en une seule, masquez les autres, ou appelez « Chiffres » celle qui est à lire."
    )
    assert refusal(BOOKS[kind](""), columns=WANTED).endswith("Gardez-en une seule, masquez les autres.")


@pytest.mark.parametrize("kind", BOOKS)
def test_no_sheet_is_the_one(kind):
    book = BOOKS[kind]("hidden")

    assert refusal(book, columns=["Nom", "Année"]) == (
        "La première ligne de la feuille « F1 » doit porter les titres des colonnes ; "
        "il y manque : « Nom », « Année ». Repartez du modèle à télécharger."
    )
    assert "« F1 »" in refusal(book, sheet="F1", columns=WANTED)
    assert refusal(book, sheet="Chiffres") == (
        "Ce classeur n'a pas de feuille « Chiffres » : donnez ce nom à celle qui est à lire. "
        "Ses feuilles : « F1 », « F2 », « F4 »."
    )
    assert "« F2 » est vide" in refusal(book, sheet="F2")


def test_no_sheet_is_visible():
    assert "aucune feuille visible" in refusal(xlsx(TITLES, states=("veryHidden",)))
    assert "aucune feuille visible" in refusal(ods_book((ODS_TITLES, "hidden")))


def test_titles_are_given_back_as_they_are_expected():
    content = b" nom ;VALEUR\n1;2\n"

    assert read(content, "essai.csv", columns=WANTED).header == ("Nom", "Valeur")
    assert read(content, "essai.csv").header == ("nom", "VALEUR")


def test_a_title_may_be_a_number_or_a_date():
    assert read(b"Nom;2021;03/05/2021\n1;2;3", "essai.csv", columns=["2021"]).header == ("Nom", "2021", "03/05/2021")


def test_rows_out_of_order_are_refused():
    rows = f'<row r="3">{text("A3", "Nom")}</row><row r="2">{text("A2", "a")}</row>'

    assert "lignes sont dans le désordre" in refusal(xlsx(rows))


def test_two_columns_of_the_same_title_are_refused():
    assert "deux colonnes s'appellent « Nom »" in refusal(b"nom;Nom;Valeur\n1;2;3", columns=WANTED)
