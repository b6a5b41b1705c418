"""Every address of the project."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index"), name="home"),
    path("", include("directions.urls")),
    path("", include("reporting.urls")),
    # Last: the admin answers all that is left below its address.
    path("gestion/", admin.site.urls),
]
