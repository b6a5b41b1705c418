"""The report's own pages in the admin: two people at once, the cover's photo, the events of the chronology."""

from __future__ import annotations

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from directions.models import Moment, PendingUpload
from reporting.models import GlossaryEntry, Partner, Report, Site
from tests import factories
from tests.form_page import photo, signed_in
from tests.reporting.own_pages import Page

pytestmark = pytest.mark.django_db

STALE = "Quelqu’un a enregistré pendant que vous écriviez"


@pytest.fixture
def cast() -> factories.Cast:
    return factories.cast()


@pytest.fixture
def report(cast) -> Report:
    return Report.objects.create(
        campaign=cast.campaign, title="Rapport", institution_name="Brenne", foreword="<p>Avant.</p>", address="1\n2"
    )


# -- Two people at once ------------------------------------------------------------------------------------------------


def test_it_works(cast, report):
    page = Page(cast.relectrice, report)
    page.type(foreword="<p>Cette année a compté.</p>")
    page.add("partners", name="Caisse", position="0")
    assert page.send()
    report.refresh_from_db()
    assert (report.foreword, report.version) == ("<p>Cette année a compté.</p>", 2)
    assert report.partners.get().name == "Caisse"


def test_an_older_page_is_refused_shows_both_and_may_then_be_saved_on_top(cast, report):
    mine, theirs = Page(cast.relectrice, report), Page(cast.administrateur, report)
    theirs.type(foreword="<p>Le leur.</p>", phone="01 02")
    assert theirs.send()
    mine.type(foreword="<p>Le mien.</p>")
    mine.add("glossary_entries", acronym="APA", meaning="Allocation")
    assert not mine.send()
    report.refresh_from_db()
    assert (report.foreword, report.glossary_entries.count()) == ("<p>Le leur.</p>", 0)
    assert STALE in mine.text
    assert all(part in line for part, line in zip(("Édito", "Téléphone", "APA"), mine.differences(), strict=True))
    assert "Le leur." in mine.differences()[0]
    assert "Le mien." in mine.differences()[0]
    assert (mine.value("foreword"), mine.value("glossary_entries-0-acronym")) == ("<p>Le mien.</p>", "APA")

    assert mine.send()
    report.refresh_from_db()
    assert (report.foreword, report.phone, report.version) == ("<p>Le mien.</p>", "", 3)
    assert report.glossary_entries.get().meaning == "Allocation"


def test_a_third_save_meanwhile_is_refused_again(cast, report):
    mine, theirs = Page(cast.relectrice, report), Page(cast.administrateur, report)
    theirs.type(phone="1")
    theirs.send()
    mine.type(title="Le mien")
    mine.send()
    theirs = Page(cast.administrateur, report)
    theirs.type(phone="2")
    theirs.send()
    assert not mine.send()
    assert Report.objects.get().title == "Rapport"


def test_a_page_that_does_not_say_its_version_is_refused(cast, report):
    page = Page(cast.relectrice, report)
    del page.fields["version"]
    page.type(title="Le mien")
    assert not page.send()
    assert Report.objects.get().title == "Rapport"


def test_a_row_that_was_deleted_meanwhile_comes_back_with_its_words(cast, report):
    kept = Partner.objects.create(report=report, name="Caisse", position=1)
    lost = Partner.objects.create(report=report, name="Agence", position=0)
    mine, theirs = Page(cast.relectrice, report), Page(cast.administrateur, report)
    theirs.type(**{"partners-0-DELETE": "on"})
    assert theirs.send()
    mine.type(**{"partners-0-name": "Agence de l'eau", "partners-1-name": "Caisse locale"})
    assert not mine.send()
    assert [line for line in mine.differences() if "Agence de l'eau" in line]
    assert mine.send()
    assert sorted(report.partners.values_list("name", flat=True)) == ["Agence de l'eau", "Caisse locale"]
    assert report.partners.filter(pk=kept.pk).exists()
    assert not report.partners.filter(pk=lost.pk).exists()


def test_a_row_that_both_deleted_stays_deleted(cast, report):
    Partner.objects.create(report=report, name="Agence")
    mine, theirs = Page(cast.relectrice, report), Page(cast.administrateur, report)
    for page in (mine, theirs):
        page.type(**{"partners-0-DELETE": "on"})
    assert theirs.send()
    assert not mine.send()
    assert mine.send()
    assert not report.partners.exists()


def test_rows_added_or_to_be_deleted_are_told_and_the_added_ones_stay(cast, report):
    Site.objects.create(report=report, name="Archives")
    mine, theirs = Page(cast.relectrice, report), Page(cast.administrateur, report)
    theirs.add("partners", name="Caisse", position="0")
    assert theirs.send()
    mine.type(**{"sites-0-DELETE": "on"})
    assert not mine.send()
    told = " ".join(mine.differences())
    assert "Ajout, qui sera gardé" in told
    assert "Caisse" in told
    assert "Suppression" in told
    assert mine.send()
    assert (report.partners.count(), report.sites.count()) == (1, 0)


def test_a_row_of_another_report_cannot_be_taken(cast, report):
    elsewhere = factories.campaign(cast.institution, year=2019)
    other = Report.objects.create(campaign=elsewhere, title="Autre", institution_name="Brenne")
    foreign = GlossaryEntry.objects.create(report=other, acronym="MDPH")
    GlossaryEntry.objects.create(report=report, acronym="APA")
    page = Page(cast.relectrice, report)
    page.type(**{"glossary_entries-0-id": str(foreign.pk), "glossary_entries-0-acronym": "PRIS"})
    assert page.send()
    foreign.refresh_from_db()
    assert (foreign.report, foreign.acronym) == (other, "MDPH")


