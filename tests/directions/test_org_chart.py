"""The order of the org chart, whatever the tree."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from directions.org_chart import in_tree_order


@dataclass(frozen=True)
class Unit:
    pk: int
    parent_id: int | None


@st.composite
def trees(draw) -> list[Unit]:
    """Units in any order, some of them below a parent that is not given."""
    count = draw(st.integers(0, 12))
    units = [Unit(pk, draw(st.none() | st.integers(-1, pk - 1))) for pk in range(count)]
    return draw(st.permutations(units))


@given(trees())
def test_each_unit_comes_once_right_below_its_parent_and_after_its_elder_siblings(units):
    ordered = list(in_tree_order(units))
    assert sorted(unit.pk for unit, _ in ordered) == sorted(unit.pk for unit in units)
    known = {unit.pk for unit in units}
    path: list[Unit] = []
    for unit, depth in ordered:
        del path[depth:]
        above = path[-1].pk if path else None
        assert len(path) == depth
        assert above == (unit.parent_id if unit.parent_id in known else None)
        path.append(unit)
    for parent in {unit.parent_id for unit in units} & known:
        given_order = [unit.pk for unit in units if unit.parent_id == parent]
        assert [unit.pk for unit, _ in ordered if unit.parent_id == parent] == given_order


def test_siblings_keep_the_order_given():
    units = [Unit(3, None), Unit(1, None), Unit(2, 3), Unit(4, 3)]
    assert [(unit.pk, depth) for unit, depth in in_tree_order(units)] == [(3, 0), (2, 1), (4, 1), (1, 0)]
