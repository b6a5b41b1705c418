"""The usual scene through several years, and the pages of the observatory as a person reads them."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

import lxml.html
from django.urls import reverse

from directions.models import Contribution, Direction, Indicator, KeyFigure, User
from tests import factories
from tests.form_page import signed_in


@dataclass
class Years:
    """The cast of 2020, and the contributions of its two directions in other years, made when they are asked for."""

    cast: factories.Cast = field(default_factory=lambda: factories.cast(complete=False))

    def of(self, direction: Direction, year: int) -> Contribution:
        campaign = self.cast.institution.campaigns.filter(year=year).first()
        campaign = campaign or factories.campaign(self.cast.institution, year)
        found = Contribution.objects.filter(campaign=campaign, direction=direction).first()
        return found or factories.contribution(campaign, direction)

    @property
    def routes(self) -> Direction:
        return self.cast.routes.direction

    @property
    def culture(self) -> Direction:
        return self.cast.culture.direction

    def indicator(self, code: str = "agents", label: str = "Agents", unit: str = "agents", **fields) -> Indicator:
        return Indicator.objects.create(institution=self.cast.institution, code=code, label=label, unit=unit, **fields)

    def measure(self, indicator: Indicator, direction: Direction, values: dict[int, object], **fields) -> None:
        """The values of a direction by year, None for one that is still to be filled."""
        for year in sorted(values):
            figure(self.of(direction, year), values[year], indicator, **fields)


def figure(contribution: Contribution, value: object = None, indicator: Indicator | None = None, **fields) -> KeyFigure:
    words = {"label": indicator.label, "unit": indicator.unit} if indicator else {"label": "Ponts", "unit": "ponts"}
    fields.setdefault("position", contribution.key_figures.count())
    number = None if value is None else Decimal(str(value))
    return KeyFigure.objects.create(contribution=contribution, indicator=indicator, value=number, **(words | fields))


class Table:
    """The table of the observatory as it answers a question."""

    def __init__(self, user: User, **question: object) -> None:
        self.response = signed_in(user).get(reverse("reporting:observatory"), question, follow=True)
        self.page = lxml.html.fromstring(self.response.text)

    @property
    def text(self) -> str:
        return " ".join(self.page.text_content().split())

    @property
    def rows(self) -> list[list[str]]:
        """The words of each cell of each row."""
        return [[" ".join(cell.text_content().split()) for cell in row] for row in self._rows]

    @property
    def labels(self) -> list[str]:
        """The indicator of each row, without its group."""
        return [row.xpath("string(th/a | th/text()[normalize-space()])").strip() for row in self._rows]

    @property
    def _rows(self) -> list:
        return self.page.xpath("//tbody/tr")

    def choices(self, name: str) -> list[str]:
        """What a filter offers, beside nothing."""
        options = self.page.xpath(f"//select[@name='{name}']/option[@value!='']")
        boxes = self.page.xpath(f"//label[input[@name='{name}']]")
        return [element.text_content().strip() for element in [*options, *boxes]]

    def link(self, words: str) -> str:
        """The address of the link that has these words."""
        return next(a.get("href") for a in self.page.xpath("//main//a") if words in " ".join(a.text_content().split()))

    @property
    def errors(self) -> str:
        return " ".join(" ".join(error.text_content().split()) for error in self.page.xpath("//ul[@class='errorlist']"))
