"""Two loads of the same report at the same time: one is written, the other is refused in one line."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from directions.models import Campaign, Contribution, Direction
from tests.reporting.report_files import a_photo, report, stored_photos, unit


@pytest.mark.django_db(transaction=True)
def test_the_second_of_two_loads_is_refused_and_leaves_nothing(tmp_path: Path):
    before = set(stored_photos())
    photo = a_photo(tmp_path)
    units = [unit(f"U{rank}", achievements=[{"title": "t", "photo": photo}]) for rank in range(20)]
    path = tmp_path / "rapport.json"
    path.write_text(json.dumps(report(*units)))
    start = Barrier(2)

    def load() -> str:
        start.wait()
        try:
            call_command("load_report", str(path))
        except CommandError as refusal:
            return str(refusal)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(2) as pool:
        told = sorted(future.result() for future in [pool.submit(load), pool.submit(load)])
    refusal = "rapport.json n'est pas chargé. Département de la Brenne a déjà une campagne 2020 : rien n'est changé."
    assert told == ["", refusal]
    assert (Campaign.objects.count(), Contribution.objects.count(), Direction.objects.count()) == (1, 21, 21)
    assert len(set(stored_photos()) - before) == 20
