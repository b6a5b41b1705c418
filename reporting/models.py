"""What belongs to the institution-wide report itself: its cover, its foreword, its last pages."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from directions.enums import DisplayScale
from directions.models.append_only import AppendOnly
from directions.models.blocks import Photo
from directions.models.constraints import one_of
from directions.richtext import RichTextField
from reporting.enums import Part


class Report(Photo):
    """The report of one campaign. `photo` is the picture of its cover; the institution's address is kept with the
    report, so that an old report keeps its old address."""

    campaign = models.OneToOneField(
        "directions.Campaign", models.CASCADE, related_name="report", verbose_name="campagne"
    )
    title = models.CharField("titre", max_length=200)
    subtitle = models.CharField("sous-titre", max_length=200, blank=True)
    institution_name = models.CharField("nom de l'institution", max_length=200)
    assembly = models.CharField("assemblée", max_length=200, blank=True)
    address = models.TextField("adresse", blank=True, help_text="Une ligne par ligne imprimée.")
    phone = models.CharField("téléphone", max_length=40, blank=True)
    website = models.CharField("site internet", max_length=120, blank=True)
    foreword_title = models.CharField("titre de l'édito", max_length=200, blank=True)
    foreword = RichTextField("édito", blank=True)
    foreword_signatory = models.CharField("fonction du signataire", max_length=250, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    closing = models.CharField("mention de la dernière page", max_length=300, blank=True)

    class Meta:
        verbose_name = "rapport"
        verbose_name_plural = "rapports"
        ordering = ["-campaign__year"]

    def __str__(self) -> str:
        return self.title


class ReportRow(models.Model):
    """A row of the report's own pages."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(Report, models.CASCADE, verbose_name="rapport")
    position = models.PositiveSmallIntegerField("ordre", default=0)

    class Meta:
        abstract = True
        ordering = ["position", "id"]


class PartPlace(ReportRow):
    """The place of one part of the report, and whether it is printed. A part without a row is printed in its usual
    place: a report without any row has all its parts in their usual order."""

    part = models.CharField("partie", max_length=20, choices=Part)
    is_printed = models.BooleanField("imprimée", default=True)

    class Meta(ReportRow.Meta):
        verbose_name = "partie du rapport"
        verbose_name_plural = "parties du rapport"
        default_related_name = "part_places"
        constraints = [
            one_of("part", Part, name="part_known"),
            models.UniqueConstraint(
                fields=["report", "part"],
                name="part_placed_once",
                violation_error_message="Cette partie a déjà sa place dans le rapport.",
            ),
            models.CheckConstraint(
                condition=Q(is_printed=True) | ~Q(part=Part.UNITS),
                name="part_units_printed",
                violation_error_message="L'institution et ses directions sont toujours imprimées.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_part_display()


class CitedFigure(ReportRow):
    """A figure that the foreword cites, typed as it is printed there: it is checked against the units' figures."""

    label = models.CharField("intitulé", max_length=200)
    value = models.DecimalField("valeur", max_digits=24, decimal_places=6, null=True, blank=True)
    unit = models.CharField("unité", max_length=60, blank=True)
    qualifier = models.CharField("nuance", max_length=60, blank=True)
    scale = models.CharField("affichage", max_length=10, choices=DisplayScale, blank=True)

    class Meta(ReportRow.Meta):
        verbose_name = "chiffre cité dans l'édito"
        verbose_name_plural = "chiffres cités dans l'édito"
        default_related_name = "cited_figures"
        constraints = [one_of("scale", DisplayScale, name="cited_figure_scale_known")]

    def __str__(self) -> str:
        return self.label


class Partner(ReportRow):
    """A partner of the institution, filed under a group ("organismes associés")."""

    group = models.CharField("rubrique", max_length=150, blank=True)
    name = models.CharField("nom", max_length=250)
    acronym = models.CharField("sigle", max_length=40, blank=True)

    class Meta(ReportRow.Meta):
        verbose_name = "partenaire"
        verbose_name_plural = "partenaires"
        default_related_name = "partners"

    def __str__(self) -> str:
        return self.name


class Site(ReportRow):
    """A place open to the public."""

    name = models.CharField("nom", max_length=200)
    city = models.CharField("commune", max_length=120, blank=True)
    unit_code = models.CharField("sigle de la direction", max_length=30, blank=True)

    class Meta(ReportRow.Meta):
        verbose_name = "site"
        verbose_name_plural = "sites"
        default_related_name = "sites"

    def __str__(self) -> str:
        return f"{self.name}, {self.city}" if self.city else self.name


class GlossaryEntry(ReportRow):
    """An acronym and its meaning; without meaning it is one that the report uses and has not expanded yet."""

    acronym = models.CharField("sigle", max_length=40)
    meaning = models.CharField("signification", max_length=250, blank=True)

    class Meta(ReportRow.Meta):
        verbose_name = "entrée du glossaire"
        verbose_name_plural = "glossaire"
        default_related_name = "glossary_entries"
        ordering = ["acronym"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "acronym"],
                name="glossary_acronym_unique",
                violation_error_message="Ce sigle est déjà au glossaire.",
            ),
        ]

    def __str__(self) -> str:
        return self.acronym


class Revision(AppendOnly):
    """A contribution as it was at one version: its section of the document, as data, and what its page asks for that is
    never printed. Written at every save and every transition; nothing changes or deletes it. The name of its author
    stays when the account goes."""

    contribution = models.ForeignKey(
        "directions.Contribution", models.PROTECT, related_name="revisions", verbose_name="contribution", editable=False
    )
    version = models.PositiveIntegerField("version", editable=False)
    section = models.JSONField("contenu", editable=False)
    unprinted = models.JSONField("ce qui ne s'imprime pas", default=dict, editable=False)
    schema_version = models.PositiveSmallIntegerField(editable=False)
    event = models.OneToOneField(
        "directions.ContributionEvent", models.PROTECT, null=True, related_name="revision", verbose_name="étape",
        editable=False,
    )  # fmt: skip
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="par", editable=False
    )
    author_name = models.CharField("nom au moment des faits", max_length=200, editable=False)
    created_at = models.DateTimeField("le", auto_now_add=True, editable=False)

    class Meta:
        verbose_name = "version"
        verbose_name_plural = "versions"
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["contribution", "version"],
                name="revision_version_once",
                violation_error_message="Cette version est déjà gardée.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contribution}, version {self.version}"
