"""Two rich texts as one, its words marked: each side can be found again, and the structure stays."""

from hypothesis import given

from reporting.document import ListBlock, RichText, Run, plain_text
from reporting.history.marks import DELETED, INSERTED, marked, side
from reporting.richtree import parse
from tests.reporting.rich_texts import rich_texts


def runs_of(rich: RichText) -> list[Run]:
    return [
        run
        for block in rich
        for run in (
            [one for item in block.items for one in runs_of(item)] if isinstance(block, ListBlock) else block.runs
        )
    ]


def changes(old: str, new: str) -> list[tuple[str, str]]:
    return [(run.change, run.text) for run in runs_of(marked(parse(old), parse(new))) if run.change]


@given(rich_texts(), rich_texts())
def test_each_side_is_its_text(old, new):
    both = marked(old, new)
    assert side(both, INSERTED) == side(marked(old, old), INSERTED)
    assert side(both, DELETED) == side(marked(new, new), DELETED)
    assert plain_text(side(both, INSERTED)) == plain_text(old)
    assert plain_text(side(both, DELETED)) == plain_text(new)


@given(rich_texts())
def test_equal_texts_have_no_mark(rich):
    assert not [run for run in runs_of(marked(rich, rich)) if run.change]
    assert plain_text(marked(rich, rich)) == plain_text(rich)


def test_a_word_is_marked_inside_its_paragraph():
    assert changes("<p>Le pont est ouvert.</p><p>Suite.</p>", "<p>Le pont neuf est ouvert.</p><p>Suite.</p>") == [
        ("ins", "neuf ")
    ]


def test_a_word_that_became_bold_is_marked_with_its_boldness():
    (paragraph,) = marked(parse("<p>Le pont est ouvert.</p>"), parse("<p>Le <strong>pont</strong> est ouvert.</p>"))
    assert [(run.change, run.text, run.marks) for run in paragraph.runs] == [
        ("", "Le ", ()),
        ("del", "pont", ()),
        ("ins", "pont", ("strong",)),
        ("", " est ouvert.", ()),
    ]


def test_an_item_is_inserted_into_its_list():
    old = "<ul><li><p>un premier</p></li><li><p>un dernier</p></li></ul>"
    new = "<ul><li><p>un premier</p></li><li><p>au milieu</p></li><li><p>un dernier</p></li></ul>"
    (block,) = marked(parse(old), parse(new))
    assert [[run.change for run in runs_of(item)] for item in block.items] == [[""], ["ins"], [""]]


def test_a_rewritten_paragraph_is_one_paragraph_and_another_one_is_two():
    rewritten = marked(
        parse("<p>Le pont neuf est ouvert en mars.</p>"), parse("<p>Le pont neuf sera ouvert en mai.</p>")
    )
    another = marked(parse("<p>Le pont neuf est ouvert.</p>"), parse("<p>Nos agents ont tout changé.</p>"))
    assert (len(rewritten), len(another)) == (1, 2)


def test_a_list_that_is_numbered_now_is_another_list():
    assert changes("<ul><li><p>un</p></li></ul>", "<ol><li><p>un</p></li></ol>") == [("del", "un"), ("ins", "un")]


def test_a_line_break_that_goes_is_told():
    (paragraph,) = marked(parse("<p>Un pont<br>une route</p>"), parse("<p>Un pont une route</p>"))
    assert [run.text for run in paragraph.runs if run.is_changed_break] == ["\n"]


def test_hundreds_of_rewritten_paragraphs_are_told_each_in_its_place():
    old = parse("".join(f"<p>Le chantier {rank} avance.</p>" for rank in range(300)))
    new = parse("".join(f"<p>Le chantier {rank} est fini.</p>" for rank in range(300)))
    assert plain_text(side(marked(old, new), DELETED)) == plain_text(new)
