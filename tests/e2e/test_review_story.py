"""The whole story of one contribution with four people: filled, submitted, discussed, sent back, corrected, approved,
closed to changes, opened again, approved anew."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from directions.enums import ContributionStatus, Role
from directions.models import Campaign, Contribution, KeyFigure, Membership
from tests import factories
from tests.e2e.settled import settle


def form_address(contribution: Contribution) -> str:
    return reverse("admin:directions_contribution_change", args=[contribution.pk])


def review_address(contribution: Contribution, question: str = "") -> str:
    return reverse("reporting:review", args=[contribution.pk]) + question


@pytest.fixture
def empty(live_server) -> factories.Cast:
    """Nothing is written yet; who writes does not submit."""
    cast = factories.cast(complete=False)
    Campaign.objects.update(needs_head=True)
    return cast


@pytest.fixture
def desks(empty, open_page, sign_in) -> dict[str, Page]:
    """A page of their own for each of the four."""
    opened = {name: open_page() for name in ("redactrice", "directeur", "relectrice", "administrateur")}
    for name, page in opened.items():
        sign_in(page, empty.people[name])
        page.on("dialog", lambda dialog: dialog.accept())
    return opened


def status_of(contribution: Contribution) -> str:
    contribution.refresh_from_db()
    return contribution.status


def save(page: Page) -> None:
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_text("La contribution est enregistrée.")).to_be_visible()
    settle(page)


def test_the_story_of_one_contribution_with_four_people(desks, empty):
    contribution = empty.routes
    rose, denis, lise, ahmed = (desks[name] for name in ("redactrice", "directeur", "relectrice", "administrateur"))
    assert Membership.objects.get(user=empty.directeur).role == Role.DIRECTEUR

    # The rédactrice fills it, and may not submit it.
    rose.goto(form_address(contribution))
    settle(rose)
    rose.get_by_role("group", name="Mission 1").get_by_label("Mission (obligatoire)").fill("Entretenir les routes")
    achievement = rose.get_by_role("group", name="Réalisation 1")
    achievement.get_by_label("Titre (obligatoire)").fill("Le pont est ouvert")
    achievement.get_by_role("textbox", name="Texte").fill("Les deux rives se touchent.")
    figure = rose.get_by_role("group", name="Chiffre-clé 1")
    figure.get_by_label("Intitulé").fill("Ponts entretenus")
    figure.get_by_label("Valeur", exact=True).fill("12")
    figure.get_by_label("Unité", exact=True).fill("ponts")
    save(rose)
    expect(rose.get_by_role("button", name="Enregistrer et soumettre")).to_have_count(0)

    # The directeur submits it.
    denis.goto(form_address(contribution))
    denis.get_by_role("button", name="Enregistrer et soumettre").click()
    expect(denis.get_by_text("La contribution est soumise à la communication.")).to_be_visible()

    # The communication team comments on one figure, and asks for changes.
    lise.goto(review_address(contribution))
    lise.get_by_role("button", name="Commenter : Chiffre-clé « Ponts entretenus »").click()
    lise.get_by_label("Votre commentaire").fill("Est-ce bien le chiffre de l'année ?")
    lise.get_by_role("button", name="Envoyer", exact=True).click()
    thread = lise.get_by_role("article", name="Chiffre-clé « Ponts entretenus »")
    expect(thread).to_be_focused()
    expect(thread).to_contain_text("Ouvert")
    lise.locator("summary", has_text="Demander des corrections").click()
    expect(lise.get_by_label("Ce que la direction doit savoir")).to_have_value(re.compile("répondre au commentaire"))
    lise.get_by_label("Ce que la direction doit savoir").fill("Merci de vérifier le nombre de ponts.")
    lise.get_by_role("button", name="Demander des corrections").click()
    expect(lise.get_by_text("La demande est envoyée")).to_be_visible()
    assert lise.url.endswith(review_address(contribution))
    assert status_of(contribution) == ContributionStatus.CHANGES_REQUESTED

    # The rédactrice reads it at the figure, corrects, and answers.
    rose.goto(form_address(contribution))
    expect(rose.get_by_text("Merci de vérifier le nombre de ponts.").first).to_be_visible()
    figure = rose.get_by_role("group", name="Chiffre-clé 1")
    expect(figure).to_contain_text("Est-ce bien le chiffre de l'année ?")
    figure.get_by_label("Valeur", exact=True).fill("14")
    save(rose)
    figure.get_by_role("link", name="Voir et répondre").click()
    thread = rose.get_by_role("article", name="Chiffre-clé « Ponts entretenus »")
    expect(thread).to_be_focused()
    thread.get_by_text("Répondre").click()
    thread.get_by_label("Votre réponse").fill("Non : 14, c'est corrigé.")
    thread.get_by_role("button", name="Envoyer la réponse").click()
    expect(rose.get_by_role("article", name="Chiffre-clé « Ponts entretenus »")).to_contain_text("Répondu")

    # She begins one more change in her form, and leaves it there.
    rose.goto(form_address(contribution))
    settle(rose)
    rose.get_by_role("group", name="Chiffre-clé 1").get_by_label("Valeur", exact=True).fill("99")

    # The directeur submits again, from the review page.
    denis.goto(review_address(contribution))
    denis.get_by_role("button", name="Soumettre à la communication").click()
    expect(denis.get_by_text("La contribution est soumise à la communication.")).to_be_visible()

    # The communication team sees what differs since the time before, and closes the thread.
    lise.goto(review_address(contribution, "?vue=changements"))
    expect(lise.get_by_role("link", name="passe de 12 à 14 ponts")).to_be_visible()
    tile = lise.locator("[data-block=figure]")
    expect(tile.locator("del")).to_contain_text("12 ponts")
    expect(tile.locator("ins")).to_contain_text("14 ponts")
    thread = lise.get_by_role("article", name="Chiffre-clé « Ponts entretenus »")
    thread.get_by_role("button", name="Résolu").click()
    expect(lise.get_by_text("Tous les commentaires sont résolus.")).to_be_visible()

    # Somebody else of the reviewers approves what they read.
    ahmed.goto(review_address(contribution))
    ahmed.get_by_role("button", name="Valider").click()
    expect(ahmed.get_by_text("La contribution est validée.")).to_be_visible()
    assert status_of(contribution) == ContributionStatus.APPROVED

    # What is approved is only read: the change that was under way is refused and given back.
    rose.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(rose.get_by_text("Rien n’a été enregistré.")).to_be_visible()
    expect(rose.get_by_text("99", exact=True)).to_be_visible()
    assert KeyFigure.objects.get().value == 14
    rose.goto(form_address(contribution))
    expect(rose.get_by_text("Cette contribution est « validée » : elle se consulte seulement.")).to_be_visible()
    expect(rose.get_by_role("button", name="Enregistrer", exact=True)).to_have_count(0)
    assert KeyFigure.objects.get().value == 14

    # It is opened again, with a reason, and must be submitted and approved anew.
    lise.goto(review_address(contribution))
    lise.locator("summary", has_text="Rouvrir").click()
    lise.get_by_label("Ce que la direction doit savoir").fill("Un pont de plus vient d'ouvrir.")
    lise.get_by_role("button", name="Rouvrir").click()
    expect(lise.get_by_text("elle devra être soumise et validée de nouveau")).to_be_visible()
    assert status_of(contribution) == ContributionStatus.REOPENED
    settle(lise)
    expect(lise.get_by_role("button", name="Valider")).to_have_count(0)

    # So it is.
    rose.goto(form_address(contribution))
    settle(rose)
    rose.get_by_role("group", name="Chiffre-clé 1").get_by_label("Valeur", exact=True).fill("15")
    save(rose)
    denis.goto(review_address(contribution))
    denis.get_by_role("button", name="Soumettre à la communication").click()
    expect(denis.get_by_text("La contribution est soumise à la communication.")).to_be_visible()
    ahmed.goto(review_address(contribution, "?vue=changements"))
    expect(ahmed.get_by_role("link", name="passe de 14 à 15 ponts")).to_be_visible()
    ahmed.get_by_role("button", name="Valider").click()
    expect(ahmed.get_by_text("La contribution est validée.")).to_be_visible()
    assert status_of(contribution) == ContributionStatus.APPROVED


def test_an_edit_that_was_under_way_when_it_was_approved_is_refused_and_given_back(live_server, open_page, sign_in):
    cast = factories.cast(ContributionStatus.SUBMITTED)
    editing, approving = open_page(), open_page()
    sign_in(editing, cast.relectrice)
    sign_in(approving, cast.administrateur)
    editing.goto(form_address(cast.routes))
    mission = editing.get_by_role("group", name="Mission 1").get_by_label("Mission (obligatoire)")
    mission.fill("Entretenir les ponts")
    approving.goto(review_address(cast.routes))
    approving.get_by_role("button", name="Valider").click()
    expect(approving.get_by_text("La contribution est validée.")).to_be_visible()

    editing.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(editing.get_by_text("Rien n’a été enregistré.")).to_be_visible()
    expect(editing.get_by_text("Entretenir les ponts", exact=True)).to_be_visible()
    assert cast.routes.missions.get().text == "Entretenir les routes"
