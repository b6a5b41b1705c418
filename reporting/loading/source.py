"""Reads a JSON file strictly: UTF-8, exact numbers, no key twice, bounded in bytes and in depth.

What is read is not yet known to be a report: structure.py says that.
"""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from reporting.loading.shapes import Log, Refused, member_path, shown

MAX_BYTES = 50 * 1024 * 1024
MAX_DEPTH = 20
_ALLOWED_CONTROLS = frozenset("\n\r\t")


def read_json(path: Path, log: Log) -> Any:
    """The content of the file, its numbers as Decimal. Raises Refused where nothing can be read; what is forbidden
    inside (NaN, a key given twice, a control character) is a fault in the log, with its path."""
    text = _decoded(_bytes(path))
    try:
        data = json.loads(
            text, parse_int=_number, parse_float=_number, parse_constant=Decimal, object_pairs_hook=_Object.of
        )
    except json.JSONDecodeError as error:
        where = f"ligne {error.lineno}, colonne {error.colno}"
        near = shown(text[error.pos : error.pos + 30]) or "fin du fichier"
        raise Refused([f"JSON illisible, {where}, près de « {near} »."]) from error
    except RecursionError as error:
        raise Refused([f"JSON trop imbriqué : {MAX_DEPTH} niveaux au plus."]) from error
    for where, message in _forbidden(data, "", 1):
        log.fault(where, message)
    return data


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise Refused([f"Fichier trop gros : {MAX_BYTES // 1024**2} Mo au plus."])
        return path.read_bytes()
    except FileNotFoundError as error:
        raise Refused(["Fichier introuvable : vérifiez son nom et son dossier."]) from error
    except IsADirectoryError as error:
        raise Refused(["C'est un dossier : donnez le fichier JSON qu'il contient."]) from error
    except PermissionError as error:
        raise Refused(["Fichier illisible : vous n'avez pas le droit de le lire."]) from error
    except (OSError, ValueError) as error:
        raise Refused(["Fichier illisible : vérifiez son nom et son dossier."]) from error


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Refused([f"Encodage UTF-8 attendu : octet illisible à la ligne {line}."]) from error


def _number(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:  # An exponent that no number can have.
        return Decimal("Infinity")


class _Object(dict):
    """An object of the file that remembers which keys it was given twice."""

    repeated: tuple[str, ...] = ()

    @classmethod
    def of(cls, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = cls(pairs)
        if len(made) < len(pairs):
            counts = Counter(key for key, _ in pairs)
            made.repeated = tuple(key for key in made if counts[key] > 1)
        return made


def _forbidden(value: Any, path: str, depth: int) -> Iterator[tuple[str, str]]:
    """What no file may hold, whatever its structure: its path, and why."""
    if depth > MAX_DEPTH:
        yield path, f"structure trop imbriquée : {MAX_DEPTH} niveaux au plus."
    elif isinstance(value, Decimal) and not value.is_finite():
        yield path, "nombre fini attendu (ni NaN, ni Infinity, ni exposant démesuré)."
    elif isinstance(value, str):
        yield from _forbidden_characters(value, path)
    elif isinstance(value, dict):
        yield from ((member_path(path, key), "clé donnée deux fois.") for key in getattr(value, "repeated", ()))
        for key, one in value.items():
            yield from _forbidden_characters(key, path)
            yield from _forbidden(one, member_path(path, key), depth + 1)
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from _forbidden(one, f"{path}[{index}]", depth + 1)


def _forbidden_characters(text: str, path: str) -> Iterator[tuple[str, str]]:
    """Control characters and halves of characters: no database, no page and no PDF holds them."""
    if text.isprintable():
        return
    for character in text:
        if unicodedata.category(character) in {"Cc", "Cs"} and character not in _ALLOWED_CONTROLS:
            yield path, f"caractère interdit U+{ord(character):04X}."
            return
