"""What is stored of a campaign's figures for one person, read once: each line of a spreadsheet then finds its own."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from functools import cached_property

from directions import permissions
from directions.enums import PerimeterChange
from directions.indicators import IndicatorBook, Words, plain_words
from directions.models import Campaign, Contribution, Indicator, KeyFigure, Redefinition, User
from directions.models.figures import PUBLISHED


class FigureStore:
    """The contributions of a campaign that a person sees, their figures and the indicators of the institution. The
    queries do not grow with the figures. What the person may not read of a figure is empty: nobody writes what they may
    not read."""

    def __init__(self, user: User, campaign: Campaign, codes: Collection[str] | None = None, *, lock: bool = False):
        """`codes` are those of the directions, all where it is None. With `lock`, in a transaction, nobody else writes
        these contributions until its end."""
        self.campaign = campaign
        self._user = user
        visible = Contribution.objects.visible_to(user).filter(campaign=campaign).select_related("direction")
        if codes is not None:
            visible = visible.filter(code__in=codes)
        # Always in the same order, so that two imports cannot wait for each other.
        rows = visible.order_by("pk").select_for_update(of=("self",)) if lock else visible.in_report_order()
        self.contributions = {one.code: one for one in rows}
        self._by_id = {one.pk: one for one in self.contributions.values()}
        for one in self.contributions.values():
            one.campaign = campaign
        self.book = IndicatorBook(campaign.institution_id)

    @property
    def figures(self) -> list[KeyFigure]:
        """Of all the contributions, in their order, each with last year's value."""
        return [figure for figures in self._figures.values() for figure in figures]

    def of(self, contribution_id: uuid.UUID) -> list[KeyFigure]:
        return self._figures[contribution_id]

    # -- Finding one ---------------------------------------------------------------------------------------------------

    def measured(self, contribution: Contribution, indicator_id: int) -> KeyFigure | None:
        return self._by_indicator.get((contribution.pk, indicator_id))

    def worded(self, contribution: Contribution, words: Words) -> KeyFigure | None:
        """The figure that has these words; of two, the first."""
        return self._by_words.get((contribution.pk, words))

    def indicator(self, contribution: Contribution, code: str) -> Indicator | None:
        """The indicator of that code, where it is the contribution's to measure: one of its figures of this year or of
        the year before has it, its direction owns it, or all share it."""
        found = self._indicators.get(code)
        if (
            found is None
            or self.measured(contribution, found.pk)
            or found.owner_id in {None, contribution.direction_id}
        ):
            return found
        return found if (contribution.previous_id, found.pk) in self._past else None

    def code(self, figure: KeyFigure) -> str | None:
        return self._codes.get(figure.indicator_id)

    def taken(self, contribution: Contribution) -> set[int | None]:
        """The indicators that a figure of the contribution measures already."""
        return self._taken.setdefault(contribution.pk, set())

    def remember_past(self, figure: KeyFigure) -> None:
        """Gives a figure that is not stored yet what `with_previous` reads for the others."""
        contribution = figure.contribution
        past = (contribution.previous_id, figure.indicator_id)
        figure.previous_value, figure.published = self._past.get(past, (None, None))
        kept = contribution.keeps_perimeter
        figure.reorganisation = PerimeterChange.NONE if kept else contribution.perimeter_change
        figure.is_redefined = figure.indicator_id in self._redefined

    # -- Read at the first use -----------------------------------------------------------------------------------------

    @cached_property
    def _figures(self) -> dict[uuid.UUID, list[KeyFigure]]:
        found: dict[uuid.UUID, list[KeyFigure]] = {pk: [] for pk in self._by_id}
        rows = KeyFigure.objects.filter(contribution__in=list(found)).with_previous()
        for figure in rows.order_by("position", "pk"):
            figure.contribution = self._by_id[figure.contribution_id]
            for name in permissions.hidden_fields(self._user, figure.contribution):
                setattr(figure, name, "")
            found[figure.contribution_id].append(figure)
        return found

    @cached_property
    def _by_indicator(self) -> dict:
        return {(one.contribution_id, one.indicator_id): one for one in self.figures if one.indicator_id}

    @cached_property
    def _by_words(self) -> dict:
        named = reversed(self.figures)
        return {(one.contribution_id, plain_words(one.label, one.unit, one.group)): one for one in named}

    @cached_property
    def _taken(self) -> dict:
        taken: dict = {pk: set() for pk in self._by_id}
        for one in self.figures:
            taken[one.contribution_id].add(one.indicator_id)
        return taken

    @cached_property
    def _indicators(self) -> dict[str, Indicator]:
        return {one.code: one for one in Indicator.objects.filter(institution=self.campaign.institution_id)}

    @cached_property
    def _codes(self) -> dict[int, str]:
        return {one.pk: code for code, one in self._indicators.items()}

    @cached_property
    def _past(self) -> dict:
        before = [one.previous_id for one in self.contributions.values() if one.previous_id]
        rows = KeyFigure.objects.filter(contribution__in=before, indicator__isnull=False)
        read = rows.values_list("contribution", "indicator", "value", *PUBLISHED)
        return {
            (contribution_id, indicator_id): (value, dict(zip(PUBLISHED, printed, strict=True)))
            for contribution_id, indicator_id, value, *printed in read
        }

    @cached_property
    def _redefined(self) -> set[int]:
        redefined = Redefinition.objects.filter(
            indicator__institution=self.campaign.institution_id, year=self.campaign.year
        )
        return set(redefined.values_list("indicator", flat=True))
