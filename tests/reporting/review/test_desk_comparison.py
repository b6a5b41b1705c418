"""The views that compare: since a submission, since a visit, since any version, with last year; and what the
communication team corrected by itself."""

from __future__ import annotations

import pytest

from directions import lifecycle
from directions.enums import ContributionStatus
from directions.models import Contribution, KeyFigure, User
from reporting.models import Revision
from tests import factories
from tests.form_page import FormPage
from tests.reporting.review.desk_page import DeskPage, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> factories.Cast:
    """A contribution that its direction wrote, and submitted: versions 2 and 3."""
    cast = factories.cast()
    rewrite(cast.redactrice, cast.routes, "Entretenir les routes et les ponts")
    step(cast.routes, "submit", cast.redactrice)
    return cast


def rewrite(user: User, contribution: Contribution, mission: str) -> None:
    form = FormPage(user, contribution)
    form.type("missions-0", text=mission)
    form.save()


def step(contribution: Contribution, name: str, user: User) -> None:
    lifecycle.perform(name, contribution, user, "Pour cette raison.")


def sent_back_and_corrected(cast: factories.Cast) -> None:
    """Versions 4 to 6: corrections asked for, made, and submitted."""
    step(cast.routes, "request_changes", cast.relectrice)
    rewrite(cast.redactrice, cast.routes, "Entretenir les routes, les ponts et les tunnels")
    step(cast.routes, "submit", cast.redactrice)


def changes(page: DeskPage, since: str = "") -> str:
    """The words of the view, no-break spaces made plain."""
    page.open(vue="changements", depuis=since)
    (found,) = page.tree.xpath("//section[@class='review-comparison']")
    return words(found)


def beside(page: DeskPage, block: object) -> str:
    found = page.tree.xpath(f"//*[@id='b-{block}']//*[contains(@class, 'review-difference')]")
    return " ".join(words(one) for one in found)


def test_once_resubmitted_what_differs_is_told_since_the_time_before(cast):
    sent_back_and_corrected(cast)
    page = DeskPage(cast.relectrice, cast.routes)
    assert "Comparé à la version 3," in changes(page) and "(soumission)" in changes(page)
    mission = cast.routes.missions.get()
    assert beside(page, mission.pk).startswith("Modifiée")
    inserted = " ".join(words(one) for one in page.tree.xpath(f"//*[@id='b-{mission.pk}']//ins"))
    assert "tunnels" in inserted and "Entretenir" not in inserted
    assert page.tree.xpath(f"//ul[@class='review-lines']//a[@href='#b-{mission.pk}']")


def test_while_it_is_reviewed_the_first_time_only_what_the_reviewers_changed_differs(cast):
    page = DeskPage(cast.relectrice, cast.routes)
    assert "Aucun mot n’a changé." in changes(page)
    rewrite(cast.relectrice, cast.routes, "Entretenir les routes, et les ponts")
    assert "mission" in changes(page).lower() and "Comparé à la version 3," in changes(page)


def test_any_version_may_be_compared_with(cast):
    sent_back_and_corrected(cast)
    page = DeskPage(cast.redactrice, cast.routes)
    assert "Comparé à la version 2," in changes(page, "2")
    assert page.tree.xpath("//select[@name='depuis']/option[@selected]/@value") == ["2"]
    offered = page.tree.xpath("//select[@name='depuis']/option/@value")
    assert offered == ["5", "4", "3", "2"]
    # What is said next comes back to the same comparison.
    page.open(vue="changements", depuis="2", commenter="ensemble")
    (form,) = page.tree.xpath("//*[@id='marge-ensemble']/form")
    assert "depuis=2" in form.action


@pytest.mark.parametrize("asked", ["x", "-3", "9" * 40, "2.5"])
def test_a_version_that_means_nothing_asks_for_the_usual_one(cast, asked):
    assert "Comparé à la version 3," in changes(DeskPage(cast.relectrice, cast.routes), asked)


def test_a_version_before_all_says_that_none_is_kept(cast):
    assert "Aucune version antérieure" in changes(DeskPage(cast.relectrice, cast.routes), "1")


def test_a_contribution_without_any_version_says_so(cast):
    page = DeskPage(cast.relectrice, cast.culture)
    assert "Aucune version antérieure" in changes(page) and page.status == 200


def test_what_changed_since_the_reader_came_last_stays_told_once_this_version_is_read(cast):
    page = DeskPage(cast.relectrice, cast.routes)
    quick = "//p[@class='review-quick']/a"
    changes(page, "lecture")
    assert not page.tree.xpath(quick), "nothing was read before"
    page.client.post(page.address("review-visit"), {"version": 3})
    sent_back_and_corrected(cast)
    cast.routes.refresh_from_db()
    for _ in range(2):
        assert "Comparé à la version 3," in changes(page, "lecture")
        assert [words(one) for one in page.tree.xpath(f"{quick}[@aria-current]")] == ["Depuis ma lecture précédente"]
        named = [
            words(one) for one in page.tree.xpath("//select[@name='depuis']/option") if "votre lecture" in words(one)
        ]
        assert len(named) == 1 and named[0].startswith("la version 3,")
        # After a while the page notes by itself that this version is read: twice changes nothing more.
        page.client.post(page.address("review-visit"), {"version": cast.routes.version})
        page.client.post(page.address("review-visit"), {"version": cast.routes.version})


