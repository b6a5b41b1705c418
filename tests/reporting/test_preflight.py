"""Preflight: text that the font cannot print is replaced, blocks to correct are named in French."""

import dataclasses
import io
import json
import unicodedata
from importlib import resources
from pathlib import Path

import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from reporting.document import Achievement, AchievementGroup, Chart, Paragraph, Picture, Run, Section
from reporting.exports.font_coverage import ITALIC, UPRIGHT
from reporting.exports.pdf_worker import STANDARDS, WEIGHTS
from reporting.exports.preflight import preflight
from reporting.exports.printable import printable
from tests.reporting.sample_document import sample_assets, sample_document


def report(**changes):
    """The sample with one more section under its root, made of `changes`."""
    section = Section(**{"id": "x", "anchor": "x", "code": "X", "name": "Direction X", "kind": "direction", **changes})
    document = sample_document()
    root = dataclasses.replace(document.root, children=(*document.root.children, section))
    return dataclasses.replace(document, root=root)


def achievement(*runs, title="Un titre", picture=None):
    item = Achievement("a", title, (Paragraph(runs or (Run("Un texte."),)),), picture=picture)
    return (AchievementGroup("", (item,)),)


def last_section(document):
    return document.root.children[-1]


def words(document):
    """The text of the first run of the added section."""
    return last_section(document).achievements[0].achievements[0].body[0].runs[0].text


# -- Text --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("1\u2009234", "1\u202f234"),
        ("porte\u2011à\u2011porte", "porte-à-porte"),
        ("fait 🎉 bien 👨\u200d👩\u200d👧 ✅", "fait  bien  ✓"),
        ("a\x00b\x07c\u200bd\ufeffe\u202ef", "abcdef"),
        ("une\ttabulation", "une tabulation"),
        ("ligne\u2028suivante", "ligne suivante"),
        ("e\u0301te\u0301", "été"),
        ("Z\u0313\u0302\u0301a", "Z\u0313a"),
        ("①\u2009m㎡ ﬁn ℡", "1\u202fmm2 ﬁn TEL"),
        ("● puce ➔ flèche", "• puce → flèche"),
        ("« 1 234,5 € » – Œuvre n° 1 : « ça »", "« 1 234,5 € » – Œuvre n° 1 : « ça »"),
        ("Ω Ж α", "Ω Ж α"),
        ("mot\u00adcoupé\nà la ligne", "mot\u00adcoupé\nà la ligne"),
    ],
)
def test_text_becomes_printable_without_losing_a_letter(text, shown):
    assert printable(text) == (shown, "")


def test_letters_without_equivalent_are_replaced_and_reported():
    assert printable("abc مرحبا 漢漢") == ("abc ????? ??", "مرحبا漢")


@given(st.text())
def test_any_text_becomes_printable(text):
    shown, _ = printable(text)
    assert set(shown) <= UPRIGHT | {"\n"}
    assert printable(shown) == (shown, "") or unicodedata.normalize("NFC", shown) != shown


def test_the_coverage_is_that_of_the_font(tmp_path):
    """The compiler, which knows the font, prints every character of the sets in every weight, and refuses another."""

    def compiles(text, style):
        source = f'#set document(title: "t")\n#set text(font: "Source Sans Pro", {style})\n#json("text.json")'
        (tmp_path / "text.json").write_text(json.dumps(text))
        (tmp_path / "main.typ").write_text(source)
        fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(used_fonts(tmp_path))]
        )
        try:
            typst.compile(str(tmp_path / "main.typ"), root=str(tmp_path), font_paths=fonts, pdf_standards=STANDARDS)
        except typst.TypstError:
            return False
        return True

    upright, italic = (" ".join(sorted(letters)) for letters in (UPRIGHT, ITALIC))
    assert [weight for weight in (300, 400, 600, 700, 900) if not compiles(upright, f"weight: {weight}")] == []
    assert [weight for weight in (400, 600, 700) if not compiles(italic, f'weight: {weight}, style: "italic"')] == []
    assert not compiles("漢", "weight: 400")


def used_fonts(folder: Path) -> Path:
    fonts = folder / "fonts"
    fonts.mkdir(exist_ok=True)
    for weight in WEIGHTS:
        name = f"SourceSansPro-{weight}.ttf"
        (fonts / name).write_bytes((resources.files("font_source_sans_pro") / "files" / name).read_bytes())
    return fonts


