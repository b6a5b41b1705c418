"""The report as a page and as files, and the preview of one contribution: reads only, each through the rights' door.

None is kept by a browser or a proxy: what is being prepared is not public.
"""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from directions import campaigns, permissions
from directions.models import Campaign, Contribution
from reporting.assemble import ALL, APPROVED, NoReport, assemble_report, assemble_section
from reporting.assets import load_assets, picture_url
from reporting.document import ReportDocument
from reporting.exports.errors import ExportError
from reporting.exports.html import render_section, report_context
from reporting.exports.registry import EXPORTERS

# The addresses speak French.
SCOPES = {"valide": APPROVED, "tout": ALL}
SCOPE_LABELS = {"valide": "Contributions validées", "tout": "Toutes, brouillons compris"}


@require_safe
@never_cache
def report(request: HttpRequest, year: int) -> HttpResponse:
    """The consolidated report of a year, in the version asked for."""
    campaign = _campaign(request, year)
    scope = _scope(request)
    context = {
        **report_context(_document(request, campaign, scope), picture_url),
        "scope_links": _scope_links(request, scope),
        "export_links": _export_links(request, campaign),
        "home_url": reverse("admin:index"),
    }
    return render(request, "report/page.html", context)


@require_safe
@never_cache
def export(request: HttpRequest, year: int, file_format: str) -> HttpResponse:
    """The same report as a file. A report that cannot be rendered says why on a page, with what to correct."""
    exporter = EXPORTERS.get(file_format)
    if exporter is None:
        raise Http404("Ce format n'existe pas.")
    document = _document(request, _campaign(request, year), _scope(request))
    try:
        assets = load_assets(document) if exporter.holds_pictures else {}
        content = exporter.render(document, assets)
    except ExportError as error:
        back_url = f"{reverse('reporting:report', args=[year])}?{request.GET.urlencode()}"
        context = {"error": error, "exporter": exporter, "back_url": back_url}
        return render(request, "reporting/export_failed.html", context, status=422)
    headers = {"Content-Disposition": f'attachment; filename="{exporter.filename(document)}"'}
    return HttpResponse(content, content_type=exporter.content_type, headers=headers)


@require_safe
@never_cache
def preview(request: HttpRequest, pk) -> HttpResponse:
    """One contribution exactly as the report will print it."""
    visible = Contribution.objects.visible_to(request.user).select_related("campaign__institution")
    contribution = get_object_or_404(visible, pk=pk)
    section = assemble_section(contribution)
    context = {
        "contribution": contribution,
        "section": section,
        "section_html": render_section(section, picture_url=picture_url, year=contribution.campaign.year, level=1),
        "edit_url": contribution.get_absolute_url(),
        "can_edit": permissions.can_edit(request.user, contribution),
        "reads_review": permissions.reads_review(request.user, contribution),
    }
    return render(request, "reporting/preview.html", context)


def _campaign(request: HttpRequest, year: int) -> Campaign:
    """The campaign of the year that exists for this person; where several institutions have one, the first loaded
    unless the address names another by `?institution=`."""
    campaign = campaigns.of_year(request.user, year, request.GET.get("institution", ""))
    if campaign is None:
        raise Http404("Aucun rapport pour cette année.")
    return campaign


def _document(request: HttpRequest, campaign: Campaign, scope: str) -> ReportDocument:
    try:
        return assemble_report(campaign, scope=SCOPES[scope], reader=request.user)
    except NoReport as error:
        raise Http404(str(error)) from error


def _scope(request: HttpRequest) -> str:
    """The version asked for; a word that names none is the approved one."""
    asked = request.GET.get("version", "valide")
    return asked if asked in SCOPES else "valide"


def _scope_links(request: HttpRequest, current: str) -> list[dict[str, object]]:
    return [
        {"label": label, "url": f"{request.path}?{_query(request, version=scope)}", "current": scope == current}
        for scope, label in SCOPE_LABELS.items()
    ]


def _export_links(request: HttpRequest, campaign: Campaign) -> list[dict[str, str]]:
    return [
        {
            "label": exporter.label,
            "url": f"{reverse('reporting:export', args=[campaign.year, name])}?{_query(request)}",
        }
        for name, exporter in EXPORTERS.items()
    ]


def _query(request: HttpRequest, **changed: str) -> str:
    """The question that the address asks, with some answers changed: version, institution."""
    asked = {name: request.GET[name] for name in ("institution", "version") if name in request.GET}
    return urlencode(asked | changed)
