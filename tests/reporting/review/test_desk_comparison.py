"""The views that compare: since a submission, since a visit, since any version, with last year."""

from __future__ import annotations

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from directions import lifecycle
from directions.enums import ContributionStatus
from directions.models import Contribution, ContributionEvent, KeyFigure
from reporting.history.recording import record_beginnings
from reporting.history.revisions import worth_comparing
from reporting.models import Revision
from tests import factories
from tests.form_page import FormPage
from tests.reporting.review.desk_page import DeskPage, rewrite, sent_back_and_corrected, step, submitted, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> factories.Cast:
    return submitted()


def opened() -> factories.Cast:
    """The contributions of a campaign that opens: version 1."""
    cast = factories.cast()
    record_beginnings(cast.campaign)
    return cast


def changes(page: DeskPage, since: str = "") -> str:
    """The words of the view, no-break spaces made plain."""
    page.open(vue="changements", depuis=since)
    (found,) = page.tree.xpath("//section[@class='review-comparison']")
    return words(found)


def quick_links(page: DeskPage) -> list[str]:
    return [words(one) for one in page.tree.xpath("//p[@class='review-quick']/a")]


def beside(page: DeskPage, block: object) -> str:
    found = page.tree.xpath(f"//*[@id='b-{block}']//*[contains(@class, 'review-difference')]")
    return " ".join(words(one) for one in found)


def test_once_resubmitted_what_differs_is_told_since_the_time_before(cast):
    sent_back_and_corrected(cast)
    page = DeskPage(cast.relectrice, cast.routes)
    said = changes(page)
    assert "Comparé à la version 3," in said and f", par {cast.redactrice} (soumission)." in said
    mission = cast.routes.missions.get()
    assert beside(page, mission.pk).startswith("Modifiée")
    inserted = " ".join(words(one) for one in page.tree.xpath(f"//*[@id='b-{mission.pk}']//ins"))
    assert "tunnels" in inserted and "Entretenir" not in inserted
    assert page.tree.xpath(f"//ul[@class='review-lines']//a[@href='#b-{mission.pk}']")


@pytest.mark.parametrize(("steps", "since", "called"), [
    # Opened, written (2), submitted (3).
    ("submit", 1, "le début"),
    ("submit approve", 1, "le début"),
    ("submit ask", 3, "la dernière soumission"),
    ("submit ask write", 3, "la dernière soumission"),
    ("submit ask write submit", 3, "la soumission précédente"),
    ("submit ask write submit approve", 3, "la soumission précédente"),
    ("submit ask write submit ask", 6, "la dernière soumission"),
    ("submit ask write submit ask write", 6, "la dernière soumission"),
    ("submit ask write submit ask write submit", 6, "la soumission précédente"),
    ("submit ask write submit approve reopen write", 6, "la dernière soumission"),
])  # fmt: skip
def test_what_is_worth_comparing_is_one_rule_for_the_review_and_the_history(steps, since, called):
    cast = opened()
    rewrite(cast.redactrice, cast.routes, "Entretenir les routes et les ponts")
    deeds = {
        "submit": lambda: step(cast.routes, "submit", cast.redactrice),
        "ask": lambda: step(cast.routes, "request_changes", cast.relectrice),
        "write": lambda: rewrite(cast.redactrice, cast.routes, f"Entretenir les routes, version {cast.routes.version}"),
        "approve": lambda: step(cast.routes, "approve", cast.relectrice),
        "reopen": lambda: step(cast.routes, "reopen", cast.relectrice),
    }
    for deed in steps.split():
        deeds[deed]()
        cast.routes.refresh_from_db()
    page = DeskPage(cast.redactrice, cast.routes)
    changes(page)
    assert page.tree.xpath("//select[@name='depuis']/option[@selected]/@value") == [str(since)]
    # The link that comes back to it from another version names it.
    if cast.routes.version > 2:
        changes(page, "2")
        assert quick_links(page) == [f"Depuis {called}"]
    history = lxml.html.fromstring(page.client.get(page.address("history")).content)
    for name, version in (("de", since), ("a", cast.routes.version)):
        assert history.xpath(f"//select[@id='{name}']/option[@selected]/@value") == [str(version)]


