"""The form of the report's own pages: cover, parts, rows, and which proposed events the chronology keeps."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from django import forms
from django.db import transaction
from django.forms.models import BaseInlineFormSet
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from directions import photos
from directions.forms.fields import PhotoInput
from directions.forms.photo_form import PhotoForm
from directions.french.dates import MONTHS
from directions.models import Contribution, Moment, PendingUpload, User
from reporting.parts import arrange, arrangement_of
from reporting.parts_field import PartsField

STALE = "Quelqu'un a enregistré ce rapport pendant que vous écriviez. Rien de ce que vous avez écrit n'est enregistré."


class CoverInput(PhotoInput):
    """The stored photo, or the one that was received with a refused form, and how to change or remove it."""

    is_to_be_removed = False

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        value = super().value_from_datadict(data, files, name)
        self.is_to_be_removed = value is False
        return value

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        context = {
            "input": super().render(name, value, attrs, renderer),
            "name": name,
            "stored": value.name if value else "",
            "pending": self.pending,
            "pending_name": self.pending_name(name),
            "is_to_be_removed": self.is_to_be_removed,
        }
        return render_to_string("admin/reporting/report/_cover_input.html", context)


class RetainedMoments(forms.MultipleChoiceField):
    """The proposed events, the retained ones ticked. Those ticked when the page was opened are posted too: only what
    the person changed is written, so that an event proposed meanwhile keeps its state."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self) -> None:
        super().__init__(label="Retenus dans la chronologie", required=False, show_hidden_initial=True)

    def offer(self, moments: list[Moment]) -> None:
        self.choices = [(str(moment.pk), _in_words(moment)) for moment in moments]
        if not moments:
            self.help_text = "Aucune direction n'en a encore proposé."

    def validate(self, value: list[str]) -> None:
        """One that its direction deleted meanwhile is simply gone."""


def _in_words(moment: Moment) -> str:
    """ "DR – 3 mars – Le pont ouvre" """
    day = f"{moment.day} " if moment.day else ""
    return f"{moment.contribution.code} – {day}{MONTHS[moment.month - 1]} – {moment.title}"


class ReportForm(PhotoForm, forms.ModelForm):
    """The page of one report. `person` is set by the admin page."""

    person: User

    moments = RetainedMoments()
    parts = PartsField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["parts"] = arrangement_of(self.instance)
        if self.is_new:
            del self.fields["moments"]
        else:
            self.fields["moments"].offer(self._proposed)
            self.initial["moments"] = [str(moment.pk) for moment in self._proposed if moment.is_selected]

    @property
    def is_new(self) -> bool:
        return self.instance._state.adding

    @property
    def is_stale(self) -> bool:
        """True where somebody has saved the report since this page was opened."""
        return self.is_bound and not self.is_new and self.data.get("version") != str(self.instance.version)

    @cached_property
    def waiting_photos(self) -> dict[str, PendingUpload]:
        return photos.waiting(self.person, [self.asked_photo])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.is_stale:
            self.add_error(None, STALE)
        return cleaned

    def save_parts(self) -> None:
        """Writes the order of the parts where the person changed it. The report must be there, the form valid."""
        if "parts" in self.changed_data:
            arrange(self.instance, self.cleaned_data["parts"])

    # -- The chronology ------------------------------------------------------------------------------------------------

    @cached_property
    def _proposed(self) -> list[Moment]:
        """In the order of the chronology."""
        moments = Moment.objects.filter(contribution__campaign=self.instance.campaign_id)
        in_order = moments.select_related("contribution").order_by("month", "day", "position", "pk")
        return sorted(in_order, key=lambda moment: (moment.month, moment.day or 0))

    def save_moments(self) -> None:
        """Writes the choices that the person changed. The form must be valid."""
        known = {str(moment.pk) for moment in self._proposed}
        before = set(self["moments"].field.to_python(self._posted_as_opened)) & known
        after = set(self.cleaned_data["moments"]) & known
        if before == after:
            return
        with transaction.atomic():
            # The form of a contribution writes whole rows: it must not put back what it has read before.
            changed = Moment.objects.filter(pk__in=before ^ after)
            list(Contribution.objects.select_for_update().filter(pk__in=changed.values("contribution")).order_by("pk"))
            for pks, is_selected in ((after - before, True), (before - after, False)):
                Moment.objects.filter(pk__in=pks).update(is_selected=is_selected)

    @property
    def _posted_as_opened(self) -> list[str]:
        field = self["moments"]
        return field.field.hidden_widget().value_from_datadict(self.data, self.files, field.html_initial_name)


class LastingRows(BaseInlineFormSet):
    """Rows in which a posted one that is not there any more comes back as a new one: its words are not lost, and the
    form is not caught on an id that nobody can correct."""

    def __init__(self, data: QueryDict | None = None, *args: Any, **kwargs: Any) -> None:
        instance = kwargs.get("instance")
        if data is not None and instance is not None and instance.pk:
            prefix = kwargs.get("prefix") or self.get_default_prefix()
            rows = self.model._default_manager.filter(**{self.fk.name: instance})
            data = with_lost_rows_as_new(data, prefix, {str(pk) for pk in rows.values_list("pk", flat=True)})
        super().__init__(data, *args, **kwargs)


def with_lost_rows_as_new(data: QueryDict, prefix: str, known: set[str]) -> QueryDict:
    """The posted rows, those whose id is not known after the others and without their id; a lost row that was to be
    deleted is left out."""
    counts = [data.get(f"{prefix}-{name}", "") for name in ("INITIAL_FORMS", "TOTAL_FORMS")]
    if not all(count.isdecimal() for count in counts):
        return data
    initial, total = (min(int(count), len(data)) for count in counts)
    posted = {index: pk for index in range(initial) if (pk := data.get(f"{prefix}-{index}-id"))}
    lost = [index for index, pk in posted.items() if pk not in known]
    if not lost:
        return data
    kept = [index for index in range(initial) if index not in lost]
    again = [index for index in lost if f"{prefix}-{index}-DELETE" not in data]
    places = {old: new for new, old in enumerate([*kept, *again, *range(initial, total)])}
    moved = _moved(data, prefix, places)
    for index in again:
        moved[f"{prefix}-{places[index]}-id"] = ""
    moved[f"{prefix}-INITIAL_FORMS"], moved[f"{prefix}-TOTAL_FORMS"] = str(len(kept)), str(len(places))
    return moved


def _moved(data: QueryDict, prefix: str, places: dict[int, int]) -> QueryDict:
    moved = QueryDict(mutable=True)
    for key, values in data.lists():
        row = re.fullmatch(rf"{re.escape(prefix)}-(\d+)-(.+)", key)
        if row is None:
            moved.setlist(key, values)
        elif int(row[1]) in places:
            moved.setlist(f"{prefix}-{places[int(row[1])]}-{row[2]}", values)
    return moved
