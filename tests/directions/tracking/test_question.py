"""What may be asked of the tracking: each filter, together with others, its chips, the orders, what is refused."""

from __future__ import annotations

import datetime
import io
import zipfile
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from directions import extensions, lifecycle
from directions.enums import ContributionStatus
from directions.models import Contribution
from directions.sheets import Format, read
from tests import factories
from tests.directions.tracking.tracking_page import TrackingPage, comment, words
from tests.form_page import signed_in

pytestmark = pytest.mark.django_db

ROUTES, CULTURE = "Direction des routes", "Direction de la culture"
ABOVE = ["Département de la Brenne", "DGA Territoires", "DGA Citoyens"]


@pytest.fixture
def cast() -> factories.Cast:
    """The deadline is over, but for `culture`, which has more time; `routes` is submitted, has an open comment and a
    reviewer."""
    cast = factories.cast()
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    type(cast.campaign).objects.update(due_on=yesterday)
    extensions.grant(cast.culture, cast.relectrice, timezone.localdate() + datetime.timedelta(days=9), "Inondations")
    Contribution.objects.filter(pk=cast.routes.pk).update(
        status=ContributionStatus.SUBMITTED, reviewer=cast.administrateur
    )
    comment(cast.routes, cast.relectrice)
    return cast


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ({"etat": "submitted"}, [ROUTES]),
        ({"etat": ["submitted", "approved"]}, [ROUTES]),
        ({"etat": "approved"}, []),
        ({"voir": "commentaires"}, [ROUTES]),
        ({"voir": "delai"}, [CULTURE]),
        ({"voir": ["retard", "delai"]}, []),
        ({"dga": "DGAT"}, ["DGA Territoires", ROUTES]),
        ({"dga": "DGAT", "etat": "draft"}, ["DGA Territoires"]),
        ({"relecteur": "sans"}, [*ABOVE, CULTURE]),
        ({"relecteur": "moi"}, []),
        ({"recherche": "DIRECTION  culturé"}, [CULTURE]),
        ({"recherche": "dgac"}, ["DGA Citoyens"]),
        ({"recherche": "rien de tel"}, []),
    ],
)
def test_each_filter(cast, question, expected):
    page = TrackingPage(cast.relectrice, **question)
    assert page.response.status_code == 200
    assert page.names == expected
    if not expected:
        assert "Aucune direction ne répond à ces filtres" in page.text


def test_who_is_late_is_who_had_to_submit_and_did_not(cast):
    assert TrackingPage(cast.relectrice, voir="retard").names == []
    Contribution.objects.filter(pk=cast.routes.pk).update(status=ContributionStatus.CHANGES_REQUESTED)
    assert TrackingPage(cast.relectrice, voir="retard").names == [ROUTES]


def test_what_is_still_to_be_filled(cast):
    factories.achievement(cast.culture, title="Le musée", body="")
    assert TrackingPage(cast.relectrice, voir="a-completer").names == [CULTURE]


def test_the_reviewer_is_asked_by_name_or_as_oneself(cast):
    assert TrackingPage(cast.administrateur, relecteur="moi").names == [ROUTES]
    assert TrackingPage(cast.relectrice, relecteur=cast.administrateur.pk).names == [ROUTES]
    page = TrackingPage(cast.relectrice)
    offered = [words(option) for option in page.page.xpath("//select[@id='id_relecteur']/option")]
    assert offered == ["Toutes", "Moi", "Sans relecteur", "Ahmed Admin", "Lise Relec"]


def test_who_heads_is_offered_the_reviewers_of_their_directions_only(cast):
    page = TrackingPage(cast.directeur)
    offered = [words(option) for option in page.page.xpath("//select[@id='id_relecteur']/option")]
    assert offered == ["Toutes", "Sans relecteur", "Ahmed Admin"]
    assert TrackingPage(cast.directeur, relecteur=cast.relectrice.pk).response.status_code == 400


