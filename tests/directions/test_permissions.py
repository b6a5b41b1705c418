"""Every address of the site, and what each person gets there: the whole list of `permission_table.py`, tried.

A new address must get its lines here, read and posted, with an object and with one that does not exist: the last test
walks the URL resolver and names those that are missing.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.test import Client
from django.urls import resolve, reverse
from django.urls.resolvers import URLPattern, URLResolver, get_resolver

from directions.enums import ContributionStatus
from directions.models import Contribution, Indicator, Membership, PendingUpload, ReviewComment, SheetImport, User
from reporting.history.recording import record_beginnings
from reporting.models import Report
from tests import factories
from tests.directions.permission_table import ACTS, DONE, TABLE

pytestmark = pytest.mark.django_db

# What a form answers to those whose words it reads: a refusal to correct, a page, a conflict.
LET_IN = {"200", "->", "409", "422"}
PEOPLE = ("anonyme", "redactrice", "directeur", "relectrice", "etrangere", "administrateur")


@dataclass(frozen=True)
class Line:
    method: str
    address: str
    expected: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.method} {self.address}"


def _lines(table: str) -> list[Line]:
    rows = [row.split() for row in table.splitlines() if row.strip() and not row.startswith("#")]
    return [
        Line(one, address, tuple(expected))
        for method, address, *expected in rows
        for one in (("GET", "POST") if method == "BOTH" else (method,))
    ]


LINES = _lines(TABLE)


@dataclass(frozen=True)
class Scene:
    cast: factories.Cast
    names: dict[str, object]

    def address(self, line: Line) -> str:
        return line.address.format(**self.names)


@pytest.fixture
def scene() -> Scene:
    cast = factories.cast()
    owner = cast.redactrice
    photos = {
        side: factories.achievement(contribution, photo=factories.picture(), photo_alt="Une photo").photo.name
        for side, contribution in (("routes", cast.routes), ("culture", cast.culture))
    }
    report = Report.objects.create(
        campaign=cast.campaign, title="Rapport", institution_name="CD", photo=factories.picture(), photo_alt="Un pont"
    )
    own = {
        side: Indicator.objects.create(institution=cast.institution, owner=one.direction, code=side, label=side)
        for side, one in (("routes", cast.routes), ("culture", cast.culture))
    }
    waiting = PendingUpload.objects.create(user=owner, file=factories.picture(), name="attente.png")
    sheet = SheetImport.objects.create(
        user=owner,
        kind="figures",
        campaign=cast.campaign,
        name="chiffres.csv",
        content="Sigle;Code de l'indicateur;Rubrique;Intitulé;Valeur;Unité\nDR;;;Agents;3;agents\n".encode(),
    )
    record_beginnings(cast.campaign)
    thread = ReviewComment.objects.create(contribution=cast.routes, author=owner, author_name="Rose", text="Une date ?")
    other_thread = ReviewComment.objects.create(
        contribution=cast.culture, author=cast.etrangere, author_name="Élise", text="Une date ?"
    )
    names = {
        "routes": cast.routes.pk,
        "culture": cast.culture.pk,
        "absent": "00000000-0000-4000-8000-000000000000",
        "direction": cast.routes.direction_id,
        "campaign": cast.campaign.pk,
        "membership": Membership.objects.get(user=owner).pk,
        "user": owner.pk,
        "superuser": User.objects.create_superuser("racine", password=factories.PASSWORD).pk,
        "sheet": sheet.pk,
        "indicator": Indicator.objects.create(institution=cast.institution, code="agents", label="Agents").pk,
        "indicator_of_routes": own["routes"].pk,
        "indicator_of_culture": own["culture"].pk,
        "report": report.pk,
        "cover": report.photo.name,
        "photo_of_routes": photos["routes"],
        "photo_of_culture": photos["culture"],
        "photo_waiting": waiting.file.name,
        "thread_of_routes": f"{cast.routes.pk}/relecture/commentaires/{thread.pk}",
        "thread_of_culture": f"{cast.culture.pk}/relecture/commentaires/{other_thread.pk}",
        "thread_elsewhere": f"{cast.culture.pk}/relecture/commentaires/{thread.pk}",
        "absent_thread": f"{cast.routes.pk}/relecture/commentaires/{cast.routes.pk}",
    }
    return Scene(cast, names)


def _verdict(scene: Scene, line: Line, person: str, typed: dict[str, object] | None = None) -> str:
    """What the person gets, in the words of the table. Whatever was written is undone."""
    client = Client(raise_request_exception=False)
    if person != "anonyme":
        client.force_login(scene.cast.people[person])
    send = client.get if line.method == "GET" else client.post
    with transaction.atomic():
        response = send(
            scene.address(line), (typed or {"post": "yes", "version": 1}) if line.method == "POST" else None
        )
        transaction.set_rollback(True)
    if response.streaming:
        list(response)  # Read to its end, the file of a picture is closed.
    if response.status_code in {301, 302}:
        return "login" if response["Location"].startswith(reverse("admin:login")) else "->"
    return str(response.status_code)


@pytest.mark.parametrize("line", LINES, ids=str)
def test_each_person_gets_what_the_table_says(scene, line):
    found = [_verdict(scene, line, person) for person in PEOPLE]
    judged = ["in" if hope == "in" and got in LET_IN else got for hope, got in zip(line.expected, found, strict=True)]
    assert " ".join(judged) == " ".join(line.expected)


@pytest.mark.parametrize("line", _lines(DONE), ids=str)
def test_each_person_does_what_the_table_says(scene, line):
    Contribution.objects.filter(pk=scene.cast.routes.pk).update(status=ContributionStatus.SUBMITTED)
    Contribution.objects.filter(pk=scene.cast.culture.pk).update(status=ContributionStatus.APPROVED)
    later = scene.cast.campaign.due_on + datetime.timedelta(days=5)
    typed = {
        name: str(value).format(**scene.names, later=later.isoformat())
        for name, value in ACTS[line.address.split("/")[-2]].items()
    }
    assert [_verdict(scene, line, person, typed) for person in PEOPLE] == list(line.expected)


def _patterns(resolver: URLResolver, prefix: str = "") -> list[str]:
    """The routes of all addresses of the site, as `resolve` names them."""
    routes = []
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern).removeprefix("^")
        routes += [route] if isinstance(pattern, URLPattern) else _patterns(pattern, route)
    return routes


# What stands in an address for an object that does not exist, or that is not of the object before it.
ABSENT = ("{absent}", "{absent_thread}", "/0/", "/1999/", "NULLE", "inconnu", "absente")
# What belongs to the direction of {routes}, and what to that of {culture}.
SIDES = {"routes": ("{routes}", "_of_routes}", "/DR."), "culture": ("{culture}", "_of_culture}", "/DC.")}
# The addresses that name an object, but not those where a closed list stands: their route is that of any address.
NAMES_AN_OBJECT = re.compile(r"<(int:|uuid:|path:|slug:|id>)")


def test_what_the_table_tries_of_one_direction_it_tries_of_the_other(scene):
    """So that every role meets its own and another's: each person belongs to one of the two, or to none."""
    tried = {
        side: {
            (resolve(scene.address(line).split("?")[0]).route, line.method)
            for line in LINES
            if any(word in line.address for word in words)
        }
        for side, words in SIDES.items()
    }
    assert not sorted(tried["routes"] ^ tried["culture"]), "Addresses tried of one direction only"


def test_the_table_tries_every_address_to_read_and_to_post_whether_its_object_exists_or_not(scene):
    tried = {
        (resolve(scene.address(line).split("?")[0]).route, line.method, any(word in line.address for word in ABSENT))
        for line in LINES
    }
    wanted = {
        (route, method, is_absent)
        for route in _patterns(get_resolver())
        for method in ("GET", "POST")
        for is_absent in ((False, True) if NAMES_AN_OBJECT.search(route) else (False,))
    }
    assert not sorted(wanted - tried), "Addresses without their lines in TABLE"
