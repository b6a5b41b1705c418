"""The parts of an ODS that hold no data: how cells look, what is frozen, the title and language of the document."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape

from directions.sheets.cells import PRECISION
from directions.sheets.guide import BRAND, FONT, GREY, GREY_INK, INK, LINE, SAND
from directions.sheets.table import Format

_CENTIMETRES = 0.2  # the width of a character
_LINE_HEIGHT = 0.53  # in centimetres too
_NAMESPACES = " ".join(
    [
        'xmlns:dc="http://purl.org/dc/elements/1.1/"',
        *(
            f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
            for prefix, name in (
                ("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"), ("meta", "meta"),
                ("number", "datastyle"), ("fo", "xsl-fo-compatible"), ("config", "config"),
            )
        ),
    ]
)  # fmt: skip
_BORDER = f'fo:border="0.5pt solid {LINE}"'
_FRENCH = 'number:language="fr" number:country="FR"'
_TOP = 'style:vertical-align="top"'
_BRAND_BOLD = f'fo:color="{BRAND}" fo:font-weight="bold"'


def document(name: str, *parts: str) -> str:
    """The XML of one part."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<office:{name} {_NAMESPACES} office:version="1.3">{"".join(parts)}</office:{name}>'
    )


def attribute(text: str) -> str:
    """The text as the value of an attribute."""
    return escape(text, {'"': "&quot;", "\n": "&#10;", "\t": "&#9;"})


def styles() -> str:
    """The language and font of every cell, and the page on which the sheets are printed."""
    default = (
        '<style:default-style style:family="table-cell"><style:text-properties '
        f'style:font-name="{FONT}" fo:font-size="11pt" fo:color="{INK}" fo:language="fr" fo:country="FR"/>'
        "</style:default-style>"
    )
    return document(
        "document-styles",
        f'<office:font-face-decls><style:font-face style:name="{FONT}"/></office:font-face-decls>',
        f'<office:styles>{default}<style:style style:name="Default" style:family="table-cell"/></office:styles>',
        f"<office:automatic-styles>{_page('wide', 29.7, 21)}{_page('tall', 21, 29.7)}</office:automatic-styles>",
        f"<office:master-styles>{_master('wide')}{_master('tall')}</office:master-styles>",
    )


def _page(name: str, width: float, height: float) -> str:
    orientation = "landscape" if width > height else "portrait"
    return (
        f'<style:page-layout style:name="{name}"><style:page-layout-properties fo:page-width="{width}cm" '
        f'fo:page-height="{height}cm" style:print-orientation="{orientation}" fo:margin="1.5cm" '
        'style:scale-to-X="1" style:scale-to-Y="0"/><style:footer-style><style:header-footer-properties '
        'fo:min-height="0.75cm" fo:margin-top="0.25cm"/></style:footer-style></style:page-layout>'
    )


def _master(page: str) -> str:
    return (
        f'<style:master-page style:name="{page}" style:page-layout-name="{page}"><style:footer><text:p>'
        "<text:sheet-name>Feuille</text:sheet-name> – <text:page-number>1</text:page-number> / "
        "<text:page-count>1</text:page-count></text:p></style:footer></style:master-page>"
    )


def automatic_styles(widths: Iterable[int], title_lines: Iterable[int]) -> str:
    """The styles of sheets, columns (by width), rows (by lines of the titles) and cells."""
    columns = (
        f'<style:style style:name="width{width}" style:family="table-column"><style:table-column-properties '
        f'style:column-width="{width * _CENTIMETRES:.2f}cm"/></style:style>'
        for width in widths
    )
    titles = (
        f'<style:style style:name="titles{lines}" style:family="table-row"><style:table-row-properties '
        f'style:row-height="{lines * _LINE_HEIGHT + 0.2:.2f}cm" style:use-optimal-row-height="false"/></style:style>'
        for lines in title_lines
    )
    rows = (
        '<style:style style:name="row" style:family="table-row"><style:table-row-properties '
        'style:use-optimal-row-height="true"/></style:style>'
    )
    sheets = (
        f'<style:style style:name="{name}" style:family="table" style:master-page-name="{page}">'
        '<style:table-properties table:display="true"/></style:style>'
        for name, page in (("data", "wide"), ("guide", "tall"))
    )
    body = "".join([*columns, *titles, rows, *sheets, *_data_styles(), *_data_cells(), *_guide_cells()])
    return f"<office:automatic-styles>{body}</office:automatic-styles>"


