"""Opens a campaign: one contribution for each direction of the current org chart, prepared from the year before.

What is carried over is what stays: the missions, to be confirmed, and the figures to be given again, without values.
Safe to run again: only what is missing is created.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import prefetch_related_objects

from directions import lineage
from directions.enums import CampaignStatus, ContributionStatus, DirectionKind, Placement
from directions.models import Campaign, Chapter, Contribution, Direction, Indicator, KeyFigure, Mission
from directions.signals import campaign_opened

# What every direction is asked, whatever it does: code, label, unit.
SHARED_INDICATORS = (
    ("agents", "Agents", "agents"),
    ("budget-realise", "Budget réalisé", "EUR"),
    ("services", "Services", "services"),
)


def open_campaign(campaign: Campaign) -> int:
    """Creates the missing contributions and opens the campaign; returns how many were created."""
    with transaction.atomic():
        # Two people may open it at once: the second finds nothing left to create.
        locked = Campaign.objects.select_for_update(of=("self",)).select_related("institution").get(pk=campaign.pk)
        prepared = prepare(locked)
        prepared.write()
        lineage.link_around(locked)
        if locked.status != CampaignStatus.OPEN:
            locked.status = CampaignStatus.OPEN
            locked.save(update_fields=["status"])
        campaign_opened.send(sender=Campaign, campaign=locked)
    campaign.status = locked.status
    return len(prepared.contributions)


@dataclass(frozen=True)
class Prepared:
    """What opening a campaign creates, in the order in which it is written. Nothing of it is stored yet."""

    contributions: list[Contribution]
    chapters: list[Chapter]
    missions: list[Mission]
    indicators: list[Indicator]
    figures: list[KeyFigure]

    def write(self) -> None:
        Contribution.objects.bulk_create(self.contributions)
        Chapter.objects.bulk_create(self.chapters)
        Mission.objects.bulk_create(self.missions)
        Indicator.objects.bulk_create(self.indicators)
        KeyFigure.objects.bulk_create(self.figures)


def prepare(campaign: Campaign) -> Prepared:
    """What is missing in the campaign, from the org chart of today and from the year before. Reads only."""
    existing = list(campaign.contributions.all())
    contributions = missing_contributions(campaign, existing)
    before = _contributions_before(campaign, existing, contributions)
    chapters = _carried_chapters(before)
    asked = _asked_of_all(campaign.institution)
    return Prepared(
        contributions=contributions,
        chapters=list(chapters.values()),
        missions=_carried_missions(before, chapters),
        indicators=[one for one in asked if one.pk is None],
        figures=_carried_figures(before, chapters)
        + _shared_figures(asked, [one for one in contributions if one not in before]),
    )


# -- The indicators that all share -------------------------------------------------------------------------------------


def shared_indicators(institution: Direction) -> dict[str, Indicator]:
    """The indicators that all directions of the institution share, by code; the missing ones are created."""
    asked = _asked_of_all(institution)
    Indicator.objects.bulk_create(one for one in asked if one.pk is None)
    return {one.code: one for one in asked}


def _asked_of_all(institution: Direction) -> list[Indicator]:
    """The indicators that all share, the missing ones not stored yet."""
    codes = [code for code, _, _ in SHARED_INDICATORS]
    found = {one.code: one for one in Indicator.objects.filter(institution=institution, code__in=codes)}
    return [
        found.get(code) or Indicator(institution=institution, code=code, label=label, unit=unit)
        for code, label, unit in SHARED_INDICATORS
    ]


# -- The year's org chart ----------------------------------------------------------------------------------------------


def missing_contributions(campaign: Campaign, existing: list[Contribution]) -> list[Contribution]:
    """The contributions of directions that have none in the campaign, each below its parent, not stored yet."""
    chart = {one.pk: one for one in Direction.objects.filter(institution=campaign.institution_id)}
    chart[campaign.institution_id] = campaign.institution
    of_year = {pk for pk, one in chart.items() if _exists_in(one, campaign.year)}
    by_direction = {one.direction_id: one for one in existing}
    created = [_draft(campaign, chart[pk]) for pk in chart if pk in of_year and pk not in by_direction]
    by_direction |= {one.direction_id: one for one in created}
    for contribution in created:
        if contribution.kind != DirectionKind.INSTITUTION:
            above = chart[contribution.direction.parent_id]
            while above.pk not in of_year:
                above = chart[above.parent_id]
            contribution.parent = by_direction[above.pk]
    return created


def _exists_in(direction: Direction, year: int) -> bool:
    """True for the institution, and for directions already created and not yet closed that year."""
    if direction.kind == DirectionKind.INSTITUTION:
        return True
    return (direction.opened_year or year) <= year <= (direction.closed_year or year)


def _draft(campaign: Campaign, direction: Direction) -> Contribution:
    """The direction's contribution, still without parent, with the org chart as it is today."""
    return Contribution(
        campaign=campaign,
        direction=direction,
        code=direction.code,
        name=direction.name,
        kind=direction.kind,
        position=direction.position,
        status=ContributionStatus.DRAFT,
    )


