"""A block of an older version as it would be typed in the form today.

The document holds what was printed. What cannot be found again from that (a photo, the details under a figure) is left
as it is, and named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Any

from directions.enums import INTRODUCTION, BlockKind, Placement
from directions.forms.chart_data import Row, Table, text_of
from directions.french.dates import MONTHS, day_and_month
from directions.french.numbers import Scale, format_decimal, format_quantity, printed_quantity, shown_unit, stored_unit
from directions.french.typography import french
from reporting import document as doc
from reporting.figures import printed_unit
from reporting.history.differences import BlockDifference, Change
from reporting.history.printed_blocks import INTERNAL_NOTE, PlacedBlock
from reporting.richtree import html_of

Typed = dict[str, str]


@dataclass(frozen=True)
class TypedBlock:
    """`fields` holds what to type, by the name of the form's field; `left` names, in French, what is not taken back."""

    fields: Typed
    left: tuple[str, ...] = ()


def typed_block(difference: BlockDifference) -> TypedBlock | None:
    """What to type today for a block to be again as it was; `difference` goes from the older version to today's. None
    where nothing of it can be taken back."""
    old = difference.old
    if old is None or difference.change == Change.MOVED or old.kind not in _WRITERS:
        return None
    write = _WRITERS[old.kind]
    fields, left = {}, []
    for field in difference.fields:
        typed = write(old, field.name, difference)
        if typed is None:
            left += [] if field.new_field.is_computed else [field.label]
        else:
            fields |= typed
    return TypedBlock(fields, tuple(left)) if fields else None


# -- One kind of block each: what to type for a field that differs; None where that cannot be known --------------------

Writer = Callable[[PlacedBlock, str, BlockDifference], Typed | None]


def _introduction(old: PlacedBlock, name: str, _: BlockDifference) -> Typed:
    return {"introduction": html_of(old.block.introduction)}


def _internal_note(old: PlacedBlock, name: str, _: BlockDifference) -> Typed:
    return {name: _text_of(old, name)}


def _text_of(block: PlacedBlock, name: str) -> str:
    """What a plain text field held."""
    return next(doc.plain_text(field.value) for field in block.fields if field.name == name)


def _chapter(old: PlacedBlock, name: str, _: BlockDifference) -> Typed:
    return {"lead": html_of(old.block.lead)} if name == "lead" else {"title": old.block.title}


def _mission(old: PlacedBlock, name: str, _: BlockDifference) -> Typed:
    return _filing(old, name, "group") or {"text": old.block.text}


def _takeaway(old: PlacedBlock, name: str, _: BlockDifference) -> Typed:
    return {name: getattr(old.block, name)}


def _achievement(old: PlacedBlock, name: str, difference: BlockDifference) -> Typed | None:
    one: doc.Achievement = old.block
    if name.startswith("photo"):
        return _photo_words(one.picture, name, difference)
    if name == "when":
        return _date_or_month(one.when)
    if name == "spotlight":
        return {"is_spotlight": "on" if one.spotlight else ""}
    if name == "body":
        return {"body": html_of(one.body)}
    return _filing(old, name, "theme") or {"title": one.title}


def _moment(old: PlacedBlock, name: str, difference: BlockDifference) -> Typed | None:
    moment: doc.Moment = old.block
    if name.startswith("photo"):
        return _photo_words(moment.picture, name, difference)
    if name == "when":
        day = next((day for day in range(32) if day_and_month(day, moment.month) == moment.when), None)
        return None if day is None else {"month": str(moment.month), "day": str(day or "")}
    return {name: getattr(moment, name)}


def _figure(old: PlacedBlock, name: str, difference: BlockDifference) -> Typed | None:
    figure: doc.Figure = old.block
    if name == "value":
        return _figure_value(figure)
    if name in {"evolution", "details"}:
        return None
    if name in {"explanation", "internal_note"}:
        return {name: _text_of(old, name)}
    if name == "placement":
        return _figure_placement(old, difference.new)
    return _filing(old, name, "group") or {"label": figure.label}


def _figure_placement(old: PlacedBlock, today: PlacedBlock | None) -> Typed | None:
    """The band of identity is a section of the form of its own: a figure does not go from one section to another."""
    if Placement.IDENTITY in {old.placement, today.placement if today else old.placement}:
        return None if today else {}
    return {"placement": old.placement}


