"""Words without accents, capitals and the shape of spaces and apostrophes: for a search and an order that are the same
on every database, whose own rules differ."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_SHAPES = str.maketrans({"’": "'", "œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae"})


@lru_cache(maxsize=20_000)
def folded(text: str) -> str:
    """ "Élèves  du Collège" gives "eleves du college"."""
    bare = unicodedata.normalize("NFKD", text.translate(_SHAPES))
    return " ".join("".join(letter for letter in bare if not unicodedata.combining(letter)).casefold().split())


def plain(text: str) -> str:
    """The text whatever its spaces and capitals; accents count."""
    return " ".join(text.split()).casefold()


def has_every_word(text: str, words: list[str]) -> bool:
    """True where each of the folded words stands somewhere in the folded text."""
    return all(word in text for word in words)
