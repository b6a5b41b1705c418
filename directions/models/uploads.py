"""Where photos are kept, and what waits on the server: photos of refused forms, spreadsheets to be confirmed."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from directions.enums import SheetKind
from directions.models.constraints import one_of


def photo_path(instance: models.Model, filename: str) -> str:
    """A path that says nothing of the file's first name; the extension is set by directions.photos."""
    extension = filename.rsplit(".", 1)[-1].lower() if "." in filename else "jpg"
    return f"photos/{uuid.uuid4()}.{extension}"


def pending_path(instance: models.Model, filename: str) -> str:
    return f"attente/{uuid.uuid4()}.{filename.rsplit('.', 1)[-1].lower()}"


class PendingUpload(models.Model):
    """A photo that was uploaded with a refused form: a browser cannot send it again, so it waits here for the retry."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    file = models.ImageField(upload_to=pending_path, db_index=True)
    name = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "photo en attente"
        verbose_name_plural = "photos en attente"
        ordering = ["created_at"]

    def __str__(self) -> str:
        return self.name


class SheetImport(models.Model):
    """A spreadsheet that was received and judged: its very bytes wait for the same person to confirm them, once.

    Once confirmed, or replaced by another, the bytes are let go; who brought what and when stays.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="par", editable=False
    )
    user_name = models.CharField("nom au moment des faits", max_length=200, editable=False)
    kind = models.CharField("contenu", max_length=20, choices=SheetKind, editable=False)
    campaign = models.ForeignKey(
        "directions.Campaign", models.CASCADE, null=True, related_name="+", verbose_name="campagne", editable=False
    )
    name = models.CharField("fichier", max_length=200, editable=False)
    content = models.BinaryField(null=True, editable=False)
    sha256 = models.CharField("empreinte", max_length=64, editable=False)
    created_at = models.DateTimeField("reçu le", auto_now_add=True, editable=False)
    confirmed_at = models.DateTimeField("confirmé le", null=True, editable=False)
    created_rows = models.PositiveIntegerField("lignes ajoutées", default=0, editable=False)
    changed_rows = models.PositiveIntegerField("lignes modifiées", default=0, editable=False)

    class Meta:
        verbose_name = "import d'un tableur"
        verbose_name_plural = "imports de tableurs"
        ordering = ["-created_at"]
        constraints = [
            one_of("kind", SheetKind, name="sheet_import_kind_known"),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(content__isnull=True),
                name="sheet_import_lets_its_bytes_go",
                violation_error_message="Un import confirmé ne garde pas son fichier.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.user_name}"
