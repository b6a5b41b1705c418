"""Comments on the review page: who may write them, on what, once; answered, resolved, opened again."""

from __future__ import annotations

import uuid

import pytest
from django.core import mail

from directions import lifecycle
from directions.enums import BlockKind, CampaignStatus, ContributionStatus
from directions.models import Chapter, Chart, KeyFigure, Mission, Moment, ReviewComment, Takeaway
from tests import factories
from tests.reporting.review.desk_page import DeskPage, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> factories.Cast:
    return factories.cast(ContributionStatus.SUBMITTED)


@pytest.fixture
def mission(cast) -> Mission:
    return cast.routes.missions.get()


@pytest.fixture
def thread(cast, mission) -> ReviewComment:
    assert DeskPage(cast.relectrice, cast.routes).comment("Quelle année ?", mission.pk).status_code == 302
    return ReviewComment.objects.get()


def every_block(contribution) -> list:
    chapter = Chapter.objects.create(contribution=contribution, title="Le territoire")
    figure = KeyFigure.objects.create(contribution=contribution, label="Agents", value=12)
    chart = Chart.objects.create(contribution=contribution, title="Les agents")
    moment = Moment.objects.create(contribution=contribution, month=4, title="Le pont ouvre")
    takeaway = Takeaway.objects.create(contribution=contribution, title="3 000 km")
    return [
        contribution.missions.get(), contribution.achievements.get(), chapter, figure, chart, moment, takeaway,
    ]  # fmt: skip


# -- Writing -----------------------------------------------------------------------------------------------------------


def test_a_comment_stands_on_any_block_and_keeps_what_it_was_called(cast):
    page = DeskPage(cast.relectrice, cast.routes)
    blocks = every_block(cast.routes)
    for block in blocks:
        assert page.comment(f"Sur {block}", block.pk).status_code == 302
    said = {one.block: one for one in ReviewComment.objects.all()}
    assert {block.pk: (block._meta.model_name, str(block)) for block in blocks} == {
        pk: (one.block_kind, one.block_title) for pk, one in said.items()
    }
    assert {one.block_kind for one in said.values()} == set(BlockKind.values)
    assert {(one.author, one.author_name) for one in said.values()} == {(cast.relectrice, "Lise Relec")}


def test_a_comment_stands_on_the_whole(cast):
    page = DeskPage(cast.relectrice, cast.routes)
    response = page.comment("  Bonne contribution.\r\nMerci.  ")
    said = ReviewComment.objects.get()
    assert (said.block, said.block_kind, said.text) == (None, "", "Bonne contribution.\nMerci.")
    assert response["Location"] == f"{page.address()}#commentaire-{said.pk}"
    assert "Bonne contribution." in page.open().margin("ensemble")


def test_a_long_title_is_cut_to_its_column(cast):
    mission = factories.mission(cast.routes, "a" * 400)
    DeskPage(cast.relectrice, cast.routes).comment("Trop long.", mission.pk)
    assert ReviewComment.objects.get().block_title == "a" * 199 + "…"


@pytest.mark.parametrize("who", ["redactrice", "directeur", "relectrice", "administrateur"])
@pytest.mark.parametrize("status", ContributionStatus.values)
def test_those_of_the_review_comment_in_any_state(who, status):
    cast = factories.cast(status)
    assert DeskPage(cast.people[who], cast.routes).comment("Un mot.").status_code == 302
    assert ReviewComment.objects.get().author == cast.people[who]


def test_nobody_else_finds_the_page_nor_its_forms(cast, thread):
    page = DeskPage(cast.etrangere, cast.routes)
    assert page.open().status == 404
    refused = [
        page.comment("Un mot."),
        page.answer(thread, "Un mot."),
        page.settle(thread),
        page.settle(thread, "reopen"),
    ]
    assert {one.status_code for one in refused} == {404}
    thread.refresh_from_db()
    assert thread.is_open and ReviewComment.objects.count() == 1


