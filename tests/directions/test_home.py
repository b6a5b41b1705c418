"""The home page: what each person finds there, in a number of queries that does not move with the directions."""

from __future__ import annotations

import datetime

import lxml.html
import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from directions import lifecycle
from directions.deadlines import deadline_words, is_late
from directions.enums import CampaignStatus, ContributionStatus, DirectionKind
from directions.models import Campaign, Contribution, ReviewComment
from tests import factories
from tests.form_page import FormPage, signed_in

pytestmark = pytest.mark.django_db


def get_home(user, **query):
    client = Client()
    client.force_login(user)
    return client.get(reverse("admin:index"), query)


def words(page) -> str:
    return " ".join(lxml.html.fromstring(page.text).text_content().split())


# -- Those who write ---------------------------------------------------------------------------------------------------


def test_a_member_finds_the_own_contribution_with_what_it_lacks():
    cast = factories.cast(complete=False)
    for number in range(4):
        factories.achievement(cast.routes, title=f"Chantier {number}", body="")
    page = get_home(cast.redactrice)
    text = page.content.decode()
    assert [card.contribution for group in page.context["campaign_cards"] for card in group.cards] == [cast.routes]
    assert "5 points à compléter" in text
    assert "et 2 autres" in text
    assert "Continuer la saisie" in text
    assert "Encore 30 jours" in text
    assert "Direction de la culture" not in text
    assert page.context["overview"] is None


def test_what_is_only_advised_is_not_counted():
    cast = factories.cast()
    cast.routes.charts.create(title="Dépenses")
    text = get_home(cast.redactrice).content.decode()
    assert "à compléter" not in text
    assert "Tout est rempli" in text
    assert "Conseillé" in text
    assert "Dépenses" in text


def test_a_submitted_contribution_is_shown_without_asking_for_more():
    cast = factories.cast(ContributionStatus.SUBMITTED, complete=False)
    text = get_home(cast.redactrice).content.decode()
    assert "La communication la relit." in text
    assert "à compléter" not in text
    assert "Continuer la saisie" not in text
    assert ">Voir<" in text


def free_unit(cast: factories.Cast, kind: str = DirectionKind.SERVICE, **fields) -> Contribution:
    """A unit below the direction of the routes from which nothing is expected."""
    return factories.contribution(cast.campaign, factories.direction(cast.routes.direction, kind=kind), **fields)


@pytest.mark.parametrize("kind", [DirectionKind.SERVICE, DirectionKind.DGA])
def test_who_need_not_write_and_wrote_nothing_is_not_told_to_submit(kind):
    cast = factories.cast(complete=False)
    unit = free_unit(cast, kind)
    said = "Rien d’obligatoire : écrivez si vous avez quelque chose à dire."
    for page in (get_home(cast.redactrice), signed_in(cast.redactrice).get(unit.get_absolute_url())):
        assert said in words(page) and "Tout est rempli" not in words(page)
    assert said not in words(signed_in(cast.redactrice).get(cast.routes.get_absolute_url()))
    unit.takeaways.create(text="Un pont neuf")
    for page in (get_home(cast.redactrice), signed_in(cast.redactrice).get(unit.get_absolute_url())):
        assert said not in words(page) and "Tout est rempli : vous pouvez soumettre" in words(page)
    factories.achievement(unit, body="")
    assert "Facultatif : 1 point à compléter" in words(get_home(cast.redactrice))


@pytest.mark.parametrize("status", sorted(Contribution.SENT_BACK_STATUSES))
def test_what_was_sent_back_is_to_be_corrected_never_complete(status):
    cast = factories.cast(status)
    text = words(get_home(cast.redactrice))
    assert "Corrigez, puis soumettez de nouveau." in text and "Tout est rempli" not in text


def test_what_waits_for_the_person_comes_first_then_as_in_the_org_chart():
    cast = factories.cast(ContributionStatus.APPROVED)
    silent, begun = free_unit(cast), free_unit(cast)
    factories.mission(begun)
    submitted, first, second, sent_back = (
        factories.contribution(cast.campaign, factories.direction(cast.routes.direction), status=status)
        for status in ("submitted", "draft", "draft", "reopened")
    )
    [group] = get_home(cast.redactrice).context["campaign_cards"]
    expected = [sent_back, first, second, begun, submitted, cast.routes, silent]
    assert [card.contribution for card in group.cards] == expected
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    Campaign.objects.update(opens_on=yesterday, due_on=yesterday)
    later = timezone.localdate() + datetime.timedelta(days=1)
    Contribution.objects.filter(pk=first.pk).update(extended_until=later, extension_reason="Fusion")
    [group] = get_home(cast.redactrice).context["campaign_cards"]
    expected = [sent_back, second, first, begun, submitted, cast.routes, silent]
    assert [card.contribution for card in group.cards] == expected


