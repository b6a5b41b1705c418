"""One heavy compilation at a time on a machine, whichever process asks: each takes hundreds of megabytes."""

from __future__ import annotations

import fcntl
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reporting.exports.errors import ExportError

_PAUSE = 0.1


def turn_file(name: str) -> Path:
    """The file that stands for the turn; each account has its own, since another's could not be opened."""
    return Path(tempfile.gettempdir()) / f"rapport-{name}-{os.getuid()}.turn"


@contextmanager
def turn(name: str, *, patience: float) -> Iterator[None]:
    """Waits for its turn at most `patience` seconds. Raises ExportError, in French, when it does not come."""
    limit = time.monotonic() + patience
    with turn_file(name).open("a") as file:
        while not _taken(file):
            if time.monotonic() > limit:
                raise ExportError("D’autres rapports sont en préparation : réessayez dans une minute.")
            time.sleep(_PAUSE)
        yield


def _taken(file) -> bool:
    """The lock goes with the process: nothing is left behind by one that dies."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
