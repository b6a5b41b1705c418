"""Runs manage.py as a person does in a shell: another process, its own environment."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The outcome of `manage.py arguments` with these variables and nothing else of ours."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PYTHONWARNINGS": "ignore", **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def assert_refused(outcome: subprocess.CompletedProcess[str], *parts: str) -> None:
    """The command failed with one line that holds these parts, and no traceback."""
    assert outcome.returncode != 0
    lines = outcome.stderr.strip().splitlines()
    assert len(lines) == 1, outcome.stderr
    for part in parts:
        assert part in lines[0]
