"""The rendered contribution with something in the margin of each block: the pages of the report stay as they are, their
blocks are found by the `data-block` and the id that every template gives them."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

import lxml.html
from django.utils.safestring import SafeString, mark_safe
from lxml.etree import Comment
from lxml.html import HtmlElement
from lxml.html.builder import CLASS, P

_PREFIX = "b-"
# What was said in the report stands escaped: a comment of the markup can only be ours.
_PLACE = re.compile(r"<!--(?P<part>change|tools|margin) (?P<block>[0-9a-f-]{36})-->")


@dataclass(frozen=True)
class Beside:
    """What stands at a block, as markup: what changed in it, its buttons, and its margin."""

    change: SafeString
    tools: SafeString
    margin: SafeString


class Sheet:
    """A section as `reporting.exports.html.render_section` renders it. A picture without address is told in words."""

    def __init__(self, section_html: SafeString) -> None:
        self._root = lxml.html.fragment_fromstring(section_html)
        for lost in self._root.xpath("//img[@src='']"):
            lost.getparent().replace(lost, _in_words(lost))
        found = self._root.xpath(f"//*[@data-block and starts-with(@id, '{_PREFIX}')]")
        self._elements = {uuid.UUID(element.get("id").removeprefix(_PREFIX)): element for element in found}

    @property
    def blocks(self) -> tuple[uuid.UUID, ...]:
        """The printed blocks, in reading order."""
        return tuple(self._elements)

    def with_margins(self, beside: Mapping[uuid.UUID, Beside]) -> SafeString:
        """The markup, each block with what stands beside it. May be called once."""
        for block, element in self._elements.items():
            _make_room(element, block)
        markup = lxml.html.tostring(self._root, encoding="unicode")
        return mark_safe(_PLACE.sub(lambda place: getattr(beside[uuid.UUID(place["block"])], place["part"]), markup))


def _in_words(picture: HtmlElement) -> HtmlElement:
    """What stands for a picture whose file is gone."""
    words = "Photo retirée ou remplacée depuis : elle ne peut plus être montrée."
    return P(f"{words} {picture.get('alt', '')}", CLASS("quiet"))


def _make_room(element: HtmlElement, block: uuid.UUID) -> None:
    change, tools, margin = (Comment(f"{part} {block}") for part in ("change", "tools", "margin"))
    if element.tag == "tr":
        # A row holds nothing but cells: its margin is a row of its own.
        element[-1].insert(0, tools)
        element[-1].append(change)
        row = lxml.html.fromstring("<table><tr class='review-row'><td></td></tr></table>").find(".//tr")
        row[0].set("colspan", str(len(element)))
        row[0].append(margin)
        row.tail, element.tail = element.tail, None
        element.addnext(row)
    elif element.get("data-block") == "chapter":
        # A chapter holds other blocks: what is said of it stands at its head.
        head = element.xpath("./*[contains(@class, 'r-lead')]") or element.xpath("./*[contains(@class, 'r-heading')]")
        for part in (margin, tools, change):
            head[0].addnext(part)
    else:
        element.extend((change, tools, margin))
