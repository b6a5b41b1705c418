"""The PDF: whole, tagged, archivable, the same twice, and never reading the report's text as Typst markup."""

import dataclasses
import io
import re
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from reporting.document import (
    PARTS,
    Achievement,
    AchievementGroup,
    Chapter,
    Chart,
    Figure,
    FigureGroup,
    Institution,
    ListBlock,
    Mission,
    MissionGroup,
    Moment,
    Paragraph,
    Picture,
    ReportDocument,
    Run,
    Section,
    Series,
    Takeaway,
)
from reporting.exports.errors import ExportError
from reporting.exports.pdf import render_pdf
from tests.reporting.sample_document import sample_assets, sample_document


def section(**values):
    return Section(**{"id": "x", "anchor": "x", "code": "X", "name": "Direction X", "kind": "direction", **values})


def bare_report(*children, **values):
    root = section(id="root", anchor="root", name="Institution", kind="institution", children=children)
    return ReportDocument(
        **{"year": 2020, "title": "Rapport", "institution": Institution("Val-Clair"), "root": root, **values}
    )


def read(pdf):
    return PdfReader(io.BytesIO(pdf))


def text_of(pdf):
    return text_of_pages(read(pdf))


def text_of_pages(reader):
    return "\n".join(page.extract_text() for page in reader.pages)


def heights_of_text(pdf):
    """How high above the foot of its page each text stands, in points; negative where it runs over."""
    heights = []

    def visit(text, page_matrix, text_matrix, *_):
        if text.strip():
            x, y = text_matrix[4:6]
            heights.append(page_matrix[1] * x + page_matrix[3] * y + page_matrix[5])

    for page in read(pdf).pages:
        page.extract_text(visitor_text=visit)
    return heights


def squeezed(text):
    """Without spaces and hyphenation, which the layout decides."""
    return re.sub(r"[\s\u00ad\u200b]+", "", text)


@pytest.fixture(scope="module")
def sample():
    return render_pdf(sample_document(), sample_assets())


# -- The file ----------------------------------------------------------------------------------------------------------


def test_it_is_a4_in_french_with_title_author_and_date(sample):
    reader = read(sample)
    assert {(round(page.mediabox.width), round(page.mediabox.height)) for page in reader.pages} == {(595, 842)}
    assert reader.metadata.title == "Rapport d’activités 2020 – Département du Val-Clair"
    assert reader.metadata.author == "Département du Val-Clair"
    assert str(reader.metadata.creation_date.date()) == "2021-06-15"
    assert reader.trailer["/Root"]["/Lang"].startswith("fr")


def test_it_declares_both_standards_and_is_tagged(sample):
    root = read(sample).trailer["/Root"]
    xmp = root["/Metadata"].get_data().decode()
    declared = dict(re.findall(r"<(pdfaid:part|pdfaid:conformance|pdfuaid:part)>(\w+)<", xmp))
    assert declared == {"pdfaid:part": "2", "pdfaid:conformance": "A", "pdfuaid:part": "1"}
    assert root["/MarkInfo"]["/Marked"]


def test_only_the_packaged_font_is_embedded(sample):
    fonts = {
        font["/BaseFont"]
        for page in read(sample).pages
        for font in (reference.get_object() for reference in page["/Resources"].get("/Font", {}).values())
    }
    assert fonts and all("SourceSansPro" in name for name in fonts)


def test_the_same_document_gives_the_same_bytes(sample):
    assert render_pdf(sample_document(), sample_assets()) == sample


def titles(items):
    """The bookmarks of a PDF, those below another as a list."""
    return [titles(item) if isinstance(item, list) else item.title for item in items]


def test_the_bookmarks_follow_the_org_chart(sample):
    assert titles(read(sample).outline) == [
        "Une année singulière",
        "L’année 2020, mois par mois",
        "Département du Val-Clair",
        ["Le territoire en chiffres", "Le Département face à la crise"],
        "Direction générale des services",
        ["Direction des Finances Brouillon — non validé"],
        "DGA de la Solidarité",
        ["Service de l’Insertion"],
        "Partenaires",
        "Sites ouverts au public",
        "Glossaire",
        "À propos de cette édition",
    ]


