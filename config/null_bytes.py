"""Refuses addresses and cookies that hold a null byte: none of ours has one, and PostgreSQL cannot even compare it."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse


def refuse_null_bytes(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A middleware that answers 400 to such a request."""

    def middleware(request: HttpRequest) -> HttpResponse:
        in_address = "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", "")
        if in_address or any("\0" in cookie for cookie in request.COOKIES.values()):
            raise SuspiciousOperation("A null byte in the address or in a cookie.")
        return get_response(request)

    return middleware
