"""What an import would do, in words: each line of the file with its verdict, and whether all may be written."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property


class Verdict(StrEnum):
    """What becomes of a line, in the order in which people must see them."""

    REFUSED = "refusees"
    CHANGED = "modifiees"
    ADDED = "ajoutees"
    SAME = "inchangees"


@dataclass(frozen=True)
class Change:
    """A column whose cell says something new; empty words are an empty cell."""

    title: str
    before: str
    after: str


@dataclass(frozen=True)
class Reason:
    """Why a line is refused, and in which column; no column where it is the whole line."""

    message: str
    title: str = ""


@dataclass(frozen=True)
class Told:
    """What changes on a line, and what to know beside it."""

    changes: tuple[Change, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """A line of the file under the number that the spreadsheet gives it. `place` and `subject` say what it is about,
    `warning` what may not be meant. `stamp` is the same for two lines that would write the same in place of the same.

    `tell` puts it in words: only the lines of the page that is shown are.
    """

    number: int
    verdict: Verdict
    place: str
    subject: str
    reasons: tuple[Reason, ...] = ()
    warning: str = ""
    stamp: str = ""
    tell: Callable[[], Told] = Told

    @cached_property
    def told(self) -> Told:
        return self.tell()

    def refused(self, reason: Reason) -> Line:
        return replace(self, verdict=Verdict.REFUSED, reasons=(*self.reasons, reason), tell=Told)


@dataclass(frozen=True)
class Judgement:
    """`ignored` are the titles of the file that no column has, `sheet` the name of the one that was read. Nothing is
    written where a line is refused."""

    lines: tuple[Line, ...]
    ignored: tuple[str, ...] = ()
    sheet: str = ""

    @cached_property
    def counts(self) -> Counter[Verdict]:
        return Counter(line.verdict for line in self.lines)

    @property
    def refused(self) -> int:
        return self.counts[Verdict.REFUSED]

    @property
    def written(self) -> int:
        """How many lines would be written."""
        return self.counts[Verdict.CHANGED] + self.counts[Verdict.ADDED]

    @property
    def warned(self) -> int:
        return sum(bool(line.warning) for line in self.lines)

    @property
    def may_be_written(self) -> bool:
        return not self.refused and self.written > 0

    def of(self, *verdicts: Verdict) -> list[Line]:
        """The lines of these verdicts, refused ones first; within a verdict, in the order of the file."""
        return [line for verdict in Verdict if verdict in verdicts for line in self.lines if line.verdict == verdict]

    @cached_property
    def fingerprint(self) -> str:
        """The same for two judgements that would write the same in place of the same."""
        written = [(line.number, line.stamp) for line in self.of(Verdict.CHANGED, Verdict.ADDED)]
        return hashlib.sha256(repr(written).encode()).hexdigest()
