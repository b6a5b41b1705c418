"""A campaign is opened, closed and opened again from its page or by the command: what each says, does and refuses."""

from __future__ import annotations

import datetime
import io

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from directions.enums import CampaignStatus, ContributionStatus
from directions.models import Campaign, Contribution, Direction, Mission
from tests import factories
from tests.form_page import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> factories.Cast:
    """The campaign of 2020, as it ends."""
    return factories.cast(ContributionStatus.APPROVED)


@pytest.fixture
def campaign(cast) -> Campaign:
    """That of 2021, in preparation."""
    return factories.campaign(cast.institution, year=2021, status=CampaignStatus.PREPARATION)


def address(campaign: Campaign, name: str) -> str:
    return reverse(f"admin:directions_campaign_{name}", args=[campaign.pk])


def status_of(campaign: Campaign) -> str:
    return Campaign.objects.get(pk=campaign.pk).status


def text(response) -> str:
    return " ".join(response.content.decode().split())


def open_campaign(*arguments: str) -> str:
    output = io.StringIO()
    call_command("open_campaign", *arguments, stdout=output)
    return output.getvalue()


# -- From its page -----------------------------------------------------------------------------------------------------


def test_it_works(cast, campaign):
    client = signed_in(cast.administrateur)
    page = client.get(reverse("admin:directions_campaign_change", args=[campaign.pk]))
    assert address(campaign, "open") in text(page)
    question = text(client.get(address(campaign, "open")))
    assert "5 contributions seront créées" in question
    assert "2 missions à confirmer" in question
    assert status_of(campaign) == CampaignStatus.PREPARATION
    done = client.post(address(campaign, "open"), follow=True)
    assert "La campagne est ouverte." in text(done)
    assert (status_of(campaign), campaign.contributions.count()) == (CampaignStatus.OPEN, 5)
    cards = signed_in(cast.redactrice).get(reverse("admin:index")).context["campaign_cards"]
    assert [(group.campaign.year, [card.contribution.code for card in group.cards]) for group in cards] == [
        (2021, ["DR"]),
        (2020, ["DR"]),
    ]


def test_posted_again_it_changes_nothing_and_says_so(cast, campaign):
    client = signed_in(cast.administrateur)
    client.post(address(campaign, "open"))
    Mission.objects.filter(contribution__campaign=campaign).delete()
    before = list(Contribution.objects.values())
    assert "Rien n&#x27;est changé : la campagne est déjà « ouverte »." in text(
        client.post(address(campaign, "open"), follow=True)
    )
    assert list(Contribution.objects.values()) == before
    assert not Mission.objects.filter(contribution__campaign=campaign).exists()


def test_an_open_campaign_is_completed_where_a_direction_is_new(cast):
    client = signed_in(cast.administrateur)
    page = reverse("admin:directions_campaign_change", args=[cast.campaign.pk])
    assert address(cast.campaign, "complete") not in text(client.get(page))
    factories.direction(cast.institution, code="NEUVE", name="Direction neuve")
    assert address(cast.campaign, "complete") in text(client.get(page))
    assert "Direction neuve aura sa contribution." in text(client.get(address(cast.campaign, "complete")))
    assert "La campagne suit l&#x27;organigramme d&#x27;aujourd&#x27;hui." in text(
        client.post(address(cast.campaign, "complete"), follow=True)
    )
    assert cast.campaign.contributions.filter(code="NEUVE").count() == 1
    again = client.post(address(cast.campaign, "complete"), follow=True)
    assert "Rien n&#x27;est changé" in text(again)
    assert cast.campaign.contributions.filter(code="NEUVE").count() == 1


def test_closing_says_what_is_not_approved_and_reopening_only_changes_the_state(cast):
    Contribution.objects.filter(pk=cast.culture.pk).update(status=ContributionStatus.SUBMITTED)
    client = signed_in(cast.administrateur)
    assert "4 contributions ne sont pas validées" in text(client.get(address(cast.campaign, "close")))
    before = list(Contribution.objects.values())
    client.post(address(cast.campaign, "close"))
    assert status_of(cast.campaign) == CampaignStatus.CLOSED
    factories.direction(cast.institution, code="NEUVE")
    client.post(address(cast.campaign, "reopen"))
    assert status_of(cast.campaign) == CampaignStatus.OPEN
    assert list(Contribution.objects.values()) == before


@pytest.mark.parametrize(
    ("status", "impossible"),
    [("preparation", ("close", "reopen")), ("open", ("open", "reopen")), ("closed", ("open", "close"))],
)
def test_only_the_next_step_is_possible(cast, status, impossible):
    Campaign.objects.filter(pk=cast.campaign.pk).update(status=status)
    client = signed_in(cast.administrateur)
    for name in impossible:
        assert client.get(address(cast.campaign, name)).status_code == 302
        assert client.post(address(cast.campaign, name)).status_code == 302
        assert status_of(cast.campaign) == status


def test_the_state_cannot_be_typed(cast, campaign):
    page = reverse("admin:directions_campaign_change", args=[campaign.pk])
    dates = {name: getattr(campaign, name).isoformat() for name in ("opens_on", "due_on", "closes_on")}
    fields = {
        "institution": cast.institution.pk,
        "year": 2022,
        "status": "open",
        "guidance": "",
        "variation_threshold": 25,
        **dates,
    }
    assert signed_in(cast.administrateur).post(page, fields).status_code == 302
    campaign.refresh_from_db()
    assert (campaign.year, campaign.status) == (2022, CampaignStatus.PREPARATION)


