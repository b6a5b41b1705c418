"""Which parts of the report are printed, in which order: the rows, the arithmetic of the places, the document."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from directions.enums import ContributionStatus
from directions.models import Moment
from reporting import codec
from reporting.assemble import ALL, assemble_report
from reporting.document import PARTS
from reporting.enums import Part
from reporting.models import GlossaryEntry, Partner, PartPlace, Report, Site
from reporting.parts import Arrangement, arrange, arrangement_of
from reporting.parts_field import arranged
from tests import factories

ORDER = tuple(Part)
EVERYTHING = list(Part.values)


def unmoved(order=ORDER):
    return {str(part): place for place, part in enumerate(order, start=1)}


# -- The arithmetic of the places --------------------------------------------------------------------------------------


def test_the_parts_are_those_of_the_document_in_its_order():
    assert tuple(Part.values) == PARTS


@given(st.permutations(ORDER), st.sampled_from(ORDER), st.integers(1, len(ORDER)))
def test_a_part_that_moves_alone_takes_its_place_and_the_others_keep_their_order(order, moved, place):
    result = arranged([str(part) for part in order], {**unmoved(order), moved: place}, EVERYTHING).order
    assert result.index(moved) + 1 == place
    assert [part for part in result if part != moved] == [part for part in order if part != moved]


@given(st.permutations(ORDER))
def test_every_order_can_be_written(order):
    assert arranged(EVERYTHING, unmoved(order), EVERYTHING) == Arrangement(tuple(order))


@given(st.sets(st.sampled_from(ORDER)))
def test_what_is_not_ticked_is_left_out_save_the_units(ticked):
    result = arranged(EVERYTHING, unmoved(), list(ticked))
    assert set(result.printed) == ticked | {Part.UNITS}


# -- The rows ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def report(db) -> Report:
    scene = factories.cast(ContributionStatus.APPROVED)
    Moment.objects.create(contribution=scene.routes, month=4, title="Le pont ouvre")
    report = Report.objects.create(
        campaign=scene.campaign, title="Rapport", institution_name="Brenne", foreword="<p>Un mot.</p>"
    )
    Partner.objects.create(report=report, name="Caisse")
    Site.objects.create(report=report, name="Archives")
    GlossaryEntry.objects.create(report=report, acronym="PMI", meaning="Protection")
    return report


def test_without_rows_everything_is_printed_in_the_usual_order(report):
    assert arrangement_of(report) == Arrangement()
    assert arrangement_of(Report()) == Arrangement()


@pytest.mark.parametrize("left_out", [{}, {Part.SITES, Part.FOREWORD}])
def test_what_is_written_is_read(report, left_out):
    arrangement = Arrangement(ORDER[::-1], frozenset(left_out))
    for _ in range(2):
        arrange(report, arrangement)
        assert arrangement_of(Report.objects.get()) == arrangement


def test_a_part_without_a_row_is_printed_in_its_usual_place(report):
    PartPlace.objects.create(report=report, part=Part.GLOSSARY, position=0)
    PartPlace.objects.create(report=report, part=Part.SITES, position=4, is_printed=False)
    assert arrangement_of(report).printed == ("foreword", "glossary", "chronology", "units", "partners")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"part": "annexes"}, "Choisissez une de ces valeurs : édito, chronologie de l'année"),
        ({"part": "sites"}, "Cette partie a déjà sa place dans le rapport."),
        ({"part": "units", "is_printed": False}, "L'institution et ses directions sont toujours imprimées."),
    ],
)
def test_the_database_refuses_what_makes_no_sense(report, fields, message):
    PartPlace.objects.create(report=report, part=Part.SITES, is_printed=False)
    row = PartPlace(report=report, **fields)
    with pytest.raises(ValidationError, match=message):
        row.validate_constraints()
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


# -- The document ------------------------------------------------------------------------------------------------------


def test_the_document_has_the_parts_that_are_printed_and_nothing_of_the_others(report):
    arrange(report, Arrangement(ORDER[::-1], frozenset({Part.FOREWORD, Part.CHRONOLOGY, Part.SITES})))
    document = assemble_report(report.campaign)
    assert document.parts == ("glossary", "partners", "units")
    assert (document.foreword, document.chronology, document.sites) == (None, (), ())
    assert document.partners and document.glossary and document.root.children
    data = json.loads(codec.dumps(document))
    assert (data["parts"], data["foreword"]) == (["glossary", "partners", "units"], None)
    assert codec.decode(data) == document


def test_the_order_does_not_show_a_member_more_than_before(report):
    arrange(report, Arrangement(ORDER[::-1]))
    member = factories.user(member_of=report.campaign.contributions.get(code="DR").direction)
    document = assemble_report(report.campaign, scope=ALL, reader=member)
    assert document.parts == PARTS[::-1]
    assert (document.foreword, document.partners, document.sites) == (None, (), ())


def test_the_queries_do_not_grow_with_the_rows(report):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assemble_report(Report.objects.get().campaign)
        return len(queries)

    before = count()
    arrange(report, Arrangement(ORDER[::-1], frozenset({Part.SITES})))
    assert count() == before
