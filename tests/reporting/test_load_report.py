"""`load_report`: any report in the documented structure loads, and each of its blocks finds its place."""

from __future__ import annotations

import dataclasses
import datetime
import json
import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directions import models
from directions.enums import CampaignStatus, ContributionStatus, DirectionKind, Placement
from reporting import models as pages
from reporting.assemble import assemble_report
from reporting.document import PARTS
from reporting.loading import blocks, structure
from tests.reporting.report_files import a_photo, load_content, report, unit

pytestmark = pytest.mark.django_db


SMALL = report(
    unit("DR", parent="DGA", agents={"value": 120, "qualifier": "près de"}, services=3),
    {"code": "DGA", "name": "DGA des Routes", "kind": "dga", "position": 4},
    editorial={"title": "Édito", "points": ["Une idée."], "figures": [{"label": "Masques", "value": 2}]},
    themes=[{"theme": "Population", "figures": [{"label": "Habitants", "value": 2048504, "unit": "habitants"}]}],
    crisis_dossier={"title": "La crise", "achievements": [{"title": "Tenir", "body": "Le service a tenu."}]},
    chronology=[{"month": 7, "title": "Fête", "text": "Le 14."}],
    institution_figures=[{"group": "Élus", "label": "Conseillers", "value": 58, "unit": "élus"}],
    budget={"total": {"value_eur": 2900000000, "display": "Md€"}, "by_unit_declared_eur": {"DR": 10000000}},
    comparisons=[
        {"label": "Aide", "value": 732, "unit": "EUR", "comparison": {"kind": "national", "value": 606, "unit": "EUR"}}
    ],
    competences=[{"block": "Routes", "items": ["Entretenir"]}],
    charts_without_data=[{"title": "DR : trafic", "type": "série annuelle", "page": "3"}],
    sites=[{"name": "Musée", "city": "Le Blanc", "unit": "DR"}],
    partners=[{"name": "SDIS", "source": "page partenaires"}, {"name": "ATD", "source": "organismes associés DGA"}],
    glossary=[{"acronym": "RSA", "meaning": "Revenu de solidarité active"}],
    glossary_undefined=["AAH"],
)


@pytest.fixture
def load(tmp_path: Path) -> Callable[..., str]:
    """Loads what is given through the command; returns what it tells on its standard error."""
    return partial(load_content, tmp_path)


# -- What loads --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("members", "printed"),
    [
        ({}, PARTS),
        ({"parts": []}, PARTS),
        ({"parts": None}, PARTS),
        ({"parts": ["glossary", "units", "foreword"]}, ("glossary", "units", "foreword")),
    ],
)
def test_the_parts_are_those_that_the_file_lists(load, members, printed):
    load({**SMALL, **members})
    document = assemble_report(models.Campaign.objects.get())
    assert document.parts == printed
    assert bool(document.sites) == ("sites" in printed)
    assert pages.PartPlace.objects.count() in (0, len(PARTS))


def test_every_block_finds_its_place(load):
    load(SMALL)
    campaign = models.Campaign.objects.get()
    assert (campaign.year, campaign.status) == (2020, CampaignStatus.CLOSED)
    assert campaign.closes_on == datetime.date(2021, 6, 30)
    document = assemble_report(campaign)
    assert [chapter.title for chapter in document.root.chapters] == [
        "Le territoire en chiffres",
        "La crise",
        "L'institution".replace("'", "’"),
        "Les finances",
        "Les compétences du Département",
    ]
    (dga,) = document.root.children
    assert (dga.code, dga.children[0].code) == ("DGA", "DR")
    assert [figure.text for figure in dga.children[0].identity] == ["près de 120\xa0agents", "3\xa0services"]
    assert [moment.when for moment in document.chronology] == ["juillet"]
    assert [group.title for group in document.partners] == [
        "Principaux partenaires",
        "Organismes associés à la DGA des Routes",
    ]
    assert [entry.acronym for entry in document.glossary] == ["RSA"]
    assert document.foreword.figures[0].label == "Masques"
    assert models.Chart.objects.get(title="DR : trafic").contribution.code == "DR"
    assert models.Chart.objects.get(title="Budgets déclarés par les directions").points.get().category == "Direction DR"


@pytest.mark.parametrize(("status", "expected"), [((), "approved"), (("--status", "draft"), "draft")])
def test_contributions_take_the_status_asked_and_say_where_they_come_from(load, status, expected):
    load(SMALL, *status)
    assert set(models.Contribution.objects.values_list("status", flat=True)) == {expected}
    events = models.ContributionEvent.objects.all()
    assert {(event.transition, event.to_status, event.actor_name) for event in events} == {
        ("load", expected, "Chargement")
    }
    assert len(events) == 3


