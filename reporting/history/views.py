"""The history of a contribution: its versions, two of them compared, a text taken back, each through its rights."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from directions import permissions
from directions.models import Contribution
from directions.questions.numbers import whole_number
from reporting.history import taking_back
from reporting.history.addresses import compare_url
from reporting.history.revisions import state_of, worth_comparing
from reporting.history.taking_back import TakenBack, TakingBackRefused
from reporting.history.versions import HistoryLine, TwoVersions, history_lines
from reporting.models import Revision

PAGE_SIZE = 20


@require_safe
@never_cache
def history(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Every version, the newest first: by whom, when, what changed."""
    contribution = _contribution(request, pk)
    paginator = Paginator(contribution.revisions.select_related("event").order_by("-version"), PAGE_SIZE)
    page = paginator.get_page(request.GET.get("page"))
    choices = _choices(contribution)
    context = _context(request, contribution, "Historique") | {
        "lines": _lines(contribution, paginator, page),
        "page": page,
        "pages": list(paginator.get_elided_page_range(page.number)) if paginator.num_pages > 1 else [],
        "choices": choices,
        "older": _older(contribution, choices),
    }
    return render(request, "reporting/history/page.html", context)


def _lines(contribution: Contribution, paginator: Paginator, page: Page) -> Sequence[HistoryLine]:
    """The versions of the page; the one before the last of them says what changed in it, and is not shown."""
    start = (page.number - 1) * PAGE_SIZE
    revisions = list(paginator.object_list[start : start + PAGE_SIZE + 1])
    if not revisions:
        return []
    steps = contribution.events.without_change().filter(version__range=(revisions[-1].version, revisions[0].version))
    return list(history_lines(revisions, steps.order_by("-created_at", "-pk")))[:PAGE_SIZE]


@require_safe
@never_cache
def compare(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Two versions, `de` and `a`, block by block; without them, the newest and what it is worth comparing with."""
    contribution = _contribution(request, pk)
    choices = _choices(contribution)
    asked = _asked(request.GET, contribution, choices)
    if asked is None:
        return redirect("reporting:history", contribution.pk)
    older, newer = sorted(asked)
    found = {one.version: one for one in contribution.revisions.filter(version__in={older, newer, choices[0].version})}
    may_edit = permissions.can_edit(request.user, contribution)
    today = state_of(found[choices[0].version]) if may_edit else None
    title = f"De la version {older} à la version {newer}"
    context = _context(request, contribution, title) | {
        "comparison": TwoVersions(found[older], found[newer], today),
        "choices": choices,
    }
    return render(request, "reporting/history/compare.html", context)


@require_POST
def take_back(request: HttpRequest, pk: uuid.UUID, version: int) -> HttpResponse:
    """Takes back a block (`bloc`) as it was at an older version, and shows what that changed."""
    contribution = _contribution(request, pk)
    older = get_object_or_404(contribution.revisions, version=version)
    block_id = request.POST.get("bloc", "")
    try:
        taken = taking_back.take_back(
            contribution, request.user, older, block_id, version=whole_number(request.POST.get("version", "")) or 0
        )
    except TakingBackRefused as refusal:
        context = _context(request, contribution, "Reprendre un texte") | {"refusal": refusal, "older": older}
        return render(request, "reporting/history/refused.html", context, status=403 if refusal.is_forbidden else 409)
    if taken is None:
        messages.info(request, "Rien à reprendre : la contribution dit déjà cela.")
        return redirect("reporting:history", contribution.pk)
    messages.success(request, _said(taken, older))
    return redirect(compare_url(contribution, taken.version - 1, taken.version))


def _said(taken: TakenBack, older: Revision) -> str:
    said = f"Le texte de la version {older.version} est repris, dans une nouvelle version ({taken.version})."
    return f"{said} Reste à revoir dans le formulaire : {', '.join(taken.left).lower()}." if taken.left else said


# -- What is asked and found -------------------------------------------------------------------------------------------


def _contribution(request: HttpRequest, pk: uuid.UUID) -> Contribution:
    """The contribution of those between whom its review goes: others read what was published of it, not its drafts."""
    contribution = get_object_or_404(Contribution.objects.visible_to(request.user).select_related("campaign"), pk=pk)
    if not permissions.reads_review(request.user, contribution):
        raise Http404("Pas d'historique pour cette personne.")
    return contribution


def _choices(contribution: Contribution) -> list[Revision]:
    """Every version, the newest first, without what it holds: to choose two."""
    told = contribution.revisions.select_related("event").defer("section", "unprinted")
    return list(told.order_by("-version"))


def _older(contribution: Contribution, choices: Sequence[Revision]) -> int:
    """The version that the newest is compared with until another is chosen; 0 where there is none."""
    found = worth_comparing(choices, choices[0].version, is_open=contribution.is_open) if choices else None
    return found.version if found else 0


def _asked(asked: QueryDict, contribution: Contribution, choices: Sequence[Revision]) -> tuple[int, int] | None:
    """The versions to compare: those that are asked for, else the newest with what is worth comparing; None where there
    are not two. Raises Http404 where one is asked for that there is not."""
    known = [one.version for one in choices]
    if "de" in asked or "a" in asked:
        versions = whole_number(asked.get("de", "")), whole_number(asked.get("a", ""))
        if not set(versions) <= set(known):
            raise Http404("Cette version n'existe pas.")
        return versions
    return (_older(contribution, choices), known[0]) if len(known) > 1 else None


def _context(request: HttpRequest, contribution: Contribution, title: str) -> dict[str, Any]:
    return {**admin.site.each_context(request), "title": title, "contribution": contribution}
