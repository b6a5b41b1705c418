"""The whole way of a report of 60 directions: its rows put together, then each of its files."""

import time
from collections.abc import Callable

import pytest

from directions.enums import ContributionStatus
from directions.models import Campaign, Chart, KeyFigure, Takeaway
from reporting.assemble import assemble_report
from reporting.assets import load_assets
from reporting.exports.registry import EXPORTERS
from tests import factories

UNITS, ACHIEVEMENTS, FIGURES = 60, 6, 10
SENTENCES = "<p>Le service a tenu son calendrier et rendu compte à l'assemblée.</p>" * 3

# Seconds; about ten times what a machine with two slow cores takes.
BOUNDS = {"assemble": 10, "pdf": 60, "html": 20, "json": 10}

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign() -> Campaign:
    root = factories.institution()
    campaign = factories.campaign(root)
    for _ in range(UNITS):
        direction = factories.direction(root)
        write(factories.contribution(campaign, direction, complete=True, status=ContributionStatus.APPROVED))
    return campaign


def write(contribution) -> None:
    """As much as a direction writes in a real report, without its photos."""
    Takeaway.objects.create(contribution=contribution, title="À retenir", text="Un budget tenu.")
    for number in range(ACHIEVEMENTS):
        factories.achievement(contribution, title=f"Réalisation {number}", body=SENTENCES, theme=f"Thème {number % 2}")
    KeyFigure.objects.bulk_create(
        KeyFigure(contribution=contribution, label=f"Chiffre {number}", value=1234 + number, unit="agents")
        for number in range(FIGURES)
    )
    chart = Chart.objects.create(contribution=contribution, title="Effectifs", unit="agents")
    for year in range(2016, 2021):
        chart.points.create(category=str(year), value=year)


def measured(name: str, work: Callable):
    """Does the work, prints how long it took and fails if that is out of bounds."""
    start = time.perf_counter()
    done = work()
    seconds = time.perf_counter() - start
    print(f"\n{name}: {seconds:.2f} s", end="")  # noqa: T201
    assert seconds < BOUNDS[name]
    return done


def test_from_rows_to_files(campaign):
    document = measured("assemble", lambda: assemble_report(campaign))
    assert len(document.root.children) == UNITS
    assets = load_assets(document)
    for name, exporter in EXPORTERS.items():
        assert measured(name, lambda exporter=exporter: exporter.render(document, assets))
