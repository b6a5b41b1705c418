"""ReportDocument to JSON and back, without loss, under a schema version.

Standard library only. The encoded form is the frozen publication's form: keep reading every version ever written.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import types
import typing
from typing import Any

from reporting import document as doc


class CodecError(ValueError):
    """The JSON is not a report document that this version can read. The message is French and names the path."""


def encode(document: doc.ReportDocument) -> dict[str, Any]:
    """The document as JSON-ready dictionaries; unions of blocks carry their type under "type"."""
    return _encode(document)


def dumps(document: doc.ReportDocument) -> str:
    """Canonical JSON: sorted keys, UTF-8, no spaces; the same document gives the same bytes."""
    return json.dumps(_encode(document), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def decode(data: dict[str, Any]) -> doc.ReportDocument:
    """The ReportDocument of encoded data. Raises CodecError."""
    _check_version(data)
    return _decode(doc.ReportDocument, data, "")


def encode_section(section: doc.Section) -> dict[str, Any]:
    """One section as JSON-ready dictionaries; whoever keeps it keeps `document.SCHEMA_VERSION` beside it."""
    return _encode(section)


def decode_section(data: dict[str, Any], schema_version: int) -> doc.Section:
    """The section of encoded data, written under that schema version. Raises CodecError."""
    _check_version({"schema_version": schema_version})
    return _decode(doc.Section, data, "")


def loads(text: str) -> doc.ReportDocument:
    """The ReportDocument of a JSON text. Raises CodecError."""
    try:
        return decode(json.loads(text))
    except json.JSONDecodeError as error:
        raise CodecError(f"JSON illisible à la ligne {error.lineno} : {error.msg}.") from error


def _check_version(data: Any) -> None:
    version = data.get("schema_version") if isinstance(data, dict) else None
    if version != doc.SCHEMA_VERSION:
        raise CodecError(f"schema_version : {doc.SCHEMA_VERSION} attendu, {version!r} trouvé.")


_BLOCKS = {"paragraph": doc.Paragraph, "list": doc.ListBlock}
_BLOCK_NAMES = {cls: name for name, cls in _BLOCKS.items()}


def _encode(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        encoded = {f.name: _encode(getattr(value, f.name)) for f in dataclasses.fields(value)}
        if type(value) in _BLOCK_NAMES:
            encoded["type"] = _BLOCK_NAMES[type(value)]
        return encoded
    if isinstance(value, tuple):
        return [_encode(item) for item in value]
    return value


def _decode(kind: Any, data: Any, path: str) -> Any:
    origin = typing.get_origin(kind)
    if origin is tuple:
        return _decode_tuple(kind, data, path)
    if origin in (typing.Union, types.UnionType):
        return _decode_union(kind, data, path)
    if dataclasses.is_dataclass(kind):
        return _decode_dataclass(kind, data, path)
    if not isinstance(data, kind) or (kind is int and isinstance(data, bool)):
        raise CodecError(f"{path or 'document'} : {kind.__name__} attendu, {type(data).__name__} trouvé.")
    return data


def _decode_tuple(kind: Any, data: Any, path: str) -> tuple:
    if not isinstance(data, list):
        raise CodecError(f"{path} : liste attendue, {type(data).__name__} trouvé.")
    item_kind = typing.get_args(kind)[0]
    return tuple(_decode(item_kind, item, f"{path}[{index}]") for index, item in enumerate(data))


def _decode_union(kind: Any, data: Any, path: str) -> Any:
    choices = typing.get_args(kind)
    if type(None) in choices:
        if data is None:
            return None
        (rest,) = [choice for choice in choices if choice is not type(None)]
        return _decode(rest, data, path)
    name = data.get("type") if isinstance(data, dict) else None
    if name not in _BLOCKS:
        raise CodecError(f"{path}.type : « paragraph » ou « list » attendu, {name!r} trouvé.")
    return _decode_dataclass(_BLOCKS[name], data, path)


def _decode_dataclass(cls: type, data: Any, path: str) -> Any:
    if not isinstance(data, dict):
        raise CodecError(f"{path or 'document'} : objet attendu, {type(data).__name__} trouvé.")
    hints = _hints(cls)
    values = {}
    for f in dataclasses.fields(cls):
        if f.name not in data:
            if f.default is not dataclasses.MISSING:
                # A field that came after this document was written: its default is what it meant.
                continue
            raise CodecError(f"{path}.{f.name} : champ absent.".lstrip("."))
        values[f.name] = _decode(hints[f.name], data[f.name], f"{path}.{f.name}".lstrip("."))
    return cls(**values)


@functools.cache
def _hints(cls: type) -> dict[str, Any]:
    """The types of the fields of a class. Python reads them anew at each call, and a section has hundreds of blocks."""
    return typing.get_type_hints(cls)
