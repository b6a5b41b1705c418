"""The demonstration: the reports of 2019 and 2020, and a 2021 campaign under way with a few directions at each step.

All of it is written in one transaction, into a database that holds nobody's work.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from django.utils import timezone

from directions.enums import CampaignStatus, ContributionStatus
from directions.lifecycle import perform
from directions.models import Achievement as AchievementRow
from directions.models import Campaign, Contribution, Direction, OutgoingMessage, User
from directions.opening import open_campaign
from directions.signals import contribution_changed
from reporting.loading.blocks import Achievement
from reporting.loading.build import CheckedReport, read_report, write_report
from reporting.loading.markup import rich
from reporting.loading.people import ACCOUNTS, create_accounts
from reporting.loading.pictures import all_or_nothing
from reporting.loading.shapes import Choice, ListOf, Log, MapOf, Node, Number, Record, Refused, Text, member
from reporting.loading.source import read_json

FOLDER = Path(__file__).resolve().parent.parent / "demo"
REPORTS = ("rapport-2019.json", "rapport-2020.json")
CAMPAIGN = "campagne-2021.json"
YEAR = 2021
Content = TypeVar("Content")

# The way to each status: transitions, and who does them ("" is the one who writes for the direction).
_WAYS = {
    ContributionStatus.DRAFT: (),
    ContributionStatus.SUBMITTED: (("submit", ""),),
    ContributionStatus.CHANGES_REQUESTED: (("submit", ""), ("request_changes", "communication")),
    ContributionStatus.APPROVED: (("submit", ""), ("approve", "communication")),
    ContributionStatus.REOPENED: (("submit", ""), ("approve", "communication"), ("reopen", "communication")),
}


@dataclass(frozen=True, kw_only=True)
class Progress(Node):
    """How far a direction is: its status, what it wrote, the values it gave by label of figure and why some moved much,
    what it was told."""

    code: str = member(Text(), required=True)
    status: str = member(Choice(tuple(ContributionStatus.values)), required=True)
    comment: str = member(Text(lines=True))
    introduction: str = member(Text(lines=True))
    achievements: tuple[Achievement, ...] = member(ListOf(Record(Achievement)))
    figures: dict[str, Decimal] = member(MapOf(Number()))
    explanations: dict[str, str] = member(MapOf(Text()))


@dataclass(frozen=True, kw_only=True)
class CampaignFile(Node):
    """`renamed` gives the new name, by code, of the directions that changed it since the year before."""

    guidance: str = member(Text(lines=True))
    renamed: dict[str, str] = member(MapOf(Text()))
    units: tuple[Progress, ...] = member(ListOf(Record(Progress)), required=True)


def is_loaded() -> bool:
    return Campaign.objects.filter(is_demonstration=True).exists()


def real_work() -> str:
    """What the database holds that is not the demonstration's, in French; empty where there is nothing."""
    if campaign := Campaign.objects.filter(is_demonstration=False).select_related("institution").first():
        return f"la campagne {campaign.year} ({campaign.institution.name})"
    if direction := Direction.objects.first():
        return f"la direction {direction}"
    if user := User.objects.filter(username__in=[account.username for account in ACCOUNTS]).first():
        return f"le compte « {user.username} »"
    return ""


def load(folder: Path = FOLDER) -> None:
    """Loads the demonstration. Raises Refused, with the file at fault, before anything is written."""
    reports = [_read(folder / name, read_report) for name in REPORTS]
    progress = _read(folder / CAMPAIGN, _read_progress)
    with all_or_nothing() as stored:
        campaigns = [_write(checked, stored) for checked in reports]
        _open_2021(campaigns[-1], progress)


def _read(path: Path, reader: Callable[[Path], Content]) -> Content:
    """What the file holds; a refusal names the file in one line."""
    try:
        return reader(path)
    except Refused as refusal:
        others = f" (et {len(refusal.faults) - 1} autres fautes)" if len(refusal.faults) > 1 else ""
        raise Refused([f"{path.name} : {refusal.faults[0]}{others}"]) from refusal


def _read_progress(path: Path) -> CampaignFile:
    log = Log()
    progress = Record(CampaignFile).read(read_json(path, log), "", log)
    log.refuse_faults()
    return progress


def _write(checked: CheckedReport, stored: list[str]) -> Campaign:
    return write_report(checked, stored, is_demonstration=True).campaign


# -- The campaign under way --------------------------------------------------------------------------------------------


def _open_2021(previous: Campaign, progress: CampaignFile) -> None:
    today = timezone.localdate()
    campaign = Campaign.objects.create(
        institution=previous.institution,
        year=YEAR,
        status=CampaignStatus.PREPARATION,
        opens_on=today - datetime.timedelta(days=30),
        due_on=today + datetime.timedelta(days=21),
        closes_on=today + datetime.timedelta(days=60),
        guidance=rich(progress.guidance),
        is_demonstration=True,
    )
    for code, name in progress.renamed.items():
        Direction.objects.filter(institution=previous.institution, code=code).update(name=name)
    open_campaign(campaign)
    contributions = {one.code: one for one in campaign.contributions.select_related("campaign", "direction")}
    people = create_accounts({one.code: one.direction for one in contributions.values()})
    for one in progress.units:
        if one.code not in contributions:
            raise Refused([f"{CAMPAIGN} : {one.path}.code : unité inconnue, « {one.code} »."])
        _bring_to(one, contributions[one.code], people)
    # The demonstration writes to nobody about what nobody did; what its visitor does is told.
    OutgoingMessage.objects.filter(campaign=campaign).delete()


def _bring_to(progress: Progress, contribution: Contribution, people: dict[str, User]) -> None:
    """Writes what the direction wrote, then does the transitions with the accounts that may do them."""
    writer = _writer_of(contribution, people)
    _fill(progress, contribution)
    _save(contribution, writer)
    for transition, username in _WAYS[progress.status]:
        is_last = transition == _WAYS[progress.status][-1][0]
        perform(transition, contribution, people.get(username, writer), progress.comment if is_last else "")


def _save(contribution: Contribution, writer: User) -> None:
    """As the form does: what was written is a version, of the one who wrote it."""
    contribution.version += 1
    contribution.updated_by = writer
    contribution.save(update_fields=["version", "updated_by", "updated_at"])
    contribution_changed.send(sender=Contribution, contribution=contribution, user=writer, event=None)


def _writer_of(contribution: Contribution, people: dict[str, User]) -> User:
    """The account of the direction's own member; where it has none, the administrator's."""
    members = {account.direction: people[account.username] for account in ACCOUNTS if account.direction}
    direction = contribution.direction
    while direction and direction.code not in members:
        direction = direction.parent
    return members[direction.code] if direction else people["administrateur"]


def _fill(progress: Progress, contribution: Contribution) -> None:
    contribution.introduction = rich(progress.introduction)
    contribution.save(update_fields=["introduction", "updated_at"])
    contribution.missions.update(confirmed=True)
    AchievementRow.objects.bulk_create(
        AchievementRow(
            contribution=contribution,
            position=position,
            theme=one.theme,
            title=one.title,
            body=rich(one.body),
            is_spotlight=one.zoom,
        )
        for position, one in enumerate(progress.achievements)
    )
    for figure in contribution.key_figures.all():
        if figure.label in progress.figures:
            figure.value = progress.figures[figure.label]
            figure.explanation = progress.explanations.get(figure.label, "")
            figure.save(update_fields=["value", "explanation"])
        elif progress.status != ContributionStatus.DRAFT:
            figure.delete()  # A direction that submits has removed what it no longer measures.
