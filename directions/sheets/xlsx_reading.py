"""Reads a sheet of an XLSX: shared strings, styles enough to know a date or a percentage, then cells as they come."""

from __future__ import annotations

import datetime
import functools
import posixpath
import re
from decimal import Decimal

from directions.sheets.bounds import DAMAGED, TOO_HEAVY, BoundedText, Limits, SheetRefused
from directions.sheets.cells import clean, day_or_moment, exact_number, iso_date, percentage
from directions.sheets.grid import Grid, OtherSheet, Search
from directions.sheets.packages import Package
from directions.sheets.table import Cell, Sheet

_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_PARTS = frozenset({"v", "t", "f"})
_SHORT_NUMBER = re.compile(r"[0-9]{1,7}")

# What a format shows, once its words, colours and fillers are taken out: the letters that are left are those of dates.
_NOT_SHOWN_AS_IS = re.compile(r'"[^"]*"|\[(?!h+\]|m+\]|s+\])[^\]]*\]|[\\_*].', re.IGNORECASE)
_BUILT_IN_DATES = frozenset({14, 15, 16, 17, 22, *range(27, 37), *range(50, 59)})
_BUILT_IN_TIMES = frozenset({18, 19, 20, 21, 45, 46, 47})
_BUILT_IN_PERCENTAGES = frozenset({9, 10})
_DATE, _TIME, _PERCENTAGE = "date", "time", "percentage"


def read_xlsx(package: Package, search: Search) -> Sheet:
    """The wanted sheet; see `read`."""
    workbook = _Workbook()
    relations = _relations(package, "")
    main = next((target for kind, target in relations.values() if kind == "officeDocument"), "xl/workbook.xml")
    package.parse(main, workbook)
    targets = _relations(package, main)
    by_kind = dict(targets.values())
    strings, styles = _Strings(package.limits), _Styles()
    for kind, events in (("sharedStrings", strings), ("styles", styles)):
        if kind in by_kind:
            package.parse(by_kind[kind], events)
    # The one with the usual name first: the others need not be read then.
    for name, hidden, relation in sorted(workbook.sheets, key=lambda one: not search.is_usual(one[0])):
        kind, target = targets.get(relation, ("", ""))
        grid = search.grid(name, hidden=hidden) if kind == "worksheet" else None
        if grid:
            try:
                package.parse(target, _Cells(grid, strings.texts, styles.kinds, workbook.epoch, package.limits))
                if search.keep(grid.sheet()):
                    break
            except OtherSheet as refusal:
                search.reject(refusal)
    return search.result()


def _relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """By its identifier, the kind and the part of each thing that a part refers to. "" is the whole file."""
    folder, name = posixpath.split(part)
    relations = posixpath.join(folder, "_rels", f"{name}.rels")
    events = _Relations(folder)
    if relations in package.names:
        package.parse(relations, events)
    return events.found


class _Silent:
    """Events that are of no interest."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        pass

    def end(self, name: str) -> None:
        pass

    def text(self, data: str) -> None:
        pass


class _Relations(_Silent):
    def __init__(self, folder: str) -> None:
        self.found: dict[str, tuple[str, str]] = {}
        self._folder = folder

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "rel:Relationship":
            kind = attributes.get("Type", "").rpartition("/")[2]
            target = posixpath.normpath(posixpath.join("/", self._folder, attributes.get("Target", "")))
            self.found[attributes.get("Id", "")] = (kind, target.lstrip("/"))


class _Workbook(_Silent):
    """The sheets in their order, as (name, hidden, relation), and the day that dates are counted from."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, bool, str]] = []
        self.epoch = datetime.datetime(1899, 12, 30)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append((attributes.get("name", ""), hidden, attributes.get("r:id", "")))
        elif name == "workbookPr" and attributes.get("date1904") in {"1", "true"}:
            self.epoch = datetime.datetime(1904, 1, 1)


class _Strings(_Silent):
    """The texts that cells refer to by their rank; the pronunciation of East Asian words is left out."""

    def __init__(self, limits: Limits) -> None:
        self.texts: list[str] = []
        self._limits = limits
        self._left = limits.characters
        self._text: BoundedText | None = None
        self._inside = self._phonetic = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "si":
            self._text = BoundedText(self._limits)
        elif name == "rPh":
            self._phonetic = True
        elif name == "t":
            self._inside = self._text is not None and not self._phonetic

    def text(self, data: str) -> None:
        if self._inside:
            self._text.add(data)

    def end(self, name: str) -> None:
        if name == "t":
            self._inside = False
        elif name == "rPh":
            self._phonetic = False
        elif name == "si":
            text = str(self._text)
            self._left -= len(text)
            if self._left < 0 or len(self.texts) >= self._limits.cells:
                raise SheetRefused(TOO_HEAVY)
            self.texts.append(text)
            self._text = None


class _Styles(_Silent):
    """What each cell style shows a number as: a date, a time, a percentage, or nothing special."""

    def __init__(self) -> None:
        self.kinds: list[str | None] = []
        self._formats: dict[str, str | None] = {}
        self._within = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in {"numFmts", "cellXfs"}:
            self._within = name
        elif name == "numFmt" and self._within == "numFmts":
            self._formats[attributes.get("numFmtId", "")] = _kind_of_format(attributes.get("formatCode", ""))
        elif name == "xf" and self._within == "cellXfs":
            number = attributes.get("numFmtId", "0")
            self.kinds.append(self._formats[number] if number in self._formats else _kind_of_built_in(number))

    def end(self, name: str) -> None:
        if name == self._within:
            self._within = ""


