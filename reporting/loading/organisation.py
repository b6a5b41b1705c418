"""The institution and its org chart of the year: existing directions are reused as they are, missing ones are created.

Loading another year never changes the current org chart: the year's own is the snapshot that the contributions keep.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from django.utils.text import slugify

from directions.enums import DirectionKind
from directions.models import Campaign, Contribution, Direction
from reporting.loading.shapes import Refused
from reporting.loading.structure import Institution, ReportFile, Unit

_CODE_LENGTH = Direction._meta.get_field("code").max_length


def find_or_create_root(institution: Institution, units: Iterable[Unit]) -> Direction:
    """The institution, by its code, else by its name; neither is changed."""
    unit_codes = {unit.code: unit for unit in units}
    roots = Direction.objects.institutions()
    found = roots.filter(code=institution.code).first() or roots.filter(name=institution.name).first()
    if found and found.code in unit_codes:
        path = unit_codes[found.code].path
        raise Refused([f"{path}.code : « {found.code} » est déjà le code de l'institution {found.name}."])
    if found:
        return found
    taken = {*roots.values_list("code", flat=True), *unit_codes}
    code = institution.code or _free_code(institution.name, taken)
    return Direction.objects.create(code=code, name=institution.name, kind=DirectionKind.INSTITUTION)


def _free_code(name: str, taken: set[str]) -> str:
    """A code made from the name; two long names may begin alike."""
    base = slugify(name).upper()[:_CODE_LENGTH].strip("-") or "INSTITUTION"
    code, number = base, 1
    while code in taken:
        number += 1
        code = f"{base[: _CODE_LENGTH - len(str(number)) - 1]}-{number}"
    return code


def refuse_loaded_year(root: Direction, year: int) -> None:
    if Campaign.objects.filter(institution=root, year=year).exists():
        raise Refused([f"{root.name} a déjà une campagne {year} : rien n'est changé."])


def find_or_create_directions(root: Direction, report: ReportFile) -> dict[str, Direction]:
    """The directions of the units, by code; one query a level of the tree for those that are missing."""
    positions = _positions(report.units)
    in_file = {unit.code for unit in report.units}
    known = {direction.code: direction for direction in Direction.objects.filter(institution=root)}
    for level in _levels(report.units):
        missing = [unit for unit in level if unit.code not in known]
        created = Direction.objects.bulk_create(
            Direction(
                institution=root,
                parent=known[unit.parent] if unit.parent in in_file else root,
                code=unit.code,
                name=unit.name,
                kind=unit.kind,
                position=positions[unit.code],
                opened_year=int(unit.created[:4]) if unit.created else None,
            )
            for unit in missing
        )
        known |= {direction.code: direction for direction in created}
    return {unit.code: known[unit.code] for unit in report.units}


def _levels(units: Sequence[Unit]) -> Iterator[list[Unit]]:
    """The units level by level, from those that hang on the institution: they name no unit, or the institution by the
    code that the file gives it, which may not be the one that it has here."""
    codes = {unit.code for unit in units}
    children: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        children[unit.parent if unit.parent in codes else ""].append(unit)
    level = children[""]
    while level:
        yield level
        level = [child for unit in level for child in children[unit.code]]


def _positions(units: Iterable[Unit]) -> dict[str, int]:
    """Each unit's place among its siblings: the one it gives, else its rank in the file."""
    ranks: Counter[str] = Counter()
    positions = {}
    for unit in units:
        ranks[unit.parent] += 1
        positions[unit.code] = ranks[unit.parent] if unit.position is None else unit.position
    return positions


def contributions(
    campaign: Campaign, report: ReportFile, directions: dict[str, Direction], status: str
) -> tuple[Contribution, dict[str, Contribution]]:
    """The institution's contribution and those of the units by code, with the year's org chart, not yet written."""
    positions = _positions(report.units)
    root = Contribution(
        campaign=campaign,
        direction=campaign.institution,
        code=campaign.institution.code,
        name=report.institution.name,
        kind=DirectionKind.INSTITUTION,
        status=status,
    )
    by_code = {
        unit.code: Contribution(
            campaign=campaign,
            direction=directions[unit.code],
            code=unit.code,
            name=unit.name,
            kind=unit.kind,
            position=positions[unit.code],
            number=unit.number,
            created_on=unit.created,
            status=status,
        )
        for unit in report.units
    }
    for unit in report.units:
        by_code[unit.code].parent = by_code.get(unit.parent, root)
    return root, by_code
