"""COLLECT: the org chart, the campaign and each direction's yearly contribution."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class DirectionsConfig(AppConfig):
    name = "directions"
    verbose_name = "Contributions des directions"

    def ready(self) -> None:
        from directions import authorship  # noqa: F401 (they make themselves known)
        from directions.messages import receivers  # noqa: F401

        post_migrate.connect(_make_groups, sender=self, dispatch_uid="directions.groups")


def _make_groups(**_: Any) -> None:
    from directions import groups

    groups.ensure_groups()
