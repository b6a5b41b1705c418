"""Every address of the project."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index"), name="home"),
    path("gestion/", admin.site.urls),
    path("", include("directions.urls")),
    path("", include("reporting.urls")),
]
