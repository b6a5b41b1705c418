"""Which blocks really moved: the fewest that have to be told for the order of all to be understood."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from reporting.history.printed_blocks import PlacedBlock

Container = tuple[str, ...]


def moves(old: Sequence[PlacedBlock], new: Sequence[PlacedBlock]) -> dict[str, tuple[int, int]]:
    """The old and the new place, from 1, of each block that moved among those of its kind that are in both and that
    stand in the same container. A block that is filed under another heading is told by that, not as moved."""
    groups = {one.id: one.group for one in old}
    before, after = _by_container(old, {one.id for one in new}), _by_container(new, set(groups))
    regrouped = {one.id for one in new if groups.get(one.id, one.group) != one.group}
    found: dict[str, tuple[int, int]] = {}
    for container in before.keys() & after.keys():
        both = set(before[container]) & set(after[container]) - regrouped
        found |= _moves(*([one for one in side[container] if one in both] for side in (before, after)))
    return found


def _by_container(blocks: Iterable[PlacedBlock], kept: set[str]) -> dict[Container, list[str]]:
    found = defaultdict(list)
    for one in blocks:
        if one.id in kept:
            found[one.kind, *one.container].append(one.id)
    return found


def _moves(old: list[str], new: list[str]) -> dict[str, tuple[int, int]]:
    """Both hold the same ids."""
    if old == new:
        return {}
    places = {block_id: place for place, block_id in enumerate(old, start=1)}
    ranks = [places[block_id] for block_id in new]
    still = _longest_in_order(ranks)
    return {
        block_id: (rank, place)
        for place, (block_id, rank) in enumerate(zip(new, ranks, strict=True), start=1)
        if rank not in still and rank != place
    }


def _longest_in_order(ranks: list[int]) -> set[int]:
    """The longest increasing part of the ranks; of several, one that keeps the most of them in their places."""
    # For each place: the value of the best part that ends there (its length, how many stay put) and the place before.
    best: list[tuple[tuple[int, int], int | None]] = []
    for place, rank in enumerate(ranks):
        stays = int(rank == place + 1)
        value, before = max(
            ((best[other][0], other) for other in range(place) if ranks[other] < rank), default=((0, 0), None)
        )
        best.append(((value[0] + 1, value[1] + stays), before))
    place: int | None = max(range(len(best)), key=lambda one: best[one][0])
    found = set()
    while place is not None:
        found.add(ranks[place])
        place = best[place][1]
    return found
