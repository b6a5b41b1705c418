"""A command that cannot do its work says why in one French line, fails, and leaves nothing half-written."""

import pytest

from tests.commands import assert_refused, manage


@pytest.fixture(scope="module")
def migrated(tmp_path_factory) -> dict[str, str]:
    """The environment of a migrated, empty SQLite."""
    environment = {"DATA_DIR": str(tmp_path_factory.mktemp("donnees"))}
    outcome = manage("migrate", "--verbosity", "0", **environment)
    assert outcome.returncode == 0, outcome.stderr
    return environment


def export(tmp_path, *arguments: str, **environment: str):
    return manage("export_report", *arguments, "--output", str(tmp_path / "rapport"), **environment)


def test_an_unknown_year(tmp_path, migrated):
    assert_refused(export(tmp_path, "1999", **migrated), "Aucun rapport pour 1999")
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_format(tmp_path, migrated):
    assert_refused(export(tmp_path, "2020", "--format", "exe", **migrated), "« exe »", "pdf, html, json")


def test_a_database_without_its_tables(tmp_path):
    assert_refused(export(tmp_path, "2020", DATA_DIR=str(tmp_path)), "manage.py migrate")


def test_a_missing_report_file(tmp_path, migrated):
    assert_refused(manage("load_report", str(tmp_path / "absent.json"), **migrated), "absent.json")


def test_a_damaged_report_file(tmp_path, migrated):
    damaged = tmp_path / "abime.json"
    damaged.write_text('{"year": 2020')
    assert_refused(manage("load_report", str(damaged), **migrated), "abime.json")
    assert_refused(export(tmp_path, "2020", **migrated), "Aucune campagne n'existe encore")


def test_a_report_that_lacks_what_it_must_hold(tmp_path, migrated):
    """Each fault has its line, which names its place; nothing of the report is kept."""
    lacking = tmp_path / "incomplet.json"
    lacking.write_text('{"year": 2020}')
    outcome = manage("load_report", str(lacking), **migrated)
    assert outcome.returncode != 0
    assert "incomplet.json" in outcome.stderr
    assert "Traceback" not in outcome.stderr
    assert_refused(export(tmp_path, "2020", **migrated), "Aucune campagne n'existe encore")


def test_a_missing_demonstration(tmp_path, migrated):
    outcome = manage("load_demo", "--folder", str(tmp_path / "absent"), **migrated)
    assert_refused(outcome, "La démonstration n'est pas chargée")
