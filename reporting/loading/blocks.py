"""The structure of the blocks that units and the institution's pages share: figures, charts, texts, photos, events.

Declared with shapes.py; limits come from the database columns that the texts go to.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models

from directions.enums import ChartKind, ComparisonKind, ComparisonMode, DisplayScale
from directions.models import Achievement as AchievementRow
from directions.models import Chapter, Chart, ChartPoint, KeyFigure, Mission, Moment, Takeaway
from reporting.loading.shapes import Choice, Date, Flag, Integer, ListOf, Log, Node, Number, Record, Shape, Text, member
from reporting.models import Report

YEARS = (1982, 2100)


def limit(model: type[models.Model], name: str) -> int:
    return model._meta.get_field(name).max_length


def column(model: type[models.Model], name: str, *, required: bool = False) -> Any:
    """A text that goes to a column of the database."""
    return member(Text(limit(model, name)), required=required)


def remark(*, loose: bool = True) -> Any:
    """A note for those who prepare the report; never printed."""
    return member(Text(lines=True, loose=loose))


class Scale(Shape):
    """How a value is printed: "M€", "14,6 millions", or a value of DisplayScale. An unknown wording is only noticed."""

    empty = DisplayScale.PLAIN
    _WORDINGS = (
        (re.compile(r"mds?\b|mds?€|milliards?", re.IGNORECASE), DisplayScale.BILLION),
        (re.compile(r"millions?", re.IGNORECASE), DisplayScale.MILLION_WORD),
        (re.compile(r"M(€|\b)"), DisplayScale.MILLION),
        (re.compile(r"k(€|\b)", re.IGNORECASE), DisplayScale.THOUSAND),
    )

    def read(self, value: Any, path: str, log: Log) -> str:
        if not isinstance(value, str):
            return self.refuse("texte attendu", value, path, log)
        for wording, scale in self._WORDINGS:
            if wording.search(value):
                return scale
        if value.strip():
            log.notice(f"affichage inconnu ignoré : {path}")
        return self.empty


# -- Figures -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Comparison(Node):
    kind: str = member(Choice(tuple(ComparisonKind.values[1:])), required=True)
    mode: str = member(Choice(tuple(ComparisonMode.values), default=ComparisonMode.VALUE))
    value: Decimal | None = member(Number())
    unit: str = column(KeyFigure, "comparison_unit")
    year: int | None = member(Integer(*YEARS))
    qualifier: str = column(KeyFigure, "comparison_note")


@dataclass(frozen=True, kw_only=True)
class Numerator(Node):
    value: Decimal | None = member(Number(), required=True)
    unit: str = column(KeyFigure, "numerator_unit")


@dataclass(frozen=True, kw_only=True)
class Figure(Node):
    label: str = column(KeyFigure, "label", required=True)
    value: Decimal | None = member(Number())
    unit: str = column(KeyFigure, "unit")
    text_value: str = column(KeyFigure, "text_value")
    not_provided: bool = member(Flag())
    qualifier: str = column(KeyFigure, "qualifier")
    display: str = member(Scale())
    group: str = column(KeyFigure, "group")
    source: str = member(Text())
    scope: str = column(KeyFigure, "scope")
    as_of: datetime.date | None = member(Date())
    note: str = column(KeyFigure, "note")
    internal_note: str = column(KeyFigure, "internal_note")
    numerator: Numerator | None = member(Record(Numerator))
    comparison: Comparison | None = member(Record(Comparison))
    chapter: str = column(Chapter, "title")


@dataclass(frozen=True, kw_only=True)
class Amount(Node):
    """An amount in euros: a unit's budget, a line of the institution's."""

    value_eur: Decimal | None = member(Number())
    label: str = column(KeyFigure, "label")
    qualifier: str = column(KeyFigure, "qualifier")
    display: str = member(Scale())
    scope: str = column(KeyFigure, "scope")
    note: str = column(KeyFigure, "note")
    comparison: Comparison | None = member(Record(Comparison))


@dataclass(frozen=True, kw_only=True)
class Staff(Node):
    value: Decimal | None = member(Number())
    label: str = column(KeyFigure, "label")
    qualifier: str = column(KeyFigure, "qualifier")
    note: str = column(KeyFigure, "note")
    comparison: Comparison | None = member(Record(Comparison))


@dataclass(frozen=True, kw_only=True)
class ChartRow(Node):
    series: str = column(ChartPoint, "series")
    category: str = column(ChartPoint, "category", required=True)
    value: Decimal | None = member(Number())


@dataclass(frozen=True, kw_only=True)
class ChartData(Node):
    title: str = column(Chart, "title", required=True)
    kind: str = member(Choice(tuple(ChartKind.values), default=ChartKind.BAR))
    unit: str = column(Chart, "unit")
    display: str = member(Scale())
    caption: str = column(Chart, "caption")
    rows: tuple[ChartRow, ...] = member(ListOf(Record(ChartRow)))
    chapter: str = column(Chapter, "title")


# -- Texts -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Photo(Node):
    file: str = member(Text(), required=True)
    alt: str = column(Report, "photo_alt", required=True)
    credit: str = column(Report, "photo_credit")
    caption: str = column(Report, "photo_caption")


@dataclass(frozen=True, kw_only=True)
class MissionLine(Node):
    text: str = column(Mission, "text", required=True)
    group: str = column(Mission, "group")
    chapter: str = column(Chapter, "title")


@dataclass(frozen=True, kw_only=True)
class Highlight(Node):
    title: str = column(Takeaway, "title", required=True)
    text: str = column(Takeaway, "text")


@dataclass(frozen=True, kw_only=True)
class Achievement(Node):
    title: str = column(AchievementRow, "title", required=True)
    theme: str = column(AchievementRow, "theme")
    body: str = member(Text(lines=True))
    zoom: bool = member(Flag())
    date: datetime.date | None = member(Date())
    month: int | None = member(Integer(1, 12))
    photo: Photo | None = member(Record(Photo))
    chapter: str = column(Chapter, "title")


@dataclass(frozen=True, kw_only=True)
class Event(Node):
    """A dated event of the year: an entry of the chronology, or one that a unit proposes for it."""

    month: int | None = member(Integer(1, 12), required=True)
    day: int | None = member(Integer(1, 31))
    title: str = column(Moment, "title", required=True)
    text: str = column(Moment, "text")
    photo: Photo | None = member(Record(Photo))
    unit: str = member(Text())
