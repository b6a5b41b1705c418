"""The field of the report's page that says which parts are printed, and in which order."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from reporting.enums import Part
from reporting.parts import Arrangement

INCOMPLETE = "La liste des parties n'est pas arrivée en entier : ouvrez de nouveau la page."
PLACES = range(1, len(Part) + 1)


class PartsInput(forms.Widget):
    """A row a part: a box to tick, its place, and buttons that move it where scripts run. A page sends the names of its
    rows in the order that it shows them, those that are ticked, and the place chosen for each."""

    def id_for_label(self, id_: str) -> str:
        """None: each box has a label of its own."""
        return ""

    def value_from_datadict(self, data: QueryDict, files: Any, name: str) -> Arrangement | None:
        """What the page has sent; None where it is not whole."""
        shown = data.getlist(name)
        chosen = {part: data.get(f"{name}-{part}") for part in shown}
        allowed = {str(place) for place in PLACES}
        if sorted(shown) != sorted(Part.values) or not allowed.issuperset(chosen.values()):
            return None
        return arranged(shown, {part: int(place) for part, place in chosen.items()}, data.getlist(f"{name}-printed"))

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        rows = [
            {
                "part": part,
                "place": place,
                "is_printed": part not in value.left_out,
                "is_always_printed": part == Part.UNITS,
            }
            for place, part in enumerate(value.order, start=1)
        ]
        context = {"name": name, "id": (attrs or {}).get("id", ""), "rows": rows, "places": PLACES}
        return render_to_string("admin/reporting/report/_parts_input.html", context)


def arranged(shown: list[str], chosen: dict[str, int], ticked: list[str]) -> Arrangement:
    """The parts in the places that were chosen for them; the institution and its directions need no tick.

    Where two ask for one place, the one that was moved up to it comes before and the one that was moved down to it
    after: the others make room, as people expect who change the place of one part alone.
    """
    before = {part: place for place, part in enumerate(shown, start=1)}

    def rank(part: Part) -> tuple[int, int, int]:
        moved = (chosen[part] > before[part]) - (chosen[part] < before[part])
        return chosen[part], moved, before[part]

    printed = {*ticked, Part.UNITS}
    return Arrangement(tuple(sorted(Part, key=rank)), frozenset(part for part in Part if part not in printed))


class PartsField(forms.Field):
    """Which parts are printed, and in which order: an Arrangement."""

    widget = PartsInput

    def __init__(self) -> None:
        super().__init__(label="Parties imprimées, dans cet ordre", required=False, initial=Arrangement())

    def to_python(self, value: Arrangement | None) -> Arrangement:
        if value is None:
            raise ValidationError(INCOMPLETE)
        return value

    def bound_data(self, data: Arrangement | None, initial: Arrangement) -> Arrangement:
        """What a refused page shows again."""
        return data or initial

    def has_changed(self, initial: Arrangement, data: Arrangement | None) -> bool:
        return data != initial
