"""What the review page says there is to do and to look at in one contribution, beside its comments."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from functools import cached_property

from directions import completeness
from directions.evolution import evolution_of, moves_beyond
from directions.models import Contribution, ContributionEvent
from directions.models.review import waiting_threads


@dataclass(frozen=True)
class Variation:
    """A figure that moved much since the year before, and why, in the words of its direction."""

    block: uuid.UUID
    label: str
    words: str
    explanation: str


class Panel:
    """`printed` are the blocks that the page shows."""

    def __init__(self, contribution: Contribution, printed: frozenset[uuid.UUID]) -> None:
        self._contribution = contribution
        self._printed = printed

    @property
    def asked(self) -> ContributionEvent | None:
        """What the communication team wrote when it sent the contribution back last. The direction still has to do it
        while the contribution is open; then it is what the reviewers look for."""
        return self._contribution.last_request

    @property
    def request_draft(self) -> str:
        """What a request for changes begins with: the comments that wait for the direction."""
        count = len(waiting_threads(self._contribution))
        if not count:
            return ""
        what = "au commentaire" if count == 1 else f"aux {count} commentaires"
        return f"Merci de répondre {what} de la page de relecture."

    def missing(self) -> list[tuple[completeness.Missing, bool]]:
        """What the contribution lacks, and if the page shows the block that lacks it."""
        return [(item, item.block in self._printed) for item in completeness.missing(self._contribution)]

    @property
    def unexplained(self) -> int:
        """How many of the figures that moved much come without a word."""
        return sum(not one.explanation for one in self.variations)

    @cached_property
    def variations(self) -> list[Variation]:
        campaign = self._contribution.campaign
        return [
            Variation(figure.pk, figure.label, moved.in_words or moved.before, figure.explanation.strip())
            for figure in self._contribution.key_figures.all()
            if moves_beyond(figure, campaign.year, campaign.variation_threshold)
            and (moved := evolution_of(figure, campaign.year))
        ]
