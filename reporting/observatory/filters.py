"""What may be asked of the table, by django-filter: the choices hold only what the person may see, and any other value
is refused with a French sentence and no row."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.db.models import Q, QuerySet
from django.forms.boundfield import BoundField
from django_filters import CharFilter

from directions import scopes
from directions.enums import ContributionStatus, Placement
from directions.french.folding import folded
from directions.french.numbers import shown_unit
from directions.french.typography import NO_BREAK
from directions.models import Indicator, KeyFigure, User
from directions.questions.filters import Choices, Question, choice, choices
from reporting.observatory.units import Units

# What the value of a figure may be.
GIVEN, MISSING, NOT_PROVIDED = "donnee", "vide", "non-communiquee"
# How it may have moved.
UP, DOWN, STABLE, REDEFINED, ALONE, BEYOND = (
    "hausse", "recul", "stable", "perimetre", "sans-comparaison", "au-dela-du-seuil",
)  # fmt: skip
_VALUES = [(GIVEN, "Donnée"), (MISSING, "Sans valeur"), (NOT_PROVIDED, "Non communiquée")]
_EVOLUTIONS = [
    (UP, "Hausse"),
    (DOWN, "Recul"),
    (STABLE, "Stable"),
    (REDEFINED, "Périmètre modifié"),
    (ALONE, "Sans comparaison"),
    (BEYOND, "Variation au-delà du seuil de la campagne"),
]
# A minus sign before the name of a column: from the last to the first.
_ORDERS = [
    ("direction", "Direction, de A à Z"),
    ("-direction", "Direction, de Z à A"),
    ("indicateur", "Indicateur, de A à Z"),
    ("-indicateur", "Indicateur, de Z à A"),
    ("annee", "Année, la plus ancienne d'abord"),
    ("-valeur", "Valeur, la plus grande d'abord"),
    ("valeur", "Valeur, la plus petite d'abord"),
    ("-evolution", "Évolution, la plus forte hausse d'abord"),
    ("evolution", "Évolution, le plus fort recul d'abord"),
]


class FigureFilter(Question):
    """The question of the table. Its attributes are the names in the address, which speaks French like all of them.

    `qs` answers what the database can; the search, the evolution and the order are for `selection`.
    """

    recherche = CharFilter(
        label="Rechercher",
        help_text="Dans l'intitulé, la direction, l'indicateur et la rubrique. Accents et majuscules ne comptent pas.",
        method="_left_to_selection",
        max_length=200,
        widget=forms.SearchInput,
    )
    annee = choices("Année", field_name="contribution__campaign__year")
    direction = choice(
        "Direction",
        "Toutes",
        method="_below",
        help_text="Avec ce qui en dépendait cette année-là.",
    )
    evolution = choice("Évolution", "Toutes", method="_left_to_selection", choices=_EVOLUTIONS)
    indicateur = choice("Indicateur", "Tous", field_name="indicator")
    rubrique = choice("Rubrique", "Toutes", field_name="group")
    unite = choice("Unité", "Toutes", field_name="unit")
    emplacement = choice("Emplacement", "Tous", field_name="placement", choices=Placement.choices)
    etat = choices("État de la contribution", field_name="contribution__status", choices=ContributionStatus.choices)
    valeur = choice("Valeur", "Toutes", method="_by_presence", choices=_VALUES)
    tri = choice("Trier par", "Année, la plus récente d'abord", method="_left_to_selection", choices=_ORDERS)

    class Meta:
        model = KeyFigure
        fields: tuple[str, ...] = ()

    def __init__(self, data: Mapping, user: User, units: Units) -> None:
        super().__init__(data, scopes.reachable(KeyFigure.objects.order_by(), user))
        self.units = units
        for name, found in offered(self.queryset, units).items():
            self.filters[name].extra["choices"] = found

    # -- Filters that are more than a column ---------------------------------------------------------------------------

    def _left_to_selection(self, figures: QuerySet, name: str, value: str) -> QuerySet:
        return figures

    def _below(self, figures: QuerySet, name: str, value: str) -> QuerySet:
        return figures.filter(contribution__in=self.units.below(int(value)))

    def _by_presence(self, figures: QuerySet, name: str, value: str) -> QuerySet:
        if value == NOT_PROVIDED:
            return figures.filter(not_provided=True)
        told = Q(value__isnull=False) | ~Q(text_value="")
        return figures.filter(told) if value == GIVEN else figures.exclude(told).filter(not_provided=False)

    # -- The form ------------------------------------------------------------------------------------------------------

    def main_fields(self) -> list[BoundField]:
        """Those that are always in view."""
        return [self.form[name] for name in ("direction", "evolution", "tri")]

    def other_fields(self) -> list[BoundField]:
        """Those that are folded until they are needed."""
        return [self.form[name] for name in ("indicateur", "rubrique", "unite", "emplacement", "valeur")]

    @property
    def is_unfolded(self) -> bool:
        """True where one of the folded fields has something to say."""
        folded_fields = [*self.other_fields(), self.form["etat"]]
        return any(field.name in self.asked or field.errors for field in folded_fields)


# -- What is offered ---------------------------------------------------------------------------------------------------


def offered(figures: QuerySet[KeyFigure], units: Units) -> dict[str, Choices]:
    """The choices that depend on what the person sees, in two queries."""
    found = set(figures.values_list("group", "unit", "indicator").distinct())
    years = sorted({one.campaign.year for one in units.visible.values()}, reverse=True)
    indicators = {pk for _, _, pk in found if pk}
    return {
        "annee": [(str(year), str(year)) for year in years],
        "direction": [(str(one.direction_id), f"{_indent(depth)}{one.name}") for one, depth in units.directions()],
        "rubrique": _alphabetical((group, group) for group, _, _ in found if group),
        "unite": _alphabetical((unit, shown_unit(unit)) for _, unit, _ in found if unit),
        "indicateur": _indicators(figures, units) if indicators else [],
    }


def _indicators(figures: QuerySet[KeyFigure], units: Units) -> Choices:
    """Two indicators of one name are told apart by their direction; where there are several institutions, by it."""
    measured = Indicator.objects.filter(pk__in=figures.values("indicator")).order_by()
    institutions = units.institutions if len(units.institutions) > 1 else {}

    def words(label: str, unit: str, owner: str | None, institution: int) -> str:
        counted = f" ({shown_unit(unit)})" if unit else ""
        return " – ".join(filter(None, (f"{label}{counted}", owner, institutions.get(institution))))

    read = measured.values_list("pk", "label", "unit", "owner__code", "institution")
    return _alphabetical((str(pk), words(*columns)) for pk, *columns in read)


def _alphabetical(choices) -> Choices:
    return sorted(set(choices), key=lambda choice: (folded(choice[1]), choice))


def _indent(depth: int) -> str:
    return f"{NO_BREAK}{NO_BREAK}{NO_BREAK}" * depth
