"""Who reviews what: a contribution is given to one person of the communication team."""

from __future__ import annotations

from django.db import transaction

from directions import permissions
from directions.enums import CampaignStatus
from directions.enums import ContributionStatus as Status
from directions.messages import entrusted
from directions.models import Contribution, ContributionEvent, User
from directions.models.review import with_open_comments

_ORDER = {Status.SUBMITTED: 0, Status.REOPENED: 1, Status.CHANGES_REQUESTED: 1, Status.DRAFT: 2, Status.APPROVED: 3}


class AssignmentRefused(Exception):
    """Nothing was changed; the message is one French sentence that says why."""


def why_not(contribution: Contribution, reviewer: User | None, by: User, known: int | None) -> str:
    """Why the contribution cannot be given to this person (None: to nobody), in one sentence; empty where it can.

    `known` is the reviewer that the page showed, by key: what somebody else decided since is not undone unseen.
    """
    if not permissions.is_reviewer(by):
        return "Les relectures sont réparties par la communication."
    if not contribution.campaign.accepts_review():
        return f"La campagne {contribution.campaign.year} n'est pas ouverte."
    if contribution.reviewer_id == (reviewer.pk if reviewer else None):
        return f"{reviewer} la relit déjà." if reviewer else "Personne ne la relit."
    if contribution.reviewer_id != known:
        now = f"elle a été confiée à {contribution.reviewer}" if contribution.reviewer else "elle n'est plus confiée"
        return f"Entre-temps, {now} : affichez la liste de nouveau."
    return _why_not_them(contribution, reviewer) if reviewer else ""


def _why_not_them(contribution: Contribution, reviewer: User) -> str:
    if not permissions.is_reviewer(reviewer):
        return f"{reviewer} n'est pas de la communication."
    if contribution.direction_id in permissions.member_direction_ids(reviewer):
        return f"{reviewer} écrit pour cette direction : personne ne relit son propre texte."
    if contribution.pk in permissions.written_contribution_ids(reviewer):
        return f"{reviewer} a écrit dans cette contribution : personne ne relit son propre texte."
    return ""


def assign(contribution: Contribution, reviewer: User | None, by: User, known: int | None) -> None:
    """Gives the contribution to a person to review, who is told, or to nobody. Raises AssignmentRefused (nothing
    changed).

    Neither the version nor the date of the last change moves: the words are the same."""
    with transaction.atomic():
        lockable = Contribution.objects.select_for_update(of=("self",)).select_related("campaign", "reviewer")
        locked = lockable.get(pk=contribution.pk)
        if refusal := why_not(locked, reviewer, by, known):
            raise AssignmentRefused(refusal)
        step = ContributionEvent.ASSIGNED if reviewer else ContributionEvent.UNASSIGNED
        event = locked.log_step(step, by, f"{_told(locked.reviewer, reviewer)}.")
        Contribution.objects.filter(pk=contribution.pk).update(reviewer=reviewer)
        if reviewer:
            entrusted(event, reviewer)


def _told(before: User | None, after: User | None) -> str:
    """What is kept of a change of reviewer: "À Lise Martin, après Ahmed Benali"."""
    if after is None:
        return f"Elle était à {before}"
    return f"À {after}, après {before}" if before else f"À {after}"


def assigned_to(user: User) -> list[Contribution]:
    """What a person has to review in the open campaigns: what waits for them first, what is done last."""
    mine = Contribution.objects.visible_to(user).filter(reviewer=user, campaign__status=CampaignStatus.OPEN)
    found = with_open_comments(mine).select_related("campaign", "updated_by").in_report_order()
    return sorted(found, key=lambda contribution: _ORDER[contribution.status])
