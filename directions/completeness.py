"""What a contribution still lacks: one list for the form, the home page, the submission and the reminders."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from directions.enums import DirectionKind, Placement
from directions.models import Contribution
from directions.richtext import sanitize

BLOCKS = ("missions", "achievements", "key_figures", "charts__points")


@dataclass(frozen=True)
class Missing:
    """One thing that is missing, in French, and the section of the form where it is given. Only those that are
    `blocking` prevent the submission."""

    section: str
    message: str
    blocking: bool = True


def with_blocks(contributions):
    """The queryset with what `missing` reads, in a constant number of queries."""
    return contributions.select_related("campaign").prefetch_related(*BLOCKS)


def missing(contribution: Contribution) -> list[Missing]:
    """What is missing before submission, in the order of the form. Empty units (a DGS without text) lack missions and
    achievements only if they have nothing at all."""
    return [
        *_missing_texts(contribution),
        *_missing_achievements(contribution),
        *_missing_figures(contribution),
        *_missing_charts(contribution),
    ]


def blocking(contribution: Contribution) -> list[Missing]:
    """What prevents the submission."""
    return [item for item in missing(contribution) if item.blocking]


def _missing_texts(contribution: Contribution) -> Iterable[Missing]:
    if not contribution.missions.all() and not contribution.introduction:
        yield Missing("missions", "Écrivez au moins une mission, ou une présentation.")


def _missing_achievements(contribution: Contribution) -> Iterable[Missing]:
    achievements = contribution.achievements.all()
    expected = contribution.kind in {DirectionKind.DIRECTION, DirectionKind.ETABLISSEMENT}
    if expected and not achievements:
        yield Missing("achievements", "Aucune réalisation n'est écrite.", blocking=not contribution.key_figures.all())
    for achievement in achievements:
        if not sanitize(achievement.body):
            yield Missing("achievements", f"La réalisation « {achievement.title} » n'a pas de texte.")
        if achievement.photo and not achievement.photo_alt.strip():
            yield Missing("achievements", f"La photo de « {achievement.title} » n'a pas de description.")


def _missing_figures(contribution: Contribution) -> Iterable[Missing]:
    figures = contribution.key_figures.all()
    for figure in figures:
        if not figure.is_filled:
            where = "identity" if figure.placement == Placement.IDENTITY else "key_figures"
            yield Missing(where, f"« {figure.label} » n'a pas de valeur : saisissez-la, ou cochez « non communiqué ».")


def _missing_charts(contribution: Contribution) -> Iterable[Missing]:
    for chart in contribution.charts.all():
        if not chart.points.all():
            yield Missing(
                "charts", f"Le graphique « {chart.title} » n'a pas de données : il ne sera pas imprimé.", blocking=False
            )
