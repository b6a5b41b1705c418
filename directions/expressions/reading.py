"""Figures as French people type or paste them: "12,6M€", "près de 2 600", "48 ans et 3 mois", "1er".

Standard library only. What can be read in two ways, or is damaged, is refused with its readings, never guessed.
"""

from __future__ import annotations

import re
from dataclasses import replace

from directions.expressions import faults, forms
from directions.expressions.conversions import converted
from directions.expressions.faults import Doubt, mismatch, unreadable
from directions.expressions.forms import Expression, digits_of, refuse_other_numbers
from directions.expressions.words import (
    APPROXIMATIONS,
    ESTIMATION,
    NUMBERS_IN_WORDS,
    Magnitude,
    cleaned,
    is_part_of,
    is_same_unit,
    lowercase,
    magnitude,
    slips,
    unit_typed,
    with_qualifier,
    without_de,
    without_qualifier,
)
from directions.french.numbers import (
    ANY_MINUS,
    RANK,
    TOO_LONG,
    NumberError,
    Scale,
    format_decimal,
    format_quantity,
    is_storable,
    printed,
    raised,
    shown_unit,
    stored_unit,
)
from directions.french.typography import NO_BREAK

# The length of a text value, and more than any figure needs.
_MAX_LENGTH = 120
# A doubt inside a candidate is told by the candidate's own readings, once.
_MAX_DEPTH = 2
_MAX_CANDIDATES = 4


def parse_expression(text: str, *, unit: str = "") -> Expression:
    """What a French person means by the text. Raises `NumberError`, whose candidates are expressions to choose from.

    `unit` is the one that the row has already, as it is stored: "12,6 M" is then an amount in euros, and "12 €" is no
    number of agents.
    """
    return _parsed(text, stored_unit(unit.strip()), depth=0)


def understood(expression: Expression) -> str:
    """ "1 460 000 000 €, affiché 1,46 Md€"; "7 140 agents" where both are the same."""
    shown = _printed(expression)
    if expression.value is None:
        return shown
    exact = format_quantity(expression.value, expression.unit).text
    if expression.unit == RANK:
        exact = f"rang{NO_BREAK}{exact}"
    return exact if exact == shown else f"{exact}, affiché {shown}"


def _printed(one: Expression) -> str:
    return printed(one.value, one.unit, one.scale, qualifier=one.qualifier, text_value=one.text_value)


def _parsed(text: str, unit: str, depth: int) -> Expression:
    stripped = text.strip()
    if not stripped:
        raise NumberError(f"Indiquez un nombre, par exemple {faults.EXAMPLE}.")
    if len(stripped) > _MAX_LENGTH:
        raise NumberError(TOO_LONG)
    try:
        expression = _qualified(_readable(stripped), unit)
    except Doubt as doubt:
        candidates = _accepted(doubt.readings, unit, depth) if depth < _MAX_DEPTH else ()
        raise NumberError(doubt.message(stripped, candidates), candidates) from doubt
    if expression.value is not None and not is_storable(expression.value):
        raise NumberError(TOO_LONG)
    return expression


def _readable(text: str) -> str:
    """The text in plain characters; what cannot be seen, as a zero-width space or a new line, makes a doubt."""
    text = cleaned(text)
    if len(cells := faults.cells_of(text)) > 1:
        raise unreadable(*cells)
    if (visible := faults.without_invisible(text)) != text:
        raise unreadable(visible)
    return text


def _accepted(readings: tuple[str, ...], unit: str, depth: int) -> tuple[str, ...]:
    """The readings that are understood, as they are printed; a doubtful one gives all its own."""
    found: list[str] = []
    for reading in readings:
        try:
            found.append(_well_written(" ".join(reading.split()), unit, depth + 1))
        except NumberError as error:
            found.extend(error.candidates)
    return tuple(dict.fromkeys(found))[:_MAX_CANDIDATES]


