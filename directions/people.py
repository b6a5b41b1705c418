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
    people = User.objects.filter(is_active=True, is_staff=True)
    return list(people.filter(Q(groups__name=permissions.ADMINISTRATOR_GROUP) | Q(is_superuser=True)).distinct())
