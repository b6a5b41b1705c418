"""The groups of the site exist after the migrations; what they may do is in test_permissions."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group

from directions.groups import ensure_groups
from directions.permissions import ADMINISTRATOR_GROUP, COMMUNICATION_GROUP

pytestmark = pytest.mark.django_db


def names() -> list[str]:
    return sorted(Group.objects.values_list("name", flat=True))


def test_the_groups_exist_after_the_migrations():
    assert names() == [ADMINISTRATOR_GROUP, COMMUNICATION_GROUP]
    assert not Group.objects.filter(permissions__isnull=False).exists()


def test_one_that_was_deleted_comes_back_and_the_others_stay():
    kept = Group.objects.get(name=COMMUNICATION_GROUP).pk
    Group.objects.filter(name=ADMINISTRATOR_GROUP).delete()
    ensure_groups()
    assert names() == [ADMINISTRATOR_GROUP, COMMUNICATION_GROUP]
    assert Group.objects.get(name=COMMUNICATION_GROUP).pk == kept
