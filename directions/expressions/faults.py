"""What is wrong with a typed figure that cannot be read without a doubt, and what it may have meant.

Standard library only. Each function gets the text of `expression_words.cleaned` and gives readings: texts to be read
again, which may themselves be refused.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from directions.expressions.words import COLLECTIVES, MONTH_NAMES, lowercase, unit_typed, without_de
from directions.french.numbers import (
    ANY_MINUS,
    FRACTION,
    RANK,
    NumberError,
    format_decimal,
    parse_digits,
    raised,
    rounded,
    shown_unit,
)
from directions.french.spelled_numbers import spelled_out
from directions.french.typography import NARROW_NO_BREAK, NO_BREAK

EXAMPLE = f"12,6{NO_BREAK}M€"
_IN_WORDS = f"«{NO_BREAK}Valeur en mots{NO_BREAK}»"
_LONGEST_EXCERPT = 60
NUMBER = "[0-9]+(?: [0-9]+)*(?:[.,][0-9]+)?"


class Doubt(Exception):
    """A text that is not read: "« 12 34 » `problem` : " then what it may mean, or the `advice`."""

    def __init__(self, problem: str, advice: str, readings: tuple[str, ...] = ()) -> None:
        super().__init__(problem)
        self.problem = problem
        self.advice = advice
        self.readings = readings

    def with_readings(self, readings: tuple[str, ...]) -> Doubt:
        return Doubt(self.problem, self.advice, readings)

    def message(self, typed: str, candidates: tuple[str, ...]) -> str:
        """The sentence that the person reads."""
        shown = f"«{NO_BREAK}{excerpt(typed)}{NO_BREAK}» {self.problem}{NO_BREAK}:"
        if not candidates:
            return f"{shown} {self.advice}"
        return f"{shown} voulez-vous dire {' ou '.join(candidates)}{NARROW_NO_BREAK}?"


def unreadable(*readings: str) -> Doubt:
    advice = f"écrivez un nombre et son unité, par exemple {EXAMPLE}. Ce qui n'est pas un nombre va dans {_IN_WORDS}."
    return Doubt("ne se lit pas comme un nombre", advice, readings)


def excerpt(typed: str) -> str:
    """The beginning of what was typed, without what no page can show."""
    shown = "".join(
        char if char.isprintable() or unicodedata.category(char) == "Zs" else "\ufffd"
        for char in typed[: _LONGEST_EXCERPT + 1]
    )
    return shown if len(shown) <= _LONGEST_EXCERPT else f"{shown[:_LONGEST_EXCERPT]}…"


# -- Characters --------------------------------------------------------------------------------------------------------

_LETTER_O = re.compile(r"(?<=[0-9.,])[Oo]+(?![^\W\d_])|(?<=[0-9] )[Oo]{2,}(?![^\W\d_])|(?<![^\W\d_])[Oo]+(?=[0-9.,])")
_LETTER_L = re.compile(r"(?<![^\W\d_])[lI](?=[0-9])")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_OTHER_THOUSANDS = re.compile(r"(?<=[0-9])['_](?=[0-9]{3}(?![0-9]))")


def doubtful_characters(text: str) -> Doubt | None:
    """For letters typed for digits ("2O", "l2"), digits of other scripts, thousands marked as elsewhere ("1'234")."""
    read = re.sub(r"\d", lambda match: str(int(match[0])), text)
    read = _LETTER_L.sub("1", _LETTER_O.sub(lambda match: "0" * len(match[0]), read))
    read = _OTHER_THOUSANDS.sub(" ", read)
    return unreadable(read) if read != text else None


def without_invisible(text: str) -> str:
    """Without the tags of a page, zero-width spaces, soft hyphens and marks of direction; a space for a new line or a
    control character."""
    kept = (char for char in _TAG.sub(" ", text) if unicodedata.category(char) != "Cf")
    return "".join(char if char.isprintable() else " " for char in kept).strip()


def cells_of(text: str) -> list[str]:
    """What holds a digit of several cells or lines that were pasted together."""
    return [cell for cell in map(without_invisible, re.split(r"[\t\r\n]+", text)) if re.search(r"\d", cell)]


# -- Signs -------------------------------------------------------------------------------------------------------------

_UNIT_OF_SIGNED = r"(?P<unit> ?[^0-9()]*?)"
_BRACKETED = re.compile(rf"\( ?(?P<number>{NUMBER}){_UNIT_OF_SIGNED} ?\)(?P<rest>[^0-9]*)")
_MINUS_BEHIND = re.compile(rf"(?P<number>{NUMBER}){_UNIT_OF_SIGNED} ?[{ANY_MINUS}](?P<rest>(?: [^0-9]*)?)")
_MINUS_IN_WORDS = re.compile(rf"moins (?P<number>{NUMBER})(?P<rest>.*)", re.IGNORECASE)
_MORE_OR_LESS = re.compile(r"(?P<figure>.*?[0-9][^0-9]*?)? ?(?:±|\+ ?/ ?[-\u2212]) ?[0-9].*")
_DIFFERENCE = re.compile(rf"(?P<number>{NUMBER})(?P<unit>.*?) (?:de|en) (?P<sense>plus|moins)", re.IGNORECASE)


def doubtful_sign(text: str) -> Doubt | None:
    """For a loss as accountants write it ("(5 %)", "5-"), or in words: none of its readings may forget the sign."""
    if match := _BRACKETED.fullmatch(text) or _MINUS_BEHIND.fullmatch(text):
        amount = f"{match['number']}{match['unit']}{match['rest']}"
        return unreadable(f"-{amount}", amount)
    if match := _MINUS_IN_WORDS.fullmatch(text):
        return unreadable(f"-{match['number']}{match['rest']}")
    if match := _MORE_OR_LESS.fullmatch(text):
        return unreadable(*([f"environ {match['figure']}"] if match["figure"] else []))
    if match := _DIFFERENCE.fullmatch(text):
        sign = "+" if match["sense"].lower() == "plus" else "-"
        return unreadable(f"{sign}{match['number']}{match['unit']}")
    return None


# -- No number ---------------------------------------------------------------------------------------------------------

_NOT_PROVIDED = re.compile(
    r"[-\u2013\u2014\u2212?.…]+|n\.? ?[cdr]\.?|s\.? ?o\.?|#?n/?a|nsp|x+|sans objet|en (?:cours|attente)"
    r"|(?:non|pas) (?:communiqué|renseigné|connu|fourni|disponible)e?s?|inconnue?s?|indisponibles?"
    r"|à (?:venir|compléter)",
    re.IGNORECASE,
)
_SPREADSHEET_ERROR = re.compile(r"#[^0-9 ]*(?:/0)?!?\??|#+")
_NOTHING = re.compile(r"néant|aucune?|nul(?:le)?|rien", re.IGNORECASE)
_CURRENCY_FIRST = re.compile(rf"((?:[kKM]|Mds?) ?€|€|EUR) ?([+-]? ?{NUMBER})(.*)", re.IGNORECASE)
_FIRST_NUMBER = re.compile(r"[^0-9]*?([+\u2212-]? ?[.,]?[0-9].*)")


def no_number(text: str) -> Doubt:
    """For a text that does not begin with a number."""
    if _NOT_PROVIDED.fullmatch(text):
        return Doubt("n'est pas un nombre", f"cochez «{NO_BREAK}Non communiqué{NO_BREAK}» si le chiffre manque.")
    if _NOTHING.fullmatch(text):
        return unreadable("0")
    if _SPREADSHEET_ERROR.fullmatch(text):
        return Doubt("est une erreur du tableur", "retapez le nombre lui-même.")
    if match := _CURRENCY_FIRST.fullmatch(text):
        return unreadable(f"{match[2]} {match[1]}{match[3]}")
    if text.startswith("="):  # A formula is not computed.
        return unreadable()
    if spelled_out(text):
        return spelled(text)
    if len(_ONE_OF_THEM.findall(text)) > 1:
        return several_numbers(text)
    match = _FIRST_NUMBER.fullmatch(text)
    return unreadable(match[1]) if match else unreadable()


def spelled(text: str) -> Doubt:
    """For a number in several words, which may be more than one: "vingt et un agents"."""
    number, rest = spelled_out(text) or (0, "")
    words = text.removesuffix(rest).replace("-", " ").split()
    return unreadable(f"{number} {rest}") if len(words) > 1 or number > 100 else unreadable()


# -- A damaged number --------------------------------------------------------------------------------------------------


def damaged_number(number: str, error: NumberError, rest: str) -> Doubt:
    """For "21 3407", "1.234", "17, 5": its own readings, each with what followed it."""
    joined, parts = list(error.candidates), _parts(number)
    # Two numbers that are both grouped in thousands are two; else they are rather one.
    readings = [*parts, *joined] if all(" " in part for part in parts) else [*joined, *parts]
    return unreadable(*(f"{reading} {rest}".strip() for reading in readings))


def _parts(number: str) -> list[str]:
    """The two numbers that one may be: "12 000 15 000"."""
    groups = number.split()
    for place in range(1, len(groups)):
        parts = [" ".join(groups[:place]), " ".join(groups[place:])]
        if any(" " in part for part in parts) and all(_is_number(part) for part in parts):
            return parts
    return []


def _is_number(text: str) -> bool:
    try:
        parse_digits(text)
    except NumberError:
        return False
    return True


# -- Several numbers ---------------------------------------------------------------------------------------------------

_POWER_OF_TEN = re.compile(r"(?P<digits>[0-9]+(?:[.,][0-9]+)?)[eE](?P<power>[+-]?[0-9]+)")
_LARGEST_POWER = re.compile(r"\+?(?:0?[0-9]|1[0-5])")
_HOURS = re.compile(r"(?P<hours>[0-9]{1,4}) ?h(?:eures?)? ?(?P<minutes>[0-5][0-9])(?: ?min(?:utes?)?)?")
_PRICE = re.compile(rf"(?P<euros>{NUMBER}) ?€ ?(?P<cents>[0-9]{{2}})")
_DATE = re.compile(r"[0-9]{1,4}[/.-][0-9]{1,2}[/.-][0-9]{2,4}")
_YEARS = re.compile(r"(?:19|20)[0-9]{2} ?[/\u2013-] ?(?:19|20)?[0-9]{2}")
_RANGE = re.compile(
    rf"(?P<word>de +|entre +)?(?P<low>{NUMBER})(?P<unit>[^0-9]*?) ?(?:\bà\b|\bet\b|\bou\b|[-\u2013\u2014]) ?"
    rf"(?P<high>{NUMBER})(?P<rest>[^0-9]*)",
    re.IGNORECASE,
)
_ONE_OF_THEM = re.compile(rf"(?P<number>{NUMBER})(?P<words>[^0-9]*)")
_LINK = re.compile(
    r"(?:[ ,;:()/+\u2013-]|\b(?:et|dont|soit|sur|contre|ou|puis|à|en|au|fin|depuis|pour|de|par rapport)(?= |$))*\Z"
)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")


_PER_HUNDRED = re.compile(rf"(?P<number>[+-]? ?{NUMBER}) ?(?:p\.?|pour) ?(?P<base>100|1 ?000)", re.IGNORECASE)
_OUT_OF = re.compile(r"(?P<part>[0-9]{1,3}) sur (?P<whole>[0-9]{1,3})")
_AS_OF = re.compile(
    rf"(?P<figure>.*?[0-9][^0-9]*?)[ ,(]+(?:au|le) (?:[0-9]{{1,2}}/[0-9]{{1,2}}(?:/[0-9]{{2,4}})?"
    rf"|[0-9]{{1,2}}(?:er)? {MONTH_NAMES.pattern}(?: [0-9]{{4}})?)\)?",
    re.IGNORECASE,
)


def several_numbers(text: str) -> Doubt:
    """For a text with more than one number."""
    if match := _PER_HUNDRED.fullmatch(text):
        return unreadable(f"{match['number']} {'%' if match['base'] == '100' else '‰'}")
    if (match := _OUT_OF.fullmatch(text)) and 0 < int(match["part"]) <= int(match["whole"]):
        return unreadable(f"{match['part']}/{match['whole']}")
    if match := _AS_OF.fullmatch(text):
        return unreadable(match["figure"])
    if match := _POWER_OF_TEN.fullmatch(text):
        return _power_of_ten(match)
    if match := _HOURS.fullmatch(text):
        return unreadable(f"{format_decimal(_hours(match['hours'], match['minutes']), decimals=2)} h")
    if match := _PRICE.fullmatch(text):
        return unreadable(f"{match['euros']},{match['cents']} €")
    if _DATE.match(text) or MONTH_NAMES.search(text):
        return date()
    if _YEARS.fullmatch(text):
        return Doubt("est une période", f"écrivez-la dans {_IN_WORDS}.")
    return _range(text) or _list(text)


def date() -> Doubt:
    return Doubt("est une date", f"écrivez-la dans {_IN_WORDS}.")


def _power_of_ten(match: re.Match[str]) -> Doubt:
    """A spreadsheet writes 1,46E+09 for 1 460 000 000."""
    if not _LARGEST_POWER.fullmatch(match["power"]):
        return unreadable()
    return unreadable(format_decimal(raised(Decimal(match["digits"].replace(",", ".")), int(match["power"]))))


def _hours(hours: str, minutes: str) -> Decimal:
    return Decimal(hours) + Decimal(minutes) / 60


def _range(text: str) -> Doubt | None:
    match = _RANGE.fullmatch(text)
    if not match or (" et " in text and not (match["word"] or "").lower().startswith("entre")):
        return None
    if _value(match["low"]) >= _value(match["high"]):
        return None
    rest = match["rest"] or match["unit"]
    return Doubt(
        "est une fourchette",
        "écrivez une seule valeur, la plus basse ou la plus haute.",
        (f"au moins {match['low']} {match['unit'].strip() or rest}", f"au plus {match['high']} {rest}"),
    )


def _value(number: str) -> Decimal:
    """What the number is about; a damaged one is asked about by its own reading."""
    return Decimal(re.sub("[ .]", "", number).replace(",", "."))


def _list(text: str) -> Doubt:
    """One reading per number, with the words after it; a year that follows another number tells only when."""
    readings = []
    for match in _ONE_OF_THEM.finditer(text):
        if readings and _YEAR.fullmatch(match["number"]):
            continue
        words = _LINK.sub("", match["words"])
        sign = text[: match.start()].strip() if not readings else ""
        readings.append(f"{sign}{match['number']}{words}")
    return Doubt("contient plusieurs nombres", "gardez-en un seul.", tuple(readings))


# -- After the number --------------------------------------------------------------------------------------------------

_AND_A_HALF = re.compile(r"(?P<unit>.*?) *(?:\bet demie?\b|½)(?P<rest>.*)")
_CLOSING_MARKS = " ,;:.!?)"
_COLLECTIVE = re.compile(rf"(?P<word>{'|'.join(COLLECTIVES)})s?(?: (?:de +|d'(?= *\S))(?P<rest>.+))?")


def collective(words: str) -> re.Match[str] | None:
    """ "centaines d'agents"."""
    return _COLLECTIVE.fullmatch(lowercase(words))


def not_a_unit(number: str, words: str, scale: str) -> Doubt:
    """For words that are no unit: "62,5 % des agents", "3 ans et demi"; the readings leave them out."""
    if (match := _AND_A_HALF.fullmatch(words)) and number.isdigit():
        return unreadable(f"{number},5 {scale} {match['unit']}{match['rest']}")
    if MONTH_NAMES.search(words):
        return date()
    if (match := collective(words)) and number.isdigit():
        return unreadable(
            f"{int(number) * COLLECTIVES[match['word']]} {words[match.start('rest') :] if match['rest'] else ''}"
        )
    problem = f"a des mots qui ne sont pas une unité ({excerpt(words)})"
    units = [words.rstrip(_CLOSING_MARKS), without_de(words), words.partition(" ")[0].rstrip(_CLOSING_MARKS)]
    likely = [unit for unit in units if unit != words and unit_typed(unit)] or [""]
    readings = tuple(f"{number} {scale} {unit}".strip() for unit in likely)
    return Doubt(problem, "écrivez le nombre et son unité seulement.", readings)


def mismatch(problem: str, unit: str, *readings: str) -> Doubt:
    """For what the unit of the row does not allow: "12 €" of agents."""
    counted = {RANK: "est un rang", FRACTION: "est une fraction"}.get(unit, f"compte en {shown_unit(unit)}")
    return Doubt(f"{problem}, mais cette ligne {counted}", "corrigez le nombre, ou l'unité de la ligne.", readings)


def fraction_mismatch(share: Decimal, unit: str) -> Doubt:
    """For "1/3" where the row counts in per cent, or in agents."""
    percent = rounded(share * 100, 1)
    about = "" if percent == share * 100 else "environ "
    return mismatch("est une fraction", unit, *([f"{about}{format_decimal(percent)}"] if unit == "%" else []))
