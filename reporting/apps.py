"""CONSOLIDATE: the contributions assembled into the institution-wide report, and its exports."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "reporting"
    verbose_name = "Rapport de l'institution"

    def ready(self) -> None:
        from reporting import receivers, scopes  # noqa: F401 (they make themselves known)
        from reporting.history import recording  # noqa: F401
