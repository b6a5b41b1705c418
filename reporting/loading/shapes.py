"""A small language to declare what a JSON value may be, and to check it: every fault names its path, in French.

It knows nothing of reports nor of the database. Numbers are `Decimal`, as source.py reads them.
"""

from __future__ import annotations

import dataclasses
import datetime
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import slugify

from directions.french.numbers import MAX_DECIMALS, MAX_DIGITS, is_storable

MAX_SHOWN = 50
MAX_ITEMS = 10_000
_MAX_QUOTED = 40
_BREAKS = re.compile(r"\s*[\r\n\t\u2028\u2029]+\s*")


class Refused(Exception):
    """A file that is not loaded; `faults` are French lines, each with its path."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class Log:
    """What is wrong (faults) and what is only worth knowing (notices), in the order in which they are found."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.notices: list[str] = []

    def fault(self, path: str, message: str) -> None:
        self.faults.append(f"{path or 'fichier'} : {message}")

    def notice(self, message: str) -> None:
        self.notices.append(message)

    def refuse_faults(self) -> None:
        """Raises Refused if there is a fault; the first ones are said, the others counted."""
        if self.faults:
            raise Refused(shortened(self.faults))


def shortened(lines: list[str]) -> list[str]:
    """The first lines, and how many more there are."""
    rest = len(lines) - MAX_SHOWN
    return [*lines[:MAX_SHOWN], f"… et {rest} de plus."] if rest > 0 else lines


def member_path(path: str, key: str) -> str:
    key = shown(key)
    return f"{path}.{key}" if path else key


def found(value: Any) -> str:
    """The value as a French reader knows it, short."""
    match value:
        case None:
            return "rien (null)"
        case bool():
            return "vrai" if value else "faux"
        case str():
            return f"« {shown(value)} »"
        case Mapping():
            return "un objet"
        case list():
            return "une liste"
    return shown(str(value).replace(".", ","))


def shown(text: str) -> str:
    """The text, cut if it is long, without what a terminal or a database cannot hold."""
    text = text if len(text) <= _MAX_QUOTED else f"{text[:_MAX_QUOTED]}…"
    return text.encode("utf-8", "replace").decode() if text.isprintable() else ascii(text)[1:-1]


# -- Shapes ------------------------------------------------------------------------------------------------------------


class Shape:
    """What a value may be. `empty` is what stands for a value that is missing, null or refused."""

    empty: Any = None

    def read(self, value: Any, path: str, log: Log) -> Any:
        """The value, checked and cleaned; `empty` after a fault."""
        raise NotImplementedError

    def refuse(self, expected: str, value: Any, path: str, log: Log) -> Any:
        log.fault(path, f"{expected}, {found(value)} trouvé{'e' if isinstance(value, list) else ''}.")
        return self.empty


@dataclass(frozen=True)
class Text(Shape):
    """A text of at most `limit` characters, on one line unless `lines`. A `loose` one may be written as a number.
    `check` raises a ValidationError."""

    limit: int | None = None
    lines: bool = False
    loose: bool = False
    check: Callable[[str], None] | None = None
    empty = ""

    def read(self, value: Any, path: str, log: Log) -> str:
        if self.loose and isinstance(value, Decimal):
            value = str(value)
        if not isinstance(value, str):
            return self.refuse("texte attendu", value, path, log)
        text = (value if self.lines else _BREAKS.sub(" ", value)).strip()
        if self.limit and len(text) > self.limit:
            log.fault(path, f"{self.limit} caractères au plus attendus, {len(text)} trouvés.")
            return self.empty
        return self._checked(text, path, log)

    def _checked(self, text: str, path: str, log: Log) -> str:
        try:
            if self.check and text:
                self.check(text)
        except ValidationError as error:
            log.fault(path, f"{' '.join(error.messages)} {found(text)} trouvé.")
            return self.empty
        return text


@dataclass(frozen=True)
class Number(Shape):
    """A decimal number that the database can hold."""

    def read(self, value: Any, path: str, log: Log) -> Decimal | None:
        if not isinstance(value, Decimal):
            return self.refuse("nombre attendu", value, path, log)
        if not value.is_finite():
            return None  # source.py has said that it is not a JSON number.
        if not is_storable(value):
            limits = f"{MAX_DIGITS} chiffres au plus, dont {MAX_DECIMALS} au plus après la virgule,"
            return self.refuse(f"nombre de {limits} attendu", value, path, log)
        return value


@dataclass(frozen=True)
class Integer(Shape):
    minimum: int = 0
    maximum: int = 32_767

    def read(self, value: Any, path: str, log: Log) -> int | None:
        expected = f"entier de {self.minimum} à {self.maximum} attendu"
        if not isinstance(value, Decimal):
            return self.refuse(expected, value, path, log)
        if not value.is_finite():
            return None
        if not self.minimum <= value <= self.maximum or value != int(value):
            return self.refuse(expected, value, path, log)
        return int(value)


