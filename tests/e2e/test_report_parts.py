"""The parts of the report are moved and left out with the keyboard alone."""

from django.urls import reverse
from playwright.sync_api import Page, expect

from reporting.models import Report
from reporting.parts import arrangement_of
from tests.e2e.axe import assert_accessible


def test_parts_are_moved_and_left_out_with_the_keyboard(screen: Page, scene, sign_in):
    report = Report.objects.create(campaign=scene.campaign, title="Rapport", institution_name="Brenne")
    sign_in(screen, scene.relectrice)
    screen.goto(reverse("admin:reporting_report_change", args=[report.pk]))
    screen.get_by_role("button", name="Monter « Sites »").focus()
    for _ in range(4):
        screen.keyboard.press("Enter")
    expect(screen.get_by_text("Sites : place 1 sur 6.")).to_be_attached()
    # The button that was pressed can do nothing more: the focus goes to the other one.
    expect(screen.get_by_role("button", name="Descendre « Sites »")).to_be_focused()
    screen.get_by_role("checkbox", name="Glossaire").focus()
    screen.keyboard.press("Space")
    expect(screen.get_by_role("checkbox", name="L'institution et ses directions")).to_be_disabled()
    assert_accessible(screen)
    screen.get_by_role("button", name="Enregistrer", exact=True).press("Enter")
    screen.wait_for_url("**/reporting/report/")
    assert arrangement_of(report).printed == ("sites", "foreword", "chronology", "units", "partners")
