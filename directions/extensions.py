"""More time for one direction: given, changed, taken back, each told once: in the log, and by e-mail.

What a page showed of the time given travels with its form: what somebody else decided since is not undone unseen.
"""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from directions import permissions
from directions.enums import ContributionStatus, DirectionKind
from directions.french.dates import french_date
from directions.french.unseen import says_something
from directions.messages import extended
from directions.models import Campaign, Contribution, ContributionEvent, User

MAX_DAYS = 366


class ExtensionRefused(Exception):
    """Nothing was changed; the message is one French sentence that says why."""


def earliest(campaign: Campaign, today: datetime.date | None = None) -> datetime.date:
    """The first day that may be given: after the campaign's own deadline, and never in the past."""
    return max(campaign.due_on + datetime.timedelta(days=1), today or timezone.localdate())


def latest(campaign: Campaign, today: datetime.date | None = None) -> datetime.date:
    """The last day that may be given: a year later."""
    return max(campaign.due_on, today or timezone.localdate()) + datetime.timedelta(days=MAX_DAYS)


def why_not(campaign: Campaign, until: datetime.date) -> str:
    """Why the campaign does not take this day, in one sentence; empty where it does."""
    first, last = earliest(campaign), latest(campaign)
    if until < first:
        return f"Choisissez une date à partir du {french_date(first)} : avant, ce ne serait pas un délai."
    if until > last:
        return f"Choisissez une date jusqu'au {french_date(last)} : un délai dure un an au plus."
    return ""


def why_none(contribution: Contribution) -> str:
    """Why no day at all may be given to the contribution, in one sentence; empty where one may.

    What is approved takes time only once the directions write no more: it must have some before it is reopened.
    """
    campaign = contribution.campaign
    if not campaign.accepts_review():
        return f"La campagne {campaign.year} n'est pas ouverte : aucun délai à donner."
    needs_none = campaign.accepts_writing() or contribution.kind == DirectionKind.INSTITUTION
    if contribution.status == ContributionStatus.APPROVED and needs_none:
        return "La contribution est validée : elle n'a pas besoin de délai. S'il faut la corriger, rouvrez-la d'abord."
    return ""


def given(contribution: Contribution) -> str:
    """How many times time was given or taken back, and what holds now: for a page to carry what it showed. A page from
    before a time that was taken back is not one that never saw any."""
    until = contribution.extended_until
    now = f"{until.isoformat()} {contribution.extension_reason}" if until else ""
    return f"{contribution.events.about_the_deadline().count()} {now}"


def grant(
    contribution: Contribution, user: User, until: datetime.date, reason: str, *, known: str | None = None
) -> ContributionEvent | None:
    """Gives more time, or changes the time given. None where it was given already, in the same words. `known` is what
    the page showed, as `given` says it. Raises ExtensionRefused."""
    reason = " ".join(reason.split())
    with transaction.atomic():
        locked = _locked(contribution, user)
        if refusal := why_none(locked):
            raise ExtensionRefused(refusal)
        if refusal := why_not(locked.campaign, until):
            raise ExtensionRefused(refusal)
        if not says_something(reason):
            raise ExtensionRefused("Dites pourquoi un délai est accordé.")
        if (locked.extended_until, locked.extension_reason) == (until, reason):
            return None
        _check_known(locked, known)
        words = f"Jusqu'au {french_date(until)} : {reason}"
        return _changed(locked, user, until, reason, ContributionEvent.EXTENDED, words)


def withdraw(contribution: Contribution, user: User, *, known: str | None = None) -> ContributionEvent | None:
    """Takes the time back: the campaign's deadline holds again. None where no time was given. `known` is what the page
    showed, as `given` says it. Raises ExtensionRefused."""
    with transaction.atomic():
        locked = _locked(contribution, user)
        if locked.extended_until is None:
            return None
        _check_known(locked, known)
        words = f"Le délai courait jusqu'au {french_date(locked.extended_until)}."
        return _changed(locked, user, None, "", ContributionEvent.EXTENSION_WITHDRAWN, words)


def _locked(contribution: Contribution, user: User) -> Contribution:
    locked = Contribution.objects.select_for_update(of=("self",)).select_related("campaign").get(pk=contribution.pk)
    if not permissions.is_reviewer(user):
        raise ExtensionRefused("Un délai est accordé par la communication.")
    if not locked.campaign.accepts_review():
        raise ExtensionRefused(why_none(locked))
    return locked


def _check_known(contribution: Contribution, known: str | None) -> None:
    """Raises ExtensionRefused where somebody decided otherwise since the page was shown, and says who decided what."""
    if known is None or known == given(contribution):
        return
    steps = contribution.events.about_the_deadline()
    who = steps.order_by("-created_at", "-pk").values_list("actor_name", flat=True).first() or "quelqu'un"
    done = "retiré le délai"
    if until := contribution.extended_until:
        done = f"accordé un délai jusqu'au {french_date(until)} : « {contribution.extension_reason} »"
    raise ExtensionRefused(f"Rien n'est changé. Entre-temps, {who} a {done}. Vérifiez, puis recommencez si besoin.")


def _changed(
    contribution: Contribution, user: User, until: datetime.date | None, reason: str, step: str, words: str
) -> ContributionEvent:
    """Writes the new deadline and tells it."""
    Contribution.objects.filter(pk=contribution.pk).update(extended_until=until, extension_reason=reason)
    event = contribution.log_step(step, user, words)
    extended(event, user, reason)
    return event
