"""The links of a table: each keeps the question as it is asked, but for what it changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from directions.questions.filters import Question

Asked = Mapping[str, list[str]]


@dataclass(frozen=True)
class Chip:
    """One value that is asked of one filter, and the table without it."""

    label: str
    words: str
    url: str


@dataclass(frozen=True)
class Header:
    """`sorted` is the value of aria-sort; empty for a column that the order does not follow."""

    label: str
    url: str
    sorted: str


class Links:
    """`path` is the address of the table, `kept` what it holds beside the question. `columns` are those by which it may
    be put in order, each with its title and the sense of the first click (a minus sign: from the last to the first);
    `usual` is the order where none is asked."""

    def __init__(
        self,
        question: Question,
        path: str,
        *,
        columns: Mapping[str, tuple[str, str]],
        usual: str = "",
        kept: Asked | None = None,
    ) -> None:
        self.path, self.kept = path, kept or {}
        self._question, self._columns, self._usual = question, columns, usual
        self._asked = {name: [value for value, _ in values] for name, values in question.asked.items()}

    @property
    def query(self) -> str:
        """The question, ready to follow an address; empty where nothing is asked."""
        return self._query(self._asked)

    @property
    def clear(self) -> str:
        """The table of which nothing is asked."""
        return self._url({})

    def but(self, **changed: list[str]) -> str:
        """The table as it is asked for, but for what is changed."""
        return self._url(self._asked | changed)

    def chips(self) -> list[Chip]:
        """The filters that are on, in the order of the form. An order hides nothing: it is none."""
        return [
            Chip(str(self._question.filters[name].label), words, self._url(self._without(name, value)))
            for name, values in self._question.asked.items()
            if name != "tri"
            for value, words in values
        ]

    def headers(self) -> dict[str, Header]:
        return {column: self._header(column) for column in self._columns}

    def _header(self, column: str) -> Header:
        label, first = self._columns[column]
        current = self._question.value("tri") or self._usual
        is_sorted = current.lstrip("-") == column
        descending = current.startswith("-")
        following = ("" if descending else "-") if is_sorted else first
        order = f"{following}{column}"
        changed = self._asked | {"tri": [] if order == self._usual else [order]}
        return Header(label, self._url(changed), ("descending" if descending else "ascending") if is_sorted else "")

    def _without(self, name: str, value: str) -> Asked:
        return self._asked | {name: [other for other in self._asked[name] if other != value]}

    def _url(self, asked: Asked) -> str:
        return f"{self.path}{self._query(asked)}"

    def _query(self, asked: Asked) -> str:
        query = urlencode({**self.kept, **asked}, doseq=True)
        return f"?{query}" if query else ""
