"""Photos at the door: what is let in, how it is reduced and cleaned, and where it waits while its form is corrected.

A file is judged by its content, never by its name, and its bytes and pixels are bounded before anything is decoded.
What is stored is always encoded anew: upright, at most `MAX_SIDE` pixels long, without any metadata.
"""

from __future__ import annotations

import datetime
import io
import struct
import uuid
import warnings
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from PIL import Image, ImageCms, ImageOps

from directions import scopes
from directions.models import PendingUpload, User
from directions.models.blocks import Photo

MAX_BYTES = 15 * 1024 * 1024
MAX_PIXELS = 40_000_000
MAX_SIDE = 2400
JPEG_QUALITY = 88
# Above this size, a drawing kept as PNG is no lighter than a photo.
MAX_DRAWING_BYTES = 600 * 1024
FORMATS = ("JPEG", "PNG", "WEBP")
MAX_AT_ONCE = 20
PENDING_DAYS = 2
MAX_PENDING = 20  # for each person

_KEEP_AS = "Enregistrez-la en JPEG, PNG ou WebP, puis choisissez-la de nouveau."
_DAMAGED = "Ce fichier est abîmé ou incomplet : choisissez de nouveau la photo, ou une autre."
_TOO_MANY = (
    f"Cela fait trop de photos à la fois : {MAX_AT_ONCE} au plus. "
    "Enregistrez sans celle-ci, puis choisissez-la de nouveau."
)
# The first bytes of what people send instead of a photo.
_KNOWN_FORMATS = (
    (b"GIF8", 0, "GIF"),
    (b"%PDF", 0, "PDF"),
    (b"%!PS", 0, "EPS"),
    (b"\xc5\xd0\xd3\xc6", 0, "EPS"),
    (b"ftypheic", 4, "HEIC"),
    (b"ftypmif1", 4, "HEIC"),
    (b"ftypavif", 4, "AVIF"),
    (b"II*\x00", 0, "TIFF"),
    (b"MM\x00*", 0, "TIFF"),
    (b"8BPS", 0, "PSD"),
    (b"BM", 0, "BMP"),
    (b"PK\x03\x04", 0, "ZIP ou bureautique"),
)
_UNREADABLE = (
    OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, OverflowError, MemoryError,
    struct.error, zlib.error, Image.DecompressionBombError,
)  # fmt: skip


class PhotoRefused(Exception):
    """A file that is not let in; the message is French and says what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class PreparedPhoto:
    """A photo ready to be stored: its new bytes, its new extension, and the name under which it was chosen."""

    content: bytes
    extension: str
    name: str

    def as_file(self) -> ContentFile:
        return ContentFile(self.content, name=f"photo.{self.extension}")


# -- Letting in --------------------------------------------------------------------------------------------------------


def prepare(upload: UploadedFile) -> PreparedPhoto:
    """The upload, checked, reduced and cleaned. The work is done once for an upload. Raises `PhotoRefused`."""
    if not hasattr(upload, "_outcome"):
        try:
            upload._outcome = _prepared(upload)
        except PhotoRefused as refusal:
            upload._outcome = refusal
    if isinstance(upload._outcome, PhotoRefused):
        raise upload._outcome
    return upload._outcome


def prepare_all(uploads: Iterable[UploadedFile]) -> None:
    """Does the slow work ahead, so that no lock is held during it. A refusal is raised by `prepare`, later."""
    for rank, upload in enumerate(uploads):
        if rank >= MAX_AT_ONCE:
            upload._outcome = PhotoRefused(_TOO_MANY)
        try:
            prepare(upload)
        except PhotoRefused:
            continue


def _prepared(upload: UploadedFile) -> PreparedPhoto:
    if not upload.size:
        raise PhotoRefused("Ce fichier est vide : choisissez une autre photo.")
    if upload.size > MAX_BYTES:
        raise PhotoRefused(f"Cette photo est trop lourde : {MAX_BYTES // 1024**2} Mo au plus. Réduisez-la.")
    upload.seek(0)
    raw = upload.read()
    # Pillow warns of sizes and metadata that are refused or dropped here anyway.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        image = _opened(raw)
        content, extension = _encoded(image)
    return PreparedPhoto(content, extension, (upload.name or "photo")[-200:])


def _opened(raw: bytes) -> Image.Image:
    """The image, its header read and its size judged, not one pixel decoded."""
    try:
        Image.open(io.BytesIO(raw), formats=FORMATS).verify()  # checksums, where the format has some
        image = Image.open(io.BytesIO(raw), formats=FORMATS)
    except Image.UnidentifiedImageError as error:
        raise PhotoRefused(_not_a_photo(raw)) from error
    except Image.DecompressionBombError as error:
        raise PhotoRefused(_too_many_pixels()) from error
    except _UNREADABLE as error:
        raise PhotoRefused(_DAMAGED) from error
    if image.width * image.height > MAX_PIXELS:
        raise PhotoRefused(_too_many_pixels())
    return image


def _too_many_pixels() -> str:
    return f"Cette image est trop grande : {MAX_PIXELS // 10**6} millions de pixels au plus. Réduisez-la."


def _not_a_photo(raw: bytes) -> str:
    kind = next((name for mark, at, name in _KNOWN_FORMATS if raw[at : at + len(mark)] == mark), "")
    if not kind and b"<svg" in raw[:2000].lower():
        kind = "SVG"
    if kind:
        return f"Ce fichier est au format {kind}, quel que soit son nom : il n'est pas accepté. {_KEEP_AS}"
    return f"Ce fichier n'est pas une photo que l'on sait lire, ou il est abîmé. {_KEEP_AS}"


def _encoded(image: Image.Image) -> tuple[bytes, str]:
    """The image reduced, upright and without metadata, and the extension of its new format."""
    is_drawing = image.format not in {"JPEG", "MPO"}
    try:
        if image.mode == "P":  # a palette cannot be reduced smoothly
            image = image.convert("RGBA" if "transparency" in image.info else "RGB")
        image.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
        image = _in_plain_colours(_upright(image), image.info.get("icc_profile"))
    except _UNREADABLE as error:
        raise PhotoRefused(_DAMAGED) from error
    if is_drawing:
        content = _as_png(image)
        if len(content) <= MAX_DRAWING_BYTES:
            return content, "png"
    return _as_jpeg(image), "jpg"


def _upright(image: Image.Image) -> Image.Image:
    """The image turned as its camera said; a camera's note that cannot be read turns nothing."""
    try:
        return ImageOps.exif_transpose(image)
    except _UNREADABLE:
        return image


