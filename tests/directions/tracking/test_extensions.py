"""More time for one direction: its bounds, its reason, its trace, and what it changes for the direction."""

from __future__ import annotations

import datetime

import lxml.html
import pytest
from django.urls import reverse
from django.utils import timezone

from directions import extensions, lifecycle, permissions
from directions.enums import CampaignStatus, ContributionStatus
from directions.french.dates import french_date
from directions.models import Contribution, ContributionEvent
from tests import factories
from tests.directions.tracking.tracking_page import TrackingPage, words
from tests.form_page import signed_in
from tests.mailbox import give_addresses

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> factories.Cast:
    return factories.cast()


def fresh(contribution: Contribution) -> Contribution:
    return Contribution.objects.select_related("campaign").get(pk=contribution.pk)


def days(count: int) -> datetime.date:
    """A day so long after the deadline of the campaign of the tests, which is in a month."""
    return timezone.localdate() + datetime.timedelta(days=30 + count)


def address(contribution: Contribution) -> str:
    return reverse("directions:extension", args=[contribution.pk])


def post(user, contribution: Contribution, **typed):
    """Sends what a page that was just opened would send."""
    return signed_in(user).post(address(contribution), {"known": extensions.given(fresh(contribution))} | typed)


def give(cast: factories.Cast, until: datetime.date, reason: str = "Inondations", user=None):
    return post(user or cast.relectrice, cast.routes, until=until.isoformat(), reason=reason)


def test_more_time_is_given_told_and_shown(cast):
    before = fresh(cast.routes)
    response = give(cast, days(10), "  Inondations \n au siège ")
    assert response["Location"] == "/suivi/2020/?institution=CD"
    routes = fresh(cast.routes)
    assert (routes.extended_until, routes.extension_reason) == (days(10), "Inondations au siège")
    assert (routes.version, routes.updated_at) == (before.version, before.updated_at)
    event = ContributionEvent.objects.get()
    assert (event.label, event.actor, event.actor_name) == ("Délai accordé", cast.relectrice, "Lise Relec")
    assert (event.from_status, event.to_status) == ("draft", "draft")
    assert event.comment.endswith(": Inondations au siège")
    for user in (cast.redactrice, cast.relectrice):
        page = signed_in(user).get(cast.routes.get_absolute_url()).text
        assert "Délai accordé" in page and "Inondations au siège" in page


def test_a_button_pressed_twice_gives_once_and_takes_back_once(cast):
    for _ in range(2):
        sent = post(cast.relectrice, cast.routes, known="0 ", until=days(10).isoformat(), reason="Inondations")
        assert sent.status_code == 302
    known = extensions.given(fresh(cast.routes))
    for _ in range(2):
        assert post(cast.relectrice, cast.routes, known=known, _withdraw="").status_code == 302
    assert [event.label for event in ContributionEvent.objects.all()] == ["Délai accordé", "Délai retiré"]


def test_more_time_is_changed_then_taken_back_and_all_is_told(cast):
    give(cast, days(10))
    give(cast, days(20), "Toujours inondée")
    assert fresh(cast.routes).extended_until == days(20)
    for _ in range(2):
        post(cast.relectrice, cast.routes, _withdraw="")
    routes = fresh(cast.routes)
    assert (routes.extended_until, routes.extension_reason) == (None, "")
    assert [event.label for event in ContributionEvent.objects.all()] == [
        "Délai accordé", "Délai accordé", "Délai retiré",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"until": "", "reason": "Inondations"}, "Indiquez jusqu&#x27;à quand."),
        ({"until": "demain", "reason": "Inondations"}, "Écrivez la date comme ceci"),
        ({"reason": "Inondations", "days": 0}, "avant, ce ne serait pas un délai"),
        ({"reason": "Inondations", "days": -40}, "avant, ce ne serait pas un délai"),
        ({"reason": "Inondations", "days": 367}, "un délai dure un an au plus"),
        ({"reason": "", "days": 3}, "Dites pourquoi un délai est accordé."),
        ({"reason": "   ", "days": 3}, "Dites pourquoi un délai est accordé."),
        ({"reason": "a" * 251, "days": 3}, "250 caractères au plus"),
    ],
)
def test_a_refused_form_says_why_and_keeps_what_was_typed(cast, typed, words):
    typed = dict(typed)
    if "days" in typed:
        typed["until"] = days(typed.pop("days")).isoformat()
    response = post(cast.relectrice, cast.routes, **typed)
    assert response.status_code == 422
    assert words in response.text
    assert all(value.strip() in response.text for value in typed.values())
    assert fresh(cast.routes).extended_until is None and not ContributionEvent.objects.exists()


