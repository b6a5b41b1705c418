"""« Mes messages »: the page where a person says how they want their e-mails."""

from __future__ import annotations

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from directions.forms.my_messages import MyMessagesForm
from directions.models import User


@require_http_methods(["GET", "HEAD", "POST"])
def my_messages(request: HttpRequest) -> HttpResponse:
    """The choice of the person who is signed in, and nobody else's."""
    # Another row than request.user: a refused form has already changed its instance.
    person = User.objects.get(pk=request.user.pk)
    form = MyMessagesForm(request.POST if request.method == "POST" else None, instance=person)
    if request.method == "POST" and form.is_valid():
        person.save(update_fields=["wants_digest"])
        messages.success(request, "Votre choix est enregistré.")
        return redirect("directions:my_messages")
    context = {**admin.site.each_context(request), "title": "Mes messages", "form": form, "address": person.email}
    return render(request, "admin/directions/my_messages.html", context)
