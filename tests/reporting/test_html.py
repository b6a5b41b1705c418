"""The report as a web page: everything is placed, nothing hostile gets through, and the page is built to be heard.

No test here asks for the database, so pytest-django refuses any query.
"""

import base64
import dataclasses
import re
from collections import Counter
from dataclasses import replace

import lxml.html
import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from reporting.document import (
    PARTS,
    Achievement,
    AchievementGroup,
    Chapter,
    Chart,
    Figure,
    FigureGroup,
    Institution,
    Mission,
    MissionGroup,
    Moment,
    Paragraph,
    ReportDocument,
    Run,
    Section,
    Takeaway,
)
from reporting.exports.errors import ExportError
from reporting.exports.html import (
    render_section,
    render_standalone,
    report_context,
)
from tests.reporting.sample_document import sample_assets, sample_document

BLOCKS = (Achievement, Chapter, Chart, Figure, Mission, Moment, Takeaway)
HOSTILE = '"><script>alert(1)</script><img src=x onerror="alert(1)">{{ 7|add:7 }}<!--'
# What the collecting side makes itself; everything else was typed by someone.
NOT_TYPED = {
    "id",
    "anchor",
    "kind",
    "status",
    "trend",
    "asset",
    "marks",
    "value",
    "values",
    "scope",
    "generated_on",
    "parts",
}


def picture_url(picture):
    return f"/images/{picture.asset}"


def report_page(document=None):
    context = report_context(document or sample_document(), picture_url)
    return lxml.html.fromstring(render_to_string("report/_document.html", context))


def standalone_page(document=None):
    return lxml.html.document_fromstring(render_standalone(document or sample_document(), sample_assets()))


def section_page(section):
    return lxml.html.fromstring(render_section(section, picture_url=picture_url, year=2020))


def document_of(root):
    return ReportDocument(year=2020, title="Rapport", institution=Institution("Département"), root=root)


def section(identifier, *children, kind="direction", **blocks):
    return Section(identifier, identifier, identifier.upper(), f"Unité {identifier}", kind, children=children, **blocks)