def test_the_bounds_are_those_of_today_once_the_deadline_is_over(cast):
    today = timezone.localdate()
    type(cast.campaign).objects.update(due_on=today - datetime.timedelta(days=10))
    campaign = fresh(cast.routes).campaign
    assert extensions.earliest(campaign) == today
    assert extensions.why_not(campaign, today - datetime.timedelta(days=1))
    assert not extensions.why_not(campaign, today)
    assert not extensions.why_not(campaign, today + datetime.timedelta(days=366))
    assert extensions.why_not(campaign, today + datetime.timedelta(days=367))


@pytest.mark.parametrize("person", ["redactrice", "directeur", "etrangere"])
def test_only_the_team_gives_time(cast, person):
    assert give(cast, days(3), user=cast.people[person]).status_code == 404
    with pytest.raises(extensions.ExtensionRefused, match="par la communication"):
        extensions.grant(cast.routes, cast.people[person], days(3), "Parce que")
    assert fresh(cast.routes).extended_until is None


def test_a_closed_campaign_gives_no_time(cast):
    type(cast.campaign).objects.update(status=CampaignStatus.CLOSED)
    assert "aucun délai à donner" in give(cast, days(3)).text
    assert "aucun délai à donner" in signed_in(cast.relectrice).get(f"/contributions/{cast.routes.pk}/delai/").text
    assert fresh(cast.routes).extended_until is None


def test_the_direction_writes_until_then_and_no_longer(cast):
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    type(cast.campaign).objects.update(due_on=yesterday, closes_on=yesterday)
    assert not permissions.can_edit(cast.redactrice, fresh(cast.routes))
    extensions.grant(cast.routes, cast.relectrice, timezone.localdate(), "Inondations")
    assert permissions.can_edit(cast.redactrice, fresh(cast.routes))
    extensions.withdraw(cast.routes, cast.relectrice)
    assert not permissions.can_edit(cast.redactrice, fresh(cast.routes))


def test_what_was_asked_to_correct_is_still_what_the_direction_reads():
    cast = factories.cast(ContributionStatus.SUBMITTED)
    lifecycle.perform("request_changes", cast.routes, cast.relectrice, "Vérifiez la longueur.")
    extensions.grant(fresh(cast.routes), cast.relectrice, days(3), "Inondations")
    assert fresh(cast.routes).asked.comment == "Vérifiez la longueur."


def test_the_table_leads_there_and_back_with_its_filters(cast):
    page = TrackingPage(cast.relectrice, etat="draft", recherche="routes")
    [there] = [one for one in page.links("//tr") if "/delai/" in one]
    known = extensions.given(fresh(cast.routes))
    sent = {"until": days(3).isoformat(), "reason": "Inondations", "known": known}
    assert page.client.post(there, sent)["Location"] == "/suivi/2020/?recherche=routes&etat=draft"


# -- Who is written to -------------------------------------------------------------------------------------------------


def notice(user, contribution: Contribution) -> str:
    page = lxml.html.fromstring(signed_in(user).get(address(contribution)).text)
    return " ".join(words(one) for one in page.xpath("//main//form/p[@class='hint']")).replace("\xa0", " ")


def test_the_page_says_who_will_be_written_to(cast):
    give_addresses()
    assert notice(cast.relectrice, cast.routes) == "Un message le dira à Rose Rédac, Denis Direc."
    type(cast.directeur).objects.filter(pk=cast.directeur.pk).update(email="")
    said = "Un message le dira à Rose Rédac. Denis Direc ne recevra pas de message : sans adresse électronique."
    assert notice(cast.relectrice, cast.routes) == said
    type(cast.directeur).objects.update(email="")
    assert "le dira" not in notice(cast.relectrice, cast.routes)


