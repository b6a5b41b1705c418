"""The current org chart, and who belongs where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from directions.enums import DirectionKind, Role
from directions.models.constraints import one_of

HANGS_BELOW_ITSELF = "Une direction ne peut pas être rattachée à elle-même ni à l'une des siennes."


class DirectionQuerySet(models.QuerySet):
    def institutions(self) -> DirectionQuerySet:
        return self.filter(kind=DirectionKind.INSTITUTION)

    def subtree_ids(self, roots: Iterable[int]) -> set[int]:
        """The ids of the given directions and of all that hang below them, in one query."""
        children = defaultdict(list)
        for pk, parent_id in self.model.objects.values_list("pk", "parent_id"):
            children[parent_id].append(pk)
        found: set[int] = set()
        waiting = list(roots)
        while waiting:
            pk = waiting.pop()
            if pk not in found:
                found.add(pk)
                waiting.extend(children[pk])
        return found


def upwards(direction_id: int | None, parents: Mapping[int, int | None]) -> Iterator[int]:
    """The ids of a direction and of all above it, the nearest first; `parents` says what each hangs below."""
    seen: set[int] = set()
    while direction_id is not None and direction_id not in seen:
        seen.add(direction_id)
        yield direction_id
        direction_id = parents.get(direction_id)


class Direction(models.Model):
    """A unit of the current org chart. The root is the institution itself, whose contribution holds its own pages.

    The org chart of a past year is not here but in that year's contributions, which keep a snapshot.
    """

    institution = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="units", verbose_name="institution", editable=False
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="rattachée à"
    )
    code = models.CharField("sigle", max_length=30, help_text="Par exemple DRH.")
    name = models.CharField("nom", max_length=200)
    kind = models.CharField("nature", max_length=20, choices=DirectionKind, default=DirectionKind.DIRECTION)
    position = models.PositiveSmallIntegerField("ordre", default=0)
    opened_year = models.PositiveSmallIntegerField("année de création", null=True, blank=True)
    closed_year = models.PositiveSmallIntegerField("année de suppression", null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name="direction qui lui succède",
        help_text="Quand elle est supprimée et que ses activités passent à une autre.",
    )
    split_from = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="splits",
        verbose_name="direction dont elle est issue",
        help_text="Quand elle est créée avec une partie des activités d'une autre.",
    )

    objects = DirectionQuerySet.as_manager()

    class Meta:
        verbose_name = "direction"
        verbose_name_plural = "organigramme"
        ordering = ["parent__position", "position", "name"]
        constraints = [
            one_of("kind", DirectionKind, name="direction_kind_known"),
            models.UniqueConstraint(
                fields=["institution", "code"],
                name="direction_code_unique_in_institution",
                violation_error_message="Ce sigle est déjà celui d'une autre direction.",
            ),
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(kind=DirectionKind.INSTITUTION),
                name="institution_code_unique",
                violation_error_message="Ce sigle est déjà celui d'une autre institution.",
            ),
            models.CheckConstraint(
                condition=Q(kind=DirectionKind.INSTITUTION, parent__isnull=True, institution__isnull=True)
                | (~Q(kind=DirectionKind.INSTITUTION) & Q(parent__isnull=False, institution__isnull=False)),
                name="direction_has_parent_unless_institution",
                violation_error_message="Toute direction est rattachée à une autre ; seule l'institution ne l'est pas.",
            ),
            models.CheckConstraint(
                condition=Q(closed_year__isnull=True)
                | Q(opened_year__isnull=True)
                | Q(closed_year__gte=F("opened_year")),
                name="direction_closed_after_opened",
                violation_error_message="L'année de suppression vient après l'année de création.",
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | ~Q(successor=F("id")),
                name="direction_not_its_own_successor",
                violation_error_message="Une direction ne se succède pas à elle-même.",
            ),
            models.CheckConstraint(
                condition=Q(split_from__isnull=True) | ~Q(split_from=F("id")),
                name="direction_not_split_from_itself",
                violation_error_message="Une direction n'est pas issue d'elle-même.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"

    def save(self, *args, **kwargs) -> None:
        if self.parent_id:
            self.institution_id = self.parent.institution_id or self.parent_id
        super().save(*args, **kwargs)

    def clean(self) -> None:
        if self.pk and self.parent_id and self.parent_id in Direction.objects.subtree_ids([self.pk]):
            raise ValidationError({"parent": HANGS_BELOW_ITSELF})
        if self.parent_id:
            self.institution_id = self.parent.institution_id or self.parent_id
        if self.split_from_id and not self.opened_year:
            raise ValidationError(
                {"opened_year": "Donnez l'année où cette direction a été créée avec une partie de l'autre."}
            )
        for name in ("successor", "split_from"):
            other = getattr(self, name)
            if other and (other.institution_id or other.pk) != self.institution_id:
                raise ValidationError({name: "Choisissez une direction de la même institution."})


class Membership(models.Model):
    """A person's role in a direction; it holds for the whole subtree of that direction."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", verbose_name="personne"
    )
    direction = models.ForeignKey(Direction, models.CASCADE, related_name="memberships", verbose_name="direction")
    role = models.CharField("rôle", max_length=20, choices=Role, default=Role.REDACTEUR)

    class Meta:
        verbose_name = "habilitation"
        verbose_name_plural = "habilitations"
        ordering = ["direction__position", "user__last_name"]
        constraints = [
            one_of("role", Role, name="membership_role_known"),
            models.UniqueConstraint(
                fields=["user", "direction"],
                name="membership_unique",
                violation_error_message="Cette personne a déjà un rôle dans cette direction.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display().lower()} de {self.direction}"