UNITS = ["Département du Val-Clair", "Direction générale des services", "DGA de la Solidarité"]
ABOUT = "À propos de cette édition"


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (
            ("glossary", "sites", "units", "partners", "chronology", "foreword"),
            ["Glossaire", "Sites ouverts au public", *UNITS, "Partenaires", "L’année 2020, mois par mois",
             "Une année singulière", ABOUT],
        ),
        (("units", "sites"), [*UNITS, "Sites ouverts au public", ABOUT]),
        (("units",), [*UNITS, ABOUT]),
    ],
)  # fmt: skip
def test_the_parts_stand_in_the_order_asked_for_and_the_others_nowhere(parts, expected):
    reader = read(render_pdf(sample_document().printing(parts), sample_assets()))
    items = [item for item in reader.outline if not isinstance(item, list)]
    pages = [reader.get_destination_page_number(item) for item in items]
    assert ([item.title for item in items], pages) == (expected, sorted(pages))
    # Short lists, and the note on the edition, may share a page with the list before; nothing else does.
    shared = {title for before, page, title in zip(pages, pages[1:], expected[1:], strict=False) if page == before}
    assert shared <= {"Partenaires", "Sites ouverts au public", ABOUT}
    sommaire = squeezed(reader.pages[1].extract_text())
    places = [sommaire.find(squeezed(title)) for title in expected]
    assert -1 not in places and places == sorted(places)
    shown = squeezed(text_of_pages(reader))
    own_words = {
        "foreword": "Masques distribués", "chronology": "Label cyclable", "partners": "Agence de l’eau",
        "sites": "Archives départementales", "glossary": "Plan de continuité d’activité",
    }  # fmt: skip
    assert {part for part, words in own_words.items() if squeezed(words) in shown} == {*parts} - {"units"}


def test_no_page_is_left_blank_between_the_parts(sample):
    for parts in (PARTS, PARTS[::-1], ("units",)):
        reader = read(render_pdf(sample_document().printing(parts), sample_assets()))
        assert all(page.extract_text().strip() for page in reader.pages)


def test_the_sommaire_gives_the_page_of_each_unit(sample):
    reader = read(sample)
    line = next(line for line in reader.pages[1].extract_text().splitlines() if "Service de l’Insertion" in line)
    page = int(re.search(r"\d+$", line.strip()).group())
    assert "Accompagner vers l’emploi" in reader.pages[page - 1].extract_text()


def structure(reader):
    """Every element of the structure tree."""
    waiting = [reader.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        node = waiting.pop().get_object()
        if isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, dict):
            yield node
            if "/K" in node:
                waiting.append(node["/K"])


def test_every_picture_and_chart_has_its_alternative_text(sample):
    alternatives = [str(node["/Alt"]) for node in structure(read(sample)) if node.get("/S") == "/Figure"]
    assert "Collines stylisées sous un soleil" in alternatives
    assert "Composition abstraite : deux formes qui se rejoignent" in alternatives
    assert "La solidarité est le premier poste de dépenses." in alternatives
    assert len(alternatives) == 3 + 5


def test_headings_and_tables_are_tagged(sample):
    kinds = {node.get("/S") for node in structure(read(sample))}
    assert {"/H1", "/H2", "/H3", "/H4", "/H5", "/Table", "/TH", "/L", "/LI", "/TOC", "/Link"} <= kinds


# -- What it says ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "Une année singulière",
        "Masques distribués",
        "412\u202f504 habitants",
        "Le Département face à la crise",
        "Les services se sont adaptés en quelques jours.",
        "Préparer le budget",
        "Direction des Finances Brouillon — non validé",
        "N° 1 · DF · Créée en 2019",
        "Signature électronique",
        "14 avril",
        "Zoom",
        "Notation confirmée",
        "+7,6\u00a0%",
        "(525\u00a0M€ en 2019)",
        "−36,7\u00a0%",
        "non communiqué",
        "Coût des lignes",
        "232\u00a0k€",
        "Comparaison au niveau national",
        "2\u202f329\u00a0€",
        "186 places d’habitat inclusif",
        "Janvier",
        "Label cyclable",
        "Agence de l’eau",
        "Archives départementales",
        "Plan de continuité d’activité",
        "Sigles employés sans être développés",
        "Direction du Contrôle de gestion",
        "Merci aux agents du Département.",
        "1, place de la Fontaine",
        "Édition de travail",
    ],
)
def test_it_prints_every_kind_of_block(sample, words):
    assert squeezed(words).lower() in squeezed(text_of(sample)).lower()


