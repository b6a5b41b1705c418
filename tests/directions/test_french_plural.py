"""In a template, zero is singular as one is."""

import pytest
from django.template import Context, Template


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0 ligne refusée, elle part"),
        (1, "1 ligne refusée, elle part"),
        (2, "2 lignes refusées, elles partent"),
    ],
)
def test_a_number_agrees(count, words):
    template = Template(
        "{{ n }} ligne{{ n|pluralize }} refusée{{ n|pluralize }}, elle{{ n|pluralize }} part{{ n|pluralize:',ent' }}"
    )
    assert template.render(Context({"n": count})) == words


@pytest.mark.parametrize(("members", "word"), [([], "cheval"), (["a"], "cheval"), (["a", "b"], "chevaux")])
def test_a_list_counts_its_members(members, word):
    assert Template("chev{{ members|pluralize:'al,aux' }}").render(Context({"members": members})) == word
