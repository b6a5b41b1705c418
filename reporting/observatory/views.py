"""The pages of the observatory: reads only, each through the rights' door, kept by no browser or proxy."""

from __future__ import annotations

from decimal import Decimal

from django.contrib import admin
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from directions import permissions
from directions.downloads import spreadsheet
from directions.french.numbers import format_quantity
from directions.french.typography import french
from directions.models import User
from directions.questions.clean_address import without_empty_values
from directions.sheets import Format
from reporting.observatory.export import export as written
from reporting.observatory.filters import FigureFilter
from reporting.observatory.indicator_page import IndicatorPage, visible_indicators
from reporting.observatory.links import exports_of, links_of
from reporting.observatory.rows import table_rows
from reporting.observatory.selection import selected
from reporting.observatory.units import Units

PAGE_SIZE = 50
FORMATS = {one.extension: one for one in Format}


@require_safe
@never_cache
@without_empty_values
def table(request: HttpRequest) -> HttpResponse:
    """Every figure of every year that the person may see, as it is asked for. A question that is not understood says
    why, and shows no figure."""
    return _table(request, _question(request))


def _table(request: HttpRequest, question: FigureFilter) -> HttpResponse:
    found = selected(question)
    paginator = Paginator(found, PAGE_SIZE)
    page = paginator.get_page(request.GET.get("page"))
    links = links_of(question)
    context = {
        **admin.site.each_context(request),
        "title": "Observatoire des chiffres",
        "question": question,
        "links": links,
        "exports": exports_of(links),
        "page": page,
        "pages": paginator.get_elided_page_range(page.number),
        "total": format_quantity(Decimal(len(found)), "chiffres").text,
        "rows": table_rows(page.object_list, question.units),
        "has_figures": bool(found) or question.queryset.exists(),
    }
    return render(request, "reporting/observatory/table.html", context, status=200 if question.is_valid() else 400)


@require_safe
@never_cache
def export(request: HttpRequest, file_format: str) -> HttpResponse:
    """The same figures as a spreadsheet, all of them. A question that is not understood is answered by the page, which
    says why."""
    chosen = FORMATS.get(file_format)
    if chosen is None:
        raise Http404("Ce format n'existe pas.")
    question = _question(request)
    if not question.is_valid():
        return _table(request, question)
    return spreadsheet(written(question, chosen), "observatoire", chosen)


@require_safe
@never_cache
def indicator(request: HttpRequest, pk: int) -> HttpResponse:
    """One indicator through the years, in every direction that the person may see."""
    _require_reader(request.user)
    found = get_object_or_404(visible_indicators(request.user).prefetch_related("redefinitions"), pk=pk)
    page = IndicatorPage(found, Units(request.user), request.GET.get("direction", ""))
    context = {
        **admin.site.each_context(request),
        "title": french(found.label),
        "indicator": found,
        "page": page,
        "is_reviewer": permissions.is_reviewer(request.user),
    }
    return render(request, "reporting/observatory/indicator.html", context, status=400 if page.is_unknown else 200)


def _question(request: HttpRequest) -> FigureFilter:
    _require_reader(request.user)
    return FigureFilter(request.GET, request.user, Units(request.user))


def _require_reader(user: User) -> None:
    """Whoever belongs nowhere finds nothing here, as in the report."""
    if not (permissions.is_reviewer(user) or permissions.is_member(user)):
        raise Http404("Aucun chiffre pour cette personne.")
