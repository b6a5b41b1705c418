"""Two versions, one readable difference: which blocks were added, removed, changed or moved, and what changed in them.

Which blocks differ is found at once; their words are marked only where they are asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from reporting.document import Paragraph, RichText, Run
from reporting.history.marks import marked
from reporting.history.order import moves
from reporting.history.printed_blocks import Data, Field, PlacedBlock, Style, blocks_of
from reporting.history.states import State


class Change(StrEnum):
    """What happened to a block. One that was moved may also be CHANGED; one that was only moved is MOVED."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True)
class Cell:
    """A datum of a chart that differs; empty where it is not in one of the two."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class FieldDifference:
    """One field that is not the same. For Style.WORDS `marked` is the text with its words marked; for VALUE `old` and
    `new` are the values as they are printed; for PHOTO they are names of pictures; for DATA, `cells` tells."""

    old_field: Field
    new_field: Field

    @property
    def name(self) -> str:
        return self.new_field.name

    @property
    def label(self) -> str:
        return self.new_field.label

    @property
    def style(self) -> Style:
        return self.new_field.style

    @property
    def old(self) -> str | RichText | Data:
        return self.old_field.value

    @property
    def new(self) -> str | RichText | Data:
        return self.new_field.value

    @cached_property
    def marked(self) -> RichText:
        """Both values as one text of MarkedRuns."""
        return marked(_as_text(self.old), _as_text(self.new))

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The data that differ, in the order of the new chart, then those that it has no more."""
        old, new = dict(self.old), dict(self.new)
        labels = dict.fromkeys([*new, *old])
        return tuple(
            Cell(label, old.get(label, ""), new.get(label, ""))
            for label in labels
            if old.get(label, "") != new.get(label, "")
        )


@dataclass(frozen=True)
class BlockDifference:
    """One block that is not the same: as it was (`old`, None where it was added) and as it is (`new`, None where it was
    removed). `moved` holds its places among its likes, from 1, where it really moved. `fields` holds those that differ;
    of a block that was added or removed, all that it says."""

    change: Change
    old: PlacedBlock | None
    new: PlacedBlock | None
    fields: tuple[FieldDifference, ...]
    moved: tuple[int, int] | None = None

    @property
    def block(self) -> PlacedBlock:
        """The block as it is; as it was, where it was removed."""
        return self.new or self.old

    @property
    def id(self) -> str:
        return self.block.id

    @property
    def kind(self) -> str:
        return self.block.kind

    @property
    def title(self) -> str:
        return self.block.title

    def field(self, name: str) -> FieldDifference | None:
        return next((one for one in self.fields if one.name == name), None)


@dataclass(frozen=True)
class SectionDifference:
    """What differs between two sections: its blocks in the order of the page, those that were removed where they
    stood. Empty where every word is the same; only the sections' own blocks are compared."""

    blocks: tuple[BlockDifference, ...] = ()

    @cached_property
    def _by_id(self) -> dict[str, BlockDifference]:
        return {one.id: one for one in self.blocks}

    def block(self, block_id: str) -> BlockDifference | None:
        """What became of a block, by its id (its kind, for what has none); None: nothing."""
        return self._by_id.get(block_id)

    def __bool__(self) -> bool:
        return bool(self.blocks)

    def without_moves(self) -> SectionDifference:
        """The same, where the order of the blocks does not matter."""
        kept = (replace(one, moved=None) for one in self.blocks if one.change != Change.MOVED)
        return SectionDifference(tuple(kept))


def differences(old: State | None, new: State) -> SectionDifference:
    """What `new` says that `old` did not, block by block, found by their ids. Without `old`, all was added."""
    return compared(blocks_of(old) if old else (), blocks_of(new))


def compared(old: Iterable[PlacedBlock], new: Iterable[PlacedBlock]) -> SectionDifference:
    """The same of two lists of blocks."""
    before = {one.id: one for one in old}
    after = {one.id: one for one in new}
    moved = moves(list(before.values()), list(after.values()))
    found = (
        _difference(before.get(block_id), after.get(block_id), moved.get(block_id))
        for block_id in _in_order(list(before), list(after))
    )
    return SectionDifference(tuple(one for one in found if one))


def _in_order(old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    """The ids of the new section, and each of those that are no more after the one that it stood behind."""
    kept = set(new)
    followers: dict[str, list[str]] = {}
    last_kept = ""
    for block_id in old:
        if block_id in kept:
            last_kept = block_id
        else:
            followers.setdefault(last_kept, []).append(block_id)
    for block_id in ("", *new):
        if block_id:
            yield block_id
        yield from followers.get(block_id, ())


def _difference(
    old: PlacedBlock | None, new: PlacedBlock | None, moved: tuple[int, int] | None
) -> BlockDifference | None:
    if old is None or new is None:
        change = Change.ADDED if old is None else Change.REMOVED
        return BlockDifference(change, old, new, tuple(_told(old, new)))
    fields = tuple(_changed(old.fields, new.fields))
    if not fields and not moved:
        return None
    return BlockDifference(Change.CHANGED if fields else Change.MOVED, old, new, fields, moved)


def _told(old: PlacedBlock | None, new: PlacedBlock | None) -> Iterator[FieldDifference]:
    """All that a block says that is only on one side."""
    for field in (new or old).fields:
        if field.value:
            empty = replace(field, value=type(field.value)())
            yield FieldDifference(empty if old is None else field, empty if new is None else field)


def _changed(old: Iterable[Field], new: Iterable[Field]) -> Iterator[FieldDifference]:
    pairs = [(before, after) for before, after in zip(old, new, strict=True) if before.value != after.value]
    is_own = any(not after.is_computed for _, after in pairs)
    return (FieldDifference(before, after) for before, after in pairs if not (is_own and after.is_computed))


def _as_text(value: RichText | str | Data) -> RichText:
    if isinstance(value, str):
        return (Paragraph((Run(value),)),) if value else ()
    return value