def test_a_report_may_have_no_unit_at_all(load):
    load(report())
    assert models.Contribution.objects.get().kind == DirectionKind.INSTITUTION


@pytest.mark.parametrize("absent", [None, [], {}])
def test_blocks_may_be_null_or_empty(load, absent):
    known = ("themes", "chronology", "units", "sites", "partners", "glossary", "competences")
    lists = dict.fromkeys(known, absent if absent != {} else [])
    objects = dict.fromkeys(("editorial", "crisis_dossier", "budget", "back_cover"), absent if absent != [] else {})
    load({**report(), **lists, **objects, "units": []})
    assert pages.Report.objects.get().title == "Rapport d'activités 2020"


def test_an_unknown_key_is_told_and_nothing_else_changes(load):
    told = load(report(unit("A"), unit("B", foo=1), autre={"x": 2}))
    assert told.splitlines() == ["clé inconnue ignorée : autre", "clé inconnue ignorée : units[1].foo"]
    assert models.Contribution.objects.count() == 3


def test_another_institution_keeps_its_own_directions_and_indicators(load):
    load(SMALL)
    load({**SMALL, "institution": {"name": "Métropole de Loire"}})
    assert models.Direction.objects.filter(code="DR").count() == 2
    assert models.Indicator.objects.filter(code="agents").count() == 2
    titles = models.Chapter.objects.values_list("title", flat=True)
    assert {"Les compétences", "Les compétences du Département"} <= set(titles)


def test_two_long_names_that_begin_alike_are_two_institutions(load):
    for town in ("Bourges", "Béziers"):
        load({**report(unit("A")), "institution": {"name": f"Communauté d'agglomération de {town}"}})
    codes = models.Direction.objects.institutions().values_list("code", flat=True)
    assert len(set(codes)) == 2


def test_another_year_reuses_directions_and_leaves_the_org_chart_alone(load):
    load(report(unit("DGA", kind="dga"), unit("DR", parent="DGA")))
    moved = {**unit("DR", kind="service", position=9), "name": "Service des Routes"}
    load({**report(moved), "year": 2021})
    direction = models.Direction.objects.get(code="DR")
    assert (direction.name, direction.parent.code, direction.kind) == ("Direction DR", "DGA", "direction")
    snapshot = direction.contributions.get(campaign__year=2021)
    assert (snapshot.name, snapshot.parent.code, snapshot.kind, snapshot.position) == (
        "Service des Routes",
        "CD",
        "service",
        9,
    )


def test_the_same_year_twice_is_refused_and_changes_nothing(load):
    load(SMALL)
    before = list(models.KeyFigure.objects.values("pk", "value").order_by("pk"))
    with pytest.raises(CommandError, match="Département de la Brenne a déjà une campagne 2020"):
        load(SMALL)
    assert list(models.KeyFigure.objects.values("pk", "value").order_by("pk")) == before
    assert models.Campaign.objects.count() == 1


# -- Figures -----------------------------------------------------------------------------------------------------------


def figures_of(code: str) -> dict[str, models.KeyFigure]:
    return {row.label: row for row in models.KeyFigure.objects.filter(contribution__code=code)}


def test_figures_keep_value_scale_placement_and_notes(load):
    figure = {"label": "Achats", "value": 1460000000, "unit": "EUR", "display": "Md€", "source": "recit"}
    exact = {"label": "Part", "value": 0.333333, "unit": "fraction", "text_value": "1/3", "source": "enquête 2019"}
    load(report(unit("A", key_figures=[figure, exact, {"label": "Rien", "not_provided": True}])))
    rows = figures_of("A")
    assert (rows["Achats"].scale, rows["Achats"].placement) == ("Md", Placement.CITED)
    assert (rows["Part"].value, rows["Part"].placement) == (Decimal("0.333333"), Placement.KEY)
    assert rows["Part"].internal_note == "Source : enquête 2019."
    assert (rows["Rien"].value, rows["Rien"].not_provided) == (None, True)


def test_what_the_band_repeats_is_loaded_once(load):
    band = [
        {"label": "Services", "value": 3, "unit": "services", "source": "bandeau"},
        {"label": "Agents ATC", "value": 80, "unit": "agents", "source": "bandeau"},
        {"label": "Ports", "value": 3, "unit": "ports", "source": "bandeau"},
    ]
    load(report(unit("A", agents=100, agents_extra={"label": "dont ATC", "value": 80}, services=3, key_figures=band)))
    rows = models.KeyFigure.objects.filter(contribution__code="A")
    assert [(row.label, row.indicator.code) for row in rows] == [
        ("Agents", "agents"),
        ("dont ATC", "a-dont-atc"),
        ("Services", "services"),
        ("Ports", "a-ports"),
    ]


