"""`load_demo` and `demo`: the report is there, whole; run again, they change nothing; real work is never touched."""

from __future__ import annotations

import html
import io
import json
import shutil
from collections import Counter
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db.models import F
from django.urls import reverse

from directions import models, permissions
from directions.completeness import blocking
from directions.enums import CampaignStatus, ContributionStatus
from directions.evolution import NEW_PERIMETER, evolution_of, moves_beyond
from reporting import models as pages
from reporting.assemble import ALL, assemble_report, assemble_section
from reporting.document import report_pictures
from reporting.history.corrections import corrections_of
from reporting.loading import demo
from reporting.loading.people import ACCOUNTS, PASSWORD
from reporting.review.comparison import with_version
from tests import factories
from tests.reporting.report_files import stored_photos

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _not_in_production(settings) -> None:
    """Tests run without DEBUG, as production does."""
    settings.DEBUG = True


def load_demo(**options) -> str:
    output = io.StringIO()
    call_command("load_demo", stdout=output, **options)
    return output.getvalue()


def everything() -> dict[str, list]:
    """Every row of the two apps, to be compared."""
    tables = [table for app in ("directions", "reporting") for table in apps.get_app_config(app).get_models()]
    return {table.__name__: sorted(map(str, table.objects.values())) for table in tables}


# -- What it holds -----------------------------------------------------------------------------------------------------


def test_a_direction_renamed_since_does_not_compare():
    load_demo()
    renamed = models.Contribution.objects.get(campaign__year=2021, code="DITAS")
    assert renamed.previous.code == "DITAS" and renamed.previous.name != renamed.name
    rows = models.KeyFigure.objects.with_previous().filter(contribution=renamed, previous_value__isnull=False)
    assert rows
    assert {evolution_of(row, 2021).text for row in rows if row.value is not None} == {NEW_PERIMETER}


def test_the_report_of_2020_is_whole():
    load_demo()
    year = {"contribution__campaign__year": 2020}
    root = models.Contribution.objects.get(campaign__year=2020, parent=None)
    assert root.campaign.contributions.exclude(pk=root.pk).count() == 46
    assert models.Mission.objects.filter(**year).exclude(contribution=root).count() == 104
    assert models.Takeaway.objects.filter(**year).count() == 40
    assert models.Achievement.objects.filter(**year).count() == 182
    report = pages.Report.objects.get(campaign__year=2020)
    cited = report.cited_figures.count()
    assert models.KeyFigure.objects.filter(**year).count() + cited >= 531
    assert models.Moment.objects.filter(**year).count() == 20
    assert report.glossary_entries.exclude(meaning="").count() == 63
    assert report.glossary_entries.filter(meaning="").count() == 55
    assert report.partners.count() == 20
    assert report.sites.count() == 7
    charts = models.Chart.objects.filter(**year)
    assert charts.filter(points__isnull=True).count() == 17
    assert charts.filter(points__isnull=False).distinct().count() >= 12
    assert not models.Achievement.objects.filter(**year, body="").exists()


def test_every_picture_says_what_it_shows_and_who_made_it():
    load_demo()
    document = assemble_report(models.Campaign.objects.get(year=2020))
    pictures = report_pictures(document)
    assert len(pictures) >= 12
    assert all(picture.alt.startswith("Illustration abstraite") and picture.credit for picture in pictures)
    assert all(default_storage.exists(picture.asset) for picture in pictures)


def test_the_contradictions_of_the_report_are_kept():
    load_demo()
    covid = models.KeyFigure.objects.filter(
        contribution__campaign__year=2020, contribution__code="DF", group="Dépenses Covid"
    )
    total = covid.get(label="Total des dépenses Covid").value
    assert (total, sum(row.value for row in covid) - total) == (83_200_000, 104_900_000)


def test_2019_gives_back_the_evolutions_that_the_report_prints():
    load_demo()
    document = assemble_report(models.Campaign.objects.get(year=2020))
    sections = {section.code: section for section in document.sections()}
    printed = {
        (code, figure.label): figure.evolution.text
        for code, section in sections.items()
        for group in (*section.figures, *section.cited_figures)
        for figure in group.figures
        if figure.evolution
    }
    previous = "\xa0% par rapport à 2019"
    assert printed["DF", "Épargne brute"] == f"−36,7{previous}"
    assert printed["DF", "Investissement réalisé hors dette"] == f"+7,6{previous}"
    assert printed["DCPE", "Abonnés aux réseaux sociaux"] == f"+17,4{previous}"
    assert printed["DEF", "Pupilles admis"] == f"+50{previous}"
    assert printed["DIMEF", "Enfants accueillis"] == f"+17{previous}"
    assert printed["DEF", "Budget"] == f"+15{previous}"


