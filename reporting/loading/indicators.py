"""What each loaded figure measures: the indicator of other years with the same words, or a new one.

All the institution's indicators are read in one query and the new ones written in one, whatever the number of figures.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from django.utils.text import slugify

from directions.enums import ComparisonKind
from directions.models import Direction, Indicator, KeyFigure
from directions.numbers import format_decimal
from directions.opening import shared_indicators

_LABEL_LENGTH = Indicator._meta.get_field("label").max_length
_NOTE_LENGTH = KeyFigure._meta.get_field("internal_note").max_length
_CODE_ROOM = Indicator._meta.get_field("code").max_length - 10
Words = tuple[int, str, str]


class Indicators:
    """The indicators of an institution while one of its reports is loaded."""

    def __init__(self, institution: Direction, year: int) -> None:
        self.institution = institution
        self.shared = shared_indicators(institution)
        self.new: list[Indicator] = []
        self._codes: set[str] = set()
        self._known: dict[Words, list[Indicator]] = defaultdict(list)
        for one in Indicator.objects.filter(institution=institution).order_by("pk"):
            self._codes.add(one.code)
            self._known[_words(one.owner_id, one.label, one.unit)].append(one)
        self._last_year = _measured(institution, year - 1)

    def assign(self, owner: Direction, figures: Iterable[KeyFigure]) -> None:
        """Gives each figure of a direction its indicator, unless it has one already.

        Figures of the same words are told apart by their group, then by their order. Where the year before has the
        value of an indicator, the comparison that the file declares is dropped: it is computed from that value.
        """
        figures = list(figures)
        alike = Counter(_words(owner.pk, figure.label, figure.unit) for figure in figures)
        used: Counter[Words] = Counter()
        for figure in figures:
            if not figure.indicator_id:
                is_alone = alike[_words(owner.pk, figure.label, figure.unit)] == 1
                label = figure.label if is_alone else _with_group(figure)
                words = _words(owner.pk, label, figure.unit)
                figure.indicator = self._owned(owner, label, figure.unit, used[words])
                used[words] += 1
            if (figure.indicator.pk, owner.pk) in self._last_year:
                _drop_declared_comparison(figure)

    def _owned(self, owner: Direction, label: str, unit: str, rank: int) -> Indicator:
        known = self._known[_words(owner.pk, label, unit)]
        if rank == len(known):
            code = self._free_code(f"{owner.code}-{label}")
            known.append(Indicator(institution=self.institution, owner=owner, code=code, label=label, unit=unit))
            self.new.append(known[-1])
        return known[rank]

    def _free_code(self, wanted: str) -> str:
        base = slugify(wanted)[:_CODE_ROOM].strip("-") or "indicateur"
        code, number = base, 1
        while code in self._codes:
            number += 1
            code = f"{base}-{number}"
        self._codes.add(code)
        return code


def _words(owner_id: int | None, label: str, unit: str) -> Words:
    return owner_id or 0, " ".join(label.split()).casefold(), " ".join(unit.split()).casefold()


def _with_group(figure: KeyFigure) -> str:
    group = figure.group or (figure.chapter.title if figure.chapter else "")
    return f"{figure.label} ({group})"[:_LABEL_LENGTH] if group else figure.label


def _measured(institution: Direction, year: int) -> set[tuple[int, int]]:
    """The indicators that have a value that year, each with its direction."""
    figures = KeyFigure.objects.filter(
        contribution__campaign__institution=institution,
        contribution__campaign__year=year,
        indicator__isnull=False,
        value__isnull=False,
    )
    return set(figures.values_list("indicator_id", "contribution__direction_id"))


def _drop_declared_comparison(figure: KeyFigure) -> None:
    """The declared comparison with the year before leaves its trace in the internal note."""
    if figure.comparison_kind != ComparisonKind.PREVIOUS:
        return
    if figure.comparison_value is not None:
        value = format_decimal(figure.comparison_value)
        declared = " ".join(part for part in (value, figure.comparison_unit, figure.comparison_note) if part)
        trace = f"Comparaison déclarée ({figure.comparison_mode}) : {declared}."
        figure.internal_note = f"{figure.internal_note} {trace}".strip()[:_NOTE_LENGTH]
    figure.comparison_kind = figure.comparison_mode = figure.comparison_unit = figure.comparison_note = ""
    figure.comparison_value = figure.comparison_year = None
