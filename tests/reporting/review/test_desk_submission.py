"""What was submitted is shown as it was printed, once the contribution says something else; what may be done there."""

from __future__ import annotations

from copy import deepcopy

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from directions.models import ReviewComment, ReviewVisit
from reporting.models import Revision
from tests import factories
from tests.form_page import FormPage, photo
from tests.reporting.review.desk_page import DeskPage, rewrite, sent_back_and_corrected, step, submitted, words

pytestmark = pytest.mark.django_db

BEFORE, AFTER = "Entretenir les routes et les ponts", "Entretenir les routes, les ponts et les tunnels"


@pytest.fixture
def cast() -> factories.Cast:
    """Submitted (version 3), sent back, and written again (version 5)."""
    cast = submitted()
    step(cast.routes, "request_changes", cast.relectrice)
    rewrite(cast.redactrice, cast.routes, AFTER)
    cast.routes.refresh_from_db()
    return cast


def tabs(page: DeskPage) -> list[str]:
    return [words(one) for one in page.tree.xpath("//nav[@class='review-views']//a")]


def shown(page: DeskPage) -> str:
    (found,) = page.tree.xpath("//nav[@class='review-views']//a[@aria-current='page']")
    return words(found)


def sheet(page: DeskPage) -> str:
    """What is printed, without what stands beside it."""
    (found,) = page.tree.xpath("//div[contains(@class, 'r-report')]")
    printed = deepcopy(found)
    for beside in printed.xpath(".//*[contains(@class, 'review-tools') or contains(@class, 'review-margin')]"):
        beside.drop_tree()
    return words(printed).replace("\xa0", " ")


def said(page: DeskPage) -> str:
    return " ".join(words(one) for one in page.tree.xpath("//section[@aria-labelledby='review-submitted']"))


def replace_the_mission(cast: factories.Cast) -> None:
    form = FormPage(cast.redactrice, cast.routes)
    form.remove("missions-0")
    form.add("missions", text="Construire des ponts")
    form.save()


# -- When there is such a text -----------------------------------------------------------------------------------------


def test_what_was_submitted_is_shown_as_it_was_printed_and_said_to_be_old(cast):
    page = DeskPage(cast.relectrice, cast.routes).open()
    assert tabs(page)[:2] == ["Texte actuel", "Tel que soumis"] and shown(page) == "Texte actuel"
    assert AFTER in sheet(page) and not said(page)
    page.open(vue="soumis")
    assert shown(page) == "Tel que soumis"
    assert BEFORE in sheet(page) and "tunnels" not in sheet(page)
    assert said(page).startswith("Version 3, soumise le ") and f"par {cast.redactrice} Le texte a changé" in said(page)
    (link,) = page.tree.xpath("//section[@aria-labelledby='review-submitted']//a/@href")
    page.read(page.client.get(page.address() + link))
    assert shown(page) == "Changements" and "Comparé à la version 3," in page.text


@pytest.mark.parametrize(("steps", "text"), [
    ("", "Texte soumis"),
    ("ask", "Texte soumis"),
    ("approve", "Texte validé"),
    ("approve reopen", "Texte soumis"),
    ("correct", "Texte soumis, puis corrigé"),
    ("correct approve", "Texte validé"),
    ("ask write", "Texte actuel"),
    ("ask write submit", "Texte soumis"),
])  # fmt: skip
@pytest.mark.parametrize("who", ["redactrice", "relectrice"])
def test_there_is_such_a_view_where_the_text_is_no_more_what_was_submitted(steps, text, who):
    cast = submitted()
    deeds = {
        "ask": lambda: step(cast.routes, "request_changes", cast.relectrice),
        "approve": lambda: step(cast.routes, "approve", cast.relectrice),
        "reopen": lambda: step(cast.routes, "reopen", cast.relectrice),
        "submit": lambda: step(cast.routes, "submit", cast.redactrice),
        "write": lambda: rewrite(cast.redactrice, cast.routes, AFTER),
        "correct": lambda: rewrite(cast.relectrice, cast.routes, AFTER),
    }
    for deed in steps.split():
        deeds[deed]()
        cast.routes.refresh_from_db()
    has_changed = steps.split()[-1:] == ["write"] or "correct" in steps
    page = DeskPage(cast.people[who], cast.routes).open()
    assert tabs(page) == [text, *(["Tel que soumis"] if has_changed else []), "Changements", "Comparé à l'an dernier"]
    page.open(vue="soumis")
    assert shown(page) == ("Tel que soumis" if has_changed else text) and bool(said(page)) == has_changed


