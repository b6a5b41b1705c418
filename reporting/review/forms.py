"""What is typed in a comment: bounded, and kept when it is refused."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from django import forms
from django.http import QueryDict

from directions.french.unseen import says_something
from directions.lifecycle import MAX_COMMENT_LENGTH


class _CommentText(forms.CharField):
    def to_python(self, value: object) -> str:
        # A browser counts a line break as one character, and sends two.
        text = super().to_python(value).replace("\r\n", "\n")
        return text if "\0" in text or says_something(text) else ""


class CommentForm(forms.Form):
    """The words of a comment or of an answer, the block of a comment (none for the whole), and the form's own key."""

    text = _CommentText(
        max_length=MAX_COMMENT_LENGTH,
        error_messages={
            "required": "Écrivez votre commentaire.",
            "max_length": "Votre commentaire est trop long : %(limit_value)d caractères au plus.",
            "null_characters_not_allowed": "Votre commentaire contient un caractère illisible : retirez-le.",
        },
    )
    block = forms.UUIDField(required=False)
    key = forms.UUIDField(required=False)

    @property
    def key_or_new(self) -> uuid.UUID:
        return self.cleaned_data.get("key") or uuid.uuid4()

    @property
    def why_refused(self) -> str:
        """What is wrong with the words, in one sentence; empty where nothing is."""
        return " ".join(self.errors.get("text", []))


@dataclass(frozen=True)
class Draft:
    """A comment that is being written on a block, or an answer in a thread: `place` is the key of the one or the id of
    the other. Its words are those of a refused form."""

    place: str
    text: str = ""
    error: str = ""
    key: uuid.UUID = field(default_factory=uuid.uuid4)

    @classmethod
    def refused(cls, place: str, posted: QueryDict, error: str) -> Draft:
        return cls(place, posted.get("text", "")[: 4 * MAX_COMMENT_LENGTH].replace("\0", ""), error)
