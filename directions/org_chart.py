"""Puts rows that hang below one another (directions, contributions) in the order of the org chart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol, TypeVar


class Node(Protocol):
    pk: object
    parent_id: object


Unit = TypeVar("Unit", bound=Node)


def in_tree_order(units: Iterable[Unit]) -> Iterator[tuple[Unit, int]]:
    """Each unit with its depth, parents before children; siblings keep the order given. A unit whose parent is not
    among them begins a tree of its own."""
    units = list(units)
    known = {unit.pk for unit in units}
    children: dict[object, list[Unit]] = {}
    for unit in units:
        children.setdefault(unit.parent_id if unit.parent_id in known else None, []).append(unit)
    waiting = [(unit, 0) for unit in reversed(children.get(None, []))]
    while waiting:
        unit, depth = waiting.pop()
        yield unit, depth
        waiting.extend((child, depth + 1) for child in reversed(children.get(unit.pk, [])))


def below_themselves(above: Mapping[str, str]) -> set[str]:
    """The codes that, from each to the one above it, come back to themselves. One that is not a key is a top."""
    looped: set[str] = set()
    settled: set[str] = set()
    for start in above:
        # A dictionary: it keeps the order of the way, and finds a code at once.
        way: dict[str, None] = {}
        code = start
        while code in above and code not in way and code not in settled:
            way[code] = None
            code = above[code]
        if code in way:
            passed = list(way)
            looped.update(passed[passed.index(code) :])
        settled.update(way)
    return looped
