"""A revision is kept of each save and of each step, with it or not at all; nothing deletes it, nor the name in it."""

import pytest
from django.db import connection, transaction
from django.db.models import F, ProtectedError
from django.test.utils import CaptureQueriesContext

from directions import lifecycle
from directions.enums import CampaignStatus, ContributionStatus
from directions.models import Contribution, ContributionEvent, KeyFigure
from directions.opening import open_campaign
from directions.signals import contribution_changed
from reporting.assemble import assemble_section
from reporting.history.differences import differences
from reporting.history.recording import record_beginnings
from reporting.history.revisions import last_submitted, revision_at, state_of
from reporting.history.wording import summary
from reporting.models import Revision
from tests import factories
from tests.form_page import FormPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> factories.Cast:
    return factories.cast()


def save(scene, user=None, **values: str) -> None:
    page = FormPage(user or scene.redactrice, scene.routes)
    page.type(**values)
    page.save()


def fresh(contribution: Contribution) -> Contribution:
    return Contribution.objects.select_related("campaign").get(pk=contribution.pk)


def test_a_save_keeps_what_it_wrote_and_by_whom(scene):
    save(scene, introduction="<p>Bonjour.</p>")
    (revision,) = scene.routes.revisions.all()
    assert (revision.version, revision.author, revision.author_name, revision.event) == (
        2,
        scene.redactrice,
        "Rose Rédac",
        None,
    )
    assert state_of(revision).section == assemble_section(fresh(scene.routes))


def test_a_save_that_changes_no_word_has_its_version_too(scene):
    scene.routes.missions.update(confirmed=False)
    save(scene, introduction="<p>Bonjour.</p>")
    save(scene, **{"missions-0-confirmed": "on"})
    newer, older = scene.routes.revisions.all()
    assert (newer.version, older.version) == (3, 2)
    assert state_of(newer) == state_of(older)


def test_what_is_typed_and_never_printed_is_kept_too(scene):
    figure = KeyFigure.objects.create(contribution=scene.routes, label="Agents", value=240, explanation="Une école")
    save(scene, internal_note="À revoir en mars")
    KeyFigure.objects.filter(pk=figure.pk).update(explanation="Une école ouverte", internal_note="Selon la paie")
    save(scene, internal_note="")
    newer, older = scene.routes.revisions.all()
    assert older.unprinted == {
        str(figure.pk): {"explanation": "Une école"},
        "whole": {"internal_note": "À revoir en mars"},
    }
    assert summary(differences(state_of(older), state_of(newer))).replace("\u00a0", " ").replace("\u202f", " ") == (
        "Chiffre « Agents » modifié (explication de la variation, note interne) ; note interne supprimée"
    )


def test_a_save_without_any_change_is_no_version(scene):
    save(scene)
    assert not scene.routes.revisions.exists()


def test_a_refused_save_leaves_nothing(scene):
    page = FormPage(scene.redactrice, scene.routes)
    page.type(page.rows("missions")[0], text="")
    assert page.send().status_code == 200
    assert not scene.routes.revisions.exists()


def test_each_step_is_kept_with_its_event(scene):
    lifecycle.perform("submit", scene.routes, scene.redactrice)
    lifecycle.perform("request_changes", scene.routes, scene.relectrice, "À revoir")
    newer, older = scene.routes.revisions.select_related("event")
    assert [(one.version, one.event.transition, one.author_name) for one in (older, newer)] == [
        (2, "submit", "Rose Rédac"),
        (3, "request_changes", "Lise Relec"),
    ]
    assert state_of(newer).section.status == ContributionStatus.CHANGES_REQUESTED


def test_a_step_and_its_revision_are_there_together_or_not_at_all(scene):
    def fail(**_):
        raise RuntimeError

    contribution_changed.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            lifecycle.perform("submit", scene.routes, scene.redactrice)
    finally:
        contribution_changed.disconnect(fail)
    assert not Revision.objects.exists() and not ContributionEvent.objects.exists()


def test_what_is_kept_is_what_is_stored_whatever_the_sender_had_read(scene):
    stale = Contribution.objects.prefetch_related("missions").get(pk=scene.routes.pk)
    factories.mission(scene.routes, "Une mission nouvelle")
    contribution_changed.send(sender=Contribution, contribution=stale, user=None, event=None)
    (revision,) = scene.routes.revisions.all()
    texts = [mission.text for group in state_of(revision).section.missions for mission in group.missions]
    assert "Une mission nouvelle" in texts


def count_queries(scene) -> int:
    with CaptureQueriesContext(connection) as captured, transaction.atomic():
        Contribution.objects.filter(pk=scene.routes.pk).update(version=F("version") + 1)
        contribution_changed.send(
            sender=Contribution, contribution=fresh(scene.routes), user=scene.redactrice, event=None
        )
    return len(captured)


