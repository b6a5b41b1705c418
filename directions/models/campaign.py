"""The yearly campaign: when the directions may write, and what they are asked."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from directions import permissions
from directions.enums import CampaignStatus, DirectionKind
from directions.models.constraints import one_of
from directions.models.validators import validate_reminder_days
from directions.richtext import RichTextField

if TYPE_CHECKING:
    from directions.models.people import User


class CampaignQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> CampaignQuerySet:
        """The one door: the campaigns that exist for this person."""
        return self.filter(permissions.visible_campaigns(user))


class Campaign(models.Model):
    """One year's collection in one institution. Directions write from `opens_on` to `closes_on`; `due_on` is the
    deadline that they are shown."""

    institution = models.ForeignKey(
        "directions.Direction",
        models.PROTECT,
        related_name="campaigns",
        verbose_name="institution",
        limit_choices_to={"kind": DirectionKind.INSTITUTION},
    )
    year = models.PositiveSmallIntegerField("année du rapport")
    status = models.CharField("état", max_length=20, choices=CampaignStatus, default=CampaignStatus.PREPARATION)
    opens_on = models.DateField("ouverture")
    due_on = models.DateField("date limite de remise")
    closes_on = models.DateField("clôture")
    reminder_days = models.CharField(
        "rappels",
        max_length=60,
        default="14, 7, 2",
        blank=True,
        validators=[validate_reminder_days],
        help_text="Combien de jours avant la date limite, séparés par des virgules. Vide : aucun rappel.",
    )
    needs_head = models.BooleanField(
        "soumission par le directeur seulement",
        default=False,
        help_text="Si coché, les rédacteurs préparent et un directeur soumet.",
    )
    needs_second_reader = models.BooleanField(
        "validation par un autre relecteur",
        default=False,
        help_text="Si coché, qui a corrigé une contribution pendant la relecture ne la valide pas : "
        "un autre relecteur la valide.",
    )
    variation_threshold = models.PositiveSmallIntegerField(
        "variation à expliquer (%)",
        default=30,
        help_text="Au-delà, une courte explication est demandée avec le chiffre ; en points pour un pourcentage.",
    )
    guidance = RichTextField("consignes", blank=True, help_text="Affichées en haut de chaque formulaire.")
    is_demonstration = models.BooleanField("démonstration", default=False, editable=False)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = "campagne"
        verbose_name_plural = "campagnes"
        ordering = ["-year", "institution"]
        constraints = [
            one_of("status", CampaignStatus, name="campaign_status_known"),
            models.UniqueConstraint(
                fields=["institution", "year"],
                name="campaign_year_unique_in_institution",
                violation_error_message="Une campagne existe déjà pour cette année.",
            ),
            models.CheckConstraint(
                condition=Q(year__gte=1982) & Q(year__lte=2100),
                name="campaign_year_plausible",
                violation_error_message="L'année doit être comprise entre 1982 et 2100.",
            ),
            models.CheckConstraint(
                condition=Q(opens_on__lte=F("due_on")) & Q(due_on__lte=F("closes_on")),
                name="campaign_dates_in_order",
                violation_error_message="L'ouverture vient avant la date limite, et la date limite avant la clôture.",
            ),
            models.CheckConstraint(
                condition=Q(variation_threshold__gte=1) & Q(variation_threshold__lte=1000),
                name="campaign_variation_threshold_plausible",
                violation_error_message="La variation à expliquer est comprise entre 1 et 1000 %.",
            ),
        ]

    def __str__(self) -> str:
        return f"Rapport d'activités {self.year}"

    def accepts_writing(self, today: datetime.date | None = None) -> bool:
        """True while the directions may write."""
        return self.accepts_review() and self.opens_on <= (today or timezone.localdate()) <= self.closes_on

    def accepts_review(self) -> bool:
        """True while the communication team may review: the closing day binds the directions only."""
        return self.status == CampaignStatus.OPEN
