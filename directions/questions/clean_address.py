"""The address of a table, without the filters of its form that were left empty: it is read, kept and sent to others."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect


def without_empty_values(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view that leads to the same question in the shortest address; the browser keeps the fragment by itself."""

    @wraps(view)
    def led(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        asked = request.GET.copy()
        for name, values in request.GET.lists():
            asked.setlist(name, [value for value in values if value])
        query = asked.urlencode()
        if query == request.GET.urlencode():
            return view(request, *args, **kwargs)
        return HttpResponseRedirect(f"{request.path}?{query}" if query else request.path)

    return led
