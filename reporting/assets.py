"""The pictures of a document: their bytes, for renderers without database nor storage; their address on this site."""

from __future__ import annotations

from django.conf import settings
from django.core.files.storage import default_storage

from reporting.document import Picture, ReportDocument, report_pictures


def load_assets(document: ReportDocument) -> dict[str, bytes]:
    """The stored pictures by asset name. One that the storage has lost is left out: the renderer names its block."""
    names = dict.fromkeys(picture.asset for picture in report_pictures(document))
    return {name: _read(name) for name in names if default_storage.exists(name)}


def picture_url(picture: Picture) -> str:
    """The private address of a picture on this site."""
    return settings.MEDIA_URL + picture.asset


def _read(name: str) -> bytes:
    with default_storage.open(name) as stored:
        return stored.read()
