"""Answers who opens an address that only receives forms: after a session that ended, signing in leads there."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers

from directions.models import Contribution


def explain_refused_get(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A middleware that gives a GET that is not allowed (405) a page, in the place of nothing."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code == 405 and request.method == "GET":
            response.content = render_to_string("405.html", {"contribution": _contribution(request)}, request)
            add_never_cache_headers(response)
        return response

    return middleware


def _contribution(request: HttpRequest) -> Contribution | None:
    """The contribution that the address names, where it exists for this person."""
    pk = request.resolver_match.kwargs.get("pk")
    visible = Contribution.objects.visible_to(request.user).select_related("campaign")
    return visible.filter(pk=pk).first() if isinstance(pk, UUID) else None