def _in_plain_colours(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The image as RGB, or RGBA where it is transparent, its colours those of sRGB."""
    is_transparent = "A" in image.getbands() or "transparency" in image.info
    if profile and image.mode in {"RGB", "CMYK"}:
        image = _in_srgb(image, profile)
    if image.mode.startswith("I"):  # 16 bits a pixel: Pillow would clip, not scale
        image = image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    image = image.convert("RGBA" if is_transparent else "RGB")
    clean = Image.new(image.mode, image.size)
    clean.paste(image)
    return clean


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """The colours that the profile meant; where the profile cannot be used, the image as it is."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image


def _as_png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _as_jpeg(image: Image.Image) -> bytes:
    if image.mode == "RGBA":
        paper = Image.new("RGB", image.size, "white")
        paper.paste(image, mask=image.getchannel("A"))
        image = paper
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=JPEG_QUALITY, optimize=True, progressive=True)
    return buffer.getvalue()


# -- Waiting for a corrected form --------------------------------------------------------------------------------------


def keep_waiting(photo: PreparedPhoto, user: User) -> PendingUpload:
    """Keeps the photo of a refused form for the retry; the forgotten ones go, and the oldest of too many."""
    _forget_old_ones()
    for excess in PendingUpload.objects.filter(user=user).order_by("-created_at")[MAX_PENDING - 1 :]:
        forget(excess)
    pending = PendingUpload(user=user, name=photo.name)
    pending.file.save(f"photo.{photo.extension}", photo.as_file(), save=True)
    return pending


def waiting(user: User, pks: Iterable[str]) -> dict[str, PendingUpload]:
    """The waiting photos of this person among those ids, in one query. Ids that are none are ignored."""
    wanted = [pk for pk in pks if _is_uuid(pk)]
    if not wanted:
        return {}
    own = scopes.reachable(PendingUpload.objects.filter(pk__in=wanted), user)
    return {str(pending.pk): pending for pending in own if default_storage.exists(pending.file.name)}


def taken(pending: PendingUpload) -> PreparedPhoto:
    """The waiting photo, as it was prepared."""
    with pending.file.open("rb") as file:
        content = file.read()
    return PreparedPhoto(content, pending.file.name.rsplit(".", 1)[-1], pending.name)


def forget(pending: PendingUpload) -> None:
    """Deletes a waiting photo that found its place."""
    name = pending.file.name
    # By its key: two rows may have asked for the same one.
    PendingUpload.objects.filter(pk=pending.pk).delete()
    transaction.on_commit(lambda: default_storage.delete(name))


def _forget_old_ones() -> None:
    limit = timezone.now() - datetime.timedelta(days=PENDING_DAYS)
    for pending in PendingUpload.objects.filter(created_at__lt=limit):
        forget(pending)


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


# -- Leaving -----------------------------------------------------------------------------------------------------------


def photo_models() -> list[type[Photo]]:
    """Every model that shows a photo, those of other apps included."""
    return [model for model in apps.get_models() if issubclass(model, Photo)]


def delete_after_commit(name: str) -> None:
    """Deletes the file of a photo that was removed or replaced, once that is certain and if no row shows it."""

    def delete_unless_shown() -> None:
        if not any(model.objects.filter(photo=name).exists() for model in photo_models()):
            default_storage.delete(name)

    transaction.on_commit(delete_unless_shown)