def walk(value):
    """Every dataclass in a document, itself included."""
    if dataclasses.is_dataclass(value):
        yield value
        for field in dataclasses.fields(value):
            yield from walk(getattr(value, field.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from walk(item)


def retyped(value, text):
    """The same document with `text` for every text that somebody typed."""
    if isinstance(value, str):
        return text
    if isinstance(value, tuple):
        return tuple(retyped(item, text) for item in value)
    if dataclasses.is_dataclass(value):
        typed = [field.name for field in dataclasses.fields(value) if field.name not in NOT_TYPED]
        return replace(value, **{name: retyped(getattr(value, name), text) for name in typed})
    return value


def headings(page):
    return [int(heading.tag[1]) for heading in page.iter("h1", "h2", "h3", "h4", "h5", "h6")]


def words(element):
    return " ".join(element.text_content().split())


# -- Everything is placed ----------------------------------------------------------------------------------------------


def test_every_block_is_placed_once_and_can_be_commented():
    document = sample_document()
    expected = [f"b-{block.id}" for block in walk(document) if isinstance(block, BLOCKS)]
    expected.remove("b-foreword-1")  # The foreword belongs to no contribution.
    expected += [f"b-{one.id}" for one in walk(document) if isinstance(one, Section) and one.introduction]
    page = report_page(document)
    assert sorted(page.xpath("//*[@data-block and starts-with(@id, 'b-')]/@id")) == sorted(expected)
    assert {"achievement", "chapter", "chart", "figure", "introduction", "mission", "moment", "takeaway"} == set(
        page.xpath("//@data-block")
    )


@pytest.mark.parametrize(
    "text",
    [
        "Rapport d’activités 2020", "Une année singulière", "Masques distribués", "412\u202f504", "Zoom",
        "Ce qu’il faut retenir", "Politiques publiques", "Notation confirmée", "14 avril", "Créée en 2019",
        "non communiqué", "hors dette", "L’année en bref", "Janvier", "Label cyclable", "Archives départementales",
        "Plan de continuité d’activité", "Autres sigles employés\xa0: XYZ.", "1, place de la Fontaine", "Une légende",
        "Service communication", "Merci aux agents du Département.",
    ],
)  # fmt: skip
def test_what_the_reader_finds(text):
    assert text.lower() in report_page().text_content().lower()


def test_rich_text_keeps_its_marks():
    body = report_page().get_element_by_id("b-df")
    assert [body.find(f".//{tag}").text for tag in ("strong", "sup", "em", "a")] == ["budget", "er", "voir", "le site"]
    assert body.find(".//br") is not None
    assert [words(item) for item in body.findall(".//ul/li/ol/li")] == ["le recueil", "le contrôle"]


def test_a_chart_is_drawn_and_told_by_a_table():
    chart = report_page().get_element_by_id("b-chart-column")
    assert len(chart.xpath(".//svg[@role='img']")) == 2
    table = chart.find(".//details//table")
    assert words(table.find("caption")) == "Comparaison au niveau national (€)"
    assert [words(head) for head in table.xpath(".//th[@scope='col']")] == ["Département", "France"]
    assert [words(head) for head in table.xpath(".//th[@scope='row']")] == ["Aide sociale", "Collèges"]
    cells = [words(cell) for cell in table.xpath(".//tbody//td")]
    assert cells == ["732 €", "606 €", "2 329 €", "1 311 €"]


def test_a_chart_without_data_is_left_out():
    blank = Chart("blank", "Effectif par statut", "share", "", (), ())
    page = report_page(document_of(section("root", section("df", charts=(blank,)))))
    assert "Effectif par statut" not in page.text_content()
    assert page.find(".//svg[@role='img']") is None


def test_an_evolution_is_said_in_words():
    tile = report_page().get_element_by_id("b-df-f2")
    assert "−36,7\xa0% (273,8\xa0M€ en 2019)" in tile.text_content()
    assert tile.xpath(".//*[@aria-hidden='true']/text()") == ["↘"]


def test_months_come_in_the_order_of_the_year():
    moments = tuple(Moment(f"m{month}", month, "", f"Moment {month}") for month in (5, 12, 1))
    page = report_page(replace(sample_document(), chronology=moments))
    assert page.xpath("//*[@class='r-timeline__name']/text()") == ["Janvier", "Mai", "Décembre"]


# -- The place of each unit --------------------------------------------------------------------------------------------


def test_the_sommaire_follows_the_page():
    page = report_page()
    sommaire = page.get_element_by_id("sommaire")
    assert sommaire.xpath("./ol/li/a/@href") == [
        "#edito", "#chronologie", "#institution", "#dgs", "#dgas", "#partenaires", "#sites", "#glossaire",
    ]  # fmt: skip
    assert sommaire.xpath("./ol/li[a/@href='#dgs']/ol/li/a/@href") == ["#df"]
    order = [element.get("id") for element in page.iter("section")]
    targets = [href[1:] for href in sommaire.xpath(".//a/@href")]
    assert targets == [anchor for anchor in order if anchor in targets]


@pytest.mark.parametrize("parts", [PARTS[::-1], ("glossary", "units"), ("units", "chronology", "foreword")])
def test_the_parts_stand_in_the_order_asked_for_and_the_others_nowhere(parts):
    anchors = {
        "foreword": ["edito"], "chronology": ["chronologie"], "units": ["institution", "dgs", "dgas"],
        "partners": ["partenaires"], "sites": ["sites"], "glossary": ["glossaire"],
    }  # fmt: skip
    expected = [anchor for part in parts for anchor in anchors[part]]
    page = report_page(sample_document().printing(parts))
    sommaires = page.xpath("//nav/ol | //nav/nav/ol | //*[@id='sommaire']/ol")
    assert [sommaire.xpath("./li/a/@href") for sommaire in sommaires] == [[f"#{one}" for one in expected]] * 3
    tops = [anchor for found in anchors.values() for anchor in found]
    assert [section.get("id") for section in page.iter("section") if section.get("id") in tops] == expected


def test_a_deputy_direction_opens_a_part_in_its_own_colour():
    deputies = [section(f"dga{n}", section(f"d{n}"), kind="dga", missions=MISSIONS) for n in "12"]
    page = report_page(document_of(section("root", section("dgs", *deputies))))
    assert [page.get_element_by_id(f"dga{n}--titre").tag for n in "12"] == ["h2", "h2"]
    accents = [page.get_element_by_id(f"dga{n}").classes for n in "12"]
    assert "accent-1" in accents[0] and "accent-2" in accents[1]


def test_a_unit_without_anything_is_only_named():
    page = report_page()
    assert page.get_element_by_id("dcg").tag == "li"
    assert "Direction du Contrôle de gestion" in words(page.get_element_by_id("dgas").find_class("r-listed")[0])
    assert "#dcg" not in page.xpath("//a/@href")


def test_a_unit_without_anything_but_its_services_has_a_page():
    page = report_page(document_of(section("root", section("dgs", section("df", missions=MISSIONS)))))
    assert page.get_element_by_id("dgs").tag == "section"


def test_drafts_say_so():
    page = report_page()
    assert [unit.get("id") for unit in page.find_class("r-unit--draft")] == ["df"]
    assert page.get_element_by_id("df").find_class("r-draft")[0].text == "Brouillon — non validé"
    assert "Document de travail" in words(page.find_class("r-notices")[0])


@pytest.mark.parametrize("status", ["submitted", "changes_requested", "reopened"])
def test_what_is_submitted_is_no_draft_but_is_not_approved_either(status):
    submitted = section("df", missions=MISSIONS, is_draft=True, status=status)
    page = report_page(document_of(section("root", submitted)))
    assert page.get_element_by_id("df").find_class("r-draft")[0].text == "Non validé"
    assert "non validé" in words(page.find_class("r-notices")[0])


def test_without_drafts_there_is_no_notice():
    document = document_of(section("root", section("df", missions=MISSIONS)))
    assert not report_page(document).find_class("r-notices")
    missing = report_page(replace(document, missing=("Service A", "Service B"))).find_class("r-notices")[0]
    assert "2 contributions non validées ne figurent pas" in words(missing) and "Service B" in words(missing)


def test_one_contribution_alone():
    finance = replace(sample_document().root.children[0].children[0], moments=sample_document().chronology)
    page = section_page(finance)
    assert page.get_element_by_id("df--titre").tag == "h2"
    assert "Moments proposés pour la chronologie 2020" in page.text_content()
    assert page.get_element_by_id("b-moment-1").get("data-block") == "moment"
    assert page.get_element_by_id("b-df-a1").get("data-block") == "achievement"


def test_one_contribution_without_moments_has_no_chronology():
    assert "chronologie" not in section_page(section("df", missions=MISSIONS)).text_content()


# -- Nothing hostile gets through --------------------------------------------------------------------------------------


@pytest.mark.parametrize("render", [report_page, standalone_page])
def test_hostile_words_stay_words(render):
    page = render(retyped(sample_document(), HOSTILE))
    assert not page.xpath("//script")
    assert not [name for element in page.iter() for name in element.attrib if name.startswith("on")]
    assert "x" not in page.xpath("//img/@src")
    assert "{{ 7|add:7 }}" in page.text_content() and "<script>alert(1)</script>" in page.text_content()


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\nscript:alert(1)", "\x01data:",
        "data:text/html,<script>alert(1)</script>", "vbscript:x", "//ailleurs.example", "/admin/", "https:", "ftp://x",
    ],
)  # fmt: skip
def test_other_links_lose_their_target_and_keep_their_words(href):
    body = (Paragraph((Run("lire ici", ("strong",), href),)),)
    page = section_page(section("df", introduction=body))
    assert page.xpath("//*[@id='b-df']//a") == []
    assert words(page.get_element_by_id("b-df")) == "lire ici"


