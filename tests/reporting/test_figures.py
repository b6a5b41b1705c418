"""A row of figures is worded once, as a French printer would."""

import datetime
import uuid
from decimal import Decimal

import pytest

from directions.french.numbers import Scale
from directions.models import Chart, KeyFigure
from reporting import figures

NB, NN = "\u00a0", "\u202f"


def row(**fields) -> KeyFigure:
    """A figure that is not in a database; `previous` stands for last year's row."""
    previous = fields.pop("previous", None)
    built = KeyFigure(id=uuid.uuid4(), **{"label": "Agents", "unit": "agents"} | fields)
    built.previous_value = previous
    return built


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"value": Decimal(7140)}, f"7{NN}140{NB}agents"),
        ({"value": Decimal(2600), "qualifier": "près de"}, f"près de 2{NN}600{NB}agents"),
        ({"value": Decimal("1460000000"), "unit": "EUR", "scale": "Md"}, f"1,46{NB}Md€"),
        ({"value": Decimal(14600000), "unit": "masques", "scale": "million"}, f"14,6{NB}millions{NB}de masques"),
        ({"value": Decimal("62.5"), "unit": "%"}, f"62,5{NB}%"),
        ({"value": Decimal(579), "unit": "mois", "text_value": "48 ans environ"}, "48 ans environ"),
        ({"value": Decimal(579), "unit": "mois"}, f"48{NB}ans et 3{NB}mois"),
        ({"value": Decimal(18), "unit": "mois"}, f"18{NB}mois"),
        ({"value": Decimal("40.5"), "unit": "mois"}, f"40,5{NB}mois"),
        ({"text_value": "AA-", "unit": ""}, "AA-"),
        ({"value": Decimal(0)}, f"0{NB}agent"),
        ({"not_provided": True}, "non communiqué"),
        ({"value": Decimal(1), "unit": "rang"}, "1er"),
        ({"value": Decimal(12), "unit": "rang"}, "12e"),
        ({"value": Decimal("1.5"), "unit": "rang"}, "1,5"),
    ],
)
def test_the_text_of_a_figure(fields, text):
    assert figures.figure(row(**fields), 2020).text == text


def test_not_provided_is_not_zero():
    missing, zero = figures.figure(row(not_provided=True), 2020), figures.figure(row(value=Decimal(0)), 2020)
    assert (missing.provided, missing.value, missing.number) == (False, None, figures.NOT_PROVIDED)
    assert (zero.provided, zero.value, zero.number) == (True, "0", "0")


@pytest.mark.parametrize(
    ("value", "previous", "text", "trend"),
    [
        (1076, 1000, f"+7,6{NB}% par rapport à 2019", "up"),
        (633, 1000, f"−36,7{NB}% par rapport à 2019", "down"),
        (1000, 1000, "stable par rapport à 2019", "stable"),
    ],
)
def test_evolution_from_last_years_row(value, previous, text, trend):
    evolution = figures.figure(row(value=Decimal(value), previous=Decimal(previous)), 2020).evolution
    assert (evolution.text, evolution.trend) == (text, trend)


def test_last_years_row_wins_over_the_declared_comparison():
    declared = {"comparison_kind": "n-1", "comparison_mode": "variation", "comparison_value": Decimal(50)}
    both = row(value=Decimal(110), previous=Decimal(100), **declared)
    assert "+10" in figures.figure(both, 2020).evolution.text
    alone = row(value=Decimal(110), **declared)
    assert "+50" in figures.figure(alone, 2020).evolution.text


def test_another_perimeter_is_printed_instead_of_a_number():
    moved = figures.figure(row(value=Decimal(110), previous=Decimal(100), has_new_perimeter=True), 2020).evolution
    assert (moved.text, moved.trend, moved.previous) == ("périmètre modifié", "none", "il ne mesure plus la même chose")


def test_a_restated_value_is_printed_with_its_reason():
    restated = {"restated_value": Decimal(88), "restated_reason": "doublons retirés"}
    moved = figures.figure(row(value=Decimal(110), previous=Decimal(100), **restated), 2020).evolution
    assert moved.text == f"+25{NB}% par rapport à 2019"
    assert moved.previous == f"88{NB}agents en 2019, valeur corrigée{NB}: doublons retirés"


def test_an_explanation_is_not_printed():
    said = figures.figure(row(value=Decimal(200), previous=Decimal(100), explanation="Pour vous seuls."), 2020)
    assert "Pour vous seuls." not in repr(said)


def test_a_declared_value_of_last_year_is_computed():
    figure = figures.figure(
        row(
            value=Decimal(826500), unit="EUR",
            comparison_kind="n-1", comparison_mode="valeur", comparison_value=Decimal(325250),
        ),
        2020,
    )  # fmt: skip
    assert figure.evolution.text == f"+154,1{NB}% par rapport à 2019"
    assert figure.evolution.previous == f"325{NN}250{NB}€ en 2019"


