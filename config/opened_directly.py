"""Answers who opens an address that only receives forms: after a session that ended, signing in leads there."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers

from config.form_pages import form_page


def explain_refused_get(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A middleware that gives a GET that is not allowed (405) a page, in the place of nothing."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code == 405 and request.method == "GET":
            response.content = render_to_string("405.html", {"page": form_page(request)}, request)
            add_never_cache_headers(response)
        return response

    return middleware
