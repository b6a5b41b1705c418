"""The review page in a browser: accessible at both widths, by the keyboard alone, with and without scripts."""

from __future__ import annotations

import datetime
import re
import uuid

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from directions import lifecycle
from directions.enums import ContributionStatus
from directions.models import Contribution, ReviewComment, ReviewVisit
from reporting.review import comments
from reporting.review.commented import WHOLE, Commented
from tests import factories
from tests.e2e.settled import settle
from tests.e2e.test_contribution_form import press
from tests.e2e.test_pages import assert_sound, unfold, visit, write_every_block
from tests.form_page import FormPage


@pytest.fixture
def scene(live_server) -> factories.Cast:
    """A submitted contribution with a block of every kind, and a thread in each state."""
    cast = factories.cast()
    write_every_block(cast.routes)
    lifecycle.perform("submit", cast.routes, cast.redactrice)
    cited = cast.routes.key_figures.get(placement="cited")
    for row in (cast.routes.missions.get(), cited, cast.routes.charts.get(), cast.routes.chapters.get()):
        thread = say(cast, f"Sur {row}", Commented(row.pk, row._meta.model_name, str(row)))
    comments.answer(thread, cast.redactrice, "C'est fait.", uuid.uuid4())
    comments.resolve(say(cast, "Un mot d'avant.", WHOLE), cast.relectrice)
    return cast


def say(cast: factories.Cast, words: str, on: Commented) -> ReviewComment:
    return comments.comment(cast.routes, cast.relectrice, words, on, uuid.uuid4())


def address(contribution: Contribution, question: str = "") -> str:
    return reverse("reporting:review", args=[contribution.pk]) + question


@pytest.mark.parametrize("question", ["", "?commentaires=tous", "?vue=changements&depuis=1", "?vue=an-dernier"])
def test_the_page_is_sound_at_both_widths(screen, scene, sign_in, question):
    sign_in(screen, scene.relectrice)
    visit(screen, address(scene.routes, question))
    screen.get_by_role("button", name="Commenter : Mission « Entretenir les routes »").click()
    expect(screen.get_by_label("Votre commentaire")).to_be_focused()
    unfold(screen)
    assert_sound(screen)


def test_who_writes_it_finds_the_page_sound_too(screen, scene, sign_in):
    lifecycle.perform("request_changes", scene.routes, scene.relectrice, "À revoir.")
    sign_in(screen, scene.redactrice)
    visit(screen, address(scene.routes))
    visit(screen, scene.routes.get_absolute_url())


def test_each_thread_stands_beside_its_block_and_none_over_another(page, scene, sign_in):
    sign_in(page, scene.relectrice)
    page.goto(address(scene.routes, "?commentaires=tous"))
    expect(page.locator(".review--beside")).to_be_visible()
    settle(page)
    sheet = page.locator("[data-sheet]").bounding_box()
    boxes = [margin.bounding_box() for margin in page.locator(".review-margin").all() if margin.is_visible()]
    assert len(boxes) == 5
    boxes.sort(key=lambda box: box["y"])
    assert all(box["x"] >= sheet["x"] + sheet["width"] for box in boxes)
    assert all(upper["y"] + upper["height"] <= lower["y"] for upper, lower in zip(boxes, boxes[1:], strict=False))


def test_a_thread_stands_below_its_block_on_a_phone(phone, scene, sign_in):
    sign_in(phone, scene.relectrice)
    phone.goto(address(scene.routes))
    settle(phone)
    mission = scene.routes.missions.get()
    words = phone.get_by_role("button", name="Commenter : Mission « Entretenir les routes »").bounding_box()
    thread = phone.locator(f"#marge-{mission.pk}").bounding_box()
    assert thread["y"] >= words["y"] + words["height"]