@pytest.mark.parametrize(("status", "corrected", "title"), [
    ("submitted", False, "Texte soumis"),
    ("submitted", True, "Texte soumis, puis corrigé"),
    ("approved", True, "Texte validé"),
    ("changes_requested", True, "Texte actuel"),
])  # fmt: skip
def test_the_text_is_called_what_it_is(cast, status, corrected, title):
    if corrected:
        rewrite(cast.relectrice, cast.routes, "Entretenir les ponts")
    if status != "submitted":
        step(cast.routes, "approve" if status == "approved" else "request_changes", cast.relectrice)
    page = DeskPage(cast.redactrice, cast.routes).open()
    assert words(page.tree.xpath("//nav[@class='review-views']//a")[0]) == title


def test_a_version_that_nobody_can_read_any_more_says_so(cast):
    Revision.objects.create(
        contribution=cast.routes, version=1, section={"perdu": 1}, schema_version=999, author_name="Rose"
    )
    text = changes(DeskPage(cast.relectrice, cast.routes), "1")
    assert "ne peut plus être lue" in text


def test_a_block_that_is_gone_is_shown_with_what_it_said(cast):
    removed = cast.routes.missions.get()
    form = FormPage(cast.relectrice, cast.routes)
    form.remove("missions-0")
    form.add("missions", text="Construire des ponts")
    form.save()
    page = DeskPage(cast.relectrice, cast.routes)
    changes(page)
    (gone,) = page.tree.xpath(f"//*[@id='supprime-{removed.pk}']")
    assert "Entretenir les routes et les ponts" in words(gone)
    added = cast.routes.missions.get()
    assert beside(page, added.pk) == "Ajoutée"


def test_what_has_no_block_of_its_own_is_told_at_the_top(cast):
    form = FormPage(cast.relectrice, cast.routes)
    form.type(created_on="2020")
    form.save()
    page = DeskPage(cast.relectrice, cast.routes)
    assert page.open(vue="changements").tree.xpath("//ul[@class='review-lines']//a/@href") == ["#ensemble"]
    (whole,) = page.tree.xpath("//*[@id='ensemble']")
    assert "Date de création" in words(whole)


# -- Against last year -------------------------------------------------------------------------------------------------


def test_last_year_is_found_again_by_its_indicators(cast):
    now = factories.contribution(factories.campaign(cast.institution, year=2021), cast.routes.direction, complete=True)
    KeyFigure.objects.create(contribution=cast.routes, label="Ponts", value=10, unit="ponts")
    figure = KeyFigure.objects.create(contribution=now, label="Ponts", value=12, unit="ponts")
    page = DeskPage(cast.redactrice, now).open(vue="an-dernier")
    (found,) = page.tree.xpath("//section[@class='review-comparison']")
    assert "Comparé à Direction des routes, 2020." in words(found)
    assert "10 ponts" in beside(page, figure.pk).replace("\xa0", " ").replace("\u202f", " ")
    assert not page.tree.xpath("//select[@name='depuis']")


def test_without_a_year_before_there_is_nothing_to_compare(cast):
    page = DeskPage(cast.relectrice, cast.routes).open(vue="an-dernier")
    assert page.status == 200 and "ne continue aucune contribution de 2019" in page.text


def test_a_word_that_names_no_view_shows_the_text(cast):
    page = DeskPage(cast.relectrice, cast.routes).open(vue="ailleurs")
    shown = page.tree.xpath("//nav[@class='review-views']//a[@aria-current]")
    assert [words(one) for one in shown] == ["Texte soumis"]


# -- What the communication team corrected -----------------------------------------------------------------------------

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


def test_a_save_that_changed_no_word_is_not_told(cast):
    cast.routes.missions.update(confirmed=False)
    form = FormPage(cast.relectrice, cast.routes)
    form.type(**{"missions-0-confirmed": "on"})
    form.save()
    assert cast.routes.revisions.first().event is None
    assert banner(cast.redactrice, cast.routes) == ""


# -- Approved words are those that were read ---------------------------------------------------------------------------


def test_what_was_approved_then_opened_again_and_changed_must_be_approved_again(cast):
    step(cast.routes, "approve", cast.relectrice)
    assert not FormPage(cast.redactrice, cast.routes).tree.xpath("//form[@id='contribution_form']")
    step(cast.routes, "reopen", cast.relectrice)
    rewrite(cast.redactrice, cast.routes, "Entretenir les routes")
    with pytest.raises(lifecycle.TransitionRefused, match="« rouverte »"):
        step(cast.routes, "approve", cast.relectrice)
    step(cast.routes, "submit", cast.redactrice)
    assert cast.routes.status == ContributionStatus.SUBMITTED
    assert "Comparé à la version 3," in changes(DeskPage(cast.relectrice, cast.routes))
    step(cast.routes, "approve", cast.relectrice)
    assert cast.routes.status == ContributionStatus.APPROVED


def test_a_correction_during_the_review_makes_the_page_that_is_open_too_old_to_approve(cast):
    page = DeskPage(cast.administrateur, cast.routes).open()
    (form,) = page.tree.xpath("//form[contains(@action, '/approve/')]")
    rewrite(cast.relectrice, cast.routes, "Entretenir les routes")
    assert page.client.post(form.action, dict(form.form_values())).status_code == 409
    cast.routes.refresh_from_db()
    assert cast.routes.status == ContributionStatus.SUBMITTED