def test_who_goes_on_with_a_contribution_does_not_read_its_review(cast):
    """Another direction's text of last year may be read, not what was said of it."""
    following = factories.contribution(
        factories.campaign(cast.institution, year=2021), factories.direction(cast.institution)
    )
    following.previous = cast.routes
    following.save()
    heir = factories.user(member_of=following.direction)
    client = DeskPage(heir, cast.routes)
    assert client.client.get(client.address("preview")).status_code == 200
    assert client.open().status == 404


@pytest.mark.parametrize("what", ["deleted", "elsewhere", "presentation elsewhere"])
def test_a_block_that_is_not_in_this_contribution_gives_the_words_back(cast, what):
    blocks = {
        "deleted": uuid.uuid4(),
        "elsewhere": cast.culture.missions.get().pk,
        "presentation elsewhere": cast.culture.pk,
    }
    refused = DeskPage(cast.relectrice, cast.routes).comment("Un mot.", blocks[what])
    assert refused.status_code == 409
    assert "Un mot." in refused.text and "envoyez-le sur l&#x27;ensemble" in refused.text
    assert not ReviewComment.objects.exists()


def test_what_is_no_block_at_all_is_not_found(cast):
    assert DeskPage(cast.relectrice, cast.routes).comment("Un mot.", "ensemble").status_code == 404
    assert not ReviewComment.objects.exists()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "Écrivez votre commentaire."),
        (" \n ", "Écrivez votre commentaire."),
        ("\u200b", "Écrivez votre commentaire."),
        ("\xa0\u202f\u3000\ufeff\u2060\xad\u0301\u2800\u3164", "Écrivez votre commentaire."),
        ("a" * 5001, "5000 caractères au plus"),
    ],
)
@pytest.mark.parametrize("fragment", [True, False])
def test_words_that_are_refused_are_kept_with_the_reason(cast, mission, text, why, fragment):
    page = DeskPage(cast.relectrice, cast.routes)
    page.read(page.comment(text, mission.pk, fragment=fragment))
    assert page.status == 422
    assert why in page.margin(mission.pk)
    (area,) = page.tree.xpath(f"//*[@id='marge-{mission.pk}']//textarea")
    assert area.text_content().strip() == text.strip()
    says_why(page, area, why)
    assert not ReviewComment.objects.exists()


def says_why(page: DeskPage, area, why: str) -> None:
    """The field that was refused is marked as such, says why, and is where the page begins."""
    assert area.get("aria-invalid") == "true" and area.get("autofocus") is not None
    (told,) = page.tree.xpath(f"//*[@id='{area.get('aria-describedby')}']")
    assert why in words(told)


@pytest.mark.parametrize("text", ["!", "👍", "❤️", "۱", "\u200bé"])
def test_a_single_sign_that_is_seen_is_a_comment(cast, text):
    assert DeskPage(cast.relectrice, cast.routes).comment(text).status_code == 302
    assert ReviewComment.objects.get().text == text


def test_an_answer_that_shows_nothing_is_refused_at_its_field(cast, thread):
    page = DeskPage(cast.redactrice, cast.routes)
    page.read(page.answer(thread, "\u200b\xa0"))
    assert page.status == 422 and not thread.answers.exists()
    (area,) = page.tree.xpath(f"//textarea[@id='reponse-{thread.pk}']")
    says_why(page, area, "Écrivez votre commentaire.")
    assert len(page.tree.xpath("//*[@autofocus]")) == 1


def test_a_field_that_nobody_refused_is_not_marked(cast, thread):
    assert not DeskPage(cast.redactrice, cast.routes).open(commenter="ensemble").tree.xpath("//*[@aria-invalid]")


@pytest.mark.parametrize("is_resolved", [False, True])
def test_a_thread_that_is_named_in_the_address_opens_without_a_refusal(cast, thread, is_resolved):
    page = DeskPage(cast.relectrice, cast.routes)
    if is_resolved:
        page.settle(thread)
    page.open(commenter=str(thread.pk), commentaires="tous")
    assert not page.tree.xpath("//*[contains(@class, 'errornote')] | //*[@aria-invalid]")
    (article,) = page.tree.xpath(f"//article[@id='commentaire-{thread.pk}']")
    assert len(article.xpath(".//details[@class='review-answer'][@open]")) == (0 if is_resolved else 1)
    assert len(article.xpath("./details[@open]")) == (1 if is_resolved else 0)