def test_an_approved_report_has_no_mark_of_draft():
    document = dataclasses.replace(sample_document(), scope="approved", root=section(kind="institution"))
    shown = text_of(render_pdf(document, sample_assets())).lower()
    assert not any(words in shown for words in ("édition de travail", "brouillon", "non validé"))


@pytest.mark.parametrize("status", ["submitted", "changes_requested", "reopened"])
def test_what_is_submitted_is_no_draft(status):
    """It is not approved either, and says so."""
    mission = (MissionGroup("", (Mission("m", "Une mission"),)),)
    unit = section(id="s", anchor="s", missions=mission, is_draft=True, status=status)
    shown = squeezed(text_of(render_pdf(bare_report(unit, scope="all"), {}))).lower()
    assert "directionxnonvalidé" in shown and "brouillon" not in shown


def test_a_unit_without_text_is_named_and_gets_no_heading(sample):
    assert "Sanscontributionpropredanscerapport" in squeezed(text_of(sample))
    assert "Direction du Contrôle de gestion" not in [str(item) for item in read(sample).outline]


def test_a_report_with_nothing_but_a_name_is_printed():
    pdf = render_pdf(bare_report(), {})
    assert len(read(pdf).pages) == 5
    assert "Val-Clair" in text_of(pdf)


def test_a_deep_org_chart_keeps_its_headings_in_order():
    leaf = section(
        missions=(MissionGroup("Groupe", (Mission("m", "Une mission"),)),), name="Feuille", id="d", anchor="d"
    )
    for depth in range(5):
        leaf = section(children=(leaf,), name=f"Niveau {depth}", id=f"n{depth}", anchor=f"n{depth}", created="Créée")
    shown = text_of(render_pdf(bare_report(leaf), {}))
    assert all(word in shown for word in ("Niveau 4", "Niveau 0", "Feuille", "Une mission"))


def test_a_directorate_placed_before_a_direction_does_not_swallow_it():
    mission = (MissionGroup("", (Mission("m", "Une mission"),)),)
    head = section(id="g", anchor="g", name="Direction générale", kind="dgs", children=(
        section(id="a", anchor="a", name="DGA Une", kind="dga", missions=mission),
        section(id="b", anchor="b", name="Direction Deux", missions=mission),
    ))  # fmt: skip
    outline = read(render_pdf(bare_report(head), {})).outline
    names = [[sub.title for sub in item] if isinstance(item, list) else item.title for item in outline]
    assert names[:4] == ["Institution", "Direction générale", ["Direction Deux"], "DGA Une"]


def test_a_directorate_below_a_direction_is_a_part_and_is_printed_once():
    mission = (MissionGroup("", (Mission("m", "Une mission"),)),)
    leaf = section(id="s", anchor="s", name="Service Trois", kind="service", missions=mission)
    deputy = section(id="a", anchor="a", name="DGA Une", kind="dga", missions=mission, children=(leaf,))
    holder = section(id="b", anchor="b", name="Direction Deux", missions=mission, children=(deputy,))
    outline = read(render_pdf(bare_report(holder), {})).outline
    names = [[sub.title for sub in item] if isinstance(item, list) else item.title for item in outline]
    assert names[:4] == ["Institution", ["Direction Deux"], "DGA Une", ["Service Trois"]]


# -- Hostile text ------------------------------------------------------------------------------------------------------

