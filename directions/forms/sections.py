"""The sections of a contribution's page, in their order: what each is called, what it asks for, and its rows."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from directions.enums import Placement
from directions.forms.blocks import (
    AchievementForm,
    BlockForm,
    ChapterForm,
    ChartForm,
    MissionForm,
    MomentForm,
    TakeawayForm,
)
from directions.forms.figures import IdentityFigureForm, KeyFigureForm
from directions.models import Contribution, KeyFigure
from directions.models.blocks import Block

Rows = Callable[[Contribution], list[Block]]


@dataclass(frozen=True)
class Section:
    """The rows of one kind. `key` is the prefix of their fields and the word of `completeness.Missing.section`.

    `one` names a row ("Mission 2"), `add` its button, `this` what the deletion box says. Long rows are folded. Where
    there is no row yet, a blank one is offered if `starts_blank`.
    """

    key: str
    title: str
    one: str
    add: str
    this: str
    help: str
    form: type[BlockForm]
    rows: Rows
    is_long: bool = False
    starts_blank: bool = True


def _figures(*placements: str) -> Rows:
    return lambda contribution: [one for one in contribution.key_figures.all() if one.placement in placements]


SECTIONS = (
    Section(
        "identity", "Identité en chiffres", "Chiffre d'identité", "Ajouter un chiffre d'identité", "ce chiffre",
        "Le bandeau sous le nom de la direction : agents, budget, services…",
        IdentityFigureForm, _figures(Placement.IDENTITY),
    ),
    Section(
        "missions", "Missions", "Mission", "Ajouter une mission", "cette mission",
        "Une phrase courte par mission. La rubrique, facultative, imprime plusieurs missions sous un même titre.",
        MissionForm, lambda contribution: list(contribution.missions.all()),
    ),
    Section(
        "achievements", "Réalisations", "Réalisation", "Ajouter une réalisation", "cette réalisation",
        "Ce qui a été fait dans l'année. Le ZOOM met une réalisation en valeur, dans un encadré.",
        AchievementForm, lambda contribution: list(contribution.achievements.all()), is_long=True,
    ),
    Section(
        "takeaways", "À retenir", "À retenir", "Ajouter un « à retenir »", "cet « à retenir »",
        "Deux à quatre faits marquants, en quelques mots chacun.",
        TakeawayForm, lambda contribution: list(contribution.takeaways.all()),
    ),
    Section(
        "key_figures", "Chiffres-clés", "Chiffre-clé", "Ajouter un chiffre-clé", "ce chiffre",
        "La valeur de l'an dernier s'affiche à côté : inutile de la ressaisir. "
        "Une valeur que vous ne connaissez pas n'est pas zéro : cochez « non communiqué ».",
        KeyFigureForm, _figures(Placement.KEY, Placement.CITED),
    ),
    Section(
        "charts", "Graphiques", "Graphique", "Ajouter un graphique", "ce graphique",
        "Donnez les chiffres : le graphique est dessiné pour vous.",
        ChartForm, lambda contribution: list(contribution.charts.all()), is_long=True, starts_blank=False,
    ),
    Section(
        "moments", "Temps forts proposés", "Temps fort", "Ajouter un temps fort", "ce temps fort",
        "Les dates que vous proposez pour la chronologie de l'année. La communication choisit.",
        MomentForm, lambda contribution: list(contribution.moments.all()), is_long=True, starts_blank=False,
    ),
    Section(
        "chapters", "Chapitres", "Chapitre", "Ajouter un chapitre", "ce chapitre",
        "Pour ranger les blocs sous de grands titres. Enregistrez un nouveau chapitre avant d'y ranger des blocs.",
        ChapterForm, lambda contribution: list(contribution.chapters.all()), is_long=True, starts_blank=False,
    ),
)  # fmt: skip


def shown_blocks(contribution: Contribution) -> frozenset[uuid.UUID]:
    """The ids of the rows of its page, with that of the contribution, which stands for its presentation."""
    return frozenset({contribution.pk, *(row.pk for section in SECTIONS for row in section.rows(contribution))})


def with_rows(contributions: QuerySet[Contribution]) -> QuerySet[Contribution]:
    """The contributions with all that their page shows, in a number of queries that the rows do not move."""
    return contributions.select_related(
        "campaign__institution", "direction", "previous__campaign", "updated_by"
    ).prefetch_related(
        "missions",
        "achievements",
        "takeaways",
        Prefetch("key_figures", KeyFigure.objects.with_previous()),
        "charts__points",
        "moments",
        "chapters",
    )