def test_nobody_deletes_a_report(cast, report):
    address = reverse("admin:reporting_report_delete", args=[report.pk])
    for person in (cast.relectrice, cast.administrateur):
        assert signed_in(person).post(address, {"post": "yes"}).status_code == 403
    assert Report.objects.exists()


# -- The cover ---------------------------------------------------------------------------------------------------------


def test_the_cover_is_cleaned_and_the_old_one_goes(cast, report, django_capture_on_commit_callbacks):
    page = Page(cast.relectrice, report)
    page.type(photo_alt="Un pont")
    assert page.send(photo=photo(size=(3000, 1000), comment=b"secret"))
    report.refresh_from_db()
    first = report.photo.name
    with default_storage.open(first) as file, Image.open(file) as stored:
        assert (stored.size, "comment" in stored.info) == ((2400, 800), False)

    page = Page(cast.relectrice, report)
    assert f"/medias/{first}" in page.tree.xpath("//img/@src")
    with django_capture_on_commit_callbacks(execute=True):
        assert page.send(photo=photo(size=(300, 200)))
    report.refresh_from_db()
    assert default_storage.exists(report.photo.name)
    assert not default_storage.exists(first)


def test_a_file_that_is_no_photo_is_refused(cast, report):
    from django.core.files.uploadedfile import SimpleUploadedFile

    page = Page(cast.relectrice, report)
    page.type(photo_alt="Un pont")
    assert not page.send(photo=SimpleUploadedFile("pont.jpg", b"%PDF-1.7 rapport"))
    assert "au format PDF" in page.text
    assert not Report.objects.get().photo


@pytest.mark.parametrize("fault", [{"title": ""}, {"cited_figures-TOTAL_FORMS": "1", "cited_figures-0-unit": "km"}])
def test_the_cover_of_a_refused_page_waits_for_the_next(cast, report, fault, django_capture_on_commit_callbacks):
    page = Page(cast.relectrice, report)
    page.type(photo_alt="Un pont", **fault)
    assert not page.send(photo=photo("couverture.jpg"))
    assert "couverture.jpg" in page.text
    page.type(**{"title": "Rapport", "cited_figures-TOTAL_FORMS": "0"})
    with django_capture_on_commit_callbacks(execute=True):
        assert page.send()
    assert default_storage.exists(Report.objects.get().photo.name)
    assert not PendingUpload.objects.exists()


def test_a_refused_page_loses_neither_the_stored_cover(cast, report, django_capture_on_commit_callbacks):
    page = Page(cast.relectrice, report)
    page.type(photo_alt="Un pont")
    page.send(photo=photo())
    page = Page(cast.relectrice, report)
    page.type(**{"cited_figures-TOTAL_FORMS": "1", "cited_figures-0-unit": "km"})
    with django_capture_on_commit_callbacks(execute=True):
        assert not page.send(photo=photo(size=(300, 200)))
    assert default_storage.exists(Report.objects.get().photo.name)


def test_the_cover_is_removed(cast, report, django_capture_on_commit_callbacks):
    page = Page(cast.relectrice, report)
    page.type(photo_alt="Un pont")
    page.send(photo=photo())
    name = Report.objects.get().photo.name
    page = Page(cast.relectrice, report)
    page.type(**{"photo-clear": "on"})
    with django_capture_on_commit_callbacks(execute=True):
        assert page.send()
    assert not Report.objects.get().photo
    assert not default_storage.exists(name)


# -- The chronology ----------------------------------------------------------------------------------------------------


def moment(contribution, title: str, **fields) -> Moment:
    return Moment.objects.create(contribution=contribution, title=title, **{"month": 3, **fields})


def test_communication_chooses_among_the_events_of_all_directions(cast, report):
    bridge = moment(cast.routes, "Le pont ouvre", day=5)
    show = moment(cast.culture, "Le festival", is_selected=False)
    elsewhere = factories.contribution(factories.campaign(cast.institution, year=2019), cast.routes.direction)
    old = moment(elsewhere, "Ancien")
    page = Page(cast.relectrice, report)
    labels = [" ".join(one.text_content().split()) for one in page.tree.xpath("//*[@id='id_moments']//label")]
    assert labels == ["DC – mars – Le festival", "DR – 5 mars – Le pont ouvre"]
    assert page.fields["moments"] == [str(bridge.pk)]
    page.fields["moments"] = [str(show.pk), str(old.pk), "faux"]
    assert page.send()
    assert set(Moment.objects.filter(is_selected=True)) == {show, old}


def test_an_event_proposed_or_deleted_since_the_page_was_opened_is_left_alone(cast, report):
    gone, kept = moment(cast.routes, "Effacé"), moment(cast.routes, "Gardé")
    page = Page(cast.relectrice, report)
    gone.delete()
    new = moment(cast.culture, "Nouveau")
    page.fields["moments"].remove(str(kept.pk))
    assert page.send()
    assert list(Moment.objects.filter(is_selected=True)) == [new]


def test_the_queries_do_not_grow_with_the_events(cast, report):
    counts = []
    for _ in range(2):
        moments = [moment(cast.routes, "Fait"), *(moment(cast.culture, f"Fait {n}") for n in range(len(counts) * 20))]
        page = Page(cast.relectrice, report)
        for one in moments:
            page.fields["moments"].remove(str(one.pk))
        with CaptureQueriesContext(connection) as queries:
            assert page.send()
        counts.append(len(queries))
    assert counts[0] == counts[1]
