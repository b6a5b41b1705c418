"""The page of a contribution: to write in, or only to read; saved as a whole, or refused without losing a word."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from directions import completeness, conflicts, deadlines, lifecycle, permissions, photos
from directions.admin.contribution_list import ContributionListMixin
from directions.admin.scoping import ContributionScope
from directions.conflicts import Merge
from directions.enums import ContributionStatus
from directions.forms.contribution import ContributionEditor, expected_photos
from directions.forms.sections import shown_blocks, with_rows
from directions.forms.suggestions import suggestions
from directions.french.dates import french_moment
from directions.models import Contribution
from directions.sheets import Format

TEMPLATES = "admin/directions/contribution"
_NOT_SUBMITTED = "Elle n'est pas soumise : relisez ce qui a été enregistré, puis soumettez."
_UNTOLD = {"missing": None, "blocking": 0, "advised": [], "asks_head": False, "owes_nothing": False}
_ALREADY_SUBMITTED = "La contribution est déjà soumise à la communication, avec tout ce que vous aviez écrit."


@admin.register(Contribution)
class ContributionAdmin(ContributionListMixin, ContributionScope):
    """One page and one POST for a contribution and all its blocks.

    The page does not go through Django's inlines: they match rows by their rank, judge and save them one model at a
    time, and could neither merge two versions nor find again the rows of a form that was posted twice.
    """

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        known = self.get_object(request, object_id)
        if request.method != "POST":
            return self._show(request, with_rows(self.get_queryset(request)).get(pk=known.pk))
        if permissions.can_edit(request.user, known):
            photos.prepare_all(expected_photos(request.POST, request.FILES))
        with transaction.atomic():
            # Locked alone, then read: what was read before the lock may be old.
            Contribution.objects.select_for_update().only("pk").get(pk=known.pk)
            return self._receive(request, with_rows(self.get_queryset(request)).get(pk=known.pk))

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Its versions tell more than Django's log of this page."""
        return redirect("reporting:history", self.get_object(request, object_id).pk)

    # -- Receiving -----------------------------------------------------------------------------------------------------

    def _receive(self, request: HttpRequest, contribution: Contribution) -> HttpResponse:
        editor = ContributionEditor(contribution, request.user, request.POST, request.FILES)
        if not permissions.can_edit(request.user, contribution):
            return self._refuse(request, editor)
        if editor.is_stale:
            return self._reconcile(request, editor)
        if not editor.is_valid():
            editor.keep_photos_waiting()
            return self._show_form(request, editor)
        return self._save(request, editor)

    def _save(self, request: HttpRequest, editor: ContributionEditor) -> HttpResponse:
        has_changed = editor.has_changed()
        if has_changed:
            editor.save()
        words = "La contribution est enregistrée." if has_changed else "Aucune modification à enregistrer."
        if "_submit" in request.POST:
            self._submit(request, editor.contribution, words)
        else:
            self._tell_saved(request, editor.contribution, messages.SUCCESS if has_changed else messages.INFO, words)
        return _back_to(editor.contribution)

    def _submit(self, request: HttpRequest, contribution: Contribution, saved: str) -> None:
        try:
            lifecycle.perform("submit", contribution, request.user)
        except lifecycle.TransitionRefused as refusal:
            self._tell_saved(request, contribution, messages.WARNING, f"{saved} {_why_not_submitted(refusal)}")
        else:
            self._tell_saved(request, contribution, messages.SUCCESS, lifecycle.TRANSITIONS["submit"].done)

    def _tell_saved(self, request: HttpRequest, contribution: Contribution, level: int, words: str) -> None:
        # The page forgets its local draft when it meets this tag.
        messages.add_message(request, level, words, extra_tags=f"saved-{contribution.pk}")

    def _reconcile(self, request: HttpRequest, editor: ContributionEditor) -> HttpResponse:
        """The page is older than what is stored: nothing is written, and nothing that was typed is lost."""
        merge = conflicts.merge(editor)
        contribution = editor.contribution
        if not merge.has_mine:
            self._tell_stored(request, contribution)
            return _back_to(contribution)
        merged = ContributionEditor(contribution, request.user, merge.data, merge.files)
        merged.is_valid()
        merged.keep_photos_waiting()
        return self._show_form(request, merged, merge)

    def _tell_stored(self, request: HttpRequest, contribution: Contribution) -> None:
        """All that was typed is stored already."""
        words = "La contribution est enregistrée."
        if contribution.updated_by != request.user:
            words = f"{_last_save(request, contribution)} Vous n'aviez rien modifié : voici sa version."
        if "_submit" not in request.POST:
            self._tell_saved(request, contribution, messages.INFO, words)
        elif contribution.status == ContributionStatus.SUBMITTED:
            self._tell_saved(request, contribution, messages.INFO, _ALREADY_SUBMITTED)
        else:
            self._tell_saved(request, contribution, messages.WARNING, f"{words} {_NOT_SUBMITTED}")

    def _refuse(self, request: HttpRequest, editor: ContributionEditor) -> HttpResponse:
        """The contribution cannot be changed (any more): what was typed is given back to be copied."""
        merge = conflicts.merge(editor)
        if editor.contribution.status == ContributionStatus.SUBMITTED and not merge.has_mine:  # a double click
            self._tell_saved(request, editor.contribution, messages.INFO, _ALREADY_SUBMITTED)
            return _back_to(editor.contribution)
        context = self._context(request, editor.contribution) | {
            "reason": permissions.why_read_only(request.user, editor.contribution),
            "typed": [*merge.both, *merge.mine],
            "shown_blocks": frozenset(),
        }
        return TemplateResponse(request, f"{TEMPLATES}/refused.html", context, status=403)

    # -- Showing -------------------------------------------------------------------------------------------------------

    def _show(self, request: HttpRequest, contribution: Contribution) -> HttpResponse:
        if permissions.can_edit(request.user, contribution):
            return self._show_form(request, ContributionEditor(contribution, request.user))
        context = self._context(request, contribution) | {
            "reason": permissions.why_read_only(request.user, contribution),
            "editor": ContributionEditor(contribution, request.user, for_reading=True),
        }
        return TemplateResponse(request, f"{TEMPLATES}/read.html", context)

    def _show_form(self, request: HttpRequest, editor: ContributionEditor, merge: Merge | None = None) -> HttpResponse:
        contribution = editor.contribution
        context = self._context(request, contribution) | {
            "editor": editor,
            "faults": list(editor.faults()) if editor.is_bound else [],
            # What is missing was told of the stored version: beside faults or a conflict it would mislead.
            **(_UNTOLD if editor.is_bound else {}),
            "merge": merge,
            "last_save": _last_save(request, contribution) if merge else "",
            "base": conflicts.fingerprint(editor),
            "suggestions": suggestions(contribution),
            "sheet_formats": list(Format),
            "media": editor.media.with_nonce(str(request.csp_nonce)),
        }
        return TemplateResponse(request, f"{TEMPLATES}/change_form.html", context)

    def _context(self, request: HttpRequest, contribution: Contribution) -> dict[str, Any]:
        may_edit = permissions.can_edit(request.user, contribution)
        reads_review = permissions.reads_review(request.user, contribution)
        # Who only goes on with it has nothing to complete, and reads nothing of what its direction is told.
        is_awaited = contribution.is_open and reads_review
        missing = completeness.blocking(contribution) if is_awaited else []
        transitions = lifecycle.available(request.user, contribution)
        may_submit = any(one.name == "submit" for one in transitions)
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": contribution.name,
            "contribution": contribution,
            "last_year": _last_year(request, contribution),
            "deadline": deadlines.deadline_words(contribution),
            "is_late": deadlines.is_late(contribution),
            "reads_review": reads_review,
            "open_threads": list(contribution.review_comments.open_threads().prefetch_related("answers"))
            if reads_review
            else [],
            "shown_blocks": shown_blocks(contribution),
            "missing": missing,
            "blocking": len(missing),
            "advised": completeness.advised(contribution) if is_awaited else [],
            "may_submit": may_submit,
            "asks_head": is_awaited and may_edit and not missing and not may_submit,
            "owes_nothing": is_awaited and may_edit and completeness.owes_nothing(contribution),
            # In the form, submitting also saves: its button is with those of the form.
            "transitions": [one for one in transitions if not (may_edit and one.name == "submit")],
            "approval_note": lifecycle.approval_note(request.user, contribution),
        }


def _last_year(request: HttpRequest, contribution: Contribution) -> Contribution | None:
    """What this contribution goes on with, for those who may read it."""
    previous = contribution.previous
    return previous if previous and permissions.can_see(request.user, previous) else None


def _back_to(contribution: Contribution) -> HttpResponse:
    return HttpResponseRedirect(contribution.get_absolute_url())


def _why_not_submitted(refusal: lifecycle.TransitionRefused) -> str:
    if not refusal.reasons:
        return f"Elle n'est pas soumise : {refusal.message}"
    count = len(refusal.reasons)
    points = "un point reste" if count == 1 else f"{count} points restent"
    return f"Elle n'est pas encore soumise : {points} à compléter, à voir en haut de la page."


def _last_save(request: HttpRequest, contribution: Contribution) -> str:
    """ "Rose Rédac a enregistré cette contribution le 3 mars 2021 à 14:05." """
    moment = french_moment(timezone.localtime(contribution.updated_at))
    if contribution.updated_by == request.user:
        return f"Vous avez enregistré cette contribution le {moment}, depuis une autre fenêtre."
    return f"{contribution.updated_by or 'Une autre personne'} a enregistré cette contribution le {moment}."
