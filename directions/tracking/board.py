"""How every direction of a campaign stands: what is filled, what is missing, who did what last, who reviews.

All is read at once, in a number of queries that does not grow with the directions.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.db.models import OuterRef, QuerySet, Subquery

from directions import completeness, extensions, permissions
from directions.completeness import Duty, Missing, duty_of
from directions.models import Campaign, Contribution, ContributionEvent, ReviewComment, User
from directions.models.review import with_open_comments
from directions.overview import Counted, Group, Overview, Row, overview
from directions.tracking.ticks import Tick


@dataclass(frozen=True)
class Filling:
    """How much of a contribution is filled: what is expected of the direction, and what it began. What a unit that need
    not write leaves unfinished is told on its line, and counts neither among what is to be completed nor in a
    percentage."""

    duty: Duty
    done: int
    missing: list[Missing]
    advised: list[Missing]

    @property
    def is_expected(self) -> bool:
        return self.duty == Duty.EXPECTED

    @property
    def lacks(self) -> bool:
        """True where something that is expected is still to be completed."""
        return self.is_expected and bool(self.missing)

    @property
    def is_begun(self) -> bool:
        return bool(self.done or self.missing)

    @cached_property
    def total(self) -> int:
        """Two things that miss of one block (its text, the description of its photo) leave one block to finish."""
        return self.done + len({(item.section, item.block) for item in self.missing})

    @property
    def percent(self) -> int | None:
        """Rounded down: 100 is said of what is complete only. None where nothing is expected."""
        return 100 * self.done // self.total if self.is_expected else None


@dataclass(frozen=True)
class Activity:
    """The last thing that happened to a contribution."""

    moment: datetime.datetime
    what: str
    who: str


@dataclass(frozen=True)
class Line:
    """One direction in the table."""

    row: Row
    group: Group
    filling: Filling
    activity: Activity

    @property
    def contribution(self) -> Contribution:
        return self.row.contribution

    @property
    def takes_time(self) -> bool:
        """True where there is something to do on the page of its deadline: time to give, or to take back."""
        return self.contribution.extended_until is not None or not extensions.why_none(self.contribution)

    @property
    def tick(self) -> Tick:
        """What the box of the line sends."""
        return Tick(self.contribution.pk, self.contribution.version, self.contribution.reviewer_id)


@dataclass(frozen=True)
class Totals(Counted):
    """What some of the lines add up to."""

    lines: list[Line]

    @property
    def rows(self) -> list[Row]:
        return [line.row for line in self.lines]

    @property
    def percent(self) -> int | None:
        """Of all that is expected of them, what is filled, rounded down. None where nothing is expected."""
        expected = [line.filling for line in self.lines if line.filling.is_expected]
        return 100 * sum(one.done for one in expected) // sum(one.total for one in expected) if expected else None

    @property
    def lacking(self) -> int:
        """How many are still to be completed."""
        return sum(line.filling.lacks for line in self.lines)

    @property
    def open_comments(self) -> int:
        return sum(line.contribution.open_comments for line in self.lines)


@dataclass(frozen=True)
class GroupTotals(Totals):
    """What the lines of a DGA add up to."""

    head: Contribution


class Board:
    """The lines of a campaign that the person follows, in the order of the org chart."""

    def __init__(self, campaign: Campaign, user: User) -> None:
        self.campaign = campaign
        self.overview: Overview = overview(campaign, _with_all(tracked(campaign, user)))
        self.lines: list[Line] = list(self._lines())
        self.totals = Totals(self.lines)

    @property
    def groups(self) -> list[GroupTotals]:
        """The totals of each DGA: every line is in one of them."""
        groups = self.overview.groups
        return [GroupTotals([line for line in self.lines if line.group is group], group.head) for group in groups]

    def _lines(self) -> Iterator[Line]:
        for group in self.overview.groups:
            for row in group.rows:
                yield Line(row, group, filling_of(row.contribution), _last_activity(row.contribution))


def tracked(campaign: Campaign, user: User) -> QuerySet[Contribution]:
    """The contributions of a campaign that the person follows."""
    contributions = Contribution.objects.visible_to(user).filter(permissions.tracked_contributions(user))
    return contributions.filter(campaign=campaign).order_by()


def _with_all(contributions: QuerySet[Contribution]) -> QuerySet[Contribution]:
    comments = ReviewComment.objects.filter(contribution=OuterRef("pk")).order_by("-created_at", "-pk")
    return (
        with_open_comments(completeness.with_blocks(contributions))
        .select_related("reviewer")
        .prefetch_related("events")
        .annotate(
            last_comment_at=Subquery(comments.values("created_at")[:1]),
            last_comment_by=Subquery(comments.values("author_name")[:1]),
        )
    )


def filling_of(contribution: Contribution) -> Filling:
    """The contribution comes from `completeness.with_blocks`."""
    found = completeness.missing(contribution)
    missing = [item for item in found if item.blocking]
    faulty = {item.block for item in missing if item.section != "missions"}
    blocks = [*contribution.achievements.all(), *contribution.key_figures.all()]
    has_missions = bool(contribution.missions.all() or contribution.introduction)
    missions_done = has_missions and not any(item.section == "missions" for item in missing)
    return Filling(
        duty=duty_of(contribution),
        done=missions_done + sum(block.pk not in faulty for block in blocks),
        missing=missing,
        advised=[item for item in found if not item.blocking],
    )


def _last_activity(contribution: Contribution) -> Activity:
    return max(_activities(contribution), key=lambda activity: activity.moment)


def _activities(contribution: Contribution) -> Iterator[Activity]:
    author = contribution.updated_by
    # An account that is gone leaves its save without a name.
    is_saved = author or contribution.version > 1
    yield Activity(contribution.updated_at, "enregistrée" if is_saved else "créée", str(author or ""))
    events: list[ContributionEvent] = list(contribution.events.all())
    if events:
        yield Activity(events[-1].created_at, events[-1].label.lower(), events[-1].actor_name)
    if contribution.last_comment_at:
        yield Activity(contribution.last_comment_at, "commentaire", contribution.last_comment_by)
