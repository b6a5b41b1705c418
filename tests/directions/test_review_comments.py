"""What the database lets a review comment be, and who reaches it."""

from __future__ import annotations

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from directions.enums import INTRODUCTION, BlockKind, DirectionKind
from directions.models import Contribution, ReviewComment, User
from directions.models.review import is_answered, sides_of, waiting_threads
from directions.scopes import reachable
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> factories.Cast:
    return factories.cast()


def comment(cast: factories.Cast, **fields) -> ReviewComment:
    defaults = {"contribution": cast.routes, "author": cast.relectrice, "author_name": "Lise", "text": "Quelle année ?"}
    return ReviewComment(**(defaults | fields))


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"block": uuid.uuid4(), "block_kind": BlockKind.KEY_FIGURE, "block_title": "Agents"},
        {"resolved_at": timezone.now(), "resolved_by_name": "Rose"},
    ],
)
def test_a_comment_stands_on_the_whole_or_on_a_block(cast, fields):
    said = comment(cast, **fields)
    said.validate_constraints()
    said.save()
    assert ReviewComment.objects.count() == 1


def test_a_comment_stands_on_the_presentation_of_its_contribution_and_of_no_other(cast):
    said = comment(cast, block=cast.routes.pk, block_kind=INTRODUCTION, block_title="Présentation")
    said.validate_constraints()
    said.save()
    assert said.about == "Présentation"
    for block in (cast.culture.pk, uuid.uuid4(), None):
        refused = comment(cast, block=block, block_kind=INTRODUCTION)
        with pytest.raises(ValidationError, match="la présentation de sa contribution"):
            refused.validate_constraints()
        with pytest.raises(IntegrityError), transaction.atomic():
            refused.save()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"block": uuid.uuid4()}, "un bloc connu"),
        ({"block": uuid.uuid4(), "block_kind": "photo"}, "un bloc connu"),
        ({"block_kind": BlockKind.MISSION}, "un bloc connu"),
        ({"resolved_at": timezone.now()}, "par qui"),
        ({"resolved_by_name": "Rose"}, "par qui"),
        ({"text": ""}, "Écrivez"),
    ],
)
def test_anything_else_is_refused_in_french_and_by_the_database(cast, fields, said):
    refused = comment(cast, **fields)
    with pytest.raises(ValidationError, match=said):
        refused.validate_constraints()
    with pytest.raises(IntegrityError), transaction.atomic():
        refused.save()


def test_an_answer_belongs_where_its_thread_is_and_is_not_resolved_alone(cast):
    thread = comment(cast)
    thread.save()
    answer = comment(cast, thread=thread, contribution=cast.culture, text="2020.")
    answer.save()
    assert answer.contribution_id == cast.routes.pk
    assert (thread.is_open, answer.is_open) == (True, False)
    for fields in (
        {"resolved_at": timezone.now(), "resolved_by_name": "Rose"},
        {"block": uuid.uuid4(), "block_kind": BlockKind.MISSION},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            ReviewComment.objects.filter(pk=answer.pk).update(**fields)


def test_a_comment_outlives_the_account_of_its_author_and_keeps_its_contribution(cast):
    comment(cast).save()
    cast.relectrice.delete()
    kept = ReviewComment.objects.get()
    assert (kept.author, kept.author_name) == (None, "Lise")
    with pytest.raises(ProtectedError):
        cast.routes.delete()


def test_it_is_reached_with_its_contribution_only(cast):
    comment(cast).save()
    reached = {name: reachable(ReviewComment.objects.all(), person).exists() for name, person in cast.people.items()}
    assert reached == {
        "redactrice": True, "directeur": True, "relectrice": True, "etrangere": False, "administrateur": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("last", "expected"), [([], False), (["Lise"], False), (["Rose"], True), (["Rose", "Lise"], False)]
)
def test_a_comment_is_answered_whatever_became_of_the_accounts(last, expected):
    said = [ReviewComment(author=None, author_name=name) for name in last]
    assert is_answered(ReviewComment(author=None, author_name="Lise"), said) is expected


@pytest.mark.parametrize(("last", "expected"), [(1, False), (2, True), (None, True)])
def test_who_was_renamed_since_has_not_answered_themselves(last, expected):
    said = [ReviewComment(author_id=last, author_name="Lise Martin")]
    assert is_answered(ReviewComment(author_id=1, author_name="Lise Relec"), said) is expected


# -- Whose turn it is --------------------------------------------------------------------------------------------------


@pytest.fixture
def second(cast) -> User:
    """Another reviewer."""
    return factories.user("second", groups=("Communication",))


def discuss(cast: factories.Cast, contribution: Contribution, *said: str) -> ReviewComment:
    """A thread with the words of these people, in their order."""
    thread = None
    for name in said:
        author = User.objects.get(username=name)
        one = comment(cast, contribution=contribution, author=author, author_name=str(author), thread=thread)
        one.save()
        thread = thread or one
    return thread


@pytest.mark.parametrize(
    ("said", "waits"),
    [
        (["relectrice"], True),
        (["administrateur"], True),
        (["relectrice", "second"], True),
        (["relectrice", "redactrice"], False),
        (["relectrice", "haut"], False),
        (["relectrice", "redactrice", "relectrice"], True),
        (["relectrice", "redactrice", "second"], True),
        (["redactrice"], False),
        (["haut"], False),
        (["redactrice", "relectrice"], False),
        (["redactrice", "relectrice", "directeur"], False),
    ],
)
def test_a_thread_waits_for_the_direction_until_it_has_the_last_word_unless_it_began_it(cast, second, said, waits):
    factories.user("haut", member_of=cast.routes.direction.parent)
    thread = discuss(cast, cast.routes, *said)
    assert waiting_threads(cast.routes) == ([thread] if waits else [])
    ReviewComment.objects.filter(pk=thread.pk).update(resolved_at=timezone.now(), resolved_by_name="Lise")
    assert waiting_threads(cast.routes) == []


@pytest.mark.parametrize("gone", ["the account", "the membership"])
def test_who_left_the_direction_has_answered_for_it(cast, gone):
    discuss(cast, cast.routes, "relectrice", "redactrice")
    (cast.redactrice if gone == "the account" else cast.redactrice.memberships.get()).delete()
    assert waiting_threads(cast.routes) == []


def test_a_member_who_is_of_the_communication_team_too_is_of_the_direction(cast):
    cast.relectrice.memberships.create(direction=cast.routes.direction)
    discuss(cast, cast.routes, "relectrice")
    elsewhere = discuss(cast, cast.culture, "relectrice")
    assert (waiting_threads(cast.routes), waiting_threads(cast.culture)) == ([], [elsewhere])


@pytest.mark.parametrize(("said", "waits"), [(["relectrice"], True), (["relectrice", "second"], False)])
def test_on_the_pages_of_the_institution_colleagues_answer_each_other(cast, second, said, waits):
    own = Contribution.objects.get(kind=DirectionKind.INSTITUTION)
    thread = discuss(cast, own, *said)
    assert waiting_threads(own) == ([thread] if waits else [])
    assert not sides_of(own).reviewers


def test_the_queries_do_not_grow_with_the_comments(cast, django_assert_num_queries):
    for _ in range(2):
        for _ in range(5):
            discuss(cast, cast.routes, "relectrice", "redactrice", "relectrice")
        with django_assert_num_queries(5):
            waiting_threads(cast.routes)
