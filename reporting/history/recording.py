"""Keeps what a contribution was: a Revision at each save, at each transition, and when its campaign opens.

It runs in the transaction of what it records: neither is ever there without the other.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import F
from django.dispatch import receiver

from directions.models import Campaign, Contribution, ContributionEvent, User
from directions.signals import campaign_opened, contribution_changed
from reporting import codec
from reporting.assemble import assemble_sections
from reporting.document import SCHEMA_VERSION
from reporting.history.states import State, state_today, unprinted_of
from reporting.models import Revision


@receiver(contribution_changed, dispatch_uid="reporting.record_revision")
def record_revision(contribution: Contribution, user: User | None, event: ContributionEvent | None, **_: Any) -> None:
    """Keeps the new version, even if it changed no word. A constant number of queries."""
    # Read again: the one that was given may hold the blocks of before.
    saved = Contribution.objects.select_related("campaign").get(pk=contribution.pk)
    _revision(saved, state_today(saved), user=user, event=event).save()


@receiver(campaign_opened, dispatch_uid="reporting.record_beginnings")
def record_beginnings(campaign: Campaign, **_: Any) -> None:
    """Keeps what the contributions of a campaign are before anybody wrote in them: the first one who does is not told
    as the author of what was there. Those that have a revision already are left; a constant number of queries."""
    bare = list(campaign.contributions.filter(revisions=None).select_related("campaign"))
    if not bare:
        return
    events = _steps_to(campaign)
    Revision.objects.bulk_create(
        _revision(one, State(section, unprinted), user=None, event=events.get(one.pk))
        for one, section, unprinted in zip(bare, assemble_sections(bare), unprinted_of(bare), strict=True)
    )


def _revision(
    contribution: Contribution, state: State, *, user: User | None, event: ContributionEvent | None
) -> Revision:
    return Revision(
        contribution=contribution,
        version=contribution.version,
        section=codec.encode_section(state.section),
        unprinted=state.unprinted,
        schema_version=SCHEMA_VERSION,
        event=event,
        author=user,
        author_name=str(user or (event.actor_name if event else "")),
    )


def _steps_to(campaign: Campaign) -> dict[UUID, ContributionEvent]:
    """The step that made each contribution what it is: those of a loaded report have one."""
    events = ContributionEvent.objects.filter(
        contribution__campaign=campaign, version=F("contribution__version"), revision=None
    )
    # A deadline that was moved is told too, and makes nothing of it.
    return {event.contribution_id: event for event in events if event.from_status != event.to_status}
