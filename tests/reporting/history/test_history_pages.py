"""The pages of a contribution's history: its versions, two of them compared, a text taken back."""

import datetime
import re

import lxml.html
import pytest
from django.db import connection
from django.db.models import JSONField, QuerySet, Value
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directions import assignment, extensions, lifecycle
from directions.enums import CampaignStatus, Placement
from directions.models import Chart, Contribution, KeyFigure, Mission
from reporting.history.recording import record_beginnings
from reporting.models import Revision
from tests import factories
from tests.form_page import FormPage, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> factories.Cast:
    scene = factories.cast()
    KeyFigure.objects.create(
        contribution=scene.routes, label="Agents", value=240, unit="agents", placement=Placement.IDENTITY
    )
    record_beginnings(scene.campaign)
    return scene


def save(scene, **values: str) -> None:
    page = FormPage(scene.redactrice, scene.routes)
    page.type(**values)
    page.save()


def address(scene, name: str = "history", query: str = "", *args: object) -> str:
    return reverse(f"reporting:{name}", args=[scene.routes.pk, *args]) + query


class Page:
    """A page as a person reads it."""

    def __init__(self, scene, user=None, name: str = "history", query: str = "") -> None:
        self.response = signed_in(user or scene.redactrice).get(address(scene, name, query))
        self.tree = lxml.html.fromstring(self.response.content.decode())

    def texts(self, path: str) -> list[str]:
        return [re.sub(r"\s+", " ", one.text_content()).strip() for one in self.tree.xpath(path)]


def test_every_version_is_listed_the_newest_first(scene):
    save(scene, **{"identity-0-value": "252", "missions-0-text": "Entretenir les ponts"})
    save(scene, internal_note="Rien d'imprimé")
    lifecycle.perform("submit", scene.routes, scene.redactrice)
    lifecycle.perform("request_changes", scene.routes, scene.relectrice, "Quelle année ?")
    lines = Page(scene).texts("//li[contains(@class, 'history-line')]")
    assert [re.match(r"Version (\d)", line)[1] for line in lines] == ["5", "4", "3", "2", "1"]
    assert "À corriger" in lines[0] and "Lise Relec" in lines[0] and "Quelle année ?" in lines[0]
    assert "Soumise" in lines[1] and "Aucun mot" not in lines[1]
    assert "Note interne ajoutée" in lines[2]
    assert "Rose Rédac" in lines[3]
    assert "Mission « Entretenir les ponts » modifiée ; le chiffre « Agents » passe de 240 à 252" in lines[3]
    assert "À l’ouverture de la campagne" in lines[4]


def test_the_steps_that_change_no_word_are_told_above_the_version_that_they_followed(scene):
    save(scene, introduction="<p>Un</p>")
    assignment.assign(scene.routes, scene.relectrice, scene.administrateur, None)
    due = scene.campaign.due_on + datetime.timedelta(days=7)
    extensions.grant(scene.routes, scene.relectrice, due, "Panne du logiciel")
    save(scene, introduction="<p>Deux</p>")
    lines = Page(scene).texts("//li[contains(@class, 'history-line')]")
    assert [line.split(" par ")[0].split(",")[0][:17] for line in lines[:4]] == [
        "Version 3 actuell",
        "Délai accordé",
        "Relecture confiée",
        "Version 2",
    ]
    assert "Lise Relec" in lines[1] and "Panne du logiciel" in lines[1]
    assert "Ahmed Admin" in lines[2] and "À Lise Relec" in lines[2]


def test_a_step_is_told_on_the_page_of_its_version_only(scene):
    extensions.grant(scene.routes, scene.relectrice, scene.campaign.due_on + datetime.timedelta(days=7), "Panne")
    for rank in range(21):
        save(scene, introduction=f"<p>Essai {rank}</p>")
    assert Page(scene).texts("//li[contains(@class, 'is-without-change')]") == []
    assert len(Page(scene, query="?page=2").texts("//li[contains(@class, 'is-without-change')]")) == 1


def test_without_any_version_the_page_says_so():
    scene = factories.cast()
    assert "Aucune version n’est gardée" in Page(scene).texts("//main")[0]
    assert signed_in(scene.redactrice).get(address(scene, "history-compare")).status_code == 302


def test_the_list_has_pages(scene):
    for rank in range(25):
        save(scene, introduction=f"<p>Essai {rank}</p>")
    first, second = Page(scene), Page(scene, query="?page=2")
    assert len(first.texts("//li[contains(@class, 'history-line')]")) == 20
    assert "Présentation modifiée" in first.texts("//li[@id='version-7']")[0]
    assert [line[:9] for line in second.texts("//li[contains(@class, 'history-line')]")][-1] == "Version 1"
    assert len(Page(scene).tree.xpath("//select[@id='de']/option")) == 26


