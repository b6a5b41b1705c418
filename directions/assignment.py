"""Who reviews what: a contribution is given to one person of the communication team."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from directions import permissions
from directions.enums import CampaignStatus
from directions.enums import ContributionStatus as Status
from directions.messages import entrusted
from directions.models import Contribution, ContributionEvent, User
from directions.models.review import with_open_comments

_ORDER = {Status.REOPENED: 0, Status.CHANGES_REQUESTED: 0, Status.DRAFT: 1, Status.APPROVED: 2}

_SHOWN_UNASSIGNED = 5


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
    if not permissions.may_approve(reviewer, contribution):
        return f"{reviewer} a corrigé cette contribution : dans cette campagne, un autre relecteur la valide."
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


@dataclass(frozen=True)
class Reviews:
    """What a person of the communication team finds to review: what waits for them, what waits for nobody yet, and
    what is theirs and does not wait."""

    waiting: list[Contribution]
    unassigned: list[Contribution]
    others: list[Contribution]

    @property
    def first_unassigned(self) -> list[Contribution]:
        return self.unassigned[:_SHOWN_UNASSIGNED]

    @property
    def more_unassigned(self) -> int:
        return max(0, len(self.unassigned) - _SHOWN_UNASSIGNED)


def reviews(user: User) -> Reviews:
    """What there is to review in the open campaigns, in one query. Those who do not wait: those that may come back
    first, what is done last."""
    theirs = Q(reviewer=user) | Q(reviewer=None, status=Status.SUBMITTED)
    open_now = Contribution.objects.visible_to(user).filter(theirs, campaign__status=CampaignStatus.OPEN)
    found = list(with_open_comments(open_now).select_related("campaign", "updated_by").in_report_order())
    mine = [one for one in found if one.reviewer_id]
    return Reviews(
        waiting=[one for one in mine if one.status == Status.SUBMITTED],
        unassigned=[one for one in found if not one.reviewer_id],
        others=sorted((one for one in mine if one.status in _ORDER), key=lambda one: _ORDER[one.status]),
    )