def test_a_first_submission_is_compared_with_what_was_there_at_the_opening():
    cast = opened()
    rewrite(cast.redactrice, cast.routes, "Entretenir les routes et les ponts")
    step(cast.routes, "submit", cast.redactrice)
    page = DeskPage(cast.relectrice, cast.routes)
    text = changes(page)
    assert "Première soumission : comparé à ce qui était à l'ouverture de la campagne (version 1, du " in text
    assert beside(page, cast.routes.missions.get().pk).startswith("Modifiée")
    assert "Première soumission" not in changes(page, "2")


def test_one_that_was_never_submitted_is_compared_with_the_opening_too():
    cast = opened()
    rewrite(cast.redactrice, cast.routes, "Entretenir les routes et les ponts")
    text = changes(DeskPage(cast.redactrice, cast.routes))
    assert "Comparé à ce qui était à l'ouverture de la campagne (version 1, du " in text
    assert "Première soumission" not in text


def test_a_version_is_not_compared_with_itself():
    cast = opened()
    page = DeskPage(cast.redactrice, cast.routes)
    assert "Aucune version antérieure de cette contribution n'est gardée." in changes(page)
    assert not page.tree.xpath("//select[@name='depuis']")


def test_any_version_may_be_compared_with(cast):
    sent_back_and_corrected(cast)
    page = DeskPage(cast.redactrice, cast.routes)
    assert "Comparé à la version 2," in changes(page, "2")
    assert page.tree.xpath("//select[@name='depuis']/option[@selected]/@value") == ["2"]
    offered = page.tree.xpath("//select[@name='depuis']/option/@value")
    assert offered == ["5", "4", "3", "2"]
    # What is said next comes back to the same comparison.
    page.open(vue="changements", depuis="2", commenter="ensemble")
    (form,) = page.tree.xpath("//*[@id='marge-ensemble']/form")
    assert "depuis=2" in form.action


# Versions 2 to 6 are kept: 1 is before all, 6 is the one that is shown.
@pytest.mark.parametrize("asked", ["x", "-3", "9" * 40, "2.5", "0", "1", "6", "999"])
def test_a_version_that_means_nothing_or_is_not_earlier_asks_for_the_usual_one(cast, asked):
    sent_back_and_corrected(cast)
    page = DeskPage(cast.relectrice, cast.routes)
    assert "Comparé à la version 3," in changes(page, asked)
    assert page.tree.xpath("//select[@name='depuis']/option[@selected]/@value") == ["3"]


def test_a_contribution_without_any_version_says_so(cast):
    page = DeskPage(cast.relectrice, cast.culture)
    assert "Aucune version antérieure" in changes(page) and page.status == 200


def test_what_changed_since_the_reader_came_last_stays_told_once_this_version_is_read(cast):
    page = DeskPage(cast.relectrice, cast.routes)
    quick = "//p[@class='review-quick']/a"
    page.client.post(page.address("review-visit"), {"version": 3})
    sent_back_and_corrected(cast)
    cast.routes.refresh_from_db()
    for _ in range(2):
        assert "Comparé à la version 3," in changes(page, "lecture")
        assert [words(one) for one in page.tree.xpath(f"{quick}[@aria-current]")] == ["Depuis ma lecture précédente"]
        named = [
            words(one) for one in page.tree.xpath("//select[@name='depuis']/option") if "votre lecture" in words(one)
        ]
        assert len(named) == 1 and named[0].startswith("la version 3,")
        # After a while the page notes by itself that this version is read: twice changes nothing more.
        page.client.post(page.address("review-visit"), {"version": cast.routes.version})
        page.client.post(page.address("review-visit"), {"version": cast.routes.version})


