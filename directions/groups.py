"""The groups of the site, made again after every migration: they say who is of the communication team and who
administers. What a group may do is written in `directions.permissions`, and nowhere else.
"""

from __future__ import annotations

from django.contrib.auth.models import Group

from directions.permissions import ADMINISTRATOR_GROUP, COMMUNICATION_GROUP


def ensure_groups() -> None:
    """Makes the groups that are missing."""
    for name in (COMMUNICATION_GROUP, ADMINISTRATOR_GROUP):
        Group.objects.get_or_create(name=name)
