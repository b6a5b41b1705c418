"""CONSOLIDATE: the contributions assembled into the institution-wide report, and its exports."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "reporting"
    verbose_name = "Rapport de l'institution"
