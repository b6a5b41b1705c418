"""A file that is received, seen, confirmed: by the same person, for the same bytes, all of it once, or nothing."""

from __future__ import annotations

import hashlib
import threading

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directions.enums import ContributionStatus, SheetKind
from directions.models import Contribution, Indicator, KeyFigure, SheetImport
from directions.resources import receiving
from directions.resources.figures import FigureResource
from directions.signals import contribution_changed
from tests.directions.resources.workbooks import Visit, Workbook, workbook
from tests.form_page import signed_in


@pytest.fixture
def visit(scene) -> Visit:
    return Visit(scene.cast.redactrice, scene.campaign)


@pytest.fixture
def book(scene) -> Workbook:
    return workbook(scene.cast.redactrice, scene.campaign).fill("Agents", Valeur=251)


@pytest.fixture
def told():
    """The contributions that are told to have changed."""
    told = []

    def listen(contribution, user, event, **_) -> None:
        told.append((contribution.pk, contribution.version, user, event))

    contribution_changed.connect(listen)
    yield told
    contribution_changed.disconnect(listen)


def stored(contribution) -> Contribution:
    return Contribution.objects.get(pk=contribution.pk)


def test_what_is_confirmed_is_written_as_a_new_version_and_told(scene, visit, book, told):
    content = book.add(Sigle="DR", Intitulé="Ponts", Valeur=41, Unité="ponts").file()
    preview = visit.send(content)
    received = SheetImport.objects.get()
    assert received.sha256 == hashlib.sha256(content).hexdigest()
    assert bytes(received.content) == content
    assert scene.figure("Agents").value == 250 and not told

    done = visit.confirm(preview)
    assert "L&#x27;import est fait" in done.content.decode()
    assert scene.figure("Agents").value == 251 and scene.figure("Ponts").value == 41
    contribution = stored(scene.routes)
    assert (contribution.version, contribution.updated_by) == (2, scene.cast.redactrice)
    assert contribution.updated_at > scene.routes.updated_at
    assert told == [(scene.routes.pk, 2, scene.cast.redactrice, None)]
    received.refresh_from_db()
    assert (received.created_rows, received.changed_rows, received.content) == (1, 1, None)
    assert received.confirmed_at and received.user_name == str(scene.cast.redactrice)


def test_only_the_contributions_that_change_get_a_version(scene, told):
    visit = Visit(scene.cast.administrateur, scene.campaign)
    book = workbook(scene.cast.administrateur, scene.campaign).fill("Spectacles", Valeur=13)
    visit.confirm(visit.send(book.file()))
    assert (stored(scene.routes).version, stored(scene.culture).version) == (1, 2)
    assert [pk for pk, *_ in told] == [scene.culture.pk]


def test_a_page_that_was_open_meanwhile_is_told(scene, visit, book):
    """The form of the contribution merges: it was opened on an older version."""
    opened = visit.client.get(scene.routes.get_absolute_url())
    visit.confirm(visit.send(book.file()))
    assert 'name="version" value="1"' in opened.content.decode()
    assert stored(scene.routes).version == 2


def test_confirmed_again_it_writes_nothing_more_and_says_so(scene, visit, book, told):
    preview = visit.send(book.file())
    visit.confirm(preview)
    again = visit.confirm(preview)
    assert again.status_code == 200
    assert "Rien de plus n&#x27;a été écrit" in again.content.decode()
    assert stored(scene.routes).version == 2 and len(told) == 1


def test_one_refused_line_keeps_all_the_others_out(scene, visit, book, told):
    preview = visit.send(book.fill("Kilomètres", Valeur="1.234").file())
    assert "Rien ne peut être importé" in preview.content.decode()
    assert visit.confirm(preview).status_code == 409
    assert scene.figure("Agents").value == 250
    assert stored(scene.routes).version == 1 and not told


def test_what_changed_since_it_was_seen_is_shown_again_and_not_written(scene, visit, book):
    preview = visit.send(book.file())
    KeyFigure.objects.filter(pk=scene.figure("Agents").pk).update(value=260)
    answer = visit.confirm(preview)
    assert answer.status_code == 409
    page = answer.content.decode().replace("\xa0", " ")
    assert "quelqu’un a modifié ces chiffres" in page and "260 agents" in page
    assert scene.figure("Agents").value == 260
    assert SheetImport.objects.get().content is not None
    visit.confirm(answer)
    assert scene.figure("Agents").value == 251


def test_what_another_changed_elsewhere_does_not_matter(scene, visit, book):
    preview = visit.send(book.file())
    KeyFigure.objects.filter(pk=scene.figure("Kilomètres").pk).update(note="Une précision")
    visit.confirm(preview)
    assert scene.figure("Agents").value == 251
    assert scene.figure("Kilomètres").note == "Une précision"


def test_a_contribution_that_was_submitted_meanwhile_is_not_written(scene, visit, book):
    preview = visit.send(book.file())
    Contribution.objects.filter(pk=scene.routes.pk).update(status=ContributionStatus.SUBMITTED)
    answer = visit.confirm(preview)
    assert answer.status_code == 409
    assert "« Soumise »".lower() in answer.content.decode().replace("\xa0", " ")
    assert scene.figure("Agents").value == 250


@pytest.mark.parametrize("seen", ["", "0" * 64, "\u202e'\"<script>"])
def test_without_having_seen_it_nobody_confirms(scene, visit, book, seen):
    visit.send(book.file())
    address = reverse("directions:sheet_confirm", args=[SheetImport.objects.get().pk])
    assert visit.client.post(address, {"seen": seen}).status_code == 409
    assert scene.figure("Agents").value == 250


