"""French typography: gives a text, or a piece of it, the spaces, quotes and apostrophes of a printed page.

Standard library only. The marks follow the usage of the Imprimerie nationale: U+00A0 before a colon, a unit and inside
guillemets, U+202F before the other high marks and between thousands. U+2009 and U+2011 are never written: the fonts of
the report do not have them.
"""

from __future__ import annotations

import re
from collections.abc import Callable

NO_BREAK = "\u00a0"
NARROW_NO_BREAK = "\u202f"
APOSTROPHE = "\u2019"

Replacement = str | Callable[[re.Match[str]], str]

_SPACE = "[ \u00a0\u202f]"
_OTHER_FIXED_SPACES = re.compile("[\u2007\u2009]")
_ANY_SPACE = re.compile(_SPACE)

# One character stands for every address while the rules run. An address can hold any mark, so it is put out of reach;
# where the text itself holds that character, it is set aside and put back like an address.
_STAND_IN = "\ue000"
_ADDRESS = re.compile(
    rf"""{_STAND_IN}
    | (?<!\w) (?:[a-z]+://|www\.) [^\s<>"«»]* [^\s<>"«».,;:!?…)'’]
    | (?<![\w.+'-]) (?:mailto:)? [\w.+'-]+ @ [\w-]+ (?:\.[\w-]+)+
    """,
    re.VERBOSE,
)

_PAIRED_QUOTES = re.compile(r'(?<![\w"])"(?=\S)([^"\n]*)(?<=\S)"(?![\w"])')

_APOSTROPHE = re.compile(r"(?<=[^\W\d_])'")
_INNER_APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=\w)")
_OPENING_SINGLE_QUOTE = re.compile(r"(?<!\w)'(?=\w)")

# Not after an opening bracket, as in "(?)". The space that begins a text belongs to the run before: its kind may
# change, never its presence.
_BEFORE_MARK = rf"(?:(?<=[^\s(\[«])|\A(?={_SPACE}\S))"
_SMILEY = r"[:;]-?[()DP](?!\w)"
_ENDS_A_WORD = r'(?=[\s»)\]"…]|\Z)'
_SYMBOLS = (
    "km²|km|m²|m³|m|cm|mm|ha|ml|l|kg|g|t|min|k€|M€|Mds€|Md€|Mds|Md|M|k|kWh|MWh|kW|MW|Ko|Mo|Go|To|h(?!/)"  # 24h/24
)
_WORDS = "millions?|milliards?|euros?|tonnes?|litres?|hectares?|mètres?|kilomètres?"


def _inner_spaces(mark: str) -> Replacement:
    return lambda match: _ANY_SPACE.sub(mark, match[0])


_RULES: tuple[tuple[re.Pattern[str], Replacement], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        # Double spaces: an ordinary one wins, since Word pairs it with a no-break one for no reason.
        (rf"(?<=\S){_SPACE}{{2,}}(?=\S)", lambda match: " " if " " in match[0] else match[0][0]),
        (r"(?<!\.)\.{3}(?!\.)", "…"),
        (rf"«(?:{_SPACE}*(?=\S)|{_SPACE}(?=\Z))", f"«{NO_BREAK}"),
        (rf"(?:(?<=\S){_SPACE}*|\A{_SPACE})»", f"{NO_BREAK}»"),
        (rf"{_BEFORE_MARK}(?:{_SPACE}+|(?=:(?:[\s«\"]|\Z)))(?!{_SMILEY})(?<!:):(?!:)", f"{NO_BREAK}:"),
        (
            rf"{_BEFORE_MARK}(?:{_SPACE}+|(?=[;!?]+{_ENDS_A_WORD}))(?!{_SMILEY})([;!?]+)(?![;!?=])",
            rf"{NARROW_NO_BREAK}\1",
        ),
        # Telephone numbers, also +33 and 0 800: kept on one line, not read as thousands.
        (
            rf"(?<!\w)(?:(?:\+33{_SPACE}?[1-9]|0[1-9])(?:{_SPACE}[0-9]{{2}}){{4}}"
            rf"|0{_SPACE}[89][0-9]{{2}}(?:(?:{_SPACE}[0-9]{{3}}){{2}}|(?:{_SPACE}[0-9]{{2}}){{3}}))(?!\d)",
            _inner_spaces(NO_BREAK),
        ),
        (
            rf"(?<![\w.,])(?<!\d{_SPACE})[1-9][0-9]{{0,2}}(?:{_SPACE}[0-9]{{3}})+(?!\d|{_SPACE}\d)",
            _inner_spaces(NARROW_NO_BREAK),
        ),
        (rf"(?<=[0-9]){_SPACE}*(%|€|‰|°C)", rf"{NO_BREAK}\1"),
        (rf"(?<!\w)([0-9]+)(?:{_SPACE}?({_SYMBOLS})|{_SPACE}({_WORDS}))(?!\w)", rf"\1{NO_BREAK}\2\3"),
        (rf"(?<!\w)([nN]°){_SPACE}*(?=[0-9])", rf"\1{NO_BREAK}"),
    )
)


def french(text: str) -> str:
    """The text as a French page prints it. Applied twice, it changes nothing more.

    Only spaces, quotes, apostrophes and ellipses change. The text may be one run of a longer one: no space is added or
    removed at its ends. Web and e-mail addresses, times, ratios and smileys stay as they are.
    """
    text = _OTHER_FIXED_SPACES.sub(NARROW_NO_BREAK, text)
    addresses = _ADDRESS.findall(text)
    text = _with_apostrophes(_with_guillemets(_ADDRESS.sub(_STAND_IN, text)))
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    kept = iter(addresses)
    return re.sub(_STAND_IN, lambda _: next(kept), text)


def _with_guillemets(text: str) -> str:
    """Straight double quotes become guillemets where each one has its pair; otherwise none does."""
    changed, pairs = _PAIRED_QUOTES.subn(r"«\1»", text)
    return changed if 2 * pairs == text.count('"') else text


def _with_apostrophes(text: str) -> str:
    """Straight apostrophes become curly, except one that may close a quotation: 'abc'."""
    pattern = _INNER_APOSTROPHE if _OPENING_SINGLE_QUOTE.search(text) else _APOSTROPHE
    return pattern.sub(APOSTROPHE, text)
