"""What the direction submitted last, as the review page shows it once the contribution says something else."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from directions.models import Contribution, ContributionEvent
from reporting.document import Picture, Section, section_pictures
from reporting.history.differences import differences
from reporting.history.revisions import state_of
from reporting.history.states import State


@dataclass(frozen=True)
class Submission:
    """A version as it was submitted, by whom and when. `section` is what it printed, None where nothing here can read
    it; `is_unchanged` is true where the contribution still prints the same, word for word."""

    version: int
    name: str
    when: datetime.datetime
    section: Section | None
    is_unchanged: bool


def last_submission(contribution: Contribution, section: Section) -> Submission | None:
    """What was submitted last, beside what is printed now (`section`); None where nothing was. One query."""
    submitted = contribution.revisions.filter(event__transition=ContributionEvent.SUBMITTED).select_related("event")
    revision = submitted.order_by("-version").first()
    if revision is None:
        return None
    state = State(section) if revision.version == contribution.version else state_of(revision)
    return Submission(
        version=revision.version,
        name=revision.event.actor_name,
        when=revision.event.created_at,
        section=state.section if state else None,
        # What is never printed is not shown here: it does not count.
        is_unchanged=state is not None and not differences(State(state.section), State(section)),
    )


def pictures_of(section: Section) -> tuple[Picture, ...]:
    """The pictures of one contribution, those of its moments included. Their files are kept while it shows them."""
    return (*section_pictures(section), *(moment.picture for moment in section.moments if moment.picture))