HOSTILE = (
    '#import "x"', "#{ 1 + 1 }", "#let a = 1", '#read("/etc/passwd")', "#panic()", "$x^2$", "*gras*", "_souligné_",
    "@ref", "\\", "\\#", "\\u{41}", "<label>", "```typ #x```", "`code`", "// commentaire", "/* commentaire */", "[",
    "]", "#[", "{", "}", "#{", "= Titre", "- liste", "+ liste", "/ Terme: sens", "~", "---", "...", "https://a.b/c",
    "\"\"", "''", "% & ~ ^ {} \\textbf{x}", "<b>gras</b>", "&amp;", "{{ x }}", "{% x %}", "=1+1", "a\u00adb",
    "Ñandú ŠŽ Ø ß Þ", "Ω Ж α",
)  # fmt: skip


def hostile_report(texts):
    """A report that has each text in every kind of place."""
    runs = tuple(run for text in texts for run in (Run(text, ("strong",)), Run("\n"), Run(text, ("em",))))
    nested = ListBlock(False, tuple((Paragraph((Run(text),)),) for text in texts))
    unit = section(
        name=texts[0],
        missions=(MissionGroup(texts[0], tuple(Mission(str(rank), text) for rank, text in enumerate(texts))),),
        takeaways=tuple(Takeaway(str(rank), text, text) for rank, text in enumerate(texts)),
        achievements=(
            AchievementGroup(
                texts[0],
                tuple(
                    Achievement(str(rank), text, (Paragraph((Run(text),)),), when=text)
                    for rank, text in enumerate(texts)
                ),
            ),
        ),
        figures=(
            FigureGroup(texts[0], tuple(Figure(str(rank), text, text, text, text) for rank, text in enumerate(texts))),
        ),
        cited_figures=(FigureGroup(texts[0], (Figure("f", texts[0], texts[0], "", texts[0], details=tuple(texts)),)),),
        charts=(Chart("c", texts[0], "bar", "", texts, (Series(texts[0], ("1",) * len(texts), texts),), texts[0]),),
        introduction=(Paragraph(runs), nested),
        chapters=(Chapter("c", texts[0], (nested,)),),
    )
    return bare_report(unit)


def test_markup_typed_as_text_comes_out_literally():
    shown = squeezed(text_of(render_pdf(hostile_report(HOSTILE), {})))
    counts = {text: shown.count(squeezed(text)) for text in HOSTILE}
    assert {text: count for text, count in counts.items() if count < 10} == {}


def test_text_that_the_font_lacks_does_not_stop_the_pdf():
    texts = ("مرحبا بالعالم", "\u202eabc\u202c", "🎉👨\u200d👩\u200d👧", "漢字", "a\x00\x08b", "\ud800", "שלום")
    shown = text_of(render_pdf(hostile_report(texts), {}))
    assert "?????" in shown and "ab" in shown


def test_a_very_long_word_stays_on_the_page():
    word = "x" * 400
    shown = text_of(render_pdf(hostile_report((word, "https://exemple.fr/" + "chemin/" * 40)), {}))
    assert squeezed(shown).count(word) >= 5
    assert max(map(len, shown.splitlines())) < 130


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.text(min_size=1, max_size=30), min_size=3, max_size=6).map(tuple))
def test_no_text_stops_the_pdf(texts):
    assert render_pdf(hostile_report(texts), {}).startswith(b"%PDF-")


def test_texts_longer_than_a_page_are_printed_to_their_last_word():
    def long(name, **values):
        body = tuple(Paragraph((Run(f"{name}{rank} " + "mot " * 60),)) for rank in range(60))
        return Achievement(name, name, body, **values)

    items = (
        long("court"),
        long("double"),
        long("zoom", spotlight=True),
        long("image", picture=Picture("x", "Une image")),
    )
    moments = tuple(Moment(str(rank), rank % 2 + 1, "", f"Moment{rank}", "mot " * 80) for rank in range(60))
    document = bare_report(section(achievements=(AchievementGroup("", items),)), chronology=moments)
    pdf = render_pdf(document, {"x": encoded("RGB")})
    shown = text_of(pdf)
    missing = [f"{item.title}{rank}" for item in items for rank in range(60) if f"{item.title}{rank}" not in shown]
    assert missing + [moment.title for moment in moments if moment.title not in shown] == []
    assert min(heights_of_text(pdf)) > 40