def test_five_thousand_characters_are_taken_however_their_lines_end(cast):
    text = "a\r\n" * 2499 + "aa"
    assert DeskPage(cast.relectrice, cast.routes).comment(text).status_code == 302
    assert len(ReviewComment.objects.get().text) == 5000


def test_a_null_character_is_refused(cast):
    page = DeskPage(cast.relectrice, cast.routes)
    assert page.comment("a\0b").status_code == 422
    assert not ReviewComment.objects.exists()


# -- Once --------------------------------------------------------------------------------------------------------------


def test_the_same_form_sent_twice_makes_one_comment_and_one_answer(cast, mission):
    page, key = DeskPage(cast.relectrice, cast.routes), uuid.uuid4()
    first, second = (page.comment("Quelle année ?", mission.pk, key=key) for _ in range(2))
    assert first["Location"] == second["Location"]
    thread = ReviewComment.objects.get()
    answering, key = DeskPage(cast.redactrice, cast.routes), uuid.uuid4()
    for _ in range(2):
        assert answering.answer(thread, "2020.", key=key).status_code == 302
    assert thread.answers.count() == 1


def test_an_answer_sent_twice_is_one_even_where_its_thread_was_resolved_meanwhile(cast, thread):
    page, key = DeskPage(cast.redactrice, cast.routes), uuid.uuid4()
    page.answer(thread, "2020.", key=key)
    DeskPage(cast.relectrice, cast.routes).settle(thread)
    assert page.answer(thread, "2020.", key=key).status_code == 302
    assert thread.answers.count() == 1


def test_other_words_from_a_page_that_was_gone_back_to_are_not_lost(cast, mission):
    page, key = DeskPage(cast.relectrice, cast.routes), uuid.uuid4()
    page.comment("Quelle année ?", mission.pk, key=key)
    page.comment("Quel mois ?", mission.pk, key=key)
    assert set(ReviewComment.objects.values_list("text", flat=True)) == {"Quelle année ?", "Quel mois ?"}


def test_the_key_of_somebody_else_takes_nothing_from_them(cast, thread):
    assert DeskPage(cast.etrangere, cast.culture).comment("Quelle année ?", key=thread.pk).status_code == 302
    thread.refresh_from_db()
    assert thread.contribution == cast.routes and ReviewComment.objects.count() == 2


def test_a_form_without_a_key_is_taken(cast):
    page = DeskPage(cast.relectrice, cast.routes)
    assert page.client.post(page.address("review-comment"), {"text": "Un mot."}).status_code == 302
    assert ReviewComment.objects.count() == 1


# -- Answering and resolving -------------------------------------------------------------------------------------------


def test_an_answer_follows_its_thread_and_is_told(cast, thread, mission, django_capture_on_commit_callbacks):
    page = DeskPage(cast.redactrice, cast.routes)
    with django_capture_on_commit_callbacks(execute=True):
        response = page.answer(thread, "En 2020.")
    assert response["Location"] == f"{page.address()}#commentaire-{thread.pk}"
    answer = thread.answers.get()
    assert (answer.block, answer.author_name, answer.contribution) == (None, "Rose Rédac", cast.routes)
    assert "Répondu" in page.open().margin(mission.pk)
    assert thread.pk and cast.relectrice.messages.filter(kind="answer").count() == 1
    DeskPage(cast.relectrice, cast.routes).answer(thread, "Merci.")
    assert "Répondu" not in page.open().margin(mission.pk)


def test_an_answer_is_not_answered_and_a_thread_is_of_its_contribution(cast, thread):
    page = DeskPage(cast.relectrice, cast.routes)
    page.answer(thread, "Alors ?")
    assert page.answer(thread.answers.get(), "Une réponse à une réponse.").status_code == 404
    assert page.settle(thread.answers.get()).status_code == 404
    elsewhere = DeskPage(cast.relectrice, cast.culture)
    refused = [elsewhere.answer(thread, "Un mot."), elsewhere.settle(thread), elsewhere.settle(thread, "reopen")]
    assert {one.status_code for one in refused} == {404}
    assert thread.answers.count() == 1


