"""Which contribution goes on with the figures of which one of the year before, and what a reorganisation did to them.

History goes from one direction to one: a direction that stays goes on with its own, one that replaced a single other
with that one's. Where directions were grouped or shared out, each that stays keeps what it published, and its figures
no longer compare; a new one begins without past.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass
from uuid import UUID

from directions.enums import CampaignStatus, ContributionStatus, PerimeterChange
from directions.french.folding import folded
from directions.models import Campaign, Contribution, Direction


def link(campaign: Campaign, *, approved_too: bool = False) -> list[Contribution]:
    """Writes `previous` and `perimeter_change` of the contributions of a campaign. Safe to run again; a constant number
    of queries. An approved contribution keeps what was approved, unless `approved_too`: it is linked again when it is
    reopened. Returns those that would be linked otherwise then."""
    now = list(campaign.contributions.all())
    found = links(campaign, now)
    kept = {one.pk: one for one in now if one.status == ContributionStatus.APPROVED and not approved_too}
    taken = {one.previous_id for one in kept.values()}
    moved = [one for one in now if one.pk not in kept and not found[one.direction_id].is_stored_in(one, taken)]
    # Two may exchange theirs, and no two ever have the same: all are let go before any is taken.
    Contribution.objects.filter(pk__in=[one.pk for one in moved]).update(previous=None)
    for one in moved:
        one.previous_id, one.perimeter_change = found[one.direction_id].stored(taken)
    Contribution.objects.bulk_update(moved, ["previous", "perimeter_change"])
    return [one for one in kept.values() if not found[one.direction_id].is_stored_in(one)]


def waits_for_reopening(campaign: Campaign) -> list[Contribution]:
    """The approved contributions that the org chart of today would link otherwise. Reads only."""
    now = list(campaign.contributions.all())
    found = links(campaign, now)
    approved = [one for one in now if one.status == ContributionStatus.APPROVED]
    return [one for one in approved if not found[one.direction_id].is_stored_in(one)]


def link_around(campaign: Campaign, *, approved_too: bool = False) -> None:
    """Links a campaign to the year before, and the year after to it."""
    link(campaign, approved_too=approved_too)
    for following in Campaign.objects.filter(institution=campaign.institution_id, year=campaign.year + 1):
        link(following, approved_too=approved_too)


def link_unfinished(institution: Direction) -> list[Contribution]:
    """Links again the campaigns of an institution that are not closed, after its org chart changed; gives those that
    would be linked otherwise if they were not approved."""
    unfinished = institution.campaigns.exclude(status=CampaignStatus.CLOSED)
    return [waiting for campaign in unfinished for waiting in link(campaign)]


@dataclass(frozen=True)
class Link:
    """The contribution of the year before that a direction goes on with, and what became of its figures."""

    previous: Contribution | None
    change: PerimeterChange = PerimeterChange.NONE

    def stored(self, taken: Container[UUID | None] = ()) -> tuple[UUID | None, str]:
        """The values of the two columns, where others have taken some of the contributions of the year before."""
        pk = self.previous.pk if self.previous else None
        return (None if pk in taken else pk, self.change.value)

    def is_stored_in(self, contribution: Contribution, taken: Container[UUID | None] = ()) -> bool:
        return (contribution.previous_id, contribution.perimeter_change) == self.stored(taken)


def links(campaign: Campaign, now: Iterable[Contribution]) -> dict[int, Link]:
    """The link of each contribution of the campaign's year, stored or not, by the id of its direction. Reads only."""
    before = Contribution.objects.filter(
        campaign__institution=campaign.institution_id, campaign__year=campaign.year - 1
    )
    chart = {one.pk: one for one in Direction.objects.filter(institution=campaign.institution_id)}
    current = {one.direction_id: one for one in now}
    published = {one.direction_id: one for one in before}
    return _Reorganisation(campaign.year, current, published, chart).links()


class _Reorganisation:
    """What happened to the directions between two years. `current` and `published` are the contributions of the year
    and of the year before, by direction; `chart` is the org chart of today, by id."""

    def __init__(
        self,
        year: int,
        current: dict[int, Contribution],
        published: dict[int, Contribution],
        chart: dict[int, Direction],
    ) -> None:
        self._year, self._current, self._published, self._chart = year, current, published, chart
        self._absorbed: dict[int, list[int]] = defaultdict(list)
        self._origins: dict[int, int] = {}
        for direction in chart.values():
            if direction.pk in published and self._is_gone(direction) and (heir := self._heir(direction)):
                self._absorbed[heir].append(direction.pk)
            if direction.split_from_id in published and direction.pk in current and direction.pk not in published:
                self._origins[direction.pk] = direction.split_from_id

    def links(self) -> dict[int, Link]:
        return {pk: self._link(pk) for pk in self._current}

    def _is_gone(self, direction: Direction) -> bool:
        """True for a direction that was replaced, even where a contribution was made for it before that was known."""
        if not direction.successor_id:
            return False
        return direction.pk not in self._current or (direction.closed_year or self._year) < self._year

    def _heir(self, direction: Direction) -> int | None:
        """The direction of this year that goes on with it, through those that lasted less than a year."""
        met: set[int] = set()
        while direction and direction.successor_id and direction.pk not in met:
            met.add(direction.pk)
            if direction.successor_id in self._current:
                return direction.successor_id
            direction = self._chart.get(direction.successor_id)
        return None

    def _link(self, pk: int) -> Link:
        if pk in self._chart and self._is_gone(self._chart[pk]) and self._heir(self._chart[pk]):
            return Link(None)
        own, absorbed = self._published.get(pk), self._absorbed[pk]
        sources = [pk, *absorbed] if own else absorbed
        if len(sources) > 1:
            return Link(own, PerimeterChange.MERGED)
        if not sources:
            return Link(None, PerimeterChange.SPLIT if pk in self._origins else PerimeterChange.NONE)
        if sources[0] in self._origins.values() or pk in self._origins:
            return Link(own, PerimeterChange.SPLIT)
        if not own:
            # Whoever says that one replaces the other says that their figures compare.
            return Link(self._published[sources[0]])
        is_renamed = _plain(own.name) != _plain(self._current[pk].name)
        return Link(own, PerimeterChange.RENAMED if is_renamed else PerimeterChange.NONE)


def _plain(name: str) -> str:
    """A name without what is only its spelling: capitals, accents, spaces, hyphens, apostrophes."""
    return "".join(letter for letter in folded(name) if letter.isalnum())
