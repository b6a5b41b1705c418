"""Names every cell of a change list by its column, so that a narrow screen can show the rows as cards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django import template
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def card_cells(cells: Iterable[SafeString], headers: list[dict]) -> Iterator[SafeString]:
    """The cells that Django rendered (`<td …>` or `<th …>`), each with the name of its column as `data-label`."""
    for cell, header in zip(cells, headers, strict=False):
        label = strip_tags(str(header["text"])).strip().capitalize()
        start, rest = cell[:3], cell[3:]
        yield mark_safe(start) + format_html(' data-label="{}"', label) + mark_safe(rest) if label else cell
