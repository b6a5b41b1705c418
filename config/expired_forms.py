"""Answers who sends a form that is no longer good: a sign-in in the same browser changed the secret that it carries."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from config.form_pages import FormPage, form_page, is_contribution_form


@never_cache
def refuse_expired_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What Django answers where its protection against forged forms refuses one (CSRF_FAILURE_VIEW)."""
    context = {"page": _page(request), "keeps_draft": is_contribution_form(request)}
    return render(request, "403_csrf.html", context, status=403)


def _page(request: HttpRequest) -> FormPage | None:
    """The page that the form was on; where the address does not name it, it is nearly always the address itself."""
    if request.resolver_match.url_name == "logout":
        return None
    if not request.user.is_authenticated:
        return FormPage(request.get_full_path(), "Se connecter")
    return form_page(request) or FormPage(request.get_full_path(), "Rouvrir la page")
