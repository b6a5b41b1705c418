"""Rich texts for property tests: what a person may have written, as the document holds it."""

from __future__ import annotations

from hypothesis import strategies as st

from reporting.document import RichText
from reporting.richtree import parse

# Few words, so that two texts have some in common.
_WORDS = ("le", "pont", "neuf", "route", "ouvert", "2020", "très", "d'abord", "&lt;b&gt;", "fin.")
_INLINE = (
    "{}",
    "{}",
    "{}",
    "<strong>{}</strong>",
    "<em>{}</em>",
    "H<sup>{}</sup>",
    "{}<br>",
    '<a href="https://a.example/">{}</a>',
)


def _sentences() -> st.SearchStrategy[str]:
    piece = st.builds(lambda shape, word: shape.format(word), st.sampled_from(_INLINE), st.sampled_from(_WORDS))
    return st.lists(piece, min_size=1, max_size=12).map(" ".join)


def rich_html() -> st.SearchStrategy[str]:
    """Paragraphs and lists, some of them in lists."""
    paragraph = _sentences().map("<p>{}</p>".format)
    listed = st.recursive(
        paragraph,
        lambda inner: st.builds(
            lambda tag, items: f"<{tag}>{''.join(f'<li>{item}</li>' for item in items)}</{tag}>",
            st.sampled_from(("ul", "ol")),
            st.lists(inner, min_size=1, max_size=3),
        ),
        max_leaves=4,
    )
    return st.lists(st.one_of(paragraph, listed), max_size=5).map("".join)


def rich_texts() -> st.SearchStrategy[RichText]:
    return rich_html().map(parse)
