"""Two people on one contribution: nobody loses a word, and nothing is written twice."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from directions.enums import ContributionStatus
from directions.models import Achievement, Contribution, KeyFigure, Mission
from tests import factories
from tests.form_page import FormPage, photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> factories.Cast:
    cast = factories.cast(complete=False)
    Contribution.objects.filter(pk=cast.routes.pk).update(introduction="<p>Au début</p>")
    for position, text in enumerate(["Entretenir", "Surveiller"]):
        factories.mission(cast.routes, text, position=position)
    return cast


@pytest.fixture
def rose(cast: factories.Cast) -> FormPage:
    """The page of the rédactrice, opened before the other person saves."""
    return FormPage(cast.redactrice, cast.routes)


@pytest.fixture
def denis(cast: factories.Cast) -> FormPage:
    """The page of the directeur, opened at the same time."""
    return FormPage(cast.directeur, cast.routes)


def conflict(page: FormPage) -> dict[str, list[str]]:
    """What the conflict page tells, by heading: "place – field | stored | typed"."""
    assert page.response.status_code == 200
    assert page.tree.xpath("//title")[0].text_content().strip().startswith("Conflit")
    told = {}
    for heading in page.tree.xpath("//section[@class='conflict']//h3"):
        items = heading.getnext().xpath("./li")
        told[heading.text_content().split(" :")[0]] = [
            " | ".join(" ".join(" ".join(part.itertext()).split()) for part in item.xpath("./h4 | ./dl/div/dd"))
            for item in items
        ]
    return told


BOTH, MINE, THEIRS = (
    "Modifié des deux côtés",
    "Modifié par vous seulement",
    "Modifié par l’autre personne seulement",
)


def texts(cast: factories.Cast) -> list[str]:
    return [mission.text for mission in cast.routes.missions.all()]


def test_a_stale_save_is_refused_and_says_who_and_when(cast, rose, denis):
    denis.type(introduction="<p>De Denis</p>")
    denis.save()
    rose.type(introduction="<p>De Rose</p>")

    rose.send()

    assert conflict(rose) == {BOTH: ["Présentation – Présentation | De Denis | De Rose"]}
    assert "Denis Direc a enregistré cette contribution le" in rose.text
    assert rose.fields["introduction"] == "<p>De Rose</p>"
    cast.routes.refresh_from_db()
    assert (cast.routes.introduction, cast.routes.version) == ("<p>De Denis</p>", 2)


def test_saving_over_after_having_seen(cast, rose, denis):
    denis.type(introduction="<p>De Denis</p>")
    denis.save()
    rose.type(introduction="<p>De Rose</p>")
    rose.send()

    rose.save()

    cast.routes.refresh_from_db()
    assert (cast.routes.introduction, cast.routes.version) == ("<p>De Rose</p>", 3)


def test_what_only_one_changed_is_kept_from_each(cast, rose, denis):
    denis.type(introduction="<p>De Denis</p>")
    denis.save()
    rose.type(rose.row("missions", "text", "Surveiller"), text="Surveiller les ponts")

    rose.send()

    assert conflict(rose) == {
        MINE: ["Mission 2 : Surveiller les ponts – Mission | Surveiller | Surveiller les ponts"],
        THEIRS: ["Présentation – Présentation | De Denis | Au début"],
    }
    rose.save()
    cast.routes.refresh_from_db()
    assert cast.routes.introduction == "<p>De Denis</p>"
    assert texts(cast) == ["Entretenir", "Surveiller les ponts"]


def test_the_words_that_differ_are_marked(rose, denis):
    denis.type(introduction="<p>Un pont rouge</p>")
    denis.save()
    rose.type(introduction="<p>Un pont bleu</p>")

    rose.send()

    assert [mark.text for mark in rose.tree.xpath("//section[@class='conflict']//mark")] == ["rouge", "bleu"]


def test_new_rows_of_both_are_kept_once(cast, rose, denis):
    denis.add("missions", text="De Denis")
    denis.save()
    rose.add("missions", text="De Rose")

    rose.send()

    told = conflict(rose)
    assert told[MINE] == ["Mission 4 : De Rose – Ajout | vide | Mission : De Rose"]
    assert told[THEIRS] == ["Mission 3 : De Denis – Ajout | Mission : De Denis | vide"]
    rose.save()
    assert texts(cast) == ["Entretenir", "Surveiller", "De Denis", "De Rose"]


def test_a_row_that_was_deleted_meanwhile_comes_back_if_i_wrote_in_it(cast, rose, denis):
    denis.remove("missions-0")
    denis.save()
    rose.type("missions-0", text="Entretenir et déneiger")

    rose.send()

    assert conflict(rose) == {
        BOTH: ["Mission 2 : Entretenir et déneiger – Suppression | supprimé depuis | Mission : Entretenir et déneiger"]
    }
    rose.save()
    assert sorted(texts(cast)) == ["Entretenir et déneiger", "Surveiller"]


def test_a_row_that_was_deleted_meanwhile_stays_deleted_if_i_did_not_touch_it(cast, rose, denis):
    denis.remove("missions-0")
    denis.save()
    rose.type(introduction="<p>De Rose</p>")

    rose.send()

    assert conflict(rose)[THEIRS] == ["Mission 2 : Entretenir – Suppression | supprimé depuis | vide"]
    rose.save()
    assert texts(cast) == ["Surveiller"]


def test_a_row_that_i_delete_and_the_other_changed_is_shown(cast, rose, denis):
    denis.type("missions-0", text="Entretenir et déneiger")
    denis.save()
    rose.remove("missions-0")

    rose.send()

    told = conflict(rose)
    assert told[MINE] == ["Mission 1 : Entretenir – Supprimer cette mission | vide | oui"]
    assert told[THEIRS] == ["Mission 1 : Entretenir – Mission | Entretenir et déneiger | Entretenir"]
    assert rose.fields["missions-0-DELETE"] == "on"


def test_both_deleting_the_same_row_is_no_conflict(cast, rose, denis):
    denis.remove("missions-0")
    denis.save()
    rose.remove("missions-0")

    rose.save()

    assert texts(cast) == ["Surveiller"]


def test_rows_deleted_and_added_meanwhile_do_not_mix_up_mine(cast, rose, denis):
    denis.remove("missions-0")
    denis.add("missions", text="De Denis")
    denis.save()
    rose.type("missions-1", text="Surveiller les ponts")

    rose.send()
    rose.save()

    assert texts(cast) == ["Surveiller les ponts", "De Denis"]


def test_reading_only_what_the_other_saved_is_no_conflict(cast, rose, denis):
    denis.type(introduction="<p>De Denis</p>")
    denis.save()

    rose.save()

    assert "Vous n'aviez rien modifié" in rose.messages()[0]
    cast.routes.refresh_from_db()
    assert (cast.routes.introduction, cast.routes.version) == ("<p>De Denis</p>", 2)


def test_a_submission_that_meets_what_the_other_saved_says_that_it_is_none(cast, rose, denis):
    factories.achievement(cast.routes)
    denis.type(introduction="<p>De Denis</p>")
    denis.save()

    rose.save("_submit")

    (message,) = rose.messages()
    assert message.startswith("Denis Direc a enregistré")
    assert message.endswith("Elle n'est pas soumise : relisez ce qui a été enregistré, puis soumettez.")
    cast.routes.refresh_from_db()
    assert cast.routes.status == ContributionStatus.DRAFT


def test_a_second_conflict_is_met_again(cast, rose, denis):
    denis.type(introduction="<p>De Denis</p>")
    denis.save()
    rose.type(introduction="<p>De Rose</p>")
    rose.send()
    later = FormPage(cast.directeur, cast.routes)
    later.type(introduction="<p>Encore de Denis</p>")
    later.save()

    rose.send()

    assert conflict(rose) == {BOTH: ["Présentation – Présentation | Encore de Denis | De Rose"]}


def test_a_faulty_text_is_kept_in_a_conflict(rose, denis):
    denis.type(introduction="<p>De Denis</p>")
    denis.save()
    rose.add("key_figures", label="Agents", value="1.234", unit="agents")

    rose.send()

    (told,) = conflict(rose)[MINE]
    assert told.startswith("Chiffre-clé 1 : Agents – Ajout | vide | ")
    assert told.endswith("Intitulé : Agents Valeur : 1.234 Unité : agents")
    assert rose.fields["key_figures-0-value"] == "1.234"
    assert rose.errors()


def test_a_photo_is_kept_through_a_conflict(cast, rose, denis):
    denis.type(introduction="<p>De Denis</p>")
    denis.save()
    row = rose.add("achievements", title="Un pont", photo_alt="Le pont")
    rose.send(**{f"{row}-photo": photo("pont.jpg")})

    assert "Photo déjà reçue : pont.jpg" in rose.text
    rose.save()

    assert Achievement.objects.get().photo.width == 640


def test_a_row_with_a_photo_keeps_it_through_a_conflict_elsewhere(cast):
    page = FormPage(cast.redactrice, cast.routes)
    row = page.add("achievements", title="Un pont", photo_alt="Le pont")
    page.save(**{f"{row}-photo": photo()})
    rose, denis = FormPage(cast.redactrice, cast.routes), FormPage(cast.directeur, cast.routes)
    name = Achievement.objects.get().photo.name
    denis.type("achievements-0", theme="Sécurité")
    denis.save()
    rose.type("achievements-0", title="Un pont neuf")

    rose.send()
    rose.save()

    achievement = Achievement.objects.get()
    assert (achievement.title, achievement.theme, achievement.photo.name) == ("Un pont neuf", "Sécurité", name)
    assert achievement.photo.storage.exists(name)


def test_a_row_that_was_deleted_meanwhile_says_that_its_photo_is_gone(cast):
    page = FormPage(cast.redactrice, cast.routes)
    row = page.add("achievements", title="Un pont", photo_alt="Le pont")
    page.save(**{f"{row}-photo": photo()})
    rose, denis = FormPage(cast.redactrice, cast.routes), FormPage(cast.directeur, cast.routes)
    denis.remove("achievements-0")
    denis.save()
    rose.type("achievements-0", title="Un pont neuf")

    rose.send()
    assert "supprimé depuis, avec sa photo : choisissez-la de nouveau" in conflict(rose)[BOTH][0]
    rose.send(**{"achievements-0-photo": photo()})

    achievement = Achievement.objects.get()
    assert (achievement.title, achievement.photo.width) == ("Un pont neuf", 640)


@pytest.mark.parametrize("base", ["", "{", "[]", "[" * 100_000, '{"": 3, "missions": []}', '{"missions": {"x": "y"}}'])
def test_a_page_that_lost_its_fingerprint_still_keeps_every_word(cast, rose, denis, base):
    denis.type(introduction="<p>De Denis</p>")
    denis.save()
    rose.type(base=base, version="x")
    rose.type("missions-0", text="De Rose")

    rose.send()

    told = conflict(rose)
    assert len(told[BOTH]) == 2
    assert rose.fields["missions-0-text"] == "De Rose"


# -- The same form twice -----------------------------------------------------------------------------------------------


def everything(page: FormPage) -> dict[str, object]:
    """Fills every section of the page; the photo to send with it."""
    page.type(introduction="<p>Nous entretenons les routes.</p>")
    page.add("missions", text="Entretenir les routes")
    page.add("key_figures", label="Agents", value="1234,5", unit="agents")
    page.add("charts", title="Dépenses", data="Année;2019\nEntretien;12,50")
    page.add("moments", title="Inauguration", month="6")
    row = page.add("achievements", title="Un pont", date="2020-06-12", photo_alt="Le pont", body="<p>Ouvert.</p>")
    page.remove("missions-0")
    return {f"{row}-photo": photo()}


def test_a_form_that_is_posted_twice_is_saved_once(cast, rose):
    files = everything(rose)
    rose.save(**files)
    version = Contribution.objects.get(pk=cast.routes.pk).version

    rose.save(**files)

    assert set(rose.messages()) == {"La contribution est enregistrée."}
    assert Contribution.objects.get(pk=cast.routes.pk).version == version
    assert texts(cast) == ["Surveiller", "Entretenir les routes"]
    assert [model.objects.count() for model in (Achievement, KeyFigure, Mission)] == [1, 1, 2]


def test_a_submission_that_is_posted_twice_writes_once_and_loses_nothing(cast, rose):
    files = everything(rose)
    rose.save("_submit", **files)

    rose.save("_submit", **files)

    assert "La contribution est déjà soumise" in rose.messages()[-1]
    cast.routes.refresh_from_db()
    assert cast.routes.status == ContributionStatus.SUBMITTED
    assert cast.routes.events.count() == 1


def test_words_added_after_a_submission_are_given_back(cast, rose):
    everything(rose)
    rose.save("_submit")
    rose.type(introduction="<p>Encore un mot</p>")

    assert rose.send("_submit").status_code == 403
    assert "Encore un mot" in rose.text
    cast.routes.refresh_from_db()
    assert cast.routes.introduction == "<p>Nous entretenons les routes.</p>"


def test_words_added_between_two_clicks_are_not_lost(cast, rose):
    row = rose.add("missions", text="Déneiger")
    rose.save()
    rose.type(row, text="Déneiger les cols")

    rose.send()

    assert "Vous avez enregistré cette contribution le" in rose.text
    rose.save()
    assert texts(cast) == ["Entretenir", "Surveiller", "Déneiger les cols"]


# -- At the same instant -----------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_the_same_instant_one_is_refused():
    cast = factories.cast(complete=False)
    pages = [FormPage(person, cast.routes) for person in (cast.redactrice, cast.directeur)]
    start = threading.Barrier(2)

    def send(page: FormPage) -> int:
        page.type(introduction=f"<p>{page.client.session['_auth_user_id']}</p>")
        page.add("missions", text="Entretenir")
        start.wait(timeout=20)
        try:
            return page.send().status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        statuses = sorted(pool.map(send, pages))

    assert statuses == [200, 302]
    assert Contribution.objects.get(pk=cast.routes.pk).version == 2
    assert Mission.objects.count() == 1
    assert any("Conflit" in page.tree.findtext(".//title") for page in pages)
