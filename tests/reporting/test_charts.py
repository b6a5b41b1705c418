"""Charts: drawn for every shape of data, inside their frame, readable without colour, safe to embed."""

import dataclasses
import re
from functools import cache
from importlib import resources

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from PIL import ImageFont

from reporting.charts import svg
from reporting.document import Chart, Series
from tests.reporting.sample_document import sample_document

KINDS = ("bar", "column", "line", "share")
SVG = "{http://www.w3.org/2000/svg}"
LONG = "Prise en charge des personnes âgées dépendantes et des personnes en situation de handicap, transport compris"
LONG_WORD = "Anticonstitutionnellementdésoxyribonucléiquesupercalifragilistic"


def chart(kind, categories, *values, title="Dépenses", displays=None):
    """A chart with one series a row of values; a value is displayed as it is written."""
    series = tuple(
        Series(
            f"Série {rank}",
            tuple(None if value is None else str(value) for value in row),
            tuple("" if value is None else f"{value} M€" for value in row) if displays is None else displays,
        )
        for rank, row in enumerate(values)
    )
    return Chart("id", title, kind, "M€", tuple(categories), series, summary="Une phrase.")


def parsed(one, **options):
    return etree.fromstring(svg(one, standalone=True, **options))


def texts(root):
    return [text.text or "" for text in root.iter(SVG + "text")]


# -- What is drawn -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_it_draws_every_name_and_every_value(kind):
    root = parsed(chart(kind, ["Routes", "Collèges", "Culture"], [12, 7, 3]))
    shown = " ".join(texts(root))
    for word in ("Routes", "Collèges", "Culture", "12 M€", "7 M€", "3 M€"):
        assert word in shown


@pytest.mark.parametrize("kind", KINDS)
def test_it_names_itself_for_screen_readers(kind):
    root = parsed(chart(kind, ["Routes", "Culture"], [1, 2]))
    title, description = root.find(SVG + "title"), root.find(SVG + "desc")
    assert root.get("role") == "img"
    assert root.get("aria-labelledby").split() == [title.get("id"), description.get("id")]
    assert (title.text, description.text) == ("Dépenses", "Une phrase.")


def test_ids_are_unique_in_a_page_that_shows_several_charts_in_two_widths():
    charts = [chart for section in sample_document().sections() for chart in section.charts]
    ids = [
        node.get("id") for one in charts for width in (640, 340) for node in parsed(one, width=width).xpath("//*[@id]")
    ]
    assert len(charts) > 1
    assert len(ids) == len(set(ids))


def test_the_same_chart_gives_the_same_drawing():
    assert svg(chart("bar", ["A"], [1])) == svg(chart("bar", ["A"], [1]))


def test_inside_a_page_it_needs_no_namespace():
    assert "xmlns" not in svg(chart("bar", ["A"], [1]))


def test_a_missing_value_is_said_and_is_not_a_zero():
    root = parsed(chart("bar", ["Routes", "Culture"], [None, 0]))
    assert "non communiqué" in texts(root)
    assert "0 M€" in texts(root)
    assert len(root.findall(f".//{SVG}rect")) == 1


def test_a_line_is_broken_where_a_value_is_missing():
    whole = parsed(chart("line", list("ABCDE"), [1, 2, 3, 2, 1]))
    broken = parsed(chart("line", list("ABCDE"), [1, 2, None, 2, 1]))
    strokes = "count(//*[local-name()='path'][@fill='none'])"
    assert (whole.xpath(strokes), broken.xpath(strokes)) == (1, 2)


def test_a_line_far_from_zero_says_that_its_scale_does_not_start_there():
    note = "L’échelle ne commence pas à zéro."
    assert note in texts(parsed(chart("line", ["2019", "2020"], [2040000, 2048504])))
    assert note not in texts(parsed(chart("line", ["2019", "2020"], [10, 2048504])))


def test_a_negative_bar_goes_the_other_way():
    rects = parsed(chart("bar", ["Hausse", "Baisse"], [10, -10])).findall(f".//{SVG}rect")
    rise, fall = ((float(rect.get("x")), float(rect.get("width"))) for rect in rects)
    assert fall[0] + fall[1] == pytest.approx(rise[0], abs=0.2)


