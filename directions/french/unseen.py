"""Texts that show nothing: made of spaces, and of what Unicode calls letters and marks but nobody sees."""

from __future__ import annotations

import unicodedata

# Controls, spaces, and marks that only change their neighbours; then what Unicode takes for letters and shows nothing.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zs", "Zl", "Zp", "Mn"})
_BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")


def says_something(text: str) -> bool:
    """True where at least one sign leaves a trace on a page by itself."""
    return any(unicodedata.category(sign) not in _UNSEEN and sign not in _BLANK_LETTERS for sign in text)
