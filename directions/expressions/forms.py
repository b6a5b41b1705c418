"""The forms of a typed figure that are no plain amount: ranks, durations, shares, hours of opening.

Standard library only. Each form gets the text of `expression_words.cleaned` and the unit of the row, and gives None for
a text that is not of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from directions.expressions import faults
from directions.expressions.faults import mismatch, unreadable
from directions.expressions.words import (
    FRACTIONS,
    MONTH_NAMES,
    cleaned,
    is_same_unit,
    is_wording,
    lowercase,
    without_de,
)
from directions.french.numbers import (
    FRACTION,
    MAX_DECIMALS,
    MONTHS,
    RANK,
    TOO_LONG,
    NumberError,
    Scale,
    format_decimal,
    format_quantity,
    parse_digits,
    printed,
    rounded,
)


@dataclass(frozen=True)
class Expression:
    """What was understood. `value` is in the unit itself (EUR, not M€), None where there is no number ("24h/24").

    `unit` is as it is stored: "EUR", "%", "agents", "rang", "fraction", "mois"; empty where there is none. `scale` says
    how the number was written. `qualifier` is in the words that `numbers.format_qualified` prints. `text_value` is what
    must be printed as it is, because the number would lose something: "1/3", "+3,2 %", "1er producteur français".
    """

    value: Decimal | None
    unit: str = ""
    scale: Scale = Scale.PLAIN
    qualifier: str = ""
    text_value: str = ""


# -- Forms -------------------------------------------------------------------------------------------------------------

_ROUND_THE_CLOCK = re.compile(
    r"24 ?h(?:eures)?(?: ?/ ?| sur )24(?: ?h(?:eures)?)?(?:(?: ?,| et)? 7 ?j(?:ours)?(?: ?/ ?| sur )7)?"
    r"|[1-7] ?j(?:ours)?(?: ?/ ?| sur )7|365 ?j(?:ours)?(?: ?/ ?| sur )365",
    re.IGNORECASE,
)


def round_the_clock(text: str, unit: str) -> Expression | None:
    return Expression(None, unit, text_value=text) if _ROUND_THE_CLOCK.fullmatch(text) else None


_RANK = re.compile(
    r"(?P<number>[1-9][0-9]*(?: [0-9]+)*)(?:(?P<first>er|re|[eè]re|ᵉʳ)|(?P<other>i?[eè]me|me|e|ᵉ)|(?P<second>nde?))"
    r"(?P<rest> .*)?"
)
_FIRST_APART = re.compile(r"1 (?=(?:er|[eè]re)(?: |\Z))")
_NUMBER_ONE = re.compile(r"(?:n ?[°º]|numéro|no\.?) ?(?P<number>[1-9][0-9]*)(?P<rest> .*)?", re.IGNORECASE)


def rank(text: str, unit: str) -> Expression | None:
    """ "1er", "28e édition", "n°1": what the print of a rank would lose is kept in words."""
    text = _FIRST_APART.sub("1", text)
    match = _NUMBER_ONE.fullmatch(text) or _RANK.fullmatch(text)
    if not match:
        return None
    rest = match["rest"] or ""
    refuse_other_numbers(rest, text)
    if MONTH_NAMES.search(rest):
        raise faults.date()
    if not is_wording(rest):
        raise unreadable(text.removesuffix(rest))
    value = digits_of(match["number"], rest)
    if unit not in {"", RANK}:
        raise mismatch("est un rang", unit)
    words = " ".join((_ordinal(match, value) + rest).split())
    return Expression(value, RANK, text_value="" if words == cleaned(printed(value, RANK)) else words)


def _ordinal(match: re.Match[str], value: Decimal) -> str:
    number = cleaned(format_decimal(value))
    if match.re is _NUMBER_ONE:
        return f"n°{number}"
    if match["second"] and value == 2:
        return f"{number}{match['second']}"
    if bool(match["first"]) != (value == 1):
        raise unreadable(*(f"1{ending}{match['rest'] or ''}" for ending in ("er", "re") if value == 1), f"{number}e")
    if match["first"]:
        return "1er" if match["first"] in {"er", "ᵉʳ"} else "1re"
    return f"{number}e"


_YEARS_AND_MONTHS = re.compile(
    r"(?P<years>[0-9][0-9., ]*) ?(?:ans?|années?)(?:,? (?:et )?(?P<months>[0-9]{1,2}) ?mois)?", re.IGNORECASE
)
_MONTHS_ALONE = re.compile(r"(?P<months>[0-9][0-9., ]*) ?mois", re.IGNORECASE)


def duration(text: str, unit: str) -> Expression | None:
    """ "48 ans et 3 mois" in months; years alone, or months alone, where the row counts in the other."""
    in_years = is_same_unit(unit, "ans")
    match = _YEARS_AND_MONTHS.fullmatch(text)
    if match and (match["months"] or unit == MONTHS):
        years, rest = digits_of(match["years"].strip(), "ans"), Decimal(match["months"] or 0)
        words = _counted(years, "ans") + (f" et {_counted(rest, MONTHS)}" if rest else "")
        months = years * 12 + rest
    elif in_years and (match := _MONTHS_ALONE.fullmatch(text)):
        months = digits_of(match["months"].strip(), MONTHS)
        words = _counted(months, MONTHS)
    else:
        return None
    if unit not in {"", MONTHS} and not in_years:
        raise mismatch("est une durée", unit)
    return _of_months(months, unit if in_years else MONTHS, words)


def _of_months(months: Decimal, unit: str, words: str) -> Expression:
    value = months if unit == MONTHS else rounded(months / 12, MAX_DECIMALS)
    return Expression(value, unit, text_value="" if words == cleaned(printed(value, unit)) else words)


def _counted(value: Decimal, unit: str) -> str:
    return cleaned(format_quantity(value, unit).text)


_FRACTION = re.compile(r"(?P<part>[0-9]{1,3}) ?/ ?(?P<whole>[0-9]{1,3})(?P<rest> .*)?")
_FRACTION_IN_WORDS = re.compile(rf"(?P<words>{'|'.join(FRACTIONS)})(?P<rest> .*)?")
# "08/12": nobody writes a share with a zero first.
_DAY_AND_MONTH = re.compile(r"0[1-9] ?/ ?(?:0?[1-9]|1[0-2])(?![0-9])|[0-9]{1,2} ?/ ?0[1-9](?![0-9])")
_OF_WHAT = re.compile(r" (?:de |des |du |d'(?!heure))")
_LARGEST_WHOLE = 100


def fraction(text: str, unit: str) -> Expression | None:
    """ "1/3 du territoire", "un tiers", "24/24": a share of one, printed as it was typed."""
    if match := _FRACTION_IN_WORDS.fullmatch(lowercase(text)):
        part, whole = FRACTIONS[match["words"]]
        words = text[: match.end("words")] if text[0].isalpha() else f"{part}/{whole}"
    elif match := _FRACTION.fullmatch(text):
        part, whole = int(match["part"]), int(match["whole"])
        words = f"{part}/{whole}"
    if match and match.re is _FRACTION and _DAY_AND_MONTH.match(text):
        raise faults.date()
    if not match or not 1 <= part <= whole <= _LARGEST_WHOLE or whole == 1:
        return None
    value = rounded(Decimal(part) / whole, MAX_DECIMALS)
    rest = text[match.start("rest") :] if match["rest"] else ""
    refuse_other_numbers(rest, text)
    if rest and not (_OF_WHAT.match(rest) and is_wording(rest)):
        exact = (f"{format_decimal(value)} {without_de(rest.strip())}",) if value * whole == part else ()
        raise unreadable(*exact, words)
    if unit not in {"", FRACTION}:
        raise faults.fraction_mismatch(Decimal(part) / whole, unit)
    return Expression(value, FRACTION, text_value=" ".join(f"{words}{rest}".split()))


# -- Numbers -----------------------------------------------------------------------------------------------------------


def digits_of(number: str, rest: str) -> Decimal:
    try:
        return parse_digits(number)
    except NumberError as error:
        if error.message == TOO_LONG:
            raise
        raise faults.damaged_number(number, error, rest) from error


def refuse_other_numbers(rest: str, text: str) -> None:
    if re.search("[0-9]", rest.replace("CO2", "")):
        raise faults.several_numbers(text)
