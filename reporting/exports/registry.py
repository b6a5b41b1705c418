"""The formats of the report. To add one: write its renderer beside this file and name it here.

A renderer gets a ReportDocument and the bytes of its pictures, by asset name, and gives the bytes of the file. It tells
what the file leaves out or replaces, a line each, and raises ExportError where the report cannot be rendered, both in
French. It needs no database.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from django.utils.text import slugify

from reporting import codec
from reporting.document import ReportDocument
from reporting.exports.errors import Tell, tell_nobody
from reporting.exports.html import render_standalone
from reporting.exports.pdf import render_pdf


class Renderer(Protocol):
    def __call__(self, document: ReportDocument, assets: Mapping[str, bytes], tell: Tell = tell_nobody) -> bytes: ...


@dataclass(frozen=True)
class Exporter:
    """`name` is the format's name in addresses and commands, and the extension of its files. A format that only names
    its pictures does not need their bytes."""

    name: str
    label: str
    content_type: str
    render: Renderer
    holds_pictures: bool = True

    def filename(self, document: ReportDocument) -> str:
        """ "rapport-2020-departement-du-val-clair.pdf"."""
        return f"rapport-{document.year}-{slugify(document.institution.name)}.{self.name}"


def _html(document: ReportDocument, assets: Mapping[str, bytes], tell: Tell = tell_nobody) -> bytes:
    return render_standalone(document, assets).encode()


def _json(document: ReportDocument, assets: Mapping[str, bytes], tell: Tell = tell_nobody) -> bytes:
    return json.dumps(codec.encode(document), ensure_ascii=False, indent=1).encode()


EXPORTERS = {
    exporter.name: exporter
    for exporter in (
        Exporter("pdf", "PDF", "application/pdf", render_pdf),
        Exporter("html", "Page web", "text/html; charset=utf-8", _html),
        Exporter("json", "Données (JSON)", "application/json", _json, holds_pictures=False),
    )
}
