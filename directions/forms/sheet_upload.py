"""The form by which a filled workbook is sent: the campaign that it is of, and the file."""

from __future__ import annotations

from typing import Any

from django import forms

from directions.models import Campaign


class SheetUpload(forms.Form):
    """The campaign is one of those that the person may write in; the page that shows the form has chosen it."""

    campaign = forms.CharField(widget=forms.HiddenInput, required=False)
    file = forms.FileField(
        label="Votre tableau rempli",
        help_text="Au format XLSX, ODS ou CSV. Rien n'est enregistré avant que vous ayez vu ce qui changera.",
        allow_empty_file=True,
        error_messages={
            "required": "Choisissez le tableau que vous avez rempli.",
            "invalid": "Le fichier n'est pas arrivé : choisissez-le de nouveau.",
            "missing": "Le fichier n'est pas arrivé : choisissez-le de nouveau.",
        },
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.csv"}),
    )

    def __init__(self, *args: Any, campaigns: list[Campaign], **kwargs: Any) -> None:
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self._campaigns = {str(one.pk): one for one in campaigns}

    def clean_campaign(self) -> Campaign:
        """The campaign; one that is closed, or another institution's, is refused in the same words."""
        asked = self.cleaned_data["campaign"]
        if asked not in self._campaigns:
            raise forms.ValidationError(
                "Cette campagne n'est pas ouverte à la saisie : ouvrez de nouveau la page du tableur."
            )
        return self._campaigns[asked]