def test_a_block_is_commented_answered_and_resolved_with_the_keyboard_alone(page, scene, sign_in):
    sign_in(page, scene.relectrice)
    page.goto(address(scene.routes))
    press(page, page.get_by_role("button", name="Commenter : Graphique « Les agents »"))
    expect(page.get_by_label("Votre commentaire")).to_be_focused()
    page.keyboard.type("Quelle source ?")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    said = page.get_by_role("article").filter(has_text="Quelle source ?")
    expect(said).to_be_focused()
    expect(page.get_by_role("status").filter(has_text="Votre commentaire est enregistré.")).to_be_attached()
    press(page, said.locator("summary"))
    press(page, said.get_by_label("Votre réponse"))
    page.keyboard.type("Le bilan social.")
    page.keyboard.press("Control+Enter")
    expect(said).to_contain_text("Le bilan social.")
    expect(said).to_be_focused()
    press(page, said.get_by_role("button", name="Résolu"))
    expect(said).to_contain_text("Résolu par Lise Relec")
    assert ReviewComment.objects.filter(text__in=("Quelle source ?", "Le bilan social.")).count() == 2
    # Nothing was sent that the page did not ask for, and the address did not change.
    assert page.url.endswith(address(scene.routes))


def test_alt_and_the_arrows_go_from_one_open_comment_to_the_next(page, scene, sign_in):
    sign_in(page, scene.relectrice)
    page.goto(address(scene.routes))
    met = []
    for _ in range(5):
        page.keyboard.press("Alt+ArrowDown")
        met.append(page.evaluate("document.activeElement.id"))
    order = page.locator("[data-thread]:visible").evaluate_all("threads => threads.map(thread => thread.id)")
    assert len(order) == 4 and met == [*order, order[0]]
    page.keyboard.press("Alt+ArrowUp")
    assert page.evaluate("document.activeElement.id") == order[-1]


def test_the_resolved_ones_are_shown_on_demand(page, scene, sign_in):
    sign_in(page, scene.relectrice)
    page.goto(address(scene.routes))
    resolved = page.get_by_role("article").filter(has_text="Un mot d'avant.")
    expect(resolved).to_be_hidden()
    page.get_by_role("link", name="Tous (5)").click()
    expect(resolved).to_be_visible()
    page.get_by_role("link", name="Ouverts (4)").click()
    expect(resolved).to_be_hidden()


def test_what_is_being_written_elsewhere_in_the_margin_is_kept(page, scene, sign_in):
    sign_in(page, scene.relectrice)
    page.goto(address(scene.routes))
    page.get_by_role("button", name="Commenter : Graphique « Les agents »").click()
    page.get_by_label("Votre commentaire").fill("Une autre question")
    thread = page.get_by_role("article", name="Graphique « Les agents »")
    thread.get_by_text("Répondre").click()
    thread.get_by_label("Votre réponse").fill("Oui.")
    thread.get_by_role("button", name="Envoyer la réponse").click()
    expect(page.get_by_role("article", name="Graphique « Les agents »")).to_contain_text("Oui.")
    expect(page.get_by_label("Votre commentaire")).to_have_value("Une autre question")


def test_words_are_not_lost_when_the_session_ends_meanwhile(page, scene, sign_in):
    sign_in(page, scene.relectrice)
    page.goto(address(scene.routes))
    page.get_by_role("button", name="Commenter : L'ensemble").click()
    page.get_by_label("Votre commentaire").fill("Une longue explication")
    page.context.clear_cookies()
    page.route("**/commentaires/", lambda route: route.fulfill(status=200, body="<h1>Connexion</h1>"))
    page.get_by_role("button", name="Envoyer", exact=True).click()
    expect(page.get_by_text("Votre texte est toujours là.")).to_be_visible()
    expect(page.get_by_label("Votre commentaire")).to_have_value("Une longue explication")
    assert not ReviewComment.objects.filter(text="Une longue explication").exists()


def stop_the_clock(page: Page) -> None:
    """Time passes for the scripts of the page by `clock.run_for` alone, however long the page takes to load."""
    start = datetime.datetime(2021, 1, 4, 9)
    page.clock.install(time=start)
    page.clock.pause_at(start + datetime.timedelta(hours=1))