def test_the_page_says_that_nobody_will(cast):
    cast.etrangere.memberships.all().delete()
    nobody = "Aucun message ne partira : personne d'autre n'est habilité à écrire pour cette direction."
    assert notice(cast.relectrice, cast.culture) == nobody
    cast.relectrice.memberships.create(direction=cast.culture.direction)
    assert notice(cast.relectrice, cast.culture) == nobody
    give_addresses()
    assert notice(cast.administrateur, cast.culture) == "Un message le dira à Lise Relec."


def test_where_nothing_can_be_decided_no_message_is_announced(cast):
    type(cast.campaign).objects.update(status=CampaignStatus.CLOSED)
    assert notice(cast.relectrice, cast.routes) == ""


# -- Two people at once ------------------------------------------------------------------------------------------------


def text(response) -> str:
    """What a page says, with plain spaces."""
    return words(lxml.html.fromstring(response.text)).replace("\xa0", " ").replace("\u202f", " ")


def sent_from(page, **typed) -> dict[str, str]:
    """What the form of a page sends, with what is typed in it."""
    form = lxml.html.fromstring(page.text).xpath("//main//form")[0]
    return dict(form.form_values()) | typed


def test_what_a_colleague_gave_meanwhile_is_not_overwritten_unseen(cast):
    client = signed_in(cast.relectrice)
    opened = client.get(address(cast.routes))
    extensions.grant(cast.routes, cast.administrateur, days(20), "Panne")
    typed = {"until": days(5).isoformat(), "reason": "Inondations"}
    refused = client.post(address(cast.routes), sent_from(opened, **typed))
    assert refused.status_code == 422
    assert f"Ahmed Admin a accordé un délai jusqu'au {french_date(days(20))} : « Panne »" in text(refused)
    assert all(value in refused.text for value in typed.values())
    assert fresh(cast.routes).extended_until == days(20)
    # Having read it, one may decide otherwise.
    assert client.post(address(cast.routes), sent_from(refused)).status_code == 302
    routes = fresh(cast.routes)
    assert (routes.extended_until, routes.extension_reason) == (days(5), "Inondations")


def test_what_a_colleague_changed_or_took_back_meanwhile_is_said(cast):
    give(cast, days(10))
    client = signed_in(cast.relectrice)
    opened = client.get(address(cast.routes))
    extensions.grant(cast.routes, cast.administrateur, days(10), "Panne")
    refused = client.post(address(cast.routes), sent_from(opened, _withdraw=""))
    assert refused.status_code == 422 and "Ahmed Admin a accordé un délai" in text(refused)
    assert fresh(cast.routes).extension_reason == "Panne"
    extensions.withdraw(cast.routes, cast.administrateur)
    refused = client.post(address(cast.routes), sent_from(refused, until=days(12).isoformat()))
    assert refused.status_code == 422 and "Ahmed Admin a retiré le délai" in text(refused)
    assert days(12).isoformat() in refused.text and fresh(cast.routes).extended_until is None


def test_a_fault_to_correct_does_not_hide_what_changed_meanwhile(cast):
    client = signed_in(cast.relectrice)
    opened = client.get(address(cast.routes))
    extensions.grant(cast.routes, cast.administrateur, days(20), "Panne")
    faulty = client.post(address(cast.routes), sent_from(opened, until=days(5).isoformat(), reason=""))
    assert faulty.status_code == 422 and "Dites pourquoi" in faulty.text
    refused = client.post(address(cast.routes), sent_from(faulty, reason="Inondations"))
    assert refused.status_code == 422 and "Entre-temps, Ahmed Admin" in text(refused)
    assert fresh(cast.routes).extended_until == days(20)


@pytest.mark.parametrize("known", ["n'importe quoi", "\0", "2020-01-01 Inondations"])
def test_a_page_that_shows_something_else_changes_nothing(cast, known):
    refused = post(cast.relectrice, cast.routes, known=known, until=days(3).isoformat(), reason="Inondations")
    assert refused.status_code == 422 and "Rien n'est changé" in text(refused)
    assert fresh(cast.routes).extended_until is None


def test_the_page_of_before_a_time_that_was_taken_back_does_not_give_it_again(cast):
    old = extensions.given(fresh(cast.routes))
    sent = {"until": days(3).isoformat(), "reason": "Inondations"}
    assert post(cast.relectrice, cast.routes, known=old, **sent).status_code == 302
    assert post(cast.administrateur, cast.routes, _withdraw="").status_code == 302
    refused = post(cast.relectrice, cast.routes, known=old, **sent)
    assert refused.status_code == 422 and "Ahmed Admin a retiré le délai" in text(refused)
    assert fresh(cast.routes).extended_until is None


