"""The form of a contribution: what is saved, what is refused, how it is submitted, and how many queries it takes."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directions import lifecycle
from directions.enums import ContributionStatus
from directions.forms.formsets import MAX_ROWS
from directions.models import (
    Achievement,
    Chapter,
    Contribution,
    Indicator,
    KeyFigure,
    Mission,
    Moment,
    Takeaway,
)
from directions.signals import contribution_changed
from tests import factories
from tests.form_page import FormPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> factories.Cast:
    return factories.cast(complete=False)


@pytest.fixture
def page(cast: factories.Cast) -> FormPage:
    return FormPage(cast.redactrice, cast.routes)


def stored(contribution: Contribution) -> Contribution:
    return Contribution.objects.get(pk=contribution.pk)


# -- Saving ------------------------------------------------------------------------------------------------------------


def test_one_post_saves_every_section(cast, page):
    page.type(introduction="<p>Nous entretenons les routes.</p>")
    page.add("identity", label="Agents", value="1 240", unit="agents")
    page.add("missions", text="Entretenir les routes", group="Réseau")
    page.add("achievements", title="Un pont neuf", body="<p>Ouvert.</p>", theme="Sécurité", month="6")
    page.add("takeaways", title="5 012 km", text="de routes")
    page.add("key_figures", label="Ponts surveillés", value="62,5", unit="%", placement="cited")
    page.add("charts", title="Dépenses", kind="column", data="Année;2019;2020\nEntretien;12,5;13")
    page.add("moments", title="Inauguration", month="6", day="12")

    page.save()

    routes = stored(cast.routes)
    assert routes.introduction == "<p>Nous entretenons les routes.</p>"
    assert routes.key_figures.get(placement="identity").value == 1240
    assert routes.missions.get().group == "Réseau"
    assert routes.achievements.get().month == 6
    assert routes.takeaways.get().text == "de routes"
    assert routes.key_figures.get(placement="cited").value == Decimal("62.5")
    assert [point.value for point in routes.charts.get().points.all()] == [Decimal("12.5"), 13]
    assert routes.moments.get().day == 12


def test_a_save_is_a_new_version_signed_and_told(cast, page):
    told = []

    def listen(sender, contribution, user, event, **rest):
        told.append((contribution.version, user, event, contribution.missions.count()))

    contribution_changed.connect(listen)
    try:
        page.add("missions", text="Entretenir les routes")
        page.save()
    finally:
        contribution_changed.disconnect(listen)

    assert stored(cast.routes).version == 2
    assert stored(cast.routes).updated_by == cast.redactrice
    assert told == [(2, cast.redactrice, None, 1)]
    assert page.messages() == ["La contribution est enregistrée."]


def test_an_untouched_form_changes_nothing(cast, page):
    page.save()

    assert page.messages() == ["Aucune modification à enregistrer."]
    assert stored(cast.routes).version == 1
    assert stored(cast.routes).updated_by is None


def test_a_blank_new_row_is_none(cast, page):
    page.add("missions", text="")
    page.add("charts", title="")

    page.save()

    assert not Mission.objects.exists()
    assert stored(cast.routes).version == 1


def test_rows_are_changed_moved_and_removed(cast):
    for position, text in enumerate(["a", "b", "c"]):
        factories.mission(cast.routes, text, position=position)
    page = FormPage(cast.redactrice, cast.routes)
    page.type("missions-0", text="A", ORDER="9")
    page.remove("missions-1")
    page.add("missions", text="d")

    page.save()

    missions = stored(cast.routes).missions.all()
    assert [(mission.position, mission.text) for mission in missions] == [(0, "c"), (1, "A"), (2, "d")]


def beyond_the_bound(contribution: Contribution) -> int:
    number = MAX_ROWS + 3
    Mission.objects.bulk_create(
        Mission(contribution=contribution, text=f"m{place}", position=place) for place in range(number)
    )
    return number


def test_a_section_beyond_the_bound_is_saved_and_lets_its_rows_go(cast):
    number = beyond_the_bound(cast.routes)
    page = FormPage(cast.redactrice, cast.routes)
    page.type("missions-0", text="changée")
    page.save()

    page = FormPage(cast.redactrice, cast.routes)
    for row in page.rows("missions")[-5:]:
        page.remove(row)
    page.save()

    assert Mission.objects.count() == number - 5
    assert stored(cast.routes).missions.first().text == "changée"


def test_a_section_beyond_the_bound_does_not_grow(cast):
    number = beyond_the_bound(cast.routes)
    page = FormPage(cast.redactrice, cast.routes)
    page.add("missions", text="une de plus")

    assert page.send().status_code != 302

    assert any(f"{MAX_ROWS} au plus" in error for error in page.errors())
    page.remove("missions-0")
    page.save()
    assert Mission.objects.count() == number


def test_an_expression_beyond_the_bound_is_read_as_the_others(cast):
    KeyFigure.objects.bulk_create(
        KeyFigure(contribution=cast.routes, label=f"c{place}", unit="km", position=place)
        for place in range(MAX_ROWS + 1)
    )
    page = FormPage(cast.redactrice, cast.routes)
    page.type(f"key_figures-{MAX_ROWS}", value="près de 12 km")

    page.save()

    last = KeyFigure.objects.get(label=f"c{MAX_ROWS}")
    assert (last.value, last.qualifier) == (12, "près de")


def test_a_removed_row_is_not_judged(cast):
    factories.mission(cast.routes)
    page = FormPage(cast.redactrice, cast.routes)
    page.type("missions-0", text="")
    page.remove("missions-0")

    page.save()

    assert not Mission.objects.exists()


def test_a_row_that_was_stored_faulty_does_not_trap_the_form(cast):
    Achievement.objects.create(contribution=cast.routes, title="")  # as an import could leave it
    page = FormPage(cast.redactrice, cast.routes)
    page.add("missions", text="Entretenir les routes")

    page.save()

    assert Mission.objects.exists()


# -- Refusing ----------------------------------------------------------------------------------------------------------


def test_a_refused_form_keeps_everything_and_writes_nothing(cast, page):
    page.type(introduction="<p>Bonjour</p>")
    page.add("missions", text="Entretenir les routes")
    figure = page.add("key_figures", label="Routes", value="1.234", unit="km")

    response = page.send()

    assert response.status_code == 200
    assert not Mission.objects.exists()
    assert stored(cast.routes).version == 1
    assert page.fields["introduction"] == "<p>Bonjour</p>"
    assert page.fields[page.row("missions", "text", "Entretenir les routes") + "-text"]
    assert page.fields[f"{figure}-value"] == "1.234"


def test_each_fault_links_to_its_field(page):
    figure = page.add("key_figures", label="", value="beaucoup", unit="km")

    page.send()

    links = page.tree.xpath("//div[contains(@class,'faults')]//a/@href")
    assert links == [f"#id_{figure}-label", f"#id_{figure}-value"]
    for link in links:
        field = page.tree.get_element_by_id(link[1:])
        assert field.get("aria-invalid") == "true"
        assert page.tree.get_element_by_id(field.get("aria-describedby").split()[-1]).text_content()


def test_a_corrected_form_is_taken(cast, page):
    figure = page.add("key_figures", label="Routes", value="1.234", unit="km")
    page.send()

    page.type(figure, value="1 234")
    page.save()

    assert KeyFigure.objects.get().value == 1234


# -- Other fields ------------------------------------------------------------------------------------------------------


def test_a_date_and_a_month_exclude_each_other(page):
    page.add("achievements", title="Un pont", date="2020-06-12", month="6")

    page.send()

    assert "pas les deux" in page.errors()[0]


def test_a_date_is_stored_and_shown_again(cast, page):
    page.add("achievements", title="Un pont", date="2020-06-12")
    page.save()

    assert Achievement.objects.get().date == datetime.date(2020, 6, 12)
    assert FormPage(cast.redactrice, cast.routes).fields["achievements-0-date"] == "2020-06-12"


def test_themes_of_the_direction_are_suggested_and_no_others(cast):
    factories.achievement(cast.routes, theme="Sécurité")
    factories.achievement(cast.culture, theme="Lecture publique")

    page = FormPage(cast.redactrice, cast.routes)

    assert page.tree.xpath("//datalist[@id='themes']/option/@value") == ["Sécurité"]


def test_chapters_are_for_the_communication_or_where_there_are_some(cast, page):
    assert "chapters-TOTAL_FORMS" not in page.fields
    assert "chapters-TOTAL_FORMS" in FormPage(cast.administrateur, cast.routes).fields

    chapter = Chapter.objects.create(contribution=cast.routes, title="Le territoire")
    factories.mission(cast.routes)
    page = FormPage(cast.redactrice, cast.routes)
    page.type("missions-0", chapter=str(chapter.pk))
    page.save()

    assert Mission.objects.get().chapter == chapter


def test_a_new_block_is_filed_under_a_chapter(cast):
    chapter = Chapter.objects.create(contribution=cast.routes, title="Le territoire")
    page = FormPage(cast.redactrice, cast.routes)
    page.add("missions", text="Mesurer le trafic", chapter=str(chapter.pk))
    page.save()
    assert Mission.objects.get(text="Mesurer le trafic").chapter == chapter


def test_a_chapter_of_another_contribution_is_refused(cast):
    Chapter.objects.create(contribution=cast.routes, title="Le territoire")
    foreign = Chapter.objects.create(contribution=cast.culture, title="Les arts")
    factories.mission(cast.routes)
    page = FormPage(cast.redactrice, cast.routes)
    page.type("missions-0", chapter=str(foreign.pk))

    page.send()

    assert page.errors()
    assert Mission.objects.get().chapter is None


def test_a_deleted_chapter_frees_its_blocks(cast):
    chapter = Chapter.objects.create(contribution=cast.routes, title="Le territoire")
    factories.mission(cast.routes, chapter=chapter)
    page = FormPage(cast.redactrice, cast.routes)
    page.type("missions-0", text="Toujours là")
    page.remove("chapters-0")

    page.save()

    mission = Mission.objects.get()
    assert (mission.text, mission.chapter) == ("Toujours là", None)


def test_only_the_communication_changes_the_place_in_the_report(cast, page):
    assert "name" not in page.fields
    page.type(name="Un autre nom", position="99")
    page.save()
    assert stored(cast.routes).name == "Direction des routes"

    page = FormPage(cast.administrateur, cast.routes)
    page.type(name="Direction des mobilités")
    page.save()
    assert stored(cast.routes).name == "Direction des mobilités"


def test_only_the_communication_chooses_the_moments(cast, page):
    row = page.add("moments", title="Inauguration", month="6", is_selected="")
    page.save()
    assert f"{row}-is_selected" not in FormPage(cast.redactrice, cast.routes).fields
    assert Moment.objects.get().is_selected

    page = FormPage(cast.administrateur, cast.routes)
    assert page.fields.pop("moments-0-is_selected") == "on"
    page.save()
    assert not Moment.objects.get().is_selected

    page = FormPage(cast.redactrice, cast.routes)
    page.type("moments-0", title="Ouverture", is_selected="on")
    page.save()
    moment = Moment.objects.get()
    assert (moment.title, moment.is_selected) == ("Ouverture", False)


# -- Submitting --------------------------------------------------------------------------------------------------------


def test_save_and_submit(cast, page):
    page.type(introduction="<p>Nous entretenons les routes.</p>")
    page.add("achievements", title="Un pont", body="<p>Ouvert.</p>")

    page.save("_submit")

    routes = stored(cast.routes)
    assert routes.status == ContributionStatus.SUBMITTED
    assert routes.events.get().actor == cast.redactrice
    assert routes.achievements.count() == 1
    assert page.messages() == [lifecycle.TRANSITIONS["submit"].done]


def test_an_incomplete_contribution_is_saved_but_not_submitted(cast, page):
    page.add("achievements", title="Un pont", body="")

    page.save("_submit")

    routes = stored(cast.routes)
    assert routes.status == ContributionStatus.DRAFT
    assert routes.achievements.count() == 1
    (message,) = page.messages()
    assert message.startswith("La contribution est enregistrée. Elle n'est pas encore soumise")
    missing = page.tree.xpath("//section[@id='a-completer']//a")
    place = f"#bloc-{routes.achievements.get().pk}"
    assert [link.get("href") for link in missing] == ["#section-missions", place]
    assert all(page.tree.get_element_by_id(link.get("href")[1:]) is not None for link in missing)


def test_an_unchanged_complete_contribution_can_be_submitted(cast):
    factories.fill(cast.routes)
    page = FormPage(cast.directeur, cast.routes)

    page.save("_submit")

    assert stored(cast.routes).status == ContributionStatus.SUBMITTED
    assert stored(cast.routes).version == 2


def test_what_is_only_advised_is_apart(cast):
    factories.fill(cast.routes)
    cast.routes.charts.create(title="Dépenses")

    page = FormPage(cast.redactrice, cast.routes)

    advised = page.tree.xpath("//section[h2='Conseillé']//li")
    assert [" ".join(item.text_content().split()) for item in advised] == [
        "Le graphique « Dépenses » n'a pas de données : il ne sera pas imprimé."
    ]
    assert not page.tree.xpath("//section[@id='a-completer']")
    page.save("_submit")
    assert stored(cast.routes).status == ContributionStatus.SUBMITTED


# -- Queries -----------------------------------------------------------------------------------------------------------


def fill_with(contribution: Contribution, rows: int) -> None:
    chapter = Chapter.objects.create(contribution=contribution, title="Chapitre")
    for position in range(rows):
        place = {"contribution": contribution, "position": position}
        indicator = Indicator.objects.create(
            institution=contribution.campaign.institution, code=f"{contribution.code}-{position}", label=f"I{position}"
        )
        Mission.objects.create(text=f"Mission {position}", chapter=chapter, **place)
        Achievement.objects.create(title=f"Réalisation {position}", chapter=chapter, month=3, **place)
        Takeaway.objects.create(title=f"Fait {position}", **place)
        KeyFigure.objects.create(label=f"I{position}", value=position, indicator=indicator, chapter=chapter, **place)
        KeyFigure.objects.create(label=f"I{position}", value=1, placement="identity", **place)
        chart = contribution.charts.create(title=f"Graphique {position}", position=position)
        chart.points.create(category="a", value=1)
        Moment.objects.create(title=f"Temps fort {position}", month=1, **place)


def queries_of(cast: factories.Cast, contribution: Contribution, rows: int) -> tuple[int, int]:
    """The queries to show the form, and to receive it with one field changed."""
    fill_with(contribution, rows)
    page = FormPage(cast.administrateur, contribution)
    with CaptureQueriesContext(connection) as showing:
        page.client.get(page.url)
    page.type(introduction="<p>Bonjour</p>")
    with CaptureQueriesContext(connection) as saving:
        page.save()
    return len(showing), len(saving)


def test_rows_do_not_move_the_number_of_queries(cast):
    few, many = queries_of(cast, cast.routes, 3), queries_of(cast, cast.culture, 30)

    assert few == many
    assert few[0] < 40
