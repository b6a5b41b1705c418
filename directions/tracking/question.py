"""What may be asked of the table of a campaign, and the lines that answer, in the order asked for."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import QuerySet
from django_filters import CharFilter

from directions import people, permissions
from directions.enums import ContributionStatus
from directions.french.folding import folded, has_every_word
from directions.models import Contribution, User
from directions.questions.filters import Choices, Question, choice, choices
from directions.tracking.board import Board, Line, tracked

ME, NOBODY = "moi", "sans"
LATE, COMMENTED, LACKING, EXTENDED = "retard", "commentaires", "a-completer", "delai"
_FLAGS: dict[str, tuple[str, Callable[[Line], bool]]] = {
    LATE: ("En retard", lambda line: line.row.is_late),
    LACKING: ("À compléter", lambda line: line.filling.lacks),
    COMMENTED: ("Avec des commentaires ouverts", lambda line: line.contribution.open_comments > 0),
    EXTENDED: ("Avec un délai accordé", lambda line: line.contribution.extended_until is not None),
}
# The columns by which the table may be put in order: the title and the sense of the first click.
COLUMNS = {
    "direction": ("Direction", ""),
    "etat": ("État", ""),
    "avancement": ("Avancement", ""),
    "echeance": ("Échéance", ""),
    "activite": ("Dernière activité", "-"),
    "relecteur": ("Relecture", ""),
    "commentaires": ("Commentaires", "-"),
}
_ORDERS = [
    ("direction", "Direction, de A à Z"),
    ("-direction", "Direction, de Z à A"),
    ("etat", "État, des brouillons aux validées"),
    ("-etat", "État, des validées aux brouillons"),
    ("avancement", "Avancement, les moins remplies d'abord"),
    ("-avancement", "Avancement, les plus remplies d'abord"),
    ("echeance", "Échéance, la plus en retard d'abord"),
    ("-echeance", "Échéance, la plus lointaine d'abord"),
    ("-activite", "Dernière activité, la plus récente d'abord"),
    ("activite", "Dernière activité, la plus ancienne d'abord"),
    ("relecteur", "Relecture, de A à Z"),
    ("-relecteur", "Relecture, de Z à A"),
    ("-commentaires", "Commentaires ouverts, les plus nombreux d'abord"),
    ("commentaires", "Commentaires ouverts, les moins nombreux d'abord"),
]
# From the beginning of a contribution's life to its end.
_PROGRESS = {
    ContributionStatus.DRAFT: 0,
    ContributionStatus.REOPENED: 1,
    ContributionStatus.CHANGES_REQUESTED: 2,
    ContributionStatus.SUBMITTED: 3,
    ContributionStatus.APPROVED: 4,
}


class TrackingQuestion(Question):
    """The question of the table, asked by one person of one board."""

    recherche = CharFilter(
        label="Rechercher",
        help_text="Nom ou sigle. Accents et majuscules ne comptent pas.",
        method="_named",
        max_length=200,
        widget=forms.SearchInput,
    )
    etat = choices("État", field_name="status", choices=ContributionStatus.choices)
    voir = choices("À voir", method="_flagged", choices=[(name, words) for name, (words, _) in _FLAGS.items()])
    dga = choice("DGA", "Toutes", method="_in_group")
    relecteur = choice("Relecture", "Toutes", method="_reviewed_by")
    tri = choice("Trier par", "Organigramme", method="_left_to_lines", choices=_ORDERS)

    class Meta:
        model = Contribution
        fields: tuple[str, ...] = ()

    def __init__(self, data: Mapping, user: User, board: Board) -> None:
        super().__init__(data, tracked(board.campaign, user))
        self.user, self.board = user, board
        self.filters["dga"].extra["choices"] = [
            (group.head.code, group.head.name) for group in board.overview.groups if len(group.rows) > 1
        ]
        self.filters["relecteur"].extra["choices"] = _reviewers(user, board)

    def lines(self) -> list[Line]:
        """The lines that answer, in the order asked for."""
        return [line for line in self.whole_table() if line.contribution.pk in self.found]

    @cached_property
    def found(self) -> frozenset[uuid.UUID]:
        """The keys of the contributions that answer."""
        return frozenset(self.qs.values_list("pk", flat=True))

    def whole_table(self) -> list[Line]:
        """All the lines, in the order asked for; equal ones stay as in the org chart."""
        lines, order = self.board.lines, self.value("tri")
        return _ordered(lines, _KEYS[order.lstrip("-")], descending=order.startswith("-")) if order else lines

    # -- Filters that are more than a column ---------------------------------------------------------------------------

    def _left_to_lines(self, contributions: QuerySet, name: str, value: str) -> QuerySet:
        return contributions

    def _named(self, contributions: QuerySet, name: str, value: str) -> QuerySet:
        words = folded(value).split()
        return self._those(contributions, lambda line: has_every_word(_names(line), words))

    def _flagged(self, contributions: QuerySet, name: str, values: list[str]) -> QuerySet:
        return self._those(contributions, lambda line: all(_FLAGS[value][1](line) for value in values))

    def _in_group(self, contributions: QuerySet, name: str, value: str) -> QuerySet:
        return self._those(contributions, lambda line: line.group.head.code == value)

    def _reviewed_by(self, contributions: QuerySet, name: str, value: str) -> QuerySet:
        if value == NOBODY:
            return contributions.filter(reviewer=None)
        return contributions.filter(reviewer=self.user if value == ME else int(value))

    def _those(self, contributions: QuerySet, asked: Callable[[Line], bool]) -> QuerySet:
        """What the board knows better than the database: lateness, what is missing, words without accents."""
        return contributions.filter(pk__in=[line.contribution.pk for line in self.board.lines if asked(line)])


def _reviewers(user: User, board: Board) -> Choices:
    """Those who review something, and for the communication team all those who might."""
    known = {line.contribution.reviewer for line in board.lines if line.contribution.reviewer}
    if permissions.is_reviewer(user):
        known |= set(people.reviewers())
    named = sorted(((str(one.pk), str(one)) for one in known), key=lambda choice: folded(choice[1]))
    own = [(ME, "Moi")] if permissions.is_reviewer(user) else []
    return [*own, (NOBODY, "Sans relecteur"), *named]


def _names(line: Line) -> str:
    return folded(f"{line.contribution.name} {line.contribution.code}")


# -- In which order ----------------------------------------------------------------------------------------------------


def _ordered(lines: list[Line], key: Callable[[Line], Any], *, descending: bool) -> list[Line]:
    """What has no value for the asked column comes last, whatever the direction of the order."""
    known = [(key(line), line) for line in lines]
    told = sorted((pair for pair in known if pair[0] is not None), key=lambda pair: pair[0], reverse=descending)
    return [line for _, line in told] + [line for value, line in known if value is None]


_KEYS: dict[str, Callable[[Line], Any]] = {
    "direction": lambda line: folded(line.contribution.name),
    "etat": lambda line: _PROGRESS[line.contribution.status],
    "avancement": lambda line: line.filling.percent,
    "echeance": lambda line: line.contribution.due_on if line.row.deadline else None,
    "activite": lambda line: line.activity.moment,
    "relecteur": lambda line: folded(str(line.contribution.reviewer)) if line.contribution.reviewer else None,
    "commentaires": lambda line: line.contribution.open_comments,
}
