"""The links of the table of figures, and the addresses of its files."""

from __future__ import annotations

from django.urls import reverse

from directions.questions.links import Links
from directions.sheets import Format
from reporting.observatory.filters import FigureFilter

# The columns by which the table may be put in order, and the sense of the first click.
_COLUMNS = {
    "direction": ("Direction", ""),
    "indicateur": ("Indicateur", ""),
    "annee": ("Année", "-"),
    "valeur": ("Valeur", "-"),
    "evolution": ("Évolution", "-"),
}


def links_of(question: FigureFilter) -> Links:
    return Links(question, reverse("reporting:observatory"), columns=_COLUMNS, usual="-annee")


def exports_of(links: Links) -> list[tuple[str, str]]:
    """The name of each format and the address of its file."""
    return [
        (one.name, f"{reverse('reporting:observatory-export', args=[one.extension])}{links.query}") for one in Format
    ]
