"""The pages of the tracking: the table and its file, the next one to review, what is done to many contributions.

Each goes through the rights' door; none is kept by a browser or a proxy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from directions import campaigns, permissions
from directions.downloads import spreadsheet
from directions.french.number_words import counted
from directions.french.typography import NO_BREAK
from directions.messages.recipients import without_head
from directions.messages.waiting import held_up
from directions.models import Campaign, Contribution
from directions.questions.clean_address import without_empty_values
from directions.questions.keys import key_of
from directions.questions.links import Links
from directions.sheets import Format
from directions.tracking import bulk
from directions.tracking.addresses import asked, back_url, campaign_url, export_url, table_url, url
from directions.tracking.board import Board, Line, tracked
from directions.tracking.bulk_form import BulkForm
from directions.tracking.export import workbook
from directions.tracking.question import COLUMNS, TrackingQuestion
from directions.tracking.reading_list import as_query, kept_list, list_url, next_waiting, review_url

TEMPLATES = "admin/directions/tracking"
_CONTRIBUTIONS = ("contribution", "contributions")


@require_safe
def latest(request: HttpRequest) -> HttpResponse:
    """Leads to the campaign that is under way, or to the last one."""
    known = campaigns.known_to(request.user) if permissions.may_track(request.user) else []
    if not known:
        raise Http404("Aucune campagne à suivre.")
    return redirect(campaign_url(known[0]))


# -- The table ---------------------------------------------------------------------------------------------------------


@require_safe
@never_cache
@without_empty_values
def table(request: HttpRequest, year: int) -> HttpResponse:
    """Every direction of the campaign, as it is asked for. A question that is not understood says why, and shows no
    direction."""
    question = _question(request, year)
    return _table(request, question, status=200 if question.is_valid() else 400)


def _table(
    request: HttpRequest, question: TrackingQuestion, form: BulkForm | None = None, *, status: int
) -> HttpResponse:
    board, links = question.board, _links(request, question)
    is_reviewer = permissions.is_reviewer(request.user)
    may_act = is_reviewer and board.campaign.accepts_review()
    lines = question.lines()
    context = {
        **admin.site.each_context(request),
        "title": f"Suivi de la campagne {board.campaign.year}",
        "question": question,
        "board": board,
        "links": links,
        "review_query": as_query(kept_list(links.query.removeprefix("?"))),
        "exports": [(one.name, f"{export_url(board.campaign.year, one)}{links.query}") for one in Format],
        "sections": _sections(question, lines),
        "lines": lines,
        "total": counted(len(lines), *_CONTRIBUTIONS),
        "campaigns": [(one, campaign_url(one)) for one in campaigns.known_to(request.user)],
        "may_act": may_act,
        "held_up": held_up(board.campaign, timezone.now()) if is_reviewer else None,
        "headless": without_head([line.contribution for line in board.lines]) if is_reviewer else [],
        "bulk_form": (form or BulkForm(request.user)) if may_act else None,
        "ticked": {tick.pk for tick in form.ticks} if form else set(),
        "ticks_all": "cocher" in request.GET,
        "tick_url": links.but(cocher=["tout"]),
        "untick_url": links.but(),
    }
    return render(request, f"{TEMPLATES}/table.html", context, status=status)


def _sections(question: TrackingQuestion, lines: list[Line]) -> list[tuple[object, list[Line]]]:
    """The lines by DGA; all together, below no title, where they are in another order than the org chart's."""
    if question.value("tri"):
        return [(None, lines)]
    groups: dict[int, tuple[object, list[Line]]] = {}
    for line in lines:
        groups.setdefault(id(line.group), (line.group, []))[1].append(line)
    return list(groups.values())


@require_safe
@never_cache
def export(request: HttpRequest, year: int, file_format: Format) -> HttpResponse:
    """The same lines as a spreadsheet. A question that is not understood is answered by the page, which says why."""
    question = _question(request, year)
    if not question.is_valid():
        return _table(request, question, status=400)
    return spreadsheet(workbook(question.board, question.lines(), file_format), f"suivi-{year}", file_format)


# -- One after the other -----------------------------------------------------------------------------------------------


