"""A contribution against the one of the year before: other blocks, of which some say the same thing again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from reporting.document import Figure, Section
from reporting.history.differences import SectionDifference, compared
from reporting.history.printed_blocks import PlacedBlock, blocks_of
from reporting.history.states import State


def against_last_year(previous: Section, section: Section) -> SectionDifference:
    """What this year's section says that last year's did not. A figure is found again by its indicator, another block
    by its title, among those of its kind; what is not found was added, or removed. Neither the order of the blocks nor
    the evolution of the figures counts: both are new every year."""
    old, new = blocks_of(State(previous)), blocks_of(State(section))
    ids = _found_again(old, new)
    return compared(
        (replace(_written(one), id=ids.get(one.id, one.id)) for one in old), (_written(one) for one in new)
    ).without_moves()


def _found_again(old: Iterable[PlacedBlock], new: Iterable[PlacedBlock]) -> dict[str, str]:
    """The id of this year's block for that of last year's. Of several with the same words, each is found once."""
    waiting: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in new:
        waiting[_sameness(one)].append(one.id)
    return {one.id: waiting[_sameness(one)].pop(0) for one in old if waiting[_sameness(one)]}


def _sameness(one: PlacedBlock) -> tuple[str, str]:
    if isinstance(one.block, Figure) and one.block.indicator:
        return one.kind, one.block.indicator
    return one.kind, f"« {' '.join(one.title.split()).casefold()} »"


def _written(one: PlacedBlock) -> PlacedBlock:
    """The block without what was computed from another year, and without the number that each report gives it."""
    return replace(one, fields=tuple(field for field in one.fields if not field.is_computed and field.name != "number"))
