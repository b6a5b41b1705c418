"""The words that French people write around a number: a qualifier before it, a scale and a unit after it.

Standard library only. The texts that come in are those of `cleaned`: plain spaces, straight apostrophes.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from directions.french.number_words import singular
from directions.french.numbers import ANY_SPACE, Scale, shown_unit, spoken_unit, stored_unit

MONTH_NAMES = re.compile(
    r"\b(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)\b", re.IGNORECASE
)

_APOSTROPHES = re.compile("[\u2018\u2019\u02bc\u00b4`]")
_SQUARE_OR_CUBE = re.compile(r"(?<![^\W\d_])((?:k|h|d|c|m)?m)([23])(?!\w)")
_LETTER = "A-Za-zÀ-ÖØ-öø-ÿŒœ"
_WORDING = re.compile(rf"[{_LETTER} .,;:'()«»/&-]*")


def cleaned(text: str) -> str:
    """The text as this module reads it: one kind of space, of apostrophe and of accent, "m²" for "m2"."""
    text = re.sub(ANY_SPACE, " ", unicodedata.normalize("NFC", text)).strip()
    text = _APOSTROPHES.sub("'", text)
    return _SQUARE_OR_CUBE.sub(lambda match: match[1] + ("²" if match[2] == "2" else "³"), text)


def lowercase(text: str) -> str:
    """The text in lower case, of the same length: no letter becomes another one, as "İ" becomes two."""
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in text)


def is_wording(text: str) -> bool:
    """True for words as French writes them, empty ones too: neither digits nor pictures."""
    return _WORDING.fullmatch(text) is not None


# -- Qualifiers --------------------------------------------------------------------------------------------------------

ESTIMATION = "estimation"
QUALIFIERS = (
    "près de", "plus de", "moins de", "un peu plus de", "un peu moins de", "pas moins de", "autour de",
    "de l'ordre de", "environ", "quelque", "presque", "à peine", "à peu près", "jusqu'à", "au moins", "au plus",
    "au minimum", "au maximum", "avoisine", ESTIMATION,
)  # fmt: skip
_OTHER_SPELLINGS = {
    "env.": "environ", "env": "environ", "~": "environ", "≈": "environ", "approximativement": "environ",
    "pas loin de": "près de", ">": "plus de", "+ de": "plus de", "<": "moins de", "- de": "moins de",
    "≥": "au moins", "≤": "au plus", "quelques": "quelque", "max.": "au maximum", "max": "au maximum",
    "maximum": "au maximum", "min.": "au minimum", "minimum": "au minimum",
    "estimé à": ESTIMATION, "estimée à": ESTIMATION, "estimés à": ESTIMATION, "estimées à": ESTIMATION,
    "estimé": ESTIMATION, "estimée": ESTIMATION, "estimés": ESTIMATION, "estimées": ESTIMATION,
}  # fmt: skip
_BEHIND_THE_NUMBER = (
    "environ", "env.", "env", "au moins", "au plus", "au maximum", "au minimum", "maximum", "minimum", "max.", "max",
    "min.", ESTIMATION, "estimé", "estimée", "estimés", "estimées",
)  # fmt: skip
_MEANING = {name: name for name in QUALIFIERS} | _OTHER_SPELLINGS


def _before(words: str) -> str:
    """A pattern for the words and what joins them to a number: "plus de 2", "plus d'un tiers", ">2", "environ 2"."""
    if words.endswith(" de"):
        return re.escape(words.removesuffix(" de")).replace(r"\ ", " ?" if words[0] in "+-" else " +") + " *(?:de +|d')"
    return re.escape(words).replace(r"\ ", " +") + (" +" if words[-1].isalpha() or words[-1] == "." else " *")


_LONGEST_FIRST = sorted(_MEANING, key=len, reverse=True)
_QUALIFIER_BEFORE = re.compile("|".join(f"({_before(words)})" for words in _LONGEST_FIRST), re.IGNORECASE)
_QUALIFIER_BEHIND = re.compile(
    rf"(?P<core>.*[^ (]) *(?P<open>\()? *\b(?P<words>{'|'.join(map(re.escape, _BEHIND_THE_NUMBER))})(?(open) *\))"
)


def without_qualifier(text: str, unit: str = "") -> tuple[str, str]:
    """The qualifier, in the words that are stored, and the rest of the text. A word of `unit` is no qualifier."""
    if match := _QUALIFIER_BEFORE.match(text):
        return _MEANING[_LONGEST_FIRST[match.lastindex - 1]], text[match.end() :]
    match = _QUALIFIER_BEHIND.fullmatch(lowercase(text))
    if match and not lowercase(unit).endswith(match["words"]):
        return _MEANING[match["words"]], text[: match.end("core")]
    return "", text


def with_qualifier(qualifier: str, text: str) -> str:
    """The text with its qualifier again, as `without_qualifier` reads it."""
    if qualifier == ESTIMATION:
        return f"{text} ({ESTIMATION})"
    return f"{qualifier} {text}".strip()


# -- Numbers in words --------------------------------------------------------------------------------------------------

_COUNTED = (
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit "
    "dix-neuf vingt"
)
NUMBERS_IN_WORDS = {word: rank for rank, word in enumerate(_COUNTED.split())} | {
    "une": 1, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "cent": 100,
}  # fmt: skip
# "12 centaines" is no count of hundreds: the number is asked for.
COLLECTIVES = {"dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30, "centaine": 100}
APPROXIMATIONS = {
    "une dizaine": 10, "une douzaine": 12, "une quinzaine": 15, "une vingtaine": 20, "une trentaine": 30,
    "une quarantaine": 40, "une cinquantaine": 50, "une soixantaine": 60, "une centaine": 100, "un millier": 1000,
}  # fmt: skip
FRACTIONS = {
    "un tiers": (1, 3), "deux tiers": (2, 3), "un quart": (1, 4), "trois quarts": (3, 4), "la moitié": (1, 2),
    "un cinquième": (1, 5), "un sixième": (1, 6), "un dixième": (1, 10), "½": (1, 2), "⅓": (1, 3), "⅔": (2, 3),
    "¼": (1, 4), "¾": (3, 4),
}  # fmt: skip


# -- Scales ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Magnitude:
    """How many zeros a word after the number stands for, how they are printed, and what follows that word."""

    power: int = 0
    scale: Scale = Scale.PLAIN
    rest: str = ""


_CURRENCY = r"(?=€|(?i:eur(?:os?)?)\b)"
_MAGNITUDES = tuple(
    (re.compile(pattern), power, scale)
    for pattern, power, scale in (
        (r"(?i:milliers?|mille)\b(?!')", 3, Scale.PLAIN),
        (r"(?i:millions?)\b(?!')", 6, Scale.MILLION_WORD),
        (r"(?i:milliards?)\b(?!')", 9, Scale.BILLION),
        (rf"(?:(?i:mr?ds?) ?{_CURRENCY}|Mr?ds?(?= |$))", 9, Scale.BILLION),
        (rf"M(?: ?{_CURRENCY}|(?= |$))", 6, Scale.MILLION),
        (rf"[kK](?: ?{_CURRENCY}|(?= |$))", 3, Scale.THOUSAND),
    )
)
_OF = re.compile(r"de +|d' *")
_SCALE_WORD = re.compile(r"\b(?:mille|milliers?|millions?|milliards?)\b", re.IGNORECASE)


def magnitude(text: str) -> Magnitude | None:
    """The scale that begins what follows a number: "M€", "millions d'euros"; None where there is none."""
    for pattern, power, scale in _MAGNITUDES:
        if match := pattern.match(text):
            return Magnitude(power, scale, text[match.end() :].strip())
    return None


def holds_scale(unit: str) -> bool:
    """True for a unit that holds a scale: "K€", "en milliers", "millions d'euros", "€ (millions)". What a rate is given
    by may hold one: "décès par million d'habitants"."""
    counted = re.split(r"/| par ", cleaned(shown_unit(unit)))[0].strip().removeprefix("en ")
    meant = (other.strip() for other in slips(counted))
    return bool(magnitude(counted) or _SCALE_WORD.search(counted) or any(magnitude(words) for words in meant))


def without_de(text: str) -> str:
    """ "de masques" -> "masques", "d'euros" -> "euros"."""
    return _OF.sub("", text, count=1) if _OF.match(text) else text


# -- Units -------------------------------------------------------------------------------------------------------------

_RATIOS = {"%": "%", "‰": "‰", "pour cent": "%", "pourcent": "%", "pourcents": "%", "pct": "%", "pour mille": "‰"}
_EURO = re.compile(
    r"(?:€|eur|euros?)(?: ?(?P<tax>HT|TTC)\b)?"
    r"(?:(?: ?/ ?| +par +| +la +| +le +| +l'| +à +l'| +à +la +)(?P<per>[^ /].*))?",
    re.IGNORECASE,
)
_PER = re.compile(r"(?P<counted>.+?) +par +(?P<per>.+)")
_HEAD_COUNT = re.compile(r"(?:hab\.?|habitants?)\Z")
_UNIT = re.compile(rf"[{_LETTER}°](?:[{_LETTER}²³₂°.'/ -]|(?<=CO)2)*")
_MAX_LENGTH, _MAX_WORDS = 40, 5
_SYMBOLS_OF_ONE_LETTER = frozenset("htmlgsjaLWVAJ")
_SPELLED_OUT = {
    "t": "tonne", "h": "heure", "m": "mètre", "km": "kilomètre", "l": "litre", "kg": "kilogramme", "ha": "hectare",
    "min": "minute", "j": "jour", "hab": "habitant", "hab.": "habitant", "année": "an",
}  # fmt: skip
# A unit neither begins nor ends with one of these: something is missing, or it is a sentence.
_JOINING_WORDS = """
    à au aux avec ce ces contre dans de des dont du elle en entre est et il la le les mais ne ont ou où par pour puis
    qui que sans soit sont sous sur un une vers y
