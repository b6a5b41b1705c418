"""From which address a person comes: the brake on sign-in attempts counts by account and address."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """The address of the person; behind our proxy, the one that the proxy saw. Without it, nobody could say where a
    request comes from: anybody could lock any account for everybody.

    The proxy adds the address that it saw at the end of the header: what stands before was written by the client.
    """
    if settings.BEHIND_HTTPS_PROXY:
        seen = request.headers.get("X-Forwarded-For", "").rsplit(",", 1)[-1].strip()
        if _is_address(seen):
            return seen
    return request.META.get("REMOTE_ADDR")


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
