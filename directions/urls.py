"""The addresses of the collection that are not admin pages."""

from django.urls import path

app_name = "directions"
urlpatterns: list[path] = []