def test_a_closing_day_in_the_past_is_said_beforehand(cast, campaign):
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    Campaign.objects.filter(pk=campaign.pk).update(due_on=yesterday, closes_on=yesterday)
    assert "La date de clôture est passée" in text(signed_in(cast.administrateur).get(address(campaign, "open")))


def test_the_only_institution_is_already_chosen_and_several_are_not(cast):
    client, add = signed_in(cast.administrateur), reverse("admin:directions_campaign_add")
    assert f'<option value="{cast.institution.pk}" selected>' in text(client.get(add))
    factories.institution()
    assert f'<option value="{cast.institution.pk}">' in text(client.get(add))


def test_an_empty_org_chart_is_said_beforehand():
    campaign = factories.campaign(status=CampaignStatus.PREPARATION)
    page = text(signed_in(factories.administrateur()).get(address(campaign, "open")))
    assert "1 contribution sera créée" in page
    assert "aucune direction" in page


def test_communication_finds_no_step(cast, campaign):
    page = signed_in(cast.relectrice).get(reverse("admin:directions_campaign_change", args=[campaign.pk]))
    assert address(campaign, "open") not in text(page)


def test_a_post_without_a_token_is_refused(cast, campaign):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.administrateur)
    assert client.post(address(campaign, "open")).status_code == 403
    assert status_of(campaign) == CampaignStatus.PREPARATION


# -- The home page before it is open -----------------------------------------------------------------------------------


def test_a_campaign_in_preparation_says_how_it_opens(cast, campaign):
    Campaign.objects.filter(pk=cast.campaign.pk).update(status=CampaignStatus.CLOSED)
    home = text(signed_in(cast.administrateur).get(reverse("admin:index")))
    assert address(campaign, "open") in home
    assert reverse("reporting:report", args=[2021]) not in home
    home = text(signed_in(cast.relectrice).get(reverse("admin:index")))
    assert address(campaign, "open") not in home
    assert "Un administrateur l’ouvrira." in home


# -- By the command ----------------------------------------------------------------------------------------------------


def test_the_command_opens_it_once_then_only_adds_what_is_new(cast, campaign):
    assert open_campaign("2021") == "La campagne 2021 est ouverte : 5 contributions.\n"
    before = list(Contribution.objects.order_by("pk").values())
    assert open_campaign("2021") == "La campagne 2021 est déjà ouverte : rien n'est changé.\n"
    assert list(Contribution.objects.order_by("pk").values()) == before
    factories.direction(cast.institution, code="NEUVE")
    assert open_campaign("2021") == "La campagne 2021 est complétée : 6 contributions.\n"


def test_the_command_asks_which_institution_where_there_are_several(campaign):
    other = factories.campaign(factories.institution(code="AUTRE"), year=2021, status=CampaignStatus.PREPARATION)
    with pytest.raises(CommandError, match=r"--institution \(CD, AUTRE\)"):
        open_campaign("2021")
    open_campaign("2021", "--institution", "AUTRE")
    assert (status_of(other), status_of(campaign)) == (CampaignStatus.OPEN, CampaignStatus.PREPARATION)


@pytest.mark.parametrize(
    ("year", "said"), [("1999", "Aucun rapport pour 1999"), ("2020", "La campagne 2020 est close")]
)
def test_the_command_refuses_in_one_line(cast, year, said):
    Campaign.objects.update(status=CampaignStatus.CLOSED)
    with pytest.raises(CommandError, match=said) as refusal:
        open_campaign(year)
    assert "\n" not in str(refusal.value)


# -- Where only a head submits -----------------------------------------------------------------------------------------

LOCKED = "Seul un directeur peut soumettre, et il n'y en a pas pour : "


def saved(campaign: Campaign, client, **typed: str) -> list[str]:
    """What the page of the campaign says once it is saved with the option on."""
    address = reverse("admin:directions_campaign_change", args=[campaign.pk])
    form = client.get(address).context["adminform"].form
    values = {name: form.initial.get(name) for name in form.fields}
    sent = {name: value for name, value in values.items() if value not in (None, False)} | {"needs_head": "on"} | typed
    response = client.post(address, sent, follow=True)
    assert Campaign.objects.get(pk=campaign.pk).needs_head, response.content.decode()
    return [str(one) for one in response.context["messages"]]


def test_saving_names_the_directions_that_nobody_may_submit_for(cast):
    Contribution.objects.update(status=ContributionStatus.DRAFT)
    client = signed_in(cast.administrateur)
    (warning,) = (one for one in saved(cast.campaign, client) if one.startswith(LOCKED))
    assert warning.startswith(f"{LOCKED}Direction de la culture. Donnez un directeur")
    Contribution.objects.filter(pk=cast.culture.pk).update(status=ContributionStatus.APPROVED)
    assert not [one for one in saved(cast.campaign, client) if one.startswith(LOCKED)]


def test_saving_counts_those_that_it_has_no_room_to_name(cast):
    for _ in range(12):
        factories.contribution(cast.campaign, factories.direction(cast.institution))
    (warning,) = (one for one in saved(cast.campaign, signed_in(cast.administrateur)) if one.startswith(LOCKED))
    assert ", et 2 autres. Donnez" in warning


def test_a_campaign_in_preparation_waits_for_its_opening_to_name_them(cast, campaign):
    client = signed_in(cast.administrateur)
    assert Direction.objects.get(code="DC").memberships.count() == 1
    assert not [one for one in saved(campaign, client) if one.startswith(LOCKED)]
    response = client.post(address(campaign, "open"), follow=True)
    assert f"{LOCKED}Direction de la culture." in [str(one) for one in response.context["messages"]][-1]
