"""The report's pages and files, through the door of rights."""

import json
import uuid

import pytest
from django.urls import reverse

from directions.enums import ContributionStatus
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return factories.cast(ContributionStatus.APPROVED)


def get(client, user, url):
    client.force_login(user)
    return client.get(url)


def report_url(version=""):
    return reverse("reporting:report", args=[2020]) + (f"?version={version}" if version else "")


def test_the_reviewer_reads_everything(client, scene):
    page = get(client, scene.relectrice, report_url())
    assert page.status_code == 200
    assert "Direction des routes" in page.text and "Direction de la culture" in page.text


@pytest.mark.parametrize("name", ["report", "export", "preview"])
def test_no_page_of_the_report_is_kept_on_the_way(client, scene, name):
    args = {"report": [2020], "export": [2020, "json"], "preview": [scene.routes.pk]}[name]
    page = get(client, scene.redactrice, reverse(f"reporting:{name}", args=args))
    assert {"no-store", "private"} <= set(page["Cache-Control"].replace(",", "").split())


def test_a_member_reads_nothing_of_another_direction(client, scene):
    page = get(client, scene.redactrice, report_url("tout"))
    assert "Direction des routes" in page.text
    assert "Direction de la culture" not in page.text and "DGA Citoyens" not in page.text


def test_nobody_without_account(client, scene):
    assert client.get(report_url()).status_code == 302


def test_whoever_belongs_nowhere_finds_no_report(client, scene):
    assert get(client, factories.user(), report_url()).status_code == 404


def test_an_unknown_year(client, scene):
    assert get(client, scene.relectrice, reverse("reporting:report", args=[1999])).status_code == 404


def test_two_institutions_of_one_year_are_told_apart(client, scene):
    other = factories.institution(code="D/75 & co", name="Autre département")
    factories.contribution(factories.campaign(other), factories.direction(other, name="Bacs"), status="approved")
    client.force_login(scene.relectrice)
    assert "Direction des routes" in client.get(report_url()).text
    page = client.get(reverse("reporting:report", args=[2020]), {"institution": "D/75 & co", "version": "tout"})
    assert "Bacs" in page.text and "Direction des routes" not in page.text
    # Every link of the page keeps to the institution and to the version.
    assert "institution=D%2F75+%26+co&amp;version=tout" in page.text
    assert client.get(reverse("reporting:report", args=[2020]), {"institution": "ailleurs"}).status_code == 404


def test_drafts_are_marked(client):
    scene = factories.cast(ContributionStatus.DRAFT)
    client.force_login(scene.relectrice)
    assert "Un pont neuf" not in client.get(report_url("valide")).text
    drafts = client.get(report_url("tout")).text
    assert "Un pont neuf" in drafts and "Brouillon" in drafts


def test_preview_of_ones_own_contribution(client, scene):
    page = get(client, scene.redactrice, reverse("reporting:preview", args=[scene.routes.pk]))
    assert page.status_code == 200 and "Un pont neuf" in page.text


def test_preview_of_another_is_as_absent(client, scene):
    foreign = get(client, scene.etrangere, reverse("reporting:preview", args=[scene.routes.pk]))
    absent = get(client, scene.etrangere, reverse("reporting:preview", args=[uuid.uuid4()]))
    assert foreign.status_code == absent.status_code == 404
    assert foreign.content == absent.content


def test_the_data_hold_what_the_reader_may_see(client, scene):
    url = reverse("reporting:export", args=[2020, "json"])
    data = json.loads(get(client, scene.redactrice, url).content)
    assert "Direction de la culture" not in json.dumps(data, ensure_ascii=False)
    everything = get(client, scene.relectrice, url)
    assert "Direction de la culture" in everything.content.decode()
    assert 'filename="rapport-2020-' in everything["Content-Disposition"]


def test_the_page_alone_is_one_file(client, scene):
    response = get(client, scene.relectrice, reverse("reporting:export", args=[2020, "html"]))
    assert response.status_code == 200 and b"Un pont neuf" in response.content


def test_the_pdf(client, scene):
    response = get(client, scene.relectrice, reverse("reporting:export", args=[2020, "pdf"]))
    assert response.status_code == 200 and response.content.startswith(b"%PDF-")


def test_an_unknown_format(client, scene):
    assert get(client, scene.relectrice, reverse("reporting:export", args=[2020, "exe"])).status_code == 404


def test_reading_is_all_that_these_addresses_do(client, scene):
    client.force_login(scene.relectrice)
    for url in (report_url(), reverse("reporting:preview", args=[scene.routes.pk])):
        assert client.post(url).status_code == 405
