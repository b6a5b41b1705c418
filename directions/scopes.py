"""Which rows of every model a person reaches: `permissions` said as querysets, for forms, lists, filters and media.

Closed by default: a model without a rule has no row for anybody. Another app adds the rules of its own models.
"""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.models import Group, Permission
from django.db.models import Model, Q, QuerySet

from directions import models, permissions

Rule = Callable[[models.User], Q]

_EVERYTHING, _NOTHING = Q(), Q(pk__in=[])
_RULES: dict[type[Model], Rule] = {}


def add_rule(rule: Rule, *of_models: type[Model]) -> None:
    """Says which rows of these models a person reaches."""
    _RULES.update(dict.fromkeys(of_models, rule))


def reachable(queryset: QuerySet, user: models.User) -> QuerySet:
    """The rows of the queryset that exist for this person."""
    rule = _RULES.get(queryset.model)
    return queryset.filter(rule(user)) if rule else queryset.none()


def for_administrators(user: models.User) -> Q:
    return _EVERYTHING if permissions.is_administrator(user) else _NOTHING


def _for_superusers(user: models.User) -> Q:
    return _EVERYTHING if permissions.is_administrator(user) and user.is_superuser else _NOTHING


def _of_visible_contribution(path: str) -> Rule:
    """The rule of what belongs to a contribution: it is reached with it."""
    return lambda user: Q(**{f"{path}__in": models.Contribution.objects.visible_to(user).order_by()})


def _directions(user: models.User) -> Q:
    if permissions.is_reviewer(user):
        return _EVERYTHING
    return Q(pk__in=permissions.member_direction_ids(user))


def _indicators(user: models.User) -> Q:
    """A member reaches the shared indicators of the institution, and those of the directions they write for."""
    if permissions.is_reviewer(user):
        return _EVERYTHING
    own = models.Direction.objects.filter(_directions(user)).order_by()
    in_institution = Q(institution__in=own.values("institution")) | Q(institution__in=own)
    return in_institution & (Q(owner=None) | Q(owner__in=own))


add_rule(permissions.visible_contributions, models.Contribution)
add_rule(
    _of_visible_contribution("contribution"),
    models.Achievement,
    models.Chapter,
    models.Chart,
    models.ContributionEvent,
    models.KeyFigure,
    models.Mission,
    models.Moment,
    models.ReviewComment,
    models.Takeaway,
)
add_rule(_of_visible_contribution("chart__contribution"), models.ChartPoint)
add_rule(_directions, models.Direction)
add_rule(permissions.visible_campaigns, models.Campaign)
add_rule(_indicators, models.Indicator)
add_rule(
    lambda user: Q(indicator__in=models.Indicator.objects.filter(_indicators(user)).order_by()), models.Redefinition
)
add_rule(lambda user: Q(user=user), models.PendingUpload, models.ReviewVisit, models.SheetImport)
add_rule(lambda user: Q(recipient=user), models.OutgoingMessage)
add_rule(for_administrators, models.Membership, models.User, Group)
add_rule(_for_superusers, Permission)