def count_queries(scene, name: str, query: str = "") -> int:
    client = signed_in(scene.redactrice)
    client.get(address(scene, name, query))
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address(scene, name, query)).status_code == 200
    return len(captured)


@pytest.mark.parametrize(("name", "query"), [("history", ""), ("history-compare", "?de=1&a=2")])
def test_the_number_of_queries_does_not_grow_with_the_versions(scene, name, query):
    save(scene, introduction="<p>Un</p>")
    few = count_queries(scene, name, query)
    for rank in range(10):
        save(scene, introduction=f"<p>Essai {rank}</p>", **{"missions-0-text": f"Mission {rank}"})
    assert count_queries(scene, name, query) == few


def test_two_versions_are_compared_word_by_word(scene):
    save(scene, **{"identity-0-value": "1350", "missions-0-text": "Entretenir les belles routes"})
    page = Page(scene, name="history-compare", query="?de=1&a=2")
    assert page.texts("//ins")[1:] == ["après : 1 350 agents", "ajouté : belles (fin de l’ajout)"]
    assert page.texts("//del")[1:] == ["avant : 240 agents"]
    assert page.texts("//h1") == ["De la version 1 à la version 2"]


def test_what_is_marked_is_heard_to_begin_and_to_end(scene):
    save(scene, introduction="<p>Le pont neuf est <strong>enfin</strong> ouvert.</p>")
    save(scene, introduction="<p>Le pont est <strong>enfin</strong> grand ouvert.</p>")
    page = Page(scene, name="history-compare", query="?de=2&a=3")
    (deleted,), (inserted,) = page.texts("//dd//del"), page.texts("//dd//ins")
    assert deleted == "supprimé : neuf (fin de la suppression)" and inserted == "ajouté : grand (fin de l’ajout)"


def test_the_order_in_which_they_are_asked_for_does_not_matter(scene):
    save(scene, introduction="<p>Un</p>")
    for query in ("?de=1&a=2", "?de=2&a=1", ""):
        assert Page(scene, name="history-compare", query=query).texts("//h1") == ["De la version 1 à la version 2"]


def test_what_is_never_printed_is_compared_and_taken_back(scene):
    save(scene, internal_note="À revoir en mars")
    save(scene, internal_note="À revoir en mai")
    page = Page(scene, name="history-compare", query="?de=2&a=3")
    assert "Note interne modifiée" in page.texts("//main")[0]
    scene.routes.refresh_from_db()
    signed_in(scene.redactrice).post(
        address(scene, "history-take-back", "", 2), {"bloc": "internal_note", "version": scene.routes.version}
    )
    scene.routes.refresh_from_db()
    assert scene.routes.internal_note == "À revoir en mars"


def test_a_version_that_cannot_be_read_hides_no_other(scene):
    save(scene, introduction="<p>Un</p>")
    save(scene, introduction="<p>Deux</p>")
    QuerySet(Revision).filter(version=2).update(schema_version=99)
    lines = Page(scene).texts("//li[contains(@class, 'history-line')]")
    assert [line[:9] for line in lines] == ["Version 3", "Version 2", "Version 1"]
    assert all("ne peut plus être lue" in line for line in lines[:2])
    assert "ne peut plus être lue" in Page(scene, name="history-compare", query="?de=1&a=2").texts("//main")[0]
    refused = signed_in(scene.redactrice).post(
        address(scene, "history-take-back", "", 2), {"bloc": "introduction", "version": 3}
    )
    assert refused.status_code == 409 and "ne peut plus être lue" in refused.content.decode()


@pytest.mark.parametrize("unprinted", [[], {"whole": "mot"}, {"whole": {"internal_note": 3}}, None])
def test_what_no_version_could_have_kept_is_not_read(scene, unprinted):
    save(scene, introduction="<p>Un</p>")
    QuerySet(Revision).filter(version=2).update(
        unprinted=unprinted if unprinted is not None else Value(None, JSONField())
    )
    assert "ne peut plus être lue" in Page(scene).texts("//li[contains(@class, 'history-line')]")[0]


def test_a_kind_of_chart_of_before_is_told_by_its_own_word(scene):
    Chart.objects.create(contribution=scene.routes, title="Routes").points.create(category="2019", value=1)
    save(scene, introduction="<p>Un</p>")
    revision = Revision.objects.get(version=2)
    revision.section["charts"][0]["kind"] = "camembert"
    QuerySet(Revision).filter(pk=revision.pk).update(section=revision.section)
    page = Page(scene, name="history-compare", query="?de=1&a=2")
    assert page.response.status_code == 200 and "camembert" in page.texts("//main")[0]


def test_versions_that_say_the_same(scene):
    scene.routes.missions.update(confirmed=False)
    save(scene, **{"missions-0-confirmed": "on"})
    assert "Aucun mot n’a changé" in Page(scene, name="history-compare", query="?de=1&a=2").texts("//main")[0]
    assert "C’est la même version" in Page(scene, name="history-compare", query="?de=2&a=2").texts("//main")[0]


