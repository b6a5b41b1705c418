"""The reminders of each day, in Paris time; the reminders by hand; once a day and a person in any case."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from directions import messages
from directions.enums import CampaignStatus, ContributionStatus, DirectionKind, MessageKind
from directions.messages import outbox, reminders, sending
from directions.models import Contribution, OutgoingMessage
from tests import factories
from tests.mailbox import PARIS, give_addresses, morning, set_clock, told

pytestmark = pytest.mark.django_db

DUE_ON = datetime.date(2021, 6, 30)
OPENS_ON = datetime.date(2021, 4, 1)
CLOSES_ON = datetime.date(2021, 8, 31)


def day(offset: int) -> datetime.date:
    """So many days after the deadline."""
    return DUE_ON + datetime.timedelta(days=offset)


@pytest.fixture
def cast() -> factories.Cast:
    cast = factories.cast()
    for name, value in {"opens_on": OPENS_ON, "due_on": DUE_ON, "closes_on": CLOSES_ON}.items():
        setattr(cast.campaign, name, value)
    cast.campaign.save()
    # What is refused must not be so for want of something else.
    Contribution.objects.filter(pk=cast.culture.pk).update(status=ContributionStatus.SUBMITTED)
    give_addresses()
    return cast


@pytest.fixture
def run(monkeypatch):
    """What `manage.py remind` writes and sends on that morning: the kinds written, and to whom."""

    def remind(on: datetime.date) -> list[str]:
        set_clock(monkeypatch, morning(on))
        due = reminders.write_due(on)
        sending.send_waiting()
        return sorted(f"{one.kind} {one.recipient.username}" for one in due.messages)

    return remind


REMINDED = ["reminder directeur", "reminder redactrice"]
LATE = ["late directeur", "late redactrice"]


@pytest.mark.parametrize(
    ("offset", "expected"),
    [
        (-40, []), (-15, []), (-14, REMINDED), (-7, REMINDED), (-2, REMINDED), (-1, REMINDED), (0, REMINDED),
        (-10, REMINDED), (1, LATE), (4, LATE), (5, LATE), (13, LATE), (62, LATE), (63, []), (90, []),
    ],
)  # fmt: skip
def test_what_is_said_on_each_day_if_nothing_was_said_before(cast, run, offset, expected):
    """However long nothing ran; after the closing day nobody can write, so nobody is told."""
    assert run(day(offset)) == expected


def test_a_whole_campaign_with_a_run_a_day(cast, run, mailoutbox):
    said = {offset: run(day(offset)) for offset in range(-30, 20)}
    assert {offset: kinds for offset, kinds in said.items() if kinds} == {
        -14: REMINDED, -7: REMINDED, -2: REMINDED, 1: LATE, 8: LATE, 15: LATE,
    }  # fmt: skip
    assert len(mailoutbox) == 12


def test_twice_on_a_day_tells_nothing_twice(cast, run, mailoutbox):
    assert (run(day(-7)), run(day(-7))) == (REMINDED, [])
    assert told(mailoutbox) == ["directeur", "redactrice"]


@pytest.mark.parametrize("missed", range(7))
def test_days_without_cron_are_made_up_for_once(cast, run, missed):
    run(day(-14))
    late = [(run(day(offset)), run(day(offset))) for offset in (-8, missed - 7, missed - 6)]
    second_is_due = missed - 6 >= -2 > missed - 7
    assert late == [([], []), (REMINDED, []), (REMINDED if second_is_due else [], [])]


def test_of_the_reminders_that_were_missed_the_last_one_is_sent(cast, run):
    assert [run(day(offset)) for offset in (-1, 0)] == [REMINDED, []]


@pytest.mark.parametrize("first", [1, 5, 13])
def test_who_is_late_is_told_again_a_week_after_the_last_time(cast, run, first):
    said = {offset: run(day(offset)) for offset in range(first, first + 20)}
    assert {offset: kinds for offset, kinds in said.items() if kinds} == dict.fromkeys(
        (first, first + 7, first + 14), LATE
    )


def test_a_deadline_that_is_moved_back_tells_who_is_late_whatever_they_were_told_before(cast, run):
    assert run(day(0)) == REMINDED
    cast.campaign.due_on = day(-13)
    cast.campaign.save()
    assert [run(day(0)), run(day(1))] == [LATE, []]


def test_who_writes_for_the_direction_since_it_is_late_is_told_too(cast, run):
    run(day(1))
    factories.user("nouvelle", member_of=cast.routes.direction, email="nouvelle@example.org")
    assert [run(day(offset)) for offset in (2, 3, 8, 9)] == [["late nouvelle"], [], LATE, ["late nouvelle"]]


@pytest.mark.parametrize("kind", ["campaign_opened", "extension", "changes_requested"])
def test_who_was_just_asked_to_write_is_not_reminded_of_what_was_due_before(cast, run, monkeypatch, kind):
    set_clock(monkeypatch, morning(day(-5)))
    outbox.write([outbox.message(kind, cast.redactrice, cast.routes, "1")])
    OutgoingMessage.objects.update(sent_at=timezone.now())
    assert [run(day(offset)) for offset in (-5, -2)] == [["reminder directeur"], REMINDED]


def test_no_reminder_of_before_the_opening(cast, run):
    cast.campaign.opens_on = day(-7)
    cast.campaign.save()
    assert [run(day(offset)) for offset in (-7, -6, -2)] == [[], [], REMINDED]


def test_a_campaign_may_have_no_reminder(cast, run):
    cast.campaign.reminder_days = ""
    cast.campaign.save()
    assert [run(day(offset)) for offset in (-14, -7, -2, 1)] == [[], [], [], LATE]


@pytest.mark.parametrize("status", [ContributionStatus.SUBMITTED, ContributionStatus.APPROVED])
def test_what_is_submitted_is_not_asked_for(cast, run, status):
    Contribution.objects.filter(pk=cast.routes.pk).update(status=status)
    assert [run(day(offset)) for offset in (-7, 1)] == [[], []]


@pytest.mark.parametrize("status", [CampaignStatus.PREPARATION, CampaignStatus.CLOSED])
def test_a_campaign_that_is_not_open_reminds_nobody(cast, run, status):
    cast.campaign.status = status
    cast.campaign.save()
    assert [run(day(offset)) for offset in (-7, 1)] == [[], []]


def test_only_directions_and_etablissements_are_reminded(cast, run):
    factories.user("haut", member_of=cast.routes.direction.parent, email="haut@example.org")
    assert Contribution.objects.filter(kind=DirectionKind.DGA, status=ContributionStatus.DRAFT).exists()
    assert run(day(-7)) == REMINDED


def test_more_time_moves_the_reminders(cast, run):
    Contribution.objects.filter(pk=cast.routes.pk).update(extended_until=day(20), extension_reason="Travaux")
    assert [run(day(offset)) for offset in (-7, 1, 6, 13, 21)] == [[], [], REMINDED, REMINDED, LATE]


def test_more_time_than_the_campaign_itself_is_reminded_too(cast, run):
    after = (CLOSES_ON - DUE_ON).days + 10
    Contribution.objects.filter(pk=cast.routes.pk).update(extended_until=day(after), extension_reason="Travaux")
    assert run(day(after - 7)) == REMINDED


def test_the_day_is_that_of_paris(cast, monkeypatch):
    """At 22:30 UTC on the 22nd, it is the 23rd in Paris: seven days before the deadline."""
    set_clock(monkeypatch, datetime.datetime(2021, 6, 22, 22, 30, tzinfo=datetime.UTC))
    told_at_night = messages.remind_now([cast.routes], cast.relectrice)
    assert len(told_at_night.people) == 2
    # Still the 23rd: it was said today.
    set_clock(monkeypatch, datetime.datetime(2021, 6, 23, 21, 0, tzinfo=datetime.UTC))
    assert reminders.write_due(datetime.date(2021, 6, 23)).messages == []
    assert messages.remind_now([cast.routes], cast.relectrice).people == ()


def test_the_reminder_says_what_is_missing_and_leads_there(cast, run, mailoutbox, settings):
    achievement = factories.achievement(cast.routes, title="Le pont", body="")
    run(day(-7))
    page = f"{settings.SITE_URL}/gestion/directions/contribution/{cast.routes.pk}/change/"
    assert mailoutbox
    for message in mailoutbox:
        assert "La réalisation «\u00a0Le pont\u00a0» n'a pas de texte." in message.body
        assert page in message.body
        assert f'href="{page}#bloc-{achievement.pk}"' in message.alternatives[0].content


def test_the_queries_do_not_grow_with_the_contributions(monkeypatch):
    def queries(number: int) -> int:
        root = factories.institution()
        campaign = factories.campaign(root, opens_on=OPENS_ON, due_on=DUE_ON, closes_on=CLOSES_ON)
        directions = [factories.direction(root) for _ in range(number)]
        for one in directions:
            factories.contribution(campaign, one, complete=True)
        factories.user(member_of=directions, email="seule@example.org")
        with CaptureQueriesContext(
            connection,
        ) as captured:
            reminders.write_due(day(-7))
            sending.send_waiting()
        assert OutgoingMessage.objects.filter(campaign=campaign, sent_at__isnull=False).count() == number
        campaign.status = CampaignStatus.CLOSED
        campaign.save()
        return len(captured)

    set_clock(monkeypatch, morning(day(-7)))
    assert queries(3) == queries(30)


# -- By hand -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def today(monkeypatch) -> None:
    set_clock(monkeypatch, morning(day(-20)))


@pytest.mark.usefixtures("today")
def test_by_hand_the_chosen_are_told_at_once_and_once_a_day(
    cast, django_capture_on_commit_callbacks, mailoutbox, monkeypatch
):
    with django_capture_on_commit_callbacks(execute=True):
        first = messages.remind_now([cast.routes], cast.relectrice)
        again = messages.remind_now([cast.routes], cast.administrateur)
    assert (first.reminded, first.refused) == ((cast.routes,), ())
    assert sorted(one.username for one in first.people) == told(mailoutbox) == ["directeur", "redactrice"]
    assert [one.reason for one in again.refused] == ["Déjà relancée aujourd'hui."]
    set_clock(monkeypatch, morning(day(-19)))
    assert messages.remind_now([cast.routes], cast.relectrice).reminded == (cast.routes,)


@pytest.mark.usefixtures("today")
def test_what_would_be_done_is_said_without_doing_it(cast):
    outcome = messages.would_remind([cast.routes, cast.culture], cast.relectrice)
    assert outcome.reminded == (cast.routes,)
    assert [(one.contribution, one.reason) for one in outcome.refused] == [
        (cast.culture, "Rien n'est attendu : la contribution est « soumise ».")
    ]
    assert OutgoingMessage.objects.count() == 0


@pytest.mark.usefixtures("today")
@pytest.mark.parametrize("person", ["redactrice", "directeur", "etrangere"])
def test_only_the_communication_team_reminds(cast, person):
    outcome = messages.remind_now([cast.routes], cast.people[person])
    assert [one.reason for one in outcome.refused] == ["Les relances sont envoyées par la communication."]
    assert OutgoingMessage.objects.count() == 0


@pytest.mark.usefixtures("today")
def test_by_hand_what_cannot_be_told_is_refused_with_its_reason(cast):
    def reason() -> str:
        (refusal,) = messages.remind_now([cast.routes], cast.relectrice).refused
        return refusal.reason

    cast.redactrice.memberships.all().delete()
    type(cast.directeur).objects.filter(pk=cast.directeur.pk).update(email=" ")
    assert reason() == "Sans adresse électronique : Denis Direc."
    cast.directeur.memberships.all().delete()
    assert reason() == "Personne n'est habilité à écrire pour cette direction."
    cast.campaign.status = CampaignStatus.CLOSED
    cast.campaign.save()
    assert reason() == "La campagne 2020 n'est pas ouverte à la saisie."


@pytest.mark.usefixtures("today")
def test_by_hand_as_by_itself_a_unit_that_need_not_write_is_not_reminded(cast):
    dga = cast.routes.parent
    factories.user("haut", member_of=dga.direction, email="haut@example.org")
    outcome = messages.would_remind([dga], cast.relectrice)
    assert (outcome.people, [one.reason for one in outcome.refused]) == (
        (),
        ["Rien n'est exigé de cette unité : elle peut écrire, sans y être tenue."],
    )


@pytest.mark.usefixtures("today")
def test_who_reminds_is_not_reminded(cast):
    factories.mission(cast.routes)
    cast.relectrice.memberships.create(direction=cast.routes.direction)
    people = messages.would_remind([cast.routes], cast.relectrice).people
    assert sorted(one.username for one in people) == ["directeur", "redactrice"]


def test_a_reminder_by_hand_counts_as_that_of_the_day(cast, run, monkeypatch):
    set_clock(monkeypatch, datetime.datetime(2021, 6, 23, 1, tzinfo=PARIS))
    messages.remind_now([cast.routes], cast.relectrice)
    assert run(day(-7)) == []
    assert run(day(-2)) == REMINDED
    assert set(OutgoingMessage.objects.values_list("kind", flat=True)) == {MessageKind.REMINDER}
