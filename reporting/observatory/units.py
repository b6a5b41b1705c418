"""The contributions of every year that a person may see: what hung below what each year, which goes on with which.

Read once a page, in four queries however many there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from directions import permissions
from directions.models import Campaign, Contribution, KeyFigure, User
from directions.org_chart import in_tree_order

_READ = (
    "campaign", "direction", "parent", "previous", "code", "name", "kind", "position", "status", "perimeter_change",
    "keeps_perimeter",
)  # fmt: skip


@dataclass(frozen=True)
class _Place:
    """A direction where it stood in the latest year in which it is seen, for `in_tree_order`."""

    pk: int
    parent_id: int | None
    latest: Contribution


class Units:
    """`visible` holds the contributions that exist for the person, by their ids, the campaign of each at hand."""

    def __init__(self, user: User) -> None:
        self._user = user
        campaigns = Campaign.objects.visible_to(user).order_by()
        every = Contribution.objects.filter(campaign__in=campaigns).only(*_READ)
        # Those that the person may not see are read too: one may stand between two that they see.
        self._every = {one.pk: one for one in every.prefetch_related("campaign__institution").order_by()}
        self.visible = {pk: one for pk, one in self._every.items() if permissions.can_see(user, one)}

    def explanation(self, figure: KeyFigure) -> str:
        """What the direction explained of a figure; empty for who does not read the review of its contribution."""
        hidden = permissions.hidden_fields(self._user, self.visible[figure.contribution_id])
        return "" if "explanation" in hidden else figure.explanation

    # -- What hung below what ------------------------------------------------------------------------------------------

    def below(self, direction_id: int) -> set[UUID]:
        """The visible contributions of a direction and of all that hung below it, in each year's org chart."""
        found: set[UUID] = set()
        waiting = [pk for pk, one in self._every.items() if one.direction_id == direction_id]
        while waiting:
            pk = waiting.pop()
            found.add(pk)
            waiting.extend(self._children[pk])
        return found & self.visible.keys()

    def hangs_below_one_of(self, pk: UUID, others: Iterable[UUID]) -> bool:
        """True where one of the other contributions stands somewhere above this one, in the same year."""
        known = set(others)
        above = self._every[pk].parent_id
        while above in self._every:
            if above in known:
                return True
            above = self._every[above].parent_id
        return False

    @cached_property
    def _children(self) -> dict[UUID, list[UUID]]:
        children: dict[UUID, list[UUID]] = defaultdict(list)
        for pk, one in self._every.items():
            children[one.parent_id].append(pk)
        return children

    def directions(self) -> list[tuple[Contribution, int]]:
        """The latest visible contribution of each direction with its depth, in the order of the org chart."""
        latest: dict[int, Contribution] = {}
        for one in sorted(self.visible.values(), key=lambda one: one.campaign.year):
            latest[one.direction_id] = one
        places = [_Place(pk, self._parent_direction(one), one) for pk, one in latest.items()]
        places.sort(
            key=lambda place: (place.latest.campaign.institution.name, place.latest.position, place.latest.name)
        )
        return [(place.latest, depth) for place, depth in in_tree_order(places)]

    def _parent_direction(self, one: Contribution) -> int | None:
        parent = self._every.get(one.parent_id)
        return parent.direction_id if parent else None

    @cached_property
    def ranks(self) -> dict[int, int]:
        """The place of each direction in the order of the org chart."""
        return {one.direction_id: rank for rank, (one, _) in enumerate(self.directions())}

    @cached_property
    def institutions(self) -> dict[int, str]:
        """The names of the institutions that the person sees something of."""
        campaigns = {one.campaign for one in self.visible.values()}
        return {campaign.institution_id: campaign.institution.name for campaign in campaigns}

    # -- Which goes on with which --------------------------------------------------------------------------------------

    def line(self, pk: UUID) -> tuple[UUID, ...]:
        """The visible contributions of one history, the oldest first: those that this one goes on with, itself, and
        those that go on with it."""
        return self._lines[pk]

    @cached_property
    def _lines(self) -> dict[UUID, tuple[UUID, ...]]:
        found: dict[UUID, list[UUID]] = {}
        for one in sorted(self.visible.values(), key=lambda one: one.campaign.year):
            line = found.get(self._before.get(one.pk), [])
            line.append(one.pk)
            found[one.pk] = line
        return {pk: tuple(line) for pk, line in found.items()}

    @cached_property
    def _before(self) -> dict[UUID, UUID]:
        """The one that each goes on with. A direction that missed a year goes on with its own last one."""
        followed = {one.previous_id for one in self._every.values()}
        ended: dict[int, UUID] = {}
        found: dict[UUID, UUID] = {}
        for one in sorted(self.visible.values(), key=lambda one: one.campaign.year):
            before = one.previous_id if one.previous_id in self.visible else None
            if one.previous_id is None:
                before = ended.pop(one.direction_id, None)
            if before:
                found[one.pk] = before
            if one.pk not in followed:
                ended[one.direction_id] = one.pk
        return found
