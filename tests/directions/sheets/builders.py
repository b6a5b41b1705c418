"""Small spreadsheets written by hand for the tests: valid ones with one oddity, and hostile ones."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_ODF = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"'
    for prefix in ("office", "table", "text", "style")
)
_CALCEXT = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'


def zipped(parts: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return file.getvalue()


# -- XLSX --------------------------------------------------------------------------------------------------------------


def xlsx(*sheets: str, **more: str | bytes) -> bytes:
    """A workbook of sheets F1, F2… from the XML of their rows; see `xlsx_parts` for what else it takes."""
    return zipped(xlsx_parts(*sheets, **more))


def xlsx_parts(
    *sheets: str,
    strings: str = "",
    styles: str = "",
    states: tuple[str, ...] = (),
    properties: str = "",
    prefix: str = "",
) -> dict[str, str | bytes]:
    """`strings` and `styles` are the XML inside those parts, `states` those of the sheets in turn."""
    names = range(1, len(sheets) + 1)
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": _relations({"r1": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_DOCUMENT}">{properties}<sheets>'
        + "".join(
            f'<sheet name="F{rank}" sheetId="{rank}" r:id="s{rank}" state="{state}"/>'
            for rank, state in zip(names, states or ["visible"] * len(sheets), strict=True)
        )
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _relations(
            {f"s{rank}": ("worksheet", f"worksheets/sheet{rank}.xml") for rank in names}
            | {"t": ("sharedStrings", "/xl/sharedStrings.xml"), "y": ("styles", "styles.xml")}
        ),
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}">{strings}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}">{styles}</styleSheet>',
    }
    for rank, rows in enumerate(sheets, 1):
        start = f"xmlns:{prefix}" if prefix else "xmlns"
        name = f"{prefix}:worksheet" if prefix else "worksheet"
        parts[f"xl/worksheets/sheet{rank}.xml"] = f'<{name} {start}="{_MAIN}">{rows}</{name}>'
    return parts


def _relations(relations: dict[str, tuple[str, str]]) -> str:
    entries = "".join(
        f'<Relationship Id="{name}" Type="{_DOCUMENT}/{kind}" Target="{target}"/>'
        for name, (kind, target) in relations.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}">{entries}</Relationships>'


def text(address: str, value: str) -> str:
    return f'<c r="{address}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def number(address: str, value: object, style: int = 0) -> str:
    return f'<c r="{address}" s="{style}"><v>{value}</v></c>'


TITLES = f"<row>{text('A1', 'Nom')}{text('B1', 'Valeur')}</row>"


# -- ODS ---------------------------------------------------------------------------------------------------------------


def ods(content: str, **parts: str | bytes) -> bytes:
    """A document from the XML of its tables (see `ods_table`); other parts by name, without their ".xml"."""
    document = (
        f'<office:document-content {_ODF} {_CALCEXT}><office:automatic-styles><style:style style:name="hidden">'
        '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
        f"<office:body><office:spreadsheet>{content}</office:spreadsheet></office:body></office:document-content>"
    )
    others = {f"{name}.xml": part for name, part in parts.items()}
    return zipped({"mimetype": _ODS_TYPE, "content.xml": document, **others})


def ods_table(rows: str, name: str = "F1", style: str = "") -> str:
    return f'<table:table table:name="{name}" table:style-name="{style}">{rows}</table:table>'


def ods_row(*cells: str, repeat: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{repeat}">{"".join(cells)}</table:table-row>'


def ods_cell(value: str = "", repeat: int = 1) -> str:
    paragraph = f"<text:p>{escape(value)}</text:p>" if value else ""
    kind = ' office:value-type="string"' if value else ""
    return f'<table:table-cell table:number-columns-repeated="{repeat}"{kind}>{paragraph}</table:table-cell>'


def ods_number(value: object, kind: str = "float") -> str:
    return f'<table:table-cell office:value-type="{kind}" office:value="{value}"><text:p>vu</text:p></table:table-cell>'


ODS_TITLES = ods_row(ods_cell("Nom"), ods_cell("Valeur"))
