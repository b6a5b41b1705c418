"""The e-mails to send: written with what they tell, in the same transaction, and sent afterwards."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from directions.enums import MessageKind
from directions.models.constraints import one_of


class OutgoingMessage(models.Model):
    """An e-mail to one person. `key` says what it tells, and to whom: nobody is told the same thing twice. `details` is
    what its template places beside the contribution and the campaign. One that could not be sent stays to be tried
    again, with the reason; one that was taken to be sent has none meanwhile.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="messages", verbose_name="à", editable=False
    )
    kind = models.CharField("objet", max_length=30, choices=MessageKind, editable=False)
    campaign = models.ForeignKey(
        "directions.Campaign", models.CASCADE, related_name="+", verbose_name="campagne", editable=False
    )
    contribution = models.ForeignKey(
        "directions.Contribution",
        models.CASCADE,
        null=True,
        related_name="messages",
        verbose_name="contribution",
        editable=False,
    )
    key = models.CharField("clé", max_length=200, unique=True, editable=False)
    details = models.JSONField("détails", default=dict, editable=False)
    created_at = models.DateTimeField("écrit le", auto_now_add=True, editable=False)
    sent_at = models.DateTimeField("envoyé le", null=True, editable=False)
    tried_at = models.DateTimeField("essayé le", null=True, editable=False)
    last_error = models.CharField("dernier échec", max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = "message"
        verbose_name_plural = "messages"
        ordering = ["created_at", "pk"]
        constraints = [one_of("kind", MessageKind, name="message_kind_known")]
        indexes = [models.Index(fields=["recipient"], condition=Q(sent_at__isnull=True), name="message_to_send")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.recipient}"
