"""How every direction stands in one campaign, along the org chart of that year: the communication team's table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from directions.deadlines import deadline_words, is_late
from directions.enums import ContributionStatus, DirectionKind
from directions.models import Campaign, Contribution, User
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


@dataclass
class Group:
    """A DGA, or the institution's own services, and all that hangs below."""

    head: Contribution
    rows: list[Row] = field(default_factory=list)

    @property
    def counts(self) -> list[Count]:
        return _counts(row.contribution for row in self.rows)


@dataclass(frozen=True)
class Overview:
    """One campaign, all directions, along the org chart of that year."""

    campaign: Campaign
    groups: list[Group]

    @property
    def rows(self) -> list[Row]:
        return [row for group in self.groups for row in group.rows]

    @property
    def counts(self) -> list[Count]:
        """Every state, also those in which there is nothing."""
        return _counts((row.contribution for row in self.rows), keep_empty=True)

    @property
    def approved(self) -> int:
        return sum(row.contribution.status == ContributionStatus.APPROVED for row in self.rows)

    @property
    def late(self) -> int:
        return sum(row.is_late for row in self.rows)


def overview(campaign: Campaign, user: User) -> Overview:
    """The state of all contributions of a campaign that the person sees, in one query."""
    visible = Contribution.objects.visible_to(user).filter(campaign=campaign)
    contributions = list(visible.select_related("campaign", "updated_by").in_report_order())
    groups: dict[Contribution, Group] = {}
    heads: dict[int, tuple[Contribution, int]] = {}
    for contribution, depth in in_tree_order(contributions):
        if depth == 0 or contribution.kind in _HEADS:
            heads[depth] = contribution, depth
        else:
            heads[depth] = heads[depth - 1]
        head, head_depth = heads[depth]
        row = Row(contribution, depth - head_depth, deadline_words(contribution), is_late(contribution))
        groups.setdefault(head, Group(head)).rows.append(row)
    return Overview(campaign, list(groups.values()))


def _counts(contributions: Iterable[Contribution], *, keep_empty: bool = False) -> list[Count]:
    numbers = Counter(contribution.status for contribution in contributions)
    return [Count(status, numbers[status]) for status in ContributionStatus if keep_empty or numbers[status]]
