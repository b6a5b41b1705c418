"""The values of cells, the same in the three formats: exact numbers, dates, texts that no spreadsheet may run."""

from __future__ import annotations

import datetime
import re
import unicodedata
from decimal import Context, Decimal

from directions.french.typography import NO_BREAK
from directions.sheets.table import Cell, Value

# A spreadsheet keeps binary numbers: beyond 15 digits, what it stores is not what was typed.
PRECISION = 15
# The longest text that a cell of a spreadsheet holds.
MAX_TEXT = 32_767
_CUT = " … [texte coupé : trop long pour un tableur]"

_ROUNDED = Context(prec=PRECISION)
_WIDE = Context(prec=400)  # a binary number has at most 309 digits before the comma
_RAW_NUMBER = re.compile(r"[+-]?[0-9]{1,400}(\.[0-9]{0,400})?([eE][+-]?[0-9]{1,3})?")
_CSV_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,14})(,[0-9]{1,15})?")
_CSV_DATE = re.compile(r"(?P<day>[0-9]{2})/(?P<month>[0-9]{2})/(?P<year>[0-9]{4})|(?P<iso>[0-9]{4}-[0-9]{2}-[0-9]{2})")
# What XML cannot carry; a tab and a line end stay.
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_LINE_END = re.compile("\r\n?")
_STARTS_FORMULA = ("=", "+", "-", "@")

# -- Texts -------------------------------------------------------------------------------------------------------------


def clean(text: str) -> str | None:
    """The text without the characters that no file can carry, each line end as "\\n"; None where nothing is left."""
    return _UNWRITABLE.sub("", _LINE_END.sub("\n", text)) or None


def is_dangerous(text: str) -> bool:
    """Whether a spreadsheet, or the next program that reads the file, could take the text for a formula.

    Blanks and invisible characters before the sign do not count, and a full-width sign is a sign.
    """
    if text.startswith(("\t", "\n", "\r")):
        return True
    for character in text:
        if character.isspace() or unicodedata.category(character) in {"Cf", "Cc", "Mn"}:
            continue
        return unicodedata.normalize("NFKC", character).startswith(_STARTS_FORMULA)
    return False


# -- Numbers and dates -------------------------------------------------------------------------------------------------


def exact_number(raw: str) -> Decimal | None:
    """The number that the person saw, from what a spreadsheet stored: "1234.5599999999999" gives 1234.56.

    None for what is not a finite binary number: the caller then keeps the text, which an import refuses with its words.
    """
    if not _RAW_NUMBER.fullmatch(raw) or Decimal(raw).adjusted() > 308:
        return None
    value = Decimal(raw).normalize(_ROUNDED)
    return value.quantize(Decimal(1), context=_WIDE) if value.as_tuple().exponent > 0 else value + 0


def fits(value: Decimal) -> bool:
    """Whether a spreadsheet gives the number back as it is."""
    if not value.is_finite():
        return False
    value = value.normalize(Context(prec=max(len(value.as_tuple().digits), 1)))
    return max(value.adjusted() + 1, 0) + max(-value.as_tuple().exponent, 0) <= PRECISION


def trimmed(value: Decimal | None) -> Decimal | None:
    """The number without the zeros that a column of the database keeps after the comma."""
    if value is None:
        return None
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def decimals_of(value: Decimal) -> int:
    """How many digits the number needs after the comma."""
    return max(-value.normalize(_WIDE).as_tuple().exponent, 0)


def french_number(value: Decimal) -> str:
    """ "-1234,5": a decimal comma, no thousands mark. A number of more than 40 digits keeps its power of ten."""
    if not value.is_finite() or abs(value.adjusted()) > 40 or -value.as_tuple().exponent > 40:
        return str(value)
    return f"{value:f}".replace(".", ",")


def percentage(value: Decimal) -> str:
    """ "12,5 %" for 0.125: what was typed and shown, with its unit, which the bare number would hide."""
    return f"{french_number((value * 100).normalize(_ROUNDED) + 0)}{NO_BREAK}%"


def iso_date(raw: str) -> Cell:
    """ "2021-05-03" as a date, "2021-05-03T14:30:00" as the French text of a moment; anything else stays a text."""
    try:
        moment = datetime.datetime.fromisoformat(raw)
    except ValueError:
        return clean(raw)
    return day_or_moment(moment)


def day_or_moment(moment: datetime.datetime) -> datetime.date | str:
    midnight = moment.time().replace(tzinfo=None) == datetime.time()
    return moment.date() if midnight else f"{_french_day(moment)} {moment:%H:%M}"


def _french_day(day: datetime.date) -> str:
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


# -- What is written ---------------------------------------------------------------------------------------------------


def cell_of(value: Value) -> Cell:
    """What the file will hold for a value, the same in the three formats, and what reading it back gives."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, int):
        value = Decimal(value)
    if isinstance(value, Decimal):
        return (value or Decimal(0)) if fits(value) else french_number(value)
    if isinstance(value, datetime.datetime):
        return day_or_moment(value)
    if isinstance(value, str):
        text = clean(value)
        return text if text is None or len(text) <= MAX_TEXT else text[: MAX_TEXT - len(_CUT)] + _CUT
    if value is None or isinstance(value, datetime.date):
        return value
    raise TypeError(f"A cell cannot hold a {type(value).__name__}.")


# -- CSV, where everything is text -------------------------------------------------------------------------------------


def to_csv(cell: Cell) -> str:
    """What a CSV holds for a cell. An apostrophe goes before a text that would be run, or read as something else."""
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return french_number(cell)
    if isinstance(cell, datetime.date):
        return _french_day(cell)
    return f"'{cell}" if _needs_apostrophe(cell) else cell


def from_csv(text: str) -> Cell:
    """The cell that `to_csv` wrote. A number is read only where it can be nothing else: "1.234" stays a text."""
    if text.startswith("'") and _needs_apostrophe(text[1:]):
        return clean(text[1:])
    typed = _number_or_date(text)
    return clean(text) if typed is None else typed


def _needs_apostrophe(text: str) -> bool:
    return is_dangerous(text) or _number_or_date(text) is not None or _is_marked(text)


def _is_marked(text: str) -> bool:
    """Whether the text itself looks like one that an apostrophe was put before."""
    bare = text.lstrip("'")
    return bare != text and (is_dangerous(bare) or _number_or_date(bare) is not None)


def _number_or_date(text: str) -> Decimal | datetime.date | None:
    if _CSV_NUMBER.fullmatch(text):
        value = Decimal(text.replace(",", "."))
        return (value or Decimal(0)) if fits(value) else None
    match = _CSV_DATE.fullmatch(text)
    if not match:
        return None
    try:
        if match["iso"]:
            return datetime.date.fromisoformat(match["iso"])
        return datetime.date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return None
