"""Every list takes the same number of queries, however many rows it has.

The tracking, the review page and the history, whose rows take more to write, are counted in their own tests.
"""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directions.enums import CampaignStatus
from directions.models import Indicator, User
from directions.permissions import COMMUNICATION_GROUP
from reporting.models import Report
from tests import factories
from tests.form_page import signed_in

pytestmark = pytest.mark.django_db

LISTS = [f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist" for model in admin.site._registry]
PAGES = ["admin:index", "directions:my_messages", "reporting:observatory"]


def _institution_of(size: int) -> User:
    """As many directions, campaigns, reports, indicators and accounts; returns the administrator."""
    root = factories.institution(code="CD")
    campaign = factories.campaign(root)
    for number in range(size):
        direction = factories.direction(root, code=f"U{number}")
        factories.contribution(campaign, direction, complete=True)
        factories.user(f"membre{number}", member_of=direction, groups=(COMMUNICATION_GROUP,) if number % 2 else ())
        Indicator.objects.create(institution=root, owner=direction, code=f"i{number}", label=f"Indicateur {number}")
        past = factories.campaign(root, year=2030 + number, status=CampaignStatus.CLOSED)
        Report.objects.create(campaign=past, title=f"Rapport {past.year}", institution_name="CD")
    return factories.administrateur()


def _queries(address: str, size: int) -> int:
    with transaction.atomic():
        client = signed_in(_institution_of(size))
        client.get(address)  # What a process reads once is not of the page.
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        transaction.set_rollback(True)
    return len(queries)


def test_there_are_lists_to_try():
    assert len(LISTS) >= 7


@pytest.mark.parametrize("name", [*LISTS, *PAGES])
def test_the_queries_do_not_grow_with_the_rows(name):
    assert _queries(reverse(name), 3) == _queries(reverse(name), 40)


def test_the_report_takes_the_same_queries_for_any_number_of_directions():
    address = reverse("reporting:report", args=[2020])
    assert _queries(address, 3) == _queries(address, 40)
