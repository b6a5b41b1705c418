"""One form a kind of block: its fields, their groups on the page, and what saving it does beside its own row.

Those of key figures are in `figures`.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

from directions import permissions
from directions.forms import chart_data
from directions.forms.fields import (
    ChoiceOfRow,
    NativeDateInput,
    PhotoField,
    PlainIntegerField,
    UnitField,
    with_suggestions,
)
from directions.forms.photo_form import PhotoForm
from directions.forms.wording import reading
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
    """What the forms of one page share, read once; `taken_ids` are those of the posted rows met so far."""

    contribution: Contribution
    user: User
    chapters: list[Chapter]
    waiting_photos: dict[str, PendingUpload]
    taken_ids: set[uuid.UUID] = field(default_factory=set)


@dataclass(frozen=True)
class Group:
    """Some fields of a block, side by side; `title` is theirs. Rarely used ones are folded."""

    fields: tuple[str, ...]
    title: str = ""
    is_folded: bool = False


@dataclass(frozen=True)
class BoundGroup:
    """A group with its fields, those that this form has. A folded one opens where it has errors, or is
    wanted; a hidden one is shown by the page when it comes to be of use."""

    group: Group
    fields: list[BoundField]
    is_wanted: bool = False
    is_hidden: bool = False

    @property
    def is_open(self) -> bool:
        return not self.group.is_folded or self.is_wanted or any(field.errors for field in self.fields)

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
        # A new block is judged as one of its contribution: its chapter must be of the same.
        self.instance.contribution = scene.contribution
        self.initial[ID] = self.instance.pk
        for name in {"month", "comparison_kind", "comparison_mode"} & self.fields.keys():
            self.fields[name].choices = [(key, label if key else "—") for key, label in self.fields[name].choices]
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
    def understood(self) -> str | None:
        """How the value of a figure is understood; None where the block has none."""
        return None

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
    """A mission. One that comes from the year before waits to be confirmed; whoever rewrites it confirms it."""

    heading_field = "text"
    groups = (Group(("text", "group", "chapter", "confirmed")),)

    confirmed = forms.BooleanField(label="Toujours exacte cette année", required=False)

    class Meta:
        model = Mission
        fields = ["text", "group", "chapter", "confirmed"]
        widgets = {"text": forms.Textarea(attrs={"rows": 2}), "group": with_suggestions("rubriques")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.confirmed:
            del self.fields["confirmed"]
        else:
            year = self.scene.contribution.campaign.year - 1
            self.fields["confirmed"].help_text = f"Reprise de {year} : cochez si elle n'a pas changé, ou corrigez-la."

    def save(self, commit: bool = True) -> Mission:
        if "text" in self.changed_data:
            self.instance.confirmed = True
        return super().save(commit)


class TakeawayForm(BlockForm):
    groups = (Group(("title", "text")),)

    class Meta:
        model = Takeaway
        fields = ["title", "text"]
        labels = {"title": "L'essentiel"}


class ChapterForm(BlockForm):
    groups = (Group(("title", "lead")),)

    class Meta:
        model = Chapter
        fields = ["title", "lead"]


class PhotoBlockForm(PhotoForm, BlockForm):
    """A block with a photo."""

    photo_group = Group(("photo", "photo_alt", "photo_credit", "photo_caption"), "Illustration")

    @property
    def person(self) -> User:
        return self.scene.user

    @property
    def waiting_photos(self) -> dict[str, PendingUpload]:
        return self.scene.waiting_photos

    def save(self, commit: bool = True) -> Any:
        saved = super().save(commit)
        self.let_photos_go()
        return saved

    def remove(self) -> None:
        super().remove()
        self.let_stored_photo_go()


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
    """A moment that the direction proposes; the communication team says which are printed."""

    groups = (Group(("title", "day", "month", "text", "is_selected")), PhotoBlockForm.photo_group)

    class Meta:
        model = Moment
        fields = ["title", "day", "month", "text", "is_selected", "photo", "photo_alt", "photo_credit", "photo_caption"]
        field_classes = {"photo": PhotoField, "day": PlainIntegerField}
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not permissions.is_reviewer(self.scene.user):
            del self.fields["is_selected"]


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
        field_classes = {"unit": UnitField}
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
