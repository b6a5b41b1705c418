"""What happens to a contribution of the demonstration: written, submitted, commented, corrected, deed after deed.

Each is done by the product's own functions, for the account that does it: what they refuse is a fault of the file.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from django.db import models

from directions import assignment, extensions, lifecycle, permissions
from directions.models import Achievement as AchievementRow
from directions.models import Chart, ChartPoint, Contribution, ReviewComment, User
from directions.signals import contribution_changed
from reporting.loading.blocks import Achievement, ChartData
from reporting.loading.markup import rich
from reporting.loading.shapes import Choice, Integer, ListOf, MapOf, Node, Number, Record, Refused, Text, member
from reporting.review import comments
from reporting.review.commented import WHOLE, Commented, places_of

_REFUSALS = (
    assignment.AssignmentRefused,
    comments.CommentRefused,
    extensions.ExtensionRefused,
    lifecycle.TransitionRefused,
)
Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True, kw_only=True)
class Writing(Node):
    """What one save changes. Figures go by their label, achievements by their title: `bodies` are new texts, `labels`
    new labels, `order` all the titles in their new order. Achievements and charts are added after the others."""

    introduction: str = member(Text(lines=True))
    achievements: tuple[Achievement, ...] = member(ListOf(Record(Achievement)))
    bodies: dict[str, str] = member(MapOf(Text(lines=True)))
    order: tuple[str, ...] = member(ListOf(Text()))
    figures: dict[str, Decimal] = member(MapOf(Number()))
    explanations: dict[str, str] = member(MapOf(Text()))
    labels: dict[str, str] = member(MapOf(Text()))
    charts: tuple[ChartData, ...] = member(ListOf(Record(ChartData)))


@dataclass(frozen=True, kw_only=True)
class Deed(Node):
    """One thing that somebody does: `by` is an account or, where it is empty, the one that writes for the direction.

    `on` is the title of the block that is spoken of, empty for the whole; `words` what is said; `to` the account that
    is given the review; `days` how many more there are after the deadline; `writing` what is saved."""

    do: str = member(
        Choice(("save", "comment", "answer", "resolve", "assign", "extend", *lifecycle.TRANSITIONS)), required=True
    )
    by: str = member(Text())
    on: str = member(Text())
    words: str = member(Text(lines=True))
    to: str = member(Text())
    days: int | None = member(Integer(1, extensions.MAX_DAYS))
    writing: Writing | None = member(Record(Writing))


class Story:
    """What happens to one contribution; `writer` is the account that writes for its direction."""

    def __init__(self, contribution: Contribution, writer: User, people: dict[str, User]) -> None:
        self._contribution = contribution
        self._writer = writer
        self._people = people
        self._threads: dict[str, ReviewComment] = {}

    def tell(self, deeds: Iterable[Deed]) -> None:
        """Does all of it, in order. Raises Refused at the first deed that the product does not let be done."""
        for deed in deeds:
            try:
                self._do(deed, self._person(deed, "by") if deed.by else self._writer)
            except _REFUSALS as refusal:
                reasons = getattr(refusal, "reasons", ())
                raise _fault(deed, " ".join((str(refusal), *reasons))) from refusal

    def _do(self, deed: Deed, user: User) -> None:
        match deed.do:
            case "save":
                self._save(deed, user)
            case "comment":
                said = comments.comment(self._contribution, user, deed.words, self._place(deed), uuid.uuid4())
                self._threads[deed.on] = said
            case "answer":
                comments.answer(self._thread(deed), user, deed.words, uuid.uuid4())
            case "resolve":
                comments.resolve(self._thread(deed), user)
            case "assign":
                known = self._contribution.reviewer_id
                assignment.assign(self._contribution, self._person(deed, "to"), user, known)
                self._contribution.refresh_from_db(fields=["reviewer"])
            case "extend":
                until = self._contribution.campaign.due_on + datetime.timedelta(days=deed.days or 0)
                extensions.grant(self._contribution, user, until, deed.words)
            case transition:
                lifecycle.perform(transition, self._contribution, user, deed.words)

    def _save(self, deed: Deed, user: User) -> None:
        if deed.writing is None:
            raise _fault(deed, "rien n'est écrit.", "writing")
        if why := permissions.why_read_only(user, self._contribution):
            raise _fault(deed, why)
        write(deed.writing, self._contribution)
        save(self._contribution, user)

    def _person(self, deed: Deed, name: str) -> User:
        username = getattr(deed, name)
        if username not in self._people:
            raise _fault(deed, f"compte inconnu, « {username} ».", name)
        return self._people[username]

    def _place(self, deed: Deed) -> Commented:
        if not deed.on:
            return WHOLE
        places = {one.title: one for one in places_of(self._contribution).values()}
        return _found(places, deed.on, deed, "on")

    def _thread(self, deed: Deed) -> ReviewComment:
        if deed.on not in self._threads:
            raise _fault(deed, f"aucun commentaire sur « {deed.on or WHOLE.words} » avant ceci.", "on")
        return self._threads[deed.on]


# -- What is written ---------------------------------------------------------------------------------------------------


def save(contribution: Contribution, user: User) -> None:
    """As the form does: what was written is a version, of the one who wrote it."""
    contribution.version += 1
    contribution.updated_by = user
    contribution.save(update_fields=["version", "updated_by", "updated_at"])
    contribution_changed.send(sender=Contribution, contribution=contribution, user=user, event=None)


def write(writing: Writing, contribution: Contribution) -> None:
    """Writes the rows, of which `save` makes a version. Raises Refused where the contribution has no such block."""
    if writing.introduction:
        contribution.introduction = rich(writing.introduction)
        contribution.save(update_fields=["introduction", "updated_at"])
    _write_achievements(writing, contribution)
    _write_figures(writing, contribution)
    for position, data in enumerate(writing.charts, start=contribution.charts.count()):
        _write_chart(data, contribution, position)


def _write_achievements(writing: Writing, contribution: Contribution) -> None:
    AchievementRow.objects.bulk_create(
        AchievementRow(
            contribution=contribution,
            position=position,
            theme=one.theme,
            title=one.title,
            body=rich(one.body),
            is_spotlight=one.zoom,
        )
        for position, one in enumerate(writing.achievements, start=contribution.achievements.count())
    )
    rows = {row.title: row for row in contribution.achievements.all()}
    for title, body in writing.bodies.items():
        _found(rows, title, writing, "bodies").body = rich(body)
    if writing.order and sorted(writing.order) != sorted(rows):
        raise _fault(writing, f"les {len(rows)} réalisations attendues, chacune une fois.", "order")
    for position, title in enumerate(writing.order):
        rows[title].position = position
    AchievementRow.objects.bulk_update(rows.values(), ["body", "position"])


def _write_figures(writing: Writing, contribution: Contribution) -> None:
    rows = {row.label: row for row in contribution.key_figures.all()}
    for label, value in writing.figures.items():
        _found(rows, label, writing, "figures").value = value
    for label, words in writing.explanations.items():
        _found(rows, label, writing, "explanations").explanation = words
    for label, words in writing.labels.items():
        _found(rows, label, writing, "labels").label = words
    contribution.key_figures.bulk_update(rows.values(), ["value", "explanation", "label"])


def _write_chart(data: ChartData, contribution: Contribution, position: int) -> None:
    chart = Chart.objects.create(
        contribution=contribution,
        position=position,
        title=data.title,
        kind=data.kind,
        unit=data.unit,
        scale=data.display,
        caption=data.caption,
    )
    ChartPoint.objects.bulk_create(
        ChartPoint(chart=chart, position=place, series=row.series, category=row.category, value=row.value)
        for place, row in enumerate(data.rows)
    )


def _found(rows: dict[str, Row], name: str, node: Node, key: str) -> Row:
    if name not in rows:
        raise _fault(node, f"bloc inconnu, « {name} ».", key)
    return rows[name]


def _fault(node: Node, message: str, key: str = "") -> Refused:
    return Refused([f"{node.path}.{key} : {message}" if key else f"{node.path} : {message}"])
