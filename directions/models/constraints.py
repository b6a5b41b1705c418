"""Database constraints that several models share."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


def one_of(field: str, choices: type[models.TextChoices], *, name: str) -> models.CheckConstraint:
    """The field holds a value of its closed list, whatever way it was written; renderers rely on it."""
    labels = ", ".join(label.lower() for label in choices.labels)
    return models.CheckConstraint(
        condition=Q(**{f"{field}__in": choices.values}),
        name=name,
        violation_error_message=f"Choisissez une de ces valeurs : {labels}.",
    )
