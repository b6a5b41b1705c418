"""The workbook of key figures: a line a figure, found again by its direction and its indicator, else by its words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import F
from django.utils import timezone

from directions import figure_rules, permissions
from directions.enums import DisplayScale, Placement
from directions.evolution import NEW_PERIMETER, asks_explanation, evolution_of, published_in_words
from directions.figure_rules import scale_of
from directions.forms.formsets import MAX_ROWS
from directions.french.numbers import printed, shown_unit
from directions.indicators import Words, is_same_unit, plain_words
from directions.models import Campaign, Contribution, KeyFigure, User
from directions.resources.base import JudgedRow, SheetResource, Values
from directions.resources.columns import ChoiceCell, FigureCell, NumberCell, SheetField, TextCell, UnitCell, YesNoCell
from directions.resources.figure_store import FigureStore
from directions.resources.judgement import Change
from directions.sheets import Cell, Kind, SheetRefused, Table
from directions.signals import contribution_changed

# What is printed of a figure: told as one value.
_PRINTED = ("value", "unit", "scale", "qualifier", "text_value", "not_provided")
_NAMED = ("label", "group")
_UNKNOWN = "Vous n'écrivez pour aucune direction de ce sigle dans le rapport {year} : recopiez celui des autres lignes."
_NO_CODE = "Cette direction n'a aucun indicateur de ce code : recopiez-le, ou videz la case pour ajouter un chiffre."
_GUIDANCE = """Remplissez les colonnes claires ; les grises servent à reconnaître la ligne, ou se lisent seulement.
Une valeur se tape en entier (1460000000) ou comme vous l'écrivez (1,46 Md€, près de 2 600, 12,5 %).
Une ligne effacée du tableau ne supprime rien : son chiffre reste tel qu'il est.
Pour ajouter un chiffre, ajoutez une ligne sans code d'indicateur, avec le sigle de la direction.
Rien n'est enregistré avant que vous ayez vu, puis confirmé, ce qui changera."""


