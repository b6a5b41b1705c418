"""The accounts of the demonstration: one for each role, named after functions and not after persons."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import Group

from directions.enums import Role
from directions.groups import ensure_groups
from directions.models import Direction, Membership, User
from directions.permissions import ADMINISTRATOR_GROUP, COMMUNICATION_GROUP

PASSWORD = "demonstration-2021"


@dataclass(frozen=True)
class Account:
    """`direction` is the code of the direction that the person writes for; the others belong to `group`."""

    username: str
    first_name: str
    last_name: str
    role: str
    group: str = ""
    direction: str = ""


ACCOUNTS = (
    Account("redactrice", "Rédactrice", "DRH", Role.REDACTEUR, direction="DRH"),
    Account("directeur", "Directeur", "Solidarité", Role.DIRECTEUR, direction="DGAS"),
    Account("communication", "Équipe", "Communication", "", COMMUNICATION_GROUP),
    Account("administrateur", "Administrateur", "Démonstration", "", ADMINISTRATOR_GROUP),
    Account("etrangere", "Rédactrice", "Finances", Role.REDACTEUR, direction="DF"),
)


def create_accounts(directions: dict[str, Direction]) -> dict[str, User]:
    """The accounts by user name, with their group or their membership."""
    ensure_groups()
    groups = {group.name: group for group in Group.objects.all()}
    return {account.username: _create(account, directions, groups) for account in ACCOUNTS}


def _create(account: Account, directions: dict[str, Direction], groups: dict[str, Group]) -> User:
    user = User.objects.create_user(
        account.username,
        password=PASSWORD,
        email=f"{account.username}@example.org",
        first_name=account.first_name,
        last_name=account.last_name,
        is_staff=True,
        is_superuser=account.group == ADMINISTRATOR_GROUP,
    )
    if account.group:
        user.groups.add(groups[account.group])
    if account.direction:
        Membership.objects.create(user=user, direction=directions[account.direction], role=account.role)
    return user


def describe(account: Account) -> str:
    """Who the account stands for, in French."""
    if account.direction:
        return f"{Role(account.role).label} ({account.direction})"
    return account.group
