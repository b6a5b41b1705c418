"""The addresses of the report: the page, its files, the preview of one contribution."""

from django.urls import path

from reporting import views

app_name = "reporting"
urlpatterns = [
    path("rapport/<int:year>/", views.report, name="report"),
    path("rapport/<int:year>/<slug:file_format>/", views.export, name="export"),
    path("contributions/<uuid:pk>/apercu/", views.preview, name="preview"),
]