@pytest.mark.parametrize("query", ["?de=1", "?de=1&a=9", "?de=x&a=1", "?de=1&a=" + "9" * 30, "?de=-1&a=1", "?de=²&a=1"])
def test_a_version_that_does_not_exist_is_not_found(scene, query):
    assert signed_in(scene.redactrice).get(address(scene, "history-compare", query)).status_code == 404


def test_what_was_written_is_shown_as_text(scene):
    Mission.objects.filter(contribution=scene.routes).update(text="<script>alert(1)</script>")
    save(scene, introduction="<p>a &lt;b&gt;</p>")
    html = Page(scene, name="history-compare", query="?de=1&a=2").response.content.decode()
    assert "&lt;script&gt;alert(1)" in html and "<script>alert(1)" not in html
    assert "a &lt;b&gt;" in html


# -- Taking back -------------------------------------------------------------------------------------------------------


def send(scene, user, *, block: object, older: int = 1, version: int = 2):
    url = address(scene, "history-take-back", "", older)
    return signed_in(user).post(url, {"bloc": str(block), "version": version}, follow=True)


def offers(scene, user) -> list[str]:
    return Page(scene, user, "history-compare", "?de=1&a=2").texts("//form[contains(@class, 'take-back')]//button")


def test_a_text_is_taken_back_and_the_page_shows_what_changed(scene):
    mission = Mission.objects.get(contribution=scene.routes)
    save(scene, **{"missions-0-text": "Autre mission"})
    assert offers(scene, scene.redactrice) == ["Reprendre la version 1 : Mission « Autre mission »"]
    response = send(scene, scene.redactrice, block=mission.pk)
    assert response.redirect_chain[0][0].endswith("/historique/comparer/?de=2&a=3")
    assert "est repris, dans une nouvelle version (3)." in response.content.decode()
    mission.refresh_from_db()
    assert mission.text == "Entretenir les routes"
    again = send(scene, scene.redactrice, block=mission.pk)
    assert "Rien à reprendre" in again.content.decode()
    assert Contribution.objects.get(pk=scene.routes.pk).version == 3
    assert offers(scene, scene.redactrice) == []


def test_nothing_is_offered_or_taken_where_the_person_may_not_write(scene):
    mission = Mission.objects.get(contribution=scene.routes)
    save(scene, **{"missions-0-text": "Autre mission"})
    assert offers(scene, scene.relectrice) == []
    assert send(scene, scene.relectrice, block=mission.pk).status_code == 403
    assert send(scene, scene.etrangere, block=mission.pk).status_code == 404
    assert send(scene, scene.redactrice, block=mission.pk, older=9).status_code == 404
    scene.campaign.status = CampaignStatus.CLOSED
    scene.campaign.save()
    refused = send(scene, scene.redactrice, block=mission.pk)
    assert refused.status_code == 403 and "Rien n’a été modifié" in refused.content.decode()
    mission.refresh_from_db()
    assert mission.text == "Autre mission"


def test_an_old_page_is_refused_and_leads_to_the_difference(scene):
    save(scene, **{"missions-0-text": "Autre mission"})
    save(scene, **{"missions-0-text": "Une troisième"})
    refused = send(scene, scene.redactrice, block=Mission.objects.get(contribution=scene.routes).pk, version=2)
    assert refused.status_code == 409
    assert f"{address(scene, 'history-compare')}?de=1&amp;a=3" in refused.content.decode()


@pytest.mark.parametrize(
    ("block", "said"),
    [
        *((block, "ne se reprend pas") for block in ("", "x", "00000000-0000-4000-8000-000000000000", "\0")),
        ("heading", "dit déjà cela"),
    ],
)
def test_a_block_that_is_none_changes_nothing(scene, block, said):
    assert said in send(scene, scene.redactrice, block=block, version=1).content.decode()
    assert Contribution.objects.get(pk=scene.routes.pk).version == 1


def test_what_last_years_readers_may_read_is_not_its_history(scene):
    """Those who go on with a contribution read what it says, not how it came to say it."""
    following = factories.campaign(scene.institution, year=2021)
    taken_over = factories.contribution(following, scene.culture.direction)
    Contribution.objects.filter(pk=taken_over.pk).update(previous=scene.routes)
    assert signed_in(scene.etrangere).get(reverse("reporting:preview", args=[scene.routes.pk])).status_code == 200
    assert signed_in(scene.etrangere).get(address(scene)).status_code == 404


def test_the_history_is_reached_from_the_contribution(scene):
    page = FormPage(scene.redactrice, scene.routes)
    assert page.tree.xpath(f"//a[@href='{address(scene)}']")
    stock = reverse("admin:directions_contribution_history", args=[scene.routes.pk])
    assert page.client.get(stock)["Location"] == address(scene)