def test_a_reviewer_who_left_the_team_can_still_be_asked_for(cast):
    cast.administrateur.groups.clear()
    assert TrackingPage(cast.relectrice, relecteur=cast.administrateur.pk).names == [ROUTES]


@pytest.mark.parametrize(
    ("question", "refused"),
    [
        ({"etat": "inconnu"}, "inconnu"),
        ({"voir": ["retard", "tout"]}, "tout"),
        ({"dga": "CD'--"}, "CD'--"),
        ({"relecteur": "999999"}, "999999"),
        ({"relecteur": "²"}, "²"),
        ({"tri": "mot-de-passe"}, "mot-de-passe"),
        ({"recherche": "a" * 201}, "200"),
    ],
)
def test_what_is_not_offered_is_refused_in_french_with_no_line(cast, question, refused):
    page = TrackingPage(cast.relectrice, **question)
    assert page.response.status_code == 400
    assert page.lines == []
    assert refused in page.errors and "Ces filtres n’ont pas été compris" in page.errors


def test_a_chip_takes_its_filter_off_and_keeps_the_others(cast):
    page = TrackingPage(cast.relectrice, etat=["draft", "submitted"], dga="DGAT", tri="-direction")
    chips = page.page.xpath("//nav[@class='chips']//a")
    assert [words(chip).removesuffix(" ✕") for chip in chips] == [
        "Retirer le filtre État : Brouillon",
        "Retirer le filtre État : Soumise",
        "Retirer le filtre DGA : DGA Territoires",
        "Tout effacer",
    ]
    kept = parse_qs(urlsplit(chips[0].get("href")).query)
    assert kept == {"etat": ["submitted"], "dga": ["DGAT"], "tri": ["-direction"]}
    assert chips[-1].get("href") == "/suivi/2020/"


@pytest.mark.parametrize(
    "question",
    [
        {"recherche": ["direction"], "institution": ["CD"]},
        {"etat": ["draft", "changes_requested"], "voir": ["retard", "commentaires"], "tri": ["echeance"]},
        {"etat": ["changes_requested"], "dga": ["DGAT"], "relecteur": ["moi"], "tri": ["avancement"]},
        {"voir": ["delai", "a-completer"], "relecteur": ["sans"], "dga": ["DGAC"]},
    ],
)
def test_whatever_is_asked_is_asked_again_by_every_link(cast, question):
    Contribution.objects.filter(pk=cast.routes.pk).update(
        reviewer=cast.relectrice, status=ContributionStatus.CHANGES_REQUESTED
    )
    factories.achievement(cast.culture, title="Le musée", body="")
    page = TrackingPage(cast.relectrice, **question)
    assert page.names
    exports, delays = page.links("//*[@class='exports']"), [one for one in page.links("//tr") if "/delai/" in one]
    sorts, ticking = page.links("//thead"), page.links("//*[@class='ticking']")
    assert (len(exports), len(delays), len(sorts), len(ticking)) == (3, len(page.names), 7, 1)
    page.ask("confier", page.contributions(), cast.administrateur.pk)
    returns = page.links("//main//form")
    assert len(returns) == 1
    kept = {name: set(values) for name, values in question.items()}
    for link in [*exports, *delays, *returns, page.confirmation()[0]]:
        assert asked(link) == kept, link
    for link in sorts:
        assert asked(link) | {"tri": ""} == kept | {"tri": ""}, link
    assert asked(ticking[0]) == kept | {"cocher": {"tout"}}
    assert asked(page.confirm()["Location"]) == kept


def asked(address: str) -> dict[str, set[str]]:
    return {name: set(values) for name, values in parse_qs(urlsplit(address).query).items()}


def test_words_of_the_address_are_never_markup(cast):
    page = TrackingPage(cast.relectrice, recherche="<script>alert(1)</script>", etat="<b>")
    assert "<script>alert" not in page.response.text and "<b>" not in page.response.text


