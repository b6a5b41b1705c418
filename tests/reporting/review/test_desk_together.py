"""The same comment, sent twice at the same moment."""

from __future__ import annotations

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from directions.enums import ContributionStatus
from directions.models import ReviewComment
from reporting.review import comments
from reporting.review.commented import WHOLE
from tests import factories
from tests.reporting.review.desk_page import DeskPage


@pytest.mark.django_db(transaction=True)
def test_two_posts_of_one_form_at_once_make_one_comment_and_one_answer():
    cast = factories.cast(ContributionStatus.SUBMITTED)
    pages = [DeskPage(cast.relectrice, cast.routes) for _ in range(2)]

    def together(send) -> list[int]:
        start = Barrier(2)

        def one(page: DeskPage) -> int:
            start.wait()
            try:
                return send(page).status_code
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as pool:
            return list(pool.map(one, pages))

    key = uuid.uuid4()
    assert together(lambda page: page.comment("Quelle année ?", key=key)) == [302, 302]
    thread = ReviewComment.objects.get()
    key = uuid.uuid4()
    assert together(lambda page: page.answer(thread, "2020.", key=key)) == [302, 302]
    assert thread.answers.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_answer", [False, True])
def test_the_key_of_a_form_that_is_being_used_elsewhere_makes_another_comment(is_answer):
    cast = factories.cast(ContributionStatus.SUBMITTED)
    page, key = DeskPage(cast.relectrice, cast.routes), uuid.uuid4()
    page.comment("Quelle année ?")
    thread, sent = ReviewComment.objects.get(), threading.Event()

    def send() -> int:
        sent.set()
        try:
            return (page.answer(thread, "2020.", key=key) if is_answer else page.comment("2020.", key=key)).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            other = comments.comment(cast.culture, cast.administrateur, "Un secret.", WHOLE, key)
            answered = pool.submit(send)
            assert sent.wait(timeout=20)
            # Long enough for it to come to the key that is not there yet.
            with pytest.raises(TimeoutError):
                answered.result(timeout=0.5)
        assert answered.result(timeout=20) == 302
    said = ReviewComment.objects.get(text="2020.")
    assert other.pk == key != said.pk
    assert (said.contribution, said.author, said.thread) == (
        cast.routes,
        cast.relectrice,
        thread if is_answer else None,
    )
    assert "Un secret." not in page.open().text
