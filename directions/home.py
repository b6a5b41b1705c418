"""What the home page shows each person: what is theirs to write and, for communication, how everybody stands."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Case, Q, QuerySet, When

from directions import completeness, permissions
from directions.completeness import Missing
from directions.enums import CampaignStatus, ContributionStatus, DirectionKind
from directions.models import Campaign, Contribution, User
from directions.org_chart import in_tree_order

_SHOWN_MISSING = 3
_SHOWN_MEMBERSHIPS = 2
# A group of the overview begins at each of these.
_HEADS = {DirectionKind.INSTITUTION, DirectionKind.DGS, DirectionKind.DGA}


# -- Deadlines ---------------------------------------------------------------------------------------------------------


def is_late(contribution: Contribution, today: datetime.date | None = None) -> bool:
    """True where the direction should have submitted already."""
    return _is_awaited(contribution) and contribution.campaign.days_left(today) < 0


def deadline_words(contribution: Contribution, today: datetime.date | None = None) -> str:
    """How long the direction still has, or how late it is; empty where nothing is expected of it."""
    if not _is_awaited(contribution):
        return ""
    days = contribution.campaign.days_left(today)
    if days < 0:
        return f"En retard de {_days(-days)}"
    return {0: "À remettre aujourd'hui", 1: "À remettre demain"}.get(days, f"Encore {_days(days)}")


def _is_awaited(contribution: Contribution) -> bool:
    return contribution.is_open and contribution.campaign.status == CampaignStatus.OPEN


def _days(count: int) -> str:
    return f"{count} jour" if count == 1 else f"{count} jours"


# -- What is mine to write ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Card:
    """A contribution of the current campaign. `missing` is empty where the direction cannot write."""

    contribution: Contribution
    missing: list[Missing]
    may_edit: bool
    deadline: str
    is_late: bool

    @property
    def first_missing(self) -> list[Missing]:
        return self.missing[:_SHOWN_MISSING]

    @property
    def more_missing(self) -> int:
        return max(0, len(self.missing) - _SHOWN_MISSING)


@dataclass(frozen=True)
class CampaignCards:
    """The contributions that a person writes in one open campaign."""

    campaign: Campaign
    cards: list[Card]


def cards(user: User) -> list[CampaignCards]:
    """What the person writes in the open campaigns, the latest first."""
    open_now = _own(user).filter(campaign__status=CampaignStatus.OPEN)
    grouped: dict[Campaign, list[Card]] = {}
    for contribution in completeness.with_blocks(open_now):
        grouped.setdefault(contribution.campaign, []).append(_card(user, contribution))
    return [CampaignCards(campaign, own) for campaign, own in grouped.items()]


def earlier(user: User) -> list[Contribution]:
    """What the person wrote, or will write, in campaigns that are not open."""
    return list(_own(user).exclude(campaign__status=CampaignStatus.OPEN))


def _own(user: User) -> QuerySet[Contribution]:
    """The contributions whose text is the person's; an administrator helps everybody, but writes for none."""
    mine = Q(direction__in=permissions.member_direction_ids(user))
    if permissions.is_reviewer(user):
        mine |= Q(kind=DirectionKind.INSTITUTION)
    related = Contribution.objects.visible_to(user).filter(mine).select_related("campaign__institution", "updated_by")
    return related.order_by("-campaign__year", "campaign", "position", "name")


def _card(user: User, contribution: Contribution) -> Card:
    return Card(
        contribution=contribution,
        missing=completeness.missing(contribution) if contribution.is_open else [],
        may_edit=permissions.can_edit(user, contribution),
        deadline=deadline_words(contribution),
        is_late=is_late(contribution),
    )


# -- How everybody stands ----------------------------------------------------------------------------------------------


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


# -- Campaigns and people ----------------------------------------------------------------------------------------------


def campaigns(user: User) -> list[Campaign]:
    """The campaigns that exist for the person: open ones first, then the latest year."""
    return list(_campaigns(user).select_related("institution"))


def institution_name(user: User) -> str:
    """Whose report the person works on; empty for who works on none."""
    return _campaigns(user).values_list("institution__name", flat=True).first() or ""


def _campaigns(user: User) -> QuerySet[Campaign]:
    open_first = Case(When(status=CampaignStatus.OPEN, then=0), default=1)
    return Campaign.objects.visible_to(user).order_by(open_first, "-year", "institution__name", "pk")


def administrators() -> list[User]:
    """Whom to ask for access."""
    people = User.objects.filter(is_active=True, is_staff=True)
    return list(people.filter(Q(groups__name=permissions.ADMINISTRATOR_GROUP) | Q(is_superuser=True)).distinct())


def role_words(user: User) -> str:
    """What the header says of a person: "Administration", "Communication", "Rédacteur, DR"."""
    if permissions.is_administrator(user):
        return "Administration"
    if permissions.is_reviewer(user):
        return "Communication"
    memberships = list(user.memberships.select_related("direction"))
    if len(memberships) > _SHOWN_MEMBERSHIPS:
        return f"{len(memberships)} directions"
    roles = [f"{membership.get_role_display()}, {membership.direction.code}" for membership in memberships]
    return " · ".join(roles) or "Sans direction"


def context(user: User, asked_campaign: str = "") -> dict[str, object]:
    """What the template of the home page places. `asked_campaign` is the key of the campaign to show, as the address
    gives it; one that does not exist is as none."""
    known = campaigns(user)
    shown = next((one for one in known if str(one.pk) == asked_campaign), known[0] if known else None)
    is_reviewer = permissions.is_reviewer(user)
    is_member = permissions.is_member(user)
    return {
        "campaign_cards": cards(user),
        "earlier": earlier(user),
        "campaigns": known,
        "overview": overview(shown, user) if shown and is_reviewer else None,
        "is_reviewer": is_reviewer,
        "is_administrator": permissions.is_administrator(user),
        "is_member": is_member,
        "whom_to_ask": [] if is_reviewer or is_member else administrators(),
    }
