"""The form that gives a direction more time."""

from __future__ import annotations

import datetime

from django import forms
from django.http import QueryDict

from directions import extensions
from directions.forms.fields import NativeDateInput
from directions.models import Contribution

_REASON = Contribution._meta.get_field("extension_reason")


class ExtensionForm(forms.Form):
    """Until when, and why. The bounds are those of `extensions`, which judges again when it writes. `known` is what the
    page shows of the time given so far."""

    until = forms.DateField(
        label="Nouvelle date limite",
        widget=NativeDateInput,
        error_messages={
            "required": "Indiquez jusqu'à quand.",
            "invalid": "Écrivez la date comme ceci : 31/12/2021.",
        },
    )
    reason = forms.CharField(
        label="Raison",
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=_REASON.max_length,
        help_text="La direction la lit dans le message qui la prévient, sur sa page d'accueil et dans son formulaire.",
        error_messages={
            "required": "Dites pourquoi un délai est accordé.",
            "max_length": "La raison est trop longue : %(limit_value)d caractères au plus.",
        },
    )

    def __init__(self, contribution: Contribution, data: QueryDict | None = None) -> None:
        known = {"until": contribution.extended_until, "reason": contribution.extension_reason}
        super().__init__(data, initial=known)
        self.contribution = contribution
        self.known = extensions.given(contribution) if data is None else data.get("known", "")
        bounds = {"min": extensions.earliest(contribution.campaign), "max": extensions.latest(contribution.campaign)}
        self.fields["until"].widget.attrs.update({name: day.isoformat() for name, day in bounds.items()})

    def clean_until(self) -> datetime.date:
        until = self.cleaned_data["until"]
        if refusal := extensions.why_not(self.contribution.campaign, until):
            raise forms.ValidationError(refusal)
        return until

    def refuse(self, reason: str) -> None:
        """Says why nothing was done, and shows how things stand now; what was typed stays."""
        self.add_error(None, reason)
        self.contribution.refresh_from_db(fields=["status", "extended_until", "extension_reason"])
        self.known = extensions.given(self.contribution)
