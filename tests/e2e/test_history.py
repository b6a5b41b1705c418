"""The history of a contribution in a browser: two versions compared, a text taken back, with the keyboard alone."""

import re

from django.urls import reverse
from playwright.sync_api import Page, expect

from directions.models import Contribution, Mission
from reporting.history.recording import record_beginnings
from tests.e2e.axe import assert_accessible
from tests.e2e.test_pages import assert_sound
from tests.form_page import FormPage


def test_a_text_is_compared_and_taken_back(screen: Page, scene, sign_in):
    record_beginnings(scene.campaign)
    form = FormPage(scene.redactrice, scene.routes)
    form.type("missions-0", text="Entretenir les belles routes")
    form.type(introduction="<p>Nous entretenons les routes.</p>")
    form.save()

    sign_in(screen, scene.redactrice)
    screen.goto(scene.routes.get_absolute_url())
    screen.get_by_role("link", name="Historique").press("Enter")
    expect(screen).to_have_title(re.compile("Historique – Direction des routes"))
    assert_accessible(screen)

    screen.get_by_label("De la version").select_option("1")
    screen.get_by_label("à la version").select_option("2")
    screen.get_by_role("button", name="Comparer").press("Enter")
    expect(screen.get_by_role("heading", level=1)).to_have_text("De la version 1 à la version 2")
    expect(screen.locator("ins", has_text="belles")).to_be_visible()
    assert_sound(screen)

    screen.get_by_role("button", name=re.compile("Reprendre la version 1 : Mission")).press("Enter")
    expect(screen.get_by_role("heading", level=1)).to_have_text("De la version 2 à la version 3")
    expect(screen.get_by_text("est repris, dans une nouvelle version (3)")).to_be_visible()
    expect(screen.locator("del", has_text="belles")).to_be_visible()
    assert Mission.objects.get(contribution=scene.routes).text == "Entretenir les routes"
    assert Contribution.objects.get(pk=scene.routes.pk).introduction == "<p>Nous entretenons les routes.</p>"

    screen.goto(reverse("reporting:history", args=[scene.routes.pk]))
    expect(screen.get_by_role("listitem").filter(has_text="Version")).to_have_count(3)