def _chart(old: PlacedBlock, name: str, _: BlockDifference) -> Typed | None:
    chart: doc.Chart = old.block
    if name == "unit":
        return _chart_unit(chart)
    if name == "data":
        return {"data": _chart_data(chart)}
    return _filing(old, name, "") or {name: getattr(chart, name)}


_WRITERS: dict[str, Writer] = {
    INTRODUCTION: _introduction,
    INTERNAL_NOTE: _internal_note,
    BlockKind.CHAPTER: _chapter,
    BlockKind.MISSION: _mission,
    BlockKind.TAKEAWAY: _takeaway,
    BlockKind.ACHIEVEMENT: _achievement,
    BlockKind.MOMENT: _moment,
    BlockKind.KEY_FIGURE: _figure,
    BlockKind.CHART: _chart,
}


def _filing(old: PlacedBlock, name: str, group_field: str) -> Typed:
    """The heading or the chapter of a block; nothing for another field."""
    if name == "chapter":
        return {"chapter": old.container[0]}
    return {group_field: old.group} if name == "group" else {}


def _photo_words(picture: doc.Picture, name: str, difference: BlockDifference) -> Typed | None:
    """The words of a photo are taken back where it is still there; it is not: its file may be gone."""
    if difference.field("photo"):
        return None if name == "photo" else {}
    return {name: getattr(picture, name.removeprefix("photo_"))}


def _date_or_month(when: str) -> Typed | None:
    """A printed date as the form takes it: "14 avril 2020", "avril" or nothing."""
    if when in ("", *MONTHS):
        return {"date": "", "month": str(MONTHS.index(when) + 1) if when else ""}
    day, month, year = when.split(" ")
    return {"date": f"{year}-{MONTHS.index(month) + 1:02}-{int(day.removesuffix('er')):02}", "month": ""}


# -- Numbers: the way in which they were typed is found by printing again ----------------------------------------------


def _figure_value(figure: doc.Figure) -> Typed | None:
    if not figure.provided:
        return {
            "value": "",
            "unit": shown_unit(figure.raw_unit),
            "qualifier": figure.qualifier,
            "text_value": "",
            "not_provided": "on",
        }
    found = next(_ways_to_print(figure), None)
    if found is None:
        return None
    value, scale, words = found
    return {
        "value": "" if value is None else format_decimal(value),
        "unit": shown_unit(figure.raw_unit),
        "scale": scale.value,
        "qualifier": figure.qualifier,
        "text_value": words,
        "not_provided": "",
    }


def _ways_to_print(figure: doc.Figure) -> Iterator[tuple[Decimal | None, Scale, str]]:
    """The value, the scale and the words that print as this figure did."""
    value = None if figure.value is None else Decimal(figure.value)
    for words, scale in product(("", figure.number), Scale):
        if value is None and not words:
            continue
        printed = printed_quantity(value, figure.raw_unit, scale, qualifier=figure.qualifier, text_value=words)
        if (printed.number, french(printed.unit)) == (figure.number, figure.unit):
            yield value, scale, words


def _chart_unit(chart: doc.Chart) -> Typed | None:
    for unit, scale in product(dict.fromkeys((stored_unit(chart.unit), "EUR")), Scale):
        if printed_unit(unit, scale) == chart.unit and _prints(chart, unit, scale):
            return {"unit": shown_unit(unit), "scale": scale.value}
    return None


def _prints(chart: doc.Chart, unit: str, scale: Scale) -> bool:
    return all(
        french(format_quantity(Decimal(value), unit, scale).text) == display
        for series in chart.series
        for value, display in zip(series.values, series.displays, strict=True)
        if value is not None
    )


def _chart_data(chart: doc.Chart) -> str:
    def decimals(values: Any) -> tuple[Decimal | None, ...]:
        return tuple(None if value is None else Decimal(value) for value in values)

    columns = [decimals(series.values) for series in chart.series]
    lines = zip(chart.categories, zip(*columns, strict=True), strict=True)
    return text_of(Table(tuple(series.name for series in chart.series), tuple(Row(*line) for line in lines)))
