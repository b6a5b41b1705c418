"""What the home page shows each person: what is theirs to write and, for communication, how everybody stands."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from directions import assignment, campaigns, completeness, overview, people, permissions
from directions.completeness import Missing
from directions.deadlines import deadline_words, is_late
from directions.enums import CampaignStatus, DirectionKind
from directions.french.dates import french_date
from directions.models import Campaign, Contribution, User
from directions.models.review import with_open_comments
from directions.org_chart import in_tree_order

_SHOWN_MISSING = 3


@dataclass(frozen=True)
class Card:
    """A contribution of the current campaign. `missing` prevents the submission, `advised` does not; both are empty
    where the person cannot write. `closed` says what to do where only the calendar prevents it."""

    contribution: Contribution
    missing: list[Missing]
    advised: list[Missing]
    may_edit: bool
    may_submit: bool
    closed: str
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
    found = completeness.with_blocks(with_open_comments(open_now)).prefetch_related("events")
    for contribution, _ in in_tree_order(found):
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
    own = Contribution.objects.visible_to(user).filter(mine)
    related = own.select_related("campaign__institution", "updated_by", "reviewer")
    return related.order_by("-campaign__year", "campaign", "position", "name")


def _card(user: User, contribution: Contribution) -> Card:
    may_edit = permissions.can_edit(user, contribution)
    is_writing = contribution.is_open and may_edit
    return Card(
        contribution=contribution,
        missing=completeness.blocking(contribution) if is_writing else [],
        advised=completeness.advised(contribution) if is_writing else [],
        may_edit=may_edit,
        may_submit=permissions.may_submit(user, contribution),
        closed=_closed(contribution) if contribution.is_open and not may_edit else "",
        deadline=deadline_words(contribution),
        is_late=is_late(contribution),
    )


def _closed(contribution: Contribution) -> str:
    """What to do about a contribution that its direction would write, had it the time."""
    if timezone.localdate() < contribution.campaign.opens_on:
        return f"La saisie ouvre le {french_date(contribution.campaign.opens_on)}."
    is_sent_back = contribution.status in Contribution.SENT_BACK_STATUSES
    wanted = "corriger et soumettre de nouveau" if is_sent_back else "finir et soumettre"
    return f"La saisie est close : pour {wanted}, demandez un délai à la communication."


def context(user: User, asked_campaign: str = "") -> dict[str, object]:
    """What the template of the home page places. `asked_campaign` is the key of the campaign to show, as the address
    gives it; one that does not exist is as none."""
    known = campaigns.known_to(user)
    shown = next((one for one in known if str(one.pk) == asked_campaign), known[0] if known else None)
    is_reviewer = permissions.is_reviewer(user)
    is_member = permissions.is_member(user)
    return {
        "campaign_cards": cards(user),
        "earlier": earlier(user),
        "campaigns": known,
        "overview": overview.overview(shown, Contribution.objects.visible_to(user)) if shown and is_reviewer else None,
        "reviews": assignment.assigned_to(user) if is_reviewer else [],
        "is_reviewer": is_reviewer,
        "is_administrator": permissions.is_administrator(user),
        "is_member": is_member,
        "whom_to_ask": [] if is_reviewer or is_member else people.administrators(),
    }