def test_what_was_never_submitted_has_no_such_view():
    cast = factories.cast()
    rewrite(cast.redactrice, cast.routes, AFTER)
    page = DeskPage(cast.redactrice, cast.routes).open(vue="soumis")
    assert tabs(page) == ["Texte actuel", "Changements", "Comparé à l'an dernier"]
    assert shown(page) == "Texte actuel" and AFTER in sheet(page)


def test_it_is_the_last_of_several_submissions():
    cast = submitted()
    sent_back_and_corrected(cast)
    rewrite(cast.relectrice, cast.routes, "Entretenir les tunnels")
    page = DeskPage(cast.redactrice, cast.routes).open(vue="soumis")
    assert said(page).startswith("Version 6, soumise le ") and AFTER in sheet(page)


def test_one_that_nobody_can_read_any_more_says_so_and_hides_nothing_else(cast):
    mission = cast.routes.missions.get()
    page = DeskPage(cast.relectrice, cast.routes)
    page.comment("Quelle année ?", mission.pk)
    QuerySet.update(Revision.objects.filter(contribution=cast.routes, version=3), schema_version=999)
    page.open(vue="soumis")
    assert page.status == 200 and shown(page) == "Tel que soumis"
    assert "Cette version ne peut plus être lue : voici le texte actuel." in said(page).replace("\xa0", " ")
    assert AFTER in sheet(page) and "Quelle année ?" in page.margin(mission.pk)


def test_a_foreign_contribution_shows_it_to_nobody(cast):
    assert DeskPage(cast.etrangere, cast.routes).open(vue="soumis").status == 404


def test_a_photo_that_was_replaced_is_told_in_words(cast):
    """Its file has left the server."""
    form = FormPage(cast.redactrice, cast.routes)
    form.type("achievements-0", photo_alt="Un pont")
    form.save(**{"achievements-0-photo": photo()})
    step(cast.routes, "submit", cast.redactrice)
    kept = cast.routes.achievements.get().photo.name
    rewrite(cast.relectrice, cast.routes, BEFORE)
    page = DeskPage(cast.relectrice, cast.routes).open(vue="soumis")
    assert page.tree.xpath(f"//figure/img[contains(@src, '{kept}')]")
    FormPage(cast.relectrice, cast.routes).save(**{"achievements-0-photo": photo(size=(300, 200))})
    page.open(vue="soumis")
    (figure,) = page.tree.xpath("//figure[@class='r-picture']")
    assert words(figure) == "Photo retirée ou remplacée depuis : elle ne peut plus être montrée. Un pont"
    assert not page.tree.xpath("//figure/img")
    assert page.open().tree.xpath("//figure/img[@src!='']")


# -- What may be done from it ------------------------------------------------------------------------------------------


def test_comments_stand_beside_it_and_a_post_comes_back_to_it(cast):
    mission = cast.routes.missions.get()
    page = DeskPage(cast.relectrice, cast.routes).open(vue="soumis", commenter=str(mission.pk))
    (form,) = page.tree.xpath(f"//*[@id='marge-{mission.pk}']/form")
    posted = dict(form.form_values()) | {"text": "Quelle année ?"}
    response = page.client.post(form.action, posted)
    assert response["Location"].startswith(f"{page.address()}?vue=soumis#commentaire-")
    page.open(vue="soumis")
    assert page.tree.xpath(f"//*[@id='b-{mission.pk}']/div[@id='marge-{mission.pk}']/article")
    assert "Quelle année ?" in page.open().margin(mission.pk)


