"""COLLECT: the org chart, the campaign and each direction's yearly contribution."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class DirectionsConfig(AppConfig):
    name = "directions"
    verbose_name = "Contributions des directions"

    def ready(self) -> None:
        post_migrate.connect(_make_groups, dispatch_uid="directions.groups")


def _make_groups(app_config: AppConfig, **_: Any) -> None:
    """Called after the migrations of each app: the permissions of an app exist only then."""
    from directions import groups

    if app_config.label in groups.APPS:
        groups.ensure_groups()
