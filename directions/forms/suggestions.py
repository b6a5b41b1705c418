"""The words that the form suggests: those of the direction's other years, and the usual ones."""

from __future__ import annotations

from collections.abc import Iterable

from directions.french.numbers import shown_unit
from directions.models import Achievement, Contribution, KeyFigure, Mission

USUAL_UNITS = ("agents", "€", "%", "usagers", "bénéficiaires", "dossiers", "km", "m²", "ha", "tonnes", "heures")
USUAL_QUALIFIERS = ("près de", "plus de", "moins de", "environ", "au moins", "jusqu'à", "estimation")


def suggestions(contribution: Contribution) -> dict[str, list[str]]:
    """The words of each `<datalist>` of the form, by its id. Nothing comes from another direction."""
    own = {"contribution__direction": contribution.direction_id}
    figures = list(KeyFigure.objects.filter(**own).order_by().values_list("label", "unit", "group").distinct())
    mission_groups = Mission.objects.filter(**own).order_by().values_list("group", flat=True).distinct()
    themes = Achievement.objects.filter(**own).order_by().values_list("theme", flat=True).distinct()
    return {
        "themes": _words(themes),
        "rubriques": _words([*mission_groups, *(group for _, _, group in figures)]),
        "intitules": _words(label for label, _, _ in figures),
        "unites": _words([*USUAL_UNITS, *(shown_unit(unit) for _, unit, _ in figures)]),
        "nuances": list(USUAL_QUALIFIERS),
    }


def _words(found: Iterable[str]) -> list[str]:
    return sorted({word for word in found if word}, key=str.casefold)
