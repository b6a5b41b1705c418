"""Runs manage.py as a person does in a shell: another process, its own environment."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[1]


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The outcome of `manage.py arguments` with these variables and nothing else of ours."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=_environment(environment),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def start(*arguments: str, log: IO[str], **environment: str) -> subprocess.Popen[str]:
    """`manage.py arguments`, not waited for; what it says goes to the log."""
    return subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=_environment(environment),
        stdout=log,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _environment(given: dict[str, str]) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "PYTHONWARNINGS": "ignore", **given}


def assert_refused(outcome: subprocess.CompletedProcess[str], *parts: str) -> None:
    """The command failed with one line that holds these parts, and no traceback."""
    assert outcome.returncode != 0
    lines = outcome.stderr.strip().splitlines()
    assert len(lines) == 1, outcome.stderr
    for part in parts:
        assert part in lines[0]
