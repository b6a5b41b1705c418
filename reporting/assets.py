"""The pictures of a document as bytes, for renderers that have neither database nor storage."""

from __future__ import annotations

from django.core.files.storage import default_storage

from reporting.document import ReportDocument, report_pictures


def load_assets(document: ReportDocument) -> dict[str, bytes]:
    """The stored pictures by asset name. One that the storage has lost is left out: the renderer names its block."""
    names = dict.fromkeys(picture.asset for picture in report_pictures(document))
    return {name: _read(name) for name in names if default_storage.exists(name)}


def _read(name: str) -> bytes:
    with default_storage.open(name) as stored:
        return stored.read()