class FigureResource(SheetResource):
    """The figures of one campaign, of the directions that a person writes for."""

    sheet_name = "Chiffres"
    required = ("direction", "indicator", "group", "label", "value", "unit")
    twins = "La ligne {others} donne le même chiffre de la même direction : gardez-en une seule."

    year = SheetField("Année", "Celle du rapport.", width=8, kind=Kind.YEAR, read_only=True)
    direction = SheetField(
        "Sigle", "Celui de la direction. À recopier quand vous ajoutez une ligne.", width=12, read_only=True
    )
    indicator = SheetField(
        "Code de l'indicateur",
        "Il relie le chiffre à celui de l'an dernier : ne le changez pas. Vide pour un chiffre que vous ajoutez.",
        width=26,
        read_only=True,
    )
    group = SheetField("Rubrique", "Facultative : elle réunit plusieurs chiffres.", attribute="group", width=24)
    label = SheetField("Intitulé", "Ce que le chiffre mesure.", attribute="label", width=40)
    previous = SheetField(
        "Valeur de l'an dernier", "Celle qui a été publiée.", widget=NumberCell(), kind=Kind.NUMBER, read_only=True
    )
    value = SheetField(
        "Valeur",
        "Le nombre en entier, ou comme vous l'écrivez : 1,46 Md€, près de 2 600, 12,5 %, 1er. "
        "Zéro est une valeur ; une case vide est un chiffre que vous n'avez pas encore donné.",
        attribute="value",
        widget=FigureCell(),
        kind=Kind.NUMBER,
    )
    unit = SheetField(
        "Unité",
        "Ce que le nombre compte : agents, €, %, km². Celle d'un chiffre qui existe ne se change pas ici.",
        attribute="unit",
        widget=UnitCell(),
        width=14,
    )
    scale = SheetField(
        "Affichage",
        f"Comment l'imprimer : {', '.join(label for value, label in DisplayScale.choices if value)}. Vide : en entier.",
        attribute="scale",
        widget=ChoiceCell(DisplayScale.choices),
        width=22,
    )
    qualifier = SheetField("Nuance", "Près de, plus de, environ…", attribute="qualifier", width=14)
    text_value = SheetField(
        "Valeur en mots",
        "Imprimée à la place du nombre : 48 ans et 3 mois, 24h/24…",
        attribute="text_value",
    )
    not_provided = SheetField(
        "Non communiqué",
        "« oui » si la direction ne peut pas donner ce chiffre.",
        attribute="not_provided",
        widget=YesNoCell(),
        width=14,
    )
    scope = SheetField("Périmètre", "Ce que le chiffre couvre, s'il faut le dire.", attribute="scope", width=24)
    explanation = SheetField(
        "Explication",
        "D'une forte variation, pour la communication qui relit ; jamais imprimée.",
        attribute="explanation",
        width=40,
    )
    restated_value = SheetField(
        "Valeur corrigée de l'an dernier",
        "Seulement si celle qui a été publiée était fausse. L'évolution se calcule sur celle-ci.",
        attribute="restated_value",
        widget=NumberCell(),
        kind=Kind.NUMBER,
    )
    restated_reason = SheetField(
        "Raison de la correction",
        "Obligatoire si vous corrigez la valeur de l'an dernier.",
        attribute="restated_reason",
        width=30,
    )
    evolution = SheetField("Évolution", "Calculée à partir de ce qui est enregistré.", width=36, read_only=True)
    state = SheetField(
        "État", "À renseigner, à expliquer, renseigné, non communiqué, ou à consulter seulement.", width=22,
        read_only=True,
    )  # fmt: skip

    class Meta:
        model = KeyFigure

    def __init__(self, user: User, campaign: Campaign) -> None:
        super().__init__(user)
        self.campaign = campaign
        self._store = FigureStore(user, campaign, codes=())
        self._only_code = ""
        # Those that the words of new lines have found, none where they found none.
        self._indicators_of_new: dict[tuple[Any, Words], int | None] = {}
        self._added: Counter[Any] = Counter()  # the new lines of each contribution so far

    # -- The workbook --------------------------------------------------------------------------------------------------

    def workbook(self, contribution: Contribution | None = None) -> Table:
        """The figures of a contribution, or of all those that the person sees, ready to be filled."""
        self._store = FigureStore(self.user, self.campaign, [contribution.code] if contribution else None)
        whose = contribution.name if contribution else "toutes les directions"
        title = f"Chiffres {self.campaign.year} – {whose}"
        return Table(title, [self.data_sheet(self._store.figures)], _GUIDANCE)

    def dehydrate_year(self, figure: KeyFigure) -> Cell:
        return self.campaign.year

    def dehydrate_direction(self, figure: KeyFigure) -> Cell:
        return figure.contribution.code

    def dehydrate_indicator(self, figure: KeyFigure) -> Cell:
        return self._store.code(figure)

    def dehydrate_previous(self, figure: KeyFigure) -> Cell:
        return self.fields["previous"].widget.render(figure.previous_value)

    def dehydrate_evolution(self, figure: KeyFigure) -> Cell:
        return self._evolution(figure) or None

    def dehydrate_state(self, figure: KeyFigure) -> Cell:
        if not permissions.can_edit(self.user, figure.contribution):
            return "à consulter seulement"
        if not figure.is_filled:
            return "à renseigner"
        if figure.not_provided:
            return "non communiqué"
        return "à expliquer" if self._asks_explanation(figure) else "renseigné"

    # -- Which figure a line is about ----------------------------------------------------------------------------------

    def check(self, rows: list[dict[str, Cell]]) -> None:
        years = {TextCell().clean(row.get("year")) for row in rows} - {"", str(self.campaign.year)}
        if years:
            raise SheetRefused(
                f"Ce tableau est celui de {min(years)[:20]}, et vous l'importez dans le rapport {self.campaign.year} : "
                "choisissez l'autre campagne, ou téléchargez le tableau de cette année."
            )

    def prepare(self, rows: list[dict[str, Cell]], *, lock: bool) -> None:
        codes = {_code(row) for row in rows} - {""}
        # A line added at the bottom of the workbook of one direction is of that direction.
        self._only_code = next(iter(codes)) if len(codes) == 1 else ""
        self._store = FigureStore(self.user, self.campaign, codes, lock=lock)

    def find(self, row: Mapping[str, Cell]) -> tuple[Hashable, KeyFigure | None]:
        contribution = self._contribution(row)
        code = TextCell().clean(row["indicator"])
        if not code:
            return self._found_by_words(contribution, row)
        indicator = self._store.indicator(contribution, code)
        if indicator is None:
            raise ValidationError({"indicator": _NO_CODE})
        self._store.taken(contribution).add(indicator.pk)
        figure = self._store.measured(contribution, indicator.pk)
        return figure.pk if figure else (contribution.pk, indicator.pk), figure

    def init_instance(self, row: dict[str, Cell] | None = None) -> KeyFigure:
        """A new figure, with the indicator that its code or its words found; `write` makes one where there is none."""
        contribution = self._contribution(row)
        figure = KeyFigure(contribution=contribution)
        code = TextCell().clean(row["indicator"])
        if code:
            figure.indicator = self._store.indicator(contribution, code)
            figure.unit = figure.indicator.unit
        else:
            figure.indicator_id = self._indicators_of_new[contribution.pk, plain_words(*self._words(row))]
        self._store.remember_past(figure)
        return figure

    def _contribution(self, row: Mapping[str, Cell]) -> Contribution:
        code = _code(row) or self._only_code
        if not code:
            raise ValidationError({"direction": "Écrivez le sigle de la direction."})
        if code not in self._store.contributions:
            raise ValidationError({"direction": _UNKNOWN.format(year=self.campaign.year)})
        return self._store.contributions[code]

    def _found_by_words(self, contribution: Contribution, row: Mapping[str, Cell]) -> tuple[Hashable, KeyFigure | None]:
        """The figure that has the words of the line; else a new one, with the indicator that has them."""
        label, unit, group = self._words(row)
        words = plain_words(label, unit, group)
        if figure := self._store.worded(contribution, words):
            return figure.pk, figure
        if (contribution.pk, words) not in self._indicators_of_new:
            taken = self._store.taken(contribution)
            named = KeyFigure(label=label, unit=unit, group=group)
            found = self._store.book.found(contribution.direction, named, taken)
            taken.add(found)
            self._indicators_of_new[contribution.pk, words] = found
        return (contribution.pk, self._indicators_of_new[contribution.pk, words] or words), None

    def _words(self, row: Mapping[str, Cell]) -> tuple[str, str, str]:
        """The label, the unit and the group of a line; the unit may be in the value ("12 km"), or not be readable."""
        cells = dict(row)
        try:
            self.fields["value"].clean(cells)
            unit = self.fields["unit"].clean(cells)
        except ValueError:
            unit = TextCell().clean(row["unit"])
        return TextCell().clean(row["label"]), unit, TextCell().clean(row["group"])

    # -- What a line may not be ----------------------------------------------------------------------------------------

    def why_closed(self, instance: KeyFigure) -> str:
        return permissions.why_read_only(self.user, instance.contribution)

    def faults(self, instance: KeyFigure, changed: tuple[str, ...], before: Values) -> Iterator[tuple[str, str]]:
        has_previous = instance.previous_value is not None
        yield from figure_rules.faults(self._values(instance), changed, has_previous=has_previous)
        is_known = before["unit"] or not instance._state.adding
        if "unit" in changed and is_known and not is_same_unit(before["unit"], instance.unit):
            yield "unit", _other_unit(before["unit"], instance.unit)
        if instance._state.adding:
            yield from self._room_faults(instance)

    def _room_faults(self, added: KeyFigure) -> Iterator[tuple[str, str]]:
        """A new line beyond what the page of its contribution can hold beside the figures that are there."""
        pk = added.contribution_id
        stored = sum(one.placement != Placement.IDENTITY for one in self._store.of(pk))
        self._added[pk] += 1
        if stored + self._added[pk] > MAX_ROWS:
            yield NON_FIELD_ERRORS, _no_room(stored)

    # -- In words ------------------------------------------------------------------------------------------------------

    def place(self, row: JudgedRow) -> str:
        code = _code(row.row_values) or self._only_code
        contribution = self._store.contributions.get(code)
        return contribution.name if contribution else TextCell().clean(row.row_values.get("direction"))

    def subject(self, row: JudgedRow) -> str:
        label, group = (TextCell().clean(row.row_values.get(name)) for name in ("label", "group"))
        return f"{label} ({group})" if label and group else label

    def changes(self, row: JudgedRow) -> list[Change]:
        """The value as it is printed, in one; then the other columns."""
        before, after = _printed(row.before), _printed(self._values(row.instance))
        # A new line is named by its words already.
        told = {*(_NAMED if row.instance._state.adding else ()), *(_PRINTED if before != after else ())}
        value = [Change(self.fields["value"].title, before, after)] if before != after else []
        return value + [self.change(name, row) for name in row.changed if name not in told]

    def notes(self, row: JudgedRow) -> tuple[str, ...]:
        figure: KeyFigure = row.instance
        notes = []
        if published := published_in_words(figure):
            notes.append(f"{self.campaign.year - 1} : {published}")
        if moved := self._evolution(figure):
            notes.append(moved)
        if self._asks_explanation(figure):
            notes.append("forte variation : une explication sera demandée")
        return tuple(notes)

    def warning(self, row: JudgedRow) -> str:
        is_erased = _is_given(row.before) and not _is_given(self._values(row.instance))
        return "La valeur sera effacée." if is_erased else ""

    def _evolution(self, figure: KeyFigure) -> str:
        moved = evolution_of(figure, self.campaign.year)
        if moved is None:
            return ""
        return f"{NEW_PERIMETER} : {moved.reason}" if not moved.is_comparable and moved.reason else moved.in_words

    def _asks_explanation(self, figure: KeyFigure) -> bool:
        return asks_explanation(figure, self.campaign.year, self.campaign.variation_threshold)

    # -- Writing -------------------------------------------------------------------------------------------------------

    def write(self) -> None:
        """Writes the figures with their indicators, a new version of each contribution, and tells whoever listens."""
        touched = {one.contribution_id: one.contribution for one in (*self.create_instances, *self.update_instances)}
        self._complete_new()
        super().write()
        Contribution.objects.filter(pk__in=list(touched)).update(
            version=F("version") + 1, updated_by=self.user, updated_at=timezone.now()
        )
        saved = Contribution.objects.filter(pk__in=list(touched)).select_related("campaign").order_by("pk")
        for contribution in saved:
            contribution_changed.send(sender=Contribution, contribution=contribution, user=self.user, event=None)

    def _complete_new(self) -> None:
        """Gives the new figures their indicators, and their places after the others."""
        new: dict[Any, list[KeyFigure]] = {}
        for figure in self.create_instances:
            new.setdefault(figure.contribution_id, []).append(figure)
        for pk, figures in new.items():
            stored = self._store.of(pk)
            self._store.book.assign(figures[0].contribution.direction, [*stored, *figures])
            first = max((one.position for one in stored), default=-1) + 1
            for position, figure in enumerate(figures, start=first):
                figure.position = position
        self._store.book.write()
        for figure in self.create_instances:
            if figure.indicator_id is None:
                figure.indicator_id = figure.indicator.pk