def test_the_number_of_queries_does_not_grow_with_the_blocks(scene):
    KeyFigure.objects.create(contribution=scene.routes, label="Un", value=1)
    few = count_queries(scene)
    for rank in range(20):
        factories.achievement(scene.routes, f"Réalisation {rank}")
        KeyFigure.objects.create(contribution=scene.routes, label=f"Chiffre {rank}", value=rank)
    assert count_queries(scene) == few


# -- Beginnings --------------------------------------------------------------------------------------------------------


def opened(units: int):
    """A campaign that opens after one in which so many directions had a mission."""
    root = factories.institution()
    before = factories.campaign(root, year=2019)
    for _ in range(units):
        factories.mission(factories.contribution(before, factories.direction(root)))
    campaign = factories.campaign(root, year=2020, status=CampaignStatus.PREPARATION)
    with CaptureQueriesContext(connection) as captured:
        open_campaign(campaign)
    return campaign, len(captured)


def test_what_was_there_before_anybody_wrote_is_kept():
    campaign, _ = opened(2)
    contribution = campaign.contributions.exclude(parent=None).first()
    (revision,) = contribution.revisions.all()
    assert (revision.version, revision.author, revision.author_name) == (1, None, "")
    assert [group.missions[0].text for group in state_of(revision).section.missions] == ["Entretenir les routes"]


def test_opening_again_keeps_what_is_new_only():
    campaign, _ = opened(2)
    kept = set(Revision.objects.values_list("pk", flat=True))
    factories.direction(campaign.institution)
    open_campaign(campaign)
    assert kept < set(Revision.objects.values_list("pk", flat=True))
    assert Revision.objects.count() == len(kept) + 1


def test_opening_takes_as_many_queries_for_any_number_of_directions():
    assert opened(3)[1] == opened(20)[1]


def test_the_step_of_a_loaded_contribution_is_its_own(scene):
    event = ContributionEvent.objects.create(
        contribution=scene.routes,
        transition="load",
        from_status=ContributionStatus.DRAFT,
        to_status=ContributionStatus.APPROVED,
        version=1,
        actor_name="Chargement",
    )
    record_beginnings(scene.campaign)
    revision = scene.routes.revisions.get()
    assert (revision.event, revision.author_name) == (event, "Chargement")
    assert scene.culture.revisions.get().event is None


# -- Finding them ------------------------------------------------------------------------------------------------------


def test_revisions_are_found_by_version_and_by_submission(scene):
    save(scene, introduction="<p>Un</p>")
    lifecycle.perform("submit", scene.routes, scene.redactrice)
    lifecycle.perform("request_changes", scene.routes, scene.relectrice, "À revoir")
    save(scene, introduction="<p>Deux</p>")
    lifecycle.perform("submit", scene.routes, scene.redactrice)
    routes, culture = (one.revisions.select_related("event") for one in (scene.routes, scene.culture))
    assert revision_at(routes, 1) is None
    assert [revision_at(routes, version).version for version in (2, 4, 99)] == [2, 4, 6]
    assert last_submitted(routes).version == 6
    assert last_submitted(routes, before=6).version == 3
    assert last_submitted(routes, before=3) is None
    assert last_submitted(culture) is None


# -- Nothing goes ------------------------------------------------------------------------------------------------------


def test_neither_events_nor_revisions_are_changed_or_deleted(scene):
    lifecycle.perform("submit", scene.routes, scene.redactrice)
    revision, event = Revision.objects.get(), ContributionEvent.objects.get()
    for deed in (
        revision.save,
        revision.delete,
        event.save,
        event.delete,
        Revision.objects.all().delete,
        ContributionEvent.objects.all().delete,
        lambda: Revision.objects.update(author_name="x"),
        lambda: ContributionEvent.objects.update(actor_name="x"),
    ):
        with pytest.raises(TypeError):
            deed()
    assert (Revision.objects.count(), ContributionEvent.objects.count()) == (1, 1)


def test_a_contribution_with_a_history_is_not_deleted(scene):
    save(scene, introduction="<p>Un</p>")
    scene.routes.missions.all().delete()
    with pytest.raises(ProtectedError):
        scene.routes.delete()
    assert scene.routes.revisions.count() == 1


def test_a_deleted_account_stays_named(scene):
    save(scene, introduction="<p>Un</p>")
    lifecycle.perform("submit", scene.routes, scene.redactrice)
    scene.redactrice.delete()
    assert {(one.author, one.author_name) for one in Revision.objects.all()} == {(None, "Rose Rédac")}
    assert {(one.actor, one.actor_name) for one in ContributionEvent.objects.all()} == {(None, "Rose Rédac")}
    page = FormPage(scene.relectrice, scene.routes)
    page.read(page.client.get(f"/contributions/{scene.routes.pk}/historique/"))
    assert page.text.count("Rose Rédac") >= 2
