"""The transitions of a contribution, what a typed figure means, and the private pictures: each looks through the
rights' door first."""

from __future__ import annotations

import uuid
from dataclasses import asdict

from django.contrib import admin, messages
from django.db.models import Model
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from directions import lifecycle, permissions, scopes
from directions.forms.figure_reading import read_figure
from directions.models import Contribution, PendingUpload, User
from directions.photos import photo_models
from directions.questions.numbers import whole_number
from directions.questions.way_back import way_back

# What directions.photos lets in; anything else is not served.
CONTENT_TYPES = {"jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp"}


@require_POST
def transition(request: HttpRequest, pk: uuid.UUID, name: str) -> HttpResponse:
    """Does a transition and comes back to the form. A refused one says why, and keeps the comment that was typed."""
    visible = Contribution.objects.visible_to(request.user).select_related("campaign")
    contribution = get_object_or_404(visible, pk=pk)
    comment = request.POST.get("comment", "").replace("\0", "")
    try:
        lifecycle.perform(name, contribution, request.user, comment, version=_version_read(request))
    except lifecycle.TransitionRefused as refusal:
        return _refused(request, contribution, name, comment, refusal)
    messages.success(request, lifecycle.TRANSITIONS[name].done)
    return HttpResponseRedirect(_asked_page(request) or contribution.get_absolute_url())


def _asked_page(request: HttpRequest) -> str:
    """The page of this site that the button was on, if it says so."""
    return way_back(request.POST.get("next", ""))


def _version_read(request: HttpRequest) -> int:
    """The version of the page that the button was on; one that says nothing has read no version."""
    return whole_number(request.POST.get("version", "")) or 0


def _refused(
    request: HttpRequest, contribution: Contribution, name: str, comment: str, refusal: lifecycle.TransitionRefused
) -> HttpResponse:
    contribution.refresh_from_db()
    transitions = lifecycle.available(request.user, contribution)
    context = {
        **admin.site.each_context(request),
        "title": lifecycle.TRANSITIONS[name].label,
        "contribution": contribution,
        "transitions": transitions,
        "next_url": _asked_page(request),
        "refusal": refusal,
        "refused_name": name,
        "comment": comment,
        "comment_is_in_form": any(one.name == name and one.needs_comment for one in transitions),
    }
    status = 403 if isinstance(refusal, lifecycle.TransitionForbidden) else 409
    return render(request, "admin/directions/contribution/transition_refused.html", context, status=status)


@require_safe
def figure_reading(request: HttpRequest) -> JsonResponse:
    """What the figure that is being typed means, for the line under its field."""
    if not (permissions.is_member(request.user) or permissions.is_reviewer(request.user)):
        raise Http404
    return JsonResponse(asdict(read_figure(request.GET, request.user)))


@require_safe
def media(request: HttpRequest, name: str) -> HttpResponse:
    """A picture, to those who may see what it belongs to. It is looked up by its name in the database: the address
    never becomes the path of a file."""
    stored = _stored_file(name, request.user)
    content_type = CONTENT_TYPES.get(name.rsplit(".", 1)[-1].lower())
    if stored is None or content_type is None or not stored.storage.exists(stored.name):
        raise Http404
    response = FileResponse(stored.open("rb"), content_type=content_type)
    response["Content-Disposition"] = "inline"
    response["Cache-Control"] = "private, max-age=600"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _stored_file(name: str, user: User) -> FieldFile | None:
    """The file of that name that exists for this person, whichever model holds it."""
    for model, attribute in _picture_fields():
        found = scopes.reachable(model._default_manager.all(), user).filter(**{attribute: name}).first()
        if found:
            return getattr(found, attribute)
    return None


def _picture_fields() -> list[tuple[type[Model], str]]:
    return [*((model, "photo") for model in photo_models()), (PendingUpload, "file")]
