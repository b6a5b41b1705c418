"""Where two texts differ, word by word, in the way a person would mark them. Standard library only.

The time that it takes hardly grows faster than the texts: a word that comes everywhere is never where a comparison
begins, and beyond what anybody writes in one paragraph the old text is told as replaced by the new one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import chain
from typing import Generic, TypeVar

Token = TypeVar("Token", bound=Hashable)

_WORD = re.compile(r"\s+|\w+|[^\w\s]")
# Fewer letters between two changes are not worth being told apart: "de", "la", a comma.
_KEPT_LETTERS = 4
_MAX_OCCURRENCES = 8
_MAX_WORDS = 4000


@dataclass(frozen=True)
class Stretch(Generic[Token]):
    """Tokens that are the same in both texts (`is_same`), or those of the old one that became those of the new one."""

    is_same: bool
    old: tuple[Token, ...]
    new: tuple[Token, ...]


def words(text: str) -> list[str]:
    """The words, the marks and the spaces of a text: joined, they are the text."""
    return _WORD.findall(text)


def stretches(
    old: Sequence[Token], new: Sequence[Token], text: Callable[[Token], str] = str
) -> Iterator[Stretch[Token]]:
    """The two texts as stretches, in turn the same and not; `text` gives the word of a token. The old sides joined are
    the old text, the new sides the new one."""
    start, end = _common_ends(old, new)
    middle = _compared(old[start : len(old) - end], new[start : len(new) - end], text)
    tail = old[len(old) - end :]
    return _joined([(True, old[:start], old[:start]), *middle, (True, tail, tail)], text)


def _common_ends(old: Sequence[Token], new: Sequence[Token]) -> tuple[int, int]:
    """How many tokens are the same at the beginning, then at the end."""
    shortest = min(len(old), len(new))
    start = next((rank for rank in range(shortest) if old[rank] != new[rank]), shortest)
    rest = shortest - start
    return start, next((rank for rank in range(1, rest + 1) if old[-rank] != new[-rank]), rest + 1) - 1


# -- What is between the common ends -----------------------------------------------------------------------------------

Part = tuple[bool, Sequence[Token], Sequence[Token]]
# A word and the spaces that follow it. The words are compared: spaces would be the same everywhere.
Unit = list[Token]


def _compared(old: Sequence[Token], new: Sequence[Token], text: Callable[[Token], str]) -> Iterator[Part]:
    before, after = _units(old, text), _units(new, text)
    if not before or not after or max(len(before), len(after)) > _MAX_WORDS:
        yield False, old, new
        return
    for kind, start, end, other_start, other_end in _matcher(before, after).get_opcodes():
        if kind == "equal":
            yield from _same_words(before[start:end], after[other_start:other_end])
        else:
            yield False, [*chain(*before[start:end])], [*chain(*after[other_start:other_end])]


def _units(tokens: Sequence[Token], text: Callable[[Token], str]) -> list[Unit]:
    units: list[Unit] = []
    for token in tokens:
        if units and text(token).isspace():
            units[-1].append(token)
        else:
            units.append([token])
    return units


def _matcher(before: list[Unit], after: list[Unit]) -> SequenceMatcher:
    matcher = SequenceMatcher(None, [unit[0] for unit in before], [unit[0] for unit in after], autojunk=False)
    for word, count in Counter(matcher.b).items():
        if count > _MAX_OCCURRENCES:
            del matcher.b2j[word]
    return matcher


def _same_words(before: list[Unit], after: list[Unit]) -> Iterator[Part]:
    for (word, *spaces), (_, *other_spaces) in zip(before, after, strict=True):
        yield True, [word], [word]
        yield spaces == other_spaces, spaces, other_spaces


def _joined(parts: list[Part], text: Callable[[Token], str]) -> Iterator[Stretch[Token]]:
    """The parts as few stretches, in which what is the same by chance between two changes is one change with them."""
    merged = _merged(parts)
    last = len(merged) - 1
    judged = [
        (is_same and (rank in {0, last} or _is_worth_telling(old, text)), old, new)
        for rank, (is_same, old, new) in enumerate(merged)
    ]
    return (Stretch(is_same, tuple(old), tuple(new)) for is_same, old, new in _merged(judged))


def _merged(parts: list[Part]) -> list[Part]:
    """The parts, neighbours of the same kind put together, without those that are empty."""
    merged: list[Part] = []
    for is_same, old, new in parts:
        if not old and not new:
            continue
        if merged and merged[-1][0] == is_same:
            merged[-1][1].extend(old)
            merged[-1][2].extend(new)
        else:
            merged.append((is_same, list(old), list(new)))
    return merged


def _is_worth_telling(tokens: Sequence[Token], text: Callable[[Token], str]) -> bool:
    return sum(character.isalnum() for token in tokens for character in text(token)) >= _KEPT_LETTERS
