"""`load_report` refuses a faulty file whole: each fault has its path and says what was expected; nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from directions import models
from tests.reporting.report_files import a_photo, load_content, report, unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def refused(tmp_path: Path) -> Callable[[dict | bytes], str]:
    """The message of a refusal; nothing may have been written."""

    def _refused(content: dict | bytes) -> str:
        with pytest.raises(CommandError) as refusal:
            load_content(tmp_path, content)
        assert not models.Direction.objects.exists()
        assert not models.Campaign.objects.exists()
        return str(refusal.value)

    return _refused


def one_figure(**members) -> dict:
    return report(unit("A"), unit("B", key_figures=[{"label": "x"}, {"label": "y", **members}]))


FAULTS = [
    (one_figure(value="douze"), "units[1].key_figures[1].value : nombre attendu, « douze » trouvé."),
    (one_figure(value=True), "units[1].key_figures[1].value : nombre attendu, vrai trouvé."),
    (one_figure(value=10**15), "units[1].key_figures[1].value : nombre de 15 chiffres au plus, dont 6 au plus après"),
    (one_figure(value=0.1234567), "units[1].key_figures[1].value : nombre de 15 chiffres au plus"),
    (one_figure(value=1234567890.123456), "units[1].key_figures[1].value : nombre de 15 chiffres au plus"),
    (one_figure(value=float("nan")), "units[1].key_figures[1].value : nombre fini attendu"),
    (one_figure(value=float("-inf")), "units[1].key_figures[1].value : nombre fini attendu"),
    (one_figure(label="x" * 201), "units[1].key_figures[1].label : 200 caractères au plus attendus, 201 trouvés."),
    (one_figure(label=" "), "units[1].key_figures[1].label : valeur obligatoire, elle manque."),
    (one_figure(value=1, not_provided=True), "units[1].key_figures[1].not_provided : une valeur ou « non communiqué »"),
    (one_figure(comparison={"kind": "europe"}), "units[1].key_figures[1].comparison.kind : « n-1 », « national »"),
    (one_figure(comparison={"kind": "n-1", "mode": "x"}), "units[1].key_figures[1].comparison.mode : « valeur »"),
    (report(unit("A"), unit("A")), "units[1].code : « A » est déjà le code de units[0]."),
    (report(unit("CD")), "units[0].code : « CD » est déjà le code de l'institution."),
    (report(unit("A", parent="Z")), "units[0].parent : code d'une unité du fichier attendu, « Z » trouvé."),
    (
        report(unit("A", parent="B"), unit("B", parent="A")),
        "units[0].parent : les unités tournent en rond : A → B → A.",
    ),
    (
        report(*(unit(f"U{rank}", parent=f"U{rank - 1}" if rank else None) for rank in range(21))),
        "units[20].parent : organigramme trop profond : 20 niveaux au plus.",
    ),
    (
        report(
            unit("A", charts=[{"title": "x", "rows": [{"series": str(n), "category": str(n)} for n in range(101)]}])
        ),
        "units[0].charts[0].rows : tableau de 10000 cases au plus attendu, 101 séries de 101 catégories trouvées.",
    ),
    (report(unit("A", missions=["\u200b \u2060"])), "units[0].missions[0] : valeur obligatoire, elle manque."),
    (
        report(unit("A", achievements=[{"title": "t", "photo": {"file": "a\x00b", "alt": "x"}}])),
        "units[0].achievements[0].photo.file : photo introuvable",
    ),
    (report(unit("A", kind="ministère")), "units[0].kind : « dgs », « dga », « direction »"),
    (report(unit("A", missions="une")), "units[0].missions : liste attendue, « une » trouvé."),
    (report(unit("A", budget=[{"value_eur": "x"}])), "units[0].budget[0].value_eur : nombre attendu"),
    (report(unit("A", created="2020-13")), "units[0].created : Écrivez une date existante"),
    (
        report(unit("A", achievements=[{"title": "t", "date": "2020-02-30"}])),
        "units[0].achievements[0].date : date AAAA",
    ),
    (
        report(unit("A", achievements=[{"title": "t", "month": 13}])),
        "achievements[0].month : entier de 1 à 12 attendu, 13",
    ),
    (
        report(unit("A", achievements=[{"title": "t", "month": 2, "date": "2020-02-03"}])),
        "units[0].achievements[0].month : la date ou le mois, pas les deux.",
    ),
    (
        report(
            unit("A", charts=[{"title": "g", "rows": [{"category": "a", "value": 1}, {"category": "a", "value": 2}]}])
        ),
        "units[0].charts[0].rows[1].category : « a » a déjà une valeur dans cette série.",
    ),
    (
        report(chronology=[{"month": 2, "day": 30, "title": "t"}]),
        "chronology[0].day : jour de 1 à 29 attendu en février",
    ),
    (report(parts=["units", "annexes"]), "parts[1] : « foreword », « chronology », « units »"),
    (report(parts=["units", "sites", "units"]), "parts : « units » est donné plusieurs fois."),
    (report(parts=["sites"]), "parts : « units » attendu : le rapport ne va pas sans ses directions."),
    (report(parts="units"), "parts : liste attendue, « units » trouvé."),
    ({**report(), "year": 1700}, "year : entier de 1982 à 2100 attendu, 1700 trouvé."),
    ({**report(), "year": 2020.5}, "year : entier de 1982 à 2100 attendu, 2020,5 trouvé."),
    ({"year": 2020, "units": []}, "institution : valeur obligatoire, elle manque."),
    ({**report(), "units": None}, "units : valeur obligatoire, elle manque."),
    (report(cover={"file": "absente.jpg", "alt": "x"}), "cover.file : photo introuvable : « absente.jpg »."),
    (report(cover={"file": "../x.jpg", "alt": "x"}), "cover.file : chemin relatif au dossier du fichier attendu"),
    (report(cover={"file": "/etc/hosts", "alt": "x"}), "cover.file : chemin relatif au dossier du fichier attendu"),
    (report(cover={"file": "rapport.json", "alt": "x"}), "cover.file : Ce fichier n'est pas une photo"),
    (report(cover={"file": "rapport.json"}), "cover.alt : valeur obligatoire, elle manque."),
    (b"[]", "fichier : objet attendu, une liste trouvée."),
    (b"", "JSON illisible, ligne 1, colonne 1"),
    (b'{"year": 2020,\n  "units": [,]}', "JSON illisible, ligne 2, colonne 13, près de « ,]} »."),
    ("{}".encode("utf-16"), "Encodage UTF-8 attendu"),
    (b"[" * 100_000, "JSON trop imbriqué"),
    (b'{"a": ' + b"[" * 50 + b"]" * 50 + b"}", "structure trop imbriquée"),
    (b'{"year": 2020, "year": 2021}', "year : clé donnée deux fois."),
    (b'{"year": 1e99999999999999999999}', "year : nombre fini attendu"),
    (b'{"institution": {"name": "\\ud800"}}', "institution.name : caractère interdit U+D800."),
    (b'{"institution": {"name": "a\\u0000"}}', "institution.name : caractère interdit U+0000."),
]


@pytest.mark.parametrize(("content", "fault"), FAULTS, ids=[fault[:60] for _, fault in FAULTS])
def test_a_fault_names_its_path_and_nothing_is_written(refused, content, fault):
    assert fault in refused(content)


def test_all_faults_are_told_at_once_the_first_fifty_in_full(refused):
    message = refused(report(*(unit(f"U{n}", services="x") for n in range(60))))
    assert message.count("nombre attendu") == 50
    assert message.endswith("… et 10 de plus.")


def test_a_missing_file_a_folder_and_a_file_too_big_are_one_line(tmp_path):
    big = tmp_path / "gros.json"
    with big.open("wb") as file:
        file.truncate(51 * 1024 * 1024)
    for path, message in ((tmp_path / "rien.json", "introuvable"), (tmp_path, "dossier"), (big, "50 Mo au plus")):
        with pytest.raises(CommandError, match=message) as refusal:
            call_command("load_report", str(path))
        assert "\n" not in str(refusal.value)


def test_a_photo_reached_through_a_link_out_of_the_folder_is_refused(refused, tmp_path_factory, tmp_path):
    a_photo(tmp_path_factory.mktemp("ailleurs"))
    outside = tmp_path_factory.mktemp("dehors")
    a_photo(outside, "x.jpg")
    (tmp_path / "lien.jpg").symlink_to(outside / "x.jpg")
    assert "cover.file : photo du dossier du fichier attendue" in refused(
        report(cover={"file": "lien.jpg", "alt": "x"})
    )
