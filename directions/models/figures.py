"""Figures as objects: what is measured (Indicator), one year's value (KeyFigure), and charts with their data."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Case, Exists, F, JSONField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import JSONObject

from directions.enums import (
    Aggregation,
    ChartKind,
    ComparisonKind,
    ComparisonMode,
    DisplayScale,
    PerimeterChange,
    Placement,
)
from directions.french.numbers import shown_unit
from directions.models.blocks import ChapteredBlock
from directions.models.constraints import one_of

VALUE_DIGITS = {"max_digits": 24, "decimal_places": 6}


class Indicator(models.Model):
    """What a key figure measures, stable through the years. Without `owner` it is shared by every direction."""

    institution = models.ForeignKey(
        "directions.Direction", models.PROTECT, related_name="indicators", verbose_name="institution", editable=False
    )
    owner = models.ForeignKey(
        "directions.Direction",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="owned_indicators",
        verbose_name="direction",
        help_text="Vide : commun à toutes les directions.",
    )
    code = models.SlugField("code", max_length=120)
    label = models.CharField("intitulé", max_length=200)
    unit = models.CharField("unité", max_length=60, blank=True, help_text="agents, EUR, %, km²…")
    aggregation = models.CharField("cumul", max_length=10, choices=Aggregation, default=Aggregation.NONE)
    definition = models.TextField("définition", blank=True)

    class Meta:
        verbose_name = "indicateur"
        verbose_name_plural = "indicateurs"
        ordering = ["label"]
        constraints = [
            one_of("aggregation", Aggregation, name="indicator_aggregation_known"),
            models.UniqueConstraint(
                fields=["institution", "code"],
                name="indicator_code_unique",
                violation_error_message="Ce code est déjà celui d'un autre indicateur.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} ({shown_unit(self.unit)})" if self.unit else self.label


class Redefinition(models.Model):
    """From `year` on, the indicator no longer measures what it measured: its values do not compare across that year."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="redefinitions", verbose_name="indicateur")
    year = models.PositiveSmallIntegerField("à partir de l'année")
    reason = models.CharField("ce qui change", max_length=250)

    class Meta:
        verbose_name = "redéfinition"
        verbose_name_plural = "redéfinitions"
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "year"],
                name="redefinition_once_a_year",
                violation_error_message="Cet indicateur est déjà redéfini cette année-là.",
            ),
            models.CheckConstraint(
                condition=Q(year__gte=1982) & Q(year__lte=2100),
                name="redefinition_year_plausible",
                violation_error_message="L'année doit être comprise entre 1982 et 2100.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} : {self.reason}"


# How a value was printed, beside the value itself.
PUBLISHED = ("unit", "scale", "qualifier", "text_value", "not_provided", "scope")


class KeyFigureQuerySet(models.QuerySet):
    def with_previous(self) -> KeyFigureQuerySet:
        """Annotates, in the same query, what `directions.evolution` reads: last year's published value of the same
        indicator and how it was printed, what happened to the direction, whether the indicator was redefined."""
        before = KeyFigure.objects.filter(
            contribution=OuterRef("contribution__previous"), indicator=OuterRef("indicator")
        )
        redefined = Redefinition.objects.filter(
            indicator=OuterRef("indicator"), year=OuterRef("contribution__campaign__year")
        )
        return self.annotate(
            previous_value=Subquery(before.values("value")),
            published=Subquery(before.values(row=JSONObject(**{name: name for name in PUBLISHED})), JSONField()),
            reorganisation=Case(
                When(contribution__keeps_perimeter=True, then=Value(PerimeterChange.NONE)),
                default=F("contribution__perimeter_change"),
            ),
            is_redefined=Exists(redefined),
        )


class KeyFigure(ChapteredBlock):
    """One year's value of an indicator. `label` and `unit` are the words of that year. A missing value (`value` null)
    is not zero; `not_provided` says that the direction declares that it cannot give it.

    `value` is in the unit itself (EUR, not M€); `scale` only says how it is printed. `text_value` is printed instead of
    the number where words are better ("1er", "48 ans et 3 mois", "AA-").
    """

    # What `with_previous` reads; a new row has no year before.
    previous_value: Decimal | None = None
    published: dict[str, Any] | None = None
    reorganisation: str = ""
    is_redefined: bool = False

    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, blank=True, verbose_name="indicateur")
    placement = models.CharField("emplacement", max_length=10, choices=Placement, default=Placement.KEY)
    group = models.CharField("rubrique", max_length=120, blank=True)
    label = models.CharField("intitulé", max_length=200)
    value = models.DecimalField("valeur", **VALUE_DIGITS, null=True, blank=True)
    unit = models.CharField("unité", max_length=60, blank=True)
    text_value = models.CharField("valeur en mots", max_length=120, blank=True)
    not_provided = models.BooleanField("non communiqué", default=False)
    qualifier = models.CharField("nuance", max_length=60, blank=True, help_text="près de, plus de, environ…")
    scale = models.CharField("affichage", max_length=10, choices=DisplayScale, default=DisplayScale.PLAIN, blank=True)
    scope = models.CharField("périmètre", max_length=200, blank=True)
    as_of = models.DateField("date d'observation", null=True, blank=True)
    note = models.CharField("précision imprimée", max_length=200, blank=True)
    source_note = models.CharField("source", max_length=200, blank=True)
    internal_note = models.CharField("note interne", max_length=250, blank=True)
    numerator_value = models.DecimalField("soit (valeur)", **VALUE_DIGITS, null=True, blank=True)
    numerator_unit = models.CharField("soit (unité)", max_length=60, blank=True)
    restated_value = models.DecimalField(
        "valeur corrigée de l'an dernier",
        **VALUE_DIGITS,
        null=True,
        blank=True,
        help_text="Si celle qui a été publiée était fausse. Elle reste publiée ; l'évolution se calcule sur celle-ci.",
    )
    restated_reason = models.CharField("raison de la correction", max_length=250, blank=True)
    has_new_perimeter = models.BooleanField(
        "périmètre modifié",
        default=False,
        help_text="Cochez si ce chiffre ne mesure plus la même chose que l'an dernier : il ne s'y compare pas.",
    )
    explanation = models.CharField(
        "explication de la variation",
        max_length=400,
        blank=True,
        help_text="Pour la communication, qui relit ; jamais imprimée.",
    )
    comparison_kind = models.CharField("comparaison", max_length=10, choices=ComparisonKind, blank=True)
    comparison_mode = models.CharField("nature de la comparaison", max_length=10, choices=ComparisonMode, blank=True)
    comparison_value = models.DecimalField("valeur comparée", **VALUE_DIGITS, null=True, blank=True)
    comparison_unit = models.CharField("unité comparée", max_length=60, blank=True)
    comparison_year = models.PositiveSmallIntegerField("année comparée", null=True, blank=True)
    comparison_note = models.CharField("précision sur la comparaison", max_length=120, blank=True)

    objects = KeyFigureQuerySet.as_manager()

    class Meta(ChapteredBlock.Meta):
        verbose_name = "chiffre-clé"
        verbose_name_plural = "chiffres-clés"
        default_related_name = "key_figures"
        constraints = [
            one_of("placement", Placement, name="figure_placement_known"),
            one_of("scale", DisplayScale, name="figure_scale_known"),
            one_of("comparison_kind", ComparisonKind, name="figure_comparison_kind_known"),
            models.UniqueConstraint(
                fields=["contribution", "indicator"],
                condition=Q(indicator__isnull=False),
                name="figure_indicator_once",
                violation_error_message="Cet indicateur a déjà sa valeur dans cette contribution.",
            ),
            models.CheckConstraint(
                condition=Q(not_provided=False) | Q(value__isnull=True, text_value=""),
                name="figure_value_or_not_provided",
                violation_error_message="Donnez une valeur, ou cochez « non communiqué », pas les deux.",
            ),
            models.CheckConstraint(
                condition=Q(comparison_kind="") | Q(comparison_mode__in=ComparisonMode.values),
                name="figure_comparison_has_mode",
                violation_error_message="Dites si la comparaison est une valeur ou une variation.",
            ),
            models.CheckConstraint(
                condition=Q(restated_value__isnull=True) | ~Q(restated_reason=""),
                name="figure_restated_with_reason",
                violation_error_message="Dites pourquoi la valeur de l'an dernier est corrigée.",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def is_filled(self) -> bool:
        return self.value is not None or bool(self.text_value) or self.not_provided


class Chart(ChapteredBlock):
    """A chart and its data as rows. A chart without rows has no data: it is not printed, and its direction is told."""

    title = models.CharField("titre", max_length=200)
    kind = models.CharField("forme", max_length=10, choices=ChartKind, default=ChartKind.BAR)
    unit = models.CharField("unité", max_length=60, blank=True)
    scale = models.CharField("affichage", max_length=10, choices=DisplayScale, default=DisplayScale.PLAIN, blank=True)
    caption = models.CharField("légende", max_length=300, blank=True)

    class Meta(ChapteredBlock.Meta):
        verbose_name = "graphique"
        verbose_name_plural = "graphiques"
        default_related_name = "charts"
        constraints = [
            one_of("kind", ChartKind, name="chart_kind_known"),
            one_of("scale", DisplayScale, name="chart_scale_known"),
        ]

    def __str__(self) -> str:
        return self.title


class ChartPoint(models.Model):
    """One datum: the value of a series for a category. A null value is a gap, not a zero."""

    chart = models.ForeignKey(Chart, models.CASCADE, related_name="points", verbose_name="graphique")
    position = models.PositiveSmallIntegerField("ordre", default=0)
    series = models.CharField("série", max_length=120, blank=True)
    category = models.CharField("catégorie", max_length=200)
    value = models.DecimalField("valeur", **VALUE_DIGITS, null=True, blank=True)

    class Meta:
        verbose_name = "donnée"
        verbose_name_plural = "données"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["chart", "series", "category"],
                name="chart_point_unique",
                violation_error_message="Cette catégorie a déjà une valeur dans cette série.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.category}".strip()
