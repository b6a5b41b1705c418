"""Rows that are written once: the log of a contribution, and what it was at each version."""

from __future__ import annotations

from django.db import models


class AppendOnlyQuerySet(models.QuerySet):
    def update(self, **fields) -> int:
        raise TypeError(f"A {self.model.__name__} is append-only.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError(f"A {self.model.__name__} is append-only.")


class AppendOnly(models.Model):
    """A row that nothing changes or deletes; only the account that it names may go (its name stays beside it)."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs) -> None:
        if self.pk:
            raise TypeError(f"A {type(self).__name__} is append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError(f"A {type(self).__name__} is append-only.")
