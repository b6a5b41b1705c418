"""What was asked for the ticked lines of the table, read with care: anybody can write anything in a form."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.http import QueryDict

from directions import people
from directions.models import User
from directions.tracking.bulk import Action, Approve, Assign, Remind
from directions.tracking.ticks import Tick

NOBODY = "personne"
# Each contribution is a transaction with its messages: more of them would hold the request for too long.
MAX_AT_ONCE = 200
_UNKNOWN = "Choisissez ce qu'il faut faire avec les boutons de la page."


class BulkForm(forms.Form):
    """The action, the person to whom it gives something, and the ticks."""

    action = forms.CharField(max_length=20, error_messages={"required": _UNKNOWN})
    relecteur = forms.ChoiceField(
        label="À qui confier la relecture",
        required=False,
        error_messages={"invalid_choice": "Choisissez à qui confier la relecture dans la liste."},
    )

    def __init__(self, user: User, data: QueryDict | None = None) -> None:
        super().__init__(data, auto_id="bulk_%s")
        self.user = user
        self._people = {str(one.pk): one for one in people.reviewers()}
        named = [(key, f"{one} (moi)" if one == user else str(one)) for key, one in self._people.items()]
        self.fields["relecteur"].choices = [("", "Choisir une personne"), *named, (NOBODY, "Personne : retirer")]
        read = (Tick.read(text) for text in data.getlist("contribution")) if data is not None else ()
        self.ticks = [tick for tick in read if tick]

    def clean_action(self) -> str:
        if self.cleaned_data["action"] not in _ACTIONS:
            raise forms.ValidationError(_UNKNOWN)
        return self.cleaned_data["action"]

    def clean(self) -> dict[str, str]:
        asked = super().clean()
        if asked.get("action") == Assign.name and "relecteur" in asked and not asked["relecteur"]:
            self.add_error("relecteur", "Choisissez à qui confier la relecture.")
        if not self.ticks:
            self.add_error(None, "Aucune contribution n'est cochée : cochez-en au moins une.")
        elif len(self.ticks) > MAX_AT_ONCE:
            self.add_error(None, f"Cochez {MAX_AT_ONCE} contributions au plus à la fois.")
        return asked

    def chosen(self) -> Action:
        """The action asked for; the form is valid."""
        return _ACTIONS[self.cleaned_data["action"]](self)

    def reviewer(self) -> User | None:
        return self._people.get(self.cleaned_data["relecteur"])


_ACTIONS: dict[str, Callable[[BulkForm], Action]] = {
    Approve.name: lambda form: Approve(form.user),
    Remind.name: lambda form: Remind(form.user),
    Assign.name: lambda form: Assign(form.user, form.reviewer()),
}
