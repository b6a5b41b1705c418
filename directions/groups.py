"""The groups of the site and their model permissions: made again after every migration, so that they always exist.

Groups say who is of the communication team and who administers; Django's model permissions open the pages of the admin.
What a person reaches behind them is decided by `directions.permissions` alone.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.db.models import Q

from directions.permissions import ADMINISTRATOR_GROUP, COMMUNICATION_GROUP, CONTRIBUTOR_GROUP

APPS = ("directions", "reporting")
BLOCKS = ("achievement", "chapter", "chart", "chartpoint", "keyfigure", "mission", "moment", "takeaway")


def ensure_groups() -> None:
    """Makes the groups that are missing, and gives each the permissions that it must have and that exist by now.
    Permissions that were added by hand stay."""
    for name, wanted in _wanted().items():
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.add(*Permission.objects.filter(wanted))


def _wanted() -> dict[str, Q]:
    contributors = _may("directions", ["contribution"], ["view", "change"]) | _may("directions", BLOCKS)
    communication = (
        contributors
        | _may("directions", ["campaign"])
        | _may("directions", ["direction", "indicator", "contributionevent"], ["view"])
        | Q(content_type__app_label="reporting")
    )
    administrators = Q(content_type__app_label__in=APPS)
    return {
        CONTRIBUTOR_GROUP: contributors,
        COMMUNICATION_GROUP: communication,
        ADMINISTRATOR_GROUP: administrators,
    }


def _may(app: str, models: Iterable[str], actions: Iterable[str] = ("view", "add", "change", "delete")) -> Q:
    codenames = [f"{action}_{model}" for model in models for action in actions]
    return Q(content_type__app_label=app, codename__in=codenames)
