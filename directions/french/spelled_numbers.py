"""Numbers in words, as French spells them below a million: "vingt et un", "deux cents", "quatre-vingt-dix mille".

Standard library only. Hyphens, the final s of "cents" and "vingts", and the e of "une" do not matter.
"""

from __future__ import annotations

import re
from functools import cache

_NAMES = "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
_SMALL = tuple(_NAMES.split())
_TENS = {2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante", 6: "soixante", 8: "quatre vingt"}
_WORD = re.compile(r"[^ -]+")
_PLURAL = re.compile(r"(cent|vingt)s")
_MOST_WORDS = 14


def spelled_out(text: str) -> tuple[int, str] | None:
    """The number that the first words spell, as many of them as can be, and what follows; None where they do not."""
    ends = [match.end() for match in _WORD.finditer(text) if text[match.end() : match.end() + 1] in {"", " "}]
    for end in reversed(ends[:_MOST_WORDS]):
        number = _number(" ".join(_plain(word) for word in _WORD.findall(text[:end])))
        if number is not None:
            return number, text[end:].strip()
    return None


def _plain(word: str) -> str:
    word = word.lower()
    return "un" if word == "une" else _PLURAL.sub(r"\1", word) if _PLURAL.fullmatch(word) else word


def _number(words: str) -> int | None:
    thousands, mille, rest = (part.strip() for part in f" {words} ".partition(" mille "))
    known = _below_a_thousand()
    if not mille:
        return known.get(thousands)
    if (thousands and known.get(thousands, 0) < 2) or (rest and not known.get(rest)):
        return None
    return known.get(thousands, 1) * 1000 + known.get(rest, 0)


@cache
def _below_a_thousand() -> dict[str, int]:
    return {_spelled(number): number for number in range(1000)}


def _spelled(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return _below_a_hundred(rest)
    words = "cent" if hundreds == 1 else f"{_SMALL[hundreds]} cent"
    return f"{words} {_below_a_hundred(rest)}" if rest else words


def _below_a_hundred(number: int) -> str:
    if number < len(_SMALL):
        return _SMALL[number]
    if number < 20:
        return f"dix {_SMALL[number - 10]}"
    tens, rest = divmod(number, 10)
    if tens in {7, 9}:  # soixante-dix
        tens, rest = tens - 1, rest + 10
    if not rest:
        return _TENS[tens]
    link = " et " if rest in {1, 11} and tens != 8 else " "
    return f"{_TENS[tens]}{link}{_below_a_hundred(rest)}"