def _code(row: Mapping[str, Cell]) -> str:
    return TextCell().clean(row.get("direction"))


def _other_unit(stored: str, typed: str) -> str:
    if not stored:
        return "Ce chiffre n'a pas d'unité : donnez-lui-en une sur la page de la contribution."
    if not typed:
        return f"Ce chiffre compte en « {shown_unit(stored)} » : remettez cette unité."
    return (
        f"Ce chiffre compte en « {shown_unit(stored)} ». Pour compter en « {shown_unit(typed)} », ajoutez une ligne "
        "sans code d'indicateur : c'est un autre chiffre."
    )


def _no_room(stored: int) -> str:
    room = MAX_ROWS - stored
    left = f"ce tableau peut lui en ajouter {room}" if room > 0 else "ce tableau ne peut pas lui en ajouter"
    return (
        f"Une contribution compte {MAX_ROWS} chiffres-clés au plus, et celle-ci en a déjà {stored} : {left}. "
        "Retirez les lignes en trop."
    )


def _is_given(figure: Values) -> bool:
    return figure["value"] is not None or bool(figure["text_value"]) or figure["not_provided"]


def _printed(figure: Values) -> str:
    """The value as the report prints it; empty where there is none."""
    if not _is_given(figure):
        return ""
    if figure["not_provided"]:
        return "non communiqué"
    scale = scale_of(figure["scale"])
    words = {name: figure[name] for name in ("qualifier", "text_value")}
    return printed(figure["value"], figure["unit"], scale, **words)
