"""Reviewing one contribution after the other in a browser, and going on after a sign-in in another tab."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from directions.enums import ContributionStatus
from directions.models import Contribution, ReviewComment
from tests import factories
from tests.e2e.test_contribution_form import press
from tests.e2e.test_expired_forms import sign_in_elsewhere
from tests.e2e.test_pages import assert_sound, visit

WORDS = "Quelle année ?"


@pytest.fixture
def scene(live_server) -> factories.Cast:
    return factories.cast(ContributionStatus.SUBMITTED)


def address(contribution: Contribution) -> str:
    return reverse("reporting:review", args=[contribution.pk])


# -- After the session ended -------------------------------------------------------------------------------------------


@pytest.fixture
def writing(open_page, scene, sign_in) -> Page:
    """The reviewer wrote a comment, and the session ended before it was sent."""
    page = open_page(watched=False)
    sign_in(page, scene.relectrice)
    page.goto(address(scene.routes))
    page.get_by_role("button", name="Commenter : L'ensemble").click()
    page.get_by_label("Votre commentaire").fill(WORDS)
    page.context.clear_cookies()
    return page


def send(page: Page) -> None:
    page.get_by_role("button", name="Envoyer", exact=True).click()


def is_refused(page: Page) -> None:
    expect(page.get_by_role("alert").filter(has_text="Rien n’est enregistré")).to_be_visible()
    expect(page.get_by_label("Votre commentaire")).to_have_value(WORDS)
    expect(page.get_by_role("button", name="Envoyer", exact=True)).to_be_enabled()


def test_the_comment_is_sent_once_its_author_has_signed_in_again(writing, scene):
    send(writing)
    is_refused(writing)
    sign_in_elsewhere(writing, "relectrice")
    send(writing)
    expect(writing.get_by_role("article").filter(has_text=WORDS)).to_be_focused()
    assert [one.author for one in ReviewComment.objects.filter(text=WORDS)] == [scene.relectrice]
    # The other forms of the page are good again too.
    writing.get_by_text("Valider", exact=True).click()
    writing.get_by_role("button", name="Valider quand même").click()
    expect(writing.get_by_text("La contribution est validée.")).to_be_visible()


def test_it_is_not_sent_in_the_name_of_another(writing):
    sign_in_elsewhere(writing, "administrateur")
    send(writing)
    is_refused(writing)
    assert not ReviewComment.objects.exists()


# -- One after the other -----------------------------------------------------------------------------------------------


def approve_the_list(page: Page, scene: factories.Cast) -> None:
    page.goto(f"{reverse('directions:tracking', args=[2020])}?etat=submitted&tri=direction")
    page.get_by_role("link", name=f"Relire {scene.culture.name}").click()
    names = []
    for _ in range(2):
        expect(page.get_by_role("button", name="Valider", exact=True)).to_be_visible()
        names.append(page.get_by_role("heading", level=1).inner_text())
        page.get_by_role("button", name="Valider", exact=True).click()
        expect(page.get_by_text("La contribution est validée.")).to_be_visible()
        page.get_by_role("link", name="Relire la suivante").click()
    assert sorted(names) == sorted([scene.culture.name, scene.routes.name])
    expect(page.get_by_text("Plus rien à relire dans cette liste.")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/suivi/2020/\?etat=submitted&tri=direction"))


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_a_list_is_approved_from_one_to_the_next(open_page, scene, sign_in, scripts):
    page = open_page(scripts=scripts)
    sign_in(page, scene.relectrice)
    approve_the_list(page, scene)


def test_approving_with_open_comments_takes_one_more_step_by_the_keyboard(screen, scene, sign_in):
    factories.models.ReviewComment.objects.create(
        contribution=scene.routes, author=scene.relectrice, author_name="Lise Relec", text=WORDS
    )
    sign_in(screen, scene.relectrice)
    visit(screen, address(scene.routes))
    press(screen, screen.locator("summary", has_text="Valider"))
    expect(screen.get_by_text("1 commentaire encore ouvert : valider quand même ?")).to_be_visible()
    assert_sound(screen)
    press(screen, screen.get_by_role("button", name="Valider quand même"))
    expect(screen.get_by_text("La contribution est validée.")).to_be_visible()
    visit(screen, screen.url)


def test_resolving_the_last_comment_leaves_one_click_to_approve(page, scene, sign_in):
    ReviewComment.objects.create(
        contribution=scene.routes, author=scene.relectrice, author_name="Lise Relec", text=WORDS
    )
    sign_in(page, scene.relectrice)
    page.goto(address(scene.routes))
    page.locator("summary", has_text="Demander des corrections").click()
    page.get_by_label("Ce que la direction doit savoir").fill("Une date manque.")
    read = scene.routes.version
    Contribution.objects.filter(pk=scene.routes.pk).update(version=read + 1)
    page.locator("[data-thread]").get_by_role("button", name="Résolu").click()
    expect(page.get_by_role("button", name="Valider", exact=True)).to_be_visible()
    expect(page.get_by_label("Ce que la direction doit savoir")).to_have_value("Une date manque.")
    # What was corrected meanwhile is not on this page: it cannot be approved from it.
    expect(page.locator("form[action*=approve] [name=version]")).to_have_value(str(read))


def test_what_was_submitted_since_the_page_was_opened_is_not_approved_from_it(live_server, page, sign_in):
    """While the direction wrote, the page had no step to keep a version in."""
    cast = factories.cast()
    sign_in(page, cast.relectrice)
    page.goto(address(cast.routes))
    mission = cast.routes.missions.get()
    mission.text = "Tout autre chose"
    mission.save()
    Contribution.objects.filter(pk=cast.routes.pk).update(status=ContributionStatus.SUBMITTED, version=7)
    page.get_by_role("button", name="Commenter : L'ensemble").click()
    page.get_by_label("Votre commentaire").fill(WORDS)
    send(page)
    page.locator("summary", has_text="Valider").click()
    page.get_by_role("button", name="Valider quand même").click()
    expect(page.get_by_text("La contribution a changé")).to_be_visible()
    cast.routes.refresh_from_db()
    assert cast.routes.status == ContributionStatus.SUBMITTED


def test_answering_leads_to_its_field(page, scene, sign_in):
    ReviewComment.objects.create(
        contribution=scene.routes, author=scene.redactrice, author_name="Rose Rédac", text=WORDS
    )
    sign_in(page, scene.relectrice)
    page.goto(address(scene.routes))
    press(page, page.locator("summary", has_text="Répondre"))
    expect(page.get_by_label("Votre réponse")).to_be_focused()
    page.keyboard.type("En 2019.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-thread]")).to_contain_text("En 2019.")


@pytest.mark.parametrize(("width", "scripts"), [(1440, False), (390, True), (390, False)])
def test_the_figures_stay_in_line_where_one_has_a_comment(open_page, scene, sign_in, width, scripts):
    for number in range(4):
        figure = factories.models.KeyFigure.objects.create(
            contribution=scene.routes, label=f"Chiffre {number}", value=number + 1, unit="ponts", position=number
        )
    ReviewComment.objects.create(
        contribution=scene.routes, author=scene.relectrice, author_name="Lise Relec", text=WORDS,
        block=figure.pk, block_kind="keyfigure", block_title=figure.label,
    )  # fmt: skip
    page = open_page(width, scripts=scripts)
    sign_in(page, scene.relectrice)
    page.goto(address(scene.routes))
    tiles = [one.bounding_box() for one in page.locator(".r-tiles > li").all()]
    assert len(tiles) == 4 and len({round(one["width"]) for one in tiles}) == 1
    thread = page.locator("[data-thread]").bounding_box()
    assert thread["width"] > 250
