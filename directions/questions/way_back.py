"""The page to come back to, where a form or an address names it: anybody can write anything there."""

from __future__ import annotations

from django.utils.http import url_has_allowed_host_and_scheme


def way_back(asked: str) -> str:
    """The address, if it is that of a page of this site and no longer than one that is followed; else empty.

    To be asked before anything is done: Django refuses to lead to the others once all is written."""
    # Django judges it without the spaces around it, and would follow it with them.
    asked = asked.strip()
    is_here = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if is_here else ""