def test_a_direction_is_led_to_what_the_communication_corrected_until_it_submits_again():
    cast = factories.cast()
    said = "La communication a corrigé ce texte : voir ce qui a changé"
    lifecycle.perform("submit", cast.routes, cast.redactrice)
    submitted = cast.routes.version
    assert said not in words(get_home(cast.redactrice))
    form = FormPage(cast.relectrice, cast.routes)
    form.type(introduction="<p>Corrigée.</p>")
    form.save()
    for transition in ("", "request_changes"):
        if transition:
            cast.routes.refresh_from_db()
            lifecycle.perform(transition, cast.routes, cast.relectrice, "À préciser")
        page = get_home(cast.redactrice)
        assert said in words(page)
        [address] = lxml.html.fromstring(page.text).xpath("//p[@class='corrected-words']/a/@href")
        assert address.endswith(f"?de={submitted}&a={submitted + 1}")
        assert "Corrigée" in words(signed_in(cast.redactrice).get(address))
    lifecycle.perform("submit", cast.routes, cast.redactrice)
    assert said not in words(get_home(cast.redactrice))


def test_the_guidance_is_folded_once_something_is_saved():
    cast = factories.cast()
    Campaign.objects.update(guidance="<p>Deux phrases.</p>")
    for version, is_open in ((1, True), (2, False)):
        Contribution.objects.filter(pk=cast.routes.pk).update(version=version)
        page = lxml.html.fromstring(get_home(cast.redactrice).text)
        assert bool(page.xpath("//details[@class='guidance'][@open]")) == is_open


def test_the_guidance_of_the_campaign_is_shown():
    cast = factories.cast()
    cast.campaign.guidance = "<p>Deux phrases, <script>alert(1)</script>pas plus.</p>"
    cast.campaign.save()
    assert "<p>Deux phrases, pas plus.</p>" in get_home(cast.redactrice).content.decode()


def test_earlier_years_are_below():
    cast = factories.cast()
    old = factories.campaign(cast.institution, year=2019, status=CampaignStatus.CLOSED)
    before = factories.contribution(old, cast.routes.direction, status=ContributionStatus.APPROVED)
    page = get_home(cast.redactrice)
    assert page.context["earlier"] == [before]
    assert "Direction des routes, 2019" in page.content.decode()


def test_without_a_direction_one_is_told_whom_to_ask():
    factories.user("admin", first_name="Ada", last_name="Ministre", groups=("Administrateurs",), email="ada@cd.example")
    text = get_home(factories.user()).content.decode()
    assert "Aucune direction ne vous est confiée." in text
    assert '<a href="mailto:ada@cd.example">Ada Ministre</a>' in text


def test_without_a_campaign_a_member_is_told_so():
    text = get_home(factories.user(member_of=factories.direction())).content.decode()
    assert "Aucune campagne n’est ouverte pour vos directions." in text


# -- Deadlines ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "words", "late"),
    [
        (12, "Encore 12 jours", False),
        (2, "Encore 2 jours", False),
        (1, "À remettre demain", False),
        (0, "À remettre aujourd'hui", False),
        (-1, "En retard de 1 jour", True),
        (-20, "En retard de 20 jours", True),
    ],
)
def test_the_deadline_is_said_in_words(days, words, late):
    cast = factories.cast()
    today = cast.campaign.due_on - datetime.timedelta(days=days)
    assert deadline_words(cast.routes, today) == words
    assert is_late(cast.routes, today) is late


@pytest.mark.parametrize("status", [ContributionStatus.SUBMITTED, ContributionStatus.APPROVED])
def test_who_has_submitted_is_never_late(status):
    cast = factories.cast(status)
    after = cast.campaign.due_on + datetime.timedelta(days=5)
    assert (deadline_words(cast.routes, after), is_late(cast.routes, after)) == ("", False)


