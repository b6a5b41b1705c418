"""The addresses of the tracking, and the way back to the table with the filters that it had."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from directions.models import Campaign
from directions.questions.way_back import way_back
from directions.sheets import Format


def campaign_url(campaign: Campaign) -> str:
    """The address of its table, whatever the number of institutions."""
    return f"{table_url(campaign.year)}?{urlencode({'institution': campaign.institution.code})}"


def table_url(year: int) -> str:
    return url("tracking", year=year)


def export_url(year: int, file_format: Format) -> str:
    return url("tracking_export", year=year, file_format=file_format)


def back_url(request: HttpRequest, year: int) -> str:
    """The table, with the filters that it had; without any that make no address to be led to."""
    return way_back(f"{table_url(year)}{asked(request)}") or table_url(year)


def asked(request: HttpRequest) -> str:
    """The question that the address asks, to be asked again."""
    query = request.GET.urlencode()
    return f"?{query}" if query else ""


def url(name: str, **kwargs: object) -> str:
    return reverse(f"directions:{name}", kwargs=kwargs)
