"""10 000 figures by spreadsheet: ours beside the plain resource of the library, on the same file, in the same run."""

import time
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from import_export.resources import ModelResource
from tablib import Dataset

from directions.models import Indicator, KeyFigure
from directions.resources.figures import FigureResource
from directions.sheets import Format, Limits, read, write
from directions.signals import contribution_changed
from tests import factories

CONTRIBUTIONS, FIGURES = 50, 200
SIZE = CONTRIBUTIONS * FIGURES

pytestmark = pytest.mark.django_db


class PlainResource(ModelResource):
    """What one writes first with the library: found by the key, judged and saved one by one."""

    class Meta:
        model = KeyFigure
        fields = ("id", "label", "value", "unit")
        skip_unchanged = True


@pytest.fixture
def campaign():
    root = factories.institution()
    campaign = factories.campaign(root)
    for place in range(CONTRIBUTIONS):
        contribution = factories.contribution(campaign, factories.direction(root))
        indicators = Indicator.objects.bulk_create(
            Indicator(institution=root, owner=contribution.direction, code=f"c{place}-{number}", label=f"M{number}")
            for number in range(FIGURES)
        )
        KeyFigure.objects.bulk_create(
            KeyFigure(contribution=contribution, indicator=one, label=one.label, unit="km", value=1, position=number)
            for number, one in enumerate(indicators)
        )
    return campaign


def measured(name: str, work: Callable) -> tuple[object, float, int]:
    """Does the work, and prints its seconds and queries."""
    queries = 0

    def count(execute: Callable, *call):
        nonlocal queries
        queries += 1
        return execute(*call)

    # Django's own log of queries stops at 9 000.
    with connection.execute_wrapper(count):
        start = time.perf_counter()
        done = work()
        seconds = time.perf_counter() - start
    print(f"\n{name}: {seconds:.2f} s, {queries} queries", end="")  # noqa: T201
    return done, seconds, queries


def test_ten_thousand_figures(campaign, monkeypatch):
    # Who listens does its own work for each contribution (a revision, messages), which the library knows nothing of.
    monkeypatch.setattr(contribution_changed, "receivers", [])
    user = factories.administrateur()
    table = FigureResource(user, campaign).workbook()
    for number, row in enumerate(table.sheets[0].rows, start=2):
        row["value"] = number
    content, *_ = measured("write the XLSX", lambda: write(table, Format.XLSX))

    resource = FigureResource(user, campaign)
    sheet, reading, _ = measured("read it", lambda: resource.read(content, "x"))
    judgement, judging, queries_judging = measured("judge it", lambda: resource.judge(sheet))
    assert judgement.written == SIZE and not judgement.refused
    with transaction.atomic():
        _, writing, queries_writing = measured("write its rows", resource.write)
        assert set(_values()) == set(range(2, SIZE + 2))
        transaction.set_rollback(True)

    with transaction.atomic():
        (plain, by_library, queries_library) = measured("the library", lambda: _by_library(content))
        assert set(_values()) == set(range(2, SIZE + 2)) and not plain.has_errors()
        transaction.set_rollback(True)

    ours, queries = reading + judging + writing, queries_judging + queries_writing
    print(f"\nours / the library: {ours / by_library:.2f} of the time, {queries} queries for {queries_library}")  # noqa: T201
    assert queries < 20 < SIZE < queries_library
    assert ours < by_library


def _by_library(content: bytes):
    """The same file: the keys of the rows are added to it, which our workbook does not need."""
    sheet = read(content, "x", limits=Limits())
    place = {title: number for number, title in enumerate(sheet.header)}
    keys = dict(KeyFigure.objects.values_list("indicator__code", "pk"))
    rows = [
        (str(keys[cells[place["Code de l'indicateur"]]]), cells[place["Intitulé"]], cells[place["Valeur"]], "km")
        for cells in (row.cells for row in sheet.rows)
    ]
    return PlainResource().import_data(Dataset(*rows, headers=["id", "label", "value", "unit"]), raise_errors=True)


def _values():
    return KeyFigure.objects.values_list("value", flat=True)
