"""Which reports a person reaches: the rule that the pages and the private pictures ask for."""

from __future__ import annotations

from django.db.models import Q

from directions import scopes
from directions.models import Campaign, User
from reporting.models import Report


def _readable_reports(user: User) -> Q:
    """A report is read by those who see its campaign; its page in the admin is open to fewer."""
    return Q(campaign__in=Campaign.objects.visible_to(user).order_by())


scopes.add_rule(_readable_reports, Report)
