"""Template filters: a date, or a moment of this site's time zone, as a French page prints it."""

from __future__ import annotations

import datetime

from django import template
from django.utils import timezone

from directions.french import dates

register = template.Library()


@register.filter
def french_date(date: datetime.date) -> str:
    return dates.french_date(date)


@register.filter
def french_moment(moment: datetime.datetime) -> str:
    return dates.french_moment(timezone.localtime(moment))
