"""The review page and what is done on it: comments, answers, threads resolved, a version marked as read.

A script asks for the part of the page that changed; without it, the same forms come back to their block.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from directions import deadlines, lifecycle, permissions
from directions.enums import ContributionStatus
from directions.models import Contribution, ReviewComment, User
from directions.questions.numbers import whole_number
from directions.tracking.reading_list import list_url, next_url
from reporting.review import comments
from reporting.review.commented import WHOLE, Commented, block_of
from reporting.review.desk import Desk, desk_url
from reporting.review.forms import CommentForm, Draft
from reporting.review.visits import note_visit

# What the review leads to: nothing is left to do here for who did it.
_REVIEWED = (ContributionStatus.APPROVED, ContributionStatus.CHANGES_REQUESTED)
_GONE = "Ce bloc n'est plus dans la contribution : votre texte est ici, envoyez-le sur l'ensemble."


@require_safe
@never_cache
def desk(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The contribution as it will be printed, each block with its threads."""
    return _page(Desk(request, _contribution(request, pk)))


# -- Comments ----------------------------------------------------------------------------------------------------------


@require_POST
def comment(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Begins a thread on the posted block, or on the whole."""
    contribution = _contribution(request, pk)
    form = CommentForm(request.POST)
    form.is_valid()
    on = _block(contribution, form)
    if on is None:
        return _refused(request, contribution, None, WHOLE.key, _GONE, 409)
    if form.why_refused:
        return _refused(request, contribution, on.id, on.key, form.why_refused, 422)
    try:
        said = comments.comment(contribution, request.user, form.cleaned_data["text"], on, form.key_or_new)
    except comments.CommentRefused as refusal:
        return _refused(request, contribution, on.id, on.key, str(refusal), 409)
    return _done(request, contribution, said, "Votre commentaire est enregistré.")


@require_POST
def answer(request: HttpRequest, pk: uuid.UUID, thread_pk: uuid.UUID) -> HttpResponse:
    """Answers in a thread."""
    contribution = _contribution(request, pk)
    thread = _thread(contribution, thread_pk)
    form = CommentForm(request.POST)
    if not form.is_valid() and form.why_refused:
        return _refused(request, contribution, thread.block, str(thread.pk), form.why_refused, 422)
    try:
        comments.answer(thread, request.user, form.cleaned_data["text"], form.key_or_new)
    except comments.CommentRefused as refusal:
        return _refused(request, contribution, thread.block, str(thread.pk), str(refusal), 409)
    return _done(request, contribution, thread, "Votre réponse est enregistrée.")


@require_POST
def resolve(request: HttpRequest, pk: uuid.UUID, thread_pk: uuid.UUID) -> HttpResponse:
    return _settle(request, pk, thread_pk, comments.resolve, "Le commentaire est résolu.")


@require_POST
def reopen(request: HttpRequest, pk: uuid.UUID, thread_pk: uuid.UUID) -> HttpResponse:
    return _settle(request, pk, thread_pk, comments.reopen, "Le commentaire est rouvert.")


def _settle(
    request: HttpRequest, pk: uuid.UUID, thread_pk: uuid.UUID, settle: Callable[[ReviewComment, User], None], words: str
) -> HttpResponse:
    contribution = _contribution(request, pk)
    thread = _thread(contribution, thread_pk)
    try:
        settle(thread, request.user)
    except comments.CommentRefused as refusal:
        return _refused(request, contribution, thread.block, str(thread.pk), str(refusal), 409)
    return _done(request, contribution, thread, words)


# -- Reading -----------------------------------------------------------------------------------------------------------


@require_POST
def visit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Notes that the person has read the contribution up to a version; what was read before stays read."""
    contribution = _contribution(request, pk)
    version = whole_number(request.POST.get("version", "")) or 0
    if not 0 < version <= contribution.version:
        raise Http404("Cette version n'existe pas.")
    note_visit(contribution, request.user, version)
    if _wants_fragment(request):
        return HttpResponse(status=204)
    messages.success(request, "C'est noté : les changements vous seront montrés à partir de cette version.")
    return HttpResponseRedirect(desk_url(contribution, request.GET))


# -- What is shown and found -------------------------------------------------------------------------------------------


def _contribution(request: HttpRequest, pk: uuid.UUID) -> Contribution:
    """The contribution that this person reviews, or whose review they answer."""
    visible = Contribution.objects.visible_to(request.user)
    contribution = get_object_or_404(visible.select_related("campaign__institution", "reviewer", "updated_by"), pk=pk)
    if not permissions.reads_review(request.user, contribution):
        raise Http404("Pas de relecture pour cette personne.")
    return contribution


def _thread(contribution: Contribution, pk: uuid.UUID) -> ReviewComment:
    """A thread of this contribution: an answer is not one."""
    threads = ReviewComment.objects.filter(contribution=contribution, thread=None)
    return get_object_or_404(threads.select_related("contribution__campaign"), pk=pk)


def _block(contribution: Contribution, form: CommentForm) -> Commented | None:
    """What is commented on; None for a block that is not, or no longer, in this contribution."""
    if "block" in form.errors:
        raise Http404("Ce bloc n'existe pas.")
    block_id = form.cleaned_data["block"]
    return block_of(contribution, block_id) if block_id else WHOLE


# -- Answering ---------------------------------------------------------------------------------------------------------


def _wants_fragment(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "XMLHttpRequest"


def _done(request: HttpRequest, contribution: Contribution, thread: ReviewComment, words: str) -> HttpResponse:
    """The margin as it is now or, without a script, the page at the thread."""
    if _wants_fragment(request):
        return _fragment(Desk(request, contribution), thread.block)
    messages.success(request, words)
    return HttpResponseRedirect(f"{desk_url(contribution, request.GET)}#commentaire-{thread.pk}")


def _refused(
    request: HttpRequest, contribution: Contribution, block: uuid.UUID | None, place: str, why: str, status: int
) -> HttpResponse:
    """The same place with why, and with the words that were typed."""
    shown = Desk(request, contribution, Draft.refused(place, request.POST, why))
    return _fragment(shown, block, status) if _wants_fragment(request) else _page(shown, status)


def _fragment(shown: Desk, block: uuid.UUID | None, status: int = 200) -> HttpResponse:
    """The parts of the page to put in the place of those that have the same id."""
    parts = shown.margin(block) + shown.comments_list() + _deeds(shown)
    return HttpResponse(parts, status=status, headers={"X-Fragment": "1"})


def _deeds(shown: Desk) -> SafeString:
    """The next step, as markup: what it says of the comments that are open changes with them."""
    return render_to_string("reporting/review/_deeds.html", _next_step(shown), shown.request)


def _page(shown: Desk, status: int = 200) -> HttpResponse:
    contribution, user, kept = shown.contribution, shown.user, shown.question.list
    context = {
        **admin.site.each_context(shown.request),
        "title": f"Relecture : {contribution.name}",
        "desk": shown,
        "contribution": contribution,
        "deadline": deadlines.deadline_words(contribution),
        "is_late": deadlines.is_late(contribution),
        "is_reviewer": permissions.is_reviewer(user),
        "list_url": list_url(contribution.campaign, kept) if permissions.tracks(user, contribution) else "",
        **_next_step(shown),
    }
    return render(shown.request, "reporting/review/desk.html", context, status=status)


def _next_step(shown: Desk) -> dict[str, object]:
    """What may be done with the contribution, then with the others of the list that it was opened from."""
    contribution, user = shown.contribution, shown.user
    reviews = permissions.is_reviewer(user) and contribution.campaign.accepts_review()
    return {
        "desk": shown,
        "contribution": contribution,
        "transitions": lifecycle.available(user, contribution),
        "approval_note": lifecycle.approval_note(user, contribution),
        "next_url": desk_url(contribution, shown.request.GET),
        "next_review_url": next_url(contribution, shown.question.list) if reviews else "",
        "is_reviewed": contribution.status in _REVIEWED,
    }