def test_the_same_label_twice_in_a_unit_has_two_indicators_through_the_years(load):
    twice = [
        {"label": "Visiteurs", "value": value, "group": group} for value, group in ((10, "Musée"), (20, "Archives"))
    ]
    load(report(unit("A", key_figures=twice)))
    load({**report(unit("A", key_figures=twice[::-1])), "year": 2021})
    assert models.Indicator.objects.filter(owner__code="A").count() == 2
    rows = models.KeyFigure.objects.with_previous().filter(contribution__campaign__year=2021)
    assert [row.previous_value for row in rows] == [20, 10]


def test_a_declared_comparison_gives_way_to_the_row_of_the_year_before(load):
    known = {"label": "Mandats", "unit": "mandats"}
    load({**report(unit("A", key_figures=[{**known, "value": 100}])), "year": 2019})
    declared = {"comparison": {"kind": "n-1", "mode": "variation", "value": 9.5, "unit": "%"}}
    load(
        report(
            unit("A", key_figures=[{**known, "value": 110, **declared}, {"label": "Titres", "value": 5, **declared}])
        )
    )
    rows = {row.label: row for row in models.KeyFigure.objects.filter(contribution__campaign__year=2020)}
    assert (rows["Mandats"].comparison_kind, rows["Mandats"].comparison_value) == ("", None)
    assert rows["Mandats"].internal_note == "Comparaison déclarée (variation) : 9,5 %."
    assert (rows["Titres"].comparison_kind, rows["Titres"].comparison_value) == ("n-1", Decimal("9.5"))


def test_a_chart_known_by_its_title_goes_to_the_unit_of_its_page(load):
    charts = [
        {"title": "Trafic", "page": "21", "text_figures": {"poids_lourds_pct": 12}},
        {"title": "Marchés notifiés", "page": "82"},
        {"title": "Effectif", "page": "10-11"},
    ]
    units = [
        unit("DGS", pages="20-35"),
        unit("DF", pages="20-23"),
        unit("DJ", pages="82"),
        unit("DAP", pages="82", key_figures=[{"label": "Marchés attribués", "value": 4}]),
    ]
    load(report(*units, charts_without_data=charts))
    owners = dict(models.Chart.objects.values_list("title", "contribution__code"))
    assert owners == {"Trafic": "DF", "Marchés notifiés": "DAP", "Effectif": "CD"}
    point = models.ChartPoint.objects.get()
    assert (point.category, point.value, point.chart.unit) == ("poids lourds", 12, "%")


# -- Texts and photos --------------------------------------------------------------------------------------------------


def test_a_body_is_text_with_paragraphs_bullets_and_bold_and_never_html(load):
    body = "Un **pont** <script>alert(1)</script>\nrelié.\n\n- deux voies & une piste\n- <b>fin</b>"
    load(report(unit("A", achievements=[{"title": "Pont", "body": body, "month": 3, "zoom": True}])))
    row = models.Achievement.objects.get()
    assert row.body == (
        "<p>Un <strong>pont</strong> &lt;script&gt;alert(1)&lt;/script&gt; relié.</p>"
        "<ul><li><p>deux voies &amp; une piste</p></li><li><p>&lt;b&gt;fin&lt;/b&gt;</p></li></ul>"
    )
    assert (row.month, row.is_spotlight) == (3, True)


def test_photos_are_copied_with_their_size_and_words(load, tmp_path):
    achievement = {"title": "Pont", "photo": a_photo(tmp_path), "chapter": "Les ouvrages"}
    load(report(unit("A", achievements=[achievement]), cover=a_photo(tmp_path, "couverture.png")))
    row = models.Achievement.objects.get()
    assert (row.photo_width, row.photo_height, row.photo_alt, row.chapter.title) == (60, 40, "Un pont", "Les ouvrages")
    assert default_storage.exists(row.photo.name)
    assert pages.Report.objects.get().photo_credit == "Le service"


# -- The documentation -------------------------------------------------------------------------------------------------

README = Path(structure.__file__).with_name("README.md")


def test_the_example_of_the_documentation_loads(load):
    example = re.search(r"^    ({.*?})\n\n", README.read_text(), re.DOTALL | re.MULTILINE)[1]
    assert load(json.loads(example)) == ""
    assert models.Achievement.objects.get().title == "Un pont neuf"


