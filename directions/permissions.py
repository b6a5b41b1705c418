"""Who may see and change what: the only module that decides.

Three kinds of people: the communication team and the administrators (groups, or superusers) see everything; members
(rédacteur, directeur) see their direction and all that hangs below it; everybody else sees nothing. Whoever may not see
an object is told that it does not exist.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.db.models import Q

from directions.enums import ContributionStatus, DirectionKind, Role

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from directions.models import Contribution, Membership, ReviewComment, User

COMMUNICATION_GROUP = "Communication"
ADMINISTRATOR_GROUP = "Administrateurs"

# What is typed for those between whom the review goes, and never printed.
FIELDS_OF_THE_REVIEW = frozenset({"explanation", "internal_note"})

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
        user._member_direction_ids = _below(user.memberships.all())
    return user._member_direction_ids


def headed_direction_ids(user: User) -> frozenset[int]:
    """The directions that a person heads (directeur): those of the memberships and all below them."""
    if not _is_active(user):
        return frozenset()
    if not hasattr(user, "_headed_direction_ids"):
        user._headed_direction_ids = _below(user.memberships.filter(role=Role.DIRECTEUR))
    return user._headed_direction_ids


def _below(memberships: QuerySet[Membership]) -> frozenset[int]:
    roots = list(memberships.values_list("direction_id", flat=True))
    # The models stand on this module: it finds them by name.
    directions = apps.get_model("directions", "Direction").objects
    return frozenset(directions.subtree_ids(roots) if roots else ())


def inherited_contribution_ids(user: User) -> frozenset[UUID]:
    """What other directions wrote the year before one of this person's went on with it: read, never changed. One query,
    once a request."""
    directions = member_direction_ids(user)
    if not directions:
        return frozenset()
    if not hasattr(user, "_inherited_contribution_ids"):
        contributions = apps.get_model("directions", "Contribution").objects
        inherited = contributions.filter(following__direction_id__in=directions).exclude(direction_id__in=directions)
        user._inherited_contribution_ids = frozenset(inherited.order_by().values_list("pk", flat=True))
    return user._inherited_contribution_ids


def visible_contributions(user: User) -> Q:
    """The filter behind `Contribution.objects.visible_to`."""
    if is_reviewer(user):
        return Q()
    directions = member_direction_ids(user)
    if not directions:
        return _NOTHING
    inherited = inherited_contribution_ids(user)
    own = Q(direction_id__in=directions)
    return own | Q(pk__in=inherited) if inherited else own


def may_track(user: User) -> bool:
    """True for those who follow how a campaign goes: the communication team and, for their own, those who head."""
    return is_reviewer(user) or bool(headed_direction_ids(user))


def tracked_contributions(user: User) -> Q:
    """The filter of the tracking page: all that a reviewer sees, all that a person heads."""
    return Q() if is_reviewer(user) else Q(direction_id__in=headed_direction_ids(user))


def tracks(user: User, contribution: Contribution) -> bool:
    """True where the contribution has its line on the tracking page of this person."""
    return is_reviewer(user) or contribution.direction_id in headed_direction_ids(user)


def visible_campaigns(user: User) -> Q:
    """The filter behind `Campaign.objects.visible_to`: the campaigns in which this person may see a contribution."""
    if is_reviewer(user):
        return Q()
    contributions = apps.get_model("directions", "Contribution").objects.filter(visible_contributions(user))
    return Q(pk__in=contributions.order_by().values("campaign")) if member_direction_ids(user) else _NOTHING


def can_see(user: User, contribution: Contribution) -> bool:
    """True where the contribution exists for this person."""
    if is_reviewer(user) or contribution.direction_id in member_direction_ids(user):
        return True
    return contribution.pk in inherited_contribution_ids(user)


def writes_for(user: User, contribution: Contribution) -> bool:
    """True for those whose text it is: the members of the direction; for the institution's own pages, the
    communication team; and the administrators, who help everybody."""
    if contribution.kind == DirectionKind.INSTITUTION and is_reviewer(user):
        return True
    return is_administrator(user) or contribution.direction_id in member_direction_ids(user)


def may_submit(user: User, contribution: Contribution) -> bool:
    """True for those who may send the contribution in: who writes it or, where the campaign says so, who heads it."""
    if not writes_for(user, contribution):
        return False
    if not contribution.campaign.needs_head or is_reviewer(user):
        return True
    return contribution.direction_id in headed_direction_ids(user)


def may_approve(user: User, contribution: Contribution) -> bool:
    """True for the communication team, except for what is a person's own: nobody approves their own text nor, where
    the campaign says so, what they corrected in it."""
    if not is_reviewer(user) or is_own_text(user, contribution):
        return False
    return not contribution.campaign.needs_second_reader or contribution.pk not in corrected_contribution_ids(user)


def is_own_text(user: User, contribution: Contribution) -> bool:
    """True for the members of its direction, and for whoever wrote in it or submitted it."""
    return contribution.direction_id in member_direction_ids(user) or contribution.pk in written_contribution_ids(user)


def written_contribution_ids(user: User) -> frozenset[UUID]:
    """The contributions in which this person wrote, or that this person submitted. One query, once a request."""
    if not hasattr(user, "_written_contribution_ids"):
        user._written_contribution_ids = frozenset(user.written_contributions.order_by().values_list("pk", flat=True))
    return user._written_contribution_ids


def corrected_contribution_ids(user: User) -> frozenset[UUID]:
    """The contributions that this person corrected while they were submitted. One query, once a request."""
    if not hasattr(user, "_corrected_contribution_ids"):
        corrected = user.corrected_contributions.order_by().values_list("pk", flat=True)
        user._corrected_contribution_ids = frozenset(corrected)
    return user._corrected_contribution_ids


def takes_writing(user: User, contribution: Contribution) -> bool:
    """True while the campaign takes what this person writes: the closing day binds the directions only, and those to
    which more time was given until then."""
    return contribution.campaign.accepts_review() if is_reviewer(user) else contribution.accepts_writing()


def reads_review(user: User, contribution: Contribution) -> bool:
    """True for those between whom the review goes: the communication team, and those whose text it is."""
    return is_reviewer(user) or writes_for(user, contribution)


def hidden_fields(user: User, contribution: Contribution) -> frozenset[str]:
    """The fields of the contribution and of its blocks that this person does not read where they see the rest: who goes
    on with it reads what is printed."""
    return frozenset() if reads_review(user, contribution) else FIELDS_OF_THE_REVIEW


def can_comment(user: User, contribution: Contribution) -> bool:
    """True for them while the campaign takes reviews, whatever the state of the contribution."""
    return reads_review(user, contribution) and contribution.campaign.accepts_review()


def can_resolve(user: User, thread: ReviewComment) -> bool:
    """True for the communication team, and for the person who began the thread."""
    return can_comment(user, thread.contribution) and (is_reviewer(user) or thread.author_id == user.pk)


def can_edit(user: User, contribution: Contribution) -> bool:
    """True where this person may change the contribution now: the campaign takes what they write and either its state
    lets those who write for it do so, or it is submitted and the communication team corrects it."""
    if not can_see(user, contribution) or not takes_writing(user, contribution):
        return False
    if contribution.is_open:
        return writes_for(user, contribution)
    return is_reviewer(user) and contribution.status == ContributionStatus.SUBMITTED


def why_read_only(user: User, contribution: Contribution) -> str:
    """One French sentence that says why a visible contribution cannot be changed; empty where it can."""
    if can_edit(user, contribution):
        return ""
    if not takes_writing(user, contribution):
        year = contribution.campaign.year
        return f"La campagne {year} n'est pas ouverte à la saisie : cette contribution se consulte seulement."
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
