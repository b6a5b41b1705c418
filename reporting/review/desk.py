"""The review page of one contribution: its sheet with the threads beside the blocks, what differs, what was read.

A constant number of queries, whatever the number of blocks and of comments.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from functools import cached_property

from django.http import HttpRequest, QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from directions import permissions
from directions.enums import ContributionStatus
from directions.lifecycle import MAX_COMMENT_LENGTH
from directions.models import Contribution, ReviewVisit
from reporting.assemble import assemble_section
from reporting.assets import picture_url
from reporting.document import Picture, Section
from reporting.exports.html import render_section
from reporting.history.corrections import Corrections, corrections_of
from reporting.review import comments
from reporting.review.commented import WHOLE, Commented, places_of
from reporting.review.comparison import Comparison, with_last_reading, with_last_year, with_version
from reporting.review.forms import Draft
from reporting.review.panel import Panel
from reporting.review.question import CHANGES, LAST_YEAR, SUBMITTED, TEXT, Question
from reporting.review.sheet import Beside, Sheet
from reporting.review.submission import Submission, last_submission, pictures_of
from reporting.review.threads import Thread, by_block, threads_of
from reporting.review.visits import last_visit, read_before


class Desk:
    """What the page shows of a contribution to one person. `draft` is the form that is open on it, if any."""

    max_length = MAX_COMMENT_LENGTH

    def __init__(self, request: HttpRequest, contribution: Contribution, draft: Draft | None = None) -> None:
        self.request = request
        self.user = request.user
        self.contribution = contribution
        self.question = Question(request.GET)
        self.may_comment = permissions.can_comment(self.user, contribution)
        self.section = assemble_section(contribution)
        self.may_correct = permissions.can_edit(self.user, contribution)
        self.blocks = places_of(contribution)
        self.sheet = Sheet(
            render_section(self.shown, picture_url=self._picture_url, year=contribution.campaign.year, level=2)
        )
        self.draft = draft or self._asked_draft()

    def _asked_draft(self) -> Draft | None:
        """What is asked for on a block that is there, or in a thread."""
        place = self.question.asked_place
        if not place or not self.may_comment:
            return None
        places = {WHOLE.key, *map(str, self.blocks), *(thread.key for thread in self.threads)}
        return Draft(place) if place in places else None

    # -- Which text ----------------------------------------------------------------------------------------------------

    @property
    def shown(self) -> Section:
        """What the sheet says: the contribution of now or, where that is asked for, as it was submitted."""
        return self.submitted.section if self.is_as_submitted else self.section

    @property
    def shown_version(self) -> int:
        """The version that is read on the sheet."""
        return self.submitted.version if self.is_as_submitted else self.contribution.version

    @property
    def view(self) -> str:
        """The view that is asked for; where nothing else was submitted than what is there, the text."""
        is_the_text = self.question.view == SUBMITTED and not self.submitted
        return TEXT if is_the_text else self.question.view

    @property
    def is_as_submitted(self) -> bool:
        """True where the sheet says what was submitted and is so no more. What cannot be read is not shown."""
        return self.view == SUBMITTED and self.submitted.section is not None

    @property
    def submitted(self) -> Submission | None:
        """What was submitted last, where the contribution says something else now."""
        return self._submission if self._submission and not self._submission.is_unchanged else None

    @cached_property
    def _submission(self) -> Submission | None:
        return last_submission(self.contribution, self.section)

    @property
    def since_submission_query(self) -> str:
        return self.question.since_query(self.submitted.version)

    @cached_property
    def _kept_pictures(self) -> frozenset[str]:
        return frozenset(picture.asset for picture in pictures_of(self.section))

    def _picture_url(self, picture: Picture) -> str:
        """Its address; none for a picture that the contribution shows no more: its file is gone."""
        return picture_url(picture) if picture.asset in self._kept_pictures else ""

    # -- Threads -------------------------------------------------------------------------------------------------------

    @cached_property
    def threads(self) -> list[Thread]:
        """In the order of the page: on the whole, on the printed blocks, on the others."""
        found = by_block(threads_of(self.contribution, self.user))
        places = dict.fromkeys([None, *self.sheet.blocks, *found])
        return [thread for place in places for thread in found.get(place, [])]

    @cached_property
    def _threads_by_block(self) -> dict[uuid.UUID | None, list[Thread]]:
        return by_block(self.threads)

    @property
    def open_threads(self) -> list[Thread]:
        return [thread for thread in self.threads if thread.is_open]

    @property
    def new_key(self) -> uuid.UUID:
        """The key of one more form."""
        return uuid.uuid4()

    # -- The sheet -----------------------------------------------------------------------------------------------------

    def sheet_html(self) -> SafeString:
        """The contribution with the buttons and the margin of each block."""
        return self.sheet.with_margins({block: self._beside(block) for block in self.sheet.blocks})

    def _beside(self, block: uuid.UUID) -> Beside:
        on = self.blocks.get(block)
        if on is None:
            # It was submitted and is no more: what was said of it is read, nothing new can be said.
            said = self.margin(block) if block in self._threads_by_block else SafeString()
            return Beside(SafeString(), self._render("reporting/review/_gone.html"), said)
        return Beside(self._change(on), self._tools(on), self.margin(block))

    def whole(self) -> Beside:
        return Beside(SafeString(), self._tools(WHOLE), self.margin(None))

    def unprinted(self) -> Iterator[tuple[Commented, bool, SafeString]]:
        """The blocks with threads, or being commented, that the sheet does not show: what each is called, if it still
        is in the contribution, and its margin."""
        written_on = (block for block in self.blocks if self.draft and self.draft.place == str(block))
        for block in dict.fromkeys([*self._threads_by_block, *written_on]):
            if block is not None and block not in self.sheet.blocks:
                yield self._named(block), block in self.blocks, self.margin(block)

    def margin(self, block: uuid.UUID | None) -> SafeString:
        """What stands beside a block (None: beside the whole), as markup."""
        threads = self._threads_by_block.get(block, [])
        return self._render("reporting/review/_margin.html", on=self._named(block), threads=threads)

    def _named(self, block: uuid.UUID | None) -> Commented:
        """The block as it is called now; one that is gone, as it was when it was commented."""
        if block is None:
            return WHOLE
        return self.blocks.get(block) or self._threads_by_block[block][0].on

    def _tools(self, block: Commented) -> SafeString:
        # What was submitted is not what the form holds now.
        url = self._correction_url(block) if self.may_correct and not self.is_as_submitted else ""
        return self._render("reporting/review/_tools.html", on=block, correction_url=url)

    def _change(self, block: Commented) -> SafeString:
        shown = self.comparison.of_block(block) if self.comparison else None
        return self._render("reporting/review/_difference.html", shown=shown) if shown else SafeString()

    def _correction_url(self, block: Commented) -> str:
        place = f"#bloc-{block.id}" if block.id else ""
        return f"{self.contribution.get_absolute_url()}{place}"

    def _render(self, template: str, **context: object) -> SafeString:
        return render_to_string(template, {"desk": self, **context}, self.request)

    # -- Against something else ----------------------------------------------------------------------------------------

    @cached_property
    def comparison(self) -> Comparison | None:
        """What differs, in the views that compare; None in the one that does not."""
        if self.question.view == CHANGES:
            if self.question.since_visit:
                return with_last_reading(self.contribution, self.section, self.read_before)
            return with_version(self.contribution, self.section, self.question.since, self.read_before)
        if self.question.view == LAST_YEAR:
            return with_last_year(self.contribution, self.section, self.user)
        return None

    @property
    def views(self) -> list[tuple[str, str, bool]]:
        """The views as links: words, address, whether it is the one shown."""
        titles = {
            TEXT: self._text_words(),
            **({SUBMITTED: "Tel que soumis"} if self.submitted else {}),
            CHANGES: "Changements",
            LAST_YEAR: "Comparé à l'an dernier",
        }
        return [
            (words, self.question.query(vue=view if view != TEXT else "", depuis="") or "?", view == self.view)
            for view, words in titles.items()
        ]

    def _text_words(self) -> str:
        """What the text of the page is: what the direction sent, unless it or the communication changed it since."""
        if self.contribution.status == ContributionStatus.APPROVED:
            return "Texte validé"
        if self.contribution.is_open and (self.submitted or not self._submission):
            return "Texte actuel"
        return "Texte soumis, puis corrigé" if self.submitted else "Texte soumis"

    @cached_property
    def corrections(self) -> Corrections | None:
        return corrections_of(self.contribution)

    # -- Beside the sheet ----------------------------------------------------------------------------------------------

    def comments_list(self) -> SafeString:
        """The list of the threads, as markup: an answer to a form brings it up to date too."""
        return self._render("reporting/review/_comments.html")

    @cached_property
    def panel(self) -> Panel:
        return Panel(self.contribution, frozenset(self.sheet.blocks))

    @property
    def comments_note(self) -> str:
        """Why nobody may comment or, where it is not plain, what becomes of a comment; empty where it is."""
        if not self.may_comment:
            return comments.why_closed(self.contribution)
        if self.contribution.status == ContributionStatus.APPROVED:
            return "Vous pouvez commenter, mais rien ne change tant que cette contribution n'est pas rouverte."
        if self.contribution.status == ContributionStatus.DRAFT and not permissions.writes_for(
            self.user, self.contribution
        ):
            return "La direction écrit encore : elle lit vos commentaires dans son formulaire."
        return ""

    @cached_property
    def visit(self) -> ReviewVisit | None:
        """What the person has read last."""
        return last_visit(self.contribution, self.user)

    @property
    def read_before(self) -> int | None:
        """The version that the person had read before this one; None where they had read none."""
        return read_before(self.contribution, self.visit)

    @property
    def has_read(self) -> bool:
        return self.visit is not None and self.visit.version >= self.shown_version


def desk_url(contribution: Contribution, asked: QueryDict) -> str:
    """The address of the page, with the view and the comments that were asked for."""
    return reverse("reporting:review", args=[contribution.pk]) + Question(asked).same
