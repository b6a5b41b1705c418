"""How a person wants their messages: each as it comes, or one a day."""

from __future__ import annotations

from django import forms

from directions.models import User


class MyMessagesForm(forms.ModelForm):
    wants_digest = forms.TypedChoiceField(
        label="Quand voulez-vous les recevoir ?",
        choices=[("non", "Dès qu'il y a du nouveau"), ("oui", "Un seul message par jour, qui réunit tout")],
        coerce=lambda value: value == "oui",
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez quand recevoir vos messages."},
    )

    class Meta:
        model = User
        fields = ["wants_digest"]

    def __init__(self, *args, instance: User, **kwargs) -> None:
        super().__init__(*args, instance=instance, **kwargs)
        self.initial["wants_digest"] = "oui" if instance.wants_digest else "non"
