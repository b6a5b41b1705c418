"""What a contribution lacks: what prevents its submission, and what is only advised."""

from __future__ import annotations

import pytest

from directions.completeness import advised, blocking
from directions.enums import DirectionKind
from directions.models import Contribution, KeyFigure
from tests import factories

pytestmark = pytest.mark.django_db


def contribution_of(kind: str) -> Contribution:
    root = factories.institution()
    direction = root if kind == DirectionKind.INSTITUTION else factories.direction(root, kind=kind)
    return factories.contribution(factories.campaign(root), direction)


def words(found: list) -> list[str]:
    return [item.message for item in found]


@pytest.mark.parametrize("kind", [DirectionKind.DIRECTION, DirectionKind.ETABLISSEMENT])
def test_directions_are_expected_to_write(kind):
    contribution = contribution_of(kind)
    assert [item.section for item in blocking(contribution)] == ["missions", "achievements"]

    contribution.introduction = "<p>Nous entretenons les routes.</p>"
    factories.achievement(contribution)

    assert blocking(contribution) == []


@pytest.mark.parametrize(
    "kind", [DirectionKind.INSTITUTION, DirectionKind.DGS, DirectionKind.DGA, DirectionKind.SERVICE]
)
def test_the_others_may_have_nothing_to_tell_but_finish_what_they_begin(kind):
    contribution = contribution_of(kind)
    assert blocking(contribution) == []

    factories.achievement(contribution, title="Un pont", body="<p> </p>")
    KeyFigure.objects.create(contribution=contribution, label="Agents")

    assert [item.section for item in blocking(contribution)] == ["achievements", "key_figures"]


def test_figures_without_achievements_are_enough_but_not_advised():
    contribution = contribution_of(DirectionKind.DIRECTION)
    factories.mission(contribution)
    KeyFigure.objects.create(contribution=contribution, label="Agents", value=3)

    assert blocking(contribution) == []
    assert words(advised(contribution)) == ["Aucune réalisation n'est écrite."]


def test_a_chart_without_data_prevents_nothing():
    contribution = contribution_of(DirectionKind.DGA)
    contribution.charts.create(title="Dépenses")

    assert blocking(contribution) == []
    assert "« Dépenses » n'a pas de données" in words(advised(contribution))[0]
