"""The parts of the report in its page: ticked and moved, refused where the page is not whole, never lost between two
people."""

from __future__ import annotations

import pytest
from django.urls import reverse

from reporting.enums import Part
from reporting.models import Report
from reporting.parts import Arrangement, arrange, arrangement_of
from reporting.parts_field import INCOMPLETE
from tests import factories
from tests.form_page import signed_in
from tests.reporting.own_pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> factories.Cast:
    return factories.cast()


@pytest.fixture
def report(cast) -> Report:
    return Report.objects.create(campaign=cast.campaign, title="Rapport", institution_name="Brenne")


def printed(report: Report) -> tuple[str, ...]:
    return arrangement_of(report).printed


def test_it_works(cast, report):
    page = Page(cast.relectrice, report)
    page.type(**{"parts-glossary": "1"})
    page.fields["parts-printed"].remove("sites")
    assert page.send()
    assert printed(report) == ("glossary", "foreword", "chronology", "units", "partners")
    page = Page(cast.relectrice, report)
    assert page.fields["parts"] == ["glossary", "foreword", "chronology", "units", "partners", "sites"]
    assert "sites" not in page.fields["parts-printed"]


def test_the_rows_as_the_buttons_leave_them(cast, report):
    """Scripts move the rows themselves and write each its place."""
    page = Page(cast.relectrice, report)
    page.fields["parts"] = [*Part.values[1:], Part.values[0]]
    page.type(**{f"parts-{part}": str(place) for place, part in enumerate(page.fields["parts"], start=1)})
    assert page.send()
    assert printed(report) == ("chronology", "units", "partners", "sites", "glossary", "foreword")


def test_a_page_on_which_nothing_was_moved_writes_no_row(cast, report):
    page = Page(cast.relectrice, report)
    page.type(title="Autre")
    assert page.send()
    assert not report.part_places.exists()


def test_the_institution_and_its_directions_cannot_be_unticked(cast, report):
    page = Page(cast.relectrice, report)
    (box,) = page.tree.xpath("//input[@id='id_parts-units-printed']")
    assert (box.get("disabled"), box.get("checked"), box.get("name")) == ("disabled", "checked", None)
    page.fields["parts-printed"] = []
    assert page.send()
    assert printed(report) == ("units",)


@pytest.mark.parametrize(
    "damage",
    [
        lambda fields: fields.pop("parts"),
        lambda fields: fields["parts"].remove("sites"),
        lambda fields: fields["parts"].append("sites"),
        lambda fields: fields["parts"].append("annexes"),
        lambda fields: fields.pop("parts-sites"),
        lambda fields: fields.update({"parts-sites": ["7"]}),
        lambda fields: fields.update({"parts-sites": ["deux"]}),
        lambda fields: fields.update({"parts-sites": [""]}),
    ],
)
def test_a_list_that_is_not_whole_is_refused_and_what_is_stored_is_kept(cast, report, damage):
    arrange(report, Arrangement(left_out=frozenset({Part.GLOSSARY})))
    page = Page(cast.relectrice, report)
    damage(page.fields)
    page.type(title="Autre")
    assert not page.send()
    assert INCOMPLETE in page.text
    assert arrangement_of(report) == Arrangement(left_out=frozenset({Part.GLOSSARY}))
    assert Report.objects.get().title == "Rapport"
    assert page.fields["parts-printed"] == ["foreword", "chronology", "partners", "sites"]


def test_a_refused_page_keeps_what_was_chosen(cast, report):
    page = Page(cast.relectrice, report)
    page.type(title="", **{"parts-glossary": "2"})
    page.fields["parts-printed"].remove("foreword")
    assert not page.send()
    assert page.fields["parts"][:3] == ["foreword", "glossary", "chronology"]
    page.type(title="Rapport")
    assert page.send()
    assert printed(report) == ("glossary", "chronology", "units", "partners", "sites")


def test_an_older_page_is_refused_shows_both_orders_and_may_then_be_saved_on_top(cast, report):
    mine, theirs = Page(cast.relectrice, report), Page(cast.administrateur, report)
    theirs.type(**{"parts-sites": "1"})
    assert theirs.send()
    mine.fields["parts-printed"].remove("glossary")
    assert not mine.send()
    assert printed(report)[0] == "sites"
    (difference,) = mine.differences()
    assert "Parties imprimées" in difference
    assert "1. Sites" in difference
    assert "6. Glossaire (non imprimé)" in difference
    assert mine.tree.xpath("//*[@class='differences']//a/@href") == ["#id_parts"]
    assert mine.tree.get_element_by_id("id_parts").tag == "ol"
    assert mine.send()
    assert printed(report) == ("foreword", "chronology", "units", "partners", "sites")


def test_a_new_report_takes_its_parts_too(cast):
    client = signed_in(cast.relectrice)
    address = reverse("admin:reporting_report_add")
    inlines = ("cited_figures", "partners", "sites", "glossary_entries")
    counts = {f"{prefix}-{name}_FORMS": "0" for prefix in inlines for name in ("TOTAL", "INITIAL")}
    places = {f"parts-{part}": str(len(Part) - place) for place, part in enumerate(Part.values)}
    fields = {"campaign": cast.campaign.pk, "title": "Rapport", "institution_name": "Brenne", **counts, **places}
    sent = client.post(address, {**fields, "parts": Part.values, "parts-printed": ["foreword"]})
    assert sent.status_code == 302
    assert printed(Report.objects.get()) == ("units", "foreword")


def test_a_member_moves_nothing(cast, report):
    page = Page(cast.relectrice, report)
    page.client = signed_in(cast.redactrice)
    page.type(**{"parts-glossary": "1"})
    assert page.client.post(page.url, {**page.fields, "_save": ""}).status_code == 404
    assert not report.part_places.exists()