def test_the_campaign_of_2021_has_directions_at_each_step():
    load_demo()
    campaign = models.Campaign.objects.get(year=2021)
    assert campaign.accepts_writing()
    assert campaign.guidance
    assert campaign.contributions.count() == 47
    steps = {status: campaign.contributions.filter(status=status).count() for status in ContributionStatus}
    assert steps == {"draft": 37, "submitted": 4, "changes_requested": 2, "approved": 3, "reopened": 1}
    done = campaign.contributions.exclude(status=ContributionStatus.DRAFT)
    assert not any(blocking(contribution) for contribution in done)
    events = models.ContributionEvent.objects.filter(contribution__campaign=campaign)
    assert events.filter(transition="request_changes").exclude(comment="").count() == 3
    assert all(event.actor for event in events)
    assert assemble_report(campaign, scope=ALL).has_drafts
    assert set(models.Campaign.objects.values_list("is_demonstration", flat=True)) == {True}


def of_2021(code: str) -> models.Contribution:
    return models.Contribution.objects.select_related("campaign").get(campaign__year=2021, code=code)


def test_the_review_has_something_in_every_state():
    load_demo()
    contributions = models.Contribution.objects.filter(campaign__year=2021)
    assert Counter(contributions.values_list("reviewer__username", flat=True)) == {
        None: 39,
        "communication": 6,
        "administrateur": 2,
    }
    extended = contributions.exclude(extended_until=None)
    assert [one.code for one in extended if one.has_extension() and one.extension_reason] == ["DF", "DPBAPH"]
    threads = models.ReviewComment.objects.filter(thread=None)
    for code in ("DF", "DEF"):
        said = threads.filter(contribution__code=code)
        assert said.filter(resolved_at=None, answers=None) and said.exclude(resolved_at=None)
        assert said.filter(resolved_at=None, answers__author__memberships__isnull=False)
    of_sent_back = threads.filter(contribution__status=ContributionStatus.CHANGES_REQUESTED)
    assert set(of_sent_back.values_list("block_kind", flat=True)) == {"", "achievement", "keyfigure", "chart"}
    of_approved = threads.filter(contribution__status=ContributionStatus.APPROVED)
    assert of_approved and not of_approved.open_threads()
    assert threads.open_threads().filter(contribution__status=ContributionStatus.SUBMITTED)
    approvals = models.ContributionEvent.objects.filter(transition="approve", contribution__campaign__year=2021)
    assert approvals.count() == 4
    assert not any(event.actor in event.contribution.writers.all() for event in approvals)
    team = models.User.objects.get(username="communication")
    assert all(permissions.may_approve(team, one) for one in contributions.filter(status=ContributionStatus.SUBMITTED))


def test_what_was_corrected_what_was_submitted_again_and_what_varies_are_told():
    load_demo()
    corrected = corrections_of(of_2021("DPMISP"))
    assert (corrected.names, corrected.count) == ("Équipe Communication", 2)
    again = of_2021("DI")
    assert [event.transition for event in again.events.exclude(from_status=F("to_status"))] == [
        "submit",
        "request_changes",
        "submit",
    ]
    since = with_version(again, assemble_section(again), None, None)
    for words in ("déplacée", "modifiée (texte)", "ajoutée", "passe de 79\u202f200 à 78\u202f650\xa0personnes"):
        assert words in since.summary
    figures = models.KeyFigure.objects.with_previous().filter(contribution__campaign__year=2021)
    varying = {
        one.label: one.explanation for one in figures if moves_beyond(one, 2021, again.campaign.variation_threshold)
    }
    assert set(varying) == {"Nouveaux sites", "Visiteurs du MDAA", "Sorties du dispositif"} and all(varying.values())


