"""The pages of the spreadsheets: a workbook to download, a file to send, what it would change, and its confirmation."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directions import campaigns, permissions, scopes
from directions.downloads import spreadsheet
from directions.enums import SheetKind
from directions.forms.sheet_upload import SheetUpload
from directions.models import Campaign, Contribution, SheetImport, User
from directions.resources import receiving
from directions.resources.figures import FigureResource
from directions.resources.judgement import Judgement, Verdict
from directions.sheet_pages import PAGES, SheetPage
from directions.sheets import Format, SheetRefused, write

_LINES_A_PAGE = 200
# What the tabs above the lines are called; the first shows all but the unchanged ones.
_TABS = {
    "": ("À vérifier", (Verdict.REFUSED, Verdict.CHANGED, Verdict.ADDED)),
    Verdict.REFUSED.value: ("Refusées", (Verdict.REFUSED,)),
    Verdict.CHANGED.value: ("Modifiées", (Verdict.CHANGED,)),
    Verdict.ADDED.value: ("Ajoutées", (Verdict.ADDED,)),
    Verdict.SAME.value: ("Inchangées", (Verdict.SAME,)),
}


# -- The workbook to download ------------------------------------------------------------------------------------------


@require_safe
def figures_workbook(request: HttpRequest, year: int, code: str, file_format: Format) -> HttpResponse:
    """The figures of a contribution; under the code "toutes", of all those that the person sees in the campaign."""
    campaign = _campaign_of(request, year)
    contribution = None
    if code != "toutes":
        visible = Contribution.objects.visible_to(request.user)
        contribution = get_object_or_404(visible, campaign=campaign, code=code)
    table = FigureResource(request.user, campaign).workbook(contribution)
    return spreadsheet(write(table, file_format), f"chiffres-{year}-{slugify(code) or 'direction'}", file_format)


@require_safe
def list_workbook(request: HttpRequest, kind: SheetKind, code: str, file_format: Format) -> HttpResponse:
    """The indicators, or the org chart, of the institution of that code."""
    page = _page_of(request, kind)
    campaign = next((one for one in page.campaigns(request.user) if one.institution.code == code), None)
    if campaign is None:
        raise Http404
    table = receiving.RESOURCES[kind](request.user, campaign).workbook()
    return spreadsheet(
        write(table, file_format), f"{slugify(kind.label)}-{slugify(code) or 'institution'}", file_format
    )


def _campaign_of(request: HttpRequest, year: int) -> Campaign:
    """The campaign of that year that the person knows; of several institutions, the one that the address names."""
    institution = request.GET.get("institution", "")
    known = [one for one in campaigns.known_to(request.user) if one.year == year]
    found = [one for one in known if institution in {"", one.institution.code}]
    if not found:
        raise Http404
    return found[0]


# -- The file that is sent ---------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, kind: SheetKind = SheetKind.FIGURES) -> HttpResponse:
    """Where a workbook is downloaded and sent back. A refused file says why, and leaves the person on the page."""
    writable = _page_of(request, kind).campaigns(request.user)
    if request.method != "POST":
        return _upload_page(request, kind, writable, _asked(writable, request.GET.get("campagne", "")))
    form = SheetUpload(request.POST, request.FILES, campaigns=writable)
    if form.is_valid():
        try:
            received = receiving.receive(request.user, kind, form.cleaned_data["campaign"], form.cleaned_data["file"])
        except SheetRefused as refusal:
            form.add_error("file", refusal.message)
        else:
            return redirect("directions:sheet_preview", received.pk)
    return _upload_page(request, kind, writable, _asked(writable, request.POST.get("campaign", "")), form)


def _page_of(request: HttpRequest, kind: SheetKind) -> SheetPage:
    """The page of a kind of workbook, where it exists for the person."""
    if not PAGES[kind].may_open(request.user):
        raise Http404
    return PAGES[kind]


def _asked(writable: list[Campaign], key: str) -> Campaign | None:
    return next((one for one in writable if str(one.pk) == key), writable[0] if writable else None)


def _upload_page(
    request: HttpRequest,
    kind: SheetKind,
    writable: list[Campaign],
    campaign: Campaign | None,
    form: SheetUpload | None = None,
) -> HttpResponse:
    page = PAGES[kind]
    context = {
        **admin.site.each_context(request),
        "title": page.title,
        "sheet": page,
        "kind": kind,
        "campaigns": writable,
        "campaign": campaign,
        "contributions": _editable(request.user, campaign) if campaign and kind == SheetKind.FIGURES else [],
        "formats": list(Format),
        "form": form or _upload_form(writable, campaign),
    }
    return render(request, page.template, context, status=422 if form else 200)


def _upload_form(writable: list[Campaign], campaign: Campaign | None) -> SheetUpload:
    return SheetUpload(campaigns=writable, initial={"campaign": campaign.pk if campaign else ""})


def _editable(user: User, campaign: Campaign) -> list[Contribution]:
    """The contributions of the campaign that the person writes now, in the order of the report."""
    visible = Contribution.objects.visible_to(user).filter(campaign=campaign).in_report_order()
    found = []
    for contribution in visible.defer("introduction", "internal_note"):
        contribution.campaign = campaign
        if permissions.can_edit(user, contribution):
            found.append(contribution)
    return found


# -- What it would change, and the confirmation ------------------------------------------------------------------------


@require_safe
def preview(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What confirming the file would do; once it is done, or replaced by another, says so."""
    received = _own(request, pk)
    if received.content is None:
        return _over_page(request, received)
    try:
        judgement = receiving.judge(received, request.user)
    except SheetRefused as refusal:
        return _unreadable_page(request, received, refusal)
    return _preview_page(request, received, judgement)


