"""Two rules that every test enforces: our templates use no undefined variable, and a page read writes no row."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from django.template.base import Node

_WRITES = re.compile(r'\s*(INSERT INTO|UPDATE|DELETE FROM)\s+"?(?P<table>\w+)', re.IGNORECASE)
# Signing in and counting failed attempts are not the work of the page that is read.
_MAY_BE_WRITTEN = ("django_session", "axes_")


class UndefinedVariable(str):
    """Django's `string_if_invalid`: fails the test if the template at fault is ours, else does as if it were empty."""

    def __new__(cls) -> UndefinedVariable:
        return super().__new__(cls, "%s")  # Django formats it with the variable's name only if it holds %s.

    def __mod__(self, variable: object) -> Any:
        caller = sys._getframe(1)
        template = _template_being_rendered(caller)
        if template and "site-packages" not in Path(template).parts:
            pytest.fail(f"{template} uses the variable {variable}, which its context does not define.")
        return self._as_if_empty(caller)

    def _as_if_empty(self, caller: FrameType) -> Any:
        """What the expression gives in production, where its filters apply to an empty text."""
        expression, context = caller.f_locals["self"], caller.f_locals["context"]
        engine = context.template.engine
        engine.string_if_invalid = ""
        try:
            return expression.resolve(context)
        finally:
            engine.string_if_invalid = self


def _template_being_rendered(frame: FrameType | None) -> str:
    """The file of the innermost node that is being rendered, by the call stack: Django tells it nowhere else."""
    while frame:
        rendering = frame.f_locals.get("self")
        if isinstance(rendering, Node) and getattr(rendering, "origin", None):
            return rendering.origin.name
        frame = frame.f_back
    return ""


def refuse_writes(execute: Callable, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """A wrapper of database queries that fails the test on a write."""
    write = _WRITES.match(sql)
    if write and not write["table"].startswith(_MAY_BE_WRITTEN):
        pytest.fail(f"A GET wrote to the database: {sql}")
    return execute(sql, params, many, context)
