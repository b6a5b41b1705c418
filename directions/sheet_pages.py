"""The kinds of workbooks as people meet them: who opens their page, in which campaigns, and in which words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse_lazy
from django.utils.functional import Promise

from directions import campaigns, permissions
from directions.enums import SheetKind
from directions.models import Campaign, User


@dataclass(frozen=True)
class SheetPage:
    """`address` is where the workbook is downloaded and sent. `noun` is what a line is; `ending` agrees with it."""

    title: str
    template: str
    address: str | Promise
    noun: str
    ending: str
    may_open: Callable[[User], bool]
    campaigns: Callable[[User], list[Campaign]]


def _open_campaigns(user: User) -> list[Campaign]:
    """The open campaigns that the person knows; which contributions they may write there is judged one by one."""
    return [one for one in campaigns.known_to(user) if one.accepts_review()]


def _one_of_each_institution(user: User) -> list[Campaign]:
    """The lists are the institution's, whatever the year: its first campaign names it."""
    found: dict[int, Campaign] = {}
    for campaign in campaigns.known_to(user):
        found.setdefault(campaign.institution_id, campaign)
    return list(found.values())


def _writes_or_reviews(user: User) -> bool:
    return permissions.is_member(user) or permissions.is_reviewer(user)


PAGES = {
    SheetKind.FIGURES: SheetPage(
        title="Chiffres-clés dans un tableur",
        template="admin/directions/sheets/upload.html",
        address=reverse_lazy("directions:sheet_figures"),
        noun="chiffre",
        ending="",
        may_open=_writes_or_reviews,
        campaigns=_open_campaigns,
    ),
    SheetKind.INDICATORS: SheetPage(
        title="Indicateurs dans un tableur",
        template="admin/directions/sheets/indicators.html",
        address=reverse_lazy("directions:sheet_list", args=[SheetKind.INDICATORS]),
        noun="indicateur",
        ending="",
        may_open=permissions.is_reviewer,
        campaigns=_one_of_each_institution,
    ),
    SheetKind.DIRECTIONS: SheetPage(
        title="Organigramme dans un tableur",
        template="admin/directions/sheets/directions.html",
        address=reverse_lazy("directions:sheet_list", args=[SheetKind.DIRECTIONS]),
        noun="direction",
        ending="e",
        may_open=permissions.is_administrator,
        campaigns=_one_of_each_institution,
    ),
}
