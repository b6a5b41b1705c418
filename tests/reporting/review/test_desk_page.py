"""What the review page shows: every block with its threads, and what there is to do; to whom, at what cost."""

from __future__ import annotations

import datetime
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from directions import lifecycle
from directions.enums import ContributionStatus, Placement
from directions.models import (
    Chapter,
    Chart,
    Contribution,
    Indicator,
    KeyFigure,
    Moment,
    ReviewComment,
    ReviewVisit,
    Takeaway,
)
from reporting.history.recording import record_beginnings
from tests import factories
from tests.form_page import FormPage, signed_in
from tests.reporting.review.desk_page import DeskPage, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> factories.Cast:
    return factories.cast(ContributionStatus.SUBMITTED)


def write_every_block(contribution: Contribution) -> list[uuid.UUID]:
    """A printed block of every kind, in the order of the page; a mission and an achievement are there already."""
    identity, key, cited = (
        KeyFigure.objects.create(contribution=contribution, label=f"Agents {one}", value=120, placement=one)
        for one in (Placement.IDENTITY, Placement.KEY, Placement.CITED)
    )
    takeaway = Takeaway.objects.create(contribution=contribution, title="3 000 km de routes")
    chart = Chart.objects.create(contribution=contribution, title="Les agents", unit="agents")
    chart.points.create(category="2020", value=12)
    chapter = Chapter.objects.create(contribution=contribution, title="Le territoire", lead="<p>Un chapeau.</p>")
    inside = factories.mission(contribution, "Connaître le territoire", chapter=chapter)
    moment = Moment.objects.create(contribution=contribution, month=4, title="Le pont ouvre")
    mission = contribution.missions.get(chapter=None)
    achievement = contribution.achievements.get()
    blocks = [identity, takeaway, mission, achievement, key, chart, cited, chapter, inside, moment]
    return [block.pk for block in blocks]


# -- The sheet ---------------------------------------------------------------------------------------------------------


def test_every_printed_block_has_its_button_and_its_margin_in_the_order_of_the_page(cast):
    blocks = [str(block) for block in write_every_block(cast.routes)]
    page = DeskPage(cast.relectrice, cast.routes).open()
    assert page.status == 200
    buttons = page.tree.xpath("//button[@name='commenter']/@value")
    assert buttons == ["ensemble", *blocks]
    margins = page.tree.xpath("//*[contains(@class, 'review-margin')]/@id")
    assert margins == [f"marge-{key}" for key in ["ensemble", *blocks]]


def test_the_text_is_that_of_the_preview_word_for_word(cast):
    write_every_block(cast.routes)
    page = DeskPage(cast.relectrice, cast.routes).open()
    for found in page.tree.xpath("//*[contains(@class, 'review-tools') or contains(@class, 'review-row')]"):
        found.drop_tree()
    for found in page.tree.xpath("//*[contains(@class, 'review-margin')]"):
        found.drop_tree()
    (printed,) = page.tree.xpath("//div[contains(@class, 'r-report')]")
    page.read(page.client.get(page.address("preview")))
    (preview,) = page.tree.xpath("//div[contains(@class, 'r-report')]")
    assert words(printed) == words(preview)


def test_a_thread_stands_inside_its_block_and_that_of_a_table_in_a_row_of_its_own(cast):
    *_, cited, chapter, inside, _ = write_every_block(cast.routes)
    page = DeskPage(cast.relectrice, cast.routes)
    for block in (cited, chapter, inside):
        page.comment(f"Sur {block}", block)
    page.open()
    assert page.tree.xpath(f"//*[@id='b-{inside}']/div/article")
    assert page.tree.xpath(f"//tr[@id='b-{cited}']/following-sibling::tr[1]/td[@colspan='2']/div/article")
    # A chapter's own stands at its head, before the blocks that it holds.
    (head,) = page.tree.xpath(f"//*[@id='b-{chapter}']/div[@id='marge-{chapter}']")
    assert head.xpath(f"following::*[@id='b-{inside}']") and "Un chapeau." in words(head.getparent()[1])