@require_POST
def confirm(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Writes what the person saw. Where it would no longer be the same, nothing is written and they see it again."""
    received = _own(request, pk)
    try:
        outcome = receiving.confirm(received, request.user, request.POST.get("seen", ""))
    except SheetRefused as refusal:
        return _unreadable_page(request, received, refusal)
    if outcome.state is receiving.State.OTHER:
        return _preview_page(request, received, outcome.judgement, has_moved=True)
    if outcome.state is receiving.State.WRITTEN:
        messages.success(request, "L'import est fait.")
    else:
        messages.info(request, "Rien de plus n'a été écrit : ce fichier n'attendait plus de confirmation.")
    return redirect("directions:sheet_preview", pk)


def _own(request: HttpRequest, pk: uuid.UUID) -> SheetImport:
    """The person's own file, while the page of its kind exists for them."""
    known = scopes.reachable(SheetImport.objects.select_related("campaign__institution"), request.user)
    received = get_object_or_404(known, pk=pk)
    _page_of(request, SheetKind(received.kind))
    return received


def _preview_page(
    request: HttpRequest, received: SheetImport, judgement: Judgement, *, has_moved: bool = False
) -> HttpResponse:
    shown = request.GET.get("lignes", "")
    shown = shown if shown in _TABS else ""
    paginator = Paginator(judgement.of(*_TABS[shown][1]), _LINES_A_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    writable = PAGES[SheetKind(received.kind)].campaigns(request.user)
    context = {
        **_common(request, received),
        "title": "Ce que l'import changera",
        "judgement": judgement,
        "counts": {verdict.name.lower(): judgement.counts[verdict] for verdict in Verdict},
        "has_moved": has_moved,
        "tabs": _tabs(judgement, shown),
        "page": page,
        "pages": paginator.get_elided_page_range(page.number),
        "form": _upload_form(writable, received.campaign),
    }
    return render(request, "admin/directions/sheets/preview.html", context, status=409 if has_moved else 200)


def _unreadable_page(request: HttpRequest, received: SheetImport, refusal: SheetRefused) -> HttpResponse:
    """The file was readable when it came, and is no longer: what is let in may have changed since."""
    kind = SheetKind(received.kind)
    writable = PAGES[kind].campaigns(request.user)
    form = SheetUpload({"campaign": received.campaign_id}, campaigns=writable)
    form.errors.clear()
    form.add_error("file", refusal.message)
    return _upload_page(request, kind, writable, received.campaign, form)


def _tabs(judgement: Judgement, shown: str) -> list[dict[str, Any]]:
    return [
        {"key": key, "label": label, "number": number, "is_shown": key == shown}
        for key, (label, verdicts) in _TABS.items()
        if (number := sum(judgement.counts[verdict] for verdict in verdicts)) or key == shown
    ]


def _over_page(request: HttpRequest, received: SheetImport) -> HttpResponse:
    title = "L'import est fait" if received.confirmed_at else "Ce fichier a été remplacé"
    return render(request, "admin/directions/sheets/over.html", {**_common(request, received), "title": title})


def _common(request: HttpRequest, received: SheetImport) -> dict[str, Any]:
    kind = SheetKind(received.kind)
    return {
        **admin.site.each_context(request),
        "received": received,
        "campaign": received.campaign,
        "sheet": PAGES[kind],
        "whose": str(received.campaign) if kind == SheetKind.FIGURES else received.campaign.institution.name,
    }