"""
_ELIDED = re.compile(r"(?:[dlns]|qu)'", re.IGNORECASE)
_JOINING = frozenset(_JOINING_WORDS.split())
_NOT_IN_A_UNIT_WORDS = """
    bis cents définitif définitifs demi demie est mille millier milliers million millions milliard milliards nc nd ont
    provisoire provisoires sont ter
"""
_NOT_IN_A_UNIT = frozenset([*_NOT_IN_A_UNIT_WORDS.split(), *COLLECTIVES, *(f"{word}s" for word in COLLECTIVES)])
# What looks like a unit and is most often a slip, with what may have been meant.
_SLIPS = {
    "e": ("e", " €"), "E": (" €",), "m€": (" M€",), "me": (" M€",), "ke": (" k€",), "mde": (" Md€",),
    "mdse": (" Md€",), "md": (" Md",), "mds": (" Md",), "mio": (" M",), "mios": (" M",), "mrd": (" Md",),
    "mrds": (" Md",), "mio€": (" M€",), "mio €": (" M€",), "MM": (" M",), "MM€": (" M€",), "Mn": (" M",),
    "bn": (" Md",), "bn€": (" Md€",), "nde": ("nde",), "ème": ("e",), "eme": ("e",), "ième": ("e",),
}  # fmt: skip


def slips(text: str) -> tuple[str, ...]:
    """What may have been meant by "m€" or "ME" after a number; "MDS" (maisons de la solidarité) is a unit."""
    if text == "MDS":
        return ()
    return _SLIPS.get(text) or _SLIPS.get(text.lower(), ())


def unit_typed(text: str) -> str | None:
    """The unit as it is stored: "€ par habitant" is "EUR/hab."; None where the words are no unit."""
    words = _joined(text)
    if words.lower() in _RATIOS:
        return _RATIOS[words.lower()]
    if euro := _EURO.fullmatch(words.removesuffix(".")):
        euros = f"EUR {euro['tax'].upper()}" if euro["tax"] else "EUR"
        return _per_unit(euros, euro["per"]) if euro["per"] else euros
    if not _is_unit(words):
        return None
    words = _without_final_point(words)
    if per := _PER.fullmatch(words):
        rate = f"{per['counted']}/{per['per']}"
        # Only where the stroke is printed "par" again.
        return rate if spoken_unit(rate) == spoken_unit(words) else words
    return words


def _per_unit(counted: str, per: str) -> str | None:
    if not _is_unit(per):
        return None
    return f"{counted}/{'hab.' if _HEAD_COUNT.match(per) else _without_final_point(per)}"


def _is_unit(text: str) -> bool:
    words = text.split()
    if not words or len(text) > _MAX_LENGTH or len(words) > _MAX_WORDS or not _UNIT.fullmatch(text) or slips(text):
        return False
    if len(text) == 1 and text not in _SYMBOLS_OF_ONE_LETTER:
        return False
    parts = re.split(r"[ '/]", text.lower())
    if _ELIDED.match(text) or {parts[0], parts[-1]} & _JOINING or "" in parts or _NOT_IN_A_UNIT.intersection(parts):
        return False
    if MONTH_NAMES.search(text) or magnitude(re.split("[ '/]", text)[0]) or parts[0] in NUMBERS_IN_WORDS:
        return False
    return not _QUALIFIER_BEHIND.fullmatch(f"1 {lowercase(text)}")


def _without_final_point(text: str) -> str:
    """The full stop of a pasted sentence is not that of an abbreviation."""
    return text[:-1] if text.endswith(".") and len(text.split()[-1]) > 5 else text


def is_same_unit(typed: str, unit: str) -> bool:
    """True where both words print the same: "agent" and "agents", "€ par habitant" and "EUR/hab.", "t" and "tonnes"."""
    return bool(typed) and _key(typed) == _key(unit)


def is_part_of(typed: str, unit: str) -> bool:
    """True for "€", "par habitant" and "/hab." where the unit is "EUR/hab."."""
    counted, stroke, per = unit.partition("/")
    per_typed = re.sub(r"\A(?:/|par\b) *", "", typed)
    return bool(stroke) and (is_same_unit(typed, counted) or (per_typed != typed and is_same_unit(per_typed, per)))


@lru_cache(maxsize=1024)
def _key(unit: str) -> str:
    words = _joined(unit)
    spoken = cleaned(spoken_unit(stored_unit(_RATIOS.get(words.lower(), words))))
    return "".join(_word_key(word) for word in re.split("([ /])", spoken))


def _joined(text: str) -> str:
    return re.sub(" ?/ ?", "/", " ".join(text.split()))


def _word_key(word: str) -> str:
    """Capitals do not matter, except in a symbol: M is not m."""
    word = word if len(word) < 2 else singular(word.lower())
    return _SPELLED_OUT.get(word, word)
