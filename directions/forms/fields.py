"""Form fields and widgets: French numbers, photos that survive a refused form, suggestions, native dates."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model
from django.db.models.fields.files import FieldFile

from directions import figure_rules, photos
from directions.french.numbers import NumberError, format_decimal, parse_decimal, shown_unit, stored_unit
from directions.models import PendingUpload


class FrenchDecimalField(forms.DecimalField):
    """A number typed and shown in French: "1 234,5". What cannot be read without a doubt is refused, and kept."""

    widget = forms.TextInput

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        # The keyboard of a telephone must have all its keys: some have no minus sign among their digits.
        return {"autocomplete": "off"}

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values or not str(value).strip():
            return None
        if isinstance(value, Decimal):
            return value
        try:
            return parse_decimal(str(value))
        except NumberError as error:
            raise ValidationError(error.message, code="invalid") from error

    def prepare_value(self, value: Any) -> Any:
        return format_decimal(value) if isinstance(value, Decimal) else value


class UnitField(forms.CharField):
    """What a number counts. Euros are stored as EUR, typed and shown as €; millions belong to the way it is printed."""

    default_error_messages = {"scaled": figure_rules.SCALED_UNIT}

    def to_python(self, value: Any) -> str:
        return stored_unit(super().to_python(value))

    def validate(self, value: str) -> None:
        super().validate(value)
        if figure_rules.is_scaled(value):
            raise ValidationError(self.error_messages["scaled"], code="scaled")

    def prepare_value(self, value: Any) -> Any:
        return shown_unit(value) if isinstance(value, str) else value

    def has_changed(self, initial: str | None, data: str | None) -> bool:
        return stored_unit(" ".join((initial or "").split())) != stored_unit(" ".join((data or "").split()))


class PlainIntegerField(forms.IntegerField):
    """A small whole number (a day, a year, a place) without the arrows that a mouse wheel turns by mistake."""

    widget = forms.TextInput

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        return {"inputmode": "numeric", "autocomplete": "off"}


class NativeDateInput(forms.DateInput):
    """The browser's own calendar: it shows dates as its user writes them."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


def with_suggestions(list_id: str) -> forms.TextInput:
    """A text input that suggests the words of a `<datalist>` of the page, and accepts any other."""
    return forms.TextInput(attrs={"list": list_id, "autocomplete": "off"})


class ChoiceOfRow(forms.TypedChoiceField):
    """A relation to one of a few rows that are already read: no query, whatever the number of forms."""

    def __init__(self, rows: list[Model], **kwargs: Any) -> None:
        self._rows = {str(row.pk): row for row in rows}
        choices = [("", "—"), *((key, str(row)) for key, row in self._rows.items())]
        super().__init__(choices=choices, coerce=self._row, empty_value=None, **kwargs)

    def _row(self, key: str) -> Model:
        if key not in self._rows:
            raise ValueError(key)
        return self._rows[key]


# -- Photos ------------------------------------------------------------------------------------------------------------


class PhotoInput(forms.ClearableFileInput):
    """The file, or the id of a photo that was received with a form that was refused.

    A browser cannot choose a file again by itself: `pending` is the photo that waits on the server for the retry.
    """

    template_name = "django/forms/widgets/file.html"
    pending: PendingUpload | None = None

    def pending_name(self, name: str) -> str:
        return f"{name}-recue"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        chosen = super().value_from_datadict(data, files, name)
        return self.pending if chosen is None and self.pending else chosen

    def use_required_attribute(self, initial: Any) -> bool:
        return False


class PhotoField(forms.FileField):
    """A photo that `directions.photos` lets in; the cleaned value is ready to be stored."""

    widget = PhotoInput(attrs={"accept": "image/jpeg,image/png,image/webp"})
    default_error_messages = {
        "contradiction": "Choisissez une photo, ou cochez « Retirer la photo », pas les deux.",
    }

    def __init__(self, *args: Any, max_length: int | None = None, **kwargs: Any) -> None:
        # The length of the stored path is ours; the name of the sent file does not matter.
        super().__init__(*args, **kwargs)

    def to_python(self, data: Any) -> ContentFile | None:
        if data in self.empty_values:
            return None
        photo = self.prepared(data)
        file = photo.as_file()
        file.prepared = photo
        return file

    def prepared(self, data: UploadedFile | PendingUpload) -> photos.PreparedPhoto:
        """The photo ready to be stored. Raises ValidationError in French."""
        try:
            return photos.taken(data) if isinstance(data, PendingUpload) else photos.prepare(data)
        except photos.PhotoRefused as refusal:
            raise ValidationError(refusal.message, code="photo") from refusal

    def has_changed(self, initial: FieldFile | None, data: Any) -> bool:
        """The same photo sent twice changes nothing: a form may be posted twice."""
        if data is None:
            return False
        if data is False:
            return bool(initial)
        return not (initial and isinstance(data, UploadedFile | PendingUpload) and self._is_same(initial, data))

    def _is_same(self, stored: FieldFile, data: UploadedFile | PendingUpload) -> bool:
        try:
            content = self.prepared(data).content
        except ValidationError:
            return False
        if not stored.storage.exists(stored.name) or stored.size != len(content):
            return False
        with stored.storage.open(stored.name) as file:
            return file.read() == content

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What the page shows beside the input is always what is stored: nothing else can be put back into it."""
        return initial
