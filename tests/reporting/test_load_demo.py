"""`load_demo` and `demo`: the report is there, whole; run again, they change nothing; real work is never touched."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from directions import models, permissions
from directions.completeness import blocking
from directions.enums import CampaignStatus, ContributionStatus
from directions.evolution import NEW_PERIMETER, evolution_of
from reporting import models as pages
from reporting.assemble import ALL, assemble_report
from reporting.document import report_pictures
from reporting.loading import demo
from reporting.loading.people import ACCOUNTS, PASSWORD
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
    assert steps == {"draft": 38, "submitted": 3, "changes_requested": 2, "approved": 3, "reopened": 1}
    done = campaign.contributions.exclude(status=ContributionStatus.DRAFT)
    assert not any(blocking(contribution) for contribution in done)
    events = models.ContributionEvent.objects.filter(contribution__campaign=campaign)
    assert events.filter(transition="request_changes").exclude(comment="").count() == 2
    assert all(event.actor for event in events)
    assert assemble_report(campaign, scope=ALL).has_drafts
    assert set(models.Campaign.objects.values_list("is_demonstration", flat=True)) == {True}


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
    "status": (
        lambda folder: change(folder / "campagne-2021.json", lambda data: data["units"][0].update(status="fini")),
        r"campagne-2021.json : units\[0\].status",
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
