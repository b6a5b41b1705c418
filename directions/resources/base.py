"""A spreadsheet judged line by line and written all at once, or not at all: what every kind of workbook shares.

The pipeline is django-import-export's: a field a column, an instance a line, skipped where nothing changes, refused
with its errors. What stands around it there does not: rights, bounds, all or nothing, and one statement for all rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property, partial
from typing import Any, ClassVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import Resource
from import_export.results import Result, RowResult
from tablib import Dataset

from directions.bulk_writing import write_rows
from directions.models import User
from directions.resources.columns import SheetField
from directions.resources.judgement import Change, Judgement, Line, Reason, Told, Verdict
from directions.sheets import Cell, Column, DataSheet, Sheet, SheetRefused
from directions.sheets import read as read_file
from directions.sheets.cells import cell_of

# Where the number of a line travels among its cells; no column has this key.
NUMBER = "#"
_SHOWN_TWINS = 5

_VERDICTS = {
    RowResult.IMPORT_TYPE_NEW: Verdict.ADDED,
    RowResult.IMPORT_TYPE_UPDATE: Verdict.CHANGED,
    RowResult.IMPORT_TYPE_SKIP: Verdict.SAME,
    RowResult.IMPORT_TYPE_INVALID: Verdict.REFUSED,
}
Values = Mapping[str, Any]


class JudgedRow(RowResult):
    """A line with its cells, what it is about (`target`), and the values that were stored."""

    def __init__(self) -> None:
        super().__init__()
        self.target: Hashable = None
        self.before: Values = {}
        self.changed: tuple[str, ...] = ()


class SheetResource(Resource):
    """One kind of workbook, for one person: `data_sheet` makes it, `read` and `judge` take it back, `write` writes what
    was judged.

    A subclass declares its columns (`SheetField`), and says which stored row a line is about (`find`), what a new one
    begins with (`init_instance`), who may change it (`why_closed`), what it may not hold (`faults`) and how it is told
    (`place`, `subject`, `notes`). It reads what is stored once, in `prepare`: the queries do not grow with the lines.

    An instance serves once: it keeps what it has judged until it writes it.
    """

    # The columns without which a line cannot be understood.
    required: ClassVar[tuple[str, ...]]
    sheet_name: ClassVar[str]
    twins: ClassVar[str] = "La ligne {others} parle de la même chose : gardez-en une seule."

    class Meta:
        use_bulk = True
        batch_size = None
        skip_unchanged = True
        # Copies of each instance and their differences as HTML, which would cost more than all the rest.
        skip_diff = True
        store_instance = True
        store_row_values = True
        instance_loader_class = BaseInstanceLoader

    def __init__(self, user: User) -> None:
        super().__init__()
        self.user = user
        self._judging = JudgedRow()

    # -- What a kind of workbook says of itself ------------------------------------------------------------------------

    def check(self, rows: list[dict[str, Cell]]) -> None:
        """Raises SheetRefused where the file as a whole is not for here: another year's, another institution's."""

    def prepare(self, rows: list[dict[str, Cell]], *, lock: bool) -> None:
        """Reads all that is stored and that the lines speak of; with `lock`, keeps all others from changing it."""
        raise NotImplementedError

    def find(self, row: Mapping[str, Cell]) -> tuple[Hashable, Model | None]:
        """What the line is about, the same for two lines about one thing, and the stored row, None for a new one.
        Raises ValidationError, by the names of columns."""
        raise NotImplementedError

    def why_closed(self, instance: Model) -> str:
        """Why this person may not write the row; empty where they may."""
        raise NotImplementedError

    def faults(self, instance: Model, changed: tuple[str, ...], before: Values) -> Iterator[tuple[str, str]]:
        """What is wrong with a line: the name of a column and, in French, what to do."""
        yield from ()

    def place(self, row: JudgedRow) -> str:
        """Where the line belongs, as people say it."""
        raise NotImplementedError

    def subject(self, row: JudgedRow) -> str:
        """What the line is about, as people say it."""
        raise NotImplementedError

    def changes(self, row: JudgedRow) -> list[Change]:
        """The columns that change, as people read them."""
        return [self.change(name, row) for name in row.changed]

    def notes(self, row: JudgedRow) -> tuple[str, ...]:
        return ()

    def warning(self, row: JudgedRow) -> str:
        return ""

    # -- The workbook --------------------------------------------------------------------------------------------------

    def columns(self) -> list[Column]:
        return [field.column for field in self.fields.values()]

    def data_sheet(self, instances: Iterable[Model]) -> DataSheet:
        rows = [{name: self.export_field(field, one) for name, field in self.fields.items()} for one in instances]
        return DataSheet(self.sheet_name, self.columns(), rows)

    # -- Judging -------------------------------------------------------------------------------------------------------

    def read(self, content: bytes, filename: str) -> Sheet:
        """The sheet of a stranger's file, where it is one of these. Raises SheetRefused."""
        titles = [self.fields[name].title for name in self.required]
        sheet = read_file(content, filename, usual=self.sheet_name, columns=titles)
        rows = self._rows(sheet)
        if not rows:
            raise SheetRefused("Ce tableau n'a aucune ligne à importer : remplissez-le, puis choisissez-le de nouveau.")
        self.check(rows)
        return sheet

    def judge(self, sheet: Sheet, *, lock: bool = False) -> Judgement:
        """What writing the sheet would do. Writes nothing; with `lock`, in a transaction, nobody else does until its
        end: `write` may follow."""
        rows = self._rows(sheet)
        self.prepare(rows, lock=lock)
        dataset = Dataset(*(tuple(row.values()) for row in rows), headers=list(rows[0]))
        # Not import_data: it would open a transaction, which on SQLite keeps all others from writing.
        result = self.import_data_inner(
            dataset, dry_run=True, raise_errors=False, using_transactions=False, collect_failed_rows=False
        )
        _raise_unexpected(result)
        ignored = tuple(title for title in sheet.header if title and title.casefold() not in self._names)
        return Judgement(tuple(self._lines(result.rows)), ignored, sheet.name)

    def write(self) -> None:
        """Writes what was judged, new rows and changed ones, in one statement."""
        changed = [attribute for _, attribute in self._attributes]
        write_rows([*self.create_instances, *self.update_instances], changed)

    @cached_property
    def _names(self) -> dict[str, str]:
        """The name of each column by its title, capitals or not."""
        return {field.title.casefold(): name for name, field in self.fields.items()}

    def _rows(self, sheet: Sheet) -> list[dict[str, Cell]]:
        """The cells of each line by the names of their columns; a line with only cells to be read says nothing."""
        names = [self._names.get(title.casefold()) for title in sheet.header]
        rows = []
        for row in sheet.rows:
            cells = {name: cell for name, cell in zip(names, row.cells, strict=True) if name}
            if any(cell is not None and not self.fields[name].readonly for name, cell in cells.items()):
                rows.append({NUMBER: row.number, **cells})
        return rows

    # -- Judging one line: the steps of the library --------------------------------------------------------------------

    @classmethod
    def get_row_result_class(cls) -> type[JudgedRow]:
        return JudgedRow

    def import_row(self, row: dict[str, Cell], instance_loader: BaseInstanceLoader, **kwargs: Any) -> JudgedRow:
        self._judging = JudgedRow()
        judged = super().import_row(row, instance_loader, **kwargs)
        for name in ("target", "before", "changed"):
            setattr(judged, name, getattr(self._judging, name))
        return judged

    def get_instance(self, instance_loader: BaseInstanceLoader, row: dict[str, Cell]) -> Model | None:
        self._judging.target, stored = self.find(row)
        return stored

    def after_init_instance(self, instance: Model, new: bool, row: dict[str, Cell], **kwargs: Any) -> None:
        self._judging.before = self._values(instance)

    def import_field(
        self, field: SheetField, instance: Model, row: dict[str, Cell], is_m2m: bool = False, **kwargs: Any
    ) -> None:
        """A cell that still holds what the workbook wrote says nothing: it is not read, so that nothing is lost."""
        if field.readonly or field.column_name not in row:
            return
        if row[field.column_name] != cell_of(field.export(instance)):
            super().import_field(field, instance, row, is_m2m, **kwargs)

    def skip_row(
        self, instance: Model, original: Model | None, row: dict[str, Cell], import_validation_errors: Any = None
    ) -> bool:
        before, after = self._judging.before, self._values(instance)
        self._judging.changed = tuple(name for name, value in after.items() if value != before[name])
        return not (instance._state.adding or import_validation_errors or self._judging.changed)

    def validate_instance(
        self, instance: Model, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        """Judges what changed, without a query: the constraints of the database are said by `faults`."""
        if reason := self.why_closed(instance):
            raise ValidationError(reason)
        errors = dict(import_validation_errors or {})
        judged = {name for name in self._values(instance) if name in self._judging.changed or instance._state.adding}
        try:
            instance.clean_fields(exclude={field.name for field in instance._meta.fields} - judged | errors.keys())
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        for name, message in self.faults(instance, self._judging.changed, self._judging.before):
            errors.setdefault(name, []).append(ValidationError(message))
        if errors:
            raise ValidationError(errors)

    @cached_property
    def _attributes(self) -> list[tuple[str, str]]:
        """The columns that can be changed, with what they change."""
        return [(name, field.attribute) for name, field in self.fields.items() if not field.readonly]

    def _values(self, instance: Model) -> dict[str, Any]:
        """What the columns can change."""
        return {name: getattr(instance, field.attribute) for name, field in self.fields.items() if not field.readonly}

    # -- In words ------------------------------------------------------------------------------------------------------

    def change(self, name: str, row: JudgedRow) -> Change:
        field = self.fields[name]
        after = field.get_value(row.instance)
        return Change(field.title, field.widget.words(row.before[name]), field.widget.words(after))

    def _lines(self, rows: list[JudgedRow]) -> Iterator[Line]:
        numbers = defaultdict(list)
        for row in rows:
            if row.target is not None:
                numbers[row.target].append(row.row_values[NUMBER])
        for row in rows:
            line = self._line(row)
            others = [number for number in numbers[row.target][: _SHOWN_TWINS + 1] if number != line.number]
            yield line.refused(Reason(self.twins.format(others=_listed(others)))) if others else line

    def _line(self, row: JudgedRow) -> Line:
        line = Line(row.row_values[NUMBER], _VERDICTS[row.import_type], self.place(row), self.subject(row))
        if line.verdict == Verdict.REFUSED:
            return replace(line, reasons=tuple(self._reasons(row.validation_error)))
        if line.verdict == Verdict.SAME:
            return line
        after = self._values(row.instance)
        written = [(name, row.before[name], after[name]) for name in row.changed]
        stamp = repr((str(row.target), written))
        return replace(line, warning=self.warning(row), stamp=stamp, tell=partial(self._told, row))

    def _told(self, row: JudgedRow) -> Told:
        return Told(tuple(self.changes(row)), self.notes(row))

    def _reasons(self, error: ValidationError) -> Iterator[Reason]:
        by_column = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
        for name, messages in by_column.items():
            title = self.fields[name].title if name in self.fields else ""
            yield from (Reason(message, title) for message in messages)


def _listed(numbers: list[int]) -> str:
    """ "4", "4 et 7", "4, 7 et 9"; of many, the first."""
    shown = [str(number) for number in numbers[:_SHOWN_TWINS]]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} et {shown[-1]}"


def _raise_unexpected(result: Result) -> None:
    """What the library keeps as the error of a line is a fault of ours, unless it is the refusal of the line."""
    for errors in (result.base_errors, *(row.errors for row in result.rows)):
        for error in errors:
            raise error.error
