"""People: one account a person; what they may do comes from groups and from memberships, never from the account."""

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """A person who signs in. See directions.permissions for what they may reach."""

    wants_digest = models.BooleanField(
        "un seul message par jour",
        default=False,
        help_text="Les messages d'une journée sont réunis en un seul.",
    )

    class Meta:
        verbose_name = "compte"
        verbose_name_plural = "comptes"
        ordering = ["last_name", "first_name", "username"]

    def __str__(self) -> str:
        return self.get_full_name() or self.username
