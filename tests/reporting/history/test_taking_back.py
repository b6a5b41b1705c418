"""A text of an older version is taken back: a new version through the door of the form, never a rewrite."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directions import lifecycle
from directions.enums import INTRODUCTION, CampaignStatus, Placement
from directions.models import (
    Achievement,
    Campaign,
    Chapter,
    Chart,
    Contribution,
    Indicator,
    KeyFigure,
    Mission,
    Moment,
    Takeaway,
)
from reporting.assemble import assemble_section
from reporting.history.differences import differences
from reporting.history.printed_blocks import HEADING
from reporting.history.recording import record_beginnings
from reporting.history.revisions import state_of
from reporting.history.states import state_today
from reporting.history.taking_back import TakenBack, TakingBackRefused, take_back
from tests import factories
from tests.form_page import FormPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> factories.Cast:
    scene = factories.cast()
    routes = scene.routes
    chapter = Chapter.objects.create(contribution=routes, title="Le territoire", lead="<p>Des routes.</p>")
    Takeaway.objects.create(contribution=routes, title="Neuf", text="Depuis mars.")
    Moment.objects.create(contribution=routes, month=5, day=1, title="Fête", text="Au pont.")
    factories.achievement(
        routes, "Une route", "<p>Elle <strong>mène</strong> loin.</p>", position=1, month=4, chapter=chapter
    )
    figures = (
        ("Agents", {"value": 240, "unit": "agents", "placement": Placement.IDENTITY, "qualifier": "près de"}),
        ("Budget", {"value": Decimal("1460000000"), "unit": "EUR", "scale": "Md", "group": "Finances"}),
        ("Rang", {"value": 1, "unit": "rang"}),
        ("Note", {"text_value": "AA-", "placement": Placement.CITED}),
        ("Délai", {"not_provided": True}),
    )
    for rank, (label, fields) in enumerate(figures):
        indicator = Indicator.objects.create(institution=scene.institution, code=f"i{rank}", label=label)
        KeyFigure.objects.create(contribution=routes, label=label, indicator=indicator, position=rank, **fields)
    chart = Chart.objects.create(contribution=routes, title="Travaux", unit="EUR", scale="M", kind="line")
    for position, (series, category, value) in enumerate(
        [("Neuf", "2019", 1500000), ("Entretien", "2019", 2), ("Neuf", "2020", None), ("Entretien", "2020", 3)]
    ):
        chart.points.create(position=position, series=series, category=category, value=value)
    record_beginnings(scene.campaign)
    return scene


def save(scene: factories.Cast, change) -> None:
    page = FormPage(scene.redactrice, scene.routes)
    change(page)
    page.save()


def again(
    scene: factories.Cast, block: object, user=None, *, since: int = 1, version: int | None = None
) -> TakenBack | None:
    """Takes the block back as it was at the first version, or at that of `since`, on a page of the current one."""
    contribution = Contribution.objects.get(pk=scene.routes.pk)
    older = contribution.revisions.get(version=since)
    block_id = block if isinstance(block, str) else str(block.pk)
    read = contribution.version if version is None else version
    return take_back(contribution, user or scene.redactrice, older, block_id, version=read)


def left_to_do(scene: factories.Cast) -> list[str]:
    """The blocks that are not as they were at the first version."""
    contribution = Contribution.objects.select_related("campaign").get(pk=scene.routes.pk)
    older = state_of(contribution.revisions.get(version=1))
    return [one.title for one in differences(older, state_today(contribution)).blocks]


def test_a_changed_text_is_taken_back_as_a_new_version(scene):
    one = Achievement.objects.get(contribution=scene.routes, title="Une route")
    row = "achievements-1"
    save(scene, lambda page: page.type(row, body="<p>Autre</p>", title="Une rue", month="5", is_spotlight="on"))
    taken = again(scene, one)
    assert (taken.version, taken.left) == (3, ())
    assert not left_to_do(scene)
    one.refresh_from_db()
    assert (one.body, one.month) == ("<p>Elle <strong>mène</strong> loin.</p>", 4)
    contribution = Contribution.objects.get(pk=scene.routes.pk)
    assert (contribution.version, contribution.updated_by) == (3, scene.redactrice)
    assert [one.version for one in contribution.revisions.all()] == [3, 2, 1]


def test_only_that_block_is_taken_back(scene):
    def change(page: FormPage) -> None:
        page.type("missions-0", text="Autre mission")
        page.type("takeaways-0", title="Autre")

    save(scene, change)
    again(scene, Mission.objects.get(contribution=scene.routes))
    assert left_to_do(scene) == ["Autre"]


def test_sent_twice_it_is_done_once(scene):
    mission = Mission.objects.get(contribution=scene.routes)
    save(scene, lambda page: page.type("missions-0", text="Autre mission"))
    assert again(scene, mission, version=2).version == 3
    assert again(scene, mission, version=2) is None
    assert Contribution.objects.get(pk=scene.routes.pk).version == 3


def every_block_changed(page: FormPage) -> None:
    page.type(introduction="<p>Bonjour</p>")
    page.type("missions-0", text="Autre mission")
    page.type("takeaways-0", title="Autre", text="")
    page.type("achievements-0", title="Autre pont", date="2020-02-03")
    page.type("identity-0", value="300", qualifier="")
    page.type("moments-0", day="", month="6", title="Autre fête")
    page.type("charts-0", title="Autres travaux", unit="agents", scale="", kind="bar", data="A ; B\n1 ; 2")


def test_every_kind_of_block_is_taken_back(scene):
    save(scene, every_block_changed)
    routes = scene.routes
    for block in (
        *Mission.objects.filter(contribution=routes),
        *Takeaway.objects.filter(contribution=routes),
        *Achievement.objects.filter(contribution=routes),
        *KeyFigure.objects.filter(contribution=routes),
        *Moment.objects.filter(contribution=routes),
        *Chart.objects.filter(contribution=routes),
    ):
        again(scene, block)
    # There was no introduction: that is nothing to take back.
    assert left_to_do(scene) == [""]
    with pytest.raises(TakingBackRefused, match="ne se reprend pas"):
        again(scene, INTRODUCTION)
    chart = Chart.objects.get(contribution=routes)
    assert (chart.unit, chart.scale, chart.kind) == ("EUR", "M", "line")
    assert list(chart.points.values_list("series", "category", "value")) == [
        ("Neuf", "2019", 1500000),
        ("Entretien", "2019", 2),
        ("Neuf", "2020", None),
        ("Entretien", "2020", 3),
    ]


def test_every_removed_block_is_taken_back_in_its_place(scene):
    factories.mission(scene.routes, "Une autre", position=1)
    section = assemble_section(Contribution.objects.select_related("campaign").get(pk=scene.routes.pk))
    ids = [one.id for group in section.missions for one in group.missions]

    def remove_all(page: FormPage) -> None:
        for prefix in ("takeaways", "achievements", "identity", "key_figures", "charts", "moments"):
            for row in page.rows(prefix):
                page.remove(row)
        page.remove("missions-0")

    removed = left_to_do(scene)
    save(scene, remove_all)
    contribution = Contribution.objects.get(pk=scene.routes.pk)
    older = state_of(contribution.revisions.get(version=1))
    now = state_of(contribution.revisions.get(version=2))
    for one in differences(older, now).blocks:
        if one.old:
            again(scene, one.id)
    assert left_to_do(scene) == removed == ["Une autre"]
    assert [str(one.pk) for one in Mission.objects.filter(contribution=scene.routes)] == ids


@pytest.mark.parametrize("label", ["Agents", "Budget", "Rang", "Note", "Délai"])
def test_a_figure_is_typed_again_as_it_was(scene, label):
    one = KeyFigure.objects.get(contribution=scene.routes, label=label)
    names = ("value", "unit", "scale", "qualifier", "text_value", "not_provided", "indicator_id", "placement")
    before = [getattr(one, name) for name in names]

    def change(page: FormPage) -> None:
        row = page.row("identity" if label == "Agents" else "key_figures", "label", label)
        page.fields.pop(f"{row}-not_provided", None)
        page.type(row, value="77", scale="", text_value="", qualifier="environ")

    save(scene, change)
    assert left_to_do(scene) == [label]
    again(scene, one)
    one.refresh_from_db()
    assert [getattr(one, name) for name in names] == before


def test_what_cannot_be_found_again_is_left_and_named(scene):
    picture = factories.achievement(
        scene.routes, "Une photo", photo=factories.picture(), photo_alt="Un pont", position=9
    )
    figure = KeyFigure.objects.get(contribution=scene.routes, label="Budget")
    figure.scope = "hors dette"
    figure.save()
    scene.routes.version = 2
    scene.routes.save()
    record(scene)

    def change(page: FormPage) -> None:
        page.remove(page.row("achievements", "title", "Une photo"))
        page.type(page.row("key_figures", "label", "Budget"), scope="", value="5000000000")

    save(scene, change)
    older = scene.routes.revisions.get(version=2)
    contribution = Contribution.objects.get(pk=scene.routes.pk)
    taken = take_back(contribution, scene.redactrice, older, str(picture.pk), version=3)
    assert taken.left == ("Photo",)
    assert Achievement.objects.get(pk=picture.pk).photo.name == ""
    contribution.refresh_from_db()
    taken = take_back(contribution, scene.redactrice, older, str(figure.pk), version=4)
    assert taken.left == ("Précisions",)
    figure.refresh_from_db()
    assert (figure.value, figure.scope) == (Decimal("1460000000"), "")


def record(scene: factories.Cast) -> None:
    from directions.signals import contribution_changed

    contribution_changed.send(sender=Contribution, contribution=scene.routes, user=None, event=None)


def test_a_block_of_a_chapter_that_is_no_more_comes_back_outside(scene):
    one = Achievement.objects.get(contribution=scene.routes, title="Une route")

    def change(page: FormPage) -> None:
        page.remove("achievements-1")
        page.remove("chapters-0")

    page = FormPage(scene.relectrice, scene.routes)
    assert not page.fields
    save(scene, change)
    assert again(scene, one).left == ("Chapitre",)
    assert Achievement.objects.get(pk=one.pk).chapter is None


# -- Refusals ----------------------------------------------------------------------------------------------------------


def test_it_is_refused_to_whom_may_not_write_now(scene):
    mission = Mission.objects.get(contribution=scene.routes)
    save(scene, lambda page: page.type("missions-0", text="Autre mission"))
    with pytest.raises(TakingBackRefused) as refused:
        again(scene, mission, scene.relectrice)
    assert refused.value.is_forbidden
    lifecycle.perform("submit", scene.routes, scene.redactrice)
    with pytest.raises(TakingBackRefused):
        again(scene, mission)
    # The communication team corrects what is submitted.
    assert again(scene, mission, scene.relectrice).version == 4


def test_it_is_refused_when_the_campaign_is_closed(scene):
    mission = Mission.objects.get(contribution=scene.routes)
    save(scene, lambda page: page.type("missions-0", text="Autre mission"))
    Campaign.objects.update(status=CampaignStatus.CLOSED)
    with pytest.raises(TakingBackRefused):
        again(scene, mission)
    assert Contribution.objects.get(pk=scene.routes.pk).version == 2


def test_it_is_refused_on_a_page_that_others_have_made_old(scene):
    mission = Mission.objects.get(contribution=scene.routes)
    save(scene, lambda page: page.type("missions-0", text="Autre mission"))
    save(scene, lambda page: page.type("missions-0", text="Une troisième"))
    with pytest.raises(TakingBackRefused) as refused:
        again(scene, mission, version=2)
    assert not refused.value.is_forbidden
    assert left_to_do(scene) == ["Une troisième"]


def test_what_the_form_would_refuse_is_refused(scene):
    """The older text has become too old for the rules of today: the words of the form say why."""
    figure = KeyFigure.objects.get(contribution=scene.routes, label="Budget")
    KeyFigure.objects.filter(pk=figure.pk).update(value=12)
    scene.routes.version = 2
    scene.routes.save()
    record(scene)
    save(scene, lambda page: page.type(page.row("key_figures", "label", "Budget"), value="5000000000"))
    older = scene.routes.revisions.get(version=2)
    contribution = Contribution.objects.get(pk=scene.routes.pk)
    with pytest.raises(TakingBackRefused) as refused:
        take_back(contribution, scene.redactrice, older, str(figure.pk), version=3)
    assert "Ce nombre serait imprimé" in refused.value.reasons[0]
    figure.refresh_from_db()
    assert figure.value == 5000000000


@pytest.mark.parametrize("block", ["inconnu", "00000000-0000-4000-8000-000000000000"])
def test_there_is_nothing_to_take_back_of_what_is_no_block(scene, block):
    with pytest.raises(TakingBackRefused, match="ne se reprend pas"):
        again(scene, block)


def test_what_is_the_same_is_not_taken_back(scene):
    assert again(scene, HEADING) is None
    assert again(scene, scene.routes.missions.first()) is None


@pytest.mark.parametrize("is_gone", [True, False])
def test_the_explanation_of_a_figure_comes_back_with_it(scene, is_gone):
    """Nothing of last year asks for one: what was written is no less the direction's."""
    one = KeyFigure.objects.get(contribution=scene.routes, label="Budget")
    KeyFigure.objects.filter(pk=one.pk).update(explanation="Une route reprise", internal_note="Selon la paie")
    save(scene, lambda page: page.type(introduction="<p>Bonjour.</p>"))
    if is_gone:
        save(scene, lambda page: page.remove(page.row("key_figures", "label", "Budget")))
    else:
        save(scene, lambda page: page.type(page.row("key_figures", "label", "Budget"), explanation=""))
    again(scene, one, since=2)
    one = KeyFigure.objects.get(contribution=scene.routes, label="Budget")
    assert (one.explanation, one.internal_note) == ("Une route reprise", "Selon la paie")


def test_the_number_of_queries_does_not_grow_with_the_blocks(scene):
    mission = Mission.objects.get(contribution=scene.routes)

    def count() -> int:
        save(scene, lambda page: page.type("missions-0", text="Autre mission"))
        with CaptureQueriesContext(connection) as captured:
            again(scene, mission)
        return len(captured)

    count()  # Who the person is is read once.
    few = count()
    for rank in range(20):
        factories.achievement(scene.routes, f"Réalisation {rank}", position=rank + 5)
        KeyFigure.objects.create(contribution=scene.routes, label=f"Chiffre {rank}", value=rank, position=rank + 9)
    assert count() == few
