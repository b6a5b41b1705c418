"""Who may see and change what: the only module that decides.

Three kinds of people: the communication team and the administrators (groups, or superusers) see everything; members
(rédacteur, directeur) see their direction and all that hangs below it; everybody else sees nothing. Whoever may not see
an object is told that it does not exist.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.db.models import Q

from directions.enums import ContributionStatus, DirectionKind

if TYPE_CHECKING:
    from directions.models import Campaign, Contribution, User

COMMUNICATION_GROUP = "Communication"
ADMINISTRATOR_GROUP = "Administrateurs"

_NOTHING = Q(pk__in=[])


def is_administrator(user: User) -> bool:
    """True for those who manage accounts, the org chart and campaigns."""
    return _is_active(user) and (user.is_superuser or ADMINISTRATOR_GROUP in _group_names(user))


def is_reviewer(user: User) -> bool:
    """True for the communication team, and for administrators."""
    return is_administrator(user) or (_is_active(user) and COMMUNICATION_GROUP in _group_names(user))


def is_member(user: User) -> bool:
    """True for those who write for at least one direction."""
    return bool(member_direction_ids(user))


def member_direction_ids(user: User) -> frozenset[int]:
    """The directions of a person: those of the memberships and all below them. Two queries, once a request."""
    if not _is_active(user):
        return frozenset()
    if not hasattr(user, "_member_direction_ids"):
        roots = list(user.memberships.values_list("direction_id", flat=True))
        # The models stand on this module: it finds them by name.
        directions = apps.get_model("directions", "Direction").objects
        user._member_direction_ids = frozenset(directions.subtree_ids(roots) if roots else ())
    return user._member_direction_ids


def visible_contributions(user: User) -> Q:
    """The filter behind `Contribution.objects.visible_to`."""
    if is_reviewer(user):
        return Q()
    directions = member_direction_ids(user)
    return Q(direction_id__in=directions) if directions else _NOTHING


def visible_campaigns(user: User) -> Q:
    """The filter behind `Campaign.objects.visible_to`: the campaigns in which this person may see a contribution."""
    if is_reviewer(user):
        return Q()
    directions = member_direction_ids(user)
    if not directions:
        return _NOTHING
    contributions = apps.get_model("directions", "Contribution").objects.filter(direction_id__in=directions)
    return Q(pk__in=contributions.values("campaign"))


def can_see(user: User, contribution: Contribution) -> bool:
    """True where the contribution exists for this person."""
    return is_reviewer(user) or contribution.direction_id in member_direction_ids(user)


def writes_for(user: User, contribution: Contribution) -> bool:
    """True for those whose text it is: the members of the direction; for the institution's own pages, the
    communication team; and the administrators, who help everybody."""
    if contribution.kind == DirectionKind.INSTITUTION and is_reviewer(user):
        return True
    return is_administrator(user) or contribution.direction_id in member_direction_ids(user)


def takes_writing(user: User, campaign: Campaign) -> bool:
    """True while the campaign takes what this person writes: the closing day binds the directions only."""
    return campaign.accepts_review() if is_reviewer(user) else campaign.accepts_writing()


def can_edit(user: User, contribution: Contribution) -> bool:
    """True where this person may change the contribution now: the campaign takes what they write and either its state
    lets those who write for it do so, or it is submitted and the communication team corrects it."""
    if not can_see(user, contribution) or not takes_writing(user, contribution.campaign):
        return False
    if contribution.is_open:
        return writes_for(user, contribution)
    return is_reviewer(user) and contribution.status == ContributionStatus.SUBMITTED


def why_read_only(user: User, contribution: Contribution) -> str:
    """One French sentence that says why a visible contribution cannot be changed; empty where it can."""
    if can_edit(user, contribution):
        return ""
    campaign = contribution.campaign
    if not takes_writing(user, campaign):
        return f"La campagne {campaign.year} n'est pas ouverte à la saisie : cette contribution se consulte seulement."
    state = f"Cette contribution est « {contribution.get_status_display().lower()} » : elle se consulte seulement."
    if contribution.is_open:
        return f"{state} C'est à sa direction de l'écrire."
    if contribution.status == ContributionStatus.SUBMITTED:
        return f"{state} Pour la corriger, demandez à la communication de vous la renvoyer."
    if is_reviewer(user):
        return f"{state} Pour la modifier, rouvrez-la."
    return f"{state} Pour la modifier, demandez à la communication de la rouvrir."


def _is_active(user: User) -> bool:
    """True for those who may enter at all: an account without access to the site has no right anywhere."""
    return user.is_authenticated and user.is_active and user.is_staff


def _group_names(user: User) -> frozenset[str]:
    """The names of the person's groups, read once a request."""
    if not hasattr(user, "_group_names"):
        user._group_names = frozenset(user.groups.values_list("name", flat=True))
    return user._group_names