@require_safe
@never_cache
def next_to_review(request: HttpRequest, year: int) -> HttpResponse:
    """Leads to the next contribution of the list that waits for this person; back to the list where none is left."""
    campaign = _campaign_to_act(request, year)
    question, after = _question(request, year), request.GET.get("apres", "")
    if not question.is_valid():
        return _table(request, question, status=400)
    kept, waiting = kept_list(request.GET.urlencode()), next_waiting(question, after)
    if waiting is None:
        messages.info(request, "Plus rien à relire dans cette liste.")
        return HttpResponseRedirect(list_url(campaign, kept))
    if waiting.pk == key_of(after):
        messages.info(request, "Rien d'autre à relire dans cette liste.")
    return HttpResponseRedirect(review_url(waiting, kept))


# -- Many at once ------------------------------------------------------------------------------------------------------


def _of_ticks(view: Callable[[HttpRequest, Campaign, BulkForm], HttpResponse]) -> Callable[..., HttpResponse]:
    """A view that is posted with ticked lines, by those who may act on them; a faulty form is given back above them."""

    @wraps(view)
    def posted(request: HttpRequest, year: int) -> HttpResponse:
        campaign = _campaign_to_act(request, year)
        if request.method != "POST":
            return HttpResponseRedirect(back_url(request, year))
        form = BulkForm(request.user, request.POST)
        if not form.is_valid():
            return _table(request, _question(request, year), form, status=422)
        return view(request, campaign, form)

    return posted


@never_cache
@_of_ticks
def confirm(request: HttpRequest, campaign: Campaign, form: BulkForm) -> HttpResponse:
    """What would be done to the ticked lines, and what would not and why. Nothing is written."""
    action, ticked = form.chosen(), bulk.found(campaign, request.user, form.ticks)
    plan = action.plan(ticked)
    context = {
        **admin.site.each_context(request),
        "title": action.title(counted(len(plan.accepted), *_CONTRIBUTIONS)),
        "campaign": campaign,
        "action": action,
        "form": form,
        "plan": plan,
        "unknown": len(form.ticks) - len(ticked),
        "apply_url": f"{url('tracking_apply', year=campaign.year)}{asked(request)}",
        "back_url": back_url(request, campaign.year),
    }
    return render(request, f"{TEMPLATES}/confirm.html", context)


@never_cache
@_of_ticks
def apply(request: HttpRequest, campaign: Campaign, form: BulkForm) -> HttpResponse:
    """Does what was confirmed, and comes back to the table, which says what was done and what was refused meanwhile."""
    action = form.chosen()
    result = action.carry_out(bulk.found(campaign, request.user, form.ticks))
    if result.done:
        messages.success(request, f"{counted(len(result.done), *action.done)}.")
    if result.refused:
        messages.warning(request, _refusals(result.refused))
    if result.notice:
        messages.warning(request, result.notice)
    if not result.done and not result.refused and not result.notice:
        messages.info(request, "Rien n'est changé : ces contributions n'existent plus.")
    return HttpResponseRedirect(back_url(request, campaign.year))


def _refusals(refused: Iterable[tuple[Contribution, str]]) -> SafeString:
    """What was left as it was, each with its reason."""
    told = [(contribution.name, why) for contribution, why in refused]
    listed = format_html_join("", f"<li><strong>{{}}</strong>{NO_BREAK}: {{}}</li>", told)
    return format_html(f"Sans changement{NO_BREAK}:<ul>{{}}</ul>", listed)


# -- The door ----------------------------------------------------------------------------------------------------------


def _question(request: HttpRequest, year: int) -> TrackingQuestion:
    return TrackingQuestion(request.GET, request.user, Board(_campaign(request, year), request.user))


def _campaign(request: HttpRequest, year: int) -> Campaign:
    """The campaign of the year in which the person follows something; where several institutions have one, the first
    unless the address names another by `?institution=`."""
    user = request.user
    campaign = (
        campaigns.of_year(user, year, request.GET.get("institution", "")) if permissions.may_track(user) else None
    )
    if campaign is None or not (permissions.is_reviewer(user) or tracked(campaign, user).exists()):
        raise Http404("Aucune campagne à suivre pour cette année.")
    return campaign


def _campaign_to_act(request: HttpRequest, year: int) -> Campaign:
    if not permissions.is_reviewer(request.user):
        raise Http404("La communication seule agit sur plusieurs contributions.")
    return _campaign(request, year)


def _links(request: HttpRequest, question: TrackingQuestion) -> Links:
    kept = {"institution": [request.GET["institution"]]} if "institution" in request.GET else {}
    return Links(question, table_url(question.board.campaign.year), columns=COLUMNS, kept=kept)
