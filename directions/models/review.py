"""What is said of a contribution while it is reviewed: threads of comments, on a block or on the whole."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from directions import permissions
from directions.enums import INTRODUCTION, BlockKind, DirectionKind
from directions.models.contribution import Contribution
from directions.models.organisation import Direction, Membership, upwards
from directions.models.people import User

INTRODUCTION_TITLE = "Présentation"


def commented_words(kind: str, title: str) -> str:
    """What a comment stands on, for people: "Chiffre-clé « Agents »", "Présentation", "L'ensemble"."""
    if kind == INTRODUCTION:
        return title
    return f"{BlockKind(kind).label} « {title} »" if kind else "L'ensemble"


def is_answered(thread: ReviewComment, answers: Sequence[ReviewComment]) -> bool:
    """True while the last word, of answers in their order, is not that of the person who began the thread."""
    if not answers:
        return False
    last = answers[-1]
    # An account may change its name; of one that is gone, the name is left.
    return (last.author_id or last.author_name) != (thread.author_id or thread.author_name)


@dataclass(frozen=True)
class Turns:
    """Open threads by whose turn it is: those that wait for the direction, those that it has answered, those that it
    began itself."""

    waiting: list[ReviewComment] = field(default_factory=list)
    answered: list[ReviewComment] = field(default_factory=list)
    asked: list[ReviewComment] = field(default_factory=list)


@dataclass(frozen=True)
class Sides:
    """The accounts between which a review goes: those of the direction, and those that review what it writes."""

    direction: frozenset[int] = frozenset()
    reviewers: frozenset[int] = frozenset()

    def turns(self, threads: Iterable[ReviewComment]) -> Turns:
        """The open threads by whose turn it is; each is read with its answers, in their order."""
        turns = Turns()
        for thread in threads:
            answers = list(thread.answers.all())
            if thread.author_id in self.direction:
                turns.asked.append(thread)
            # Who left the direction since has answered for it.
            elif is_answered(thread, answers) and answers[-1].author_id not in self.reviewers:
                turns.answered.append(thread)
            else:
                turns.waiting.append(thread)
        return turns


def sides_of(contribution: Contribution) -> Sides:
    """Who is of the direction, or of what it hangs below, and who else reviews. The communication team writes the
    institution's own pages: one asks there, another answers. Three queries."""
    above = upwards(contribution.direction_id, dict(Direction.objects.order_by().values_list("pk", "parent_id")))
    members = Membership.objects.filter(direction__in=list(above)).order_by()
    direction = frozenset(members.values_list("user", flat=True))
    if contribution.kind == DirectionKind.INSTITUTION:
        return Sides(direction)
    groups = [permissions.COMMUNICATION_GROUP, permissions.ADMINISTRATOR_GROUP]
    reviewers = User.objects.filter(Q(is_superuser=True) | Q(groups__name__in=groups)).order_by()
    return Sides(direction, frozenset(reviewers.values_list("pk", flat=True)) - direction)


class ReviewCommentQuerySet(models.QuerySet):
    def open_threads(self) -> ReviewCommentQuerySet:
        """The threads that nobody has resolved yet, each by the comment that began it."""
        return self.filter(thread__isnull=True, resolved_at__isnull=True)


