"""Plain text of a report file to rich text: paragraphs, bullets and bold; everything else is text, never HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from itertools import groupby

_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_BULLET = re.compile(r"[-•–]\s+")
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")


def rich(text: str) -> str:
    """Paragraphs are set apart by a blank line, lines that begin with "- " are bullets, `**words**` are bold."""
    blocks = _BLANK_LINES.split(text.replace("\r\n", "\n").replace("\r", "\n").strip())
    return "".join(_block(block) for block in blocks if block.strip())


def paragraphs(texts: Iterable[str]) -> str:
    """Each text as one or several paragraphs."""
    return "".join(rich(text) for text in texts)


def _block(block: str) -> str:
    lines = [line.strip() for line in block.split("\n") if line.strip()]
    made = []
    for is_bullet, group in groupby(lines, key=lambda line: bool(_BULLET.match(line))):
        together = list(group)
        made.append(_bullets(together) if is_bullet else f"<p>{_inline(' '.join(together))}</p>")
    return "".join(made)


def _bullets(lines: Iterable[str]) -> str:
    items = "".join(f"<li><p>{_inline(_BULLET.sub('', line, count=1))}</p></li>" for line in lines)
    return f"<ul>{items}</ul>"


def _inline(text: str) -> str:
    return _BOLD.sub(r"<strong>\1</strong>", escape(text, quote=False))
