"""Report files for the tests of the loader: small ones to begin from, and how they are loaded."""

from __future__ import annotations

import io
import json
from pathlib import Path

from django.core.files.storage import default_storage
from django.core.management import call_command
from PIL import Image


def unit(code: str, **members) -> dict:
    return {"code": code, "name": f"Direction {code}", **members}


def report(*units: dict, **members) -> dict:
    return {
        "institution": {"name": "Département de la Brenne", "code": "CD"},
        "year": 2020,
        "units": [*units],
        **members,
    }


def load_content(folder: Path, content: dict | bytes, *options: str) -> str:
    """Loads a file with this content through the command; returns what it tells on its standard error."""
    path = folder / "rapport.json"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    errors = io.StringIO()
    call_command("load_report", str(path), *options, stderr=errors, stdout=io.StringIO())
    return errors.getvalue()


def a_photo(folder: Path, name: str = "photos/pont.jpg") -> dict:
    (folder / name).parent.mkdir(exist_ok=True)
    Image.new("RGB", (60, 40), "teal").save(folder / name)
    return {"file": name, "alt": "Un pont", "credit": "Le service"}


def stored_photos() -> list[str]:
    return default_storage.listdir("photos")[1] if default_storage.exists("photos") else []
