"""What the communication team corrected in a contribution, on the pages and in the messages of the collection: they
know nothing of revisions."""

from __future__ import annotations

from typing import Any

from django import template

from directions.models import Contribution
from reporting.history.corrections import corrections_of

register = template.Library()
register.simple_tag(corrections_of)


@register.inclusion_tag("reporting/review/_corrections.html")
def corrections(contribution: Contribution) -> dict[str, Any]:
    """One line that leads to what was changed; nothing where nothing was."""
    return {"contribution": contribution, "corrections": corrections_of(contribution)}
