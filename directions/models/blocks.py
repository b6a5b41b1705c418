"""The text blocks of a contribution. Each has a UUID from birth: comments, differences and references hang on it."""

from __future__ import annotations

import uuid

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from directions.french.dates import MONTHS
from directions.models.uploads import photo_path
from directions.richtext import RichTextField

MONTH_CHOICES = list(enumerate(MONTHS, start=1))


class Block(models.Model):
    """What every block has: a lasting identity, its contribution and its place there."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contribution = models.ForeignKey("directions.Contribution", models.CASCADE, verbose_name="contribution")
    position = models.PositiveSmallIntegerField("ordre", default=0)

    class Meta:
        abstract = True
        ordering = ["position", "id"]


class Chapter(Block):
    """A titled part of a contribution that blocks may be filed under: the territory, the yearly dossier."""

    title = models.CharField("titre", max_length=200)
    lead = RichTextField("chapeau", blank=True)

    class Meta(Block.Meta):
        verbose_name = "chapitre"
        verbose_name_plural = "chapitres"
        default_related_name = "chapters"

    def __str__(self) -> str:
        return self.title


class ChapteredBlock(Block):
    """A block that may be filed under a chapter of its own contribution."""

    chapter = models.ForeignKey(
        Chapter,
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name="chapitre",
        help_text="Seulement si votre contribution a des chapitres.",
    )

    class Meta(Block.Meta):
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.chapter_id and self.chapter.contribution_id != self.contribution_id:
            raise ValidationError({"chapter": "Choisissez un chapitre de cette contribution."})


class Photo(models.Model):
    """A photo with what it needs to be printed: a text alternative, a credit, a caption."""

    photo = models.ImageField(
        "photo",
        upload_to=photo_path,
        blank=True,
        db_index=True,
        width_field="photo_width",
        height_field="photo_height",
        help_text="JPEG, PNG ou WebP, 15 Mo au plus.",
    )
    photo_width = models.PositiveIntegerField(null=True, blank=True, editable=False)
    photo_height = models.PositiveIntegerField(null=True, blank=True, editable=False)
    photo_alt = models.CharField(
        "description de la photo",
        max_length=250,
        blank=True,
        help_text="Ce que l'on voit, pour les personnes qui ne la voient pas.",
    )
    photo_credit = models.CharField("crédit", max_length=120, blank=True)
    photo_caption = models.CharField("légende", max_length=250, blank=True)

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.photo and not self.photo_alt.strip():
            raise ValidationError(
                {"photo_alt": "Décrivez la photo en une phrase : sans description, elle ne peut pas être publiée."}
            )


class Mission(ChapteredBlock):
    """One mission of the direction, as a short phrase."""

    group = models.CharField("rubrique", max_length=120, blank=True)
    text = models.CharField("mission", max_length=400)
    confirmed = models.BooleanField("confirmée", default=True)

    class Meta(ChapteredBlock.Meta):
        verbose_name = "mission"
        verbose_name_plural = "missions"
        default_related_name = "missions"

    def __str__(self) -> str:
        return self.text


class Achievement(Photo, ChapteredBlock):
    """A réalisation of the year."""

    theme = models.CharField(
        "thème", max_length=120, blank=True, help_text="Les réalisations d'un même thème sont imprimées ensemble."
    )
    title = models.CharField("titre", max_length=200)
    body = RichTextField("texte", blank=True)
    date = models.DateField("date", null=True, blank=True)
    month = models.PositiveSmallIntegerField(
        "ou mois", choices=MONTH_CHOICES, null=True, blank=True, help_text="Quand le jour ne compte pas."
    )
    is_spotlight = models.BooleanField("en encadré ZOOM", default=False)

    class Meta(ChapteredBlock.Meta):
        verbose_name = "réalisation"
        verbose_name_plural = "réalisations"
        default_related_name = "achievements"
        constraints = [
            models.CheckConstraint(
                condition=Q(month__isnull=True) | (Q(month__gte=1) & Q(month__lte=12)),
                name="achievement_month_in_year",
                violation_error_message="Le mois va de 1 à 12.",
            ),
            models.CheckConstraint(
                condition=Q(date__isnull=True) | Q(month__isnull=True),
                name="achievement_date_or_month",
                violation_error_message="Donnez la date ou le mois, pas les deux.",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Takeaway(Block):
    """An "à retenir" tile: a bold lead and at most two lines."""

    title = models.CharField("à retenir", max_length=120)
    text = models.CharField("précision", max_length=250, blank=True)

    class Meta(Block.Meta):
        verbose_name = "à retenir"
        verbose_name_plural = "à retenir"
        default_related_name = "takeaways"

    def __str__(self) -> str:
        return self.title


class Moment(Photo, Block):
    """A dated event that the direction proposes for the year's chronology; communication selects."""

    month = models.PositiveSmallIntegerField("mois", choices=MONTH_CHOICES)
    day = models.PositiveSmallIntegerField(
        "jour", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(31)]
    )
    title = models.CharField("titre", max_length=150)
    text = models.CharField("texte", max_length=400, blank=True)
    is_selected = models.BooleanField("retenu dans la chronologie", default=True)

    class Meta(Block.Meta):
        verbose_name = "temps fort"
        verbose_name_plural = "temps forts proposés"
        default_related_name = "moments"
        constraints = [
            models.CheckConstraint(
                condition=Q(month__gte=1) & Q(month__lte=12),
                name="moment_month_in_year",
                violation_error_message="Le mois va de 1 à 12.",
            ),
            models.CheckConstraint(
                condition=Q(day__isnull=True) | (Q(day__gte=1) & Q(day__lte=31)),
                name="moment_day_in_month",
                violation_error_message="Le jour va de 1 à 31.",
            ),
        ]

    def __str__(self) -> str:
        return self.title
