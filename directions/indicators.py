"""Which indicator a key figure measures: found by its words, made where there is none; nobody has to choose it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable

from django.utils.text import slugify

from directions.bulk_writing import write_rows
from directions.french.folding import plain
from directions.french.numbers import shown_unit, stored_unit
from directions.models import Direction, Indicator, KeyFigure

Words = tuple[str, str, str]
# A number may follow.
_CODE_ROOM = Indicator._meta.get_field("code").max_length - 10


class IndicatorBook:
    """The indicators of an institution, by the words under which its directions measure them.

    A key figure keeps its indicator, whatever its label and its group become: last year's value stands beside it. One
    that has none takes the indicator of its direction, or a shared one, that has the same label, unit and group and
    that no other figure of its contribution has; where there is none, a new one. So an indicator has at most one figure
    in a contribution. Indicators have no group of their own: it is that of the figures that measure them.

    The book is read in two queries, at the first use, and written in two, for one direction or for all.
    """

    def __init__(self, institution_id: int, direction: Direction | None = None) -> None:
        self._institution_id = institution_id
        self._direction = direction
        self._new: list[Indicator] = []
        self._codes: set[str] = set()
        self._known: dict[tuple[int | None, Words], list[int]] | None = None

    def assign(self, direction: Direction, figures: Iterable[KeyFigure]) -> None:
        """Gives an indicator to those that have none; `figures` are all those of one contribution. New indicators are
        in the database only after `write`."""
        figures = list(figures)
        taken = {figure.indicator_id for figure in figures}
        for figure in figures:
            if figure.indicator_id is None:
                figure.indicator_id = self.found(direction, figure, taken)
                taken.add(figure.indicator_id)
            if figure.indicator_id is None:
                figure.indicator = self._made(direction, figure)

    def write(self) -> None:
        """Writes the new indicators; the figures that have them can be saved then."""
        if not self._new:
            return
        write_rows(self._new)
        made = Indicator.objects.filter(institution=self._institution_id)
        keys = dict(made.values_list("code", "pk"))
        for indicator in self._new:
            indicator.pk = keys[indicator.code]
        self._new = []

    def found(self, direction: Direction, figure: KeyFigure, taken: Container[int | None]) -> int | None:
        """The stored indicator that has the words of the figure and is not taken; None where there is none."""
        if self._known is None:
            self._known = self._read()
        words = plain_words(figure.label, figure.unit, figure.group)
        candidates = (*self._known[direction.pk, words], *self._known[None, words])
        return next((pk for pk in candidates if pk not in taken), None)

    def _made(self, direction: Direction, figure: KeyFigure) -> Indicator:
        indicator = Indicator(
            institution_id=self._institution_id,
            owner=direction,
            code=self._free_code(f"{direction.code} {figure.group} {figure.label}"),
            label=figure.label,
            unit=figure.unit,
        )
        self._new.append(indicator)
        return indicator

    def _free_code(self, wanted: str) -> str:
        base = slugify(wanted)[:_CODE_ROOM].strip("-") or "indicateur"
        code, number = base, 1
        while code in self._codes:
            number += 1
            code = f"{base}-{number}"
        self._codes.add(code)
        return code

    def _read(self) -> dict[tuple[int | None, Words], list[int]]:
        """The ids of indicators by direction (none: shared) and words: first what was measured, the latest year first;
        then those that nobody measured yet, and the shared ones, under their own words."""
        known: dict[tuple[int | None, Words], list[int]] = defaultdict(list)
        measured: set[int] = set()
        for direction_id, pk, *words in self._measures():
            known[direction_id, plain_words(*words)].append(pk)
            measured.add(pk)
        indicators = Indicator.objects.filter(institution=self._institution_id).order_by("pk")
        for pk, owner_id, code, label, unit in indicators.values_list("pk", "owner", "code", "label", "unit"):
            self._codes.add(code)
            if owner_id is None or pk not in measured:
                known[owner_id, plain_words(label, unit, "")].append(pk)
        return known

    def _measures(self) -> Iterable[tuple]:
        figures = KeyFigure.objects.filter(
            contribution__campaign__institution=self._institution_id, indicator__isnull=False
        )
        if self._direction:
            figures = figures.filter(contribution__direction=self._direction)
        figures = figures.order_by("-contribution__campaign__year", "position", "pk")
        return figures.values_list("contribution__direction", "indicator", "label", "unit", "group")


def is_same_unit(one: str, other: str) -> bool:
    """True for the same unit, whatever its spaces and capitals."""
    return plain(stored_unit(one)) == plain(stored_unit(other))


def unit_fault(stored: str, wanted: str) -> str:
    """Why an indicator that has figures may not count in the wanted unit; empty where it is its own."""
    if is_same_unit(stored, wanted):
        return ""
    unit = f"en « {shown_unit(stored)} »" if stored else "sans unité"
    return (
        f"Cet indicateur a des chiffres {unit} : gardez son unité. Pour compter autrement, créez un autre indicateur, "
        "ou signalez une redéfinition sur sa page."
    )


def plain_words(label: str, unit: str, group: str) -> Words:
    """The words of a figure without what is only their spelling: two that have the same are one for the book."""
    return plain(label), plain(stored_unit(unit)), plain(group)
