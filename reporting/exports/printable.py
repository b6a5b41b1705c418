"""Makes text printable with the report's font: equivalents for what the font lacks, nothing for what cannot be seen.

Standard library only. Letters of the text are never dropped in silence: what has no equivalent becomes "?" and is
reported.
"""

from __future__ import annotations

import unicodedata

from reporting.exports.font_coverage import UPRIGHT

UNPRINTABLE = "?"

_SOFT_HYPHEN = "\u00ad"
_EQUIVALENTS = {
    "\t": " ",
    "\u2009": "\u202f",
    "\u200a": "\u202f",
    "\u2010": "-",
    "\u2011": "-",
    "\u2023": "•",
    "\u2024": ".",
    "\u2043": "-",
    "\u2028": " ",
    "\u2029": " ",
    "\u201b": "‘",
    "\u201f": "“",
    "\u2027": "·",
    "\u2031": "‰",
    "\u2034": "′′′",
    "\u2035": "‘",
    "\u2197": "↑",
    "\u2198": "↓",
    "\u21d2": "→",
    "\u2794": "→",
    "\u279c": "→",
    "\u27a4": "→",
    "\u2705": "✓",
    "\u2714": "✓",
    "\u25a1": "☐",
    "\u25aa": "■",
    "\u25cf": "•",
    "\u25cb": "◊",
    "\u2b50": "*",
    "\u2605": "*",
    "\u2606": "*",
}


def printable(text: str) -> tuple[str, str]:
    """The text as the font can print it, and the characters that had to become "?"."""
    lost: list[str] = []
    letters = []
    after_mark = False
    for letter in unicodedata.normalize("NFC", text):
        is_mark = unicodedata.combining(letter) > 0
        # The font places one mark on a letter; heaps of them have no glyph.
        replaced = "" if is_mark and after_mark else _letter(letter)
        after_mark = is_mark
        if replaced is None:
            lost.append(letter)
        letters.append(UNPRINTABLE if replaced is None else replaced)
    return "".join(letters), "".join(dict.fromkeys(lost))


def _letter(letter: str) -> str | None:
    """What to print for a letter; None where nothing says the same."""
    if letter in _EQUIVALENTS:
        return _EQUIVALENTS[letter]
    category = unicodedata.category(letter)
    if category in ("Cc", "Cf", "Cs", "Co", "Cn") and letter not in ("\n", _SOFT_HYPHEN):
        return ""
    if letter == "\n" or letter in UPRIGHT:
        return letter
    if category == "Zs":
        return " "
    plain = "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))
    if plain and all(part in UPRIGHT for part in plain):
        return plain
    # Marks and pictograms carry no letter: accents of other scripts, variation selectors, emoji.
    return "" if category in ("Mn", "Me", "Mc", "So", "Sk") else None
