"""Which indicator a key figure measures: found by its words, made where there is none; nobody has to choose it."""

from __future__ import annotations

from django.db.models import F, Q
from django.utils.text import slugify

from directions.models import Contribution, Direction, Indicator, KeyFigure

Words = tuple[str, str]


class IndicatorBook:
    """The indicators that a direction may mean, by label and unit: its own, the shared ones of its institution, and
    those behind the figures of its other years, under the words of those years. Two queries, at the first use."""

    def __init__(self, contribution: Contribution) -> None:
        self.direction: Direction = contribution.direction
        self.institution_id: int = contribution.campaign.institution_id
        self._known: dict[Words, int] | None = None

    def indicator_id(self, label: str, unit: str) -> int:
        """The id of the indicator with these words; a new one of the direction where there is none."""
        if self._known is None:
            self._known = self._read()
        words = _words(label, unit)
        if words not in self._known:
            self._known[words] = self._new(label, unit).pk
        return self._known[words]

    def _read(self) -> dict[Words, int]:
        known: dict[Words, int] = {}
        years = KeyFigure.objects.filter(contribution__direction=self.direction, indicator__isnull=False)
        for label, unit, pk in years.order_by("contribution__campaign__year").values_list("label", "unit", "indicator"):
            known[_words(label, unit)] = pk
        offered = Indicator.objects.filter(Q(owner=None) | Q(owner=self.direction), institution=self.institution_id)
        # The direction's own come last: they win over shared ones with the same words.
        for indicator in offered.order_by(F("owner").asc(nulls_first=True), "pk"):
            known[_words(indicator.label, indicator.unit)] = indicator.pk
        return known

    def _new(self, label: str, unit: str) -> Indicator:
        return Indicator.objects.create(
            institution_id=self.institution_id,
            owner=self.direction,
            code=self._free_code(slugify(f"{self.direction.code} {label} {unit}")[:100]),
            label=label,
            unit=unit,
        )

    def _free_code(self, wanted: str) -> str:
        taken = set(
            Indicator.objects.filter(institution=self.institution_id, code__startswith=wanted).values_list(
                "code", flat=True
            )
        )
        number = 2
        code = wanted
        while code in taken:
            code = f"{wanted}-{number}"
            number += 1
        return code


def _words(label: str, unit: str) -> Words:
    return " ".join(label.split()).casefold(), " ".join(unit.split()).casefold()
