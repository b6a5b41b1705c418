"""Rows as a reader meets them, counted against the bounds, and the search for the sheet that is wanted."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal

from directions.french.typography import NARROW_NO_BREAK, NO_BREAK
from directions.sheets.bounds import Limits, SheetRefused, counted, quoted, too_long
from directions.sheets.cells import french_number, to_csv
from directions.sheets.table import Cell, Row, Sheet


class OtherSheet(SheetRefused):
    """A sheet that is not the one that is wanted; its message holds if no other sheet is."""


class Grid:
    """One sheet being read. Its cells come row by row; the first row that is not empty gives the titles."""

    def __init__(self, name: str, columns: Sequence[str], limits: Limits) -> None:
        self._name = name
        self._limits = limits
        self._titles = {_key(title): title for title in columns}
        self._header: list[str] = []
        self._rows: list[tuple[int, dict[int, Cell]]] = []
        self._number = 0
        self._cells: dict[int, Cell] = {}
        self._count = 0
        self._characters = 0

    def put(self, row: int, column: int, value: Cell) -> None:
        """One cell that is not empty: `row` is counted from 1, `column` from 0."""
        if value is None:
            return
        if row != self._number:
            self._start(row)
        if column >= self._limits.columns:
            self._refuse(f"la colonne {letters(column)} est remplie. {self._columns_advice()}")
        if isinstance(value, str):
            self._weigh(value, row, column)
        self._count += 1
        if self._count > self._limits.cells:
            self._refuse(f"plus de {counted(self._limits.cells)} cases sont remplies. {_ADVICE}")
        self._cells[column] = value

    def sheet(self) -> Sheet:
        """What was read, once the last cell has come."""
        self._end_row()
        if not self._header:
            raise OtherSheet(
                f"La feuille {quoted(self._name)} est vide{NO_BREAK}: remplissez-la, ou choisissez un autre fichier."
            )
        width = max([len(self._header), *(max(cells) + 1 for _, cells in self._rows)])
        header = self._header + [""] * (width - len(self._header))
        rows = (Row(number, tuple(cells.get(column) for column in range(width))) for number, cells in self._rows)
        return Sheet(self._name, tuple(header), tuple(rows))

    def _start(self, row: int) -> None:
        self._end_row()
        if row < self._number:
            self._refuse(
                "ses lignes sont dans le désordre. Ouvrez le fichier dans votre tableur, enregistrez-le de nouveau."
            )
        empty = row - self._number - 1
        if empty > self._limits.gap:
            self._refuse(
                f"la ligne {counted(row)} est remplie, après {counted(empty)} lignes vides. "
                "Effacez-la, ou rapprochez-la des autres."
            )
        if len(self._rows) >= self._limits.rows:
            self._refuse(f"plus de {counted(self._limits.rows)} lignes sont remplies. {_ADVICE}")
        self._number = row

    def _end_row(self) -> None:
        if not self._cells:
            return
        if self._header:
            self._rows.append((self._number, self._cells))
        else:
            self._read_header(self._cells)
        self._cells = {}

    def _read_header(self, cells: dict[int, Cell]) -> None:
        titles = [" ".join(_title(cells.get(column)).split()) for column in range(max(cells) + 1)]
        self._header = [self._titles.get(_key(title), title) for title in titles]
        missing = [title for title in self._titles.values() if title not in self._header]
        if missing:
            raise OtherSheet(
                f"La première ligne de la feuille {quoted(self._name)} doit porter les titres des colonnes{NO_BREAK}; "
                f"il y manque{NO_BREAK}: {', '.join(map(quoted, missing))}. Repartez du modèle à télécharger."
            )
        for title in filter(None, self._header):
            if self._header.count(title) > 1:
                self._refuse(f"deux colonnes s'appellent {quoted(title)}. Effacez ou renommez l'une d'elles.")

    def _weigh(self, text: str, row: int, column: int) -> None:
        if len(text) > self._limits.cell_characters:
            where = f"Feuille {quoted(self._name)}{NO_BREAK}: la case {letters(column)}{row}"
            raise SheetRefused(too_long(where, self._limits.cell_characters))
        self._characters += len(text)
        if self._characters > self._limits.characters:
            self._refuse(f"elle a plus de {counted(self._limits.characters)} caractères. {_ADVICE}")

    def _columns_advice(self) -> str:
        last = letters(self._limits.columns - 1)
        return f"Il y en a {self._limits.columns} au plus (jusqu'à {last}){NO_BREAK}: effacez ce qui est au-delà."

    def _refuse(self, what: str) -> None:
        # A sheet that has not shown its titles may be another one, which nobody wants to import.
        kind = SheetRefused if self._header else OtherSheet
        raise kind(f"Feuille {quoted(self._name)}{NO_BREAK}: {what}")


_ADVICE = f"C'est trop pour un seul fichier{NO_BREAK}: partagez-le en plusieurs, ou effacez ce qui est en trop."


class Search:
    """Which sheet of a file is read: the one that is named; else, of the visible ones that have the expected titles,
    the one that is called `usual`, or the only one. Where no title is expected, the first visible one."""

    def __init__(self, sheet: str | None, usual: str, columns: Sequence[str], limits: Limits) -> None:
        self._sheet = sheet
        self._usual = usual
        self._columns = columns
        self._limits = limits
        self._names: list[str] = []
        self._first_refusal: OtherSheet | None = None
        self._found: Sheet | None = None
        self._matching: list[str] = []

    def is_usual(self, name: str) -> bool:
        return bool(self._usual) and _key(name) == _key(self._usual)

    def grid(self, name: str, *, hidden: bool = False) -> Grid | None:
        """Where to put the cells of a sheet, or None where it is not to be read."""
        wanted = not hidden if self._sheet is None else _key(name) == _key(self._sheet)
        if not hidden:
            self._names.append(name)
        return Grid(name, self._columns, self._limits) if wanted else None

    def reject(self, refusal: OtherSheet) -> None:
        """The sheet that was begun is not the one; the first refusal is the one that is told."""
        self._first_refusal = self._first_refusal or refusal

    def keep(self, sheet: Sheet) -> bool:
        """A sheet that has the titles was read. True where it is the one, whatever the others are."""
        is_the_one = self._sheet is not None or not self._columns or self.is_usual(sheet.name)
        if is_the_one or self._found is None:
            self._found = sheet
        self._matching = [sheet.name] if is_the_one else [*self._matching, sheet.name]
        return is_the_one

    def result(self) -> Sheet:
        """The sheet, once those that might be it were read. Raises SheetRefused where none is, or several are."""
        if self._found is None:
            raise self._nothing_found()
        if len(self._matching) > 1:
            called = f", ou appelez {quoted(self._usual)} celle qui est à lire" if self._usual else ""
            raise SheetRefused(
                f"Plusieurs feuilles de ce classeur ont les titres attendus{NO_BREAK}: "
                f"{', '.join(map(quoted, self._matching[:10]))}. Gardez-en une seule, masquez les autres{called}."
            )
        return self._found

    def _nothing_found(self) -> SheetRefused:
        if self._first_refusal:
            return self._first_refusal
        if self._sheet is None or not self._names:
            return SheetRefused(f"Ce classeur n'a aucune feuille visible{NO_BREAK}: affichez celle qui est à lire.")
        return SheetRefused(
            f"Ce classeur n'a pas de feuille {quoted(self._sheet)}{NO_BREAK}: donnez ce nom à celle qui est à lire. "
            f"Ses feuilles{NARROW_NO_BREAK}: {', '.join(map(quoted, self._names[:10]))}."
        )


def letters(column: int) -> str:
    """The name of a column in a spreadsheet: 0 is A, 26 is AA."""
    name = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


def _title(cell: Cell) -> str:
    if isinstance(cell, Decimal):
        return french_number(cell)
    return to_csv(cell) if isinstance(cell, datetime.date) else cell or ""


def _key(title: str) -> str:
    return " ".join(title.split()).casefold()
