"""The groups of the site exist after the migrations, with what they need and no more."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group

from directions.groups import ensure_groups
from directions.permissions import ADMINISTRATOR_GROUP, COMMUNICATION_GROUP, CONTRIBUTOR_GROUP

pytestmark = pytest.mark.django_db


def codenames(name: str) -> set[str]:
    return set(Group.objects.get(name=name).permissions.values_list("codename", flat=True))


def test_the_groups_exist_after_the_migrations():
    assert {CONTRIBUTOR_GROUP, COMMUNICATION_GROUP, ADMINISTRATOR_GROUP} <= set(
        Group.objects.values_list("name", flat=True)
    )


def test_contributors_write_blocks_and_nothing_else():
    contributors = codenames(CONTRIBUTOR_GROUP)

    assert {"view_contribution", "change_contribution", "add_mission", "delete_chartpoint"} <= contributors
    assert not {"add_contribution", "delete_contribution", "change_direction", "change_campaign"} & contributors
    assert not [name for name in contributors if name.endswith(("_user", "_group", "_report"))]


def test_the_communication_has_the_report_and_the_administrators_everything():
    communication, administrators = codenames(COMMUNICATION_GROUP), codenames(ADMINISTRATOR_GROUP)

    assert {"change_report", "view_campaign", "view_direction", "change_mission"} <= communication
    assert not {"change_user", "change_membership", "change_direction"} & communication
    assert communication < administrators
    assert {"change_user", "change_membership", "change_direction"} <= administrators


def test_making_them_again_changes_nothing_and_keeps_what_was_added():
    group = Group.objects.get(name=CONTRIBUTOR_GROUP)
    before = codenames(CONTRIBUTOR_GROUP)
    group.permissions.add(*Group.objects.get(name=ADMINISTRATOR_GROUP).permissions.filter(codename="view_indicator"))

    ensure_groups()

    assert codenames(CONTRIBUTOR_GROUP) == before | {"view_indicator"}
    assert Group.objects.count() == 3