@pytest.mark.parametrize("href", ["https://a.example/?b=1&c=2", "HTTP://A.EXAMPLE", "mailto:x@a.example"])
def test_links_to_the_web_and_to_mail_stay(href):
    page = section_page(section("df", introduction=(Paragraph((Run("lire", (), href),)),)))
    assert page.xpath("//*[@id='b-df']//a/@href") == [href]


@pytest.mark.parametrize(
    ("website", "links"),
    [
        ("www.valclair.example", ["https://www.valclair.example"]),
        ("http://valclair.example/a", ["http://valclair.example/a"]),
        ("javascript:alert(1)", []),
        ("", []),
    ],
)
def test_the_website_of_the_institution(website, links):
    document = sample_document()
    page = report_page(replace(document, institution=replace(document.institution, website=website)))
    assert page.xpath("//address//a/@href") == links


def test_nothing_that_a_strict_policy_would_block():
    page = report_page()
    assert not page.xpath("//script | //style | //@style")
    assert not [name for element in page.iter() for name in element.attrib if name.startswith("on")]


# -- Built to be heard -------------------------------------------------------------------------------------------------


def test_ids_are_unique_and_every_anchor_leads_somewhere():
    page = report_page()
    ids = Counter(page.xpath("//@id"))
    assert [name for name, count in ids.items() if count > 1] == []
    assert {href[1:] for href in page.xpath("//a/@href") if href.startswith("#")} <= set(ids)
    named = {name for names in page.xpath("//@aria-labelledby") for name in names.split()}
    assert named <= set(ids)


def test_every_picture_has_its_words_and_its_credit():
    document = sample_document()
    images = report_page(document).xpath("//img")
    assert [image.get("alt") for image in images] == [
        "Collines stylisées sous un soleil",
        "Composition abstraite évoquant un bâtiment neuf",
        "Composition abstraite : deux formes qui se rejoignent",
    ]
    assert all("Service communication" in words(image.getparent().find("figcaption")) for image in images)


