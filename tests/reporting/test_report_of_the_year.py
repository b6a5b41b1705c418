"""Opening a campaign makes its report, from the one before; what is there already is left alone."""

from __future__ import annotations

import pytest

from directions.opening import open_campaign
from reporting.models import CitedFigure, GlossaryEntry, Partner, PartPlace, Report, Site
from tests import factories

pytestmark = pytest.mark.django_db

LASTING = {
    "institution_name": "Département de la Brenne",
    "assembly": "Conseil départemental",
    "address": "1 place de la République",
    "phone": "02 00 00 00 00",
    "website": "brenne.example",
    "foreword_signatory": "Président du conseil départemental",
}


@pytest.fixture
def root():
    return factories.institution(code="CD", name="Département de la Brenne")


@pytest.fixture
def previous(root) -> Report:
    report = Report.objects.create(
        campaign=factories.campaign(root, year=2020), title="Rapport 2020", foreword="<p>Cette année…</p>", **LASTING
    )
    Partner.objects.create(report=report, name="Caisse", group="Organismes")
    Site.objects.create(report=report, name="Archives", city="Ville")
    GlossaryEntry.objects.create(report=report, acronym="APA", meaning="Allocation")
    CitedFigure.objects.create(report=report, label="Agents", value=12)
    PartPlace.objects.create(report=report, part="sites", position=0, is_printed=False)
    PartPlace.objects.create(report=report, part="glossary", position=1)
    return report


def test_what_lasts_is_taken_from_the_year_before(root, previous):
    campaign = factories.campaign(root, year=2021)
    open_campaign(campaign)
    report = campaign.report
    assert {name: getattr(report, name) for name in LASTING} == LASTING
    assert (report.title, report.foreword, report.version) == ("Rapport d'activités 2021", "", 1)
    assert [one.name for one in report.partners.all()] == ["Caisse"]
    assert [one.city for one in report.sites.all()] == ["Ville"]
    assert [one.meaning for one in report.glossary_entries.all()] == ["Allocation"]
    assert list(report.part_places.values_list("part", "is_printed")) == [("sites", False), ("glossary", True)]
    assert not report.cited_figures.exists()
    assert previous.part_places.count() == 2
    assert (previous.partners.count(), previous.sites.count(), previous.glossary_entries.count()) == (1, 1, 1)


def test_without_a_year_before_it_has_the_name_of_the_institution(root):
    factories.campaign(factories.institution(), year=2020)
    campaign = factories.campaign(root, year=2021)
    open_campaign(campaign)
    assert campaign.report.institution_name == "Département de la Brenne"


def test_opened_again_it_changes_nothing(root, previous):
    campaign = factories.campaign(root, year=2021)
    open_campaign(campaign)
    Report.objects.filter(campaign=campaign).update(title="Notre rapport", phone="")
    campaign.report.partners.all().delete()
    open_campaign(campaign)
    report = Report.objects.get(campaign=campaign)
    assert (report.title, report.phone, report.partners.count()) == ("Notre rapport", "", 0)


def test_the_report_of_another_institution_is_not_taken(root):
    other = factories.campaign(factories.institution(), year=2020)
    Report.objects.create(campaign=other, title="Rapport", institution_name="Ailleurs", phone="01")
    campaign = factories.campaign(root, year=2021)
    open_campaign(campaign)
    assert (campaign.report.institution_name, campaign.report.phone) == ("Département de la Brenne", "")
