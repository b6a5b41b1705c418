"""The photos of a report file: found beside it, checked, copied to the storage, and taken back if the load fails."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from PIL import Image

from directions.models.uploads import photo_path
from directions.photos import PhotoRefused, PreparedPhoto, prepare
from reporting.loading.blocks import Photo


@contextmanager
def all_or_nothing() -> Iterator[list[str]]:
    """One transaction for rows and files: the names put in the list are deleted from the storage if it fails."""
    stored: list[str] = []
    try:
        with transaction.atomic():
            yield stored
    except BaseException:
        for name in stored:
            default_storage.delete(name)
        raise


class Pictures:
    """The photos of one report file, which may only be in its folder or below."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._prepared: dict[str, PreparedPhoto] = {}

    def fault_of(self, file: str) -> str:
        """What is wrong with a photo, in French; empty where it can be stored."""
        if file in self._prepared:
            return ""
        relative = PurePosixPath(file)
        if relative.is_absolute() or ".." in relative.parts or "\\" in file:
            return "chemin relatif au dossier du fichier attendu, sans « .. »"
        try:
            path = (self._folder / relative).resolve()
        except (OSError, ValueError, RuntimeError):  # Characters that no file has, links that turn in circles.
            return "photo introuvable"
        if not path.is_relative_to(self._folder.resolve()):
            return "photo du dossier du fichier attendue"
        return self._prepare(file, path)

    def _prepare(self, file: str, path: Path) -> str:
        try:
            with path.open("rb") as content:
                self._prepared[file] = prepare(File(content, name=path.name))
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            return "photo introuvable"
        except PhotoRefused as refusal:
            return refusal.message.rstrip(".")
        except OSError:
            return "photo illisible : vérifiez son nom et le droit de la lire"
        return ""

    def columns(self, photo: Photo | None, stored: list[str]) -> dict[str, object]:
        """The columns of a row with this photo, now in the storage; none without photo."""
        if photo is None:
            return {}
        prepared = self._prepared[photo.file]
        name = default_storage.save(photo_path(None, f"photo.{prepared.extension}"), prepared.as_file())
        stored.append(name)
        width, height = Image.open(io.BytesIO(prepared.content)).size
        return {
            "photo": name,
            "photo_width": width,
            "photo_height": height,
            "photo_alt": photo.alt,
            "photo_credit": photo.credit,
            "photo_caption": photo.caption,
        }
