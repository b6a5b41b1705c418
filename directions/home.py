"""What the home page shows each person: what is theirs to write and, for communication, how everybody stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

from django.db.models import Q, QuerySet
from django.utils import timezone

from directions import assignment, campaigns, completeness, overview, people, permissions
from directions.completeness import Duty, Missing, duty_of
from directions.deadlines import deadline_words, is_late
from directions.enums import CampaignStatus, ContributionStatus, DirectionKind
from directions.french.dates import french_date
from directions.models import Campaign, Contribution, ContributionEvent, User
from directions.models.review import with_open_comments
from directions.org_chart import in_tree_order

_SHOWN_MISSING = 3


class Rank(IntEnum):
    """In which order the cards are shown: what waits for the person first."""

    SENT_BACK, LATE, EXPECTED, OPTIONAL, SUBMITTED, DONE, NOT_OWED = range(7)


@dataclass(frozen=True)
class Correction:
    """The versions between which the communication team corrected what was submitted, to be compared."""

    older: int
    newer: int


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
    correction: Correction | None

    @property
    def is_optional(self) -> bool:
        """True where the unit may write, and need not."""
        return duty_of(self.contribution) == Duty.OPTIONAL

    @cached_property
    def owes_nothing(self) -> bool:
        return completeness.owes_nothing(self.contribution)

    @property
    def is_sent_back(self) -> bool:
        return self.contribution.status in Contribution.SENT_BACK_STATUSES

    @property
    def rank(self) -> Rank:
        contribution = self.contribution
        if self.is_sent_back:
            return Rank.SENT_BACK
        if not contribution.is_open:
            return Rank.SUBMITTED if contribution.status == ContributionStatus.SUBMITTED else Rank.DONE
        if self.owes_nothing:
            return Rank.NOT_OWED
        if self.is_late:
            return Rank.LATE
        return Rank.OPTIONAL if self.is_optional else Rank.EXPECTED

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

    @property
    def is_begun(self) -> bool:
        """True once something is saved: what the communication team asks for was there to be read."""
        return any(card.contribution.version > 1 for card in self.cards)


def cards(user: User) -> list[CampaignCards]:
    """What the person writes in the open campaigns, the latest first; in each, what waits for them first, then as in
    the org chart."""
    open_now = _own(user).filter(campaign__status=CampaignStatus.OPEN)
    grouped: dict[Campaign, list[Card]] = {}
    found = completeness.with_all_written(with_open_comments(open_now)).prefetch_related("events")
    for contribution, _ in in_tree_order(found):
        grouped.setdefault(contribution.campaign, []).append(_card(user, contribution))
    return [CampaignCards(campaign, sorted(own, key=lambda card: card.rank)) for campaign, own in grouped.items()]


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
        correction=_correction(contribution),
    )


def _correction(contribution: Contribution) -> Correction | None:
    """What was saved between the last submission and what was decided next. None where nothing was, and for the
    institution's own pages: there, the communication team corrects itself."""
    if contribution.kind == DirectionKind.INSTITUTION:
        return None
    steps: list[ContributionEvent] = [step for step in contribution.events.all() if step.from_status != step.to_status]
    last = next((index for index in reversed(range(len(steps))) if steps[index].is_submission), None)
    if last is None:
        return None
    decided = steps[last + 1].version - 1 if last + 1 < len(steps) else contribution.version
    submitted = steps[last].version
    return Correction(submitted, decided) if decided > submitted else None


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
        "reviews": assignment.reviews(user) if is_reviewer else None,
        "is_reviewer": is_reviewer,
        "is_administrator": permissions.is_administrator(user),
        "is_member": is_member,
        "whom_to_ask": [] if is_reviewer or is_member else people.administrators(),
    }