@dataclass(frozen=True)
class Flag(Shape):
    empty = False

    def read(self, value: Any, path: str, log: Log) -> bool:
        return value if isinstance(value, bool) else self.refuse("true ou false attendu", value, path, log)


@dataclass(frozen=True)
class Choice(Shape):
    """One of a closed list, with or without accents and capitals ("Établissement", "N-1")."""

    values: tuple[str, ...]
    default: str = ""

    @property
    def empty(self) -> str:
        return self.default

    def read(self, value: Any, path: str, log: Log) -> str:
        simple = slugify(value) if isinstance(value, str) else ""
        if simple in self.values:
            return simple
        return self.refuse(f"{', '.join(f'« {one} »' for one in self.values)} attendu", value, path, log)


@dataclass(frozen=True)
class Date(Shape):
    """A full ISO date."""

    def read(self, value: Any, path: str, log: Log) -> datetime.date | None:
        try:
            return datetime.date.fromisoformat(value)
        except (TypeError, ValueError):
            return self.refuse("date AAAA-MM-JJ attendue", value, path, log)


@dataclass(frozen=True)
class Anything(Shape):
    """A value that is known and not used."""

    def read(self, value: Any, path: str, log: Log) -> None:
        return None


@dataclass(frozen=True)
class ListOf(Shape):
    """A list; with `single`, its only item may be given without the list. Refused items are left out."""

    item: Shape
    single: bool = False
    empty = ()

    def read(self, value: Any, path: str, log: Log) -> tuple:
        if self.single and not isinstance(value, list):
            item = self.item.read(value, path, log)
            return () if item is None else (item,)
        if not isinstance(value, list):
            return self.refuse("liste attendue", value, path, log)
        if len(value) > MAX_ITEMS:
            log.fault(path, f"{MAX_ITEMS} éléments au plus attendus, {len(value)} trouvés.")
            return self.empty
        read = (self.item.read(one, f"{path}[{index}]", log) for index, one in enumerate(value))
        return tuple(item for item in read if item is not None)


@dataclass(frozen=True)
class MapOf(Shape):
    """An object whose keys are free and whose values are alike; null values are left out."""

    item: Shape

    @property
    def empty(self) -> dict:
        return {}

    def read(self, value: Any, path: str, log: Log) -> dict[str, Any]:
        if not isinstance(value, dict):
            return self.refuse("objet attendu", value, path, log)
        items = {key: self.item.read(one, member_path(path, key), log) for key, one in value.items() if one is not None}
        return {key: one for key, one in items.items() if one is not None}


# -- Objects -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Node:
    """An object of the file. Its members are the fields declared with `member`; `path` says where it stood."""

    path: str = ""


def member(shape: Shape, *, required: bool = False) -> Any:
    """A field of a Node that is read from the file under its own name."""
    made = {"default_factory": dict} if isinstance(shape, MapOf) else {"default": shape.empty}
    return field(metadata={"shape": shape, "required": required}, **made)


@dataclass(frozen=True)
class Record(Shape):
    """An object read as a Node. With `shorthand`, a bare text or number stands for that member alone."""

    node: type[Node]
    shorthand: str = ""

    def read(self, value: Any, path: str, log: Log) -> Node | None:
        if self.shorthand and isinstance(value, str | Decimal | bool):
            return self._read_shorthand(value, path, log)
        if not isinstance(value, dict):
            return self.refuse("objet attendu", value, path, log)
        members = _members(self.node)
        for key in (key for key in value if key not in members):
            log.notice(f"clé inconnue ignorée : {member_path(path, key)}")
        read = {name: _read_member(one, value.get(name), member_path(path, name), log) for name, one in members.items()}
        return self.node(path=path, **read)

    def _read_shorthand(self, value: Any, path: str, log: Log) -> Node:
        one = _members(self.node)[self.shorthand]
        return self.node(path=path, **{self.shorthand: _read_member(one, value, path, log)})


def _members(node: type[Node]) -> dict[str, dataclasses.Field]:
    return {one.name: one for one in dataclasses.fields(node) if "shape" in one.metadata}


def _is_visible(text: str) -> bool:
    """False where nothing would be printed: spaces, and marks that only format."""
    return any(unicodedata.category(letter)[0] not in "CZ" for letter in text)


def _read_member(one: dataclasses.Field, value: Any, path: str, log: Log) -> Any:
    shape, required = one.metadata["shape"], one.metadata["required"]
    if value is None or (required and isinstance(value, str) and not _is_visible(value)):
        if required:
            log.fault(path, "valeur obligatoire, elle manque.")
        return shape.empty
    return shape.read(value, path, log)
