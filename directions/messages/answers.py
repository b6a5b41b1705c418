"""An answer to a comment is told to those who took part in its thread."""

from __future__ import annotations

from django.db.models import Q

from directions.enums import MessageKind
from directions.messages.outbox import message, quoted, write_and_send
from directions.models import ReviewComment, User


def answered(comment: ReviewComment) -> None:
    """Tells an answer to the others who wrote in its thread. To be called in the transaction that stores it; a comment
    that begins a thread is told to nobody."""
    thread = comment.thread
    if thread is None:
        return
    written = ReviewComment.objects.filter(Q(pk=thread.pk) | Q(thread=thread))
    people = User.objects.filter(pk__in=written.order_by().values("author")).exclude(pk=comment.author_id)
    details = {
        "by": comment.author_name,
        "text": quoted(comment.text),
        "asked_by": thread.author_name,
        "asked": quoted(thread.text),
        "thread": str(thread.pk),
        "title": thread.block_title,
    }
    write_and_send([message(MessageKind.ANSWER, one, comment.contribution, str(comment.pk), details) for one in people])