# -- Orders ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("order", "first", "last"),
    [
        ("direction", "Département de la Brenne", ROUTES),
        ("-direction", ROUTES, "Département de la Brenne"),
        ("-etat", ROUTES, CULTURE),
        ("avancement", ROUTES, "DGA Citoyens"),
        ("relecteur", ROUTES, CULTURE),
        ("-commentaires", ROUTES, CULTURE),
    ],
)
def test_each_order(cast, order, first, last):
    names = TrackingPage(cast.relectrice, tri=order).names
    assert names[0].startswith(first) and names[-1].startswith(last), names


def test_who_has_a_deadline_comes_before_who_has_none(cast):
    Contribution.objects.filter(pk=cast.routes.pk).update(status=ContributionStatus.DRAFT)
    for order, expected in (("echeance", [ROUTES, CULTURE]), ("-echeance", [CULTURE, ROUTES])):
        names = [line[0].rpartition(" ")[0] for line in TrackingPage(cast.relectrice, tri=order).lines]
        assert names == [*expected, *ABOVE]


def test_what_slept_longest_comes_first():
    cast = factories.cast()
    old = timezone.now() - datetime.timedelta(days=20)
    Contribution.objects.filter(pk=cast.culture.pk).update(updated_at=old)
    assert TrackingPage(cast.relectrice, tri="activite").names[0].startswith(CULTURE)
    assert TrackingPage(cast.relectrice, tri="-activite").names[-1].startswith(CULTURE)


def test_the_title_of_a_column_sorts_by_it_then_the_other_way(cast):
    page = TrackingPage(cast.relectrice, etat="draft", tri="direction")
    [title] = page.page.xpath("//th[@aria-sort]")
    assert (title.get("aria-sort"), words(title)) == ("ascending", "Direction ↑")
    assert parse_qs(urlsplit(title.find("a").get("href")).query) == {"etat": ["draft"], "tri": ["-direction"]}


# -- The file ----------------------------------------------------------------------------------------------------------


def answer(user, file_format: Format, **question):
    return signed_in(user).get(reverse("directions:tracking_export", args=[2020, file_format]), question)


def rows(user, file_format: Format = Format.XLSX, sheet: str = "Directions", **question) -> list[dict]:
    """The lines of the file, each by the titles of its columns."""
    response = answer(user, file_format, **question)
    assert response.status_code == 200
    found = read(response.content, f"suivi.{file_format.extension}", sheet=sheet, columns=["DGA"])
    return [dict(zip(found.header, row.cells, strict=True)) for row in found.rows]


@pytest.mark.parametrize("file_format", Format)
def test_the_file_holds_the_lines_that_are_shown_in_their_order(cast, file_format):
    factories.achievement(cast.culture, title="Le musée", body="")
    found = rows(cast.relectrice, file_format, tri="-direction", recherche="direction")
    assert [row["Direction"] for row in found] == [ROUTES, CULTURE]
    routes, culture = found
    assert (routes["DGA"], routes["Sigle"], routes["État"]) == ("DGA Territoires", "DR", "Soumise")
    assert (routes["Relecture"], routes["Commentaires ouverts"], routes["Avancement (en %)"]) == ("Ahmed Admin", 1, 100)
    assert culture["À compléter"] == "La réalisation « Le musée » n'a pas de texte."
    assert culture["Délai accordé jusqu'au"] == culture["Date limite"] == timezone.localdate() + datetime.timedelta(9)
    assert culture["Raison du délai"] == "Inondations"
    assert culture["Jours de retard"] is None


def test_the_file_counts_all_that_is_missing_and_tells_the_first(cast):
    for number in range(5):
        factories.achievement(cast.culture, title=f"Musée {number}", body="")
    [row] = rows(cast.relectrice, voir="a-completer")
    assert (row["Points à compléter"], row["À compléter"].count("n'a pas de texte.")) == (5, 5)
    for number in range(5, 7):
        factories.achievement(cast.culture, title=f"Musée {number}", body="")
    [row] = rows(cast.relectrice, voir="a-completer")
    assert (row["Points à compléter"], row["À compléter"].count("n'a pas de texte.")) == (7, 5)
    assert row["À compléter"].endswith("n'a pas de texte. Et 2 autres.")


