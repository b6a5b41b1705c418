"""The life of a contribution: every transition, who may do it, from where, and what it leaves behind.

    brouillon -> soumise -> validée -> rouverte -> soumise ...
                    \\-> à corriger -> soumise ...

A transition is one transaction under a row lock: it checks, changes the state, writes the event and sends the signal.
Replayed, it finds the state already changed and refuses, changing nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from directions import completeness, lineage, permissions
from directions.enums import ContributionStatus as Status
from directions.enums import DirectionKind
from directions.french.dates import french_date
from directions.french.unseen import says_something
from directions.models import Contribution, ContributionEvent, User
from directions.signals import contribution_changed

MAX_COMMENT_LENGTH = 5000


class TransitionRefused(Exception):
    """The transition cannot be done; the message is French and says why. `reasons` lists what to do, if anything."""

    def __init__(self, message: str, reasons: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.reasons = reasons


class TransitionForbidden(TransitionRefused):
    """The transition is not this person's to do."""


@dataclass(frozen=True)
class Transition:
    """`label` is the button, `done` the message after it. `may` says who, on top of seeing the contribution."""

    name: str
    label: str
    done: str
    sources: frozenset[str]
    target: str
    may: Callable[[User, Contribution], bool]
    needs_comment: bool = False
    needs_complete: bool = False


def _reviews(user: User, contribution: Contribution) -> bool:
    return permissions.is_reviewer(user)


TRANSITIONS = {
    transition.name: transition
    for transition in (
        Transition(
            "submit", "Soumettre à la communication", "La contribution est soumise à la communication. Elle la relit ; "
            "si quelque chose est à corriger, vous le verrez sur votre page d'accueil.",
            Contribution.EDITABLE_STATUSES, Status.SUBMITTED, permissions.may_submit, needs_complete=True,
        ),
        Transition(
            "request_changes", "Demander des corrections",
            "La demande est envoyée : la direction la lit sur sa page d'accueil et peut corriger.",
            frozenset({Status.SUBMITTED}), Status.CHANGES_REQUESTED, _reviews, needs_comment=True,
        ),
        Transition(
            "approve", "Valider", "La contribution est validée.",
            frozenset({Status.SUBMITTED}), Status.APPROVED, permissions.may_approve, needs_complete=True,
        ),
        Transition(
            "reopen", "Rouvrir", "La contribution est rouverte : elle devra être soumise et validée de nouveau.",
            frozenset({Status.APPROVED}), Status.REOPENED, _reviews, needs_comment=True,
        ),
    )
}  # fmt: skip


def available(user: User, contribution: Contribution) -> list[Transition]:
    """The transitions that this person may do now, in the order of the table."""
    if not permissions.can_see(user, contribution) or not permissions.takes_writing(user, contribution):
        return []
    return [
        transition
        for transition in TRANSITIONS.values()
        if contribution.status in transition.sources and transition.may(user, contribution)
    ]


def perform(
    name: str, contribution: Contribution, user: User, comment: str = "", *, version: int | None = None
) -> ContributionEvent:
    """Does the transition and returns its event. Raises TransitionRefused (nothing changed); KeyError for an unknown
    name. The given contribution is refreshed.

    `version` is the one that the person has read: nobody approves, or sends, words that they have not seen.
    """
    transition = TRANSITIONS[name]
    comment = comment.strip()
    with transaction.atomic():
        locked = Contribution.objects.select_for_update(of=("self",)).select_related("campaign").get(pk=contribution.pk)
        _check(transition, locked, user, comment)
        _check_version(locked, version)
        event = _apply(transition, locked, user, comment)
        contribution_changed.send(sender=Contribution, contribution=locked, user=user, event=event)
    contribution.refresh_from_db()
    return event


def why_refused(name: str, contribution: Contribution, user: User, *, version: int | None = None) -> str:
    """What `perform` would say now if it refused the transition; empty where it would do it. Reads the blocks only of a
    transition that needs a complete contribution."""
    try:
        _check(TRANSITIONS[name], contribution, user, "")
        _check_version(contribution, version)
    except TransitionRefused as refusal:
        return refusal.message
    return ""


