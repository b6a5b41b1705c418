"""The rows of one section of a contribution: matched by their identity, never by their rank, so that two people, or one
who posts twice, cannot mistake one row for another."""

from __future__ import annotations

import uuid
from collections.abc import Container, Iterator
from functools import cached_property
from itertools import count, takewhile
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.forms import HiddenInput
from django.forms.formsets import BaseFormSet
from django.forms.renderers import get_default_renderer

from directions.forms.blocks import DELETE, ID, ORDER, BlockForm, Scene
from directions.forms.fields import PlainIntegerField
from directions.models.blocks import Block

if TYPE_CHECKING:
    from directions.forms.sections import Section

# How many rows a section may hold, far above what a contribution needs; an import keeps to it too.
MAX_ROWS = 200


def posted_rows(data: Container[str], prefix: str) -> Iterator[str]:
    """The prefixes of the rows that a page sent, each with its id, without a hole."""
    return takewhile(lambda row: f"{row}-{ID}" in data, (f"{prefix}-{index}" for index in count()))


class PlaceField(PlainIntegerField):
    """The place of a row among its own; left blank, it says nothing."""

    def has_changed(self, initial: int | None, data: str | None) -> bool:
        return bool((data or "").strip()) and super().has_changed(initial, data)


class BlockFormSet(BaseFormSet):
    """The forms of the blocks of one kind. `rows` are those of the database, in their order.

    A posted row whose id is not among them is a new one. It takes that id, which its page gave it: the same form posted
    again finds its own row and does not make another.
    """

    can_delete = can_order = True
    can_delete_extra = True
    min_num, max_num = 0, MAX_ROWS
    validate_min = validate_max = False  # see `clean`: rows that are removed do not count
    default_error_messages = {
        "missing_management_form": "Cette partie de la page n'est pas arrivée en entier : ouvrez de nouveau la page.",
        "too_many_forms": "Il y a trop de lignes ici : %(num)d au plus.",
    }
    renderer = get_default_renderer()

    form: type[BlockForm]

    def __init__(
        self, data: Any, files: Any, *, section: Section, rows: list[Block], scene: Scene, blank: bool
    ) -> None:
        self.section = section
        self.form = section.form
        self.rows = rows
        self._ranks = {row.pk: rank for rank, row in enumerate(rows, start=1)}
        self.scene = scene
        # Where there are too many already, they must still come back: to be removed.
        self.absolute_max = len(rows) + MAX_ROWS
        self.extra = 1 if blank and not rows and section.starts_blank else 0
        super().__init__(data, files, prefix=section.key)

    # -- Which row is which --------------------------------------------------------------------------------------------

    def initial_form_count(self) -> int:
        return super().initial_form_count() if self.is_bound else len(self.rows)

    def total_form_count(self) -> int:
        """A page sends the id of each of its rows, without a hole: rows that are only announced cost nothing."""
        announced = super().total_form_count()
        if not self.is_bound:
            return announced
        ids = (f"{self.add_prefix(index)}-{ID}" for index in range(announced))
        return next((index for index, name in enumerate(ids) if name not in self.data), announced)

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {"instance": self._instance(index), "scene": self.scene}

    def _instance(self, index: int | None) -> Block:
        if self.is_bound and index is not None:
            return self._posted_instances[index]
        if index is not None and index < len(self.rows):
            return self.rows[index]
        return self.form._meta.model()

    @cached_property
    def _posted_instances(self) -> list[Block]:
        """The row behind each posted form. An id that is taken, here or elsewhere, is given up for a new one."""
        model = self.form._meta.model
        known = {row.pk: row for row in self.rows}
        asked = [self.posted_id(index) for index in range(self.total_form_count())]
        elsewhere = self._ids_elsewhere({pk for pk in asked if pk and pk not in known})
        instances = []
        for pk in asked:
            if pk is not None and pk not in self.scene.taken_ids and pk not in elsewhere:
                self.scene.taken_ids.add(pk)
                instances.append(known.get(pk) or model(pk=pk))
            else:
                instances.append(model())
        return instances

    def posted_id(self, index: int) -> uuid.UUID | None:
        try:
            return uuid.UUID(self.data.get(f"{self.add_prefix(index)}-{ID}", ""))
        except ValueError:
            return None

    def _ids_elsewhere(self, pks: set[uuid.UUID]) -> set[uuid.UUID]:
        """Those of these ids that are rows of another contribution or section: nobody writes there from here."""
        return set(self.form._meta.model.objects.filter(pk__in=pks).values_list("pk", flat=True)) if pks else set()

    def add_fields(self, form: BlockForm, index: int | None) -> None:
        super().add_fields(form, index)
        rank = None if form.is_new else self._ranks[form.instance.pk]
        form.fields[ORDER] = PlaceField(label="Ordre", required=False, initial=rank, widget=HiddenInput)
        form.fields[DELETE].label = f"Supprimer {self.section.this}"
        form.initial[ID] = form.instance.pk if index is not None else ""

    # -- Judging -------------------------------------------------------------------------------------------------------

    def clean(self) -> None:
        """No more rows than the bound, or than there are already: a section beyond it may only shrink."""
        if len(self.kept_forms) > max(MAX_ROWS, len(self.rows)):
            raise ValidationError(self.error_messages["too_many_forms"] % {"num": MAX_ROWS}, code="too_many_forms")

    # -- Saving --------------------------------------------------------------------------------------------------------

    @property
    def kept_forms(self) -> list[BlockForm]:
        """The rows that remain, in the order that the person gave them."""
        kept = [form for form in self.forms if not form.is_removed and not form.is_ignored]
        return sorted(kept, key=lambda form: form.wanted_place)

    @property
    def removed_forms(self) -> list[BlockForm]:
        return [form for form in self.forms if form.is_removed and not form.is_new]

    def has_changed(self) -> bool:
        return any(form.has_changed() and not form.is_ignored for form in self.forms)

    def save(self) -> None:
        """Writes what changed, and the new places. The formset must be valid."""
        for form in self.removed_forms:
            form.remove()
        moved = []
        for position, form in enumerate(self.kept_forms):
            is_moved = form.instance.position != position
            form.instance.position = position
            if form.has_changed():
                form.save()
            elif is_moved:
                moved.append(form.instance)
        self.form._meta.model.objects.bulk_update(moved, ["position"])
