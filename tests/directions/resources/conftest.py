"""A campaign whose directions have figures, with those of the year before."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

# Models are imported in the fixtures: pytest reads this before Django is set up.


@dataclass
class Scene:
    """The usual people. `routes` has Agents (240 the year before, 250 now), Budget réalisé (358,4 M€, still empty) and
    Kilomètres (without a year before); `culture` has Spectacles."""

    cast: object
    campaign: object
    routes: object
    culture: object

    def figure(self, label: str):
        from directions.models import KeyFigure

        return KeyFigure.objects.with_previous().get(label=label, contribution__campaign=self.campaign)


@pytest.fixture
def scene(db) -> Scene:
    from directions.enums import Placement
    from directions.indicators import IndicatorBook
    from directions.models import KeyFigure
    from tests import factories

    cast = factories.cast()
    direction = cast.routes.direction
    before = factories.contribution(factories.campaign(cast.institution, 2019, status="closed"), direction)
    cast.routes.refresh_from_db()
    book = IndicatorBook(cast.institution.pk)

    def write(contribution, *rows) -> None:
        figures = [KeyFigure(contribution=contribution, position=place, **row) for place, row in enumerate(rows)]
        book.assign(contribution.direction, figures)
        book.write()
        for figure in figures:
            figure.save()

    agents = {"label": "Agents", "unit": "agents", "placement": Placement.IDENTITY}
    budget = {"label": "Budget réalisé", "unit": "EUR", "scale": "M", "group": "Moyens"}
    write(before, agents | {"value": 240}, budget | {"value": 358_400_000})
    book = IndicatorBook(cast.institution.pk)
    write(cast.routes, agents | {"value": 250}, budget, {"label": "Kilomètres", "unit": "km", "value": 3000})
    write(cast.culture, {"label": "Spectacles", "unit": "spectacles", "value": 12})
    return Scene(cast, cast.campaign, cast.routes, cast.culture)
