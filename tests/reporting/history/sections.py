"""Sections made by hand, for what is compared without a database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reporting.document import (
    Achievement,
    AchievementGroup,
    Chart,
    Figure,
    FigureGroup,
    Mission,
    MissionGroup,
    Paragraph,
    RichText,
    Run,
    Section,
    Series,
)
from reporting.history.differences import SectionDifference
from reporting.history.differences import differences as of_states
from reporting.history.states import State

NB = "\u00a0"


def rich(*paragraphs: str) -> RichText:
    return tuple(Paragraph((Run(text),)) for text in paragraphs)


def section(**fields: Any) -> Section:
    return Section(**({"id": "s", "anchor": "u-dr", "code": "DR", "name": "Routes", "kind": "direction"} | fields))


def with_missions(*ids: str, **texts: str) -> Section:
    """A section with these missions, in that order."""
    missions = tuple(Mission(one, texts.get(one, f"Mission {one}")) for one in ids)
    return section(missions=(MissionGroup("", missions),) if missions else ())


def with_achievements(*achievements: Achievement, theme: str = "") -> Section:
    return section(achievements=(AchievementGroup(theme, achievements),) if achievements else ())


def figure(one: str, number: str, unit: str = "agents", label: str = "Agents", **fields: Any) -> Figure:
    text = f"{number}{NB}{unit}" if unit else number
    return Figure(**({"id": one, "label": label, "number": number, "unit": unit, "text": text} | fields))


def with_figures(*figures: Figure, group: str = "") -> Section:
    return section(figures=(FigureGroup(group, figures),) if figures else ())


def chart(values: Sequence[str], *, categories: Sequence[str] = ("2020", "2021"), name: str = "") -> Chart:
    return Chart(
        id="c",
        title="Recrutements",
        kind="bar",
        unit="agents",
        categories=tuple(categories),
        series=(Series(name, tuple(values), tuple(f"{value}{NB}agents" for value in values)),),
    )


def differences(old: Section | None, new: Section) -> SectionDifference:
    """What differs between two sections of which nothing else is known."""
    return of_states(State(old) if old else None, State(new))