def test_a_block_that_is_gone_is_shown_with_what_was_said_of_it_and_without_buttons(cast):
    gone = cast.routes.missions.get().pk
    page = DeskPage(cast.relectrice, cast.routes)
    page.comment("Quelle année ?", gone)
    replace_the_mission(cast)
    page.open(vue="soumis", commenter=str(gone))
    (block,) = page.tree.xpath(f"//*[@id='b-{gone}'][@data-block]")
    assert BEFORE in words(block) and "Supprimé depuis" in words(block) and "Quelle année ?" in page.margin(gone)
    assert str(gone) not in page.tree.xpath("//button[@name='commenter']/@value")
    assert not page.tree.xpath("//*[contains(@class, 'review-margin')]/form")
    assert page.answer(ReviewComment.objects.get(), "2020.").status_code == 302


def test_a_block_that_is_gone_and_that_nobody_commented_is_shown_too(cast):
    gone = cast.routes.missions.get().pk
    replace_the_mission(cast)
    page = DeskPage(cast.relectrice, cast.routes).open(vue="soumis")
    assert BEFORE in sheet(page) and page.tree.xpath(f"//*[@id='b-{gone}']//*[text()='Supprimé depuis']")


def test_what_was_said_of_a_block_that_was_not_there_yet_is_shown_apart(cast):
    replace_the_mission(cast)
    added = cast.routes.missions.get().pk
    page = DeskPage(cast.relectrice, cast.routes)
    page.comment("Quelle année ?", added)
    (apart,) = page.open(vue="soumis").tree.xpath("//section[@class='review-unprinted']")
    assert "Commentaires sur ce qui n’est pas dans le texte soumis" in words(apart)
    assert "Pas dans le texte soumis : Mission « Construire des ponts »" in words(apart)
    assert "Quelle année ?" in page.margin(added)


def test_it_is_not_corrected_from_there(cast):
    step(cast.routes, "submit", cast.redactrice)
    rewrite(cast.relectrice, cast.routes, BEFORE)
    link = "//a[contains(@class, 'review-tool')][starts-with(., 'Corriger')]"
    page = DeskPage(cast.relectrice, cast.routes)
    assert page.open().tree.xpath(link)
    assert not page.open(vue="soumis").tree.xpath(link)


def test_reading_it_is_not_reading_what_came_since(cast):
    page = DeskPage(cast.relectrice, cast.routes).open(vue="soumis")
    (form,) = page.tree.xpath("//form[@data-visit]")
    assert page.client.post(form.action, dict(form.form_values()))["Location"] == f"{page.address()}?vue=soumis"
    assert ReviewVisit.objects.get().version == 3
    assert not page.open(vue="soumis").tree.xpath("//form[@data-visit]")
    assert page.open().tree.xpath("//form[@data-visit]")


# -- Cost --------------------------------------------------------------------------------------------------------------


def test_the_queries_do_not_move_with_what_was_submitted_nor_with_what_was_said(cast):
    page = DeskPage(cast.relectrice, cast.routes)
    counts = []
    for number in range(2):
        page.comment("Quelle année ?", cast.routes.missions.first().pk)
        with CaptureQueriesContext(connection) as counted:
            assert said(page.open(vue="soumis"))
        counts.append(len(counted))
        for rank in range(6):
            added = factories.mission(cast.routes, f"Mission {rank}", position=rank + 1)
            page.comment("Quel mois ?", added.pk)
        step(cast.routes, "submit", cast.redactrice)
        step(cast.routes, "request_changes", cast.relectrice)
        rewrite(cast.redactrice, cast.routes, f"Entretenir les routes, {number}")
        cast.routes.refresh_from_db()
    assert counts[0] == counts[1] <= 30
