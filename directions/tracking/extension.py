"""The page that gives one direction more time, changes it, or takes it back."""

from __future__ import annotations

import uuid

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache

from directions import extensions, permissions
from directions.forms.extension import ExtensionForm
from directions.french.dates import french_date
from directions.messages import told_of_extension
from directions.messages.waiting import unreachable
from directions.models import Contribution, User
from directions.tracking.addresses import back_url, campaign_url


@never_cache
def extension(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The form that gives one direction more time, changes it, or takes it back."""
    contribution = _contribution_to_extend(request, pk)
    form = ExtensionForm(contribution, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        try:
            if words := _extended(request, contribution, form):
                messages.success(request, words)
                return HttpResponseRedirect(_back_url(request, contribution))
        except extensions.ExtensionRefused as refusal:
            form.refuse(str(refusal))
    context = {
        **admin.site.each_context(request),
        "title": f"Délai de {contribution.name}",
        "contribution": contribution,
        "form": form,
        "refusal": extensions.why_none(contribution),
        "notices": _notices(contribution, request.user),
        "back_url": _back_url(request, contribution),
    }
    return render(request, "admin/directions/tracking/extension.html", context, status=422 if form.errors else 200)


def _extended(request: HttpRequest, contribution: Contribution, form: ExtensionForm) -> str:
    """Does what the button says, and gives the words that tell it; empty where the form is to be corrected."""
    if "_withdraw" in request.POST:
        extensions.withdraw(contribution, request.user, known=form.known)
        return f"{contribution.name} : le délai est retiré."
    if not form.is_valid():
        return ""
    until = form.cleaned_data["until"]
    extensions.grant(contribution, request.user, until, form.cleaned_data["reason"], known=form.known)
    return f"{contribution.name} : délai accordé jusqu'au {french_date(until)}."


def _notices(contribution: Contribution, user: User) -> list[str]:
    """Who will be written to, and who cannot be."""
    people = told_of_extension(contribution, user)
    if not people:
        return ["Aucun message ne partira : personne d'autre n'est habilité à écrire pour cette direction."]
    reached = ", ".join(str(one) for one in people if not unreachable(one))
    without = [f"{one} ne recevra pas de message : {why}." for one in people if (why := unreachable(one))]
    return [f"Un message le dira à {reached}.", *without] if reached else without


def _back_url(request: HttpRequest, contribution: Contribution) -> str:
    """The table that the person came from or, from a bare address, that of the contribution's own institution."""
    campaign = contribution.campaign
    return back_url(request, campaign.year) if request.GET else campaign_url(campaign)


def _contribution_to_extend(request: HttpRequest, pk: uuid.UUID) -> Contribution:
    if not permissions.is_reviewer(request.user):
        raise Http404("Les délais sont accordés par la communication.")
    visible = Contribution.objects.visible_to(request.user).select_related("campaign__institution")
    return get_object_or_404(visible, pk=pk)