def test_landmarks_and_language():
    page = standalone_page()
    assert page.get("lang") == "fr"
    assert [len(page.findall(path)) for path in (".//main", ".//h1", "head/title")] == [1, 1, 1]
    assert page.xpath("//body/*[1]/@href") == ["#contenu"]
    assert all(nav.get("aria-label") for nav in page.iter("nav"))
    assert all(region.get("tabindex") == "0" and region.get("aria-label") for region in page.find_class("r-scroll"))


BODY = (Paragraph((Run("Un texte."),)),)
MISSIONS = (MissionGroup("", (Mission("m", "Une mission"),)),)


@st.composite
def sections(draw, depth=0):
    """A unit with some of its blocks, and units below it down to seven levels."""
    chance = st.booleans()
    theme = draw(st.sampled_from(["", "Un thème"]))
    achievements = (AchievementGroup(theme, (Achievement("a", "Un titre", BODY, theme),)),)
    chapter = Chapter("c", "Un chapitre", achievements=achievements, missions=MISSIONS)
    figures = (FigureGroup(theme, (Figure("f", "Agents", "65", "agents", "65 agents"),)),)
    below = draw(st.lists(sections(depth + 1), max_size=2)) if depth < 7 else []
    return section(
        f"u{depth}",
        *below,
        kind=draw(st.sampled_from(["dgs", "dga", "direction", "service"])),
        missions=MISSIONS if draw(chance) else (),
        achievements=achievements if draw(chance) else (),
        figures=figures if draw(chance) else (),
        takeaways=(Takeaway("t", "À retenir"),) if draw(chance) else (),
        chapters=(chapter,) if draw(chance) else (),
    )


@given(sections())
def test_headings_never_skip_a_level(root):
    levels = headings(report_page(document_of(root)))
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))


# -- Little, or nothing ------------------------------------------------------------------------------------------------


def test_an_empty_report_is_a_cover():
    page = report_page(document_of(Section("root", "institution", "CD", "Département", "institution")))
    assert [words(heading) for heading in page.iter("h1", "h2", "h3")] == ["Rapport"]
    assert not {"edito", "sommaire", "sites", "partenaires", "glossaire", "chronologie"} & set(page.xpath("//@id"))
    assert not page.xpath("//img | //nav")


def test_a_glossary_of_unexpanded_acronyms_has_no_list():
    glossary = tuple(entry for entry in sample_document().glossary if not entry.meaning)
    part = report_page(replace(sample_document(), glossary=glossary)).get_element_by_id("glossaire")
    assert part.find(".//dl") is None and "XYZ" in words(part)


@pytest.mark.parametrize("links", [[], [{"label": "PDF", "url": "/rapport.pdf", "current": False}]])
def test_the_page_of_the_site(links):
    context = report_context(sample_document(), picture_url)
    page = lxml.html.document_fromstring(
        render_to_string("report/page.html", {**context, "scope_links": links, "export_links": links, "home_url": ""})
    )
    assert words(page.find("head/title")) == "Rapport d’activités 2020 – Département du Val-Clair"
    assert page.xpath("//header//nav//a/@href") == ["/rapport.pdf"] * 2 * len(links)
    assert len(page.findall(".//h1")) == 1


# -- One file ----------------------------------------------------------------------------------------------------------


def test_the_file_asks_nothing_of_a_network():
    html = render_standalone(sample_document(), sample_assets())
    page = lxml.html.document_fromstring(html)
    assert not page.xpath("//link | //script | //iframe | //object")
    assert all(source.startswith("data:image/") for source in page.xpath("//img/@src"))
    (style,) = page.findall(".//style")
    urls = re.findall(r'url\("([^"]{0,30})', style.text)
    assert len(urls) == 3 and all(url.startswith("data:font/ttf;base64,") for url in urls)
    assert "@import" not in style.text


def test_the_file_holds_its_pictures():
    assets = sample_assets()
    sources = standalone_page().xpath("//img/@src")
    held = {base64.b64decode(source.partition(",")[2]) for source in sources}
    assert held == set(assets.values())
    assert {source.partition(";")[0] for source in sources} == {"data:image/png", "data:image/jpeg"}


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (None, "est introuvable ; ajoutez-la"),
        (b"\xff\xd8\xff\xe0abime", "est illisible ; remplacez-la par un fichier JPEG ou PNG"),
    ],
)
def test_a_picture_that_is_missing_or_damaged_is_named(content, fault):
    assets = {name: data for name, data in sample_assets().items() if name != "signature.jpg"}
    if content:
        assets["signature.jpg"] = content
    with pytest.raises(ExportError, match=f"réalisation « .* » : l’image « .* » {fault}") as refusal:
        render_standalone(sample_document(), assets)
    assert str(refusal.value).startswith("La page HTML ne peut pas être produite. À corriger :")
