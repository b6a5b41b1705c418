"""A spreadsheet that is received, judged, then confirmed by its sender for the same bytes: all of it, or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from directions.enums import SheetKind
from directions.models import Campaign, SheetImport, User
from directions.resources.base import SheetResource
from directions.resources.figures import FigureResource
from directions.resources.indicators import IndicatorResource
from directions.resources.judgement import Judgement, Verdict
from directions.resources.organisation import DirectionResource
from directions.sheets import Limits, SheetRefused

# The workbook of each kind, for a person and the campaign that it is of; a list is of the campaign's institution.
RESOURCES: dict[SheetKind, Callable[[User, Campaign], SheetResource]] = {
    SheetKind.FIGURES: FigureResource,
    SheetKind.INDICATORS: IndicatorResource,
    SheetKind.DIRECTIONS: DirectionResource,
}

_MAX_BYTES = Limits().file_bytes
_NAME_LENGTH = SheetImport._meta.get_field("name").max_length


class State(Enum):
    """What became of a confirmation."""

    WRITTEN = "written"
    OVER = "over"  # confirmed before, or replaced by another file: nothing more is written
    OTHER = "other"  # it would no longer do what was seen: nothing is written


@dataclass(frozen=True)
class Confirmation:
    state: State
    received: SheetImport
    judgement: Judgement | None = None


def resource_of(received: SheetImport, user: User) -> SheetResource:
    return RESOURCES[SheetKind(received.kind)](user, received.campaign)


def receive(user: User, kind: SheetKind, campaign: Campaign, file: UploadedFile) -> SheetImport:
    """Keeps a file that can be read until it is confirmed. Raises SheetRefused.

    Those of the same kind that the person has not confirmed are let go: each keeps one file at most.
    """
    if file.size > _MAX_BYTES:
        megabytes = _MAX_BYTES // (1024 * 1024)
        raise SheetRefused(f"Ce fichier dépasse {megabytes} Mo : partagez-le en plusieurs fichiers.")
    content, name = file.read(), _shown_name(file.name or "")
    RESOURCES[kind](user, campaign).read(content, name)
    with transaction.atomic():
        SheetImport.objects.filter(user=user, kind=kind, confirmed_at=None).update(content=None)
        return SheetImport.objects.create(
            user=user,
            user_name=str(user),
            kind=kind,
            campaign=campaign,
            name=name,
            content=content,
            sha256=hashlib.sha256(content).hexdigest(),
        )


def judge(received: SheetImport, user: User) -> Judgement:
    """What confirming the file would do now. Reads only. Raises SheetRefused."""
    resource = resource_of(received, user)
    return resource.judge(resource.read(bytes(received.content), received.name))


def confirm(received: SheetImport, user: User, seen: str) -> Confirmation:
    """Writes what the person saw, and only that: `seen` is the fingerprint of the judgement that they were shown."""
    if received.content is None:
        return Confirmation(State.OVER, received)
    resource = resource_of(received, user)
    sheet = resource.read(bytes(received.content), received.name)
    with transaction.atomic():
        locked = SheetImport.objects.select_for_update().get(pk=received.pk)
        if locked.content is None:
            return Confirmation(State.OVER, locked)
        judgement = resource.judge(sheet, lock=True)
        if not judgement.may_be_written or judgement.fingerprint != seen:
            return Confirmation(State.OTHER, locked, judgement)
        resource.write()
        _close(locked, judgement)
    return Confirmation(State.WRITTEN, locked, judgement)


def _close(received: SheetImport, judgement: Judgement) -> None:
    received.content = None
    received.confirmed_at = timezone.now()
    received.created_rows = judgement.counts[Verdict.ADDED]
    received.changed_rows = judgement.counts[Verdict.CHANGED]
    received.save(update_fields=["content", "confirmed_at", "created_rows", "changed_rows"])


def _shown_name(name: str) -> str:
    """The name of the file as it may be stored and shown: what cannot be printed left out."""
    return "".join(character for character in name if character.isprintable())[-_NAME_LENGTH:] or "tableau"
