"""Two people on one contribution: what each changed since the page was opened, and a form in which no word is lost.

Every page carries the version that it was opened on, and a fingerprint of each of its fields. When an older page is
posted, three states meet, field by field: the page as it was opened, what is stored now, what was typed. What only one
of the two people changed is taken from that person; what both changed keeps what was typed, and is shown with what was
stored. Nothing is written: the merged form is shown again, and its author decides.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from directions.forms.blocks import DELETE, ID, ORDER, BlockForm
from directions.forms.contribution import ContributionEditor
from directions.forms.fields import PhotoField
from directions.forms.formsets import BlockFormSet
from directions.forms.posting import as_posted
from directions.forms.wording import shown, shown_as_typed
from directions.french.word_differences import stretches, words

Digests = dict[str, str]
_DIGEST_LENGTH = 8


class Author(StrEnum):
    """Who changed a field since the page was opened."""

    BOTH = "both"
    MINE = "mine"
    THEIRS = "theirs"


@dataclass(frozen=True)
class Difference:
    """One field, or a whole row, that is not the same in what is stored and in what was typed. `target` is its id in
    the merged form; empty where it is not there."""

    author: Author
    place: str
    label: str
    theirs: str
    mine: str
    target: str = ""

    @property
    def marked(self) -> tuple[SafeString, SafeString]:
        """Both texts, with the words that differ marked."""
        return _marked(self.theirs, self.mine)


@dataclass
class Merge:
    """The merged form as it would be posted, and all that is not the same."""

    data: QueryDict = field(default_factory=lambda: QueryDict(mutable=True))
    files: MultiValueDict = field(default_factory=MultiValueDict)
    differences: list[Difference] = field(default_factory=list)

    @property
    def has_mine(self) -> bool:
        """True where something was typed that is not stored."""
        return any(one.author != Author.THEIRS for one in self.differences)

    @property
    def both(self) -> list[Difference]:
        return self._by(Author.BOTH)

    @property
    def mine(self) -> list[Difference]:
        return self._by(Author.MINE)

    @property
    def theirs(self) -> list[Difference]:
        return self._by(Author.THEIRS)

    def _by(self, author: Author) -> list[Difference]:
        return [one for one in self.differences if one.author == author]


# -- Fingerprints ------------------------------------------------------------------------------------------------------


def fingerprint(editor: ContributionEditor) -> str:
    """What each field of the page holds in the database, for its hidden field `base`."""
    rows = {
        formset.prefix: {str(form.instance.pk): _stored_digests(form) for form in formset.forms if not form.is_new}
        for formset in editor.formsets
    }
    return json.dumps({"": _stored_digests(editor.form), **rows}, separators=(",", ":"))


def _stored_digests(form: forms.ModelForm) -> str:
    return "".join(_digest(as_posted(form, name)) for name in _fingerprinted(form))


def _fingerprinted(form: forms.ModelForm) -> list[str]:
    return [name for name in form.fields if name not in {ID, DELETE}]


class _Base:
    """The fingerprint of a posted page; where it is damaged or missing, nothing is known of what the page held."""

    def __init__(self, text: str) -> None:
        try:
            sections = json.loads(text)
        except (ValueError, RecursionError):
            sections = {}
        self.sections = sections if isinstance(sections, dict) else {}

    def of_contribution(self, form: forms.ModelForm) -> Digests:
        return self._digests(form, self.sections.get("")) or {}

    def of_row(self, prefix: str, form: BlockForm) -> Digests | None:
        """None where the page did not hold this row."""
        rows = self.sections.get(prefix)
        if not isinstance(rows, dict) or str(form.instance.pk) not in rows:
            return None
        return self._digests(form, rows[str(form.instance.pk)])

    def _digests(self, form: forms.ModelForm, text: Any) -> Digests:
        names = _fingerprinted(form)
        if not isinstance(text, str) or len(text) != _DIGEST_LENGTH * len(names):
            return {}
        return {name: text[rank * _DIGEST_LENGTH :][:_DIGEST_LENGTH] for rank, name in enumerate(names)}


def _digest(text: str) -> str:
    # A browser changes the white space of what it posts.
    return hashlib.blake2s(" ".join(text.split()).encode(), digest_size=_DIGEST_LENGTH // 2).hexdigest()


def _posted(form: forms.ModelForm, name: str) -> str:
    """What was posted for a field, as text."""
    value = form.data.get(form.add_prefix(name), "")
    return "on" if value and isinstance(form.fields[name], forms.BooleanField) else value


# -- Merging -----------------------------------------------------------------------------------------------------------


def merge(editor: ContributionEditor) -> Merge:
    """The merge of what was posted to this editor with what is stored now."""
    return _Merger(editor).merge()


class _Merger:
    def __init__(self, editor: ContributionEditor) -> None:
        self.editor = editor
        self.base = _Base(editor.posted_base)
        self.result = Merge()

    def merge(self) -> Merge:
        self._merge_fields(self.editor.form, self.base.of_contribution(self.editor.form), "", "Présentation")
        stored = ContributionEditor(self.editor.contribution, self.editor.user, for_reading=True)
        for formset, stored_formset in zip(self.editor.formsets, stored.formsets, strict=True):
            self._merge_rows(formset, stored_formset)
        return self.result

    def _merge_rows(self, formset: BlockFormSet, stored: BlockFormSet) -> None:
        posted = {form.instance.pk: form for form in formset.forms if not form.is_new}
        index = 0
        for form in stored.forms:
            self._merge_stored_row(formset, form, posted.get(form.instance.pk), index)
            index += 1
        for form in formset.forms:
            if form.is_new and self._merge_new_row(formset, form, index):
                index += 1
        self.result.data[f"{formset.prefix}-TOTAL_FORMS"] = str(index)
        self.result.data[f"{formset.prefix}-INITIAL_FORMS"] = str(len(stored.forms))

    def _merge_stored_row(self, formset: BlockFormSet, stored: BlockForm, posted: BlockForm | None, index: int) -> None:
        base = self.base.of_row(formset.prefix, stored)
        prefix = formset.add_prefix(index)
        place = _place(formset, posted or stored, index)
        if posted:
            self._merge_fields(posted, base or {}, prefix, place)
            return
        for name in stored.fields:
            self._write_stored(stored, name, prefix)
        if base is None:
            self._tell(Author.THEIRS, place, "Ajout", shown_row(stored), "", prefix)

    def _merge_new_row(self, formset: BlockFormSet, form: BlockForm, index: int) -> bool:
        """True where the row is in the merged form: one that the other person deleted comes back if it was changed."""
        base = self.base.of_row(formset.prefix, form)
        prefix = formset.add_prefix(index)
        place = _place(formset, form, index)
        if form.is_ignored:
            return False
        if base is not None and not self._was_changed(form, base):
            self._tell(Author.THEIRS, place, "Suppression", "supprimé depuis", "")
            return False
        for name in form.fields:
            self._write_posted(form, name, prefix)
        if base is None:
            self._tell(Author.MINE, place, "Ajout", "", typed_row(form), prefix)
        else:
            self._tell(Author.BOTH, place, "Suppression", _deleted(form, base), typed_row(form), prefix)
        return True

    def _was_changed(self, form: BlockForm, base: Digests) -> bool:
        return not base or any(_digest(_posted(form, name)) != digest for name, digest in base.items())

    def _merge_fields(self, form: forms.ModelForm, base: Digests, prefix: str, place: str) -> None:
        for name in form.fields:
            author = self._author(form, name, base)
            if author == Author.THEIRS or (author is None and name in {ID, ORDER}):
                self._write_stored(form, name, prefix)
            elif author or not isinstance(form.fields[name], PhotoField):
                self._write_posted(form, name, prefix)
            if author and not (name == ORDER and author == Author.THEIRS):
                self._tell_field(author, form, name, prefix, place)

    def _author(self, form: forms.ModelForm, name: str, base: Digests) -> Author | None:
        """Who changed the field; None where what was typed is what is stored."""
        if name not in form.changed_data:
            return None
        if name == DELETE:
            return Author.MINE
        if name not in base:
            # Nothing is known of what the page held. A place is not worth a conflict.
            return Author.THEIRS if name == ORDER else Author.BOTH
        by_them = _digest(as_posted(form, name)) != base[name]
        by_me = isinstance(form.fields[name], PhotoField) or _digest(_posted(form, name)) != base[name]
        if by_me:
            return Author.BOTH if by_them else Author.MINE
        return Author.THEIRS

    # -- Writing the merged form ---------------------------------------------------------------------------------------

    def _write_posted(self, form: forms.ModelForm, name: str, prefix: str) -> None:
        source, target = form.add_prefix(name), _named(prefix, name)
        suffixes = ("", "-clear", "-recue") if isinstance(form.fields[name], PhotoField) else ("",)
        for suffix in suffixes:
            if source + suffix in form.data:
                self.result.data.setlist(target + suffix, form.data.getlist(source + suffix))
        if source in form.files:
            self.result.files.setlist(target, form.files.getlist(source))

    def _write_stored(self, form: forms.ModelForm, name: str, prefix: str) -> None:
        if name == DELETE or isinstance(form.fields[name], PhotoField):
            return
        if value := as_posted(form, name):
            self.result.data[_named(prefix, name)] = value

    # -- Telling -------------------------------------------------------------------------------------------------------

    def _tell_field(self, author: Author, form: forms.ModelForm, name: str, prefix: str, place: str) -> None:
        form_field = form.fields[name]
        theirs = shown(form_field, form.get_initial_for_field(form_field, name))
        mine = shown_as_typed(form_field, form[name].data)
        self._tell(author, place, str(form[name].label), theirs, mine, f"id_{_named(prefix, name)}")

    def _tell(self, author: Author, place: str, label: str, theirs: str, mine: str, target: str = "") -> None:
        self.result.differences.append(Difference(author, place, label, theirs, mine, target))


def _deleted(form: BlockForm, base: Digests) -> str:
    """What became of a row that the other person deleted: its photo left with it."""
    had_photo = base.get("photo", _digest("")) != _digest("")
    if not had_photo or form["photo"].data:
        return "supprimé depuis"
    return "supprimé depuis, avec sa photo : choisissez-la de nouveau"


def _named(prefix: str, name: str) -> str:
    return f"{prefix}-{name}" if prefix else name


def _place(formset: BlockFormSet, form: BlockForm, index: int) -> str:
    heading = shown_as_typed(form.fields[form.heading_field], form.heading)
    return f"{formset.section.one} {index + 1}" + (f" : {heading}" if heading else "")


# -- Words -------------------------------------------------------------------------------------------------------------


def shown_row(form: BlockForm) -> str:
    """A stored row in words: one filled field a line."""
    return _lines((field.label, shown(field, form.get_initial_for_field(field, name))) for name, field in _worded(form))


def typed_row(form: BlockForm) -> str:
    """A posted row in words: one filled field a line."""
    return _lines((field.label, shown_as_typed(field, form[name].data)) for name, field in _worded(form))


def _worded(form: BlockForm) -> Iterator[tuple[str, forms.Field]]:
    return ((name, field) for name, field in form.fields.items() if name not in {ID, ORDER, DELETE})


def _lines(fields: Iterator[tuple[str | None, str]]) -> str:
    return "\n".join(f"{label} : {words}" for label, words in fields if words)


def _marked(before: str, after: str) -> tuple[SafeString, SafeString]:
    if not before or not after:
        return format_html("{}", before), format_html("{}", after)
    found = list(stretches(words(before), words(after)))
    return (
        _joined((one.old, one.is_same) for one in found),
        _joined((one.new, one.is_same) for one in found),
    )


def _joined(pieces: Iterator[tuple[Sequence[str], bool]]) -> SafeString:
    marked = [("{}" if is_same else "<mark>{}</mark>", "".join(piece)) for piece, is_same in pieces if piece]
    return format_html_join("", "{}", ((format_html(shape, text),) for shape, text in marked))