def _well_written(reading: str, unit: str, depth: int) -> str:
    """The reading as it is printed; as it is where a unit of the row that is no word, as "12", would confuse."""
    one = _parsed(reading, unit, depth)
    shown = _printed(one)
    try:
        is_same = _parsed(shown, unit, _MAX_DEPTH) == one
    except NumberError:
        is_same = False
    return shown if is_same else reading


def _qualified(text: str, unit: str) -> Expression:
    qualifier, core = without_qualifier(text, unit)
    try:
        one = _unqualified(core, unit)
    except Doubt as doubt:
        raise doubt.with_readings(tuple(with_qualifier(qualifier, reading) for reading in doubt.readings)) from doubt
    if not qualifier:
        return one
    if not one.qualifier:
        return replace(one, qualifier=qualifier)
    if qualifier == ESTIMATION:
        raise unreadable(core)
    # "plus d'" and "une trentaine de".
    return replace(one, qualifier=f"{qualifier} {one.qualifier}".replace(" de un", " d'un"))


# -- Forms -------------------------------------------------------------------------------------------------------------


def _unqualified(text: str, unit: str) -> Expression:
    """Each form gives None for a text that is not of it."""
    if one := _in_known_unit(text, unit):
        return one
    if doubt := faults.doubtful_characters(text) or faults.doubtful_sign(text):
        raise doubt
    for read in (forms.round_the_clock, forms.rank, forms.duration, forms.fraction, _approximation, _in_words, _amount):
        if one := read(text, unit):
            return one
    raise faults.no_number(text)


_APPROXIMATION = re.compile(rf"(?P<words>{'|'.join(APPROXIMATIONS)})(?:(?: de | d')(?P<rest>.+))?")


def _approximation(text: str, unit: str) -> Expression | None:
    """ "une trentaine d'agents": the words are the qualifier, and say the value."""
    match = _APPROXIMATION.fullmatch(lowercase(text))
    if not match:
        return None
    value, words = APPROXIMATIONS[match["words"]], text[match.start("rest") :].strip() if match["rest"] else ""
    refuse_other_numbers(words, text)
    one = _in_known_unit(f"{value} {words}", unit) or _amount(f"{value} {words}", unit)
    if one.value >= 1000 * value and one.scale == Scale.PLAIN:  # "une dizaine de milliers de masques"
        raise unreadable(f"environ {value} {words}")
    return replace(one, qualifier=f"{match['words']} de")


_WORD = re.compile(rf"(?P<word>{'|'.join(sorted(NUMBERS_IN_WORDS, key=len, reverse=True))})(?: +(?P<rest>.+))?\Z")


def _in_words(text: str, unit: str) -> Expression | None:
    """ "deux centres", "un million d'euros". What could begin a sentence is asked about."""
    match = _WORD.match(lowercase(text))
    if not match:
        return None
    rest = text[match.start("rest") :] if match["rest"] else ""
    digits = f"{NUMBERS_IN_WORDS[match['word']]} {rest}".strip()
    if not rest or magnitude(rest) or is_same_unit(rest, unit):
        return _amount(digits, unit)
    is_article, is_one_word = match["word"] in {"un", "une"}, " " not in rest
    if faults.collective(rest):  # "deux centaines d'agents"
        return _amount(digits, unit)
    if not unit_typed(rest.split()[0]) or (is_article and not is_one_word):  # "vingt et un", "une bonne année"
        raise faults.spelled(text)
    if is_article or not is_one_word:
        raise unreadable(digits)
    return _amount(digits, unit)


# -- Amounts -----------------------------------------------------------------------------------------------------------

# "13000 Marseille".
_ADDRESS = re.compile(r"[0-9]{5} [A-ZÀ-Ö][a-zà-ö].*")
_AMOUNT = re.compile(
    rf"(?P<sign>[+{ANY_MINUS}]?) *(?P<number>[.,]? *[0-9](?:[0-9., ]*[0-9])?(?:[.,](?= |\Z))?)(?P<rest>.*)"
)


