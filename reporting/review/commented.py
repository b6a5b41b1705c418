"""What a comment may stand on: a block of the contribution, its presentation, or the whole; and what each is called."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.apps import apps

from directions.enums import INTRODUCTION, BlockKind
from directions.models import Contribution, ReviewComment
from directions.models.blocks import Block
from directions.models.review import INTRODUCTION_TITLE, commented_words

MAX_TITLE = ReviewComment._meta.get_field("block_title").max_length
# What stands for the whole where an address names a block.
WHOLE_KEY = "ensemble"


@dataclass(frozen=True)
class Commented:
    """A block, the presentation (its `id` is that of the contribution) or, where `id` is None, the whole."""

    id: uuid.UUID | None = None
    kind: str = ""
    title: str = ""

    @property
    def words(self) -> str:
        """ "Chiffre-clé « Agents »", "Présentation", "L'ensemble"."""
        return commented_words(self.kind, self.title)

    @property
    def key(self) -> str:
        """What names it in an address and in a page."""
        return str(self.id) if self.id else WHOLE_KEY


WHOLE = Commented()


def places_of(contribution: Contribution) -> dict[uuid.UUID, Commented]:
    """The presentation and every block of the contribution, printed or not. Those that were read already (prefetched)
    are not read again."""
    rows = [row for model in _models() for row in getattr(contribution, model._meta.default_related_name).all()]
    return {contribution.pk: _introduction(contribution)} | {row.pk: _named(row) for row in rows}


def block_of(contribution: Contribution, block_id: uuid.UUID) -> Commented | None:
    """The block of this contribution that has this id, or its presentation; None where it has none such."""
    if block_id == contribution.pk:
        return _introduction(contribution)
    for model in _models():
        if row := model.objects.filter(contribution=contribution, pk=block_id).first():
            return _named(row)
    return None


def on_what(comment: ReviewComment) -> Commented:
    """What a thread stands on, as it was called then: the block may be gone."""
    return Commented(comment.block, comment.block_kind, comment.block_title)


def _models() -> list[type[Block]]:
    return [apps.get_model("directions", kind) for kind in BlockKind.values]


def _introduction(contribution: Contribution) -> Commented:
    return Commented(contribution.pk, INTRODUCTION, INTRODUCTION_TITLE)


def _named(row: Block) -> Commented:
    title = str(row)
    title = title if len(title) <= MAX_TITLE else f"{title[: MAX_TITLE - 1]}…"
    return Commented(row.pk, row._meta.model_name, title)
