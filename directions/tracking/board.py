"""How every direction of a campaign stands: what is filled, what is missing, who did what last, who reviews.

All is read at once, in a number of queries that does not grow with the directions.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.db.models import OuterRef, QuerySet, Subquery

from directions import completeness, permissions
from directions.assignment import with_open_comments
from directions.completeness import Missing
from directions.models import Campaign, Contribution, ContributionEvent, ReviewComment, User
from directions.overview import Group, Overview, Row, overview
from directions.tracking.ticks import Tick


@dataclass(frozen=True)
class Filling:
    """How much of a contribution is filled: what is expected of the direction, and what it began."""

    done: int
    missing: list[Missing]
    advised: list[Missing]

    @cached_property
    def total(self) -> int:
        """Two things that miss of one block (its text, the description of its photo) leave one block to finish."""
        return self.done + len({(item.section, item.block) for item in self.missing})

    @property
    def percent(self) -> int | None:
        """Rounded down: 100 is said of what is complete only. None where nothing is expected."""
        return 100 * self.done // self.total if self.total else None


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
    def tick(self) -> Tick:
        """What the box of the line sends."""
        return Tick(self.contribution.pk, self.contribution.version, self.contribution.reviewer_id)


class Board:
    """The lines of a campaign that the person follows, in the order of the org chart."""

    def __init__(self, campaign: Campaign, user: User) -> None:
        self.campaign = campaign
        self.overview: Overview = overview(campaign, _with_all(tracked(campaign, user)))
        self.lines: list[Line] = list(self._lines())

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
        done=missions_done + sum(block.pk not in faulty for block in blocks),
        missing=missing,
        advised=[item for item in found if not item.blocking],
    )


def _last_activity(contribution: Contribution) -> Activity:
    return max(_activities(contribution), key=lambda activity: activity.moment)


def _activities(contribution: Contribution) -> Iterator[Activity]:
    author = contribution.updated_by
    yield Activity(contribution.updated_at, "enregistrée" if author else "créée", str(author or ""))
    events: list[ContributionEvent] = list(contribution.events.all())
    if events:
        yield Activity(events[-1].created_at, events[-1].label.lower(), events[-1].actor_name)
    if contribution.last_comment_at:
        yield Activity(contribution.last_comment_at, "commentaire", contribution.last_comment_by)