def _in_known_unit(text: str, unit: str) -> Expression | None:
    """A number and the very unit of the row, whatever its words: they are not searched for anything else."""
    match = _AMOUNT.fullmatch(text)
    if not match or not is_same_unit(match["rest"], unit):
        return None
    value = digits_of(match["sign"] + match["number"], match["rest"])
    _refuse_thousands(match, unit)
    return _signed(match["sign"], Expression(value, unit))


def _amount(text: str, unit: str) -> Expression | None:
    """A number, perhaps a scale, perhaps a unit: "12,6M€", "14,6 millions", "398 hab./km²"."""
    match = _AMOUNT.fullmatch(text)
    if not match:
        return None
    rest = match["rest"].strip()
    refuse_other_numbers(rest, text)
    number = match["sign"] + match["number"]
    value = digits_of(number, rest)
    large = magnitude(rest) or Magnitude(rest=rest)
    found = _unit_of(number, rest, large, unit)
    if not large.power:
        _refuse_thousands(match, found)
    if large.power and found in {"%", "‰"}:
        raise unreadable(f"{number} {found}")
    return _signed(match["sign"], Expression(raised(value, large.power), found, _scale(large, found)))


def _scale(large: Magnitude, unit: str) -> Scale:
    """ "12 milliers d'euros" is printed 12 k€, but "12 milliers de masques" 12 000 masques."""
    is_money = unit == "EUR" or unit.startswith(("EUR/", "EUR "))
    return Scale.THOUSAND if large.power == 3 and is_money else large.scale


def _signed(sign: str, one: Expression) -> Expression:
    """A "+" is printed: "+3,2 %" is a rise."""
    if sign != "+" or not one.value:
        return one
    return replace(one, text_value=cleaned(f"+{format_quantity(one.value, one.unit, one.scale).text}"))


def _unit_of(number: str, rest: str, large: Magnitude, unit: str) -> str:
    """The unit of an amount: that of the row where none was typed, or where the typed one is the same."""
    choices = (large.rest, without_de(large.rest)) if large.power else (large.rest,)
    for words in choices:
        if not words or is_same_unit(words, unit) or is_part_of(words, unit):
            return unit
    words = choices[-1]
    if others := slips(words):
        raise unreadable(*(f"{number}{other}" for other in others))
    typed = unit_typed(words)
    scale = rest.removesuffix(large.rest).strip()
    if typed is None:
        raise faults.not_a_unit(number, words, scale)
    if unit:
        raise mismatch(f"compte en {shown_unit(typed)}", unit, *_in_unit_of_row(number, large, words, unit))
    if _ADDRESS.fullmatch(f"{number} {words}"):
        raise unreadable(number)
    return typed


def _in_unit_of_row(number: str, large: Magnitude, words: str, unit: str) -> tuple[str, ...]:
    """The number in the unit of the row, where one is so many of the other; "12 m" of euros may be millions."""
    if words == "m" and unit.startswith("EUR"):
        return (f"{number} M",)
    found = converted(raised(digits_of(number, words), large.power), words, unit)
    if found is None:
        return ()
    value, is_exact = found
    return (f"{'' if is_exact else 'environ '}{format_decimal(value)} {shown_unit(unit)}",)


# Whom French counts one by one: three decimals are then the thousands of an English spreadsheet.
_PERSONS = (
    "agents", "habitants", "personnes", "élèves", "enfants", "usagers", "bénéficiaires", "allocataires", "collégiens",
    "étudiants", "visiteurs", "abonnés", "foyers", "jeunes", "salariés", "électeurs", "emplois",
)  # fmt: skip
_THOUSANDS_AS_IN_ENGLISH = re.compile("[1-9][0-9]{0,2},[0-9]{3}")


def _refuse_thousands(match: re.Match[str], unit: str) -> None:
    """ "12,345 agents" are 12 345."""
    if _THOUSANDS_AS_IN_ENGLISH.fullmatch(match["number"]) and any(is_same_unit(unit, one) for one in _PERSONS):
        raise unreadable(f"{match['sign']}{match['number'].replace(',', '')} {match['rest']}")
