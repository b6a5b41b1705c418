"""Many contributions at once: what would be done and why not, what is done, and what a second try leaves alone."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import mail
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directions import assignment, lifecycle
from directions.enums import CampaignStatus, ContributionStatus
from directions.models import Contribution, ContributionEvent, Membership, ReviewVisit, User
from directions.tracking.ticks import Tick
from tests import factories
from tests.directions.tracking.tracking_page import TrackingPage, comment
from tests.form_page import signed_in

pytestmark = pytest.mark.django_db

DONE, REFUSED = "Ce qui sera fait", "Ce qui ne sera pas fait, et pourquoi"


@pytest.fixture
def cast() -> factories.Cast:
    """Both directions have submitted."""
    return factories.cast(ContributionStatus.SUBMITTED)


def fresh(contribution: Contribution) -> Contribution:
    return Contribution.objects.select_related("campaign", "reviewer").get(pk=contribution.pk)


def change_words(contribution: Contribution) -> None:
    """As somebody who saves the form."""
    Contribution.objects.filter(pk=contribution.pk).update(version=contribution.version + 1)


# -- Approving ---------------------------------------------------------------------------------------------------------


def test_those_that_can_be_are_approved_the_others_say_why(cast):
    draft = cast.routes.parent
    page = TrackingPage(cast.relectrice)
    assert page.ask("valider", [cast.routes, cast.culture, draft]).status_code == 200
    assert "Valider 2 contributions" in page.text
    assert [line.split(" modifiée")[0] for line in page.verdicts[DONE]] == [
        "Direction des routes",
        "Direction de la culture",
    ]
    [refused] = page.verdicts[REFUSED]
    assert "« Valider » n'est pas possible : la contribution est « brouillon »" in refused
    assert refused.endswith("DGA Territoires")
    assert not ContributionEvent.objects.exists()
    assert page.confirm()["Location"] == "/suivi/2020/"
    assert page.messages == ["2 contributions validées."]
    assert [fresh(one).status for one in (cast.routes, cast.culture, draft)] == ["approved", "approved", "draft"]
    assert set(ContributionEvent.objects.values_list("actor", "transition")) == {(cast.relectrice.pk, "approve")}


def test_confirmed_twice_it_is_done_once(cast):
    page = TrackingPage(cast.relectrice)
    page.ask("valider", [cast.routes])
    page.confirm()
    before = Contribution.objects.values().get(pk=cast.routes.pk)
    address, sent = "/suivi/2020/appliquer/", {"action": "valider", "contribution": [f"{cast.routes.pk}.1."]}
    again = page.client.post(address, sent)
    page.response = again
    assert again.status_code == 302
    assert "est déjà « validée »" in page.messages[-1] and "Direction des routes" in page.messages[-1]
    assert Contribution.objects.values().get(pk=cast.routes.pk) == before
    assert ContributionEvent.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_who_has_several_of_the_approved_ones_is_told_of_them_in_one_e_mail():
    cast = factories.cast(ContributionStatus.SUBMITTED)
    Membership.objects.create(user=cast.redactrice, direction=cast.culture.direction)
    User.objects.filter(pk=cast.redactrice.pk).update(email="rose@brenne.example")
    page = TrackingPage(cast.relectrice)
    page.ask("valider", [cast.routes, cast.culture])
    page.confirm()
    [sent] = mail.outbox
    assert sent.to == ["rose@brenne.example"]
    assert "Direction des routes" in sent.body and "Direction de la culture" in sent.body


def test_nobody_approves_words_that_changed_since_the_list_was_shown(cast):
    page = TrackingPage(cast.relectrice)
    change_words(cast.routes)
    page.ask("valider", [cast.routes, cast.culture])
    assert "Valider 1 contribution" in page.text
    assert "a changé depuis que vous l'avez ouverte" in page.verdicts[REFUSED][0]
    # And those that change while the page that asks to confirm is open.
    change_words(cast.culture)
    page.confirm()
    assert "Direction de la culture : La contribution a changé" in page.messages[0]
    assert not ContributionEvent.objects.exists()


@pytest.mark.parametrize("version", ["", "0", "99999999999", "²", "1e0"])
def test_a_forged_version_approves_nothing(cast, version):
    client = signed_in(cast.relectrice)
    sent = {"action": "valider", "contribution": f"{cast.routes.pk}.{version}."}
    client.post(reverse("directions:tracking_apply", args=[2020]), sent)
    assert fresh(cast.routes).status == ContributionStatus.SUBMITTED


@pytest.mark.parametrize("length", [1000, 20_000])
def test_filters_without_end_are_left_when_coming_back_to_the_table(cast, length):
    client, question = signed_in(cast.relectrice), f"?q={'a' * length}"
    sent = {"action": "valider", "contribution": f"{cast.routes.pk}.1."}
    answer = client.post(f"{reverse('directions:tracking_apply', args=[2020])}{question}", sent)
    assert (answer.status_code, answer["Location"]) == (302, f"/suivi/2020/{question if length == 1000 else ''}")
    assert fresh(cast.routes).status == ContributionStatus.APPROVED


def test_nobody_approves_their_own_text(cast):
    Membership.objects.create(user=cast.relectrice, direction=cast.routes.direction)
    page = TrackingPage(cast.relectrice)
    page.ask("valider", [cast.routes, cast.culture])
    assert "Personne ne valide son propre texte" in page.verdicts[REFUSED][0]
    # Nor by writing the second page oneself.
    client = signed_in(cast.relectrice)
    sent = {"action": "valider", "contribution": f"{cast.routes.pk}.1."}
    client.post(reverse("directions:tracking_apply", args=[2020]), sent)
    assert fresh(cast.routes).status == ContributionStatus.SUBMITTED


def test_the_page_says_what_was_not_read_and_what_is_still_discussed(cast):
    comment(cast.routes, cast.relectrice)
    ReviewVisit.objects.create(user=cast.relectrice, contribution=cast.culture, version=1)
    page = TrackingPage(cast.relectrice)
    page.ask("valider", [cast.routes, cast.culture])
    routes, culture = page.verdicts[DONE]
    assert "Vous n'avez pas encore ouvert cette version" in routes and "1 commentaire encore ouvert" in routes
    assert "Vous n'avez pas" not in culture and "commentaire" not in culture


@pytest.mark.django_db(transaction=True)
def test_two_people_who_approve_the_same_at_once_approve_it_once():
    cast = factories.cast(ContributionStatus.SUBMITTED)
    sent = {"action": "valider", "contribution": [f"{one.pk}.1." for one in (cast.routes, cast.culture)]}
    address = reverse("directions:tracking_apply", args=[2020])
    clients = [signed_in(cast.relectrice), signed_in(cast.administrateur)]

    def apply(client) -> int:
        try:
            return client.post(address, sent).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(apply, clients)) == [302, 302]
    assert sorted(ContributionEvent.objects.values_list("contribution__code", "transition")) == [
        ("DC", "approve"),
        ("DR", "approve"),
    ]
    assert [fresh(one).version for one in (cast.routes, cast.culture)] == [2, 2]


# -- Giving to review --------------------------------------------------------------------------------------------------


def test_contributions_are_given_to_somebody_of_the_team(cast):
    before = fresh(cast.routes)
    page = TrackingPage(cast.relectrice)
    page.ask("confier", [cast.routes, cast.culture], cast.administrateur.pk)
    assert "Confier 2 contributions à Ahmed Admin" in page.text
    assert "Ahmed Admin ne recevra pas de message : sans adresse électronique." in page.text
    User.objects.filter(pk=cast.administrateur.pk).update(email="ahmed@example.org")
    page = TrackingPage(cast.relectrice)
    page.ask("confier", [cast.routes, cast.culture], cast.administrateur.pk)
    assert "Ahmed Admin recevra un message." in page.text
    page.confirm()
    assert page.messages == ["2 relectures confiées."]
    routes = fresh(cast.routes)
    assert (routes.reviewer, fresh(cast.culture).reviewer) == (cast.administrateur, cast.administrateur)
    # The words are the same: an open form is not refused, and the direction's last change is still its own.
    assert (routes.version, routes.updated_at, routes.updated_by) == (1, before.updated_at, before.updated_by)


def test_given_again_to_the_same_person_nothing_changes(cast):
    page = TrackingPage(cast.relectrice)
    page.ask("confier", [cast.routes], cast.relectrice.pk)
    assert "recevra" not in page.text, "nobody is told what they did"
    address, sent = page.confirmation()
    for _ in range(2):
        page.response = page.client.post(address, sent)
    assert "Lise Relec la relit déjà" in page.messages[-1]
    assert fresh(cast.routes).reviewer == cast.relectrice


def test_a_review_can_be_taken_back(cast):
    Contribution.objects.filter(pk=cast.routes.pk).update(reviewer=cast.administrateur)
    page = TrackingPage(cast.relectrice)
    page.ask("confier", [cast.routes, cast.culture], "personne")
    assert "Confiée jusqu'ici à Ahmed Admin" in page.verdicts[DONE][0]
    assert "Personne ne la relit" in page.verdicts[REFUSED][0]
    page.confirm()
    assert page.messages == ["1 relecture retirée."]
    assert fresh(cast.routes).reviewer is None


def test_who_gave_a_review_to_whom_stays_in_the_log(cast):
    before = fresh(cast.routes)
    assignment.assign(cast.routes, cast.relectrice, cast.administrateur, None)
    assignment.assign(cast.routes, cast.administrateur, cast.relectrice, cast.relectrice.pk)
    assignment.assign(cast.routes, None, cast.relectrice, cast.administrateur.pk)
    with pytest.raises(assignment.AssignmentRefused):
        assignment.assign(cast.routes, None, cast.relectrice, cast.administrateur.pk)
    told = [(event.label, event.actor_name, event.comment) for event in cast.routes.events.all()]
    assert told == [
        ("Relecture confiée", "Ahmed Admin", "À Lise Relec."),
        ("Relecture confiée", "Lise Relec", "À Ahmed Admin, après Lise Relec."),
        ("Relecture retirée", "Lise Relec", "Elle était à Ahmed Admin."),
    ]
    after = fresh(cast.routes)
    assert (after.version, after.status, after.updated_at) == (before.version, before.status, before.updated_at)


def test_what_somebody_else_decided_meanwhile_is_not_undone_unseen(cast):
    page = TrackingPage(cast.relectrice)
    page.ask("confier", [cast.routes], cast.relectrice.pk)
    assignment.assign(cast.routes, cast.administrateur, cast.administrateur, None)
    page.confirm()
    assert "elle a été confiée à Ahmed Admin" in page.messages[0]
    assert fresh(cast.routes).reviewer == cast.administrateur


@pytest.mark.parametrize("who", ["redactrice", "directeur", "absent", "mots"])
def test_only_the_team_reviews(cast, who):
    key = {"absent": 999999, "mots": "personne d'autre"}.get(who) or cast.people[who].pk
    page = TrackingPage(cast.relectrice)
    assert page.ask("confier", [cast.routes], key).status_code == 422
    assert "Choisissez à qui confier la relecture dans la liste." in page.errors
    sent = {"action": "confier", "relecteur": key, "contribution": f"{cast.routes.pk}.1."}
    assert page.client.post(reverse("directions:tracking_apply", args=[2020]), sent).status_code == 422
    assert fresh(cast.routes).reviewer is None


def test_nobody_reviews_their_own_text(cast):
    Membership.objects.create(user=cast.relectrice, direction=cast.routes.direction)
    page = TrackingPage(cast.relectrice)
    page.ask("confier", [cast.routes], cast.relectrice.pk)
    assert "personne ne relit son propre texte" in page.verdicts[REFUSED][0]
    with pytest.raises(assignment.AssignmentRefused):
        assignment.assign(cast.routes, cast.relectrice, cast.administrateur, None)


def test_nobody_reviews_what_they_wrote(cast):
    cast.culture.writers.add(cast.administrateur)
    with pytest.raises(assignment.AssignmentRefused, match="a écrit dans cette contribution"):
        assignment.assign(cast.culture, cast.administrateur, cast.relectrice, None)
    assignment.assign(cast.routes, cast.administrateur, cast.relectrice, None)
    assert (fresh(cast.culture).reviewer, fresh(cast.routes).reviewer) == (None, cast.administrateur)


@pytest.mark.parametrize("person", ["redactrice", "directeur", "etrangere"])
def test_only_the_team_gives_to_review(cast, person):
    with pytest.raises(assignment.AssignmentRefused, match="par la communication"):
        assignment.assign(cast.routes, cast.relectrice, cast.people[person], None)
    with pytest.raises(assignment.AssignmentRefused, match="n'est pas de la communication"):
        assignment.assign(cast.routes, cast.people[person], cast.relectrice, None)


# -- Whatever the action -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "reviewer", "words"),
    [
        ("confier", "", "Choisissez à qui confier la relecture."),
        ("supprimer", "", "Choisissez ce qu'il faut faire"),
        ("", "", "Choisissez ce qu'il faut faire"),
    ],
)
def test_a_form_to_correct_keeps_what_was_ticked_and_filtered(cast, action, reviewer, words):
    page = TrackingPage(cast.relectrice, etat="submitted")
    assert page.ask(action, [cast.routes], reviewer).status_code == 422
    assert words in page.errors and "vos coches y sont" in page.errors
    assert page.names == ["Direction des routes", "Direction de la culture"]
    assert page.page.xpath("//input[@name='contribution'][@checked]/@value") == [f"{cast.routes.pk}.1."]


def test_without_a_tick_there_is_nothing_to_do(cast):
    page = TrackingPage(cast.relectrice)
    assert page.ask("valider", []).status_code == 422
    assert "Aucune contribution n'est cochée" in page.errors and "Aller à la liste" in page.errors
    assert "vos coches" not in page.errors


def test_there_is_a_bound_to_what_is_done_at_once(cast):
    sent = {"action": "valider", "contribution": [f"{uuid.uuid4()}.1." for _ in range(201)]}
    refused = signed_in(cast.relectrice).post(reverse("directions:tracking_apply", args=[2020]), sent)
    assert refused.status_code == 422 and "200 contributions au plus" in refused.text


def test_the_filters_are_still_there_afterwards(cast):
    page = TrackingPage(cast.relectrice, etat="submitted", tri="-direction")
    page.ask("valider", [cast.routes])
    assert page.confirm()["Location"] == "/suivi/2020/?etat=submitted&tri=-direction"


def test_all_can_be_ticked_without_a_script(cast):
    page = TrackingPage(cast.relectrice, etat="submitted")
    [link] = page.page.xpath("//a[@data-tick]")
    page.read(page.client.get(link.get("href")))
    assert len(page.page.xpath("//input[@name='contribution'][@checked]")) == len(page.lines) == 2
    [link] = page.page.xpath("//a[@data-tick]")
    page.read(page.client.get(link.get("href")))
    assert not page.page.xpath("//input[@checked][@name='contribution']")


def test_what_does_not_exist_in_this_campaign_is_left_alone(cast):
    other = factories.contribution(
        factories.campaign(cast.institution, 2021), cast.routes.direction, status=ContributionStatus.SUBMITTED
    )
    sent = {"action": "valider", "contribution": [f"{other.pk}.1.", f"{uuid.uuid4()}.1.", "n'importe quoi"]}
    client = signed_in(cast.relectrice)
    page = client.post(reverse("directions:tracking_confirm", args=[2020]), sent)
    assert "2 contributions cochées n’existent plus" in page.text
    client.post(reverse("directions:tracking_apply", args=[2020]), sent)
    assert fresh(other).status == ContributionStatus.SUBMITTED


@pytest.mark.parametrize("action", ["valider", "confier", "relancer"])
@pytest.mark.parametrize("name", ["directions:tracking_confirm", "directions:tracking_apply"])
@pytest.mark.parametrize("person", ["redactrice", "directeur", "etrangere"])
def test_others_do_nothing_here(cast, person, name, action):
    sent = {"action": action, "relecteur": cast.relectrice.pk, "contribution": f"{cast.routes.pk}.1."}
    assert signed_in(cast.people[person]).post(reverse(name, args=[2020]), sent).status_code == 404
    assert (fresh(cast.routes).status, fresh(cast.routes).reviewer) == (ContributionStatus.SUBMITTED, None)


@pytest.mark.parametrize("action", ["valider", "confier", "relancer"])
def test_nothing_is_done_once_the_campaign_is_closed(cast, action):
    page = TrackingPage(cast.relectrice)
    type(cast.campaign).objects.update(status=CampaignStatus.CLOSED)
    page.ask(action, [cast.routes], cast.relectrice.pk)
    assert REFUSED in page.verdicts and DONE not in page.verdicts
    assert not page.page.xpath("//main//form//button")


def test_a_page_that_was_left_open_leads_back_to_the_table(cast):
    client = signed_in(cast.relectrice)
    for name in ("directions:tracking_confirm", "directions:tracking_apply"):
        response = client.get(reverse(name, args=[2020]), {"etat": "draft"})
        assert response["Location"] == "/suivi/2020/?etat=draft"


def test_a_tick_reads_what_it_wrote():
    tick = Tick(uuid.uuid4(), 12, 3)
    assert Tick.read(str(tick)) == tick
    assert Tick.read(f"{tick.pk}.12.") == Tick(tick.pk, 12, None)


@pytest.mark.parametrize("rest", ["", ".", ".1.x", ".-1.", ".1.2.3", ".²."])
def test_a_tick_reads_nothing_else(rest):
    assert Tick.read(f"{uuid.uuid4()}{rest}") is None
    assert Tick.read(f"x{rest}") is None


@pytest.mark.parametrize("action", ["valider", "confier", "relancer"])
def test_judging_takes_the_same_number_of_queries_for_3_and_for_60(action):
    counted = []
    for number in (3, 60):
        with transaction.atomic():
            root = factories.institution(code="CD")
            campaign = factories.campaign(root, needs_second_reader=True)
            reviewer, writer = factories.relectrice(), factories.administrateur()
            status = ContributionStatus.DRAFT if action == "relancer" else ContributionStatus.SUBMITTED
            ones = [factories.contribution(campaign, factories.direction(root), status=status) for _ in range(number)]
            for one in ones:
                factories.user(member_of=one.direction, email="a@b.example")
                if action == "valider":
                    Contribution.objects.filter(pk=one.pk).update(status=ContributionStatus.DRAFT)
                    factories.fill(one)
                    lifecycle.perform("submit", one, writer)
            sent = {
                "action": action,
                "relecteur": reviewer.pk,
                "contribution": [f"{one.pk}.{one.version}." for one in ones],
            }
            client = signed_in(reviewer)
            with CaptureQueriesContext(connection) as queries:
                page = client.post(reverse("directions:tracking_confirm", args=[2020]), sent)
            assert f"{number} contributions" in page.text
            counted.append(len(queries))
            transaction.set_rollback(True)
    assert counted[0] == counted[1]