def test_a_visitor_sees_the_review_and_was_written_nothing(client, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        load_demo()
    assert not models.OutgoingMessage.objects.exists() and not mailoutbox
    seen = {
        "communication": {
            ("directions:tracking", 2021): ["Administrateur Démonstration", "n'est arrêté qu'après la date limite"],
            ("reporting:review", "DEF"): [
                "Les quatre modes d'accueil font 3 820",
                "Le service vérifie la valeur",
            ],
            ("reporting:history", "DI"): ["Merci de donner le résultat des rencontres avec les entreprises"],
        },
        "etrangere": {
            ("reporting:review", "DF"): [
                "Est-ce le budget principal seul",
                "Je l'ajoute dans les précisions",
            ],
            ("reporting:history", "DF"): ["Délai accordé", "Des délais de paiement tenus"],
        },
        "redactrice": {("reporting:review", "DRH"): ["Faut-il compter les agents de la direction seule", "Répondu"]},
        "directeur": {("admin:directions_contribution_change", "DPMISP"): ["La communication a corrigé 2 éléments"]},
    }
    for username, pages_of in seen.items():
        client.force_login(models.User.objects.get(username=username))
        for (name, what), words in pages_of.items():
            page = client.get(reverse(name, args=[what if isinstance(what, int) else of_2021(what).pk]))
            text = html.unescape(page.content.decode())
            assert all(one in text for one in words), (username, name, what)


def test_there_is_an_account_for_each_role():
    load_demo()
    people = {user.username: user for user in models.User.objects.all()}
    assert set(people) == {account.username for account in ACCOUNTS}
    for user in people.values():
        assert user.is_staff
        assert user.check_password(PASSWORD)
    drh = models.Contribution.objects.get(campaign__year=2021, code="DRH")
    ditas = models.Contribution.objects.get(campaign__year=2021, code="DITAS")
    assert permissions.can_edit(people["redactrice"], drh)
    assert not permissions.can_see(people["redactrice"], ditas)
    assert permissions.can_see(people["directeur"], ditas)
    assert not permissions.can_see(people["etrangere"], drh)
    assert permissions.is_reviewer(people["communication"])
    assert not permissions.is_administrator(people["communication"])
    assert permissions.is_administrator(people["administrateur"])


def test_the_report_of_2021_keeps_what_lasts():
    load_demo()
    report, before = (pages.Report.objects.get(campaign__year=year) for year in (2021, 2020))
    assert (report.institution_name, report.address) == (before.institution_name, before.address)
    assert report.partners.count() == before.partners.count()
    assert not report.foreword


# -- Run again, or in the wrong place ----------------------------------------------------------------------------------


def test_run_again_it_changes_nothing_and_loses_nothing():
    load_demo()
    models.Achievement.objects.filter(contribution__campaign__year=2021).update(title="Corrigé depuis")
    before = everything()
    assert "déjà chargée" in load_demo()
    assert everything() == before


@pytest.mark.parametrize(
    ("work", "said"),
    [
        (lambda: factories.campaign(year=2023), "la campagne 2023"),
        (lambda: factories.direction(), "la direction"),
        (lambda: factories.user("communication"), "le compte « communication »"),
    ],
    ids=["campaign", "direction", "account"],
)
def test_someones_work_is_refused_in_one_line_and_untouched(work, said):
    work()
    before = everything()
    with pytest.raises(CommandError, match=said) as refusal:
        load_demo()
    assert "\n" not in str(refusal.value)
    assert everything() == before


@pytest.mark.parametrize("command", ["load_demo", "demo"])
def test_production_refuses_accounts_with_a_public_password(settings, command):
    settings.DEBUG = False
    before = everything()
    with pytest.raises(CommandError, match="mot de passe est public") as refusal:
        call_command(command)
    assert "\n" not in str(refusal.value)
    assert everything() == before


def test_an_administrator_of_ones_own_does_not_prevent_it():
    factories.user("moi", is_superuser=True)
    load_demo()
    assert models.Campaign.objects.count() == 3


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    """A copy of the demonstration's folder, to be damaged."""
    return Path(shutil.copytree(demo.FOLDER, tmp_path / "demo"))


def change(path: Path, edit) -> None:
    data = json.loads(path.read_text())
    edit(data)
    path.write_text(json.dumps(data))


DAMAGE = {
    "missing": (lambda folder: (folder / "rapport-2019.json").unlink(), r"rapport-2019.json : Fichier introuvable"),
    "cut": (
        lambda folder: (folder / "rapport-2020.json").write_text('{"year": 2020,'),
        r"rapport-2020.json : JSON illisible, ligne 1",
    ),
    "picture": (lambda folder: (folder / "pictures/ville.jpg").unlink(), r"photo introuvable"),
    "value": (
        lambda folder: change(folder / "rapport-2020.json", lambda data: data["units"][1].update(agents="mille")),
        r"rapport-2020.json : units\[1\].agents : nombre attendu, « mille » trouvé\.",
    ),
    "deed": (
        lambda folder: change(folder / "campagne-2021.json", lambda data: data["units"][0].update(story=["finir"])),
        r"campagne-2021.json : units\[0\].story\[0\] : « save », .* attendu, « finir » trouvé",
    ),
    "story": (
        lambda folder: change(folder / "campagne-2021.json", lambda data: data["units"][0]["story"].append("submit")),
        r"campagne-2021.json : units\[0\].story\[3\] : « Soumettre à la communication » n'est pas possible",
    ),
    "unit": (
        lambda folder: change(folder / "campagne-2021.json", lambda data: data["units"][9].update(code="XX")),
        r"campagne-2021.json : units\[9\].code : unité inconnue",
    ),
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_demonstration_is_one_clear_line_and_leaves_nothing(damaged, kind):
    damage, said = DAMAGE[kind]
    damage(damaged)
    before = everything()
    photos = stored_photos()
    with pytest.raises(CommandError, match=said) as refusal:
        load_demo(folder=damaged)
    assert "\n" not in str(refusal.value)
    assert everything() == before
    assert stored_photos() == photos


def test_demo_prepares_everything_and_says_the_accounts():
    output = io.StringIO()
    call_command("demo", "--no-serve", stdout=output)
    said = output.getvalue()
    assert all(account.username in said for account in ACCOUNTS)
    assert said.count(PASSWORD) == len(ACCOUNTS)
    assert models.Campaign.objects.get(year=2021).status == CampaignStatus.OPEN
    call_command("demo", "--no-serve", stdout=output)
    assert models.Campaign.objects.count() == 3
