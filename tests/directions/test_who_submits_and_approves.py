"""Who sends a contribution in and until when, and who approves it: never its author."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from directions import lifecycle, permissions
from directions.deadlines import deadline_words, is_late
from directions.models import Contribution, Membership
from directions.models.validators import reminder_days, validate_reminder_days
from tests import factories
from tests.form_page import FormPage, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> factories.Cast:
    return factories.cast()


def fresh(contribution: Contribution) -> Contribution:
    return Contribution.objects.select_related("campaign").get(pk=contribution.pk)


def may(name: str, user, contribution: Contribution) -> bool:
    user = type(user).objects.get(pk=user.pk)
    return name in [one.name for one in lifecycle.available(user, fresh(contribution))]


# -- Who submits -------------------------------------------------------------------------------------------------------


def test_where_the_head_submits_the_writer_only_prepares(cast):
    assert may("submit", cast.redactrice, cast.routes) and may("submit", cast.directeur, cast.routes)
    type(cast.campaign).objects.update(needs_head=True)
    assert not may("submit", cast.redactrice, cast.routes)
    assert permissions.can_edit(cast.redactrice, fresh(cast.routes))
    with pytest.raises(lifecycle.TransitionForbidden, match="revient au directeur"):
        lifecycle.perform("submit", cast.routes, cast.redactrice)
    assert fresh(cast.routes).status == "draft"
    lifecycle.perform("submit", cast.routes, cast.directeur)
    assert fresh(cast.routes).status == "submitted"


@pytest.mark.parametrize("address", ["/gestion/", "{form}"])
def test_where_the_head_submits_the_writer_is_told_whom_to_ask(cast, address):
    address = address.format(form=cast.routes.get_absolute_url())
    ask, send = "demandez à votre directeur de soumettre la contribution", "vous pouvez soumettre la contribution"

    def told(user) -> tuple[bool, bool]:
        page = signed_in(user).get(address).content.decode()
        return ask in page, send in page

    assert told(cast.redactrice) == (False, True)
    type(cast.campaign).objects.update(needs_head=True)
    assert told(cast.redactrice) == (True, False)
    assert told(cast.directeur) == (False, True)
    factories.mission(cast.routes, "À confirmer", confirmed=False)
    assert told(cast.redactrice) == (False, False)


def test_a_reviewer_of_what_is_submitted_is_told_to_ask_no_head(cast):
    type(cast.campaign).objects.update(needs_head=True)
    ask = "demandez à votre directeur de soumettre"
    assert ask in FormPage(cast.redactrice, cast.routes).text
    lifecycle.perform("submit", cast.routes, cast.directeur)
    page = FormPage(cast.relectrice, cast.routes)
    assert page.fields and ask not in page.text


def test_the_head_of_what_is_above_submits_too_the_head_of_another_does_not(cast):
    type(cast.campaign).objects.update(needs_head=True)
    above = factories.user("dga", member_of=cast.routes.direction.parent, role="directeur")
    Membership.objects.filter(user=cast.etrangere).update(role="directeur")
    assert may("submit", above, cast.routes)
    assert not may("submit", cast.etrangere, cast.routes)


# -- Who approves ------------------------------------------------------------------------------------------------------


def test_nobody_approves_what_they_submitted(cast):
    lifecycle.perform("submit", cast.routes, cast.administrateur)
    assert not may("approve", cast.administrateur, cast.routes)
    with pytest.raises(lifecycle.TransitionForbidden, match="son propre texte"):
        lifecycle.perform("approve", cast.routes, cast.administrateur)
    assert fresh(cast.routes).status == "submitted"
    lifecycle.perform("approve", cast.routes, cast.relectrice)
    assert fresh(cast.routes).status == "approved"


def test_nobody_approves_what_they_wrote_even_if_another_submits_it(cast):
    page = FormPage(cast.administrateur, cast.routes)
    page.type(introduction="<p>Écrit par un administrateur.</p>")
    page.save()
    lifecycle.perform("submit", cast.routes, cast.redactrice)
    assert not may("approve", cast.administrateur, cast.routes)
    assert may("approve", cast.relectrice, cast.routes)


def test_a_correction_during_the_review_is_no_authorship(cast):
    lifecycle.perform("submit", cast.routes, cast.redactrice)
    page = FormPage(cast.relectrice, cast.routes)
    page.type(introduction="<p>Corrigé en relisant.</p>")
    page.save()
    assert may("approve", cast.relectrice, cast.routes)


def test_nobody_approves_the_text_of_their_own_direction(cast):
    lifecycle.perform("submit", cast.routes, cast.redactrice)
    lifecycle.perform("submit", cast.culture, cast.etrangere)
    Membership.objects.create(user=cast.relectrice, direction=cast.routes.direction)
    assert not may("approve", cast.relectrice, cast.routes)
    assert may("approve", cast.relectrice, cast.culture)
    assert may("request_changes", cast.relectrice, cast.routes)


# -- Until when --------------------------------------------------------------------------------------------------------


def close_yesterday(cast) -> datetime.date:
    today = timezone.localdate()
    yesterday = today - datetime.timedelta(days=1)
    type(cast.campaign).objects.update(due_on=yesterday, closes_on=yesterday)
    return today


def test_more_time_is_given_to_one_direction_only(cast):
    today = close_yesterday(cast)
    Contribution.objects.filter(pk=cast.routes.pk).update(
        extended_until=today + datetime.timedelta(days=3), extension_reason="Inondations"
    )
    routes, culture = fresh(cast.routes), fresh(cast.culture)
    assert permissions.can_edit(cast.redactrice, routes) and may("submit", cast.redactrice, routes)
    assert not permissions.can_edit(cast.etrangere, culture)
    assert (deadline_words(routes), deadline_words(culture)) == ("Encore 3 jours", "En retard de 1 jour")
    assert (is_late(routes), is_late(culture)) == (False, True)


def test_more_time_ends_and_a_closed_campaign_takes_nothing(cast):
    today = close_yesterday(cast)
    row = Contribution.objects.filter(pk=cast.routes.pk)
    row.update(extended_until=today - datetime.timedelta(days=1), extension_reason="Inondations")
    assert not permissions.can_edit(cast.redactrice, fresh(cast.routes))
    row.update(extended_until=today)
    assert permissions.can_edit(cast.redactrice, fresh(cast.routes))
    type(cast.campaign).objects.update(status="closed")
    assert not permissions.can_edit(cast.redactrice, fresh(cast.routes))


def test_nothing_is_sent_back_to_a_direction_that_can_no_longer_write(cast):
    lifecycle.perform("submit", cast.routes, cast.redactrice)
    today = close_yesterday(cast)
    with pytest.raises(lifecycle.TransitionRefused, match="Accordez-lui d'abord un délai"):
        lifecycle.perform("request_changes", cast.routes, cast.relectrice, "À revoir")
    row = Contribution.objects.filter(pk=cast.routes.pk)
    row.update(extended_until=today + datetime.timedelta(days=3), extension_reason="À corriger")
    lifecycle.perform("request_changes", cast.routes, cast.relectrice, "À revoir")
    assert permissions.can_edit(cast.redactrice, fresh(cast.routes))


def test_what_is_not_complete_is_not_approved(cast):
    lifecycle.perform("submit", cast.routes, cast.redactrice)
    cast.routes.missions.all().delete()
    with pytest.raises(lifecycle.TransitionRefused) as refusal:
        lifecycle.perform("approve", cast.routes, cast.relectrice)
    assert refusal.value.reasons == ("Écrivez au moins une mission, ou une présentation.",)
    factories.mission(cast.routes)
    lifecycle.perform("approve", cast.routes, cast.relectrice)


def test_more_time_needs_a_reason(cast):
    row = Contribution.objects.filter(pk=cast.routes.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.update(extended_until=timezone.localdate())


@pytest.mark.parametrize(("typed", "days"), [("14, 7, 2", [14, 7, 2]), ("2,14", [14, 2]), ("", []), ("7,7", [7])])
def test_the_days_of_reminders(typed, days):
    validate_reminder_days(typed)
    assert reminder_days(typed) == days


@pytest.mark.parametrize("typed", ["sept", "7;2", "-1", "91", "1.5"])
def test_other_days_are_refused(typed):
    with pytest.raises(ValidationError, match="nombres de jours"):
        validate_reminder_days(typed)
