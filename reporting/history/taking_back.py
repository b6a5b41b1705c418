"""Takes back a block of an older version: a new version, written through the same door as the form.

Nothing is rewritten: the right to write, the lock, the checks, the cleaning, the indicators and the signal are those of
any other save.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from directions import permissions
from directions.enums import BlockKind, Placement
from directions.forms.contribution import ContributionEditor
from directions.forms.formsets import BlockFormSet
from directions.forms.posting import add_row, untouched
from directions.forms.sections import with_rows
from directions.models import Contribution, User
from reporting.history.differences import differences
from reporting.history.printed_blocks import WITHOUT_ID, PlacedBlock, blocks_of
from reporting.history.revisions import UNREADABLE, state_of
from reporting.history.states import State, state_today
from reporting.history.typed import TypedBlock, typed_block
from reporting.models import Revision

_SECTION_KEYS = {
    BlockKind.CHAPTER: "chapters",
    BlockKind.MISSION: "missions",
    BlockKind.ACHIEVEMENT: "achievements",
    BlockKind.TAKEAWAY: "takeaways",
    BlockKind.KEY_FIGURE: "key_figures",
    BlockKind.CHART: "charts",
    BlockKind.MOMENT: "moments",
}
_NOT_TAKEN = "Cela ne se reprend pas d'ici : recopiez-le dans le formulaire."
_CHANGED_SINCE = "La contribution a changé depuis que vous avez ouvert cette page : comparez de nouveau."


class TakingBackRefused(Exception):
    """Nothing was written; the message is French and says why. `reasons` lists what to correct first, if anything."""

    def __init__(self, message: str, reasons: tuple[str, ...] = (), *, is_forbidden: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.reasons = reasons
        self.is_forbidden = is_forbidden


@dataclass(frozen=True)
class TakenBack:
    """The block that was taken back, what was left as it is, and the new version."""

    block: PlacedBlock
    left: tuple[str, ...]
    version: int


def take_back(
    contribution: Contribution, user: User, revision: Revision, block_id: str, *, version: int
) -> TakenBack | None:
    """Writes the block as it was at that revision; None where it says that already: sent twice, it is done once.

    `version` is the one that the person has read. Raises TakingBackRefused (nothing changed).
    """
    with transaction.atomic():
        # Locked alone, then read: what was read before the lock may be old.
        Contribution.objects.select_for_update().only("pk").get(pk=contribution.pk)
        locked = with_rows(Contribution.objects).get(pk=contribution.pk)
        if not permissions.can_edit(user, locked):
            raise TakingBackRefused(permissions.why_read_only(user, locked), is_forbidden=True)
        older = state_of(revision)
        if older is None:
            raise TakingBackRefused(UNREADABLE)
        return _take_back(locked, user, older, block_id, version)


def _take_back(contribution: Contribution, user: User, older: State, block_id: str, version: int) -> TakenBack | None:
    today = state_today(Contribution.objects.select_related("campaign").get(pk=contribution.pk))
    difference = differences(older, today).block(block_id)
    typed = typed_block(difference) if difference else None
    if typed is None:
        if difference or not any(one.id == block_id for one in blocks_of(older)):
            raise TakingBackRefused(_NOT_TAKEN)
        return None
    if version != contribution.version:
        raise TakingBackRefused(_CHANGED_SINCE)
    left = _save(contribution, user, older, difference.old, typed)
    return TakenBack(difference.old, left, contribution.version)


def _save(
    contribution: Contribution, user: User, older: State, block: PlacedBlock, typed: TypedBlock
) -> tuple[str, ...]:
    """Saves the page with these fields; returns what is not taken back."""
    typed = _in_known_chapter(typed, contribution)
    page = ContributionEditor(contribution, user, for_reading=True)
    data = untouched(page)
    prefix = _row(data, page, older, block)
    for name, value in typed.fields.items():
        data[f"{prefix}-{name}" if prefix else name] = value
    editor = ContributionEditor(contribution, user, data, MultiValueDict())
    if not editor.is_valid():
        faults = tuple(f"{fault.where} : {fault.message}" for fault in editor.faults())
        raise TakingBackRefused("Ce texte ne peut plus être repris tel quel : recopiez-le dans le formulaire.", faults)
    editor.save()
    return typed.left


def _in_known_chapter(typed: TypedBlock, contribution: Contribution) -> TypedBlock:
    """A block of a chapter that is no more comes back outside any chapter."""
    chapter = typed.fields.get("chapter", "")
    if not chapter or any(str(one.pk) == chapter for one in contribution.chapters.all()):
        return typed
    return TypedBlock(typed.fields | {"chapter": ""}, (*typed.left, "Chapitre"))


# -- Where it is typed -------------------------------------------------------------------------------------------------


def _row(data: QueryDict, page: ContributionEditor, older: State, block: PlacedBlock) -> str:
    """The prefix of the fields of the block; a row is added where it has none any more. Empty for those of the page."""
    if block.kind in WITHOUT_ID:
        return ""
    for formset in page.formsets:
        for form in formset.forms:
            if str(form.instance.pk) == block.id:
                return form.prefix
    formset = _formset(page, _key(block))
    prefix = add_row(data, formset, block.id)
    data[f"{prefix}-ORDER"] = str(_place(formset, older, block))
    return prefix


def _key(block: PlacedBlock) -> str:
    return "identity" if block.placement == Placement.IDENTITY else _SECTION_KEYS[block.kind]


def _formset(page: ContributionEditor, key: str) -> BlockFormSet:
    found = next((formset for formset in page.formsets if formset.prefix == key), None)
    if found is None:
        raise TakingBackRefused("Les chapitres sont ajoutés par la communication : demandez-le-lui.")
    return found


def _place(formset: BlockFormSet, older: State, block: PlacedBlock) -> int:
    """Right behind the row that it stood behind, among those that remain; 0 is before all of them."""
    places = {str(row.pk): place for place, row in enumerate(formset.rows, start=1)}
    place = 0
    for one in blocks_of(older):
        if one.id == block.id:
            return place
        place = places.get(one.id, place)
    return place