def test_a_figure_that_is_itself_a_variation_is_not_said_twice():
    figure = figures.figure(
        row(
            value=Decimal(21),
            unit="%",
            comparison_kind="n-1",
            comparison_mode="variation",
            comparison_value=Decimal(21),
        ),
        2020,
    )
    assert figure.evolution is None


def test_the_details_under_a_figure():
    figure = figures.figure(
        row(
            value=Decimal("15.05"), unit="%", numerator_value=Decimal(4465), numerator_unit="agents",
            comparison_kind="national", comparison_mode="valeur", comparison_value=Decimal("17.45"),
            comparison_unit="%", comparison_year=2019, as_of=datetime.date(2020, 5, 1), note="net",
        ),
        2020,
    )  # fmt: skip
    assert figure.details == (
        f"soit 4{NN}465{NB}agents", f"contre 17,45{NB}% au niveau national en 2019", "au 1er mai 2020", "net",
    )  # fmt: skip


def test_a_target():
    figure = figures.figure(
        row(
            value=Decimal(722), comparison_kind="target", comparison_mode="valeur",
            comparison_value=Decimal(1000), comparison_unit="parcours", comparison_year=2021,
        ),
        2020,
    )  # fmt: skip
    assert figure.details == (f"objectif 2021{NB}: 1{NN}000{NB}parcours",)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (2, "points", f"+2{NB}points par rapport à 2019"),
        (-1, "points", f"−1{NB}point par rapport à 2019"),
        (-5000, "EUR", f"−5{NN}000{NB}€ par rapport à 2019"),
        (0, "points", "stable par rapport à 2019"),
    ],
)
def test_a_declared_variation_in_its_own_unit(value, unit, text):
    fields = {"comparison_kind": "n-1", "comparison_mode": "variation", "comparison_unit": unit}
    figure = figures.figure(row(value=Decimal(10), comparison_value=Decimal(value), **fields), 2020)
    assert figure.evolution.text == text


def test_values_of_two_units_are_told_and_not_compared():
    fields = {"comparison_kind": "n-1", "comparison_mode": "valeur", "comparison_value": Decimal(5)}
    unlike = figures.figure(row(value=Decimal(4), unit="EUR", comparison_unit="dossiers", **fields), 2020).evolution
    alike = figures.figure(row(value=Decimal(4), unit="EUR", comparison_unit="€", **fields), 2020).evolution
    assert (unlike.text, unlike.trend, unlike.previous) == ("", "none", f"5{NB}dossiers en 2019")
    assert (alike.text, alike.trend) == (f"−20{NB}% par rapport à 2019", "down")


@pytest.mark.parametrize(
    ("unit", "scale", "shown"),
    [
        ("EUR", "", "€"), ("EUR", "M", "M€"), ("EUR", "million", f"millions{NB}d’euros"), ("agents", "", "agents"),
        ("%", "", "%"), ("", "", ""), ("rang", "", "rang"),
    ],
)  # fmt: skip
def test_what_the_values_of_a_chart_are_counted_in(unit, scale, shown):
    assert figures.printed_unit(unit, Scale(scale)) == shown


def test_ranks_have_no_evolution():
    assert (
        figures.figure(row(value=Decimal(1), previous=Decimal(2), unit="rang", text_value="1er"), 2020).evolution
        is None
    )


def test_groups_keep_the_order_and_leave_out_empty_rows():
    rows = [
        row(group="B", value=Decimal(1)),
        row(group="A", value=Decimal(2)),
        row(group="B"),
        row(group="B", value=Decimal(3)),
    ]
    assert [(group.title, len(group.figures)) for group in figures.groups(rows, 2020)] == [("B", 2), ("A", 1)]


@pytest.mark.django_db
def test_a_chart_keeps_gaps_and_orders():
    from tests import factories

    scene = factories.cast()
    chart = Chart.objects.create(contribution=scene.routes, title="Budget", kind="column", unit="EUR", scale="M")
    for position, (series, category, value) in enumerate(
        [("2019", "Routes", 1500000), ("2019", "Ports", None), ("2020", "Routes", 2000000), ("2020", "Bacs", 10000)]
    ):
        chart.points.create(series=series, category=category, value=value, position=position)
    drawn = figures.chart(chart)
    assert drawn.categories == ("Routes", "Ports", "Bacs")
    assert [(series.name, series.values) for series in drawn.series] == [
        ("2019", ("1500000", None, None)),
        ("2020", ("2000000", None, "10000")),
    ]
    assert drawn.series[0].displays == (f"1,5{NB}M€", "—", "—")
    assert f"Routes{NB}: 1,5" in drawn.summary


@pytest.mark.django_db
def test_a_chart_without_data_says_so():
    from tests import factories

    scene = factories.cast()
    assert not figures.chart(Chart.objects.create(contribution=scene.routes, title="Vide")).has_data