def test_what_was_said_of_a_block_that_is_gone_or_not_printed_is_shown_apart(cast):
    removed = cast.routes.missions.get()
    unprinted = KeyFigure.objects.create(contribution=cast.routes, label="Ponts")
    page = DeskPage(cast.relectrice, cast.routes)
    for block in (removed, unprinted):
        page.comment(f"Sur {block}", block.pk)
    removed_id = removed.pk
    removed.delete()
    apart = {
        found.get("id"): words(found) for found in page.open().tree.xpath("//div[@class='review-unprinted__block']")
    }
    assert apart.keys() == {f"b-{removed_id}", f"b-{unprinted.pk}"}
    assert "Sur un bloc supprimé : Mission « Entretenir les routes »" in apart[f"b-{removed_id}"]
    assert "Pas encore imprimé : Chiffre-clé « Ponts »" in apart[f"b-{unprinted.pk}"]
    thread = ReviewComment.objects.get(block=removed_id)
    assert page.answer(thread, "C'était un doublon.").status_code == 302


def test_the_form_of_a_comment_opens_at_its_block_without_a_script(cast):
    mission = cast.routes.missions.get()
    page = DeskPage(cast.relectrice, cast.routes).open(commenter=str(mission.pk))
    (form,) = page.tree.xpath(f"//*[@id='marge-{mission.pk}']/form")
    fields = dict(form.form_values())
    assert fields["block"] == str(mission.pk) and uuid.UUID(fields["key"])
    assert len(form.xpath(".//textarea[@autofocus]")) == 1
    (whole,) = page.open(commenter="ensemble").tree.xpath("//*[@id='marge-ensemble']/form")
    assert dict(whole.form_values())["block"] == ""
    for asked in ("n'importe quoi", str(uuid.uuid4()), str(cast.culture.missions.get().pk)):
        assert not page.open(commenter=asked).tree.xpath("//*[contains(@class, 'review-margin')]/form")


def test_a_block_that_is_not_printed_yet_is_commented_apart_and_its_refused_words_are_kept(cast):
    figure = KeyFigure.objects.create(contribution=cast.routes, label="Ponts")
    page = DeskPage(cast.relectrice, cast.routes).open(commenter=str(figure.pk))
    assert page.tree.xpath(f"//div[@class='review-unprinted__block']/div[@id='marge-{figure.pk}']/form")
    page.read(page.comment("a" * 5001, figure.pk))
    assert page.status == 422 and "a" * 5001 in page.margin(figure.pk)


def test_coming_back_keeps_the_view_and_the_comments_that_were_shown(cast):
    page = DeskPage(cast.relectrice, cast.routes)
    page.open(vue="changements", commentaires="tous", depuis="1", commenter="ensemble")
    (form,) = page.tree.xpath("//*[@id='marge-ensemble']/form")
    response = page.client.post(form.action, {"text": "Un mot."})
    assert response["Location"].startswith(f"{page.address()}?vue=changements&depuis=1&commentaires=tous#commentaire-")


def test_a_script_gets_the_margin_the_list_and_the_next_step_and_nothing_else(cast):
    mission = cast.routes.missions.get()
    page = DeskPage(cast.relectrice, cast.routes)
    response = page.comment("Quelle année ?", mission.pk, fragment=True)
    assert (response.status_code, response["X-Fragment"]) == (200, "1")
    page.read(response)
    assert [found.get("id") for found in page.tree] == [f"marge-{mission.pk}", "review-comments", "review-next"]
    assert "Quelle année ?" in page.margin(mission.pk) and "1 ouvert" in page.panel()


def test_a_foreign_page_is_as_absent(cast):
    client = signed_in(cast.etrangere)
    foreign = client.get(reverse("reporting:review", args=[cast.routes.pk]))
    absent = client.get(reverse("reporting:review", args=[uuid.uuid4()]))
    assert foreign.status_code == absent.status_code == 404 and foreign.content == absent.content
    assert client.get(reverse("reporting:review", args=[cast.culture.pk])).status_code == 200


def test_no_page_is_kept_on_the_way(cast):
    kept = DeskPage(cast.relectrice, cast.routes).open().response["Cache-Control"]
    assert {"no-store", "private"} <= set(kept.replace(",", "").split())


# -- The panel ---------------------------------------------------------------------------------------------------------


def test_the_list_follows_the_page_and_says_what_is_open(cast):
    *_, moment = write_every_block(cast.routes)
    page = DeskPage(cast.relectrice, cast.routes)
    page.comment("Quel jour ?", moment)
    page.comment("Bonne contribution.")
    page.comment("Trop long.", cast.routes.missions.get(chapter=None).pk)
    page.settle(ReviewComment.objects.get(text="Trop long."))
    page.open()
    assert "2 ouverts" in page.panel() and "Tous (3)" in page.panel()
    listed = page.tree.xpath("//*[@id='review-comments']//ol/li")
    assert [one.get("class") for one in listed] == ["is-open", "is-resolved", "is-open"]
    assert [words(one).split(" : ")[-1] for one in listed] == ["Bonne contribution.", "Trop long.", "Quel jour ?"]


