"""A spreadsheet as the answer to a request: saved under its name, never shown as a page."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from directions.sheets import Format


def spreadsheet(content: bytes, name: str, file_format: Format) -> HttpResponse:
    """`name` is that of the file, without its extension."""
    disposition = content_disposition_header(True, f"{name}.{file_format.extension}")
    headers = {"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=file_format.content_type, headers=headers)