def _data_styles() -> Iterable[str]:
    for decimals in range(PRECISION + 1):
        for name, grouping in (("number", "true"), ("year", "false")):
            yield (
                f'<number:number-style style:name="N-{name}{decimals}" {_FRENCH}>'
                f'<number:number number:min-integer-digits="1" number:decimal-places="{decimals}" '
                f'number:min-decimal-places="{decimals}" number:grouping="{grouping}"/></number:number-style>'
            )
    yield (
        '<number:date-style style:name="N-date"><number:day number:style="long"/><number:text>/</number:text>'
        '<number:month number:style="long"/><number:text>/</number:text><number:year number:style="long"/>'
        "</number:date-style>"
    )
    yield '<number:text-style style:name="N-kept"><number:text-content/></number:text-style>'


def _data_cells() -> Iterable[str]:
    """Each way to show a value, for a column to fill and for one to read."""
    numbers = [f"{kind}{decimals}" for kind in ("number", "year") for decimals in range(PRECISION + 1)]
    for name in ("text", "kept", "date", *numbers):
        shown = "" if name == "text" else f' style:data-style-name="N-{name}"'
        align = "end" if name in numbers else "start"
        yield _cell(name, _BORDER, "", align, shown)
        yield _cell(f"{name}-read", f'{_BORDER} fo:background-color="{GREY}"', f'fo:color="{GREY_INK}"', align, shown)
    yield _cell("heading", f'{_BORDER} fo:background-color="{BRAND}"', 'fo:color="#ffffff" fo:font-weight="bold"')


def _guide_cells() -> Iterable[str]:
    yield _cell("guide-title", "", f'{_BRAND_BOLD} fo:font-size="16pt"', wrap=False)
    yield _cell("guide-text", "", "")
    yield _cell("guide-section", "", f'{_BRAND_BOLD} fo:font-size="13pt"', wrap=False)
    yield _cell(
        "guide-headings", f'{_BORDER} fo:background-color="{BRAND}"', 'fo:color="#ffffff" fo:font-weight="bold"'
    )
    yield _cell("guide-column", f'{_BORDER} fo:background-color="{SAND}"', "")


def _cell(name: str, box: str, text: str, align: str = "start", shown: str = "", *, wrap: bool = True) -> str:
    wrapping = "wrap" if wrap else "no-wrap"
    return (
        f'<style:style style:name="{name}" style:family="table-cell" style:parent-style-name="Default"{shown}>'
        f'<style:table-cell-properties {_TOP} fo:wrap-option="{wrapping}" fo:padding="0.08cm" {box}/>'
        f'<style:paragraph-properties fo:text-align="{align}"/><style:text-properties {text}/></style:style>'
    )


def settings(sheets: Iterable[str]) -> str:
    """The titles of each sheet of data stay in view."""
    frozen = (("HorizontalSplitMode", 0), ("VerticalSplitMode", 2), ("VerticalSplitPosition", 1), ("PositionBottom", 1))
    items = "".join(
        f'<config:config-item config:name="{name}" config:type="{"short" if "Mode" in name else "int"}">{value}'
        "</config:config-item>"
        for name, value in (*frozen, ("ActiveSplitRange", 2))
    )
    entries = "".join(
        f'<config:config-item-map-entry config:name="{attribute(name)}">{items}</config:config-item-map-entry>'
        for name in sheets
    )
    return document(
        "document-settings",
        '<office:settings><config:config-item-set config:name="ooo:view-settings">'
        '<config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>'
        f'<config:config-item-map-named config:name="Tables">{entries}</config:config-item-map-named>'
        "</config:config-item-map-entry></config:config-item-map-indexed></config:config-item-set></office:settings>",
    )


def meta(title: str) -> str:
    """The title and the language, without a date: the same table gives the same bytes."""
    return document(
        "document-meta",
        f"<office:meta><dc:title>{escape(title)}</dc:title><dc:language>fr-FR</dc:language></office:meta>",
    )


def manifest() -> str:
    """The list of the parts."""
    parts = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{kind}"/>'
        for name, kind in (
            ("/", Format.ODS.content_type),
            *((f"{name}.xml", "text/xml") for name in ("content", "styles", "settings", "meta")),
        )
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<manifest:manifest manifest:version="1.3" '
        f'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">{parts}</manifest:manifest>'
    )
