"""The list in which contributions are reviewed one after the other: the question of the table, which the addresses of
the review page keep."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from directions import lifecycle
from directions.models import Campaign, Contribution
from directions.questions.keys import key_of
from directions.tracking.addresses import table_url, url
from directions.tracking.question import TrackingQuestion

# An address that keeps a longer one, and is kept itself by a form, would be too long to be led to.
_MAX_LENGTH = 600


def kept_list(text: str) -> str:
    """What an address asks of the table, written anew; empty where it asks nothing, or too much."""
    if len(text) > _MAX_LENGTH:
        return ""
    asked = {name: values for name, values in QueryDict(text).lists() if name in TrackingQuestion.base_filters}
    kept = urlencode(asked, doseq=True)
    return kept if len(kept) <= _MAX_LENGTH else ""


def as_query(kept: str) -> str:
    """The list as the address of a review page says it; empty where it is the whole campaign."""
    return f"?{urlencode({'liste': kept})}" if kept else ""


def review_url(contribution: Contribution, kept: str) -> str:
    """The page where the contribution is reviewed, which the reporting app gives."""
    return reverse("reporting:review", args=[contribution.pk]) + as_query(kept)


def list_url(campaign: Campaign, kept: str) -> str:
    """The table as it was asked for."""
    return f"{table_url(campaign.year)}?{_query(campaign, kept)}"


def next_url(contribution: Contribution, kept: str) -> str:
    """What leads to the next one of the list that waits to be reviewed."""
    campaign = contribution.campaign
    asked = f"{_query(campaign, kept)}&{urlencode({'apres': contribution.pk})}"
    return f"{url('tracking_next', year=campaign.year)}?{asked}"


def next_waiting(question: TrackingQuestion, after: str) -> Contribution | None:
    """The first that waits for the approval of who asks, after that line of the table (a key) and then from its
    beginning: the line itself comes last. None where nothing waits.

    A line that was just approved has its place in the table still, where a filter hides it."""
    table = [line.contribution for line in question.whole_table()]
    keys = [one.pk for one in table]
    start = keys.index(key) + 1 if (key := key_of(after)) in keys else 0
    following = (*table[start:], *table[:start])
    return next((one for one in following if one.pk in question.found and _waits(question, one)), None)


def _waits(question: TrackingQuestion, contribution: Contribution) -> bool:
    return any(transition.name == "approve" for transition in lifecycle.available(question.user, contribution))


def _query(campaign: Campaign, kept: str) -> str:
    """The institution is that of the campaign, whatever the number of institutions."""
    institution = urlencode({"institution": campaign.institution.code})
    return f"{kept}&{institution}" if kept else institution
