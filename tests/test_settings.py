"""The environment is read strictly: what is misspelt or missing is said in one French line, without a traceback."""

import os

import pytest

from tests.commands import assert_refused, manage

PRODUCTION = {"DEBUG": "False", "SECRET_KEY": "9fJ2-" * 12, "ALLOWED_HOSTS": "rapport.example"}


@pytest.fixture
def data(tmp_path) -> dict[str, str]:
    return {"DATA_DIR": str(tmp_path)}


def test_a_boolean_is_read(data):
    outcome = manage("check", DEBUG="oui", **data)
    assert (outcome.returncode, outcome.stderr) == (0, "")


def test_a_misspelt_boolean_is_refused(data):
    assert_refused(manage("check", DEBUG="Flase", **data), "DEBUG", "« Flase »", "True ou False")


def test_production_is_ready(data):
    outcome = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION, **data)
    assert (outcome.returncode, outcome.stderr) == (0, "")


def test_production_needs_a_secret_key(data):
    environment = {**PRODUCTION, "SECRET_KEY": ""}
    assert_refused(manage("check", **environment, **data), "SECRET_KEY manque")


@pytest.mark.parametrize(
    "url", ["mysql://localhost/base", "postgres-ql://localhost/base", "bonjour", "postgresql://", "postgresql://h:x/b"]
)
def test_an_unreadable_database_address_is_refused(data, url):
    assert_refused(manage("check", DATABASE_URL=url, **data), "DATABASE_URL", "postgresql://")


def test_the_password_of_the_database_is_not_printed(data):
    outcome = manage("check", DATABASE_URL="mysql://moi:secret@localhost/base", **data)
    assert_refused(outcome, "DATABASE_URL")
    assert "secret" not in outcome.stderr


@pytest.mark.parametrize("url", ["postgresql://127.0.0.1:1/x", "sqlite:////dossier/absent/base.sqlite3"])
def test_a_database_that_does_not_answer_is_said(data, url):
    assert_refused(manage("migrate", "--check", DATABASE_URL=url, **data), "Base de données injoignable")


def test_a_data_folder_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "fichier").touch()
    assert_refused(manage("check", DATA_DIR=str(tmp_path / "fichier" / "donnees")), "DATA_DIR")


def test_the_tests_use_the_database_that_was_chosen(request, settings):
    """Set by --database, by DATABASE_URL, else PostgreSQL."""
    chosen = request.config.getoption("--database") or os.environ["DATABASE_URL"].split(":")[0]
    assert settings.DATABASES["default"]["ENGINE"].startswith(f"django.db.backends.{chosen}")
