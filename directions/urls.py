"""The addresses of the collection that are not admin pages: the transitions, and the private pictures."""

from django.conf import settings
from django.urls import path, register_converter
from django.urls.converters import StringConverter

from directions import views
from directions.lifecycle import TRANSITIONS


class TransitionConverter(StringConverter):
    """Only the names of transitions: any other word belongs to other pages of the contribution."""

    regex = "|".join(TRANSITIONS)


register_converter(TransitionConverter, "transition")

app_name = "directions"
urlpatterns = [
    path("contributions/<uuid:pk>/<transition:name>/", views.transition, name="transition"),
    path(f"{settings.MEDIA_URL.strip('/')}/<path:name>", views.media, name="media"),
]
