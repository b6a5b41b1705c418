"""`export_report` writes a whole file or nothing, and says in one line what is wrong."""

import json
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from directions.enums import ContributionStatus
from directions.models import Chart
from reporting.models import Report
from tests import factories

pytestmark = pytest.mark.django_db


def export(tmp_path, *arguments, name="rapport.json", **options):
    target = tmp_path / name
    call_command("export_report", *arguments, output=str(target), **options)
    return target


def test_it_writes_the_data(tmp_path):
    factories.cast(ContributionStatus.APPROVED)
    target = export(tmp_path, "2020", format="json")
    assert json.loads(target.read_text())["year"] == 2020
    assert [path.name for path in tmp_path.iterdir()] == ["rapport.json"]


def test_drafts_only_when_asked(tmp_path):
    factories.cast(ContributionStatus.DRAFT)
    assert "Un pont neuf" not in export(tmp_path, "2020", format="json").read_text()
    assert "Un pont neuf" in export(tmp_path, "2020", "--drafts", format="json").read_text()


@pytest.mark.parametrize("file_format", ["pdf", "html"])
def test_the_other_formats(tmp_path, file_format):
    factories.cast(ContributionStatus.APPROVED)
    assert export(tmp_path, "2020", format=file_format).stat().st_size > 1000


def test_the_data_do_not_read_the_pictures(tmp_path):
    scene = factories.cast(ContributionStatus.APPROVED)
    report = Report.objects.create(
        campaign=scene.campaign, title="R", institution_name="I", photo=factories.picture(), photo_alt="Un pont"
    )
    stored = Path(default_storage.path(report.photo.name))
    stored.unlink()
    stored.mkdir()
    assert report.photo.name in export(tmp_path, "2020", format="json").read_text()
    with pytest.raises(IsADirectoryError):
        export(tmp_path, "2020", format="html")


def test_what_the_pdf_leaves_out_is_told_beside_it(tmp_path, capsys):
    scene = factories.cast(ContributionStatus.APPROVED)
    factories.mission(scene.routes, "Entretenir 日 routes")
    Chart.objects.create(contribution=scene.routes, title="Trafic")
    assert export(tmp_path, "2020", format="pdf").read_bytes().startswith(b"%PDF")
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert any("mission" in line and "remplacés par « ? » : 日" in line for line in lines)
    assert any(line.endswith("graphique « Trafic » : il n’a pas de données et n’est pas imprimé.") for line in lines)


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        (["1999"], {"format": "json"}, "Aucun rapport pour 1999. Années connues : 2020."),
        (["2020"], {"format": "exe"}, "Format « exe » inconnu. Formats possibles : pdf, html, json"),
        (["2020"], {"format": "json", "institution": "XX"}, "Aucun rapport pour 2020."),
        (["2020"], {"format": "json", "name": "absent/rapport.json"}, "n'existe pas : créez-le"),
    ],
)
def test_refusals_leave_no_file(tmp_path, arguments, options, message):
    factories.cast(ContributionStatus.APPROVED)
    with pytest.raises(CommandError) as caught:
        export(tmp_path, *arguments, **options)
    assert message in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_the_place_of_the_file_leaves_nothing_behind(tmp_path):
    factories.cast(ContributionStatus.APPROVED)
    (tmp_path / "rapport.json" / "dedans").mkdir(parents=True)
    with pytest.raises(CommandError, match="Impossible d'écrire"):
        export(tmp_path, "2020", format="json")
    assert [path.name for path in tmp_path.iterdir()] == ["rapport.json"]


def test_two_institutions_must_be_told_apart(tmp_path):
    factories.cast(ContributionStatus.APPROVED)
    other = factories.institution(code="AUTRE")
    factories.contribution(factories.campaign(other), factories.direction(other))
    with pytest.raises(CommandError, match="--institution"):
        export(tmp_path, "2020", format="json")
    assert export(tmp_path, "2020", format="json", institution="AUTRE").exists()
