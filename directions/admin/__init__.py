"""The admin pages of the collection; every one of them stands on `scoping`."""

from directions.admin import campaign, contribution, indicators, organisation, people

__all__ = ["campaign", "contribution", "indicators", "organisation", "people"]
