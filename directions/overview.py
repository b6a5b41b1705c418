"""How every direction stands in one campaign, along the org chart of that year, and the totals of each DGA."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import QuerySet

from directions.deadlines import deadline_words, is_late
from directions.enums import ContributionStatus, DirectionKind
from directions.models import Campaign, Contribution
from directions.org_chart import in_tree_order

# A group begins at each of these.
_HEADS = {DirectionKind.INSTITUTION, DirectionKind.DGS, DirectionKind.DGA}


@dataclass(frozen=True)
class Count:
    """How many contributions are in a state."""

    status: ContributionStatus
    number: int

    @property
    def words(self) -> str:
        """The state in words that agree with the number: "3 validées" without the number."""
        if self.number < 2 or self.status == ContributionStatus.CHANGES_REQUESTED:
            return self.status.label
        return f"{self.status.label}s"


@dataclass(frozen=True)
class Row:
    """A contribution in its place of the org chart; `depth` counts from the head of its group."""

    contribution: Contribution
    depth: int
    deadline: str
    is_late: bool


class Counted:
    """What has rows has totals."""

    rows: list[Row]

    @property
    def counts(self) -> list[Count]:
        """Every state, also those in which there is nothing."""
        numbers = Counter(row.contribution.status for row in self.rows)
        return [Count(status, numbers[status]) for status in ContributionStatus]

    @property
    def approved(self) -> int:
        return sum(row.contribution.status == ContributionStatus.APPROVED for row in self.rows)

    @property
    def late(self) -> int:
        return sum(row.is_late for row in self.rows)


@dataclass
class Group(Counted):
    """A DGA, or the institution's own services, and all that hangs below."""

    head: Contribution
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class Overview(Counted):
    """One campaign, along the org chart of that year."""

    campaign: Campaign
    groups: list[Group]

    @property
    def rows(self) -> list[Row]:
        return [row for group in self.groups for row in group.rows]


def overview(campaign: Campaign, contributions: QuerySet[Contribution]) -> Overview:
    """How those of the contributions that are of the campaign stand, in one query beside what they prefetch."""
    found = contributions.filter(campaign=campaign).select_related("campaign", "updated_by").in_report_order()
    groups: dict[Contribution, Group] = {}
    heads: dict[int, tuple[Contribution, int]] = {}
    for contribution, depth in in_tree_order(list(found)):
        if depth == 0 or contribution.kind in _HEADS:
            heads[depth] = contribution, depth
        else:
            heads[depth] = heads[depth - 1]
        head, head_depth = heads[depth]
        row = Row(contribution, depth - head_depth, deadline_words(contribution), is_late(contribution))
        groups.setdefault(head, Group(head)).rows.append(row)
    return Overview(campaign, list(groups.values()))
