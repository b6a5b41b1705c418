"""Each event is told to the right people, and to nobody else; what was told once is not told again."""

from __future__ import annotations

import datetime

import pytest

from directions import assignment, lifecycle, messages
from directions.enums import CampaignStatus, ContributionStatus, DirectionKind, MessageKind, Role
from directions.messages import sending
from directions.models import Contribution, Direction, Membership, OutgoingMessage, ReviewComment, User
from directions.opening import open_campaign
from directions.signals import contribution_changed
from tests import factories
from tests.mailbox import give_addresses, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def do(django_capture_on_commit_callbacks):
    """Does a transition, and what follows its commit."""

    def perform(name: str, contribution: Contribution, user, comment: str = "Parce que.") -> None:
        with django_capture_on_commit_callbacks(execute=True):
            lifecycle.perform(name, contribution, user, comment)

    return perform


def scene(status: str = ContributionStatus.DRAFT) -> factories.Cast:
    cast = factories.cast(status)
    give_addresses()
    return cast


# -- Transitions -------------------------------------------------------------------------------------------------------


def test_a_submission_is_told_to_the_communication_team(do, mailoutbox):
    cast = scene()
    factories.user("second", groups=("Communication",), email="second@example.org")
    do("submit", cast.routes, cast.redactrice)
    assert told(mailoutbox) == ["relectrice", "second"]


def test_a_submission_is_told_to_the_assigned_reviewer_alone(do, mailoutbox):
    cast = scene()
    second = factories.user("second", groups=("Communication",), email="second@example.org")
    Contribution.objects.filter(pk=cast.routes.pk).update(reviewer=second)
    do("submit", cast.routes, cast.redactrice)
    assert told(mailoutbox) == ["second"]


def test_a_reviewer_who_left_the_team_is_replaced_by_the_team(do, mailoutbox):
    cast = scene()
    Contribution.objects.filter(pk=cast.routes.pk).update(reviewer=cast.etrangere)
    do("submit", cast.routes, cast.redactrice)
    assert told(mailoutbox) == ["relectrice"]


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("request_changes", ContributionStatus.SUBMITTED),
        ("approve", ContributionStatus.SUBMITTED),
        ("reopen", ContributionStatus.APPROVED),
    ],
)
def test_an_answer_of_the_team_is_told_to_those_who_write(do, mailoutbox, name, status):
    cast = scene(status)
    do(name, cast.routes, cast.relectrice)
    assert told(mailoutbox) == ["directeur", "redactrice"]


def test_nobody_is_told_of_what_they_did_themselves(do, mailoutbox):
    cast = scene()
    Membership.objects.create(user=cast.relectrice, direction=cast.routes.direction)
    do("submit", cast.routes, cast.relectrice)
    assert told(mailoutbox) == []


def test_who_submitted_from_above_is_told_with_the_direction(do, mailoutbox):
    cast = scene()
    head = factories.user("haut", member_of=cast.routes.direction.parent, email="haut@example.org")
    do("submit", cast.routes, head)
    do("request_changes", cast.routes, cast.relectrice)
    assert told(mailoutbox) == ["directeur", "haut", "redactrice", "relectrice"]


def test_a_refused_transition_tells_nothing(do, mailoutbox):
    cast = scene()
    with pytest.raises(lifecycle.TransitionRefused):
        do("approve", cast.routes, cast.relectrice)
    assert (told(mailoutbox), OutgoingMessage.objects.count()) == ([], 0)


def test_a_plain_save_tells_nothing():
    cast = scene()
    contribution_changed.send(sender=Contribution, contribution=cast.routes, user=cast.redactrice, event=None)
    assert OutgoingMessage.objects.count() == 0


def test_the_pages_of_the_institution_are_answered_to_the_team(do, mailoutbox):
    scene()
    second = factories.user("second", groups=("Communication",), email="second@example.org")
    own = Contribution.objects.get(kind=DirectionKind.INSTITUTION)
    Contribution.objects.filter(pk=own.pk).update(status=ContributionStatus.SUBMITTED)
    do("request_changes", own, second)
    assert told(mailoutbox) == ["relectrice"]


def test_a_transition_that_is_rolled_back_leaves_no_message(mailoutbox):
    cast = scene()

    class Stop(Exception):
        pass

    def stop(**_):
        raise Stop

    contribution_changed.connect(stop)
    try:
        with pytest.raises(Stop):
            lifecycle.perform("submit", cast.routes, cast.redactrice)
    finally:
        contribution_changed.disconnect(stop)
    assert (OutgoingMessage.objects.count(), mailoutbox) == (0, [])


# -- The nearest members -----------------------------------------------------------------------------------------------