def test_only_web_and_mail_addresses_become_links():
    def linked(href):
        runs = (Run("cliquez", (), href),)
        pdf = render_pdf(bare_report(section(introduction=(Paragraph(runs),))), {})
        return [
            annotation["/A"]["/URI"]
            for page in read(pdf).pages
            for annotation in (reference.get_object() for reference in page.get("/Annots", []))
            if "/URI" in annotation.get("/A", {})
        ]

    for href in ("https://exemple.fr/a?b=c#d", "http://exemple.fr", "mailto:a@exemple.fr"):
        assert linked(href) == [href]
    for href in ("javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", " javascript:x", "//exemple.fr", "x"):
        assert linked(href) == []


def test_lists_nested_without_end_are_printed():
    block = ListBlock(False, ((Paragraph((Run("fond"),)),),))
    for depth in range(30):
        block = ListBlock(bool(depth % 2), ((Paragraph((Run(f"niveau{depth}"),)), block),))
    shown = text_of(render_pdf(bare_report(section(introduction=(block,))), {}))
    assert "niveau29" in shown and "niveau0" in shown and "fond" in shown


# -- Refusals ----------------------------------------------------------------------------------------------------------


def test_blocks_to_correct_are_all_named():
    with pytest.raises(ExportError) as refusal:
        render_pdf(sample_document(), {})
    message = str(refusal.value)
    assert message.startswith("Le PDF ne peut pas être produit. À corriger :")
    assert "Direction des Finances, réalisation « Signature électronique » : l’image" in message
    assert message.count("introuvable") == 3


def test_what_is_replaced_is_told():
    lines = []
    render_pdf(bare_report(section(introduction=(Paragraph((Run("日"),)),))), {}, lines.append)
    assert len(lines) == 1 and "remplacés par « ? » : 日" in lines[0]


def test_too_long_a_compilation_is_stopped():
    with pytest.raises(ExportError, match="a dépassé 0.01 secondes et a été arrêtée"):
        render_pdf(sample_document(), sample_assets(), time_limit=0.01)


def test_what_the_compiler_refuses_is_said():
    part = section(id="g", anchor="g", kind="dgs", children=tuple(
        section(id=name, anchor="twice", name=name, missions=(MissionGroup("", (Mission("m", "m"),)),)) for name in "ab"
    ))  # fmt: skip
    with pytest.raises(ExportError, match=r"n’a pas pu être composé(.|\n)*unit-twice"):
        render_pdf(bare_report(part), {})


def test_the_worker_needs_no_django():
    code = "import sys, reporting.exports.pdf_worker; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# -- Pictures ----------------------------------------------------------------------------------------------------------


def encoded(mode):
    buffer = io.BytesIO()
    Image.new(mode, (80, 60)).save(buffer, "JPEG")
    return buffer.getvalue()


@pytest.mark.parametrize("mode", ["CMYK", "L", "RGB"])
def test_pictures_of_every_colour_mode_are_printed(mode):
    item = Achievement("a", "Photo", (), picture=Picture("x", "Une image", width=80, height=60))
    document = bare_report(section(achievements=(AchievementGroup("", (item,)),)))
    assert render_pdf(document, {"x": encoded(mode)}).startswith(b"%PDF-")


def test_the_picture_of_a_moment_that_the_chronology_did_not_take_is_not_asked_for():
    proposed = Moment("m", 1, "", "Proposé", picture=Picture("absente.jpg", ""))
    assert "Proposé" not in text_of(render_pdf(bare_report(section(moments=(proposed,))), {}))


def test_a_damaged_picture_is_named():
    buffer = io.BytesIO()
    Image.effect_noise((2000, 1000), 50).save(buffer, "JPEG")
    damaged = buffer.getvalue()[:2000]
    item = Achievement("a", "Photo", (), picture=Picture("x", "Une image"))
    with pytest.raises(ExportError, match="réalisation « Photo » : l’image « x » est illisible"):
        render_pdf(bare_report(section(achievements=(AchievementGroup("", (item,)),))), {"x": damaged})