def test_bars_are_in_proportion():
    rects = parsed(chart("bar", ["Simple", "Double"], [10, 20])).findall(f".//{SVG}rect")
    simple, double = (float(rect.get("width")) for rect in rects)
    assert double == pytest.approx(2 * simple, abs=0.2)


def test_parts_fill_the_whole():
    root = parsed(chart("share", list("ABC"), [50, 30, 20]))
    parts = [float(rect.get("width")) for rect in root.findall(f".//{SVG}rect") if rect.get("height") == "44"]
    assert sum(parts) == pytest.approx(639, abs=0.5)
    assert parts[0] == pytest.approx(639 / 2, abs=0.2)


@pytest.mark.parametrize(
    "unfit",
    [
        chart("share", ["A", "B"], [0, 0]),
        chart("share", ["A", "B"], [5, -1]),
        chart("share", [f"Part {rank}" for rank in range(9)], range(9)),
        chart("share", ["A", "B"], [1, 2], [2, 1]),
        chart("column", [LONG] * 5, range(5)),
        chart("column", [f"Catégorie {rank}" for rank in range(30)], range(30)),
        chart("line", [LONG, LONG_WORD, "C"], [1, 2, 3]),
        chart("line", ["A", "B"], [None, None]),
    ],
)
def test_a_chart_that_would_not_be_legible_in_its_kind_is_drawn_as_bars(unfit):
    drawn = re.sub(r"chart-\w+", "", svg(unfit))
    assert drawn == re.sub(r"chart-\w+", "", svg(dataclasses.replace(unfit, kind="bar")))


# -- Refusals ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("refused", "message"),
    [
        (chart("bar", []), "pas de données"),
        (chart("bar", ["A"]), "pas de données"),
        (chart("radar", ["A"], [1]), "genre inconnu : radar"),
        (chart("bar", ["A", "B"], [1]), "une valeur par catégorie"),
        (chart("bar", ["A"], [1], displays=()), "une valeur par catégorie"),
        (chart("bar", ["A"], ["NaN"]), "pas un nombre"),
    ],
)
def test_it_refuses_what_it_cannot_draw(refused, message):
    with pytest.raises(ValueError, match=message):
        svg(refused)


# -- Black and white ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["bar", "column"])
def test_series_differ_by_texture(kind):
    root = parsed(chart(kind, ["A", "B"], *([rank, rank + 1] for rank in range(8))))
    fills = {rect.get("fill") for rect in root.iter(SVG + "rect") if rect.get("stroke")}
    textures = {path.get("d") for path in root.xpath("//*[local-name()='pattern']/*[local-name()='path']")}
    assert (len(fills), len(textures)) == (8, 7)


def test_lines_differ_by_dash_or_marker():
    root = parsed(chart("line", list("ABC"), *([rank, rank, rank] for rank in range(8))))
    dashes = [path.get("stroke-dasharray") for path in root.xpath("//*[local-name()='path'][@fill='none']")]
    assert len(set(dashes)) == 8


def test_past_the_last_texture_each_bar_carries_the_name_of_its_series():
    root = parsed(chart("bar", ["A"], *([rank] for rank in range(9))))
    assert "Série 8\u00a0: 8 M€" in texts(root)


# -- Safety ------------------------------------------------------------------------------------------------------------

HOSTILE = ('<script>alert("1")</script>', "\" onload='x'", "&amp; <b>", "]]>", "\x00\x08\ufffe\ud800 fin", "url(#x)")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(kind, text):
    hostile = chart(kind, [text, "B"], [1, 2], [2, 1], title=text, displays=(text, text))
    root = parsed(dataclasses.replace(hostile, summary=text))
    names = {etree.QName(node).localname for node in root.iter()}
    assert names <= {"svg", "title", "desc", "defs", "pattern", "g", "rect", "path", "line", "text"}
    kept = "".join(letter for letter in text if letter not in "\x00\x08\ufffe\ud800").split()
    assert "".join(root.find(SVG + "title").text.split()) == "".join(kept)