def recipients_of(contribution: Contribution) -> list[str]:
    found = messages.would_remind([contribution], factories.user(groups=("Communication",)))
    return sorted(one.username for one in found.people)


def test_the_head_of_the_dga_is_not_told_where_the_direction_has_its_people():
    cast = scene()
    factories.user("haut", member_of=cast.routes.direction.parent, role=Role.DIRECTEUR, email="haut@example.org")
    assert recipients_of(cast.routes) == ["directeur", "redactrice"]


@pytest.mark.parametrize("closed", ["is_active", "is_staff"])
def test_the_head_of_the_dga_is_told_where_the_direction_has_nobody_left(closed):
    cast = scene()
    factories.user("haut", member_of=cast.culture.direction.parent, email="haut@example.org")
    assert recipients_of(cast.culture) == ["etrangere"]
    setattr(cast.etrangere, closed, False)
    cast.etrangere.save()
    assert recipients_of(cast.culture) == ["haut"]


def test_a_head_is_told_where_only_a_head_may_submit():
    cast = scene()
    factories.user("haut", member_of=cast.culture.direction.parent, role=Role.DIRECTEUR, email="haut@example.org")
    cast.campaign.needs_head = True
    cast.campaign.save()
    assert recipients_of(cast.culture) == ["etrangere", "haut"]


# -- The opening -------------------------------------------------------------------------------------------------------


def test_an_opening_is_told_to_those_who_must_write_once(django_capture_on_commit_callbacks, mailoutbox):
    cast = scene()
    factories.user("haut", member_of=cast.culture.direction.parent, email="haut@example.org")
    campaign = factories.campaign(cast.institution, year=2021, status=CampaignStatus.PREPARATION)
    with django_capture_on_commit_callbacks(execute=True):
        open_campaign(campaign)
    assert told(mailoutbox) == ["directeur", "etrangere", "redactrice"]
    with django_capture_on_commit_callbacks(execute=True):
        open_campaign(campaign)
    assert len(mailoutbox) == 3


def test_a_direction_that_is_added_later_is_told_alone(django_capture_on_commit_callbacks, mailoutbox):
    cast = scene()
    with django_capture_on_commit_callbacks(execute=True):
        open_campaign(cast.campaign)
    mailoutbox.clear()
    added = factories.direction(Direction.objects.get(code="DGAT"), name="Direction des ports")
    factories.user("ports", member_of=added, email="ports@example.org")
    with django_capture_on_commit_callbacks(execute=True):
        open_campaign(cast.campaign)
    assert told(mailoutbox) == ["ports"]


def test_one_e_mail_lists_all_the_directions_of_a_person(django_capture_on_commit_callbacks, mailoutbox):
    root = factories.institution()
    directions = [factories.direction(root, name=f"Direction n° {number}") for number in range(4)]
    factories.user("seule", member_of=directions, email="seule@example.org")
    with django_capture_on_commit_callbacks(execute=True):
        open_campaign(factories.campaign(root, status=CampaignStatus.PREPARATION))
    (only,) = mailoutbox
    assert all(one.name in only.body for one in directions)


# -- Reviews that are given --------------------------------------------------------------------------------------------


@pytest.fixture
def team(django_capture_on_commit_callbacks):
    """The cast, a second reviewer, and what gives them a review."""
    cast = scene()
    second = factories.user("second", first_name="Basile", groups=("Communication",), email="second@example.org")

    def give(contribution: Contribution, to: User | None = second, by: User | None = None) -> None:
        contribution.refresh_from_db()
        with django_capture_on_commit_callbacks(execute=True):
            assignment.assign(contribution, to, by or cast.relectrice, contribution.reviewer_id)

    return cast, second, give


def test_a_review_is_told_to_the_person_to_whom_it_is_given(team, mailoutbox):
    cast, _, give = team
    give(cast.routes)
    assert told(mailoutbox) == ["second"]
    assert "vous est confiée par Lise Relec" in mailoutbox[0].body


@pytest.mark.django_db(transaction=True)
def test_several_reviews_given_together_are_one_e_mail(mailoutbox):
    cast = scene()
    with messages.together():
        for one in (cast.routes, cast.culture):
            assignment.assign(one, cast.relectrice, cast.administrateur, None)
    (only,) = mailoutbox
    assert only.subject == "2 relectures confiées"
    assert cast.routes.name in only.body and cast.culture.name in only.body


def test_a_review_that_one_takes_or_takes_back_is_told_to_nobody(team, mailoutbox):
    cast, second, give = team
    give(cast.routes, by=second)
    give(cast.routes, to=None)
    assert mailoutbox == [] and not OutgoingMessage.objects.exists()


