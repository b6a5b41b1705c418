"""What people say of a contribution: commented, answered, resolved, opened again. Nothing said is changed or deleted.

Each deed is one transaction under the lock of its contribution, so that the same comment sent twice is one comment.
Whoever may not take part is told so by `directions.permissions`, before any of this.
"""

from __future__ import annotations

import uuid

from django.db import IntegrityError, transaction
from django.utils import timezone

from directions import permissions
from directions.messages import answered
from directions.models import Contribution, ReviewComment, User
from reporting.review.commented import Commented


class CommentRefused(Exception):
    """Nothing was written; the message is French and says why."""


def why_closed(contribution: Contribution) -> str:
    """Why those of the review may not comment a contribution now, where they may not."""
    return f"La campagne {contribution.campaign.year} n'est pas ouverte : les commentaires se lisent seulement."


def comment(contribution: Contribution, user: User, text: str, on: Commented, key: uuid.UUID) -> ReviewComment:
    """Begins a thread on a block, or on the whole. `key` is that of the form: sent twice, it says one thing."""
    with transaction.atomic():
        locked = _locked(contribution, user)
        said = ReviewComment(
            contribution=locked, text=text, block=on.id, block_kind=on.kind, block_title=on.title, **_by(user)
        )
        return _same(said, key) or _written(said, key)


def answer(thread: ReviewComment, user: User, text: str, key: uuid.UUID) -> ReviewComment:
    """Answers in a thread that is open, and tells the others who wrote in it."""
    with transaction.atomic():
        _locked(thread.contribution, user)
        thread.refresh_from_db()
        said = ReviewComment(contribution=thread.contribution, thread=thread, text=text, **_by(user))
        if known := _same(said, key):
            return known
        if not thread.is_open:
            raise CommentRefused(
                f"Ce commentaire a été résolu par {thread.resolved_by_name} : votre réponse n'est pas enregistrée. "
                "Rouvrez-le, ou écrivez un nouveau commentaire."
            )
        _written(said, key)
        answered(said)
        return said


def resolve(thread: ReviewComment, user: User) -> None:
    """Closes a thread; one that is closed stays as it is."""
    with transaction.atomic():
        _check_may_resolve(thread, user)
        if thread.is_open:
            thread.resolved_at, thread.resolved_by, thread.resolved_by_name = timezone.now(), user, str(user)
            _save_resolution(thread)


def reopen(thread: ReviewComment, user: User) -> None:
    """Opens a closed thread again; one that is open stays as it is."""
    with transaction.atomic():
        _check_may_resolve(thread, user)
        thread.resolved_at, thread.resolved_by, thread.resolved_by_name = None, None, ""
        _save_resolution(thread)


def _check_may_resolve(thread: ReviewComment, user: User) -> None:
    _locked(thread.contribution, user)
    thread.refresh_from_db()
    if not permissions.can_resolve(user, thread):
        raise CommentRefused(
            "Un commentaire est résolu ou rouvert par la communication, ou par la personne qui l'a écrit."
        )


def _save_resolution(thread: ReviewComment) -> None:
    thread.save(update_fields=["resolved_at", "resolved_by", "resolved_by_name"])


def _locked(contribution: Contribution, user: User) -> Contribution:
    """The contribution, which nobody else comments meanwhile."""
    locked = Contribution.objects.select_for_update(of=("self",)).select_related("campaign").get(pk=contribution.pk)
    if not permissions.can_comment(user, locked):
        raise CommentRefused(why_closed(locked))
    return locked


def _by(user: User) -> dict[str, object]:
    return {"author": user, "author_name": str(user)}


def _same(said: ReviewComment, key: uuid.UUID) -> ReviewComment | None:
    """The same comment, if the same form was sent already."""
    return ReviewComment.objects.filter(
        pk=key,
        contribution=said.contribution,
        thread=said.thread,
        block=said.block,
        author=said.author,
        text=said.text,
    ).first()


def _written(said: ReviewComment, key: uuid.UUID) -> ReviewComment:
    """Stores the comment under the key of its form. Other words under the same key (a page that was gone back to), or
    the key of somebody else, make another comment."""
    try:
        # Tried, not asked: the lock of this contribution does not keep the key from being taken in another.
        with transaction.atomic():
            said.pk = key
            said.save(force_insert=True)
    except IntegrityError:
        said.pk = uuid.uuid4()
        said.save(force_insert=True)
    return said
