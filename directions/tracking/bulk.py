"""What is done to many contributions at once: judged before, each done by itself, all told afterwards.

What a page showed of a contribution travels with its tick: what changed since is not done unseen. Sent again, it finds
everything done already, and changes nothing.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from directions import assignment, lifecycle
from directions.completeness import with_blocks
from directions.french.number_words import counted
from directions.messages import remind_now, together, would_remind
from directions.messages.waiting import unreachable
from directions.models import Campaign, Contribution, ReviewVisit, User
from directions.models.review import with_open_comments
from directions.tracking.board import tracked
from directions.tracking.ticks import Tick

Ticked = list[tuple[Contribution, Tick]]


@dataclass(frozen=True)
class Verdict:
    """What would become of a ticked contribution: `refusal` says why nothing, and is empty where it would be done.
    `notes` is what to know before, `told` who is written to."""

    contribution: Contribution
    tick: Tick
    refusal: str
    notes: tuple[str, ...] = ()
    told: tuple[User, ...] = ()


@dataclass(frozen=True)
class Plan:
    """What would be done, and `notice`, what it would bring with it as a whole."""

    verdicts: list[Verdict]
    notice: str = ""

    @property
    def accepted(self) -> list[Verdict]:
        return [verdict for verdict in self.verdicts if not verdict.refusal]

    @property
    def refused(self) -> dict[str, list[Contribution]]:
        """By reason, which many often share."""
        reasons: dict[str, list[Contribution]] = defaultdict(list)
        for verdict in self.verdicts:
            if verdict.refusal:
                reasons[verdict.refusal].append(verdict.contribution)
        return dict(reasons)


@dataclass(frozen=True)
class Result:
    """What was done, and what was refused with its reason; `notice` is what is still to come of what was done."""

    done: list[Contribution]
    refused: list[tuple[Contribution, str]]
    notice: str = ""


class Action(ABC):
    """Something to do to each of several contributions, by one person."""

    name: str
    button: str
    # What is said of one, and of several, once it is done.
    done: tuple[str, str]

    def __init__(self, user: User) -> None:
        self.user = user

    @abstractmethod
    def title(self, words: str) -> str:
        """What is about to be done to "3 contributions"."""

    @abstractmethod
    def plan(self, ticked: Ticked) -> Plan:
        """What would be done now. Reads only, in a number of queries that does not grow with the contributions."""

    @abstractmethod
    def carry_out(self, ticked: Ticked) -> Result:
        """Does it to each of those that still let it be done."""


# -- Reminding ---------------------------------------------------------------------------------------------------------


class Remind(Action):
    """The messages judge who is told, and tell nobody twice on a day."""

    name, button = "relancer", "Relancer"
    done = ("contribution relancée", "contributions relancées")

    def title(self, words: str) -> str:
        return f"Relancer {words}"

    def plan(self, ticked: Ticked) -> Plan:
        outcome = would_remind([contribution for contribution, _ in ticked], self.user)
        refusals = {refusal.contribution: refusal.reason for refusal in outcome.refused}
        number = counted(len(outcome.people), "personne recevra un message", "personnes recevront un message")
        return Plan(
            [
                Verdict(contribution, tick, refusals.get(contribution, ""), told=outcome.told.get(contribution, ()))
                for contribution, tick in ticked
            ],
            f"{number}." if outcome.people else "",
        )

    def carry_out(self, ticked: Ticked) -> Result:
        outcome = remind_now([contribution for contribution, _ in ticked], self.user)
        return Result(
            [one for one in outcome.reminded if one not in outcome.unsent],
            [(one.contribution, one.reason) for one in outcome.refused],
            _what_waits(outcome.waiting),
        )


def _what_waits(number: int) -> str:
    if not number:
        return ""
    waits = counted(number, "message de relance n'est pas parti", "messages de relance ne sont pas partis")
    return f"{waits}. Nouvel essai au prochain envoi automatique, sans nouvelle relance."


# -- One by one --------------------------------------------------------------------------------------------------------


class Refused(Exception):
    """One contribution was left as it was; the message is one French sentence that says why."""


class _OneByOne(Action):
    """Each contribution is judged by itself and, under lock, done in a transaction of its own."""

    @abstractmethod
    def _refusal(self, contribution: Contribution, tick: Tick) -> str:
        """Why it would not be done now, in one sentence; empty where it would."""

    @abstractmethod
    def _notes(self, contribution: Contribution) -> tuple[str, ...]:
        """What to know before, of one that would be done."""

    @abstractmethod
    def _perform(self, contribution: Contribution, tick: Tick) -> None:
        """Raises Refused."""

    def _notice(self) -> str:
        """What it would bring with it as a whole, if anything."""
        return ""

    def plan(self, ticked: Ticked) -> Plan:
        return Plan([self._verdict(contribution, tick) for contribution, tick in ticked], self._notice())

    def _verdict(self, contribution: Contribution, tick: Tick) -> Verdict:
        refusal = self._refusal(contribution, tick)
        return Verdict(contribution, tick, refusal, () if refusal else self._notes(contribution))

    def carry_out(self, ticked: Ticked) -> Result:
        result = Result([], [])
        with together():
            for contribution, tick in ticked:
                try:
                    self._perform(contribution, tick)
                except Refused as refusal:
                    result.refused.append((contribution, str(refusal)))
                else:
                    result.done.append(contribution)
        return result


class Approve(_OneByOne):
    name, button = "valider", "Valider"
    done = ("contribution validée", "contributions validées")

    def title(self, words: str) -> str:
        return f"Valider {words}"

    def _refusal(self, contribution: Contribution, tick: Tick) -> str:
        return lifecycle.why_refused("approve", contribution, self.user, version=tick.version)

    def _notes(self, contribution: Contribution) -> tuple[str, ...]:
        unread = () if contribution.is_read else ("Vous n'avez pas encore ouvert cette version.",)
        number = contribution.open_comments
        still_open = f"{counted(number, 'commentaire encore ouvert', 'commentaires encore ouverts')}."
        return (*unread, still_open) if number else unread

    def _perform(self, contribution: Contribution, tick: Tick) -> None:
        try:
            lifecycle.perform("approve", contribution, self.user, version=tick.version)
        except lifecycle.TransitionRefused as refusal:
            raise Refused(refusal.message) from refusal


class Assign(_OneByOne):
    """`reviewer` is None to take the contributions back from whoever has them."""

    name, button = "confier", "Confier la relecture"
    done = ("relecture confiée", "relectures confiées")

    def __init__(self, user: User, reviewer: User | None) -> None:
        super().__init__(user)
        self.reviewer = reviewer
        if reviewer is None:
            self.button, self.done = "Retirer la relecture", ("relecture retirée", "relectures retirées")

    def title(self, words: str) -> str:
        return f"Confier {words} à {self.reviewer}" if self.reviewer else f"Retirer la relecture de {words}"

    def _notice(self) -> str:
        if self.reviewer in {None, self.user}:
            return ""
        if why := unreachable(self.reviewer):
            return f"{self.reviewer} ne recevra pas de message : {why}."
        return f"{self.reviewer} recevra un message."

    def _refusal(self, contribution: Contribution, tick: Tick) -> str:
        return assignment.why_not(contribution, self.reviewer, self.user, tick.reviewer)

    def _notes(self, contribution: Contribution) -> tuple[str, ...]:
        return (f"Confiée jusqu'ici à {contribution.reviewer}.",) if contribution.reviewer else ()

    def _perform(self, contribution: Contribution, tick: Tick) -> None:
        try:
            assignment.assign(contribution, self.reviewer, self.user, tick.reviewer)
        except assignment.AssignmentRefused as refusal:
            raise Refused(str(refusal)) from refusal


# -- What was ticked ---------------------------------------------------------------------------------------------------


def found(campaign: Campaign, user: User, ticks: Iterable[Tick]) -> Ticked:
    """The ticked contributions that exist for the person in the campaign, in the order of the page."""
    by_pk = {tick.pk: tick for tick in ticks}
    visits = ReviewVisit.objects.filter(user=user, contribution=OuterRef("pk"), version=OuterRef("version"))
    chosen = tracked(campaign, user).filter(pk__in=by_pk).annotate(is_read=Exists(visits))
    related = with_blocks(with_open_comments(chosen)).select_related("campaign", "reviewer").prefetch_related("events")
    read = related.in_bulk()
    return [(read[pk], tick) for pk, tick in by_pk.items() if pk in read]
