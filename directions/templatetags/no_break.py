"""Keeps French punctuation on the line of its word, in the messages that the screens show."""

from __future__ import annotations

import re

from django import template

from directions.typography import NO_BREAK

register = template.Library()

_GLUED = re.compile(r"(?<=«) | (?=[»:;?!])")


@register.filter
def no_break(text: str) -> str:
    """The text with no-break spaces inside « » and before : ; ? and !; escaped by the template as any other."""
    return _GLUED.sub(NO_BREAK, str(text))