def test_what_moved_much_comes_with_its_explanation_or_says_that_there_is_none(cast):
    years = factories.campaign(cast.institution, year=2021)
    now = factories.contribution(years, cast.routes.direction, status=ContributionStatus.SUBMITTED, complete=True)
    for label, explanation in (("Ponts", "Trois ponts neufs"), ("Routes", "")):
        indicator = Indicator.objects.create(institution=cast.institution, code=label, label=label)
        KeyFigure.objects.create(contribution=cast.routes, label=label, value=10, indicator=indicator)
        KeyFigure.objects.create(contribution=now, label=label, value=20, indicator=indicator, explanation=explanation)
    page = DeskPage(cast.relectrice, now).open()
    assert "2 fortes variations, 1 sans explication" in page.text
    assert "Ponts : hausse de 100 % par rapport à 2020 Trois ponts neufs" in page.text.replace("\xa0", " ")
    assert "Routes : hausse de 100 % par rapport à 2020 pas d’explication" in page.text.replace("\xa0", " ")


def test_what_is_missing_leads_to_its_block(cast):
    achievement = factories.achievement(cast.routes, "Sans texte", body="")
    page = DeskPage(cast.relectrice, cast.routes).open()
    (link,) = page.tree.xpath(f"//aside//a[@href='#b-{achievement.pk}']")
    assert "n'a pas de texte" in words(link)


@pytest.mark.parametrize(
    ("who", "status", "deeds"),
    [
        ("relectrice", ContributionStatus.SUBMITTED, ["request_changes", "approve"]),
        ("relectrice", ContributionStatus.APPROVED, ["reopen"]),
        ("relectrice", ContributionStatus.DRAFT, []),
        ("redactrice", ContributionStatus.SUBMITTED, []),
        ("redactrice", ContributionStatus.CHANGES_REQUESTED, ["submit"]),
    ],
)
def test_the_buttons_are_those_of_the_person_and_come_back_to_the_page(who, status, deeds):
    cast = factories.cast(status)
    page = DeskPage(cast.people[who], cast.routes).open()
    forms = page.tree.xpath("//*[contains(@class, 'transition')]//form | //form[contains(@class, 'transition')]")
    assert [form.action.split("/")[-2] for form in forms] == deeds
    for form in forms:
        fields = dict(form.form_values())
        assert fields["version"] == str(cast.routes.version) and fields["next"] == page.address()


def test_a_decision_comes_back_to_the_page_and_nowhere_else(cast):
    page = DeskPage(cast.relectrice, cast.routes)
    address = reverse("directions:transition", args=[cast.routes.pk, "request_changes"])
    sent = {"version": cast.routes.version, "comment": "Précisez l'année."}
    response = page.client.post(address, sent | {"next": "https://ailleurs.example/"})
    assert response["Location"] == cast.routes.get_absolute_url()
    cast.routes.refresh_from_db()
    lifecycle.perform("submit", cast.routes, cast.redactrice)
    response = page.client.post(address, sent | {"version": cast.routes.version, "next": page.address()})
    assert response["Location"] == page.address()


def test_a_version_that_was_not_shown_is_not_approved(cast):
    page = DeskPage(cast.relectrice, cast.routes).open()
    (form,) = page.tree.xpath("//form[contains(@action, '/approve/')]")
    Contribution.objects.filter(pk=cast.routes.pk).update(version=cast.routes.version + 1)
    response = page.client.post(form.action, dict(form.form_values()))
    assert response.status_code == 409 and "a changé depuis" in response.text
    assert f'href="{page.address()}"' in response.text


def test_asking_for_changes_begins_with_the_comments_that_wait(cast):
    page = DeskPage(cast.relectrice, cast.routes)
    (area,) = page.open().tree.xpath("//textarea[@id='comment-request_changes']")
    assert area.text_content().strip() == ""
    for author, text in ((cast.relectrice, "Un jour ?"), (cast.directeur, "Une photo en plus ?")):
        DeskPage(author, cast.routes).comment(text)
    DeskPage(cast.redactrice, cast.routes).answer(ReviewComment.objects.get(text="Un jour ?"), "Le 3.")
    (area,) = page.open().tree.xpath("//textarea[@id='comment-request_changes']")
    assert area.text_content().strip() == "", "Nothing waits for the direction"
    page.comment("Quelle année ?")
    page.comment("Quel mois ?")
    (area,) = page.open().tree.xpath("//textarea[@id='comment-request_changes']")
    assert area.text_content().strip() == "Merci de répondre aux 2 commentaires de la page de relecture."


