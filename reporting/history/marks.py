"""Two rich texts as one, its words marked as inserted or deleted, its paragraphs and lists kept.

What is not deleted is the new text, what is not inserted is the old one. It reads the document and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

from directions.french.word_differences import stretches, words
from reporting.document import ListBlock, Paragraph, RichText, Run, plain_text

INSERTED, DELETED = "ins", "del"

# Two paragraphs that share this part of their words are one, rewritten.
_ALIKE = 0.4
# How far a rewritten paragraph is looked for.
_REACH = 8

Block = Paragraph | ListBlock
Item = tuple[Block, ...]
# A word, its marks, its link: a word that became bold is another word.
Token = tuple[str, tuple[str, ...], str]


@dataclass(frozen=True)
class MarkedRun(Run):
    """A run of a marked text; `change` is INSERTED, DELETED or empty."""

    change: str = ""

    @property
    def is_changed_break(self) -> bool:
        """True for a line break that came or went: nothing else would show it."""
        return self.text == "\n" and bool(self.change)


def marked(old: RichText, new: RichText) -> RichText:
    """Both texts as one whose runs are MarkedRuns."""
    return tuple(_marked(old, new))


def side(rich: RichText, without: str) -> RichText:
    """A marked text without what was INSERTED (the old text), or without what was DELETED (the new one)."""
    return tuple(block for one in rich if (block := _side_of(one, without)))


# -- Marking -----------------------------------------------------------------------------------------------------------


def _marked(old: RichText, new: RichText) -> Iterator[Block]:
    for before, after in _paired(old, new):
        if before is None or after is None:
            yield _whole(before or after, DELETED if after is None else INSERTED)
        elif before == after:
            yield _whole(after, "")
        elif isinstance(after, Paragraph):
            yield Paragraph(tuple(_marked_runs(before.runs, after.runs)))
        else:
            yield ListBlock(after.ordered, tuple(_marked_items(before.items, after.items)))


def _marked_items(old: Sequence[Item], new: Sequence[Item]) -> Iterator[Item]:
    for before, after in _paired(old, new):
        if before is None or after is None:
            change = DELETED if after is None else INSERTED
            yield tuple(_whole(block, change) for block in before or after)
        else:
            yield marked(before, after)


def _whole(block: Block, change: str) -> Block:
    if isinstance(block, Paragraph):
        return Paragraph(tuple(MarkedRun(run.text, run.marks, run.href, change) for run in block.runs))
    return ListBlock(block.ordered, tuple(tuple(_whole(one, change) for one in item) for item in block.items))


def _marked_runs(old: Sequence[Run], new: Sequence[Run]) -> Iterator[MarkedRun]:
    for stretch in stretches(_tokens(old), _tokens(new), lambda token: token[0]):
        if stretch.is_same:
            yield from _runs(stretch.new, "")
        else:
            yield from _runs(stretch.old, DELETED)
            yield from _runs(stretch.new, INSERTED)


def _tokens(runs: Sequence[Run]) -> list[Token]:
    return [(word, run.marks, run.href) for run in runs for word in words(run.text)]


def _runs(tokens: Sequence[Token], change: str) -> Iterator[MarkedRun]:
    for (marks, href, is_break), group in groupby(tokens, key=lambda token: (token[1], token[2], token[0] == "\n")):
        texts = [text for text, _, _ in group]
        # Each line break stays a run of its own.
        yield from (MarkedRun(text, marks, href, change) for text in (texts if is_break else ["".join(texts)]))


# -- Pairing paragraphs, and items of lists ----------------------------------------------------------------------------


def _paired(old: Sequence, new: Sequence) -> Iterator[tuple]:
    """The blocks, or the items, of both in order: (old, new) where one became the other, else one of them and None."""
    for kind, start, end, other_start, other_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from zip(old[start:end], new[other_start:other_end], strict=True)
        else:
            yield from _paired_between(old[start:end], new[other_start:other_end])


def _paired_between(old: Sequence, new: Sequence) -> Iterator[tuple]:
    """Each old one with the first new one that is like it and comes after those already paired."""
    vocabularies = [_vocabulary(one) for one in new]
    next_new = 0
    for before in old:
        vocabulary = _vocabulary(before)
        near = range(next_new, min(next_new + _REACH, len(new)))
        found = next((rank for rank in near if _are_alike(before, vocabulary, new[rank], vocabularies[rank])), None)
        if found is None:
            yield before, None
            continue
        yield from ((None, one) for one in new[next_new:found])
        yield before, new[found]
        next_new = found + 1
    yield from ((None, one) for one in new[next_new:])


def _are_alike(before: Block | Item, before_words: set[str], after: Block | Item, after_words: set[str]) -> bool:
    if type(before) is not type(after):
        return False
    if isinstance(before, ListBlock):
        # What became of its items is told one by one.
        return before.ordered == after.ordered
    return 2 * len(before_words & after_words) >= _ALIKE * (len(before_words) + len(after_words))


def _vocabulary(one: Block | Item) -> set[str]:
    text = plain_text(one if isinstance(one, tuple) else (one,))
    return {word for word in words(text.casefold()) if word.isalnum()}


# -- One side of a marked text -----------------------------------------------------------------------------------------


def _side_of(block: Block, without: str) -> Block | None:
    """The block without its runs of that change, its neighbouring runs put together again; None where none is left."""
    if isinstance(block, ListBlock):
        items = tuple(item for one in block.items if (item := side(one, without)))
        return ListBlock(block.ordered, items) if items else None
    kept = [(run.text, run.marks, run.href) for run in block.runs if run.change != without]
    runs = tuple(Run(run.text, run.marks, run.href) for run in _runs(kept, ""))
    return Paragraph(runs) if runs else None