def approval_note(user: User, contribution: Contribution) -> str:
    """What a reviewer is told beside the buttons of a submitted contribution: why it is for another to approve it or,
    where a correction would make it so, that it would. Empty where there is nothing to say."""
    if contribution.status != Status.SUBMITTED or not permissions.is_reviewer(user):
        return ""
    if not permissions.takes_writing(user, contribution):
        return ""
    if not permissions.may_approve(user, contribution):
        return _whose(TRANSITIONS["approve"], contribution, user)
    asks_another = contribution.campaign.needs_second_reader
    return "Si vous corrigez ce texte, c'est un autre relecteur qui le validera." if asks_another else ""


def _whose(transition: Transition, contribution: Contribution, user: User) -> str:
    """Whom to ask for a transition that is not this person's to do."""
    if transition.name != "submit" and not permissions.is_reviewer(user):
        return f"« {transition.label} » revient à la communication : demandez-le-lui."
    if transition.name == "approve" and permissions.is_own_text(user, contribution):
        return "Personne ne valide son propre texte : demandez-le à une autre personne de la communication."
    if transition.name == "approve":
        return (
            "Vous avez corrigé ce texte pendant la relecture : dans cette campagne, un autre relecteur le valide. "
            "Demandez-le à une autre personne de la communication."
        )
    if permissions.writes_for(user, contribution):
        return f"« {transition.label} » revient au directeur : demandez-le-lui quand tout est prêt."
    return f"« {transition.label} » revient à la direction qui écrit cette contribution."


def _check(transition: Transition, contribution: Contribution, user: User, comment: str) -> None:
    if not permissions.can_see(user, contribution) or not transition.may(user, contribution):
        raise TransitionForbidden(_whose(transition, contribution, user))
    if not permissions.takes_writing(user, contribution):
        raise TransitionRefused(f"La campagne {contribution.campaign.year} n'est pas ouverte à la saisie.")
    if contribution.status not in transition.sources:
        already = "" if contribution.is_open else "déjà "
        raise TransitionRefused(
            f"« {transition.label} » n'est pas possible : "
            f"la contribution est {already}« {contribution.get_status_display().lower()} »."
        )
    if transition.target in Contribution.EDITABLE_STATUSES and not _may_write_after(contribution):
        raise TransitionRefused(
            f"La saisie est close depuis le {french_date(contribution.campaign.closes_on)} : la direction ne pourrait "
            "rien corriger. Accordez-lui d'abord un délai, puis recommencez."
        )
    if len(comment) > MAX_COMMENT_LENGTH:
        raise TransitionRefused(f"Votre commentaire est trop long : {MAX_COMMENT_LENGTH} caractères au plus.")
    if transition.needs_comment and not says_something(comment):
        raise TransitionRefused("Écrivez un commentaire : la direction doit savoir pourquoi.")
    if transition.needs_complete:
        lacking = tuple(item.message for item in completeness.blocking(_with_blocks(contribution)))
        if lacking:
            raise TransitionRefused("La contribution n'est pas complète.", lacking)


def _may_write_after(contribution: Contribution) -> bool:
    """True where those whose text it is could write, once the contribution is open again."""
    is_of_reviewers = contribution.kind == DirectionKind.INSTITUTION
    return is_of_reviewers or contribution.accepts_writing()


def _with_blocks(contribution: Contribution) -> Contribution:
    """The contribution with what `completeness` reads, where it was not read with it already."""
    if completeness.has_blocks(contribution):
        return contribution
    return completeness.with_blocks(Contribution.objects).get(pk=contribution.pk)


def _check_version(contribution: Contribution, version: int | None) -> None:
    if version is not None and version != contribution.version:
        raise TransitionRefused(
            "La contribution a changé depuis que vous l'avez ouverte : relisez-la, puis recommencez."
        )


def _apply(transition: Transition, contribution: Contribution, user: User, comment: str) -> ContributionEvent:
    event = ContributionEvent(
        contribution=contribution,
        transition=transition.name,
        from_status=contribution.status,
        to_status=transition.target,
        version=contribution.version + 1,
        actor=user,
        actor_name=str(user),
        comment=comment,
    )
    contribution.status = transition.target
    contribution.version += 1
    contribution.updated_by = user
    contribution.save(update_fields=["status", "version", "updated_by", "updated_at"])
    event.save()
    if Status.APPROVED in transition.sources:
        # The org chart may have changed since: what was approved kept its comparisons.
        lineage.link(contribution.campaign)
    return event