# -- The communication team --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [DirectionKind.SERVICE, DirectionKind.DGA])
def test_who_need_not_write_has_no_deadline(kind):
    cast = factories.cast()
    service = factories.contribution(cast.campaign, factories.direction(cast.routes.direction, kind=kind))
    after = cast.campaign.due_on + datetime.timedelta(days=3)
    for today in (cast.campaign.due_on, after):
        assert (deadline_words(service, today), is_late(service, today)) == ("", False)
    assert (deadline_words(cast.routes, after), is_late(cast.routes, after)) == ("En retard de 3 jours", True)


def test_the_overview_follows_the_org_chart_of_the_year():
    cast = factories.cast()
    service = factories.direction(cast.routes.direction, code="SR", name="Service", kind=DirectionKind.SERVICE)
    factories.contribution(cast.campaign, service)
    dgs = factories.direction(cast.institution, code="DGS", name="Direction générale", kind=DirectionKind.DGS)
    factories.contribution(cast.campaign, dgs)
    shown = get_home(cast.relectrice).context["overview"]
    assert [
        (group.head.code, [(row.contribution.code, row.depth) for row in group.rows]) for group in shown.groups
    ] == [
        ("CD", [("CD", 0)]),
        ("DGAT", [("DGAT", 0), ("DR", 1), ("SR", 2)]),
        ("DGAC", [("DGAC", 0), ("DC", 1)]),
        ("DGS", [("DGS", 0)]),
    ]


def test_a_unit_that_comes_back_up_the_tree_rejoins_its_group():
    cast = factories.cast()
    beside = factories.direction(cast.institution, code="CAB", name="Cabinet")
    factories.contribution(cast.campaign, beside)
    groups = get_home(cast.relectrice).context["overview"].groups
    assert [row.contribution.code for row in groups[0].rows] == ["CD", "CAB"]


def test_the_overview_counts_states_and_names_those_who_are_late():
    cast = factories.cast(ContributionStatus.APPROVED)
    Contribution.objects.filter(pk=cast.culture.pk).update(status=ContributionStatus.CHANGES_REQUESTED)
    cast.campaign.due_on = timezone.localdate() - datetime.timedelta(days=3)
    cast.campaign.save()
    page = get_home(cast.relectrice)
    shown = page.context["overview"]
    assert {count.status: count.number for count in shown.counts} == {
        "draft": 3, "submitted": 0, "changes_requested": 1, "approved": 1, "reopened": 0,
    }  # fmt: skip
    assert (shown.approved, shown.late) == (1, 1)
    text = " ".join(page.content.decode().split())
    assert "contribution validée sur 5" in text
    assert "1 en retard" in text
    assert [(group.head.code, group.approved, group.late) for group in shown.groups] == [
        ("CD", 0, 0), ("DGAT", 1, 0), ("DGAC", 0, 1),
    ]  # fmt: skip


def test_the_totals_lead_to_the_tracking():
    cast = factories.cast()
    client = signed_in(cast.relectrice)
    page = lxml.html.fromstring(client.get(reverse("admin:index")).text)
    addresses = [one.get("href") for one in page.xpath("//section[@class='overview']//a") if "suivi" in one.get("href")]
    # The whole table, five states, two DGAs.
    assert len(addresses) == 1 + 5 + 2
    assert {client.get(address).status_code for address in addresses} == {200}


def test_what_one_has_to_review_is_there_what_waits_first():
    cast = factories.cast()
    old = factories.campaign(cast.institution, year=2019, status=CampaignStatus.CLOSED)
    before = factories.contribution(old, cast.routes.direction)
    mine = [before, cast.culture, cast.culture.parent, cast.routes]
    Contribution.objects.filter(pk__in=[one.pk for one in mine]).update(reviewer=cast.relectrice)
    Contribution.objects.filter(pk=cast.culture.parent_id).update(status=ContributionStatus.APPROVED)
    Contribution.objects.filter(pk=cast.routes.pk).update(status=ContributionStatus.SUBMITTED)
    ReviewComment.objects.create(contribution=cast.routes, author_name="Lise Relec", text="À revoir")
    page = get_home(cast.relectrice)
    reviews = page.context["reviews"]
    assert (reviews.waiting, reviews.unassigned) == ([cast.routes], [])
    assert reviews.others == [cast.culture, cast.culture.parent]
    text = words(page)
    assert "À relire Par vous Direction des routes Soumise 1 commentaire ouvert" in text
    assert "Sans relecteur" not in text
    assert "Confiées à vous, pas encore soumises ou déjà validées (2) Direction de la culture" in text