@pytest.mark.parametrize("kind", KINDS)
def test_a_strict_content_policy_lets_it_through(kind):
    root = parsed(chart(kind, ["A", "B", "C"], [1, 2, 3], [3, 2, 1]))
    attributes = {name for node in root.iter() for name in node.attrib}
    assert not {name for name in attributes if name == "style" or name.startswith("on") or name.endswith("href")}


# -- Geometry ----------------------------------------------------------------------------------------------------------


@cache
def font(weight):
    name = {"400": "Regular", "600": "Semibold"}[weight]
    path = resources.files("font_source_sans_pro") / "files" / f"SourceSansPro-{name}.ttf"
    return ImageFont.truetype(str(path), 100)


def boxes(root):
    """Left, top, right and bottom of every text as the real font sets it, in pixels of the drawing."""
    found = []
    for text in root.iter(SVG + "text"):
        group = next(text.iterancestors(SVG + "g"), None)
        down = float(group.get("transform").split()[-1].rstrip(")")) if group is not None else 0
        size = float(text.get("font-size"))
        width = font(text.get("font-weight")).getlength(text.text or "") * size / 100
        x = float(text.get("x")) - {"start": 0, "middle": width / 2, "end": width}[text.get("text-anchor")]
        y = float(text.get("y")) + down
        found.append((x, y - 0.66 * size, x + width, y + 0.2 * size))
    return found


def assert_well_set(one, width):
    root = parsed(one, width=width)
    height = float(root.get("height"))
    found = boxes(root)
    for left, top, right, bottom in found:
        assert left >= -0.5 and top >= -0.5, (left, top, texts(root))
        assert right <= width + 0.5 and bottom <= height + 0.5, (right, bottom, height, texts(root))
    for rank, (left, top, right, bottom) in enumerate(found):
        for other in found[rank + 1 :]:
            apart = (
                other[0] >= right - 0.5 or other[2] <= left + 0.5 or other[1] >= bottom - 0.5 or other[3] <= top + 0.5
            )
            assert apart, (texts(root), rank)


EXTREME = [
    chart("bar", [LONG, LONG_WORD, "C"], [460.5, -120, None], [1, 2, 3]),
    chart("column", ["A", "B"], [-5, -3]),
    chart("column", ["A", "B"], [0, 0]),
    chart("column", ["Seule"], [5]),
    chart("column", ["Capital de la dette remboursé par anticipation"] * 4, range(4)),
    chart("column", [str(year) for year in range(2009, 2021)], [(year * 37) % 101 for year in range(12)]),
    chart("line", ["2020"], [110]),
    chart(
        "line", [str(year) for year in range(30)], *([(year * k) % 101 - 20 for year in range(30)] for k in (37, 17, 7))
    ),
    chart("share", [LONG, LONG_WORD], [10, 90]),
    chart("bar", ["Un"], [1], displays=("environ 1 234 567 habitants par kilomètre carré de littoral, ou presque",)),
]

names = st.text(alphabet="abcdéèœàçMWÉ 0123456789-’", min_size=1, max_size=60)
numbers = st.one_of(
    st.none(), st.just(0), st.integers(-(10**9), 10**12), st.floats(-1000, 1000).map(lambda x: round(x, 2))
)


@st.composite
def any_chart(draw):
    categories = draw(st.lists(names, min_size=1, max_size=30))
    rows = draw(st.lists(st.tuples(*[numbers] * len(categories)), min_size=1, max_size=4))
    return chart(draw(st.sampled_from(KINDS)), categories, *rows)


@pytest.mark.parametrize("width", [340, 440, 640, 720])
@pytest.mark.parametrize("one", EXTREME, ids=lambda one: f"{one.kind}-{len(one.categories)}")
def test_nothing_overlaps_or_leaves_the_frame_in_extreme_charts(one, width):
    assert_well_set(one, width)


@settings(max_examples=150, deadline=None)
@given(any_chart(), st.sampled_from([340, 640]))
def test_nothing_overlaps_or_leaves_the_frame(one, width):
    assert_well_set(one, width)


@settings(max_examples=60, deadline=None)
@given(any_chart())
def test_bars_columns_and_parts_print_every_value(one):
    shown = "".join("".join(text.split()) for text in texts(parsed(one)))
    displays = [display for series in one.series for display in series.displays if display]
    if one.kind != "line":
        assert all("".join(display.split()) in shown for display in displays)