class ReviewComment(models.Model):
    """A comment, or an answer to one (`thread` is then the comment that began it, and says what both stand on).

    `block` is the id of a block of the contribution, that of the contribution itself for its presentation, None for the
    whole. The comment outlives its block: `block_title` is what it was called. Only the first comment of a thread is
    resolved, and the thread with it. Names are kept beside accounts, which may go.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contribution = models.ForeignKey(
        Contribution, models.PROTECT, related_name="review_comments", verbose_name="contribution", editable=False
    )
    thread = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="answers", verbose_name="en réponse à", editable=False
    )
    block = models.UUIDField("bloc", null=True, editable=False)
    block_kind = models.CharField(
        "nature du bloc",
        max_length=20,
        choices=[*BlockKind.choices, (INTRODUCTION, INTRODUCTION_TITLE)],
        blank=True,
        editable=False,
    )
    block_title = models.CharField("intitulé du bloc", max_length=200, blank=True, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="par", editable=False
    )
    author_name = models.CharField("nom au moment des faits", max_length=200, editable=False)
    text = models.TextField("commentaire")
    created_at = models.DateTimeField("le", auto_now_add=True, editable=False)
    resolved_at = models.DateTimeField("résolu le", null=True, editable=False)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="résolu par",
        editable=False,
    )
    resolved_by_name = models.CharField("nom de qui l'a résolu", max_length=200, blank=True, editable=False)

    objects = ReviewCommentQuerySet.as_manager()

    class Meta:
        verbose_name = "commentaire de relecture"
        verbose_name_plural = "commentaires de relecture"
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(block__isnull=True, block_kind="")
                | Q(block__isnull=False, block_kind__in=BlockKind.values)
                | Q(block__isnull=False, block=F("contribution"), block_kind=INTRODUCTION),
                name="comment_block_has_kind",
                violation_error_message="Un commentaire porte sur un bloc connu, sur la présentation de sa "
                "contribution, ou sur la contribution entière.",
            ),
            models.CheckConstraint(
                condition=Q(thread__isnull=True) | Q(block__isnull=True, resolved_at__isnull=True),
                name="comment_answer_follows_its_thread",
                violation_error_message="Une réponse a le même objet que son commentaire, et se résout avec lui.",
            ),
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=True, resolved_by_name="")
                | (Q(resolved_at__isnull=False) & ~Q(resolved_by_name="")),
                name="comment_resolved_by_someone",
                violation_error_message="Un commentaire résolu dit par qui il l'a été.",
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="comment_says_something",
                violation_error_message="Écrivez votre commentaire.",
            ),
        ]
        indexes = [models.Index(fields=["contribution", "resolved_at"], name="comment_by_contribution")]

    def __str__(self) -> str:
        return f"{self.author_name} : {self.text[:60]}"

    def save(self, *args, **kwargs) -> None:
        if self.thread:
            self.contribution_id = self.thread.contribution_id
        super().save(*args, **kwargs)

    @property
    def about(self) -> str:
        """What the thread stands on, as it was called when it began."""
        return commented_words(self.block_kind, self.block_title)

    @property
    def is_open(self) -> bool:
        """True for a thread that nobody has resolved yet."""
        return self.thread_id is None and self.resolved_at is None


def with_open_comments(contributions: models.QuerySet[Contribution]) -> models.QuerySet[Contribution]:
    """Each with `open_comments`, the number of threads that nobody has resolved."""
    threads = ReviewComment.objects.open_threads().filter(contribution=OuterRef("pk")).order_by()
    counted = threads.values("contribution").annotate(number=Count("pk")).values("number")
    return contributions.annotate(open_comments=Coalesce(Subquery(counted), 0))


def waiting_threads(contribution: Contribution) -> list[ReviewComment]:
    """The threads that wait for the direction, the oldest first, each with its answers. One query where none is open,
    five otherwise."""
    threads = list(contribution.review_comments.open_threads().prefetch_related("answers"))
    return sides_of(contribution).turns(threads).waiting if threads else []


class ReviewVisit(models.Model):
    """What a person has read of a contribution last, and the time before: the changes since then are shown."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="personne")
    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="visits", verbose_name="contribution")
    version = models.PositiveIntegerField("version lue")
    version_before = models.PositiveIntegerField("version lue auparavant", null=True)
    seen_at = models.DateTimeField("le", auto_now=True)

    class Meta:
        verbose_name = "lecture"
        verbose_name_plural = "lectures"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "contribution"],
                name="review_visit_once",
                violation_error_message="Cette lecture est déjà notée.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, version {self.version}"