def test_a_review_given_again_is_told_again(team, mailoutbox):
    cast, second, give = team
    for to in (second, cast.relectrice, second):
        give(cast.routes, to=to, by=cast.administrateur)
    assert told(mailoutbox) == ["relectrice", "second", "second"]


def test_a_refused_assignment_is_told_to_nobody(team):
    cast, second, _ = team
    with pytest.raises(assignment.AssignmentRefused):
        assignment.assign(cast.routes, second, cast.redactrice, None)
    assert not OutgoingMessage.objects.exists()


@pytest.mark.parametrize("then", ["stays", "is given to another", "is approved"])
def test_a_review_that_is_no_longer_to_do_is_not_told(team, mailoutbox, then):
    cast, second, give = team
    User.objects.filter(pk=second.pk).update(wants_digest=True)
    give(cast.routes)
    if then == "is given to another":
        give(cast.routes, to=cast.relectrice)
    if then == "is approved":
        Contribution.objects.filter(pk=cast.routes.pk).update(status=ContributionStatus.APPROVED)
    sending.send_waiting()
    assert told(mailoutbox) == (["second"] if then == "stays" else [])


@pytest.mark.parametrize("is_given", [False, True])
def test_a_submission_is_no_longer_told_to_the_team_once_somebody_has_it(team, do, mailoutbox, is_given):
    cast, second, give = team
    User.objects.update(wants_digest=True)
    do("submit", cast.routes, cast.redactrice)
    if is_given:
        give(cast.routes)
    sending.send_waiting()
    assert told(mailoutbox) == (["second"] if is_given else ["relectrice", "second"])


# -- Answers -----------------------------------------------------------------------------------------------------------


def comment(cast: factories.Cast, author, thread: ReviewComment | None = None, text: str = "Quelle année ?"):
    return ReviewComment.objects.create(
        contribution=cast.routes, author=author, author_name=str(author), thread=thread, text=text
    )


def test_an_answer_is_told_to_the_others_of_its_thread(django_capture_on_commit_callbacks, mailoutbox):
    cast = scene(ContributionStatus.SUBMITTED)
    thread = comment(cast, cast.relectrice)
    comment(cast, cast.directeur, thread)
    with django_capture_on_commit_callbacks(execute=True):
        messages.answered(comment(cast, cast.redactrice, thread, "2020."))
    assert told(mailoutbox) == ["directeur", "relectrice"]
    assert "> 2020." in mailoutbox[0].body


def test_an_answer_is_not_told_to_who_no_longer_reads_the_review(django_capture_on_commit_callbacks, mailoutbox):
    """Who follows the direction next year still sees this contribution; its threads are not theirs."""
    cast = scene(ContributionStatus.SUBMITTED)
    thread = comment(cast, cast.redactrice)
    cast.redactrice.memberships.all().delete()
    following = factories.direction(cast.institution, code="DR2")
    next_year = factories.campaign(cast.institution, year=2021)
    heir = factories.contribution(next_year, following, previous=cast.routes)
    Contribution.objects.filter(pk=heir.pk).update(previous=cast.routes)
    Membership.objects.create(user=cast.redactrice, direction=following)
    assert Contribution.objects.visible_to(cast.redactrice).filter(pk=cast.routes.pk).exists()
    with django_capture_on_commit_callbacks(execute=True):
        messages.answered(comment(cast, cast.relectrice, thread))
    assert told(mailoutbox) == []


def test_a_first_comment_and_an_answer_to_oneself_are_told_to_nobody():
    cast = scene(ContributionStatus.SUBMITTED)
    thread = comment(cast, cast.relectrice)
    messages.answered(thread)
    messages.answered(comment(cast, cast.relectrice, thread))
    assert OutgoingMessage.objects.count() == 0


def test_the_account_of_the_author_may_be_gone(django_capture_on_commit_callbacks, mailoutbox):
    cast = scene(ContributionStatus.SUBMITTED)
    thread = comment(cast, cast.relectrice)
    cast.relectrice.delete()
    thread.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        messages.answered(comment(cast, cast.redactrice, thread))
    assert told(mailoutbox) == []


# -- Queries -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [3, 60])
def test_the_queries_of_an_opening_do_not_grow(django_assert_max_num_queries, number):
    root = factories.institution()
    directions = [factories.direction(root) for _ in range(number)]
    factories.user("seule", member_of=directions[::2], email="seule@example.org")
    campaign = factories.campaign(root, opens_on=datetime.date(2020, 1, 1), status=CampaignStatus.PREPARATION)
    with django_assert_max_num_queries(40):
        open_campaign(campaign)
    assert OutgoingMessage.objects.filter(kind=MessageKind.CAMPAIGN_OPENED).count() == number // 2 + number % 2