def test_who_may_correct_is_led_to_the_block_in_the_form(cast):
    mission = cast.routes.missions.get()
    link = f"//a[@href='{cast.routes.get_absolute_url()}#bloc-{mission.pk}']"
    assert DeskPage(cast.relectrice, cast.routes).open().tree.xpath(link)
    assert not DeskPage(cast.redactrice, cast.routes).open().tree.xpath(link)
    assert FormPage(cast.relectrice, cast.routes).tree.xpath(f"//*[@id='bloc-{mission.pk}']")


# -- The form of the contribution --------------------------------------------------------------------------------------


def test_the_form_says_at_each_block_what_the_review_asks(cast):
    mission, achievement = cast.routes.missions.get(), cast.routes.achievements.get()
    page = DeskPage(cast.relectrice, cast.routes)
    page.comment("Quelle année ?", mission.pk)
    page.comment("Un mot.", achievement.pk)
    page.settle(ReviewComment.objects.get(text="Un mot."))
    lifecycle.perform("request_changes", cast.routes, cast.relectrice, "À revoir.")
    form = FormPage(cast.redactrice, cast.routes)
    thread = ReviewComment.objects.get(text="Quelle année ?")
    (link,) = form.tree.xpath(f"//*[@id='bloc-{mission.pk}']//a[@href='{page.address()}#commentaire-{thread.pk}']")
    assert "Quelle année ?" in words(link.getparent())
    assert not form.tree.xpath(f"//*[@id='bloc-{achievement.pk}']//div[@class='row-comments']")
    assert "Relecture : 1 commentaire ouvert" in form.text.replace("\xa0", " ")
    (asked,) = form.tree.xpath("//section[@class='asked']")
    assert "1 commentaire à traiter" in words(asked) and "Quelle année ?" in words(asked)
    assert "(répondu)" not in form.text
    DeskPage(cast.redactrice, cast.routes).answer(thread, "2020.")
    form = FormPage(cast.redactrice, cast.routes)
    assert "Vous avez répondu à tous les commentaires" in form.text
    assert form.text.count("(répondu)") == 2
    DeskPage(cast.relectrice, cast.routes).answer(thread, "Écrivez-le.")
    assert "1 commentaire à traiter" in FormPage(cast.redactrice, cast.routes).text


def test_the_form_tells_what_waits_from_what_is_answered_and_from_what_the_direction_asks(cast):
    for author, text in ((cast.relectrice, "Un ?"), (cast.relectrice, "Deux ?"), (cast.redactrice, "Trois ?")):
        DeskPage(author, cast.routes).comment(text)
    DeskPage(cast.directeur, cast.routes).answer(ReviewComment.objects.get(text="Deux ?"), "Oui.")
    lifecycle.perform("request_changes", cast.routes, cast.relectrice, "À revoir.")
    (asked,) = FormPage(cast.redactrice, cast.routes).tree.xpath("//section[@class='asked']")
    assert [words(title) for title in asked.xpath("h3 | details/summary")] == [
        "1 commentaire à traiter", "Déjà répondus, encore ouverts : 1", "Vos questions : 1",
    ]  # fmt: skip
    listed = [words(one).replace("\xa0", " ") for one in asked.xpath("ul | details/ul")]
    assert listed == ["L’ensemble : Un ?", "L’ensemble : Deux ? (répondu)", "L’ensemble : Trois ?"]


def test_the_form_does_not_say_that_a_direction_which_only_asks_has_answered(cast):
    DeskPage(cast.redactrice, cast.routes).comment("Une photo en plus ?")
    lifecycle.perform("request_changes", cast.routes, cast.relectrice, "À revoir.")
    (asked,) = FormPage(cast.redactrice, cast.routes).tree.xpath("//section[@class='asked']")
    assert "Vous avez répondu" not in words(asked) and "Une photo en plus ?" in words(asked)


def test_the_form_of_who_goes_on_with_a_contribution_says_nothing_of_its_review(cast):
    """Last year's text may be read by another direction; what was said of it may not."""
    DeskPage(cast.relectrice, cast.routes).comment("Entre nous.")
    following = factories.contribution(
        factories.campaign(cast.institution, year=2021), factories.direction(cast.institution), previous=cast.routes
    )
    Contribution.objects.filter(pk=following.pk).update(previous=cast.routes)
    response = signed_in(factories.user(member_of=following.direction)).get(cast.routes.get_absolute_url())
    assert response.status_code == 200
    assert "Entre nous." not in response.text and "Relecture" not in response.text