def test_a_version_is_noted_as_read_after_a_while(page, scene, sign_in):
    sign_in(page, scene.relectrice)
    stop_the_clock(page)
    page.goto(address(scene.routes))
    sent = []
    page.on("request", lambda request: sent.append(request.method))
    page.clock.run_for(5_000)
    assert "POST" not in sent
    page.clock.run_for(6_000)
    expect(page.get_by_text("Vous avez relu cette version.")).to_be_visible()
    assert ReviewVisit.objects.get().version == scene.routes.version


def test_an_address_that_ends_in_no_place_stops_nothing(page, scene, sign_in):
    sign_in(page, scene.relectrice)
    stop_the_clock(page)
    page.goto(address(scene.routes) + "#%")
    page.clock.run_for(11_000)
    expect(page.get_by_text("Vous avez relu cette version.")).to_be_visible()


def test_an_address_that_ends_in_a_thread_leads_to_it(page, scene, sign_in):
    thread = ReviewComment.objects.filter(block=scene.routes.charts.get().pk).get()
    sign_in(page, scene.relectrice)
    page.goto(address(scene.routes) + f"#commentaire-{thread.pk}")
    expect(page.locator(f"#commentaire-{thread.pk}")).to_be_focused()


def test_many_corrections_leave_the_page_readable(screen, scene, sign_in):
    for turn in range(5):
        form = FormPage([scene.relectrice, scene.administrateur][turn % 2], scene.routes)
        form.type("missions-0", text=f"Entretenir les routes, {turn}")
        form.save()
    sign_in(screen, scene.redactrice)
    for shown in (address(scene.routes), scene.routes.get_absolute_url()):
        visit(screen, shown)
        each = screen.get_by_text("Chaque correction, dans l’ordre")
        expect(screen.get_by_role("link", name="Voir tout ce qui a été changé")).to_be_visible()
        expect(screen.locator(".corrected li").first).to_be_hidden()
        each.click()
        expect(screen.locator(".corrected li")).to_have_count(5)
        expect(screen.locator(".corrected li").first).to_be_visible()
        assert_sound(screen)


def test_a_link_to_a_block_opens_it_in_the_form(page, scene, sign_in):
    sign_in(page, scene.relectrice)
    page.goto(address(scene.routes))
    page.get_by_role("link", name="Corriger : Réalisation « Un pont neuf »").click()
    expect(page.get_by_label("Titre (obligatoire)").first).to_be_visible()
    settle(page)
    page.get_by_role("textbox", name="Texte").fill("Il est ouvert depuis mai.")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_text("La communication a corrigé 1 élément")).to_be_visible()


def test_correcting_the_presentation_leads_to_its_field(page, scene, sign_in):
    Contribution.objects.filter(pk=scene.routes.pk).update(introduction="<p>Elle entretient les routes.</p>")
    sign_in(page, scene.relectrice)
    page.goto(address(scene.routes))
    page.get_by_role("button", name="Commenter : Présentation").click()
    page.get_by_label("Votre commentaire").fill("Une phrase de plus ?")
    page.get_by_role("button", name="Envoyer", exact=True).click()
    expect(page.get_by_role("article", name="Présentation")).to_be_focused()
    page.get_by_role("link", name="Corriger : Présentation").click()
    expect(page).to_have_url(re.compile(f"{re.escape(scene.routes.get_absolute_url())}(#|$)"))
    settle(page)
    place = page.get_by_role("group", name="Présentation")
    expect(place).to_be_in_viewport()
    expect(place.get_by_text("Une phrase de plus ?").first).to_be_visible()
    expect(place.get_by_role("textbox", name="Présentation")).to_contain_text("Elle entretient les routes.")


def test_the_request_that_waits_comes_first_and_is_read_at_both_widths(screen, scene, sign_in):
    lifecycle.perform("request_changes", scene.routes, scene.relectrice, "Précisez l'année.")
    sign_in(screen, scene.redactrice)
    screen.goto(address(scene.routes))
    expect(screen.get_by_role("heading", name="Corrections demandées")).to_be_visible()
    expect(screen.get_by_text("Précisez l'année.")).to_be_in_viewport()