# -- What is carried over ----------------------------------------------------------------------------------------------


def _contributions_before(
    campaign: Campaign, existing: list[Contribution], created: list[Contribution]
) -> dict[Contribution, Contribution]:
    """The new contributions that go on with one of the year before, with it."""
    links = lineage.links(campaign, [*existing, *created])
    before = {one: previous for one in created if (previous := links[one.direction_id].previous)}
    prefetch_related_objects(list(before.values()), "missions", "key_figures__indicator", "chapters")
    return before


def _carried_missions(before: dict[Contribution, Contribution], chapters: dict) -> list[Mission]:
    return [
        Mission(
            contribution=contribution,
            chapter=chapters.get(mission.chapter_id),
            group=mission.group,
            text=mission.text,
            position=mission.position,
            confirmed=False,
        )
        for contribution, previous in before.items()
        for mission in previous.missions.all()
    ]


def _carried_figures(before: dict[Contribution, Contribution], chapters: dict) -> list[KeyFigure]:
    return [
        _empty_figure(contribution, figure, chapters.get(figure.chapter_id))
        for contribution, previous in before.items()
        for figure in _lasting_figures(previous)
    ]


def _lasting_figures(previous: Contribution) -> list[KeyFigure]:
    """Figures that stand in a text are of their year; the others are asked again."""
    return [one for one in previous.key_figures.all() if one.placement != Placement.CITED and one.indicator_id]


def _carried_chapters(before: dict[Contribution, Contribution]) -> dict:
    """New chapters by the id of the old ones, for those in which something is carried over."""
    chapters = {}
    for contribution, previous in before.items():
        used = {row.chapter_id for row in (*previous.missions.all(), *_lasting_figures(previous))}
        for chapter in previous.chapters.all():
            if chapter.pk in used:
                chapters[chapter.pk] = Chapter(
                    contribution=contribution, title=chapter.title, position=chapter.position
                )
    return chapters


def _empty_figure(contribution: Contribution, figure: KeyFigure, chapter: Chapter | None) -> KeyFigure:
    return KeyFigure(
        contribution=contribution,
        chapter=chapter,
        indicator=figure.indicator,
        placement=figure.placement,
        group=figure.group,
        label=figure.label,
        unit=figure.unit,
        scale=figure.scale,
        scope=figure.scope,
        position=figure.position,
    )


def _shared_figures(indicators: list[Indicator], contributions: list[Contribution]) -> list[KeyFigure]:
    """The identity of directions that have no year before, except the institution itself."""
    return [
        KeyFigure(
            contribution=contribution,
            indicator=indicator,
            placement=Placement.IDENTITY,
            label=indicator.label,
            unit=indicator.unit,
            position=position,
        )
        for contribution in contributions
        if contribution.kind != DirectionKind.INSTITUTION
        for position, indicator in enumerate(indicators)
    ]
