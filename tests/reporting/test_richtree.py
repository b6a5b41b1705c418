"""Stored rich text becomes the renderers' small tree, with nothing lost and nothing unsafe."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.document import ListBlock, Paragraph, Run, plain_text
from reporting.richtree import MAX_LIST_DEPTH, html_of, parse
from tests.reporting.rich_texts import rich_texts


def test_paragraphs_and_marks():
    tree = parse("<p>Un <strong>mot <em>fort</em></strong> et H<sup>2</sup>O.</p><p>Suite</p>")
    assert tree == (
        Paragraph(
            (
                Run("Un "),
                Run("mot ", ("strong",)),
                Run("fort", ("em", "strong")),
                Run(" et H"),
                Run("2", ("sup",)),
                Run("O."),
            )
        ),
        Paragraph((Run("Suite"),)),
    )


def test_lists_keep_their_kind_and_nesting():
    (block,) = parse("<ol><li><p>Un</p><ul><li>Un bis</li></ul></li><li>Deux</li></ol>")
    assert isinstance(block, ListBlock) and block.ordered
    first, second = block.items
    assert plain_text(first) == "Un\nUn bis"
    assert isinstance(first[1], ListBlock) and not first[1].ordered
    assert plain_text(second) == "Deux"


def test_a_list_too_deep_keeps_its_words():
    html = "<ul><li>a" * 6 + "</li></ul>" * 6
    tree = parse(html)
    depth, block = 0, tree[0]
    while isinstance(block, ListBlock):
        depth += 1
        block = next((item for item in block.items[0] if isinstance(item, ListBlock)), None)
    assert depth == MAX_LIST_DEPTH
    assert plain_text(tree).split("\n") == ["a"] * 6


def test_text_outside_paragraphs_is_kept():
    assert [plain_text((block,)) for block in parse("avant<p>dedans</p>après <strong>fort</strong>")] == [
        "avant",
        "dedans",
        "après fort",
    ]


def test_line_breaks_and_source_line_ends():
    (paragraph,) = parse("<p>un\ndeux<br>trois</p>")
    assert [run.text for run in paragraph.runs] == ["un deux", "\n", "trois"]


@pytest.mark.parametrize(
    ("html", "href"),
    [
        ('<p><a href="https://exemple.test/a?b=1">site</a></p>', "https://exemple.test/a?b=1"),
        ('<p><a href="mailto:a@exemple.test">écrire</a></p>', "mailto:a@exemple.test"),
        ('<p><a href="javascript:alert(1)">clic</a></p>', ""),
        ('<p><a href="JaVaScRiPt:alert(1)">clic</a></p>', ""),
        ('<p><a href="/relatif">clic</a></p>', ""),
    ],
)
def test_only_safe_links_survive(html, href):
    (paragraph,) = parse(html)
    assert paragraph.runs[0].href == href
    assert paragraph.runs[0].text


@pytest.mark.parametrize(
    "html", ["", "<p></p>", "<p> </p>", "<p>&nbsp;</p>", "<p><br></p>", "<ul></ul>", "<script>x</script>"]
)
def test_nothing_written_gives_no_block(html):
    assert parse(html) == ()


def test_typography_is_applied():
    (paragraph,) = parse("<p>Le budget : 1 943 tests, 57 % !</p>")
    assert paragraph.runs[0].text == "Le budget\u00a0: 1\u202f943 tests, 57\u00a0%\u202f!"


@given(st.lists(st.text(st.characters(categories=["L", "Nd"]), min_size=1, max_size=12), min_size=1, max_size=8))
def test_no_word_is_lost(words):
    html = "".join(f"<p>{word}</p>" if index % 2 else f"<ul><li>{word}</li></ul>" for index, word in enumerate(words))
    assert plain_text(parse(html)).split("\n") == words


def test_a_tree_is_written_as_html():
    link = '<a href="https://a.example/?b&amp;c">un lien</a>'
    html = f"<p>Un &lt;mot <strong>fort</strong><br>et {link}</p><ol><li><p>a</p></li></ol>"
    assert html_of(parse(html)) == html


@given(rich_texts())
def test_what_is_written_is_read_again_as_it_was(rich):
    assert parse(html_of(rich)) == rich