@pytest.mark.parametrize(
    "node",
    [structure.ReportFile, structure.Institution, structure.Unit, structure.Finances, blocks.Figure, blocks.Achievement,
     blocks.Comparison, blocks.ChartData, blocks.Event, blocks.Photo],
)  # fmt: skip
def test_every_key_is_documented(node):
    documented = set(re.findall(r"\w+", README.read_text()))
    known = {one.name for one in dataclasses.fields(node) if "shape" in one.metadata}
    assert known <= documented


# -- Any report, any size ----------------------------------------------------------------------------------------------


def a_report_of(count: int, name: str) -> dict:
    rows = {
        "agents": {"value": 3},
        "missions": ["m"],
        "highlights": ["h"],
        "achievements": [{"title": "t"}],
        "key_figures": [{"label": "f", "value": 1}],
        "charts": [{"title": "c", "rows": [{"category": "x", "value": 1}]}],
        "moments": [{"month": 1, "title": "m"}],
    }
    units = [unit(f"U{n}", parent="U0" if n else None, **rows) for n in range(count)]
    return {**report(*units), "institution": {"name": name}}


def test_the_queries_do_not_grow_with_the_units(load):
    """SQLite takes few values a query: there, only the number of INSERTs of a same kind grows."""
    reads, inserts = [], []
    for count in (3, 60):
        with CaptureQueriesContext(connection) as queries:
            load(a_report_of(count, f"Institution {count}"))
        statements = [query["sql"] for query in queries]
        reads.append(sum(not sql.startswith("INSERT") for sql in statements))
        inserts.append([sql.split("(")[0] for sql in statements if sql.startswith("INSERT")])
    assert reads[0] == reads[1]
    assert set(inserts[0]) == set(inserts[1])
    if connection.vendor == "postgresql":
        assert len(inserts[0]) == len(inserts[1])


def test_the_file_may_name_the_institution_by_a_code_that_it_has_not_here(load):
    load(report(unit("A"), institution={"name": "Métropole", "code": "ANCIEN"}, year=2020))
    institution = {"name": "Métropole", "code": "NEUF"}
    load(report(unit("B", parent="NEUF"), unit("C", parent="B"), institution=institution, year=2021))
    assert models.Direction.objects.get(code="B").parent.code == "ANCIEN"
    assert models.Direction.objects.get(code="C").parent.code == "B"


def is_visible(text: str) -> bool:
    return any(unicodedata.category(letter)[0] not in "CZ" for letter in text)


codes = st.lists(st.text("ABCDEFGÉ-9", min_size=1, max_size=6), unique=True, max_size=12)
numbers = st.none() | st.decimals(-(10**8), 10**8, places=6).map(float) | st.integers(-(10**15) + 1, 10**15 - 1)
words = st.text(st.characters(blacklist_categories=("Cc", "Cs")), min_size=1, max_size=40).filter(is_visible)


@st.composite
def any_report(draw) -> dict:
    """A report of any tree, its units in any order, with some of the blocks."""
    chosen = draw(codes)
    units = [
        unit(
            code,
            name=draw(words),
            parent=draw(st.sampled_from([None, *chosen[:rank]])),
            kind=draw(st.sampled_from(["dgs", "dga", "direction", "service", "etablissement"])),
            missions=draw(st.none() | st.lists(words, max_size=2)),
            key_figures=draw(
                st.lists(
                    st.fixed_dictionaries({"label": words, "value": st.integers(-999, 999)}, optional={"unit": words})
                )
            ),
        )
        for rank, code in enumerate(chosen)
    ]
    themes = draw(st.none() | st.lists(st.fixed_dictionaries({"theme": words}), max_size=2))
    return {**report(*draw(st.permutations(units)), themes=themes), "institution": {"name": draw(words)}}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=any_report())
def test_any_report_in_the_structure_loads_and_is_assembled(load, content):
    before = models.Campaign.objects.count()
    taken = models.Direction.objects.institutions().filter(name=content["institution"]["name"].strip()).exists()
    if taken:
        return
    load(content)
    assert models.Campaign.objects.count() == before + 1
    campaign = models.Campaign.objects.order_by("-pk").first()
    document = assemble_report(campaign)
    assert len(document.sections()) == len(content["units"]) + 1
    parents = {one["code"]: one["parent"] for one in content["units"]}
    loaded = dict(campaign.contributions.filter(parent__isnull=False).values_list("code", "parent__code"))
    assert loaded == {code: parent or campaign.institution.code for code, parent in parents.items()}
    expected = sorted(figure["value"] for one in content["units"] for figure in one["key_figures"])
    assert (
        sorted(models.KeyFigure.objects.filter(contribution__campaign=campaign).values_list("value", flat=True))
        == expected
    )
    assert set(campaign.contributions.values_list("status", flat=True)) == {ContributionStatus.APPROVED}
