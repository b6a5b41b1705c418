"""The whole page of a contribution as one form: its own fields and its sections, judged and saved together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from typing import Any, TypeVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms.boundfield import BoundField
from django.forms.formsets import TOTAL_FORM_COUNT, ManagementForm
from django.utils.datastructures import MultiValueDict
from django.utils.safestring import SafeString

from directions import lineage, permissions, photos
from directions.forms.blocks import BlockForm, PhotoBlockForm, Scene
from directions.forms.fields import PhotoInput, PlainIntegerField
from directions.forms.figure_values import told_apart
from directions.forms.figures import FigureForm, assign_indicators
from directions.forms.formsets import BlockFormSet, posted_rows
from directions.forms.sections import SECTIONS
from directions.forms.wording import reading
from directions.models import Contribution, User
from directions.signals import contribution_changed

_FOR_REVIEWERS = ("name", "number", "position", "keeps_perimeter")
AnyBlockForm = TypeVar("AnyBlockForm", bound=BlockForm)


class ContributionForm(forms.ModelForm):
    """The contribution's own fields. Its place in the report is shown to the communication team only."""

    text_fields = ("introduction",)
    more_fields = ("created_on", "internal_note", *_FOR_REVIEWERS)

    class Meta:
        model = Contribution
        fields = ["introduction", "created_on", "internal_note", *_FOR_REVIEWERS]
        field_classes = {"number": PlainIntegerField, "position": PlainIntegerField}
        widgets = {"internal_note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not permissions.is_reviewer(user):
            for name in _FOR_REVIEWERS:
                del self.fields[name]
        elif not self.instance.perimeter_change:
            del self.fields["keeps_perimeter"]

    @property
    def texts(self) -> list[BoundField]:
        return [self[name] for name in self.text_fields]

    @property
    def more(self) -> list[BoundField]:
        return [self[name] for name in self.more_fields if name in self.fields]

    @property
    def reading(self) -> list[tuple[str, SafeString]]:
        return reading(self, without=_FOR_REVIEWERS)

    @property
    def more_is_open(self) -> bool:
        return any(field.errors for field in self.more)


class Stamp(forms.Form):
    """What the page was opened on: the version, and the fingerprint of its fields (see directions.conflicts)."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    base = forms.CharField(required=False, widget=forms.HiddenInput)


@dataclass(frozen=True)
class Fault:
    """One thing to correct: where it is, in words, and the id of the field that it links to."""

    where: str
    message: str
    target: str


class ContributionEditor:
    """The page of one contribution for one person: unbound to show it, bound to judge and save what was posted.

    `contribution` comes from `sections.with_rows`; to save, it must be locked and the right to change it checked.
    """

    def __init__(
        self,
        contribution: Contribution,
        user: User,
        data: MultiValueDict | None = None,
        files: MultiValueDict | None = None,
        *,
        for_reading: bool = False,
    ) -> None:
        self.contribution = contribution
        self.user = user
        self.is_bound = data is not None
        if data is not None:
            data = told_apart(data, tuple(one.key for one in SECTIONS if issubclass(one.form, FigureForm)))
        self.data, self.files = data, files
        self.form = ContributionForm(data, files, instance=contribution, user=user)
        scene = Scene(
            contribution,
            user,
            list(contribution.chapters.all()),
            photos.waiting(user, _asked_photos(data)) if data is not None else {},
        )
        self.formsets = [
            BlockFormSet(
                data, files, section=section, rows=section.rows(contribution), scene=scene, blank=not for_reading
            )
            for section in SECTIONS
            if section.key != "chapters" or scene.chapters or permissions.is_reviewer(user)
        ]
        self._leave_out(permissions.hidden_fields(user, contribution))

    def _leave_out(self, hidden: Set[str]) -> None:
        """The page has no such field, neither to read nor to compare with what is posted."""
        if hidden:
            for form in (self.form, *self._forms(BlockForm)):
                for name in hidden & form.fields.keys():
                    del form.fields[name]

    # -- Judging -------------------------------------------------------------------------------------------------------

    @property
    def posted_version(self) -> int:
        """The version on which the posted page was opened; 0 where it does not say."""
        stamp = Stamp(self.data)
        return (stamp.is_valid() and stamp.cleaned_data["version"]) or 0

    @property
    def posted_base(self) -> str:
        stamp = Stamp(self.data)
        return stamp.cleaned_data["base"] if stamp.is_valid() else ""

    @property
    def is_stale(self) -> bool:
        return self.posted_version != self.contribution.version

    def is_valid(self) -> bool:
        # All are judged, so that all faults are told at once.
        return all([self.form.is_valid(), *(formset.is_valid() for formset in self.formsets)])

    def has_changed(self) -> bool:
        return self.form.has_changed() or any(formset.has_changed() for formset in self.formsets)

    def faults(self) -> Iterator[Fault]:
        """What is to be corrected, in the order of the page."""
        yield from _faults_of(self.form, "Présentation")
        for formset in self.formsets:
            section = formset.section
            for error in formset.non_form_errors():
                yield Fault(section.title, str(error), f"section-{section.key}")
            for number, form in enumerate(formset.forms, start=1):
                if not form.is_removed:
                    yield from _faults_of(form, f"{section.one} {number}")

    # -- Saving --------------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Writes what changed, as a new version, and tells whoever listens. Needs a valid form, in a transaction."""
        self.form.save(commit=False)
        assign_indicators(self._forms(FigureForm), self.contribution)
        # Chapters last: deleting one frees the blocks that were just filed under it.
        for formset in self.formsets:
            if formset.has_changed():
                formset.save()
        self.contribution.version += 1
        self.contribution.updated_by = self.user
        self.contribution.save(update_fields=[*self.form.fields, "version", "updated_by", "updated_at"])
        if "name" in self.form.changed_data:
            lineage.link(self.contribution.campaign)
        # A fresh one: this page still holds the rows as they were read.
        saved = Contribution.objects.select_related("campaign").get(pk=self.contribution.pk)
        contribution_changed.send(sender=Contribution, contribution=saved, user=self.user, event=None)

    def keep_photos_waiting(self) -> None:
        """Keeps the photos of a refused form on the server: a browser cannot send them again by itself."""
        for form in self._forms(PhotoBlockForm):
            if not form.is_removed:
                form.keep_photo_waiting()

    def _forms(self, kind: type[AnyBlockForm]) -> list[AnyBlockForm]:
        return [form for formset in self.formsets for form in formset.forms if isinstance(form, kind)]

    @property
    def media(self) -> forms.Media:
        """The scripts and styles of the rich text editor: no other field of the page needs any."""
        return self.form.media


def _faults_of(form: forms.BaseForm, where: str) -> Iterator[Fault]:
    for name, errors in form.errors.items():
        field = form[name] if name in form.fields else None
        place = f"{where}, {field.label.lower()}" if field else where
        target = field.id_for_label if field else form.prefix or "section-presentation"
        for error in errors:
            yield Fault(place, str(error), target)


def expected_photos(data: MultiValueDict, files: MultiValueDict) -> Iterator[UploadedFile]:
    """The posted files that a form of the page asks for; whatever else was sent is never opened."""
    for section in SECTIONS:
        if issubclass(section.form, PhotoBlockForm):
            management = ManagementForm(data, prefix=section.key)
            management.is_valid()
            announced = range(management.cleaned_data[TOTAL_FORM_COUNT])
            for _, row in zip(announced, posted_rows(data, section.key), strict=False):
                if file := files.get(f"{row}-photo"):
                    yield file


def _asked_photos(data: MultiValueDict) -> Iterable[str]:
    suffix = PhotoInput().pending_name("")
    return [data[name] for name in data if name.endswith(suffix) and data[name]]
