"""The admin site of the project: the only interface in which data is entered. Its home page depends on who comes."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import UsernameField
from django.contrib.auth.views import LoginView
from django.forms import TextInput
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import URLPattern, URLResolver
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from directions import campaigns, home, people, permissions
from directions.questions.way_back import way_back

# The sections in the order in which they are needed.
_ORDER = ("Contribution", "Indicator", "Campaign", "Direction", "Membership", "User")


def _place(object_name: str) -> int:
    return _ORDER.index(object_name) if object_name in _ORDER else len(_ORDER)


class SignInForm(AdminAuthenticationForm):
    """The same words whether the name or the password is wrong, or the account has no access."""

    error_messages = {
        "invalid_login": "Identifiant ou mot de passe incorrect. Vérifiez les majuscules, puis recommencez."
    }

    # Bounded here: Django only says the length to the browser, and the brake on attempts writes down what comes.
    username = UsernameField(max_length=150, widget=TextInput(attrs={"autofocus": True}))

    def confirm_login_allowed(self, user: AbstractBaseUser) -> None:
        if not (user.is_active and user.is_staff):
            raise self.get_invalid_login_error()


class ReportAdminSite(AdminSite):
    site_title = "Rapport d'activités"
    site_header = "Rapport d'activités"
    index_title = "Accueil"
    login_form = SignInForm
    site_url = None
    enable_nav_sidebar = False
    empty_value_display = "—"

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Django's, without the redirect to an object's page: it tells which objects exist."""
        return [pattern for pattern in super().get_urls() if getattr(pattern, "name", None) != "view_on_site"]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """The sections in the order of the work, not of the alphabet."""
        sections = super().get_app_list(request, app_label)
        for section in sections:
            section["models"].sort(key=lambda model: _place(model["object_name"]))
        return sections

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        context = super().each_context(request)
        return {**context, **self._header(request)} if context["has_permission"] else context

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        shown = home.context(request.user, request.GET.get("campagne", ""))
        return super().index(request, {**shown, **(extra_context or {})})

    @method_decorator(never_cache)
    @login_not_required
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Django's; who is signed in already goes where the link leads, as who has just signed in does."""
        _judge_way_back(request)
        if request.method == "GET" and self.has_permission(request):
            view = LoginView()
            view.setup(request)
            return HttpResponseRedirect(view.get_success_url())
        return super().login(request, extra_context)

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        _judge_way_back(request)
        return super().logout(request, extra_context)

    def _header(self, request: HttpRequest) -> dict[str, Any]:
        return {
            "role_words": people.role_words(request.user),
            "institution_name": campaigns.institution_name(request.user),
            "may_track": permissions.may_track(request.user),
        }


def _judge_way_back(request: HttpRequest) -> None:
    """Empties an address to come back to that Django would fail to lead to, once the person is in or out."""
    request.GET, request.POST = _with_way_back(request.GET), _with_way_back(request.POST)


def _with_way_back(asked: QueryDict) -> QueryDict:
    if REDIRECT_FIELD_NAME not in asked:
        return asked
    judged = asked.copy()
    judged[REDIRECT_FIELD_NAME] = way_back(asked[REDIRECT_FIELD_NAME])
    return judged