def test_a_reason_that_shows_nothing_is_none(cast):
    refused = post(cast.relectrice, cast.routes, until=days(3).isoformat(), reason="\u200b\u2060")
    assert refused.status_code == 422 and "Dites pourquoi" in text(refused)


def test_from_a_bare_address_the_way_back_is_the_contributions_own_institution(cast):
    client = signed_in(cast.relectrice)
    assert f'"/suivi/2020/?institution={cast.institution.code}"' in client.get(address(cast.routes)).text
    assert '"/suivi/2020/?voir=retard"' in client.get(address(cast.routes) + "?voir=retard").text


# -- What is approved --------------------------------------------------------------------------------------------------


@pytest.fixture
def approved() -> factories.Cast:
    cast = factories.cast(ContributionStatus.SUBMITTED)
    lifecycle.perform("approve", cast.routes, cast.relectrice)
    return cast


def close_writing(cast: factories.Cast) -> None:
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    type(cast.campaign).objects.update(due_on=yesterday, closes_on=yesterday)


def offers(cast: factories.Cast) -> list[str]:
    """The lines of the table from which time may be given."""
    return [one for one in TrackingPage(cast.relectrice).links("//tr") if "/delai/" in one]


def test_what_is_approved_is_offered_no_time(approved):
    for refused in (give(approved, days(3)), signed_in(approved.relectrice).get(address(approved.routes))):
        assert "elle n'a pas besoin de délai" in text(refused) and 'name="until"' not in refused.text
    assert fresh(approved.routes).extended_until is None
    assert not any(str(approved.routes.pk) in one for one in offers(approved))
    assert any(str(approved.culture.pk) in one for one in offers(approved))


def test_once_writing_is_closed_what_is_approved_takes_time_to_be_reopened(approved):
    close_writing(approved)
    with pytest.raises(lifecycle.TransitionRefused, match="Accordez-lui d'abord un délai"):
        lifecycle.perform("reopen", approved.routes, approved.relectrice, "À corriger.")
    page = signed_in(approved.relectrice).get(address(approved.routes)).text
    assert "accordez d’abord un délai, puis rouvrez-la" in page
    assert any(str(approved.routes.pk) in one for one in offers(approved))
    assert give(approved, timezone.localdate()).status_code == 302
    lifecycle.perform("reopen", approved.routes, approved.relectrice, "À corriger.")
    assert permissions.can_edit(approved.redactrice, fresh(approved.routes))


def test_the_pages_of_the_institution_are_reopened_without_time(approved):
    close_writing(approved)
    own = Contribution.objects.get(campaign=approved.campaign, code="CD")
    Contribution.objects.filter(pk=own.pk).update(status=ContributionStatus.APPROVED)
    with pytest.raises(extensions.ExtensionRefused, match="n'a pas besoin de délai"):
        extensions.grant(own, approved.relectrice, days(3), "Inondations")
    lifecycle.perform("reopen", own, approved.relectrice, "À corriger.")


def test_time_that_was_given_before_the_approval_can_be_taken_back():
    cast = factories.cast(ContributionStatus.SUBMITTED)
    give(cast, days(3))
    lifecycle.perform("approve", fresh(cast.routes), cast.administrateur)
    assert any(str(cast.routes.pk) in one for one in offers(cast))
    assert give(cast, days(5)).status_code == 422
    assert fresh(cast.routes).extended_until == days(3)
    post(cast.relectrice, cast.routes, _withdraw="")
    assert fresh(cast.routes).extended_until is None


# -- What the direction reads ------------------------------------------------------------------------------------------


def test_the_direction_reads_the_new_deadline_and_the_reason_on_its_home_page(cast):
    assert "Délai accordé" not in home(cast.redactrice)
    give(cast, days(10))
    assert f"Délai accordé jusqu’au {french_date(days(10))} : Inondations" in home(cast.redactrice)
    assert "Délai accordé" not in home(cast.etrangere)


def home(user) -> str:
    return text(signed_in(user).get(reverse("admin:index")))
