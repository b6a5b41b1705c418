"""Finds the page that a form was on, from the address that did not receive it; one that does not exist for the person
is as one that never did."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from directions import scopes
from directions.enums import SheetKind
from directions.models import Contribution, SheetImport
from directions.questions.keys import key_of
from directions.sheet_pages import PAGES

_CONTRIBUTION_FORM = "admin:directions_contribution_change"
_SHEET_CONFIRMATION = "directions:sheet_confirm"


@dataclass(frozen=True)
class FormPage:
    """A page to come back to; `words` say it on a link, `name` says of what."""

    url: str
    words: str
    name: str = ""


def form_page(request: HttpRequest) -> FormPage | None:
    """The page of what the address names, or None."""
    if request.resolver_match.view_name == _SHEET_CONFIRMATION:
        return _page_of_import(request)
    return _page_of_contribution(request)


def is_contribution_form(request: HttpRequest) -> bool:
    """True of the page where a contribution is written: its script keeps a draft of its own."""
    return request.resolver_match.view_name == _CONTRIBUTION_FORM


def _page_of_import(request: HttpRequest) -> FormPage | None:
    mine = scopes.reachable(SheetImport.objects.all(), request.user)
    received = mine.filter(pk=request.resolver_match.kwargs["pk"]).defer("content").first()
    if received is None or not PAGES[SheetKind(received.kind)].may_open(request.user):
        return None
    return FormPage(reverse("directions:sheet_preview", args=[received.pk]), "Revenir à l’import", received.name)


def _page_of_contribution(request: HttpRequest) -> FormPage | None:
    pk = _contribution_key(request)
    visible = Contribution.objects.visible_to(request.user).select_related("campaign")
    contribution = visible.filter(pk=pk).first() if pk else None
    if contribution is None:
        return None
    return FormPage(contribution.get_absolute_url(), "Revenir à la contribution", str(contribution))


def _contribution_key(request: HttpRequest) -> UUID | None:
    return key_of(str(request.resolver_match.kwargs.get("object_id" if is_contribution_form(request) else "pk")))
