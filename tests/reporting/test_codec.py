"""The document survives JSON without loss; anything else is refused with the path of the fault."""

import copy

import pytest

from reporting import codec
from tests.reporting.sample_document import sample_document


def test_round_trip_is_exact():
    document = sample_document()
    assert codec.loads(codec.dumps(document)) == document


def test_the_order_of_the_parts_survives():
    document = sample_document().printing(("glossary", "units", "foreword"))
    data = codec.encode(document)
    assert (data["parts"], data["sites"], data["partners"]) == (["glossary", "units", "foreword"], [], [])
    assert codec.loads(codec.dumps(document)) == document


def test_the_same_document_gives_the_same_bytes():
    assert codec.dumps(sample_document()) == codec.dumps(codec.loads(codec.dumps(sample_document())))


def test_a_document_from_before_a_field_was_added_is_read():
    data = codec.encode(sample_document())
    del data["root"]["takeaways"]
    assert codec.decode(data).root.takeaways == ()


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda data: data.pop("title"), "title : champ absent."),
        (lambda data: data.update(year="2020"), "year : int attendu, str trouvé."),
        (lambda data: data.update(year=True), "year : int attendu, bool trouvé."),
        (lambda data: data["root"].update(children={}), "root.children : liste attendue, dict trouvé."),
        (lambda data: data["foreword"]["body"][0].pop("type"), "foreword.body[0].type : "),
        (lambda data: data.update(schema_version=99), "schema_version : 1 attendu, 99 trouvé."),
    ],
)
def test_a_damaged_document_names_the_fault(damage, message):
    data = copy.deepcopy(codec.encode(sample_document()))
    damage(data)
    with pytest.raises(codec.CodecError) as caught:
        codec.decode(data)
    assert message in str(caught.value)


def test_a_text_that_is_no_json():
    with pytest.raises(codec.CodecError, match="ligne 1"):
        codec.loads("{")
