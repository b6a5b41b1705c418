"""The data of a chart, typed or pasted: what is understood, and what is said of what is not."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from directions.forms.chart_data import MAX_POINTS, Row, Table, read, text_of
from directions.models import Chart, ChartPoint
from tests import factories
from tests.form_page import FormPage


def faults(text: str) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        read(text)
    return [fault.replace("\u202f", " ") for fault in refused.value.messages]


# -- Reading -----------------------------------------------------------------------------------------------------------


def test_heads_then_one_line_a_category():
    table = read("Année ; Collèges ; Lycées\n2019 ; 1 204 ; 880\n2020 ; 1 310,5 ;")

    assert table.series == ("Collèges", "Lycées")
    assert table.rows == (
        Row("2019", (Decimal(1204), Decimal(880))),
        Row("2020", (Decimal("1310.5"), None)),
    )


def test_what_a_spreadsheet_pastes():
    table = read("\tRoutes\t\r\nEntretien\t1\u202f234,50\t\r\n\r\nTravaux; neufs\t-3\t\r\n")

    assert table == Table(("Routes",), (Row("Entretien", (Decimal("1234.5"),)), Row("Travaux; neufs", (Decimal(-3),))))


def test_a_single_series_needs_no_name():
    assert read("Catégorie\nEntretien ; 3") == Table(("",), (Row("Entretien", (Decimal(3),)),))


@pytest.mark.parametrize("text", ["", "  \n\n", " ; \t\n"])
def test_blank_is_no_data(text):
    assert read(text) == Table()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Année;A\n2019;5\n2020;12,x", "Ligne 3, colonne 2 : « 12,x » n'est pas un nombre."),
        (
            "Année;A\n2019;1.234",
            "Ligne 2, colonne 2 : « 1.234 » n'est pas un nombre : voulez-vous dire 1 234 ou 1,234 ?",
        ),
        ("Année;A\n\n2019;5\n2019;6", "Ligne 4, colonne 1 : « 2019 » est déjà à la ligne 3."),
        ("Année;A;A\n2019;5;6", "Ligne 1, colonne 3 : le titre « A » est déjà celui d'une autre colonne."),
        ("Année;;B\n2019;5;6", "Ligne 1, colonne 2 : donnez un titre à cette colonne."),
        ("Année;A\n;5", "Ligne 2, colonne 1 : donnez un nom à cette ligne."),
        ("Année;A\n2019;5;6", "Ligne 2, colonne 3 : il y a plus de valeurs que de titres de colonnes."),
        (
            "Année A\n2019 5",
            "Ligne 2, colonne 2 : il manque la valeur. Séparez les colonnes par un point-virgule ou une tabulation.",
        ),
        ("Année;A", "Il n'y a qu'une ligne, celle des titres de colonnes : ajoutez une ligne par catégorie."),
        (f"Année;A\n{'x' * 201};5", "Ligne 2, colonne 1 : ce nom est trop long (200 caractères au plus)."),
    ],
)
def test_a_fault_names_its_line_and_column(text, fault):
    assert faults(text) == [fault]


def test_all_faults_are_told_at_once_up_to_a_point():
    assert len(faults("Année;A\na;x\nb;y")) == 2
    told = faults("Année;A\n" + "\n".join(f"{number};x" for number in range(20)))
    assert told[-1] == "Et 12 autres."


def test_the_size_is_bounded():
    assert "trop de données" in faults("A;B\n" + "\n".join(f"{number};1" for number in range(MAX_POINTS + 1)))[0]


@pytest.mark.parametrize(
    "endless",
    [
        "A;B\n" + "x;1\n" * 100_000,
        "A" + "".join(f";{number}" for number in range(100_000)) + "\nx;1",
        "A;B\n" + ";\nx\n" * 9999,
    ],
)
def test_what_is_far_too_much_is_refused_at_once(endless):
    start = time.monotonic()
    assert len(faults(endless)) == 1
    assert time.monotonic() - start < 1


_words = st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters="\t;"), min_size=1, max_size=20)
_values = st.none() | st.decimals(
    min_value=Decimal(-(10**12)), max_value=Decimal(10**12), places=3, allow_nan=False, allow_infinity=False
)


@given(st.data())
def test_what_is_shown_is_read_back(data):
    series = tuple(data.draw(st.lists(_words, min_size=1, max_size=4, unique=True)))
    categories = data.draw(st.lists(_words, min_size=1, max_size=6, unique=True))
    values = st.lists(_values, min_size=len(series), max_size=len(series)).map(tuple)
    table = Table(series, tuple(Row(category, data.draw(values)) for category in categories))

    assert read(text_of(table)) == table


def test_a_semicolon_in_a_name_is_read_back():
    table = Table(("Collèges ; lycées",), (Row("a;b", (Decimal("1234.5"),)),))

    assert read(text_of(table)) == table


# -- In the form -------------------------------------------------------------------------------------------------------


@pytest.fixture
def cast(db: None) -> factories.Cast:
    return factories.cast(complete=False)


def test_data_is_saved_and_shown_as_understood(cast):
    page = FormPage(cast.redactrice, cast.routes)
    page.add("charts", title="Dépenses", data="Année;2019;2020\nEntretien;1 204;1310,5\nNeuf;;3")
    page.save()

    points = [(point.series, point.category, point.value) for point in Chart.objects.get().points.all()]
    assert points == [
        ("2019", "Entretien", 1204),
        ("2020", "Entretien", Decimal("1310.5")),
        ("2019", "Neuf", None),
        ("2020", "Neuf", 3),
    ]
    page = FormPage(cast.redactrice, cast.routes)
    cells = [cell.text_content() for cell in page.tree.xpath("//div[@class='understood']//tr/*")]
    assert cells == ["Catégorie", "2019", "2020", "Entretien", "1\u202f204", "1\u202f310,5", "Neuf", "—", "3"]
    assert page.fields["charts-0-data"] == (
        "Catégorie ; 2019 ; 2020\nEntretien ; 1\u202f204 ; 1\u202f310,5\nNeuf ;  ; 3"
    )


def test_faulty_data_is_kept_as_typed(cast):
    page = FormPage(cast.redactrice, cast.routes)
    typed = "Année;A\n2019;12,x\n2020;1.234"
    row = page.add("charts", title="Dépenses", data=typed)

    page.send()

    assert page.fields[f"{row}-data"] == typed
    assert len(page.errors()) == 2
    assert "Ligne 2, colonne 2" in page.errors()[0]
    assert not Chart.objects.exists()


def test_saving_elsewhere_leaves_the_points_alone(cast):
    chart = Chart.objects.create(contribution=cast.routes, title="Dépenses")
    ChartPoint.objects.create(chart=chart, category="Entretien", value=1)
    before = list(chart.points.values_list("pk", flat=True))
    page = FormPage(cast.redactrice, cast.routes)
    page.type("charts-0", caption="En euros")

    page.save()

    assert list(chart.points.values_list("pk", flat=True)) == before


def test_new_data_replaces_the_old(cast):
    chart = Chart.objects.create(contribution=cast.routes, title="Dépenses")
    ChartPoint.objects.create(chart=chart, category="Entretien", value=1)
    page = FormPage(cast.redactrice, cast.routes)
    page.type("charts-0", data="Catégorie;\nNeuf;2")

    page.save()

    assert [(point.category, point.value) for point in chart.points.all()] == [("Neuf", 2)]