@pytest.mark.parametrize("is_read", [False, True])
def test_who_had_read_nothing_before_is_told_so(cast, is_read):
    page = DeskPage(cast.relectrice, cast.routes)
    if is_read:
        page.client.post(page.address("review-visit"), {"version": 3})
    text = changes(page, "lecture")
    assert "Rien à comparer Vous n'aviez encore rien lu de cette contribution avant cette version." in text
    assert "Comparé à" not in text and not page.tree.xpath("//ul[@class='review-lines']")
    # What may be compared is offered beside.
    assert quick_links(page) == ["Depuis le début"]
    assert page.tree.xpath("//select[@name='depuis']/option/@value") == ["2"]
    changes(page)
    assert quick_links(page) == []


@pytest.mark.parametrize(("status", "corrected", "title"), [
    ("submitted", False, "Texte soumis"),
    ("submitted", True, "Texte soumis, puis corrigé"),
    ("approved", True, "Texte validé"),
    ("changes_requested", True, "Texte actuel"),
])  # fmt: skip
def test_the_text_is_called_what_it_is(cast, status, corrected, title):
    if corrected:
        rewrite(cast.relectrice, cast.routes, "Entretenir les ponts")
    if status != "submitted":
        step(cast.routes, "approve" if status == "approved" else "request_changes", cast.relectrice)
    page = DeskPage(cast.redactrice, cast.routes).open()
    assert words(page.tree.xpath("//nav[@class='review-views']//a")[0]) == title


def test_a_version_that_nobody_can_read_any_more_says_so(cast):
    Revision.objects.create(
        contribution=cast.routes, version=1, section={"perdu": 1}, schema_version=999, author_name="Rose"
    )
    text = changes(DeskPage(cast.relectrice, cast.routes), "1")
    assert "ne peut plus être lue" in text


def test_a_block_that_is_gone_is_shown_with_what_it_said(cast):
    removed = cast.routes.missions.get()
    form = FormPage(cast.relectrice, cast.routes)
    form.remove("missions-0")
    form.add("missions", text="Construire des ponts")
    form.save()
    page = DeskPage(cast.relectrice, cast.routes)
    changes(page, "3")
    (gone,) = page.tree.xpath(f"//*[@id='supprime-{removed.pk}']")
    assert "Entretenir les routes et les ponts" in words(gone)
    added = cast.routes.missions.get()
    assert beside(page, added.pk) == "Ajoutée"


def test_what_has_no_block_of_its_own_is_told_at_the_top(cast):
    form = FormPage(cast.relectrice, cast.routes)
    form.type(created_on="2020")
    form.save()
    page = DeskPage(cast.relectrice, cast.routes)
    assert page.open(vue="changements").tree.xpath("//ul[@class='review-lines']//a/@href") == ["#ensemble"]
    (whole,) = page.tree.xpath("//*[@id='ensemble']")
    assert "Date de création" in words(whole)


def test_what_was_added_and_is_not_printed_is_shown_with_its_words_and_the_rest_only_on_the_sheet(cast):
    figure = KeyFigure.objects.create(
        contribution=cast.routes, label="Ponts", value=12, explanation="Trois ponts neufs.", internal_note="À vérifier."
    )
    bare = KeyFigure.objects.create(contribution=cast.routes, label="Routes", value=3)
    form = FormPage(cast.relectrice, cast.routes)
    form.type(internal_note="Voir avec la DGA.")
    form.save()
    page = DeskPage(cast.relectrice, cast.routes)
    changes(page, "3")
    told = "Ajouté Explication de la variation Trois ponts neufs. Note interne À vérifier."
    assert beside(page, figure.pk) == told and beside(page, bare.pk) == "Ajouté"
    (whole,) = page.tree.xpath("//*[@id='ensemble']//*[contains(@class, 'review-difference')]")
    assert words(whole) == "Ajoutée Note interne Voir avec la DGA."


