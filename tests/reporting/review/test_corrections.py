"""What the communication team corrected by itself in what was submitted, as its direction is told it."""

from __future__ import annotations

import pytest
from django.db.models import QuerySet

from directions.models import Contribution, User
from directions.permissions import COMMUNICATION_GROUP
from reporting.history.corrections import corrections_of
from reporting.models import Revision
from tests import factories
from tests.form_page import FormPage
from tests.reporting.review.desk_page import DeskPage, rewrite, sent_back_and_corrected, step, submitted, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> factories.Cast:
    return submitted()


BANNER = "//*[contains(@class, 'corrected')]"


def banner(user: User, contribution: Contribution) -> str:
    return " ".join(words(one) for one in FormPage(user, contribution).tree.xpath(BANNER)).replace("\xa0", " ")


def test_the_direction_is_told_what_was_corrected_by_whom_and_sees_exactly_that(cast):
    rewrite(cast.relectrice, cast.routes, "Entretenir les routes, et les ponts")
    told = banner(cast.redactrice, cast.routes)
    assert told.startswith(
        "La communication a corrigé 1 élément de cette contribution après sa soumission : Lise Relec, le "
    )
    (link,) = FormPage(cast.redactrice, cast.routes).tree.xpath(f"{BANNER}//a/@href")
    page = DeskPage(cast.redactrice, cast.routes).read(FormPage(cast.redactrice, cast.routes).client.get(link))
    assert page.status == 200 and link.endswith("?de=3&a=4")
    assert [words(one) for one in page.tree.xpath("//ins")]
    assert DeskPage(cast.redactrice, cast.routes).open().tree.xpath(BANNER)


def test_what_the_direction_changes_afterwards_is_not_said_to_be_corrected(cast):
    assert banner(cast.redactrice, cast.routes) == ""
    sent_back_and_corrected(cast)
    assert banner(cast.redactrice, cast.routes) == ""
    rewrite(cast.relectrice, cast.routes, "Entretenir les routes")
    step(cast.routes, "request_changes", cast.relectrice)
    rewrite(cast.redactrice, cast.routes, "Tout autre chose")
    (link,) = FormPage(cast.redactrice, cast.routes).tree.xpath(f"{BANNER}//a/@href")
    assert link.endswith("?de=6&a=7")
    step(cast.routes, "submit", cast.redactrice)
    assert banner(cast.redactrice, cast.routes) == ""


def test_a_correction_of_what_is_never_printed_is_told_too(cast):
    form = FormPage(cast.relectrice, cast.routes)
    form.type(internal_note="Vu.")
    form.save()
    assert "Note interne ajoutée" in banner(cast.redactrice, cast.routes)


def test_a_correction_that_was_undone_is_not_told(cast):
    rewrite(cast.relectrice, cast.routes, "Entretenir les routes, et les ponts")
    assert banner(cast.redactrice, cast.routes)
    rewrite(cast.administrateur, cast.routes, "Entretenir les routes et les ponts")
    assert banner(cast.redactrice, cast.routes) == ""
    page = DeskPage(cast.redactrice, cast.routes).open()
    assert not page.tree.xpath(BANNER)
    assert words(page.tree.xpath("//nav[@class='review-views']//a")[0]) == "Texte soumis"


def test_only_what_is_not_as_it_was_submitted_is_counted(cast):
    rewrite(cast.relectrice, cast.routes, "Entretenir les routes, et les ponts")
    form = FormPage(cast.administrateur, cast.routes)
    form.type("missions-0", text="Entretenir les routes et les ponts")
    form.type(created_on="2020")
    form.save()
    corrected = corrections_of(cast.routes)
    assert corrected.count == 1 and corrected.names == "Lise Relec, Ahmed Admin"


@pytest.mark.parametrize("are_two", [True, False])
def test_two_people_of_one_name_are_told_apart_by_their_accounts(cast, are_two):
    namesake = factories.user("lise2", first_name="Lise", last_name="Relec", groups=(COMMUNICATION_GROUP,))
    rewrite(cast.relectrice, cast.routes, "Entretenir les routes, et les ponts")
    rewrite(namesake if are_two else cast.relectrice, cast.routes, "Entretenir les ponts")
    corrected = corrections_of(cast.routes)
    assert len(corrected.by) == (2 if are_two else 1) and corrected.names == "Lise Relec"
    # Without their accounts, nothing tells them apart.
    namesake.delete()
    cast.relectrice.delete()
    assert len(corrections_of(cast.routes).by) == 1


@pytest.mark.parametrize("turns", [3, 4])
def test_many_corrections_are_folded_behind_a_link_to_the_whole(cast, turns):
    for turn in range(turns):
        rewrite([cast.relectrice, cast.administrateur][turn % 2], cast.routes, f"Entretenir les ponts, {turn}")
    (notice,) = FormPage(cast.redactrice, cast.routes).tree.xpath(BANNER)
    assert len(notice.xpath(".//li")) == turns
    assert len(notice.xpath("./details[not(@open)]/ul/li")) == (4 if turns == 4 else 0)
    whole = [one.get("href").partition("?")[2] for one in notice.xpath("./p/a")]
    assert whole == (["de=3&a=7"] if turns == 4 else [])


def test_more_turns_than_one_reads_are_told_together_and_none_is_left_out(cast):
    for turn in range(13):
        rewrite([cast.relectrice, cast.administrateur][turn % 2], cast.routes, f"Entretenir les ponts, {turn}")
    corrected = corrections_of(cast.routes)
    assert [(one.older, one.newer) for one in corrected.by] == [(3, 7), *((one, one + 1) for one in range(7, 16))]
    assert corrected.by[0].name == "Lise Relec, Ahmed Admin" and corrected.by[1].name == "Lise Relec"
    assert (corrected.names, corrected.count) == ("Lise Relec, Ahmed Admin", 1)


def test_a_version_that_cannot_be_read_hides_no_other_correction(cast):
    rewrite(cast.relectrice, cast.routes, "Entretenir les routes, et les ponts")
    rewrite(cast.administrateur, cast.routes, "Entretenir les ponts")
    QuerySet.update(Revision.objects.filter(contribution=cast.routes, version=3), schema_version=999)
    corrected = corrections_of(cast.routes)
    assert [(one.older, one.newer) for one in corrected.by] == [(4, 5)] and corrected.count == 1


def test_a_save_that_changed_no_word_is_not_told(cast):
    cast.routes.missions.update(confirmed=False)
    form = FormPage(cast.relectrice, cast.routes)
    form.type(**{"missions-0-confirmed": "on"})
    form.save()
    assert cast.routes.revisions.first().event is None
    assert banner(cast.redactrice, cast.routes) == ""
