"""The demonstration: the reports of 2019 and 2020, and a 2021 campaign under way with a few directions at each step.

All of it is written in one transaction, into a database that holds nobody's work.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from django.utils import timezone

from directions.enums import CampaignStatus
from directions.models import Campaign, Contribution, ContributionEvent, Direction, OutgoingMessage, User
from directions.opening import open_campaign
from reporting.loading.build import CheckedReport, read_report, write_report
from reporting.loading.demo_review import Deed, Story, Writing, save, write
from reporting.loading.markup import rich
from reporting.loading.people import ACCOUNTS, create_accounts
from reporting.loading.pictures import all_or_nothing
from reporting.loading.shapes import ListOf, Log, MapOf, Node, Record, Refused, Text, member
from reporting.loading.source import read_json

FOLDER = Path(__file__).resolve().parent.parent / "demo"
REPORTS = ("rapport-2019.json", "rapport-2020.json")
CAMPAIGN = "campagne-2021.json"
YEAR = 2021
Content = TypeVar("Content")


@dataclass(frozen=True, kw_only=True)
class Progress(Writing):
    """How far a direction is: what it wrote first, then what happened to it."""

    code: str = member(Text(), required=True)
    story: tuple[Deed, ...] = member(ListOf(Record(Deed, shorthand="do")))

    @property
    def is_submitted(self) -> bool:
        return any(deed.do == ContributionEvent.SUBMITTED for deed in self.story)


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
    """Loads the demonstration. Raises Refused, with the file at fault: nothing is written then."""
    reports = [_read(folder / name, read_report) for name in REPORTS]
    progress = _read(folder / CAMPAIGN, _read_progress)
    with all_or_nothing() as stored:
        campaigns = [_write(checked, stored) for checked in reports]
        with _naming(CAMPAIGN):
            _open_2021(campaigns[-1], progress)


def _read(path: Path, reader: Callable[[Path], Content]) -> Content:
    with _naming(path.name):
        return reader(path)


@contextmanager
def _naming(name: str) -> Iterator[None]:
    """A refusal names the file in one line."""
    try:
        yield
    except Refused as refusal:
        others = f" (et {len(refusal.faults) - 1} autres fautes)" if len(refusal.faults) > 1 else ""
        raise Refused([f"{name} : {refusal.faults[0]}{others}"]) from refusal


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
            raise Refused([f"{one.path}.code : unité inconnue, « {one.code} »."])
        _bring_to(one, contributions[one.code], people)
    # The demonstration writes to nobody about what nobody did; what its visitor does is told.
    OutgoingMessage.objects.filter(campaign=campaign).delete()


def _bring_to(progress: Progress, contribution: Contribution, people: dict[str, User]) -> None:
    """Writes what the direction wrote first, then tells what happened, with the accounts that may do it."""
    writer = _writer_of(contribution, people)
    contribution.missions.update(confirmed=True)
    if progress.is_submitted:  # A direction that submits has removed what it no longer measures.
        contribution.key_figures.exclude(label__in=progress.figures).delete()
    write(progress, contribution)
    save(contribution, writer)
    Story(contribution, writer, people).tell(progress.story)


def _writer_of(contribution: Contribution, people: dict[str, User]) -> User:
    """The account of the direction's own member; where it has none, the administrator's."""
    members = {account.direction: people[account.username] for account in ACCOUNTS if account.direction}
    direction = contribution.direction
    while direction and direction.code not in members:
        direction = direction.parent
    return members[direction.code] if direction else people["administrateur"]
