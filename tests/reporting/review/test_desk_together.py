"""The same comment, sent twice at the same moment."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from directions.enums import ContributionStatus
from directions.models import ReviewComment
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