@pytest.mark.parametrize("person", ["directeur", "etrangere", "relectrice", "administrateur"])
def test_the_file_of_another_does_not_exist(scene, visit, book, person):
    preview = visit.send(book.file())
    received, client = SheetImport.objects.get(), signed_in(scene.cast.people[person])
    for name in ("sheet_preview", "sheet_confirm"):
        address = reverse(f"directions:{name}", args=[received.pk])
        seen = {"seen": preview.context["judgement"].fingerprint}
        answer = client.get(address) if name == "sheet_preview" else client.post(address, seen)
        assert answer.status_code == 404
    assert scene.figure("Agents").value == 250


def test_a_person_who_lost_their_direction_confirms_nothing(scene, visit, book):
    preview = visit.send(book.file())
    membership = scene.cast.redactrice.memberships.get()
    membership.direction = scene.culture.direction
    membership.save()
    assert visit.confirm(preview).status_code == 409
    membership.delete()
    assert visit.confirm(preview).status_code in {404, 409}
    assert scene.figure("Agents").value == 250


def test_a_new_file_lets_the_bytes_of_the_one_before_go(scene, visit, book):
    first = visit.send(book.file())
    visit.send(book.fill("Agents", Valeur=252).file())
    old, new = SheetImport.objects.order_by("created_at")
    assert old.content is None and new.content is not None
    assert "a été remplacé" in visit.client.get(reverse("directions:sheet_preview", args=[old.pk])).content.decode()
    assert "Rien de plus" in visit.confirm(first).content.decode()
    assert scene.figure("Agents").value == 250


def test_the_files_of_others_and_of_other_kinds_stay(scene, visit, book):
    others = [
        SheetImport.objects.create(user=user, kind=kind, name="x", content=b"x", campaign=scene.campaign)
        for user, kind in (
            (scene.cast.directeur, SheetKind.FIGURES),
            (scene.cast.redactrice, SheetKind.INDICATORS),
        )
    ]
    visit.send(book.file())
    assert SheetImport.objects.filter(pk__in=[one.pk for one in others], content__isnull=False).count() == 2


def test_a_failure_while_writing_leaves_nothing_behind(scene, visit, book):
    preview = visit.send(book.add(Sigle="DR", Intitulé="Ponts", Valeur=1, Unité="ponts").file())

    def fail(**_) -> None:
        raise RuntimeError

    contribution_changed.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            visit.confirm(preview)
    finally:
        contribution_changed.disconnect(fail)
    assert scene.figure("Agents").value == 250 and not Indicator.objects.filter(label="Ponts").exists()
    assert SheetImport.objects.get().confirmed_at is None
    visit.confirm(preview)
    assert scene.figure("Agents").value == 251


@pytest.mark.django_db(transaction=True)
def test_two_confirmations_at_once_write_once(scene, book):
    visit = Visit(scene.cast.redactrice, scene.campaign)
    preview = visit.send(book.add(Sigle="DR", Intitulé="Ponts", Valeur=1, Unité="ponts").file())
    received, seen = SheetImport.objects.get(), preview.context["judgement"].fingerprint
    states, start = [], threading.Barrier(2)

    def confirm() -> None:
        try:
            start.wait()
            states.append(receiving.confirm(received, scene.cast.redactrice, seen).state)
        finally:
            connection.close()

    threads = [threading.Thread(target=confirm) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(states) == {receiving.State.WRITTEN, receiving.State.OVER}
    assert KeyFigure.objects.filter(label="Ponts").count() == 1
    assert stored(scene.routes).version == 2


# -- Queries -----------------------------------------------------------------------------------------------------------


def _many(scene, size: int) -> Workbook:
    """A workbook of `size` stored figures that change and `size` new ones, in two contributions."""
    book = Workbook.of()
    book.lines = []
    for contribution in (scene.routes, scene.culture):
        KeyFigure.objects.filter(contribution=contribution).delete()
        for number in range(size // 2):
            label = f"Mesure {size} {number}"
            KeyFigure.objects.create(contribution=contribution, label=label, unit="km", value=1)
            line = {"Sigle": contribution.code, "Rubrique": None, "Unité": "km"}
            book.add(**line, Intitulé=label, Valeur=number + 2)
            book.add(**line, Intitulé=f"Nouvelle {label}", Valeur=number)
    return book


def test_the_queries_do_not_grow_with_the_lines(scene):
    user, counts = scene.cast.administrateur, []
    for size in (10, 180):
        content = _many(scene, size).file()
        user = type(user).objects.get(pk=user.pk)
        resource = FigureResource(user, scene.campaign)
        sheet = resource.read(content, "x")
        with CaptureQueriesContext(connection) as judging:
            assert resource.judge(sheet).written == 2 * size
        with CaptureQueriesContext(connection) as writing:
            resource.write()
        with CaptureQueriesContext(connection) as exporting:
            FigureResource(user, scene.campaign).workbook()
        assert KeyFigure.objects.filter(contribution__campaign=scene.campaign).count() == 2 * size
        counts.append((len(judging), len(writing), len(exporting)))
    assert counts[0] == counts[1]


def test_the_lock_comes_before_what_it_protects(scene, book):
    if not connection.features.has_select_for_update:
        pytest.skip("SQLite lets one transaction write at a time.")
    visit = Visit(scene.cast.redactrice, scene.campaign)
    preview = visit.send(book.file())
    with CaptureQueriesContext(connection) as queries:
        visit.confirm(preview)
    statements = [query["sql"] for query in queries if "FOR UPDATE" in query["sql"] or "keyfigure" in query["sql"]]
    locks = [place for place, sql in enumerate(statements) if "FOR UPDATE" in sql]
    assert len(locks) == 2 and max(locks) == 1, statements
    assert "ORDER BY" in statements[1]
