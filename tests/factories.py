"""Small factories for the tests, and a named cast: rédactrice, directeur, relectrice, étrangère, administrateur."""

from __future__ import annotations

import datetime
import io
import itertools
from dataclasses import dataclass

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from directions import lineage, models
from directions.enums import CampaignStatus, ContributionStatus, DirectionKind, Role
from directions.permissions import ADMINISTRATOR_GROUP, COMMUNICATION_GROUP

PASSWORD = "un-mot-de-passe-de-test"

_numbers = itertools.count(1)


def institution(code: str = "", name: str = "Département de la Brenne", **fields) -> models.Direction:
    code = code or f"CD{next(_numbers)}"
    return models.Direction.objects.create(code=code, name=name, kind=DirectionKind.INSTITUTION, **fields)


def direction(parent: models.Direction | None = None, code: str = "", name: str = "", **fields) -> models.Direction:
    """A direction below `parent`; below a new institution if none is given."""
    number = next(_numbers)
    fields.setdefault("position", number)
    return models.Direction.objects.create(
        parent=parent or institution(), code=code or f"D{number}", name=name or f"Direction {number}", **fields
    )


def campaign(of: models.Direction | None = None, year: int = 2020, **fields) -> models.Campaign:
    """A campaign that takes writing today: open, and due in a month."""
    today = timezone.localdate()
    defaults = {
        "status": CampaignStatus.OPEN,
        "opens_on": today - datetime.timedelta(days=30),
        "due_on": today + datetime.timedelta(days=30),
        "closes_on": today + datetime.timedelta(days=60),
    }
    return models.Campaign.objects.create(institution=of or institution(), year=year, **(defaults | fields))


def contribution(
    campaign: models.Campaign, direction: models.Direction, *, complete: bool = False, **fields
) -> models.Contribution:
    """The contribution of a direction, with those of the directions above it, which its parent needs.

    `complete` gives it what it needs to be submitted.
    """
    above = direction.parent and (
        models.Contribution.objects.filter(campaign=campaign, direction=direction.parent).first()
        or contribution(campaign, direction.parent)
    )
    defaults = {name: getattr(direction, name) for name in ("code", "name", "kind", "position")}
    created = models.Contribution.objects.create(
        campaign=campaign, direction=direction, parent=above, **(defaults | fields)
    )
    lineage.link_around(campaign, approved_too=True)
    created.refresh_from_db(fields=["previous", "perimeter_change"])
    if complete:
        fill(created)
    return created


def fill(contribution: models.Contribution) -> None:
    """Gives a contribution what it needs to be submitted."""
    mission(contribution)
    achievement(contribution)


def mission(contribution: models.Contribution, text: str = "Entretenir les routes", **fields) -> models.Mission:
    return models.Mission.objects.create(contribution=contribution, text=text, **fields)


def achievement(
    contribution: models.Contribution, title: str = "Un pont neuf", body: str = "<p>Il est ouvert.</p>", **fields
) -> models.Achievement:
    return models.Achievement.objects.create(contribution=contribution, title=title, body=body, **fields)


def picture(colour: str = "teal", name: str = "photo.png") -> ContentFile:
    """The file of a small picture."""
    buffer = io.BytesIO()
    Image.new("RGB", (8, 6), colour).save(buffer, "PNG")
    return ContentFile(buffer.getvalue(), name=name)


def user(username: str = "", *, groups: tuple[str, ...] = (), member_of=None, role=Role.REDACTEUR, **fields):
    """A person who may sign in; `member_of` is a direction, or several."""
    fields.setdefault("is_staff", True)
    created = models.User.objects.create_user(username or f"personne{next(_numbers)}", password=PASSWORD, **fields)
    for name in groups:
        created.groups.add(Group.objects.get_or_create(name=name)[0])
    directions = [member_of] if isinstance(member_of, models.Direction) else member_of or []
    for one in directions:
        models.Membership.objects.create(user=created, direction=one, role=role)
    return created


def redactrice(direction: models.Direction) -> models.User:
    """Writes for the direction."""
    return user("redactrice", first_name="Rose", last_name="Rédac", member_of=direction)


def directeur(direction: models.Direction) -> models.User:
    """Heads the direction."""
    return user("directeur", first_name="Denis", last_name="Direc", member_of=direction, role=Role.DIRECTEUR)


def relectrice() -> models.User:
    """Of the communication team."""
    return user("relectrice", first_name="Lise", last_name="Relec", groups=(COMMUNICATION_GROUP,))


def etrangere(direction: models.Direction) -> models.User:
    """Writes for another direction."""
    return user("etrangere", first_name="Élia", last_name="Trang", member_of=direction)


def heritiere(before: models.Contribution) -> models.User:
    """Writes for another direction, which goes on with this contribution the year after."""
    year = before.campaign.year + 1
    root = before.campaign.institution
    after = root.campaigns.filter(year=year).first() or campaign(root, year)
    new = direction(root, code="DH", name="Direction héritière")
    going_on = contribution(after, new)
    models.Contribution.objects.filter(pk=going_on.pk).update(previous=before)
    return user("heritiere", first_name="Hélène", last_name="Ritière", member_of=new)


def administrateur() -> models.User:
    return user("administrateur", first_name="Ahmed", last_name="Admin", groups=(ADMINISTRATOR_GROUP,))


@dataclass(frozen=True)
class Cast:
    """An institution with two directions under two DGAs, their contributions, and a person of each kind.

    `redactrice` and `directeur` belong to `routes`, `etrangere` to `culture`.
    """

    institution: models.Direction
    campaign: models.Campaign
    routes: models.Contribution
    culture: models.Contribution
    redactrice: models.User
    directeur: models.User
    relectrice: models.User
    etrangere: models.User
    administrateur: models.User

    @property
    def people(self) -> dict[str, models.User]:
        names = ("redactrice", "directeur", "relectrice", "etrangere", "administrateur")
        return {name: getattr(self, name) for name in names}


def cast(status: str = ContributionStatus.DRAFT, *, complete: bool = True) -> Cast:
    """The usual scene; `status` is that of both contributions."""
    root = institution(code="CD", name="Département de la Brenne")
    dgat = direction(root, code="DGAT", name="DGA Territoires", kind=DirectionKind.DGA)
    dgac = direction(root, code="DGAC", name="DGA Citoyens", kind=DirectionKind.DGA)
    routes = direction(dgat, code="DR", name="Direction des routes")
    culture = direction(dgac, code="DC", name="Direction de la culture")
    year = campaign(root)
    return Cast(
        institution=root,
        campaign=year,
        routes=contribution(year, routes, status=status, complete=complete),
        culture=contribution(year, culture, status=status, complete=complete),
        redactrice=redactrice(routes),
        directeur=directeur(routes),
        relectrice=relectrice(),
        etrangere=etrangere(culture),
        administrateur=administrateur(),
    )
