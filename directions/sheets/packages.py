"""The zip of an XLSX or ODS, and the XML in it, opened within bounds: nothing is inflated or parsed beyond its budget.

Expat gives events and keeps no tree, so that memory does not grow with what a stranger wrote; it never fetches
anything, and a document type, where entities are declared, is refused before it is read.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Protocol
from xml.parsers import expat

from directions.french.typography import NO_BREAK
from directions.sheets.bounds import DAMAGED, KEEP_AS, TOO_HEAVY, Budget, Limits, SheetRefused

_CHUNK = 64 * 1024
_MAX_TOKEN = 1024 * 1024  # one tag, comment or instruction
_MAX_DEPTH = 100
_MAX_NAMES = 2_000
_CENTRAL_ENTRY = b"PK\x01\x02"
_ENCRYPTED = 0x1
PASSWORD = (
    f"Ce fichier est protégé par un mot de passe{NO_BREAK}: "
    "enregistrez-le sans mot de passe, puis choisissez-le de nouveau."
)
_DOCTYPE = (
    f"Ce fichier contient des déclarations qu'un tableur n'écrit pas (DOCTYPE){NO_BREAK}: il n'est pas lu. {KEEP_AS}"
)
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)

# Names as the readers know them: those of an XLSX bare, whichever of its two vocabularies it is written in.
_PREFIXES = {
    "urn:oasis:names:tc:opendocument:xmlns:office:1.0": "office:",
    "urn:oasis:names:tc:opendocument:xmlns:table:1.0": "table:",
    "urn:oasis:names:tc:opendocument:xmlns:text:1.0": "text:",
    "urn:oasis:names:tc:opendocument:xmlns:style:1.0": "style:",
    "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0": "calcext:",
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main": "",
    "http://purl.oclc.org/ooxml/spreadsheetml/main": "",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r:",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "r:",
    "http://schemas.openxmlformats.org/package/2006/relationships": "rel:",
}


class Events(Protocol):
    """What a reader does with the XML of a part."""

    def start(self, name: str, attributes: dict[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def text(self, data: str) -> None: ...


class Finished(Exception):
    """Raised by a reader that has all it wants: the rest of the part is not parsed."""


class Package:
    """The parts of a zipped file, by name."""

    def __init__(self, content: bytes, limits: Limits) -> None:
        self.limits = limits
        self._budget = Budget(limits)
        # Counted before the list of entries is built: a list can itself be a bomb.
        if content.count(_CENTRAL_ENTRY) > limits.entries:
            raise SheetRefused(TOO_HEAVY)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except _UNREADABLE as error:
            raise SheetRefused(DAMAGED) from error
        self.names = frozenset(self._zip.namelist())
        if any(entry.flag_bits & _ENCRYPTED for entry in self._zip.infolist()):
            raise SheetRefused(PASSWORD)

    def read(self, name: str) -> bytes:
        """The whole of a small part."""
        return b"".join(self._chunks(name))

    def parse(self, name: str, events: Events) -> None:
        """Sends the XML of a part to the reader, until its end or until the reader has finished."""
        parser = _Parser(events, self._budget)
        try:
            for chunk in self._chunks(name):
                parser.feed(chunk)
            parser.close()
        except Finished:
            return
        except expat.ExpatError as error:
            raise SheetRefused(DAMAGED) from error

    def _chunks(self, name: str) -> Iterator[bytes]:
        """What a part inflates to, counted as it comes: the sizes that the zip declares are not believed."""
        if name not in self.names:
            raise SheetRefused(DAMAGED)
        if self._zip.getinfo(name).compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise SheetRefused(f"Ce fichier est compressé d'une façon qu'un tableur n'emploie pas. {KEEP_AS}")
        try:
            with self._zip.open(name) as part:
                while chunk := part.read(_CHUNK):
                    self._budget.bytes -= len(chunk)
                    if self._budget.bytes < 0:
                        raise SheetRefused(TOO_HEAVY)
                    yield chunk
        except SheetRefused:
            raise
        except _UNREADABLE as error:
            raise SheetRefused(DAMAGED) from error


class _ShortNames(dict[str, str]):
    """The name that a reader knows for one that expat gives, "namespace name"."""

    def __missing__(self, full: str) -> str:
        namespace, _, local = full.rpartition(" ")
        prefix = _PREFIXES.get(namespace, f"{namespace} ") if namespace else ""
        self[full] = short = prefix + local
        return short


class _Parser:
    """Expat with its events counted. A tag without end, deep nesting or endless new names would fill the memory."""

    def __init__(self, events: Events, budget: Budget) -> None:
        self._start, self._end, self._names = events.start, events.end, _ShortNames()
        self._budget = budget
        self._depth = self._fed = 0
        self._expat = expat.ParserCreate(namespace_separator=" ")
        self._expat.buffer_text = True
        self._expat.buffer_size = _CHUNK
        self._expat.StartDoctypeDeclHandler = self._refuse_doctype
        self._expat.StartElementHandler = self._start_element
        self._expat.EndElementHandler = self._end_element
        self._expat.CharacterDataHandler = events.text

    def feed(self, chunk: bytes) -> None:
        self._fed += len(chunk)
        self._expat.Parse(chunk, False)
        if self._fed - self._expat.CurrentByteIndex > _MAX_TOKEN or len(self._expat.intern) > _MAX_NAMES:
            raise SheetRefused(TOO_HEAVY)

    def close(self) -> None:
        self._expat.Parse(b"", True)

    def _start_element(self, full: str, attributes: dict[str, str]) -> None:
        # Called a million times: no call that can be spared.
        self._budget.elements -= 1
        self._depth += 1
        if self._budget.elements < 0 or self._depth > _MAX_DEPTH:
            raise SheetRefused(TOO_HEAVY)
        names = self._names
        self._start(names[full], {names[key]: value for key, value in attributes.items()} if attributes else {})

    def _end_element(self, full: str) -> None:
        self._depth -= 1
        self._end(self._names[full])

    def _refuse_doctype(self, *declaration: object) -> None:
        raise SheetRefused(_DOCTYPE)
