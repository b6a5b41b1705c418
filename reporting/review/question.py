"""What the address of the review page asks for: which view, which comments, where a comment is to be written."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import QueryDict

from directions.questions.keys import key_of
from directions.questions.numbers import whole_number
from directions.tracking.reading_list import kept_list
from reporting.review.commented import WHOLE_KEY

TEXT, SUBMITTED, CHANGES, LAST_YEAR = "texte", "soumis", "changements", "an-dernier"
_VIEWS = (TEXT, SUBMITTED, CHANGES, LAST_YEAR)
SINCE_VISIT = "lecture"


class Question:
    """The addresses speak French: `vue`, `depuis` (a version, or "lecture": what the person had read), `commentaires`,
    `commenter` (a block), `liste` (what was asked of the tracking table that led here). A word that means nothing asks
    for nothing."""

    def __init__(self, asked: QueryDict) -> None:
        view = asked.get("vue", TEXT)
        self.view = view if view in _VIEWS else TEXT
        self.since = whole_number(asked.get("depuis", ""))
        self.since_visit = asked.get("depuis") == SINCE_VISIT
        self.shows_all = asked.get("commentaires") == "tous"
        self.asked_place = _place(asked.get("commenter", ""))
        self.list = kept_list(asked.get("liste", ""))

    @property
    def said(self) -> dict[str, str]:
        """The question as the hidden fields of a form; what was to be written is no part of it."""
        said = {
            "vue": self.view if self.view != TEXT else "",
            "depuis": SINCE_VISIT if self.since_visit else str(self.since or ""),
            "commentaires": "tous" if self.shows_all else "",
            "liste": self.list,
        }
        return {name: value for name, value in said.items() if value}

    def query(self, **changed: str) -> str:
        """The same question with some answers changed, as an address says it; empty where nothing is asked."""
        kept = {name: value for name, value in (self.said | changed).items() if value}
        return f"?{urlencode(kept)}" if kept else ""

    @property
    def same(self) -> str:
        return self.query()

    @property
    def usual_query(self) -> str:
        return self.query(vue=CHANGES, depuis="")

    @property
    def since_visit_query(self) -> str:
        return self.query(vue=CHANGES, depuis=SINCE_VISIT)

    def since_query(self, version: int) -> str:
        return self.query(vue=CHANGES, depuis=str(version))

    @property
    def with_open_comments(self) -> str:
        return self.query(commentaires="") or "?"

    @property
    def with_all_comments(self) -> str:
        return self.query(commentaires="tous")


def _place(text: str) -> str:
    """The key of a block: the word of the whole, or an id."""
    return text if text == WHOLE_KEY else str(key_of(text) or "")