def _kind_of_built_in(number: str) -> str | None:
    identifier = _small_integer(number)
    if identifier in _BUILT_IN_DATES:
        return _DATE
    if identifier in _BUILT_IN_TIMES:
        return _TIME
    return _PERCENTAGE if identifier in _BUILT_IN_PERCENTAGES else None


def _kind_of_format(code: str) -> str | None:
    shown = _NOT_SHOWN_AS_IS.sub("", code[:255]).partition(";")[0].lower()
    if shown == "general":
        return None
    if "%" in shown:
        return _PERCENTAGE
    if any(letter in shown for letter in "hs"):
        return _DATE if any(letter in shown for letter in "dy") else _TIME
    return _DATE if any(letter in shown for letter in "dmy") else None


class _Cells(_Silent):
    """The cells of one sheet, put into its grid."""

    def __init__(
        self, grid: Grid, strings: list[str], kinds: list[str | None], epoch: datetime.datetime, limits: Limits
    ) -> None:
        self._grid = grid
        self._strings = strings
        self._kinds = kinds
        self._epoch = epoch
        self._limits = limits
        self._row = self._column = 0
        # Of the cell being read: its attributes, and the text of its value, of its own string, of its formula.
        self._cell: dict[str, str] = {}
        self._parts: dict[str, BoundedText] = {}
        self._part: BoundedText | None = None
        self._phonetic = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._start_cell(attributes)
        elif name in _PARTS:
            if not self._phonetic:
                self._part = self._parts.setdefault(name, BoundedText(self._limits))
        elif name == "row":
            self._row = _small_integer(attributes["r"]) if "r" in attributes else self._row + 1
            self._column = 0
        elif name == "rPh":
            self._phonetic = True

    def text(self, data: str) -> None:
        if self._part is not None:
            self._part.add(data)

    def end(self, name: str) -> None:
        if name in _PARTS:
            self._part = None
        elif name == "c":
            if self._parts:
                self._grid.put(self._row, self._column, self._value())
            self._column += 1
        elif name == "rPh":
            self._phonetic = False

    def _start_cell(self, attributes: dict[str, str]) -> None:
        address = attributes.get("r")
        if address:
            match = _ADDRESS.fullmatch(address)
            if not match:
                raise SheetRefused(DAMAGED)
            self._row, self._column = int(match[2]), _column(match[1])
        if not self._row:
            raise SheetRefused(DAMAGED)
        self._cell, self._parts = attributes, {}

    def _value(self) -> Cell:
        kind = self._cell.get("t", "n")
        raw = self._told("v")
        if kind == "inlineStr":
            return _unescaped(self._told("t"))
        if not raw:
            # A formula that no spreadsheet computed has no value: its words are given, for an import to refuse them.
            return clean(f"={self._told('f')}") if "f" in self._parts and kind != "str" else None
        if kind == "s":
            return self._shared(raw)
        if kind == "b":
            return "non" if raw in {"0", "false"} else "oui"
        if kind == "d":
            return iso_date(raw)
        return self._number(raw, self._cell.get("s", "0")) if kind == "n" else _unescaped(raw)

    def _told(self, part: str) -> str:
        return str(self._parts[part]) if part in self._parts else ""

    def _shared(self, raw: str) -> Cell:
        rank = _small_integer(raw)
        if rank >= len(self._strings):
            raise SheetRefused(DAMAGED)
        return _unescaped(self._strings[rank])

    def _number(self, raw: str, style: str) -> Cell:
        value = exact_number(raw)
        rank = _small_integer(style)
        kind = self._kinds[rank] if rank < len(self._kinds) else None
        if value is None:
            return clean(raw)
        if kind == _PERCENTAGE:
            return percentage(value)
        return self._moment(value, kind) if kind else value

    def _moment(self, value: Decimal, kind: str) -> Cell:
        """A day as a date; a moment or a time of day as its French text, since no figure is one."""
        seconds = round(value * 86_400)
        if seconds < 0:
            return value
        if kind == _TIME and seconds < 100 * 86_400:
            return f"{seconds // 3600:02}:{seconds // 60 % 60:02}"
        # Excel counts a 29 February 1900 that never was.
        false_day = 86_400 if self._epoch.year == 1899 and value < 60 else 0
        try:
            return day_or_moment(self._epoch + datetime.timedelta(seconds=seconds + false_day))
        except OverflowError:
            return value


@functools.cache  # there are few
def _column(name: str) -> int:
    """The rank of a column from 0: A is 0, AA is 26."""
    rank = 0
    for letter in name:
        rank = rank * 26 + ord(letter) - ord("A") + 1
    return rank - 1


def _small_integer(raw: str) -> int:
    if not _SHORT_NUMBER.fullmatch(raw):
        raise SheetRefused(DAMAGED)
    return int(raw)


def _unescaped(text: str) -> str | None:
    """The text of a cell, in which "_x000A_" stands for a character that XML would lose."""
    if "_x" in text:
        text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return clean(text)