def test_what_is_submitted_and_given_to_nobody_is_there_the_first_of_them():
    cast = factories.cast(ContributionStatus.SUBMITTED)
    for _ in range(5):
        unit = factories.direction(cast.routes.parent.direction)
        factories.contribution(cast.campaign, unit, status=ContributionStatus.SUBMITTED)
    factories.contribution(
        factories.campaign(cast.institution, 2019, status=CampaignStatus.CLOSED),
        cast.routes.direction,
        status=ContributionStatus.SUBMITTED,
    )
    page = get_home(cast.relectrice)
    assert len(page.context["reviews"].unassigned) == 7
    assert "Aucune contribution soumise n’attend votre relecture" in words(page)
    assert "Sans relecteur Direction des routes" in words(page) and "Et 2 autres. Les répartir" in words(page)
    [address] = lxml.html.fromstring(page.text).xpath("//section[@class='reviews']//a[.='Les répartir']/@href")
    assert len(signed_in(cast.relectrice).get(address).context["lines"]) == 7


def test_from_there_what_waits_for_a_person_is_reviewed_one_after_the_other():
    cast = factories.cast(ContributionStatus.SUBMITTED)
    elsewhere = factories.direction(cast.routes.parent.direction)
    factories.contribution(cast.campaign, elsewhere, status=ContributionStatus.SUBMITTED)
    mine = [cast.routes, cast.culture]
    Contribution.objects.filter(pk__in=[one.pk for one in mine]).update(reviewer=cast.relectrice)
    client = signed_in(cast.relectrice)
    addresses = lxml.html.fromstring(client.get(reverse("admin:index")).text).xpath(
        "//section[@class='reviews']//h3[.='Par vous']/following-sibling::ul[1]//a[@class='beside']/@href"
    )
    for address, other in zip(addresses, addresses[::-1], strict=True):
        review = lxml.html.fromstring(client.get(address).text)
        [following] = review.xpath("//a[starts-with(normalize-space(), 'Relire la suivante')]/@href")
        assert client.get(following).url == other
    assert len(addresses) == 2


def test_who_has_nothing_to_review_is_told_so_and_a_direction_who_reviews_it():
    cast = factories.cast(ContributionStatus.SUBMITTED)
    assert "n’attend votre relecture" in words(get_home(cast.administrateur))
    Contribution.objects.filter(pk=cast.routes.pk).update(reviewer=cast.relectrice)
    for page in (get_home(cast.redactrice), signed_in(cast.redactrice).get(cast.routes.get_absolute_url())):
        assert "Lise Relec" in page.content.decode()
    assert "La communication la relit (Lise Relec)." in words(get_home(cast.redactrice))
    assert "À relire" not in words(get_home(cast.redactrice))


def test_communication_writes_the_pages_of_the_institution():
    cast = factories.cast()
    [group] = get_home(cast.relectrice).context["campaign_cards"]
    assert [card.contribution.code for card in group.cards] == ["CD"]


def test_another_campaign_can_be_chosen_and_nonsense_is_ignored():
    cast = factories.cast()
    old = factories.campaign(cast.institution, year=2019, status=CampaignStatus.CLOSED)
    assert get_home(cast.relectrice).context["overview"].campaign == cast.campaign
    assert get_home(cast.relectrice, campagne=old.pk).context["overview"].campaign == old
    assert get_home(cast.relectrice, campagne="' OR 1=1").context["overview"].campaign == cast.campaign


def test_without_any_campaign_each_role_is_told_what_to_do():
    assert "Demandez à un administrateur" in get_home(factories.relectrice()).content.decode()
    text = get_home(factories.administrateur()).content.decode()
    assert reverse("admin:directions_campaign_add") in text


def test_only_administrators_find_the_sections_of_administration():
    cast = factories.cast()
    assert "administration-title" in get_home(cast.administrateur).content.decode()
    assert "administration-title" not in get_home(cast.relectrice).content.decode()


# -- Queries -----------------------------------------------------------------------------------------------------------