# -- Visits ------------------------------------------------------------------------------------------------------------


def visited(page: DeskPage, version: object, *, fragment: bool = False) -> int:
    headers = {"X-Requested-With": "XMLHttpRequest"} if fragment else {}
    return page.client.post(page.address("review-visit"), {"version": version}, headers=headers).status_code


def test_reading_is_noted_by_a_post_and_by_no_get(cast):
    page = DeskPage(cast.relectrice, cast.routes)
    assert page.open().tree.xpath("//form[@data-visit]")
    assert not ReviewVisit.objects.exists()
    assert visited(page, 1) == 302 and visited(page, 1, fragment=True) == 204
    assert ReviewVisit.objects.get().version == 1
    assert not page.open().tree.xpath("//form[@data-visit]")


def test_an_older_page_does_not_unread_what_was_read(cast):
    Contribution.objects.filter(pk=cast.routes.pk).update(version=3)
    page = DeskPage(cast.redactrice, cast.routes)
    assert [visited(page, version) for version in (3, 2)] == [302, 302]
    assert ReviewVisit.objects.get().version == 3


@pytest.mark.parametrize("version", ["0", "2", "", "x", "-1", "9" * 30])
def test_a_version_that_is_not_one_was_not_read(cast, version):
    assert visited(DeskPage(cast.relectrice, cast.routes), version) == 404
    assert not ReviewVisit.objects.exists()


def test_a_stranger_reads_nothing(cast):
    assert visited(DeskPage(cast.etrangere, cast.routes), 1) == 404
    assert not ReviewVisit.objects.exists()


# -- Cost --------------------------------------------------------------------------------------------------------------


def _queries(page: DeskPage, **asked: str) -> int:
    with CaptureQueriesContext(connection) as counted:
        assert page.open(**asked).status == 200
    return len(counted)


def _fill(contribution: Contribution, author, count: int) -> None:
    for _ in range(count):
        for block in write_every_block_of(contribution):
            thread = ReviewComment.objects.create(
                contribution=contribution, block=block.pk, block_kind=block._meta.model_name, block_title=str(block),
                author=author, author_name=str(author), text="Quelle année ?",
            )  # fmt: skip
            ReviewComment.objects.create(
                contribution=contribution, thread=thread, author=author, author_name="Lise", text="2020."
            )


def write_every_block_of(contribution: Contribution) -> list:
    chapter = Chapter.objects.create(contribution=contribution, title="Un chapitre")
    chart = Chart.objects.create(contribution=contribution, title="Un graphique")
    chart.points.create(category="2020", value=12)
    return [
        chapter,
        chart,
        factories.mission(contribution, chapter=chapter),
        factories.achievement(contribution),
        KeyFigure.objects.create(contribution=contribution, label="Agents", value=12),
        Moment.objects.create(contribution=contribution, month=4, title="Un temps fort"),
        Takeaway.objects.create(contribution=contribution, title="À retenir"),
    ]


@pytest.mark.parametrize("view", ["texte", "changements", "an-dernier"])
def test_the_queries_move_neither_with_the_blocks_nor_with_the_comments(cast, view):
    record_beginnings(cast.campaign)
    lifecycle.perform("request_changes", cast.routes, cast.relectrice, "À revoir.")
    _fill(cast.routes, cast.relectrice, 1)
    page = DeskPage(cast.relectrice, cast.routes)
    few = _queries(page, vue=view)
    _fill(cast.routes, cast.relectrice, 8)
    lifecycle.perform("submit", cast.routes, cast.redactrice)
    lifecycle.perform("request_changes", cast.routes, cast.relectrice, "Encore.")
    assert _queries(page, vue=view) == few <= 30


def test_the_queries_of_the_form_do_not_move_with_the_comments(cast):
    _fill(cast.routes, cast.relectrice, 1)
    client = signed_in(cast.relectrice)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as counted:
            assert client.get(cast.routes.get_absolute_url()).status_code == 200
        counts.append(len(counted))
        for number in range(10):
            DeskPage(cast.relectrice, cast.routes).comment(f"Un mot {number}.", cast.routes.missions.first().pk)
    assert counts[0] == counts[1]


def test_dates_are_french(cast):
    page = DeskPage(cast.relectrice, cast.routes)
    page.comment("Un mot.")
    ReviewComment.objects.update(created_at=timezone.make_aware(datetime.datetime(2021, 3, 1, 9, 5)))
    assert "1er mars 2021 à 09:05" in page.open().margin("ensemble")
