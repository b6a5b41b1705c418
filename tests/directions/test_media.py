"""Private pictures: how they are served. Who gets which is in test_permissions."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> factories.Cast:
    return factories.cast()


def get(user, name: str):
    client = Client()
    client.force_login(user)
    response = client.get(f"/medias/{name}")
    content = b"".join(response) if response.streaming else b""
    return response, content


def test_a_picture_is_served_as_what_it_is_and_kept_by_nobody_else(cast):
    picture = factories.picture()
    photo = factories.achievement(cast.routes, photo=picture, photo_alt="Un pont").photo
    response, content = get(cast.redactrice, photo.name)
    picture.seek(0)
    assert content == picture.read()
    assert response["Content-Type"] == "image/png"
    assert response["Content-Disposition"] == "inline"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"].startswith("private")


def test_the_picture_of_a_moment_is_served_too(cast):
    from directions.models import Moment

    fields = {"month": 3, "title": "Crue", "photo": factories.picture(), "photo_alt": "La crue"}
    photo = Moment.objects.create(contribution=cast.routes, **fields).photo
    assert get(cast.directeur, photo.name)[0].status_code == 200
    assert get(cast.etrangere, photo.name)[0].status_code == 404


def test_a_picture_whose_file_is_lost_is_not_found(cast):
    photo = factories.achievement(cast.routes, photo=factories.picture(), photo_alt="Un pont").photo
    photo.storage.delete(photo.name)
    assert get(cast.redactrice, photo.name)[0].status_code == 404


def test_a_file_that_no_row_names_is_not_served(cast):
    storage = factories.achievement(cast.routes, photo=factories.picture(), photo_alt="Un pont").photo.storage
    name = storage.save("photos/secret.png", ContentFile(b"secret"))
    assert get(cast.administrateur, name)[0].status_code == 404


@pytest.mark.parametrize("name", ["page.html", "dessin.svg", "sans-extension", "photo.png.exe"])
def test_only_pictures_are_served(cast, name):
    achievement = factories.achievement(cast.routes)
    stored = achievement.photo.storage.save(f"photos/{name}", ContentFile(b"<script>alert(1)</script>"))
    type(achievement).objects.filter(pk=achievement.pk).update(photo=stored)
    assert get(cast.redactrice, stored)[0].status_code == 404


@pytest.mark.parametrize(
    "address", ["../tests.sqlite3", "..%2f..%2fmanage.py", "photos/../../tests.sqlite3", "/etc/passwd"]
)
def test_no_address_leaves_the_pictures(cast, address):
    assert get(cast.administrateur, address)[0].status_code == 404
