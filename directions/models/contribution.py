"""A direction's contribution of one year, and the log of what happened to it."""

from __future__ import annotations

import datetime
import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from directions import permissions
from directions.enums import ContributionStatus, DirectionKind, PerimeterChange
from directions.models.append_only import AppendOnly, AppendOnlyQuerySet
from directions.models.constraints import one_of
from directions.models.validators import validate_partial_date
from directions.richtext import RichTextField

if TYPE_CHECKING:
    from directions.models.people import User


class ContributionQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> ContributionQuerySet:
        """The one door: what this person may see. Everything that shows a contribution or a block starts here."""
        return self.filter(permissions.visible_contributions(user))

    def in_report_order(self) -> ContributionQuerySet:
        return self.order_by("position", "name", "pk")


class Contribution(models.Model):
    """What one direction writes for one year. `name`, `code`, `kind`, `parent` and `position` are the org chart of
    that year, taken when the campaign opened: an old report keeps its org chart.

    `version` grows at every save; a form that was opened on an older version is refused (see directions.conflicts).
    """

    # What the communication team gave back to its direction, with words.
    SENT_BACK_STATUSES = frozenset({ContributionStatus.CHANGES_REQUESTED, ContributionStatus.REOPENED})
    EDITABLE_STATUSES = SENT_BACK_STATUSES | {ContributionStatus.DRAFT}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey(
        "directions.Campaign", models.PROTECT, related_name="contributions", verbose_name="campagne"
    )
    direction = models.ForeignKey(
        "directions.Direction", models.PROTECT, related_name="contributions", verbose_name="direction"
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="rattachée à"
    )
    # Last year's contribution, whose figures this one goes on with: set by `directions.lineage`, as `perimeter_change`.
    previous = models.OneToOneField(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="following",
        verbose_name="contribution de l'année précédente",
    )
    perimeter_change = models.CharField(
        "réorganisation", max_length=10, choices=PerimeterChange, blank=True, editable=False
    )
    keeps_perimeter = models.BooleanField(
        "les chiffres restent comparables à ceux de l'an dernier",
        default=False,
        help_text="Cochez si la réorganisation n'a pas changé ce que ses chiffres mesurent.",
    )
    code = models.CharField("sigle", max_length=30)
    name = models.CharField("nom", max_length=200)
    kind = models.CharField("nature", max_length=20, choices=DirectionKind)
    position = models.PositiveSmallIntegerField("ordre", default=0)
    number = models.PositiveSmallIntegerField("numéro imprimé", null=True, blank=True)
    created_on = models.CharField(
        "date de création de la direction",
        max_length=10,
        blank=True,
        validators=[validate_partial_date],
        help_text="Si elle est de l'année : AAAA, AAAA-MM ou AAAA-MM-JJ.",
    )
    introduction = RichTextField(
        "présentation", blank=True, help_text="Une ou deux phrases qui présentent la direction."
    )
    internal_note = models.TextField("note interne", blank=True, help_text="Pour la rédaction ; jamais imprimée.")

    status = models.CharField(
        "état", max_length=20, choices=ContributionStatus, default=ContributionStatus.DRAFT, editable=False
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="reviewed_contributions",
        verbose_name="relecture confiée à",
    )
    extended_until = models.DateField("délai accordé jusqu'au", null=True, blank=True, editable=False)
    extension_reason = models.CharField("raison du délai", max_length=250, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField("ouverte le", auto_now_add=True)
    updated_at = models.DateTimeField("modifiée le", auto_now=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="modifiée par",
    )

    # Who wrote in it while it was open: nobody approves their own text.
    writers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, editable=False, related_name="written_contributions", verbose_name="écrite par"
    )
    # Who corrected it while it was submitted: no author, but a campaign may ask that another person approve it.
    correctors = models.ManyToManyField(
        settings.AUTH_USER_MODEL, editable=False, related_name="corrected_contributions", verbose_name="corrigée par"
    )

    objects = ContributionQuerySet.as_manager()

    class Meta:
        verbose_name = "contribution"
        verbose_name_plural = "contributions"
        ordering = ["-campaign__year", "position", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "direction"],
                name="contribution_unique_in_campaign",
                violation_error_message="Cette direction a déjà sa contribution pour cette campagne.",
            ),
            models.UniqueConstraint(
                fields=["campaign", "code"],
                name="contribution_code_unique_in_campaign",
                violation_error_message="Ce sigle est déjà celui d'une autre contribution de la campagne.",
            ),
            one_of("status", ContributionStatus, name="contribution_status_known"),
            one_of("kind", DirectionKind, name="contribution_kind_known"),
            models.CheckConstraint(
                condition=Q(extended_until__isnull=True) | ~Q(extension_reason=""),
                name="contribution_extension_has_reason",
                violation_error_message="Dites pourquoi un délai est accordé.",
            ),
            one_of("perimeter_change", PerimeterChange, name="contribution_perimeter_change_known"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True, kind=DirectionKind.INSTITUTION)
                | (Q(parent__isnull=False) & ~Q(kind=DirectionKind.INSTITUTION)),
                name="contribution_has_parent_unless_institution",
                violation_error_message="Seule la contribution de l'institution n'est rattachée à aucune autre.",
            ),
        ]
        indexes = [models.Index(fields=["campaign", "status"], name="contribution_by_status")]

    def __str__(self) -> str:
        return f"{self.name} — {self.campaign.year}"

    def get_absolute_url(self) -> str:
        return reverse("admin:directions_contribution_change", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """True where the state of the contribution lets its direction write (the campaign may still be closed)."""
        return self.status in self.EDITABLE_STATUSES

    def accepts_writing(self, today: datetime.date | None = None) -> bool:
        """True while its direction may write, as far as the calendar goes: with the others, or in the time it was
        given."""
        campaign = self.campaign
        return campaign.accepts_writing(today) or (campaign.accepts_review() and self.has_extension(today))

    @property
    def due_on(self) -> datetime.date:
        """The deadline of this contribution: that of the campaign, or later where more time was given."""
        return max(self.campaign.due_on, self.extended_until or self.campaign.due_on)

    def has_extension(self, today: datetime.date | None = None) -> bool:
        """True while the direction has been given more time than the others."""
        return self.extended_until is not None and (today or timezone.localdate()) <= self.extended_until

    def log_step(self, step: str, actor: User, words: str) -> ContributionEvent:
        """Tells in the log what left the words and the state as they were: so is the version of the form."""
        return ContributionEvent.objects.create(
            contribution=self,
            transition=step,
            from_status=self.status,
            to_status=self.status,
            version=self.version,
            actor=actor,
            actor_name=str(actor),
            comment=words,
        )

    @property
    def asked(self) -> ContributionEvent | None:
        """What the communication team asked and the direction still has to do; None where it asked nothing."""
        return self.last_request if self.status in self.SENT_BACK_STATUSES else None

    @property
    def last_request(self) -> ContributionEvent | None:
        """The step that sent the contribution back last, whose words say why; None where none did."""
        sent_back = (event for event in reversed(self.events.all()) if event.sends_back)
        return next(sent_back, None)


class ContributionEventQuerySet(AppendOnlyQuerySet):
    def without_change(self) -> ContributionEventQuerySet:
        """The steps that left the words and the state as they were."""
        return self.filter(from_status=models.F("to_status"))

    def about_the_deadline(self) -> ContributionEventQuerySet:
        """The steps that gave more time, or took it back."""
        return self.filter(transition__in=[ContributionEvent.EXTENDED, ContributionEvent.EXTENSION_WITHDRAWN])


class ContributionEvent(AppendOnly):
    """One step: from what to what, by whom, when, with which words. Append-only. What happens to the deadline and
    who is given the review are told here too, and leave the state as it was."""

    SUBMITTED = "submit"
    EXTENDED, EXTENSION_WITHDRAWN = "extend", "withdraw_extension"
    ASSIGNED, UNASSIGNED = "assign", "unassign"
    _LABELS = {
        EXTENDED: "Délai accordé",
        EXTENSION_WITHDRAWN: "Délai retiré",
        ASSIGNED: "Relecture confiée",
        UNASSIGNED: "Relecture retirée",
    }

    contribution = models.ForeignKey(
        Contribution, models.PROTECT, related_name="events", verbose_name="contribution", editable=False
    )
    transition = models.CharField("action", max_length=30, editable=False)
    from_status = models.CharField("de", max_length=20, choices=ContributionStatus, editable=False)
    to_status = models.CharField("à", max_length=20, choices=ContributionStatus, editable=False)
    version = models.PositiveIntegerField("version", editable=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="par", editable=False
    )
    actor_name = models.CharField("nom au moment des faits", max_length=200, editable=False)
    comment = models.TextField("commentaire", blank=True, editable=False)
    created_at = models.DateTimeField("le", auto_now_add=True, editable=False)

    objects = ContributionEventQuerySet.as_manager()

    class Meta:
        verbose_name = "étape"
        verbose_name_plural = "étapes"
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_from_status_display()} → {self.get_to_status_display()}, {self.actor_name}"

    @property
    def is_submission(self) -> bool:
        return self.transition == self.SUBMITTED

    @property
    def sends_back(self) -> bool:
        """True for the step that gives the contribution back to its direction to correct."""
        return self.from_status != self.to_status and self.to_status in Contribution.SENT_BACK_STATUSES

    @property
    def label(self) -> str:
        """What happened, in a word or two: the new state, or what it is where the state did not change."""
        return self._LABELS.get(self.transition) or self.get_to_status_display()