def _scene(directions: int) -> dict[str, object]:
    """A campaign of that many directions, each with blocks, and a person of each kind."""
    root = factories.institution(code="CD")
    campaign = factories.campaign(root)
    old = factories.campaign(root, year=2019, status=CampaignStatus.CLOSED)
    reviewer = factories.relectrice()
    for number in range(directions):
        direction = factories.direction(root, code=f"U{number}")
        factories.contribution(campaign, direction, complete=True, reviewer=reviewer)
        factories.contribution(old, direction)
    everybody = {"relectrice": reviewer, "administrateur": factories.administrateur()}
    return everybody | {"membre": factories.user("membre", member_of=root)}


@pytest.mark.parametrize("person", ["membre", "relectrice", "administrateur"])
@pytest.mark.parametrize("name", ["admin:index", "admin:directions_contribution_changelist"])
def test_the_number_of_queries_does_not_move(person, name):
    counted = []
    for directions in (3, 60):
        with transaction.atomic():
            client = Client()
            client.force_login(_scene(directions)[person])
            with CaptureQueriesContext(connection) as queries:
                assert client.get(reverse(name)).status_code == 200
            counted.append(len(queries))
            transaction.set_rollback(True)
    assert counted[0] == counted[1]


def test_what_the_communication_asked_is_on_the_home_page_and_on_the_form():
    cast = factories.cast()
    lifecycle.perform("submit", cast.routes, cast.redactrice)
    lifecycle.perform("request_changes", cast.routes, cast.relectrice, "Vérifiez la longueur des routes.")
    for address in (reverse("admin:index"), cast.routes.get_absolute_url()):
        page = signed_in(cast.redactrice).get(address).content.decode()
        assert "Vérifiez la longueur des routes." in page
    lifecycle.perform("submit", cast.routes, cast.redactrice)
    page = signed_in(cast.redactrice).get(reverse("admin:index")).content.decode()
    assert "Vérifiez la longueur des routes." not in page


# -- When the calendar says no -----------------------------------------------------------------------------------------


def home_after(cast: factories.Cast, **calendar: datetime.date) -> str:
    """The words of the home page of the direction, on another calendar."""
    Campaign.objects.filter(pk=cast.campaign.pk).update(**calendar)
    page = lxml.html.fromstring(get_home(cast.redactrice).text)
    return " ".join(page.text_content().split())


@pytest.mark.parametrize(
    ("status", "to_do"),
    [
        (ContributionStatus.DRAFT, "finir et soumettre"),
        (ContributionStatus.CHANGES_REQUESTED, "corriger et soumettre de nouveau"),
        (ContributionStatus.REOPENED, "corriger et soumettre de nouveau"),
    ],
)
@pytest.mark.parametrize("complete", [True, False])
def test_who_has_no_time_left_is_told_to_ask_for_some_and_nothing_that_they_cannot_do(status, to_do, complete):
    cast = factories.cast(status, complete=complete)
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    # The time that it was given is over too.
    Contribution.objects.filter(pk=cast.routes.pk).update(extended_until=yesterday, extension_reason="Fusion")
    text = home_after(cast, opens_on=yesterday, due_on=yesterday, closes_on=yesterday)
    assert f"La saisie est close : pour {to_do}, demandez un délai à la communication." in text
    assert "Voir" in text and "En retard de 1 jour" in text
    assert [words for words in ("Corrigez", "Tout est rempli", "à compléter", "Continuer") if words in text] == []


def test_who_still_has_time_is_told_what_to_do():
    cast = factories.cast(ContributionStatus.CHANGES_REQUESTED)
    today = timezone.localdate()
    yesterday = today - datetime.timedelta(days=1)
    Contribution.objects.filter(pk=cast.routes.pk).update(extended_until=today, extension_reason="Fusion")
    text = home_after(cast, opens_on=yesterday, due_on=yesterday, closes_on=yesterday)
    assert "Corrigez, puis soumettez de nouveau." in text and "Continuer la saisie" in text
    assert "La saisie est close" not in text


def test_before_the_opening_day_one_is_told_when_it_is():
    cast = factories.cast()
    text = home_after(cast, opens_on=timezone.localdate() + datetime.timedelta(days=1))
    assert "La saisie ouvre le " in text and "demandez un délai" not in text
