"""Opens a campaign: one contribution for each direction of the current org chart, prepared from the year before.

What is carried over is what stays: the missions, to be confirmed, and the figures to be given again, without values.
Safe to run again: only what is missing is created.
"""

from __future__ import annotations

from django.db import transaction

from directions.enums import CampaignStatus, ContributionStatus, DirectionKind, Placement
from directions.models import Campaign, Chapter, Contribution, Direction, Indicator, KeyFigure, Mission

# What every direction is asked, whatever it does: code, label, unit.
SHARED_INDICATORS = (
    ("agents", "Agents", "agents"),
    ("budget-realise", "Budget réalisé", "EUR"),
    ("services", "Services", "services"),
)


def shared_indicators(institution: Direction) -> dict[str, Indicator]:
    """The indicators that all directions of the institution share, by code; the missing ones are created."""
    codes = [code for code, _, _ in SHARED_INDICATORS]
    found = {one.code: one for one in Indicator.objects.filter(institution=institution, code__in=codes)}
    missing = [
        Indicator(institution=institution, code=code, label=label, unit=unit)
        for code, label, unit in SHARED_INDICATORS
        if code not in found
    ]
    if missing:
        found |= {one.code: one for one in Indicator.objects.bulk_create(missing)}
    return {code: found[code] for code in codes}


def open_campaign(campaign: Campaign) -> int:
    """Creates the missing contributions and opens the campaign; returns how many were created."""
    with transaction.atomic():
        created = _create_contributions(campaign)
        _carry_over(campaign, created)
        if campaign.status != CampaignStatus.OPEN:
            campaign.status = CampaignStatus.OPEN
            campaign.save(update_fields=["status"])
    return len(created)


# -- The year's org chart ----------------------------------------------------------------------------------------------


def _create_contributions(campaign: Campaign) -> list[Contribution]:
    directions = {one.pk: one for one in Direction.objects.filter(institution=campaign.institution)}
    directions[campaign.institution_id] = campaign.institution
    existing = {pk: one for pk, one in directions.items() if _exists_in(one, campaign.year)}
    by_direction = {one.direction_id: one for one in campaign.contributions.all()}
    created = [_draft(campaign, one) for pk, one in existing.items() if pk not in by_direction]
    by_direction |= {one.direction_id: one for one in created}
    for contribution in created:
        if contribution.kind != DirectionKind.INSTITUTION:
            above = directions[contribution.direction.parent_id]
            while above.pk not in existing:
                above = directions[above.parent_id]
            contribution.parent = by_direction[above.pk]
    return Contribution.objects.bulk_create(created)


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


def _carry_over(campaign: Campaign, created: list[Contribution]) -> None:
    before = _contributions_before(campaign, created)
    chapters = _carried_chapters(before)
    missions = [
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
    figures = [
        _empty_figure(contribution, figure, chapters.get(figure.chapter_id))
        for contribution, previous in before.items()
        for figure in _lasting_figures(previous)
    ]
    figures += _shared_figures(campaign.institution, [one for one in created if one not in before])
    Chapter.objects.bulk_create(chapters.values())
    Mission.objects.bulk_create(missions)
    KeyFigure.objects.bulk_create(figures)


def _contributions_before(campaign: Campaign, created: list[Contribution]) -> dict[Contribution, Contribution]:
    """The new contributions that have one of the year before, with it."""
    previous = Contribution.objects.filter(
        campaign__institution=campaign.institution_id, campaign__year=campaign.year - 1
    ).prefetch_related("missions", "key_figures__indicator", "chapters")
    by_direction = {one.direction_id: one for one in previous}
    return {one: by_direction[one.direction_id] for one in created if one.direction_id in by_direction}


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
        position=figure.position,
    )


def _shared_figures(institution: Direction, contributions: list[Contribution]) -> list[KeyFigure]:
    """The identity of directions that have no year before, except the institution itself."""
    indicators = shared_indicators(institution).values()
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