def test_the_file_tells_apart_what_need_not_be_written(cast):
    factories.achievement(cast.culture.parent, title="Le musée", body="")
    found = {row["Sigle"]: row for row in rows(cast.relectrice)}
    titles = ("Écriture", "Avancement (en %)", "Points à compléter", "Date limite")
    assert [found["DGAC"][title] for title in titles] == ["Facultative", None, 1, None]
    assert [found["CD"][title] for title in titles] == ["Par la communication", None, 0, None]
    assert [found["DR"][title] for title in titles[:2]] == ["Attendue", 100]
    totals = {row["DGA"]: row for row in rows(cast.relectrice, sheet="Totaux de la campagne")}
    assert (totals["Ensemble"]["À compléter"], totals["Ensemble"]["Avancement (en %)"]) == (0, 100)


def test_the_file_says_by_how_much_one_is_late_and_when_one_submitted():
    cast = factories.cast()
    lifecycle.perform("submit", cast.routes, cast.redactrice)
    type(cast.campaign).objects.update(due_on=timezone.localdate() - datetime.timedelta(days=4))
    found = {row["Sigle"]: row for row in rows(cast.relectrice)}
    assert (found["DC"]["Jours de retard"], found["DR"]["Jours de retard"]) == (4, None)
    assert found["DC"]["Soumise le"] is None
    assert found["DR"]["Soumise le"] == found["DR"]["Dernière activité le"] == timezone.localdate()


def test_the_file_has_the_totals_of_the_whole_campaign(cast):
    factories.achievement(cast.culture, title="Le musée", body="")
    extensions.withdraw(cast.culture, cast.relectrice)
    found = rows(cast.relectrice, sheet="Totaux de la campagne", etat="submitted")
    totals = {row["DGA"]: row for row in found}
    assert totals["DGA Territoires"]["Soumise"] == 1 and totals["DGA Territoires"]["Contributions"] == 2
    assert totals["DGA Territoires"]["Commentaires ouverts"] == totals["DGA Citoyens"]["À compléter"] == 1
    assert totals["Département de la Brenne"]["Avancement (en %)"] is None
    assert (totals["DGA Territoires"]["Avancement (en %)"], totals["DGA Citoyens"]["Avancement (en %)"]) == (100, 66)
    assert (totals["Ensemble"]["Brouillon"], totals["Ensemble"]["En retard"]) == (4, 1)
    *groups, overall = found
    for title in set(overall) - {"DGA", "Avancement (en %)"}:
        assert overall[title] == sum(row[title] for row in groups), title


@pytest.mark.parametrize("words_to_run", ["=1+1", "@SUM(1)", "+1", "-1+1", '=HYPERLINK("http://x")'])
def test_words_that_a_spreadsheet_would_run_are_only_words(cast, words_to_run):
    Contribution.objects.filter(pk=cast.routes.pk).update(
        extended_until="2030-01-01", extension_reason=words_to_run, name=f"{words_to_run} routes"
    )
    for file_format in Format:
        [row] = rows(cast.relectrice, file_format, dga="DGAT", etat="submitted")
        assert (row["Raison du délai"], row["Direction"]) == (words_to_run, f"{words_to_run} routes")
    files = {one: answer(cast.relectrice, one, dga="DGAT", etat="submitted").content for one in Format}
    assert b"table:formula" not in unpacked(files[Format.ODS]) and b"<f>" not in unpacked(files[Format.XLSX])
    assert f'"{words_to_run[0]}'.encode() not in files[Format.CSV]


def unpacked(file: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return b"".join(map(archive.read, archive.namelist()))


def test_who_heads_exports_their_own_and_a_question_that_is_refused_gives_the_page(cast):
    assert [row["Direction"] for row in rows(cast.directeur)] == [ROUTES]
    refused = answer(cast.directeur, Format.XLSX, etat="inconnu")
    assert refused.status_code == 400 and "pas un choix possible" in refused.text
    assert answer(cast.redactrice, Format.XLSX).status_code == 404
