"""Every page that a person meets, at both widths: accessible, without a complaint of the browser, no wider than it."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from directions.enums import ContributionStatus, Placement
from directions.models import Chapter, Chart, Contribution, KeyFigure, Moment, Takeaway, User
from reporting.loading import demo
from reporting.models import Partner, Report
from tests import factories
from tests.e2e.axe import assert_accessible


def visit(page: Page, address: str) -> None:
    """Opens a page and checks it."""
    response = page.goto(address)
    assert response.status == 200
    assert_sound(page)


def assert_sound(page: Page) -> None:
    assert_accessible(page)
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert too_wide <= 0, f"{page.url} scrolls sideways by {too_wide} px"


def unfold(page: Page) -> None:
    """Opens all that is folded, so that it is checked too."""
    page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true })")


def form_address(contribution: Contribution) -> str:
    return reverse("admin:directions_contribution_change", args=[contribution.pk])


def write_every_block(contribution: Contribution) -> None:
    """A block of every kind, beside the mission and the achievement that a complete contribution has."""
    Chapter.objects.create(contribution=contribution, title="Le territoire", lead="<p>Un chapeau.</p>")
    Takeaway.objects.create(contribution=contribution, title="3 000 km de routes", text="Entretenus toute l'année.")
    Moment.objects.create(contribution=contribution, month=4, day=1, title="Le pont ouvre")
    for placement in Placement.values:
        KeyFigure.objects.create(contribution=contribution, label="Agents", value=120, placement=placement)
    chart = Chart.objects.create(contribution=contribution, title="Les agents", unit="agents")
    for year in (2018, 2019, 2020):
        chart.points.create(category=str(year), value=year - 1900)


@pytest.mark.parametrize("role", ["redactrice", "directeur", "relectrice", "administrateur"])
@pytest.mark.parametrize("address", ["admin:index", "admin:directions_contribution_changelist"])
def test_the_home_page_and_the_list_of_each_role(screen, scene, sign_in, role, address):
    sign_in(screen, scene.people[role])
    visit(screen, reverse(address))


def test_my_messages(screen, scene, sign_in):
    sign_in(screen, scene.redactrice)
    visit(screen, reverse("directions:my_messages"))
    screen.get_by_label("Un seul message par jour").check()
    screen.get_by_role("button", name="Enregistrer").click()
    screen.get_by_text("Votre choix est enregistré.").wait_for()
    assert_sound(screen)
    assert User.objects.get(pk=scene.redactrice.pk).wants_digest


@pytest.mark.parametrize("status", ContributionStatus.values)
def test_the_home_page_and_the_contribution_in_each_state(screen, live_server, sign_in, status):
    scene = factories.cast(status)
    write_every_block(scene.routes)
    sign_in(screen, scene.redactrice)
    visit(screen, reverse("admin:index"))
    visit(screen, form_address(scene.routes))


@pytest.mark.parametrize("role", ["redactrice", "relectrice"])
def test_the_form_with_all_its_rows_and_a_new_one_of_each(screen, scene, sign_in, role):
    write_every_block(scene.routes)
    sign_in(screen, scene.people[role])
    visit(screen, form_address(scene.routes))
    for button in screen.locator(".add-row").all():
        button.click()
    unfold(screen)
    assert_sound(screen)


def test_the_preview(screen, scene, sign_in):
    write_every_block(scene.routes)
    sign_in(screen, scene.redactrice)
    visit(screen, reverse("reporting:preview", args=[scene.routes.pk]))


@pytest.mark.parametrize("address", ["admin:directions_direction_changelist", "admin:directions_campaign_changelist"])
def test_the_lists_of_the_administrator(screen, scene, sign_in, address):
    sign_in(screen, scene.administrateur)
    visit(screen, reverse(address))


def test_the_page_of_a_campaign_and_what_closing_it_does(screen, scene, sign_in):
    sign_in(screen, scene.administrateur)
    visit(screen, reverse("admin:directions_campaign_change", args=[scene.campaign.pk]))
    screen.get_by_role("link", name="Clore la campagne").click()
    expect(screen.get_by_role("button", name="Clore la campagne")).to_be_visible()
    assert_sound(screen)
    screen.get_by_role("button", name="Clore la campagne").click()
    screen.get_by_role("link", name="Rouvrir la campagne").wait_for()


def test_the_own_pages_of_the_report_and_a_conflict_there(screen, scene, sign_in):
    write_every_block(scene.routes)
    photo = {"photo": factories.picture(), "photo_alt": "Un pont"}
    report = Report.objects.create(campaign=scene.campaign, title="Rapport", institution_name="Brenne", **photo)
    Partner.objects.create(report=report, name="Caisse")
    sign_in(screen, scene.relectrice)
    visit(screen, reverse("admin:reporting_report_change", args=[report.pk]))
    Report.objects.filter(pk=report.pk).update(title="Le leur", version=2)
    screen.get_by_label("Sous-titre").fill("Le mien")
    screen.get_by_role("button", name="Enregistrer", exact=True).click()
    screen.get_by_role("heading", name="Quelqu’un a enregistré pendant que vous écriviez").wait_for()
    assert_sound(screen)


@pytest.mark.parametrize("version", ["valide", "tout"])
def test_the_report(screen, live_server, sign_in, version):
    scene = factories.cast(ContributionStatus.APPROVED)
    write_every_block(scene.routes)
    sign_in(screen, scene.relectrice)
    visit(screen, reverse("reporting:report", args=[scene.campaign.year]) + f"?version={version}")


def test_the_demonstration(screen, live_server, sign_in):
    """A report at its real size, with its pictures, and the home pages of a campaign under way."""
    demo.load()
    sign_in(screen, User.objects.get(username="communication"))
    visit(screen, reverse("admin:index"))
    visit(screen, reverse("reporting:report", args=[2020]))
