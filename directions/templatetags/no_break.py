"""Keeps French punctuation on the line of its word, in the messages that the screens show."""

from __future__ import annotations

import re

from django import template
from django.utils.safestring import SafeString, mark_safe

from directions.french.typography import NO_BREAK

register = template.Library()

_GLUED = re.compile(r"(?<=«) | (?=[»:;?!])")


@register.filter
def no_break(text: str) -> str:
    """The text with no-break spaces inside « » and before : ; ? and !; escaped by the template unless it was safe."""
    glued = _GLUED.sub(NO_BREAK, str(text))
    return mark_safe(glued) if isinstance(text, SafeString) else glued
