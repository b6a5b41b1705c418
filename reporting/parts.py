"""Which parts of a report are printed, and in which order: read from its rows, and written to them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from reporting.enums import Part
from reporting.models import PartPlace, Report


@dataclass(frozen=True)
class Arrangement:
    """Every part in its order; those of `left_out` are not printed."""

    order: tuple[Part, ...] = tuple(Part)
    left_out: frozenset[Part] = frozenset()

    @property
    def printed(self) -> tuple[str, ...]:
        """The names of the printed parts, in their order."""
        return tuple(part.value for part in self.order if part not in self.left_out)

    def __str__(self) -> str:
        return "\n".join(
            f"{place}. {part.label}{' (non imprimé)' if part in self.left_out else ''}"
            for place, part in enumerate(self.order, start=1)
        )


def arrangement_of(report: Report) -> Arrangement:
    """What the rows of the report say; a part without a row is printed, in its usual place."""
    rows = {row.part: row for row in report.part_places.all()} if report.pk else {}
    places = {part: rows[part].position if part in rows else usual for usual, part in enumerate(Part)}
    left_out = frozenset(part for part in Part if part in rows and not rows[part].is_printed)
    return Arrangement(tuple(sorted(Part, key=places.__getitem__)), left_out)


def rows_of(arrangement: Arrangement, report: Report) -> list[PartPlace]:
    """The rows that say this arrangement, not yet written."""
    return [
        PartPlace(report=report, part=part, position=position, is_printed=part not in arrangement.left_out)
        for position, part in enumerate(arrangement.order)
    ]


def arrange(report: Report, arrangement: Arrangement) -> None:
    """Writes the arrangement in the place of the one before."""
    with transaction.atomic():
        report.part_places.all().delete()
        PartPlace.objects.bulk_create(rows_of(arrangement, report))
