"""Puts rows that hang below one another (directions, contributions) in the order of the org chart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
