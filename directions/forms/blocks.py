"""One form a kind of block: its fields, their groups on the page, and what saving it does beside its own row.

Those of key figures are in `figures`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

from directions import photos
from directions.forms import chart_data
from directions.forms.fields import (
    ChoiceOfRow,
    NativeDateInput,
    PhotoField,
    PlainIntegerField,
    with_suggestions,
)
from directions.forms.wording import reading
from directions.indicators import IndicatorBook
from directions.models import (
    Achievement,
    Chapter,
    Chart,
    Contribution,
    Mission,
    Moment,
    PendingUpload,
    Takeaway,
    User,
)

DELETE, ORDER, ID = "DELETE", "ORDER", "id"


@dataclass(frozen=True)
class Scene:
    """What the forms of one page share, read once."""

    contribution: Contribution
    user: User
    chapters: list[Chapter]
    waiting_photos: dict[str, PendingUpload]
    indicators: IndicatorBook


@dataclass(frozen=True)
class Group:
    """Some fields of a block, side by side; `title` is theirs. Rarely used ones are folded."""

    fields: tuple[str, ...]
    title: str = ""
    is_folded: bool = False


@dataclass(frozen=True)
class BoundGroup:
    """A group with its fields, those that this form has."""

    group: Group
    fields: list[BoundField]

    @property
    def is_open(self) -> bool:
        return not self.group.is_folded or any(field.errors for field in self.fields)

    @property
    def filled(self) -> int:
        """How many of the folded fields hold something: a closed group says so."""
        return sum(field.value() not in (None, "", False) for field in self.fields)


class BlockForm(forms.ModelForm):
    """The form of one block. A row that was not touched is neither judged nor written; a new one left blank is none."""

    groups: ClassVar[tuple[Group, ...]]
    heading_field: ClassVar[str] = "title"

    id = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, scene: Scene, **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | {"empty_permitted": True, "use_required_attribute": False}))
        self.scene = scene
        self.initial[ID] = self.instance.pk
        if "chapter" in self.fields:
            self._offer_chapters()

    def _offer_chapters(self) -> None:
        if not self.scene.chapters:
            del self.fields["chapter"]
            return
        self.fields["chapter"] = ChoiceOfRow(self.scene.chapters, label="Chapitre", required=False)
        self.initial["chapter"] = str(self.instance.chapter_id or "")

    @property
    def is_new(self) -> bool:
        return self.instance._state.adding

    @property
    def is_removed(self) -> bool:
        return bool(self.is_bound and self[DELETE].data)

    @property
    def is_ignored(self) -> bool:
        """True for a new row in which nothing was written, or that is removed before it was ever saved."""
        return self.is_new and (self.is_removed or not self.has_changed())

    @property
    def heading(self) -> str:
        return str(self[self.heading_field].value() or "").strip()

    @cached_property
    def changed_data(self) -> list[str]:
        ignored = {ID, ORDER} if self.is_new else {ID}
        return [name for name in super().changed_data if name not in ignored]

    @property
    def previous(self) -> str:
        """What the year before held, in words; empty where nothing is compared."""
        return ""

    @property
    def table(self) -> chart_data.Table | None:
        """The stored data, where the block has some."""
        return None

    @property
    def reading(self) -> list[tuple[str, SafeString]]:
        return reading(self, without={ID, ORDER, DELETE, "data", self.heading_field})

    def bound_groups(self) -> Iterator[BoundGroup]:
        for group in self.groups:
            fields = [self[name] for name in group.fields if name in self.fields]
            if fields:
                yield BoundGroup(group, fields)

    @property
    def wanted_place(self) -> int:
        """The place that the person gave to the row; a row without any comes last."""
        place = self.cleaned_data.get(ORDER) if self.has_changed() else self.fields[ORDER].initial
        return 10_000 if place is None else place

    def remove(self) -> None:
        """Deletes the row, and what it leaves behind."""
        self.instance.delete()


class MissionForm(BlockForm):
    heading_field = "text"
    groups = (Group(("text", "group", "chapter")),)

    class Meta:
        model = Mission
        fields = ["text", "group", "chapter"]
        widgets = {"text": forms.Textarea(attrs={"rows": 2}), "group": with_suggestions("rubriques")}


class TakeawayForm(BlockForm):
    groups = (Group(("title", "text")),)

    class Meta:
        model = Takeaway
        fields = ["title", "text"]
        labels = {"title": "L'essentiel, en quelques mots"}


class ChapterForm(BlockForm):
    groups = (Group(("title", "lead")),)

    class Meta:
        model = Chapter
        fields = ["title", "lead"]


class PhotoBlockForm(BlockForm):
    """A block with a photo, which may wait on the server from a refused form to the next."""

    photo_group = Group(("photo", "photo_alt", "photo_credit", "photo_caption"), "Illustration")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._stored_photo = self.instance.photo.name
        self._offer_waiting_photo()

    def _offer_waiting_photo(self) -> None:
        widget = self.fields["photo"].widget
        name = widget.pending_name(self.add_prefix("photo"))
        asked = self.data.get(name, "") if self.is_bound else ""
        found = widget.pending = self.scene.waiting_photos.get(asked)
        self._lost_photo = bool(asked) and not found and not self._stored_photo
        if self["photo"].data is not found:  # another photo was chosen since, or it is to be removed
            widget.pending = None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self._lost_photo and not cleaned.get("photo"):
            self.add_error("photo", "La photo reçue n'a pas été gardée assez longtemps : choisissez-la de nouveau.")
        return cleaned

    @property
    def new_photo(self) -> photos.PreparedPhoto | None:
        """The photo that came with this form, if it was let in."""
        file = getattr(self, "cleaned_data", {}).get("photo")
        return getattr(file, "prepared", None)

    def keep_photo_waiting(self) -> None:
        """Keeps the photo on the server while the rest of the form is corrected."""
        widget = self.fields["photo"].widget
        if self.new_photo and not widget.pending:
            widget.pending = photos.keep_waiting(self.new_photo, self.scene.user)

    def save(self, commit: bool = True) -> Any:
        saved = super().save(commit)
        if self._stored_photo and self._stored_photo != saved.photo.name:
            photos.delete_after_commit(self._stored_photo)
        if self.fields["photo"].widget.pending:
            photos.forget(self.fields["photo"].widget.pending)
        return saved

    def remove(self) -> None:
        super().remove()
        if self._stored_photo:
            photos.delete_after_commit(self._stored_photo)


class AchievementForm(PhotoBlockForm):
    groups = (
        Group(("title", "theme", "date", "month", "is_spotlight", "chapter")),
        Group(("body",)),
        PhotoBlockForm.photo_group,
    )

    class Meta:
        model = Achievement
        fields = [
            "title", "theme", "date", "month", "is_spotlight", "chapter", "body",
            "photo", "photo_alt", "photo_credit", "photo_caption",
        ]  # fmt: skip
        field_classes = {"photo": PhotoField}
        widgets = {"theme": with_suggestions("themes"), "date": NativeDateInput}
        labels = {"is_spotlight": "Mettre en encadré « ZOOM »"}


class MomentForm(PhotoBlockForm):
    groups = (Group(("title", "day", "month", "text")), PhotoBlockForm.photo_group)

    class Meta:
        model = Moment
        fields = ["title", "day", "month", "text", "photo", "photo_alt", "photo_credit", "photo_caption"]
        field_classes = {"photo": PhotoField, "day": PlainIntegerField}
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}


class ChartForm(BlockForm):
    """A chart and its data, typed or pasted as a table."""

    groups = (Group(("title", "kind", "unit", "scale", "caption", "chapter")), Group(("data",)))

    data = chart_data.ChartDataField(
        label="Données",
        help_text="Collez un tableau copié d'un tableur, ou tapez-le : les titres de colonnes sur la première ligne, "
        "puis une ligne par catégorie. Séparez les colonnes par un point-virgule.",
    )

    class Meta:
        model = Chart
        fields = ["title", "kind", "unit", "scale", "caption", "chapter"]
        widgets = {"unit": with_suggestions("unites")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["data"] = chart_data.text_of(self.table)

    @cached_property
    def table(self) -> chart_data.Table:
        return chart_data.table_of([] if self.is_new else self.instance.points.all())

    def save(self, commit: bool = True) -> Chart:
        saved = super().save(commit)
        if "data" in self.changed_data:
            saved.points.all().delete()
            saved.points.bulk_create(self.cleaned_data["data"].points(saved))
        return saved