def test_many_long_comments_leave_the_page_readable(screen, scene, sign_in):
    for number in range(60):
        thread = say(scene, f"{number} " + "Ce passage est à reprendre. " * 40, WHOLE)
        if number % 2:
            comments.resolve(thread, scene.relectrice)
    sign_in(screen, scene.relectrice)
    visit(screen, address(scene.routes, "?commentaires=tous"))
    # Written out, they would take some 50 000 pixels.
    assert screen.evaluate("document.documentElement.scrollHeight") < 18_000
    expect(screen.get_by_role("textbox")).to_have_count(0)
    first = screen.get_by_role("article").filter(has_text="0 Ce passage").first
    first.get_by_text("Lire la suite").click()
    expect(first.get_by_text("Replier")).to_be_visible()
    assert first.bounding_box()["height"] > 400


@pytest.mark.parametrize("width", [390, 1440, 1920])
def test_the_page_begins_where_the_header_does(open_page, scene, sign_in, width):
    page = open_page(width)
    sign_in(page, scene.relectrice)
    page.goto(address(scene.routes))
    settle(page)
    places = [page.locator(one).bounding_box()["x"] for one in ("#site-name", "div.breadcrumbs > a >> nth=0", "h1")]
    assert max(places) - min(places) < 1


@pytest.mark.parametrize("scripts", [True, False])
def test_a_comment_that_shows_nothing_is_refused_at_its_field(open_page, scene, sign_in, scripts):
    # The refusal is an answer that the console tells too.
    page = open_page(scripts=scripts, watched=False)
    sign_in(page, scene.relectrice)
    page.goto(address(scene.routes))
    page.get_by_role("button", name="Commenter : Graphique « Les agents »").click()
    page.get_by_label("Votre commentaire").fill("\u200b")
    page.get_by_role("button", name="Envoyer", exact=True).click()
    area = page.get_by_label("Votre commentaire")
    expect(area).to_have_attribute("aria-invalid", "true")
    expect(area).to_have_accessible_description("Écrivez votre commentaire.")
    expect(area).to_be_focused()


def test_all_of_it_works_without_scripts(plain, scene, sign_in):
    sign_in(plain, scene.relectrice)
    plain.goto(address(scene.routes))
    plain.get_by_role("button", name="Commenter : Graphique « Les agents »").click()
    expect(plain.get_by_label("Votre commentaire")).to_be_focused()
    plain.get_by_label("Votre commentaire").fill("Quelle source ?")
    plain.get_by_role("button", name="Envoyer", exact=True).click()
    said = plain.get_by_role("article").filter(has_text="Quelle source ?")
    expect(plain.get_by_text("Votre commentaire est enregistré.")).to_be_visible()
    assert plain.url.endswith(f"#commentaire-{ReviewComment.objects.get(text='Quelle source ?').pk}")
    said.get_by_text("Répondre").click()
    said.get_by_label("Votre réponse").fill("Le bilan social.")
    said.get_by_role("button", name="Envoyer la réponse").click()
    expect(said).to_contain_text("Le bilan social.")
    said.get_by_role("button", name="Résolu").click()
    expect(plain.get_by_text("Le commentaire est résolu.")).to_be_visible()
    settle(plain)
    expect(said).to_be_hidden()
    plain.get_by_role("link", name="Tous (6)").click()
    expect(said).to_contain_text("Résolu par Lise Relec")
    plain.get_by_role("button", name="J’ai relu cette version").click()
    expect(plain.get_by_text("Vous avez relu cette version.")).to_be_visible()


def test_paper_shows_the_text_alone(page, scene, sign_in):
    sign_in(page, scene.relectrice)
    page.goto(address(scene.routes))
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="Missions")).to_be_visible()
    for hidden in (".review-panel", ".review-margin >> nth=0", ".review-tools >> nth=0", "#header", ".review-views"):
        expect(page.locator(hidden)).to_be_hidden()


def test_a_contribution_without_a_comment_says_so(screen, live_server, sign_in):
    cast = factories.cast(ContributionStatus.APPROVED)
    sign_in(screen, cast.relectrice)
    visit(screen, address(cast.routes))
    expect(screen.get_by_text("Aucun commentaire pour l’instant.")).to_be_visible()
