"""Where photos are kept, and the photos of forms that were refused."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


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