@pytest.mark.parametrize("fragment", [True, False])
def test_an_answer_to_a_thread_resolved_meanwhile_is_refused_and_given_back(cast, thread, mission, fragment):
    DeskPage(cast.relectrice, cast.routes).settle(thread)
    page = DeskPage(cast.redactrice, cast.routes)
    page.read(page.answer(thread, "J'avais écrit ceci.", fragment=fragment))
    assert page.status == 409
    assert "résolu par Lise Relec" in page.margin(mission.pk) and "J'avais écrit ceci." in page.margin(mission.pk)
    assert not thread.answers.exists()


def test_a_thread_is_resolved_and_opened_again_by_the_communication_team(cast, mission):
    DeskPage(cast.redactrice, cast.routes).comment("Faut-il la date ?", mission.pk)
    thread = ReviewComment.objects.get()
    page = DeskPage(cast.administrateur, cast.routes)
    for _ in range(2):
        assert page.settle(thread).status_code == 302
    thread.refresh_from_db()
    assert (thread.is_open, thread.resolved_by_name) == (False, "Ahmed Admin")
    assert page.settle(thread, "reopen").status_code == 302
    thread.refresh_from_db()
    assert (thread.is_open, thread.resolved_by_name) == (True, "")


def test_resolving_what_is_resolved_keeps_who_did_it(cast, thread):
    DeskPage(cast.relectrice, cast.routes).settle(thread)
    DeskPage(cast.administrateur, cast.routes).settle(thread)
    thread.refresh_from_db()
    assert thread.resolved_by == cast.relectrice


def test_the_person_who_began_a_thread_resolves_it_and_their_colleagues_do_not(cast, thread):
    own = DeskPage(cast.redactrice, cast.routes)
    own.comment("Faut-il la date ?")
    mine = ReviewComment.objects.get(author=cast.redactrice)
    assert DeskPage(cast.directeur, cast.routes).settle(mine).status_code == 409
    assert own.settle(thread).status_code == 409
    assert own.settle(mine).status_code == 302
    mine.refresh_from_db()
    thread.refresh_from_db()
    assert thread.is_open and not mine.is_open


# -- When --------------------------------------------------------------------------------------------------------------


def test_a_closed_campaign_is_read_and_no_longer_discussed(cast, thread, mission):
    cast.campaign.status = CampaignStatus.CLOSED
    cast.campaign.save()
    for user in (cast.relectrice, cast.redactrice):
        page = DeskPage(user, cast.routes).open()
        assert page.status == 200 and "Quelle année ?" in page.margin(mission.pk)
        assert not page.tree.xpath("//button[@name='commenter'] | //form//textarea")
        refused = page.read(page.comment("Trop tard ?", mission.pk))
        assert refused.status == 409
        assert "n'est pas ouverte" in refused.margin(mission.pk) and "Trop tard ?" in refused.margin(mission.pk)
        assert page.settle(thread).status_code == page.answer(thread, "Un mot.").status_code == 409
    thread.refresh_from_db()
    assert thread.is_open and ReviewComment.objects.count() == 1


def test_a_comment_changes_neither_the_version_nor_what_may_be_approved(cast, thread):
    before = cast.routes.version
    cast.routes.refresh_from_db()
    assert cast.routes.version == before
    lifecycle.perform("approve", cast.routes, cast.relectrice, version=before)
    assert cast.routes.status == ContributionStatus.APPROVED


def test_get_is_no_way_to_comment(cast, thread):
    page = DeskPage(cast.relectrice, cast.routes)
    addresses = [page.address("review-comment"), page.address("review-visit")]
    addresses += [page.address(f"review-{name}", thread.pk) for name in ("answer", "resolve", "reopen")]
    assert {page.client.get(address).status_code for address in addresses} == {405}
    assert page.client.post(page.address()).status_code == 405


def test_what_is_said_is_never_markup(cast, mission):
    page = DeskPage(cast.relectrice, cast.routes)
    page.comment("<script>alert(1)</script> <!--margin x-->", mission.pk)
    assert "<script>alert(1)" not in page.open().html
    assert "<script>alert(1)</script>" in page.margin(mission.pk)
    assert not mail.outbox
