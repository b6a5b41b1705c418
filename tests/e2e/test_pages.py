"""Every page that a person meets, at both widths: accessible, without a complaint of the browser, no wider than it."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from directions.enums import ContributionStatus
from directions.lifecycle import TRANSITIONS
from tests import factories
from tests.e2e.axe import assert_accessible


def visit(page: Page, address: str) -> None:
    """Opens a page and checks it as it stands."""
    response = page.goto(address)
    assert response.status == 200
    assert_sound(page)


def assert_sound(page: Page) -> None:
    assert_accessible(page)
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert too_wide <= 0, f"{page.url} scrolls sideways by {too_wide} px"


@pytest.mark.parametrize("role", ["redactrice", "directeur", "relectrice", "administrateur"])
@pytest.mark.parametrize("address", ["admin:index", "admin:directions_contribution_changelist"])
def test_the_home_page_and_the_list_of_each_role(screen, scene, sign_in, role, address):
    sign_in(screen, scene.people[role])
    visit(screen, reverse(address))


@pytest.mark.parametrize("status", ContributionStatus.values)
def test_the_home_page_in_each_state(screen, live_server, sign_in, status):
    scene = factories.cast(status)
    sign_in(screen, scene.redactrice)
    visit(screen, reverse("admin:index"))


@pytest.mark.parametrize("role", ["redactrice", "relectrice"])
def test_the_form_with_all_its_inlines(screen, scene, sign_in, role):
    sign_in(screen, scene.people[role])
    visit(screen, reverse("admin:directions_contribution_change", args=[scene.routes.pk]))


def test_the_form_that_is_only_read(screen, live_server, sign_in):
    scene = factories.cast(ContributionStatus.SUBMITTED)
    sign_in(screen, scene.redactrice)
    visit(screen, reverse("admin:directions_contribution_change", args=[scene.routes.pk]))


def test_the_preview(screen, scene, sign_in):
    sign_in(screen, scene.redactrice)
    visit(screen, reverse("reporting:preview", args=[scene.routes.pk]))


@pytest.mark.parametrize("version", ["valide", "tout"])
def test_the_report(screen, live_server, sign_in, version):
    scene = factories.cast(ContributionStatus.APPROVED)
    sign_in(screen, scene.relectrice)
    visit(screen, reverse("reporting:report", args=[scene.campaign.year]) + f"?version={version}")
