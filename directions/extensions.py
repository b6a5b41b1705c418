"""More time for one direction: given, changed, taken back, each told once in the log of its contribution."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from directions import permissions
from directions.french.dates import french_date
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


def grant(contribution: Contribution, user: User, until: datetime.date, reason: str) -> ContributionEvent | None:
    """Gives more time, or changes the time given. None where it was given already, in the same words."""
    reason = " ".join(reason.split())
    with transaction.atomic():
        locked = _locked(contribution, user)
        if refusal := why_not(locked.campaign, until):
            raise ExtensionRefused(refusal)
        if not reason:
            raise ExtensionRefused("Dites pourquoi un délai est accordé.")
        if (locked.extended_until, locked.extension_reason) == (until, reason):
            return None
        words = f"Jusqu'au {french_date(until)} : {reason}"
        return _changed(locked, user, until, reason, ContributionEvent.EXTENDED, words)


def withdraw(contribution: Contribution, user: User) -> ContributionEvent | None:
    """Takes the time back: the campaign's deadline holds again. None where no time was given."""
    with transaction.atomic():
        locked = _locked(contribution, user)
        if locked.extended_until is None:
            return None
        words = f"Le délai courait jusqu'au {french_date(locked.extended_until)}."
        return _changed(locked, user, None, "", ContributionEvent.EXTENSION_WITHDRAWN, words)


def _locked(contribution: Contribution, user: User) -> Contribution:
    locked = Contribution.objects.select_for_update(of=("self",)).select_related("campaign").get(pk=contribution.pk)
    if not permissions.is_reviewer(user):
        raise ExtensionRefused("Un délai est accordé par la communication.")
    if not locked.campaign.accepts_review():
        raise ExtensionRefused(f"La campagne {locked.campaign.year} n'est pas ouverte : aucun délai à donner.")
    return locked


def _changed(
    contribution: Contribution, user: User, until: datetime.date | None, reason: str, step: str, words: str
) -> ContributionEvent:
    """Writes the new deadline and tells it."""
    Contribution.objects.filter(pk=contribution.pk).update(extended_until=until, extension_reason=reason)
    return contribution.note_beside(step, user, words)
