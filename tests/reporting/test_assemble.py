"""The report is put together in a constant number of queries, in the order of the year's org chart, by rights."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directions.enums import ContributionStatus, DirectionKind, Placement
from directions.models import Chapter, Chart, Contribution, Indicator, KeyFigure, Moment, Takeaway
from reporting.assemble import ALL, APPROVED, NoReport, assemble_report, assemble_section
from reporting.document import plain_text
from reporting.models import GlossaryEntry, Partner, Report
from tests import factories

pytestmark = pytest.mark.django_db


def campaign_of(units: int):
    """A campaign with so many directions, each with a block of every kind."""
    root = factories.institution()
    campaign = factories.campaign(root)
    report = Report.objects.create(
        campaign=campaign, title="Rapport", institution_name=root.name, foreword="<p>Mot</p>"
    )
    GlossaryEntry.objects.create(report=report, acronym="PMI", meaning="Protection")
    Partner.objects.create(report=report, name="SDIS", group="Partenaires")
    for _ in range(units):
        contribution = factories.contribution(
            campaign, factories.direction(root), complete=True, status=ContributionStatus.APPROVED
        )
        fill_every_block(contribution)
    return campaign


def test_codes_that_read_alike_have_anchors_of_their_own():
    root = factories.institution()
    campaign = factories.campaign(root)
    codes = ["DR", "dr", "D/R", "D R", "D-R", "É", "E", "日本", "!!!"]
    for code in codes:
        factories.contribution(campaign, factories.direction(root, code=code))
    sections = assemble_report(campaign, scope=ALL).root.children
    assert len({section.anchor for section in sections}) == len(codes)
    assert {section.anchor for section in sections if section.code in {"DR", "D-R"}} == {"u-dr", "u-d-r"}
    assert not [section.anchor for section in sections if not section.anchor.isascii() or " " in section.anchor]


def fill_every_block(contribution: Contribution) -> None:
    chapter = Chapter.objects.create(contribution=contribution, title="Chapitre", lead="<p>Chapeau</p>")
    Takeaway.objects.create(contribution=contribution, title="À retenir")
    Moment.objects.create(contribution=contribution, month=4, day=1, title="Fête")
    institution = contribution.campaign.institution
    for placement in Placement.values:
        code = f"i-{contribution.code}-{placement}".lower()
        KeyFigure.objects.create(
            contribution=contribution,
            indicator=Indicator.objects.create(institution=institution, code=code, label="Agents"),
            label="Agents",
            value=3,
            placement=placement,
            chapter=chapter,
        )
    Chart.objects.create(contribution=contribution, title="Graphique").points.create(category="a", value=1)


def count_queries(campaign) -> int:
    with CaptureQueriesContext(connection) as captured:
        assemble_report(campaign, scope=ALL)
    return len(captured)


def test_the_number_of_queries_does_not_grow_with_the_units():
    assert count_queries(campaign_of(3)) == count_queries(campaign_of(60))


def test_every_kind_of_block_arrives():
    campaign = campaign_of(1)
    document = assemble_report(campaign)
    section = document.root.children[0]
    assert [mission.text for group in section.missions for mission in group.missions] == ["Entretenir les routes"]
    assert [item.title for group in section.achievements for item in group.achievements] == ["Un pont neuf"]
    assert section.takeaways[0].title == "À retenir"
    assert section.charts[0].has_data
    chapter = section.chapters[0]
    assert (chapter.title, plain_text(chapter.lead)) == ("Chapitre", "Chapeau")
    assert len(chapter.figures[0].figures) == 2 and len(chapter.cited_figures[0].figures) == 1
    assert document.chronology[0].when == "1er avril"
    assert plain_text(document.foreword.body) == "Mot"
    assert document.partners[0].partners[0].name == "SDIS"


def test_blocks_of_a_chapter_are_not_printed_twice():
    section = assemble_report(campaign_of(1)).root.children[0]
    assert section.figures == section.cited_figures == section.identity == ()


def test_units_stand_in_the_order_of_the_years_org_chart():
    root = factories.institution()
    campaign = factories.campaign(root)
    late = factories.contribution(campaign, factories.direction(root, code="B"), position=2, code="B")
    factories.contribution(campaign, factories.direction(late.direction, code="C"), code="C")
    factories.contribution(campaign, factories.direction(root, code="A"), position=1, code="A")
    document = assemble_report(campaign, scope=ALL)
    assert [section.code for section in document.sections()][1:] == ["A", "B", "C"]
    # The org chart may move afterwards: the year's report does not.
    late.direction.position = 0
    late.direction.save()
    assert [section.code for section in assemble_report(campaign, scope=ALL).sections()][1:] == ["A", "B", "C"]


def test_only_approved_contributions_unless_asked():
    scene = factories.cast()
    Contribution.objects.filter(pk=scene.routes.pk).update(status=ContributionStatus.APPROVED)
    approved = assemble_report(scene.campaign, scope=APPROVED)
    by_code = {section.code: section for section in approved.sections()}
    assert not by_code["DR"].is_empty and not by_code["DR"].is_draft
    # A bare name keeps its place and says nothing of the state.
    assert by_code["DC"].is_empty and by_code["DC"].status == "" and "Direction de la culture" in approved.missing
    everything = {section.code: section for section in assemble_report(scene.campaign, scope=ALL).sections()}
    assert everything["DC"].is_draft and everything["DC"].status_label == "Brouillon"


def test_a_member_reads_its_own_directions_only():
    scene = factories.cast(ContributionStatus.APPROVED)
    report = Report.objects.create(
        campaign=scene.campaign, title="R", institution_name="I", foreword="<p>Confidentiel avant publication</p>"
    )
    assert report.pk
    seen = assemble_report(scene.campaign, scope=ALL, reader=scene.redactrice)
    assert [section.code for section in seen.sections()] == ["CD", "DGAT", "DR"]
    assert seen.foreword is None and seen.missing == ()
    all_of_it = assemble_report(scene.campaign, scope=ALL, reader=scene.relectrice)
    assert {"DR", "DC"} <= {section.code for section in all_of_it.sections()}
    assert all_of_it.foreword is not None


def test_last_years_value_comes_from_its_row():
    scene = factories.cast()
    before = factories.campaign(scene.institution, year=2019)
    last = factories.contribution(before, scene.routes.direction)
    indicator = Indicator.objects.create(institution=scene.institution, code="agents", label="Agents")
    stranger = factories.contribution(before, scene.culture.direction)
    common = {"indicator": indicator, "label": "Agents", "unit": "agents"}
    KeyFigure.objects.create(contribution=last, value=100, **common)
    KeyFigure.objects.create(contribution=stranger, value=7, **common)
    KeyFigure.objects.create(contribution=scene.routes, value=Decimal("107.6"), **common)
    section = assemble_section(Contribution.objects.get(pk=scene.routes.pk))
    assert section.figures[0].figures[0].evolution.text == "+7,6\u00a0% par rapport à 2019"


def test_the_preview_has_exactly_the_section_of_the_report():
    scene = factories.cast(ContributionStatus.APPROVED)
    fill_every_block(scene.routes)
    alone = assemble_section(Contribution.objects.get(pk=scene.routes.pk))
    in_report = next(s for s in assemble_report(scene.campaign).sections() if s.code == "DR")
    assert alone == in_report


def test_a_campaign_without_contributions_says_what_to_do():
    with pytest.raises(NoReport, match="ouvrez-la"):
        assemble_report(factories.campaign())


def test_what_nobody_expanded_stays_with_the_team():
    campaign = campaign_of(1)
    GlossaryEntry.objects.create(report=campaign.report, acronym="AAH")
    assert [entry.acronym for entry in assemble_report(campaign).glossary] == ["PMI"]
    assert [entry.acronym for entry in assemble_report(campaign, scope=ALL).glossary] == ["AAH", "PMI"]


def test_the_institution_is_the_root():
    document = assemble_report(campaign_of(1), scope=ALL)
    assert document.root.kind == DirectionKind.INSTITUTION
