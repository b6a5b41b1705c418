"""Any number of rows in one statement: what is written is what Django's own methods write."""

import datetime
import uuid
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext

from directions.bulk_writing import write_rows
from directions.models import Contribution, Indicator, KeyFigure
from tests import factories

pytestmark = pytest.mark.django_db

VALUES = {
    "label": 'L\'« effectif » \\ "moyen" \U0001f600\nsur deux lignes',
    "value": Decimal("-123456789012.345"),
    "unit": "EUR/hab.",
    "not_provided": False,
    "as_of": datetime.date(2020, 12, 31),
    "comparison_year": 2019,
    "numerator_value": None,
    "position": 7,
}


@pytest.fixture
def contribution() -> Contribution:
    return factories.cast(complete=False).routes


def row(figure: KeyFigure) -> dict:
    return KeyFigure.objects.filter(pk=figure.pk).values().get()


def test_a_new_row_is_as_django_writes_it(contribution):
    ours, theirs = (KeyFigure(contribution=contribution, **VALUES) for _ in range(2))
    write_rows([ours])
    theirs.save()
    assert row(ours) | {"id": None} == row(theirs) | {"id": None}
    assert row(ours)["value"] == VALUES["value"]
    assert KeyFigure.objects.get(value=VALUES["value"], pk=ours.pk).label == VALUES["label"]


def test_a_stored_row_changes_in_the_named_fields_only(contribution):
    stored = KeyFigure.objects.create(contribution=contribution, label="Agents", value=1, note="avant")
    stored.label, stored.value, stored.note = "Agents permanents", None, "après"
    new = KeyFigure(contribution=contribution, label="Budget", note="nouvelle")
    with CaptureQueriesContext(connection) as queries:
        write_rows([stored, new], ["label", "value"])
    assert len(queries) == 1
    assert row(stored) | {"label": "Agents permanents", "value": None, "note": "avant"} == row(stored)
    assert row(new)["note"] == "nouvelle"


def test_a_key_that_the_database_makes_is_made(contribution):
    institution = contribution.campaign.institution
    write_rows([Indicator(institution=institution, code=f"c{number}", label="Agents") for number in range(3)])
    assert Indicator.objects.filter(institution=institution).count() == 3


@pytest.mark.parametrize("size", [1, 2_500])
def test_there_is_one_statement_whatever_the_number_of_rows(contribution, size):
    rows = [KeyFigure(contribution=contribution, label=f"Chiffre {number}") for number in range(size)]
    with CaptureQueriesContext(connection) as queries:
        write_rows(rows, ["label"])
    assert len(queries) == 1
    assert KeyFigure.objects.count() == size


def test_nothing_costs_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        write_rows([])


@pytest.mark.parametrize(
    "fault", [{"contribution_id": uuid.uuid4()}, {"scale": "douzaines"}, {"not_provided": True, "value": 1}]
)
def test_the_constraints_hold_and_a_bad_row_keeps_the_others_out(contribution, fault):
    good = KeyFigure(contribution=contribution, label="Agents")
    bad = KeyFigure(**({"contribution": contribution, "label": "Budget"} | fault))
    with pytest.raises(IntegrityError), transaction.atomic():  # noqa: PT012 - a key is checked at the end
        write_rows([good, bad])
        connection.check_constraints()
    assert not KeyFigure.objects.exists()
