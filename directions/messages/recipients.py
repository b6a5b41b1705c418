"""Who is told about a contribution: those who write it, or those who review it. All is found by constant queries.

Of those who write for a direction, the nearest are told: its own members; where it has none, those of what it hangs
below. The head of a DGA is not told about ten directions that have their own people.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from django.db.models import Q, QuerySet

from directions import permissions
from directions.completeness import is_expected
from directions.enums import DirectionKind, Role
from directions.models import Contribution, ContributionEvent, Direction, Membership, User
from directions.models.organisation import upwards

People = list[User]

_OPEN_ACCOUNT = Q(is_active=True, is_staff=True)


def writers(contributions: Collection[Contribution]) -> dict[Contribution, People]:
    """Who writes each contribution; for the institution's own pages, the communication team. Their campaigns are
    loaded."""
    parents = dict(Direction.objects.order_by().values_list("pk", "parent_id"))
    members = _members_by_direction()
    has_own_pages = any(one.kind == DirectionKind.INSTITUTION for one in contributions)
    team = communication_team() if has_own_pages else []
    return {
        one: team if one.kind == DirectionKind.INSTITUTION else _nearest(one, parents, members) for one in contributions
    }


def reviewers(contribution: Contribution) -> People:
    """The person to whom the contribution is given to review; where there is none, the communication team."""
    assigned = contribution.reviewer
    if assigned and permissions.is_reviewer(assigned):
        return [assigned]
    return communication_team()


def communication_team() -> People:
    return list(User.objects.filter(_OPEN_ACCOUNT, groups__name=permissions.COMMUNICATION_GROUP))


def last_to_submit(contribution: Contribution) -> People:
    """Who sent the contribution in last: the answer is theirs too."""
    submissions = contribution.events.filter(
        transition=ContributionEvent.SUBMITTED, actor__isnull=False
    ).select_related("actor")
    last = submissions.order_by("-created_at", "-pk").first()
    return [last.actor] if last else []


def closed_accounts(contributions: Collection[Contribution]) -> QuerySet[User]:
    """Who would be told about these contributions if their account were open."""
    directions = {one.direction_id for one in contributions}
    return User.objects.filter(~_OPEN_ACCOUNT, memberships__direction__in=directions).distinct()


def without_head(contributions: Collection[Contribution]) -> list[Contribution]:
    """Those that are still to be submitted, by a head only, where neither their direction nor anything above it has
    one. Their campaigns are loaded. Two queries; none where no campaign asks for a head."""
    asking = [one for one in contributions if one.campaign.needs_head and _is_to_be_submitted(one)]
    if not asking:
        return []
    parents = dict(Direction.objects.order_by().values_list("pk", "parent_id"))
    heads = Membership.objects.filter(role=Role.DIRECTEUR, user__in=User.objects.filter(_OPEN_ACCOUNT).order_by())
    headed = set(heads.order_by().values_list("direction", flat=True))
    return [one for one in asking if headed.isdisjoint(upwards(one.direction_id, parents))]


def _is_to_be_submitted(contribution: Contribution) -> bool:
    return contribution.campaign.accepts_review() and contribution.is_open and is_expected(contribution)


def _members_by_direction() -> dict[int, list[Membership]]:
    members = defaultdict(list)
    people = User.objects.filter(_OPEN_ACCOUNT).order_by()
    for membership in Membership.objects.filter(user__in=people).select_related("user").order_by("pk"):
        members[membership.direction_id].append(membership)
    return members


def _nearest(
    contribution: Contribution, parents: dict[int, int | None], members: dict[int, list[Membership]]
) -> People:
    """The nearest members, and the nearest head where only a head may submit."""
    levels = [members[pk] for pk in upwards(contribution.direction_id, parents) if pk in members]
    found = list(levels[0]) if levels else []
    if contribution.campaign.needs_head and not _heads(found):
        found += next(filter(None, map(_heads, levels)), [])
    return list(dict.fromkeys(membership.user for membership in found))


def _heads(memberships: list[Membership]) -> list[Membership]:
    return [one for one in memberships if one.role == Role.DIRECTEUR]
