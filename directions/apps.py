"""COLLECT: the org chart, the campaign and each direction's yearly contribution."""

from django.apps import AppConfig


class DirectionsConfig(AppConfig):
    name = "directions"
    verbose_name = "Contributions des directions"