# A version is a submission, or is not.
@given(submissions=st.lists(st.booleans(), max_size=8), shown=st.integers(0, 10), is_open=st.booleans())
def test_what_is_worth_comparing_is_older_than_what_is_shown(submissions, shown, is_open):
    submit = ContributionEvent(transition=ContributionEvent.SUBMITTED)
    kept = [
        Revision(pk=version, version=version, event=submit if is_submitted else None)
        for version, is_submitted in enumerate(submissions, start=1)
    ][::-1]
    found = worth_comparing(kept, shown, is_open=is_open)
    older = [one for one in kept if one.version < shown]
    assert found in older if older else found is None


# -- Said once ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("missions", "is_summed_up"), [(3, False), (13, True)])
def test_each_difference_is_said_once_and_many_are_summed_up_first(missions, is_summed_up):
    """Three differences are their own summary; thirteen are counted, then folded."""
    cast = opened()
    for number in range(missions):
        factories.mission(cast.routes, f"Mission nouvelle {number}", position=number + 1)
    Contribution.objects.filter(pk=cast.routes.pk).update(version=2)
    cast.routes.refresh_from_db()
    said = changes(DeskPage(cast.relectrice, cast.routes))
    assert said.startswith(f"{missions} différences Comparé à ")
    assert said.count("Mission nouvelle") == missions
    assert (f"{missions} missions ajoutées" in said) == is_summed_up
    assert ("Chaque différence, une à une" in said) == is_summed_up


# -- Against last year -------------------------------------------------------------------------------------------------


def test_last_year_is_found_again_by_its_indicators(cast):
    now = factories.contribution(factories.campaign(cast.institution, year=2021), cast.routes.direction, complete=True)
    KeyFigure.objects.create(contribution=cast.routes, label="Ponts", value=10, unit="ponts")
    figure = KeyFigure.objects.create(contribution=now, label="Ponts", value=12, unit="ponts")
    page = DeskPage(cast.redactrice, now).open(vue="an-dernier")
    (found,) = page.tree.xpath("//section[@class='review-comparison']")
    assert "Comparé à Direction des routes, 2020." in words(found)
    assert "10 ponts" in beside(page, figure.pk).replace("\xa0", " ").replace("\u202f", " ")
    assert not page.tree.xpath("//select[@name='depuis']")


def test_without_a_year_before_there_is_nothing_to_compare(cast):
    page = DeskPage(cast.relectrice, cast.routes).open(vue="an-dernier")
    assert page.status == 200 and "ne continue aucune contribution de 2019" in page.text


def test_a_word_that_names_no_view_shows_the_text(cast):
    page = DeskPage(cast.relectrice, cast.routes).open(vue="ailleurs")
    shown = page.tree.xpath("//nav[@class='review-views']//a[@aria-current]")
    assert [words(one) for one in shown] == ["Texte soumis"]


# -- Approved words are those that were read ---------------------------------------------------------------------------


def test_what_was_approved_then_opened_again_and_changed_must_be_approved_again(cast):
    step(cast.routes, "approve", cast.relectrice)
    assert not FormPage(cast.redactrice, cast.routes).tree.xpath("//form[@id='contribution_form']")
    step(cast.routes, "reopen", cast.relectrice)
    rewrite(cast.redactrice, cast.routes, "Entretenir les routes")
    with pytest.raises(lifecycle.TransitionRefused, match="« rouverte »"):
        step(cast.routes, "approve", cast.relectrice)
    step(cast.routes, "submit", cast.redactrice)
    assert cast.routes.status == ContributionStatus.SUBMITTED
    assert "Comparé à la version 3," in changes(DeskPage(cast.relectrice, cast.routes))
    step(cast.routes, "approve", cast.relectrice)
    assert cast.routes.status == ContributionStatus.APPROVED


def test_a_correction_during_the_review_makes_the_page_that_is_open_too_old_to_approve(cast):
    page = DeskPage(cast.administrateur, cast.routes).open()
    (form,) = page.tree.xpath("//form[contains(@action, '/approve/')]")
    rewrite(cast.relectrice, cast.routes, "Entretenir les routes")
    assert page.client.post(form.action, dict(form.form_values())).status_code == 409
    cast.routes.refresh_from_db()
    assert cast.routes.status == ContributionStatus.SUBMITTED
