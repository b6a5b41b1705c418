"""Reads a sheet of an ODS, where a row or a cell is written once and says how many times it is repeated."""

from __future__ import annotations

import re

from directions.sheets.bounds import DAMAGED, BoundedText, Limits, SheetRefused
from directions.sheets.cells import clean, exact_number, iso_date, percentage
from directions.sheets.grid import Grid, OtherSheet, Search
from directions.sheets.packages import PASSWORD, Finished, Package
from directions.sheets.table import Cell, Sheet

_CELLS = {"table:table-cell", "table:covered-table-cell"}
_SHORT_NUMBER = re.compile(r"[0-9]{1,7}")
_BLANKS = re.compile("[ \t\n]+")
# In the XML, blanks in a row count as one and those at the ends as none; the blanks that count have elements of their
# own. They are set aside as characters that no XML holds.
_KEPT_BLANKS = {"text:s": "\x01", "text:tab": "\x02", "text:line-break": "\x03"}
_AS_WRITTEN = str.maketrans({"\x01": " ", "\x02": "\t", "\x03": "\n"})


def read_ods(package: Package, search: Search) -> Sheet:
    """The wanted sheet; see `read`."""
    if _is_encrypted(package):
        raise SheetRefused(PASSWORD)
    package.parse("content.xml", _Content(search, package.limits))
    return search.result()


def _is_encrypted(package: Package) -> bool:
    """An ODS with a password keeps its list of parts readable, and names in it how each one is encrypted."""
    manifest = "META-INF/manifest.xml"
    return "encrypted-package" in package.names or (
        manifest in package.names and b"encryption-data" in package.read(manifest)
    )


class _Content:
    """The events of content.xml: first the styles, where a sheet is hidden, then the sheets in their order."""

    def __init__(self, search: Search, limits: Limits) -> None:
        self._search = search
        self._limits = limits
        self._path: list[str] = []
        self._style = ""
        self._hidden_styles: set[str] = set()
        self._grid: Grid | None = None
        self._row = self._column = 0
        self._row_repeat = 1
        self._row_cells: list[tuple[int, int, Cell]] = []
        self._attributes: dict[str, str] = {}
        self._paragraphs: list[str] = []
        self._text: BoundedText | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        parent = self._path[-1] if self._path else ""
        self._path.append(name)
        if self._grid:
            self._start_in_sheet(name, parent, attributes)
        elif name == "style:style":
            self._style = attributes.get("style:name", "")
        elif name == "style:table-properties" and attributes.get("table:display") == "false":
            self._hidden_styles.add(self._style)
        elif name == "table:table" and parent == "office:spreadsheet":
            hidden = attributes.get("table:style-name") in self._hidden_styles
            self._grid = self._search.grid(attributes.get("table:name", ""), hidden=hidden)
            self._row = 0

    def _start_in_sheet(self, name: str, parent: str, attributes: dict[str, str]) -> None:
        if name == "table:table-row":
            self._row_repeat = _count(attributes.get("table:number-rows-repeated"))
            self._row_cells, self._column = [], 0
        elif name in _CELLS and parent == "table:table-row":
            self._attributes, self._paragraphs = attributes, []
        elif name == "text:p" and parent in _CELLS:  # and not that of a note, which is not the cell's own
            self._text = BoundedText(self._limits)
        elif self._text and name in _KEPT_BLANKS:
            count = _count(attributes.get("text:c")) if name == "text:s" else 1
            self._text.add(_KEPT_BLANKS[name] * min(count, self._limits.cell_characters + 1))

    def text(self, data: str) -> None:
        if self._text:
            self._text.add(data)

    def end(self, name: str) -> None:
        self._path.pop()
        if not self._grid:
            return
        parent = self._path[-1] if self._path else ""
        if name == "text:p" and parent in _CELLS:
            text = _BLANKS.sub(" ", str(self._text)).strip(" ")
            self._paragraphs.append(text.translate(_AS_WRITTEN))
            self._text = None
        elif name in _CELLS:
            self._end_cell()
        elif name == "table:table-row":
            self._end_row()
        elif name == "table:table" and parent == "office:spreadsheet":
            self._end_sheet()

    def _end_cell(self) -> None:
        repeat = _count(self._attributes.get("table:number-columns-repeated"))
        value = self._value()
        if value is not None:
            self._row_cells.append((self._column, min(repeat, self._limits.columns + 1), value))
        self._column += repeat

    def _end_row(self) -> None:
        """An empty row is only counted, however many times it is repeated; a filled one is put as often as it says."""
        if self._row_cells:
            # Nothing is ever put beyond the bounds: the grid refuses before.
            for row in range(self._row + 1, self._row + 1 + self._row_repeat):
                self._put_row(row)
                if not self._grid:
                    return
        self._row += self._row_repeat

    def _put_row(self, row: int) -> None:
        try:
            for column, repeat, value in self._row_cells:
                for rank in range(column, column + repeat):
                    self._grid.put(row, rank, value)
        except OtherSheet as refusal:
            self._leave(refusal)

    def _end_sheet(self) -> None:
        try:
            is_the_one = self._search.keep(self._grid.sheet())
        except OtherSheet as refusal:
            self._leave(refusal)
        else:
            self._grid = None
            if is_the_one:
                raise Finished

    def _leave(self, refusal: OtherSheet) -> None:
        self._search.reject(refusal)
        self._grid = None

    def _value(self) -> Cell:
        attributes = self._attributes
        kind = attributes.get("office:value-type")
        shown = clean("\n".join(self._paragraphs))
        if kind in {"float", "currency", "percentage"}:
            raw = attributes.get("office:value", "")
            value = exact_number(raw)
            if value is None:
                return shown or clean(raw)
            return percentage(value) if kind == "percentage" else value
        if kind == "date":
            return iso_date(attributes.get("office:date-value", ""))
        if kind == "boolean":
            return "oui" if attributes.get("office:boolean-value") == "true" else "non"
        if shown is None and kind is None and "table:formula" in attributes:
            # A formula that no spreadsheet computed has no value: its words are given, for an import to refuse them.
            return clean(f"={attributes['table:formula'].partition('=')[2]}"[: self._limits.cell_characters])
        return shown if shown is not None else clean(attributes.get("office:string-value", ""))


def _count(raw: str | None) -> int:
    """How many times something is repeated: once where it does not say."""
    if raw is None:
        return 1
    if not _SHORT_NUMBER.fullmatch(raw):
        raise SheetRefused(DAMAGED)
    return max(int(raw), 1)
