"""The address of two versions compared."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from directions.models import Contribution


def compare_url(contribution: Contribution, older: int, newer: int) -> str:
    """Two versions by their numbers; in any order, the page says the older first."""
    return f"{reverse('reporting:history-compare', args=[contribution.pk])}?{urlencode({'de': older, 'a': newer})}"
