"""A form with one photo, which may wait on the server from a refused form to the next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from directions import photos
from directions.models import PendingUpload, User


class PhotoForm:
    """To be put before a ModelForm that has a PhotoField `photo`; the form says whose photos wait, and which."""

    person: User
    waiting_photos: Mapping[str, PendingUpload]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._stored_photo = self.instance.photo.name
        self._offer_waiting_photo()

    def _offer_waiting_photo(self) -> None:
        widget = self.fields["photo"].widget
        asked = self.asked_photo
        found = widget.pending = self.waiting_photos.get(asked)
        self._lost_photo = bool(asked) and not found and not self._stored_photo
        if self["photo"].data is not found:  # another photo was chosen since, or it is to be removed
            widget.pending = None

    @property
    def asked_photo(self) -> str:
        """The id of the waiting photo that the posted form names; empty where it names none."""
        name = self.fields["photo"].widget.pending_name(self.add_prefix("photo"))
        return self.data.get(name, "") if self.is_bound else ""

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
            widget.pending = photos.keep_waiting(self.new_photo, self.person)

    def let_photos_go(self) -> None:
        """Once the form is saved: the photo that was replaced, and the one that waited, are of no more use."""
        if self._stored_photo != self.instance.photo.name:
            self.let_stored_photo_go()
        if self.fields["photo"].widget.pending:
            photos.forget(self.fields["photo"].widget.pending)

    def let_stored_photo_go(self) -> None:
        if self._stored_photo:
            photos.delete_after_commit(self._stored_photo)
