"""What holds for every test: its database, a data folder of its own, and the guards.

No conftest imports models at its top: pytest reads them before Django is set up.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.database import CHOICES, choose_database

# What the shell may hold from trying the site must not change what is tested.
_SETTINGS_OF_THE_SHELL = (
    "DEBUG",
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "CSRF_TRUSTED_ORIGINS",
    "BEHIND_HTTPS_PROXY",
    "EMAIL_URL",
    "SITE_URL",
    "DEFAULT_FROM_EMAIL",
)

# What Hypothesis looks for is right or wrong; how long it takes depends on what else the machine does.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("rapport d'activités")
    group.addoption(
        "--database",
        choices=CHOICES,
        help="the database of the tests; by default DATABASE_URL's, else a PostgreSQL that is started for the run",
    )
    group.addoption("--require-browser", action="store_true", help="fail, and do not skip, where there is no browser")


def pytest_configure(config: pytest.Config) -> None:
    if config.option.help or config.option.version:
        return
    for name in _SETTINGS_OF_THE_SHELL:
        os.environ.pop(name, None)
    _use_own_data_folder(config)
    choose_database(config)
    _load_settings()


def _load_settings() -> None:
    """Loads the settings; then pytest-django sets Django up."""
    from django.conf import settings

    if settings.configured:
        raise pytest.UsageError("Unset DJANGO_SETTINGS_MODULE: the tests choose their database before the settings.")
    with pytest.MonkeyPatch.context() as patch:
        # Not for longer: an xdist worker that inherited it would read its settings before it has its own folder.
        patch.setenv("DJANGO_SETTINGS_MODULE", "config.settings")
        _ = settings.DATABASES


def _use_own_data_folder(config: pytest.Config) -> None:
    folder = tempfile.TemporaryDirectory(prefix="rapport-tests-")
    config.add_cleanup(folder.cleanup)
    Path(folder.name, "static").mkdir()
    os.environ["DATA_DIR"] = folder.name


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """SQLite's test database is a file: in memory, two threads could not use it as two people do."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["TEST"]["NAME"] = str(settings.DATA_DIR / "tests.sqlite3")


@pytest.fixture(scope="session", autouse=True)
def _fast_passwords() -> Iterator[None]:
    """Password hashes that are quick to make: a test signs in many people."""
    from django.test import override_settings

    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="session", autouse=True)
def _no_undefined_variable() -> None:
    """Our templates fail the test on a variable that their context does not define."""
    from django.template import engines

    from tests.guards import UndefinedVariable

    engines["django"].engine.string_if_invalid = UndefinedVariable()


@pytest.fixture(autouse=True)
def _reading_never_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A GET of the test client fails the test if it writes to the database."""
    from django.db import connection
    from django.test import Client

    from tests.guards import refuse_writes

    get = Client.get

    def guarded_get(self, *args, **kwargs):
        with connection.execute_wrapper(refuse_writes):
            return get(self, *args, **kwargs)

    monkeypatch.setattr(Client, "get", guarded_get)
