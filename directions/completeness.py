"""What a contribution still lacks: one list for the form, the home page, the submission and the reminders."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import Prefetch

from directions.enums import ContributionStatus, DirectionKind, Placement
from directions.evolution import asks_explanation, evolution_of
from directions.models import Contribution, KeyFigure

# The others (institution, DGS, DGA, service) may have nothing to tell: their directions do.
EXPECTED_TO_WRITE = frozenset({DirectionKind.DIRECTION, DirectionKind.ETABLISSEMENT})

# What hangs on a contribution: where all of it is empty, nothing is written.
_WRITTEN = ("missions", "achievements", "takeaways", "key_figures", "charts", "moments", "chapters")
_SHOWN_LENGTH = 60


@dataclass(frozen=True)
class Missing:
    """One thing that is missing, in French, and the section of the form where it is given. Only those that are
    `blocking` prevent the submission. `block` and `field_name` lead to the very place, where there is one."""

    section: str
    message: str
    blocking: bool = True
    block: uuid.UUID | None = field(default=None, compare=False)
    field_name: str = field(default="", compare=False)


def with_blocks(contributions):
    """The queryset with what `missing` reads, in a constant number of queries."""
    figures = Prefetch("key_figures", KeyFigure.objects.with_previous())
    return contributions.select_related("campaign").prefetch_related(
        "missions", "achievements", figures, "charts__points"
    )


def has_blocks(contribution: Contribution) -> bool:
    """True where `with_blocks` has read the contribution."""
    return "key_figures" in getattr(contribution, "_prefetched_objects_cache", {})


class Duty(StrEnum):
    """Whether a unit has to write; the institution's own pages are the communication team's to finish."""

    EXPECTED = "Attendue"
    OPTIONAL = "Facultative"
    TEAM = "Par la communication"


def duty_of(contribution: Contribution) -> Duty:
    if contribution.kind == DirectionKind.INSTITUTION:
        return Duty.TEAM
    return Duty.EXPECTED if contribution.kind in EXPECTED_TO_WRITE else Duty.OPTIONAL


def is_expected(contribution: Contribution) -> bool:
    """True where the unit has to write; the others may, and nothing that they do or leave counts against anybody."""
    return duty_of(contribution) == Duty.EXPECTED


def with_all_written(contributions):
    """The queryset with what `missing` and `is_blank` read, in a constant number of queries."""
    return with_blocks(contributions).prefetch_related("takeaways", "moments", "chapters")


def is_blank(contribution: Contribution) -> bool:
    """True where nothing at all is written. The contribution comes from `with_all_written`, or from a queryset that
    reads every block too."""
    return not contribution.introduction and not any(getattr(contribution, name).all() for name in _WRITTEN)


def owes_nothing(contribution: Contribution) -> bool:
    """True for a draft from which nothing is expected and in which nothing is begun."""
    return contribution.status == ContributionStatus.DRAFT and not is_expected(contribution) and is_blank(contribution)


def missing(contribution: Contribution) -> list[Missing]:
    """What is missing, in the order of the form. Only directions and établissements must have missions or a
    presentation, and achievements; but what any unit began (an achievement, a figure) is to be finished.

    The contribution comes from `with_blocks`, or from a queryset that reads last year's values too."""
    return [
        *_missing_texts(contribution),
        *_missing_achievements(contribution),
        *_missing_figures(contribution),
        *_missing_charts(contribution),
    ]


def blocking(contribution: Contribution) -> list[Missing]:
    """What prevents the submission."""
    return [item for item in missing(contribution) if item.blocking]


def advised(contribution: Contribution) -> list[Missing]:
    """What would be better, and prevents nothing."""
    return [item for item in missing(contribution) if not item.blocking]


def _missing_texts(contribution: Contribution) -> Iterable[Missing]:
    if is_expected(contribution) and not contribution.missions.all() and not contribution.introduction:
        yield Missing("missions", "Écrivez au moins une mission, ou une présentation.")
    taken_over = [mission for mission in contribution.missions.all() if not mission.confirmed]
    if taken_over:
        words = f"La mission « {_shortened(taken_over[0].text)} » est reprise de l'an dernier : confirmez-la."
        if len(taken_over) > 1:
            words = f"{len(taken_over)} missions sont reprises de l'an dernier : confirmez-les, ou corrigez-les."
        yield Missing("missions", words, block=taken_over[0].pk, field_name="confirmed")


def _missing_achievements(contribution: Contribution) -> Iterable[Missing]:
    achievements = contribution.achievements.all()
    if is_expected(contribution) and not achievements:
        yield Missing("achievements", "Aucune réalisation n'est écrite.", blocking=not contribution.key_figures.all())
    for achievement in achievements:
        if not achievement.body:
            words = f"La réalisation « {achievement.title} » n'a pas de texte."
            yield Missing("achievements", words, block=achievement.pk, field_name="body")
        if achievement.photo and not achievement.photo_alt.strip():
            words = f"La photo de « {achievement.title} » n'a pas de description."
            yield Missing("achievements", words, block=achievement.pk, field_name="photo_alt")


def _missing_figures(contribution: Contribution) -> Iterable[Missing]:
    campaign = contribution.campaign
    for figure in contribution.key_figures.all():
        where = "identity" if figure.placement == Placement.IDENTITY else "key_figures"
        if not figure.is_filled:
            words = f"« {figure.label} » n'a pas de valeur : saisissez-la, ou cochez « non communiqué »."
            yield Missing(where, words, block=figure.pk, field_name="value")
        elif asks_explanation(figure, campaign.year, campaign.variation_threshold):
            yield Missing(where, _to_explain(figure, campaign.year), block=figure.pk, field_name="explanation")


def _to_explain(figure: KeyFigure, year: int) -> str:
    moved = evolution_of(figure, year)
    how = moved.in_words or moved.before
    return f"« {figure.label} » varie beaucoup ({how}) : expliquez pourquoi, en quelques mots."


def _shortened(text: str) -> str:
    return text if len(text) <= _SHOWN_LENGTH else f"{text[:_SHOWN_LENGTH].rsplit(' ', 1)[0]}…"


def _missing_charts(contribution: Contribution) -> Iterable[Missing]:
    for chart in contribution.charts.all():
        if not chart.points.all():
            words = f"Le graphique « {chart.title} » n'a pas de données : il ne sera pas imprimé."
            yield Missing("charts", words, blocking=False, block=chart.pk, field_name="data")