def test_every_text_of_the_document_is_made_printable():
    document, problems = preflight(
        report(name="Direction\u2009X 🎉", achievements=achievement(Run("a\u2011b"))), sample_assets()
    )
    assert (last_section(document).name, words(document)) == ("Direction\u202fX ", "a-b")
    assert problems == ()


def test_names_that_are_references_are_left_alone():
    document, _ = preflight(report(anchor="x\u2011y", id="\u2011"), sample_assets())
    assert (last_section(document).anchor, last_section(document).id) == ("x\u2011y", "\u2011")


def test_lost_letters_are_reported_with_their_place():
    _, problems = preflight(report(achievements=achievement(Run("漢字"), title="Jumelage")), sample_assets())
    assert [str(problem) for problem in problems] == [
        "Direction X, réalisation « Jumelage » : la police n’a pas ces caractères, remplacés par « ? » : 漢 字"
    ]
    assert [problem.severity for problem in problems] == ["warning"]


def test_italics_are_dropped_only_where_the_italic_font_lacks_a_letter():
    runs = (Run("Ж", ("em", "strong")), Run("été", ("em",)))
    document, _ = preflight(report(achievements=achievement(*runs)), sample_assets())
    kept = last_section(document).achievements[0].achievements[0].body[0].runs
    assert [run.marks for run in kept] == [("strong",), ("em",)]


# -- Pictures ----------------------------------------------------------------------------------------------------------


def picture_problems(picture, assets):
    _, problems = preflight(report(achievements=achievement(picture=picture, title="Le collège")), assets)
    return [(problem.severity, problem.section_name, problem.block, problem.message) for problem in problems]


def test_a_described_and_present_picture_is_no_problem():
    assert picture_problems(Picture("couverture.png", "Une colline"), sample_assets()) == []


@pytest.mark.parametrize("alt", ["", "  ", "\u200b", "🎉"])
def test_a_picture_without_description_is_an_error(alt):
    (problem,) = picture_problems(Picture("couverture.png", alt, caption="Collège"), sample_assets())
    assert problem[:3] == ("error", "Direction X", "réalisation « Le collège »")
    assert "« Collège » n’a pas de texte de remplacement" in problem[3]


def test_a_missing_picture_is_an_error():
    (problem,) = picture_problems(Picture("absente.jpg", "Une colline"), sample_assets())
    assert problem[0] == "error" and "« absente.jpg » est introuvable" in problem[3]


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"<svg/>", b"\xff\xd8\xff\xe0garbage"])
def test_an_unreadable_picture_is_an_error(data):
    (problem,) = picture_problems(Picture("x.jpg", "Une colline"), {**sample_assets(), "x.jpg": data})
    assert problem[0] == "error" and "illisible" in problem[3]


def test_the_cover_and_the_chronology_are_looked_over_too():
    _, problems = preflight(sample_document(), {})
    assert {problem.block for problem in problems} == {
        "couverture",
        "réalisation « Signature électronique »",
        "événement « Label cyclable »",
    }


def test_a_part_that_is_left_out_is_not_judged():
    document = report(achievements=()).printing(("units",))
    assets = {"signature.jpg": sample_assets()["signature.jpg"], "couverture.png": sample_assets()["couverture.png"]}
    assert preflight(document, assets)[1] == ()
    assert [one.block for one in preflight(report(achievements=()), assets)[1]] == ["événement « Label cyclable »"]


# -- Charts ------------------------------------------------------------------------------------------------------------


def test_a_chart_without_data_is_left_out_with_a_warning():
    kept = sample_document().root.chapters[1].charts[0]
    document, problems = preflight(report(charts=(Chart("c", "Effectif", "bar", "", (), ()), kept)), sample_assets())
    assert last_section(document).charts == (kept,)
    assert [(problem.severity, problem.block) for problem in problems] == [("warning", "graphique « Effectif »")]
    assert "il n’a pas de données et n’est pas imprimé." in problems[0].message


def test_a_truncated_photo_is_unreadable():
    buffer = io.BytesIO()
    Image.effect_noise((600, 400), 60).save(buffer, "JPEG")
    whole = buffer.getvalue()
    document = report(achievements=achievement(picture=Picture("noise.jpg", "Du bruit")))
    for content, messages in ((whole, 0), (whole[: len(whole) // 2], 1)):
        problems = preflight(document, {**sample_assets(), "noise.jpg": content})[1]
        assert [problem.message.endswith("par un fichier JPEG ou PNG.") for problem in problems] == [True] * messages


def test_the_sample_has_no_problem():
    assert preflight(sample_document(), sample_assets()) == (sample_document(), ())
