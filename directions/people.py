"""People in words: the role that the header of every page says, and whom to ask for access."""

from __future__ import annotations

from django.db.models import Q

from directions import permissions
from directions.models import User

_SHOWN_MEMBERSHIPS = 2


def role_words(user: User) -> str:
    """What the header says of a person: "Administration", "Communication", "Rédacteur, DR"."""
    if permissions.is_administrator(user):
        return "Administration"
    if permissions.is_reviewer(user):
        return "Communication"
    memberships = list(user.memberships.select_related("direction"))
    if len(memberships) > _SHOWN_MEMBERSHIPS:
        return f"{len(memberships)} directions"
    roles = [f"{membership.get_role_display()}, {membership.direction.code}" for membership in memberships]
    return " · ".join(roles) or "Sans direction"


def administrators() -> list[User]:
    """Whom to ask for access."""
    return _of_groups(permissions.ADMINISTRATOR_GROUP)


def reviewers() -> list[User]:
    """Those to whom a contribution may be given to review: `permissions.is_reviewer`, as one query."""
    return _of_groups(permissions.COMMUNICATION_GROUP, permissions.ADMINISTRATOR_GROUP)


def _of_groups(*names: str) -> list[User]:
    """The people of these groups who may enter; superusers are of every group."""
    people = User.objects.filter(is_active=True, is_staff=True)
    return list(people.filter(Q(groups__name__in=names) | Q(is_superuser=True)).distinct())
