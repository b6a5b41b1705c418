"""Stored rich text (sanitized HTML) to the small tree that renderers read; French typography is applied here, once."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from lxml import html as lxml_html

from directions.french.typography import french
from directions.richtext import ALLOWED_SCHEMES, sanitize
from reporting.document import ListBlock, Paragraph, RichText, Run

_MARKS = {"strong", "em", "sup"}
# A deeper list is a slip of the editor's; its items are kept, at the deepest level that prints well.
MAX_LIST_DEPTH = 3


def parse(html: str) -> RichText:
    """The tree of a rich text. Text outside any paragraph becomes a paragraph; nothing is lost."""
    cleaned = sanitize(html)
    if not cleaned:
        return ()
    root = lxml_html.fragment_fromstring(cleaned, create_parent="div")
    return tuple(_blocks(root, depth=0))


def html_of(rich: RichText) -> str:
    """The rich text as it would be stored: parsed again, it is the same."""
    return "".join(_block_html(block) for block in rich)


def _block_html(block: Paragraph | ListBlock) -> str:
    if isinstance(block, Paragraph):
        return f"<p>{''.join(_run_html(run) for run in block.runs)}</p>"
    tag = "ol" if block.ordered else "ul"
    return f"<{tag}>{''.join(f'<li>{html_of(item)}</li>' for item in block.items)}</{tag}>"


def _run_html(run: Run) -> str:
    html = "<br>" if run.text == "\n" else escape(run.text)
    for mark in run.marks:
        html = f"<{mark}>{html}</{mark}>"
    return f'<a href="{escape(run.href)}">{html}</a>' if run.href else html


def _blocks(parent, depth: int) -> Iterator[Paragraph | ListBlock]:
    """The blocks of an element; stray inline content between blocks is gathered in paragraphs of its own."""
    loose: list[Run] = _text_runs(parent.text, (), "")
    for child in parent:
        if child.tag in {"p", "ul", "ol"}:
            yield from _paragraph(loose)
            loose = []
            yield from _block(child, depth)
        else:
            loose.extend(_inline(child, (), ""))
        loose.extend(_text_runs(child.tail, (), ""))
    yield from _paragraph(loose)


def _block(element, depth: int) -> Iterator[Paragraph | ListBlock]:
    if element.tag == "p":
        yield from _paragraph(_children_runs(element, (), ""))
        return
    items = tuple(tuple(_blocks(item, depth + 1)) for item in element if item.tag == "li")
    items = tuple(item for item in items if item)
    if not items:
        return
    if depth < MAX_LIST_DEPTH:
        yield ListBlock(ordered=element.tag == "ol", items=items)
    else:
        yield from (block for item in items for block in item)


def _paragraph(runs: list[Run]) -> Iterator[Paragraph]:
    if any(run.text.strip() for run in runs):
        yield Paragraph(tuple(_trimmed(runs)))


def _trimmed(runs: list[Run]) -> list[Run]:
    """Neither space nor break at the ends of a paragraph."""
    filled = [index for index, run in enumerate(runs) if run.text.strip()]
    runs = runs[filled[0] : filled[-1] + 1]
    first, last = runs[0], runs[-1]
    runs = [Run(first.text.lstrip(), first.marks, first.href), *runs[1:]]
    if len(runs) == 1:
        return [Run(runs[0].text.rstrip(), first.marks, first.href)]
    return [*runs[:-1], Run(last.text.rstrip(), last.marks, last.href)]


def _children_runs(element, marks: tuple[str, ...], href: str) -> list[Run]:
    runs = _text_runs(element.text, marks, href)
    for child in element:
        runs.extend(_inline(child, marks, href))
        runs.extend(_text_runs(child.tail, marks, href))
    return runs


def _inline(element, marks: tuple[str, ...], href: str) -> list[Run]:
    if element.tag == "br":
        return [Run("\n")]
    if element.tag in _MARKS:
        marks = tuple(sorted({*marks, element.tag}))
    elif element.tag == "a":
        href = _safe_link(element.get("href", ""))
    return _children_runs(element, marks, href)


def _text_runs(text: str | None, marks: tuple[str, ...], href: str) -> list[Run]:
    if not text:
        return []
    # A line break of the source is a space; only <br> breaks a line.
    return [Run(french(" ".join(text.split("\n"))), marks, href)]


def _safe_link(href: str) -> str:
    scheme, separator, _ = href.strip().partition(":")
    return href.strip() if separator and scheme.lower() in ALLOWED_SCHEMES else ""
