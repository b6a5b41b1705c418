"""Numbers in French: reads what a person types in a field, writes what the report prints.

Standard library only; never a float. What is written here is final: it needs no further typography.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import StrEnum

from directions.french.number_words import singular, with_de
from directions.french.typography import APOSTROPHE, NARROW_NO_BREAK, NO_BREAK, french

# In all, before and after the comma: SQLite keeps decimals as binary numbers and gives back no more digits than that.
MAX_DIGITS = 15
MAX_DECIMALS = 6
MINUS = "\u2212"

# -- Reading -----------------------------------------------------------------------------------------------------------

_MAX_LENGTH = 64
# Every space that a keyboard, a word processor or a web page puts between words.
ANY_SPACE = "[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]"
# Hyphens and dashes too: a word processor writes one for a minus.
ANY_MINUS = f"\u2010\u2011\u2012\u2013\ufe63\uff0d{MINUS}-"
_SPACE = ANY_SPACE
_NUMBER = re.compile(
    rf"(?P<sign>[+{ANY_MINUS}]?){_SPACE}*(?P<whole>[0-9]+|[1-9][0-9]{{0,2}}(?:{_SPACE}[0-9]{{3}})+)"
    r"(?:(?P<mark>[.,])(?P<decimals>[0-9]+))?"
)
_NUMBER_LIKE = re.compile(
    rf"(?P<sign>[+{ANY_MINUS}]?){_SPACE}*(?P<body>(?:[0-9.,]|{_SPACE})*[0-9](?:[0-9.,]|{_SPACE})*)"
)
_AMOUNT = re.compile(
    rf"(?P<number>[^%€]*[0-9]){_SPACE}*(?:(?P<power>k|M|Mds?|milliers?|millions?|milliards?)(?![^\W€]))?"
    rf"{_SPACE}*(?:€|%|(?:d['{APOSTROPHE}])?[a-zA-ZÀ-ÿ][a-zA-ZÀ-ÿ²³]*)?"
)
_POWER_OF_WORD = {"k": 3, "millier": 3, "M": 6, "million": 6, "Md": 9, "milliard": 9}
EXAMPLE = f"1{NARROW_NO_BREAK}234,5"
TOO_LONG = (
    f"Ce nombre est trop long{NO_BREAK}: écrivez au plus {MAX_DIGITS} chiffres, "
    f"dont {MAX_DECIMALS} au plus après la virgule."
)


class NumberError(ValueError):
    """A refused number. `message` says in French what to do; `candidates` are the readings to choose from, each of
    which the function that refused accepts (empty where none is likely)."""

    def __init__(self, message: str, candidates: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.candidates = candidates


def parse_decimal(text: str) -> Decimal:
    """The value of a number typed by a French person: "1 234,5", "−36,7", "1234.5".

    Thousands are marked by any usual space, in groups of three, or not at all; decimals by a comma, or by a point where
    it cannot be a thousands mark. Everything else is refused: "1.234" could be two numbers. Raises `NumberError`.
    """
    return _parsed(text, is_storable)


def parse_digits(text: str) -> Decimal:
    """Like `parse_decimal`, for a number that a word after it makes larger: as many decimals as were typed."""
    return _parsed(text, lambda value: True)


def _parsed(text: str, is_accepted: Callable[[Decimal], bool]) -> Decimal:
    typed = text.strip()
    if not typed:
        raise NumberError(f"Indiquez un nombre, par exemple {EXAMPLE}.")
    if len(typed) > _MAX_LENGTH:
        raise NumberError(TOO_LONG)
    match = _NUMBER.fullmatch(typed)
    if not match:
        amount = _AMOUNT.fullmatch(typed)
        refusal = amount and amount["number"] != typed and _amount_refused(typed, amount)
        raise refusal or _refused(typed, _likely_readings(typed), is_accepted)
    sign, whole, decimals = match["sign"], re.sub(_SPACE, "", match["whole"]), match["decimals"] or ""
    value = Decimal(f"{whole}.{decimals}")
    if not is_accepted(value):
        raise NumberError(TOO_LONG)
    if match["mark"] == "." and len(decimals) == 3 and int(whole):
        raise _refused(typed, [f"{sign}{whole}{decimals}", f"{sign}{whole},{decimals}"], is_accepted)
    return value.copy_negate() if value and sign and sign in ANY_MINUS else value


def is_storable(value: Decimal) -> bool:
    """True where every database gives the finite value back as it is; zeros at its end do not count."""
    digits = "".join(map(str, value.as_tuple().digits)).rstrip("0")
    if not digits:
        return True
    whole = max(value.adjusted() + 1, 0)
    decimals = max(len(digits) - 1 - value.adjusted(), 0)
    return decimals <= MAX_DECIMALS and whole + decimals <= MAX_DIGITS


def _refused(typed: str, readings: list[str], is_accepted: Callable[[Decimal], bool]) -> NumberError:
    candidates = _accepted(readings, is_accepted)
    if candidates:
        advice = f"voulez-vous dire {' ou '.join(candidates)}{NARROW_NO_BREAK}?"
    else:
        advice = f"écrivez seulement le nombre, en chiffres et sans unité, par exemple {EXAMPLE}."
    shown = f"«{NO_BREAK}{typed}{NO_BREAK}»"
    return NumberError(f"{shown} ne se lit pas comme un nombre{NO_BREAK}: {advice}", candidates)


def _amount_refused(typed: str, match: re.Match[str]) -> NumberError | None:
    """The refusal of "358,4 M€" or "48 ans", which says the whole number; none where that number is not plain."""
    power = (match["power"] or "").removesuffix("s")
    try:
        value = raised(parse_decimal(match["number"]), _POWER_OF_WORD.get(power, 0))
        whole = format_decimal(parse_decimal(format_decimal(value)))
    except NumberError:
        return None
    if power:
        advice = (
            f"écrivez le nombre en entier, {whole}, et l'unité dans sa case. "
            f"Pour qu'il soit imprimé en milliers ou en millions, choisissez-le dans «{NO_BREAK}Affichage{NO_BREAK}»."
        )
    else:
        advice = f"écrivez seulement le nombre, {whole}, et l'unité dans sa case."
    return NumberError(f"«{NO_BREAK}{typed}{NO_BREAK}»{NO_BREAK}: {advice}", (whole,))


def _likely_readings(typed: str) -> list[str]:
    """What a damaged number may have meant, most likely first; a reading may itself be refused."""
    match = _NUMBER_LIKE.fullmatch(typed)
    if not match:
        return []
    sign, body = match["sign"], match["body"]
    compact = re.sub(_SPACE, "", body)
    readings = []
    if re.fullmatch(r"[0-9]+(?:[.,][0-9]+)?", compact):
        readings.append(compact)
    if re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?", compact):  # 1.234,5
        readings.append(compact.replace(".", ""))
    if re.fullmatch(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?", compact) and compact not in readings:  # 1,234.5
        readings.append(compact.replace(",", "").replace(".", ","))
    if re.fullmatch(r"[.,][0-9]+|[0-9]+[.,]", compact):  # ,5
        readings.append(re.sub(r"[.,]\Z", "", re.sub(r"\A[.,]", "0,", compact)))
    if re.fullmatch(rf"[0-9]+{_SPACE}+[0-9]+", body):  # 17 5: the space may stand for a lost comma
        readings.append(re.sub(rf"{_SPACE}+", ",", body))
    return [f"{sign}{reading}" for reading in readings]


def _accepted(readings: list[str], is_accepted: Callable[[Decimal], bool]) -> tuple[str, ...]:
    """The readings that are numbers, as they should be written; an ambiguous one gives all its own."""
    found: list[str] = []
    for reading in readings:
        try:
            found.append(format_decimal(_parsed(reading, is_accepted)))
        except NumberError as error:
            found.extend(error.candidates)
    return tuple(dict.fromkeys(found))


# -- Units -------------------------------------------------------------------------------------------------------------

# Also where it follows a scale, which no unit should hold.
_EURO_CODE = re.compile(r"\b([kKmM]|M[dD][sS]?)?EUR\b")
_PER_CENT = re.compile(r"pour ?cents?|pourcentages?|pct", re.IGNORECASE)
_EURO_WORD = re.compile(r"€|\b(?:euros?|eur)\b", re.IGNORECASE)


def shown_unit(unit: str) -> str:
    """A stored unit as people write it: "EUR/hab." is "€/hab."."""
    return _EURO_CODE.sub(r"\1€", unit)


def spoken_unit(unit: str) -> str:
    """A stored unit as it is read after "un": "€ par habitant", "masque par semaine", "hab./km²"."""
    counted, per = _split_rate(french(shown_unit(unit).strip()))
    return _joined(singular(counted), per)


def stored_unit(typed: str) -> str:
    """A typed unit as it is stored: "€" and "euros" are "EUR", "pour cent" is "%"."""
    return "%" if _PER_CENT.fullmatch(typed.strip()) else _EURO_WORD.sub("EUR", typed)


# -- Writing -----------------------------------------------------------------------------------------------------------

# Wide enough to round, without any other loss, every number that can be typed.
_EXACT = Context(prec=90, rounding=ROUND_HALF_UP)


def format_decimal(value: Decimal | int, *, sign: bool = False, decimals: int | None = None) -> str:
    """ "1 234,5", "−36,7"; with `sign`, "+7,6". Every digit is printed, unless `decimals` says how many to keep."""
    value = Decimal(value)
    if not value.is_finite():
        raise ValueError(f"{value} cannot be printed as a number.")
    if decimals is not None:
        value = rounded(value, decimals)
    whole, _, fraction = f"{value.copy_abs():f}".partition(".")
    if decimals is None:
        fraction = fraction.rstrip("0")
    mark = MINUS if value < 0 else "+" if sign and value > 0 else ""
    grouped = f"{int(whole):,}".replace(",", NARROW_NO_BREAK)
    return f"{mark}{grouped},{fraction}" if fraction else f"{mark}{grouped}"


def raised(value: Decimal, power: int) -> Decimal:
    """The value times ten to the power, exactly."""
    return value.scaleb(power, _EXACT)


def rounded(value: Decimal, decimals: int) -> Decimal:
    """The value with so many decimals, halves away from zero."""
    return value.quantize(Decimal(1).scaleb(-decimals), context=_EXACT)


class Scale(StrEnum):
    """How large a part of the number is printed as a prefix or a word: 1 460 000 000 € or 1,46 Md€."""

    PLAIN = ""
    THOUSAND = "k"
    MILLION = "M"
    BILLION = "Md"
    MILLION_WORD = "million"


POWERS = {Scale.PLAIN: 0, Scale.THOUSAND: 3, Scale.MILLION: 6, Scale.BILLION: 9, Scale.MILLION_WORD: 6}
_EUROS = frozenset({"EUR", "€"})
_RATIO_SIGNS = frozenset({"%", "‰"})
RANK = "rang"
FRACTION = "fraction"
MONTHS = "mois"
# A programme of eighteen months is told in months, an age in years.
MONTHS_TOLD_IN_YEARS = 36
_UNPRINTED = frozenset({"", FRACTION, RANK})
_SPELLED_OUT = {"hab.": "habitant", "hab": "habitant"}
_SYMBOLS = frozenset({"h", "s", "min", "km", "m", "l", "ha", "t", "kg", "g"})


@dataclass(frozen=True)
class Quantity:
    """A number and its unit, apart so that a tile can set them in two sizes; `unit` is empty where the number says all
    ("1,46 Md€", "62,5 %")."""

    number: str
    unit: str

    @property
    def text(self) -> str:
        return f"{self.number}{NO_BREAK}{self.unit}" if self.unit else self.number


def format_quantity(value: Decimal, unit: str, scale: Scale = Scale.PLAIN) -> Quantity:
    """The value, exact, with its unit: "EUR" and "%" go with the number, a plural unit is singular below two.

    "masques/semaine" is printed "masques par semaine"; "fraction" and "rang" are not printed.
    """
    unit = french(unit.strip())
    if unit in _RATIO_SIGNS:
        return Quantity(f"{format_decimal(value)}{NO_BREAK}{unit}", "")
    counted, per = _split_rate("" if unit in _UNPRINTED else unit)
    money, _, tax = counted.partition(" ")  # "EUR TTC"
    if scale == Scale.MILLION_WORD:
        return _in_millions(value, _joined("euros", tax) if money in _EUROS else shown_unit(counted), per)
    number = format_decimal(_scaled(value, scale))
    if money in _EUROS:
        return Quantity(f"{number}{NO_BREAK}{scale}€", _joined(tax, per))
    counted = shown_unit(counted)
    if scale:
        number += f"{NO_BREAK}{scale}"
    return Quantity(number, _joined(singular(counted) if abs(value) < 2 else counted, per))


def _in_millions(value: Decimal, counted: str, per: str) -> Quantity:
    millions = _scaled(value, Scale.MILLION_WORD)
    number = f"{format_decimal(millions)}{NO_BREAK}{'million' if abs(millions) < 2 else 'millions'}"
    return Quantity(number, _joined(with_de(counted) if counted else "", per))


def _scaled(value: Decimal, scale: Scale) -> Decimal:
    return raised(Decimal(value), -POWERS[scale])


def _split_rate(unit: str) -> tuple[str, str]:
    """ "EUR/hab." -> ("EUR", "par habitant"), "hab./km²" -> ("hab./km²", ""): a symbol keeps its stroke."""
    counted, stroke, base = unit.partition("/")
    base = _SPELLED_OUT.get(base, base)
    is_thing = base.isalpha() and base.islower() and base not in _SYMBOLS and singular(base) == base
    if stroke and base and (counted in _EUROS or is_thing):
        return counted, f"par {base}"
    return unit, ""


def _joined(*words: str) -> str:
    return " ".join(word for word in words if word)


# -- Phrases -----------------------------------------------------------------------------------------------------------

_APPROXIMATION = re.compile(
    rf"(?P<words>.*\b(?:une \w+aine|un millier|des (?:dizaines|centaines|milliers)))(?: de| d{APOSTROPHE})?"
)
_ESTIMATES = frozenset({"estimé", "estimée", "estimation"})
_NUMBER_AND_SYMBOL = re.compile(rf"[+{MINUS}0-9,{NARROW_NO_BREAK}]+(?:{NO_BREAK}(?P<symbol>.+))?")


def format_qualified(qualifier: str, quantity: Quantity) -> str:
    """ "près de 7 140 agents", "7 140 agents (estimation)"; words such as "une trentaine de" replace the number."""
    qualifier = french(qualifier.strip())
    if not qualifier:
        return quantity.text
    if qualifier in _ESTIMATES:
        return f"{quantity.text} (estimation)"
    if approximation := _APPROXIMATION.fullmatch(qualifier):
        return _in_words(approximation["words"], quantity)
    if qualifier.endswith(" de"):
        return f"{qualifier.removesuffix('de')}{with_de(quantity.text)}"
    return f"{qualifier} {quantity.text}"


def _in_words(words: str, quantity: Quantity) -> str:
    """The quantity with words in place of its digits; what was set with them (M€, millions) stays."""
    match = _NUMBER_AND_SYMBOL.fullmatch(quantity.number)
    symbol = (match["symbol"] if match else None) or ""
    counted = _joined("euros" if symbol == "€" else symbol, quantity.unit)
    return f"{words} {with_de(counted)}" if counted else words


def printed(
    value: Decimal | None, unit: str, scale: Scale = Scale.PLAIN, *, qualifier: str = "", text_value: str = ""
) -> str:
    """A figure as a sentence of the report says it: "près de 7 140 agents", "1er", "48 ans et 3 mois"."""
    quantity = printed_quantity(value, unit, scale, qualifier=qualifier, text_value=text_value)
    return french(format_qualified(qualifier, quantity))


def printed_quantity(
    value: Decimal | None, unit: str, scale: Scale = Scale.PLAIN, *, qualifier: str = "", text_value: str = ""
) -> Quantity:
    """What is printed of a figure beside its qualifier; `value` may be missing where `text_value` is given."""
    if text_value or value is None:
        return Quantity(french(text_value), "")
    # The words of "une quarantaine de" take the place of digits: these must be there.
    if value == int(value) and not _APPROXIMATION.fullmatch(french(qualifier.strip())):
        if unit == RANK and value > 0:
            return Quantity(format_ordinal(int(value)), "")
        if unit == MONTHS and value >= MONTHS_TOLD_IN_YEARS:
            return Quantity(format_duration_months(int(value)), "")
    return format_quantity(value, unit, scale)


def format_duration_months(months: int) -> str:
    """ "48 ans et 3 mois", "9 mois", "1 an"."""
    years, rest = divmod(months, 12)
    if months < 0:
        raise ValueError("A duration is not negative.")
    parts = []
    if years:
        parts.append(format_quantity(Decimal(years), "ans").text)
    if rest or not years:
        parts.append(format_quantity(Decimal(rest), "mois").text)
    return " et ".join(parts)


def format_ordinal(n: int, feminine: bool = False) -> str:
    """ "1er", "1re", "28e"."""
    if n < 1:
        raise ValueError("A rank begins at 1.")
    ending = "e" if n > 1 else "re" if feminine else "er"
    return f"{format_decimal(n)}{ending}"


def format_evolution(
    current: Decimal, previous: Decimal, previous_year: int, *, is_percentage: bool = False
) -> tuple[str, str]:
    """The change in words and its trend, "up", "down", "stable" or "none".

    "+7,6 % par rapport à 2019", above +200 % "multiplié par 3,4 par rapport à 2019"; percentages evolve in points. No
    change can be given in per cent from zero, from a loss or to a loss: the text is empty and the trend "none".
    """
    since = f"par rapport à {previous_year}"
    if current == previous:
        return f"stable {since}", "stable"
    if not is_percentage and (previous <= 0 or current < 0):
        return "", "none"
    change = current - previous if is_percentage else (current - previous) / previous * 100
    change = rounded(change, 1)
    if not change:
        return f"stable {since}", "stable"
    trend = "up" if change > 0 else "down"
    if not is_percentage and change > 200:
        return f"multiplié par {format_decimal(rounded(current / previous, 1))} {since}", trend
    unit = ("point" if abs(change) < 2 else "points") if is_percentage else "%"
    return f"{format_decimal(change, sign=True)}{NO_BREAK}{unit} {since}", trend
