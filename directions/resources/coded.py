"""What the workbooks of an institution's lists share: each line is named by a code, which an import never changes."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import replace
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

from directions.models import Campaign, Direction, User
from directions.resources.base import JudgedRow, SheetResource
from directions.resources.columns import TextCell
from directions.resources.judgement import Change
from directions.sheets import Cell, Table

_SHOWN_CODE = 40


class CodedResource(SheetResource):
    """A list of one institution, which a campaign of it names. A new code is a new row; a row that is not in the file
    stays as it is."""

    # The column of the words that people know a row by.
    named: ClassVar[str]
    no_code: ClassVar[str]
    guidance: ClassVar[str]

    def __init__(self, user: User, campaign: Campaign) -> None:
        super().__init__(user)
        self.institution = campaign.institution
        self._stored: dict[str, Model] = {}
        self._spellings: dict[str, str] = {}

    def all_rows(self, *, lock: bool = False) -> list[Model]:
        """The stored rows in the order of the workbook."""
        raise NotImplementedError

    def workbook(self) -> Table:
        title = f"{self.sheet_name} – {self.institution.name}"
        return Table(title, [self.data_sheet(self.all_rows())], self.guidance)

    def prepare(self, rows: list[dict[str, Cell]], *, lock: bool) -> None:
        self._stored = {one.code: one for one in self.all_rows(lock=lock)}
        self._spellings = {code.casefold(): code for code in self._stored}

    def find(self, row: Mapping[str, Cell]) -> tuple[Hashable, Model | None]:
        code = text_of(row, "code")
        if not code:
            raise ValidationError({"code": self.no_code})
        return code, self._stored.get(code)

    def place(self, row: JudgedRow) -> str:
        return ""

    def subject(self, row: JudgedRow) -> str:
        words, code = text_of(row.row_values, self.named), text_of(row.row_values, "code")
        return f"{words} ({code})" if words and code else words or code

    def changes(self, row: JudgedRow) -> list[Change]:
        """A new line is named by its words already, and changes nothing that was there."""
        changes = {name: self.change(name, row) for name in row.changed}
        if not row.instance._state.adding:
            return list(changes.values())
        return [replace(change, before="") for name, change in changes.items() if name not in {"code", self.named}]

    def notes(self, row: JudgedRow) -> tuple[str, ...]:
        """A code that differs from another by its capitals only may not be meant."""
        code = row.instance.code
        if not row.instance._state.adding or code.casefold() not in self._spellings:
            return ()
        return (f"« {self._spellings[code.casefold()]} » existe déjà, écrit autrement : est-ce le même ?",)


def units_of(institution: Direction, *, lock: bool = False) -> QuerySet[Direction]:
    """The institution and its directions. With `lock`, in a transaction, no other import writes them or what they own
    until its end; those who write contributions do not wait."""
    found = Direction.objects.filter(Q(pk=institution.pk) | Q(institution=institution))
    # Always in the same order, so that two imports cannot wait for each other.
    return found.order_by("pk").select_for_update(no_key=True) if lock else found.order_by("position", "name", "pk")


def text_of(row: Mapping[str, Cell], name: str) -> str:
    """What a cell says, as a text on one line; empty where the file has no such column."""
    return TextCell().clean(row.get(name))


def unknown_code(code: str, institution: Direction, known: Iterable[str], elsewhere: str = "") -> str:
    """Why the code of a direction is refused; empty where it is one of those known, or no code."""
    if not code or code in known:
        return ""
    return f"Aucune direction de {institution.code} n'a le sigle « {code[:_SHOWN_CODE]} »{elsewhere}."
