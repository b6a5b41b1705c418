"""The workbook of the org chart of an institution: a line a direction, found again by its code, at any place."""

from __future__ import annotations

from collections.abc import Iterator

from directions import lineage, permissions
from directions.bulk_writing import write_rows
from directions.enums import DirectionKind
from directions.models import Direction
from directions.models.organisation import HANGS_BELOW_ITSELF
from directions.org_chart import below_themselves, in_tree_order
from directions.resources.base import JudgedRow, Values
from directions.resources.coded import CodedResource, text_of, units_of, unknown_code
from directions.resources.columns import ChoiceCell, SheetField, WholeCell
from directions.sheets import Cell, Kind

# The relations of a direction, whose columns hold the code of the other: parent_code, successor_code, split_from_code.
_LINKS = ("parent", "successor", "split_from")
_UPDATED = ("name", "kind", "position", "opened_year", "closed_year", *_LINKS)
_OF_INSTITUTION = frozenset({"name", "position"})
_MESSAGES = {one.name: one.violation_error_message for one in Direction._meta.constraints}


class DirectionResource(CodedResource):
    """The directions of an institution, which administrators keep. New ones may hang below each other, in any order.

    The relations are told by codes: `prepare` gives them to the rows, `write` turns them into keys.
    """

    sheet_name = "Organigramme"
    required = ("code", "name")
    named = "name"
    twins = "La ligne {others} a le même sigle : gardez-en une seule."
    no_code = "Écrivez le sigle de la direction : c'est à lui qu'on la reconnaît."
    guidance = """Une ligne par direction, reconnue à son sigle : un sigle ne se change que sur la page de la direction.
Pour ajouter une direction, ajoutez une ligne avec un sigle nouveau ; l'ordre des lignes n'a pas d'importance.
Une ligne effacée du tableau ne supprime rien : pour supprimer une direction, donnez son année de suppression.
De l'institution, seuls le nom et l'ordre se changent ici.
Les campagnes déjà ouvertes gardent l'organigramme de leur année.
Rien n'est enregistré avant que vous ayez vu, puis confirmé, ce qui changera."""

    code = SheetField(
        "Sigle",
        "Il reconnaît la direction : un sigle changé est une autre direction. Par exemple DRH.",
        attribute="code",
        width=14,
    )
    name = SheetField("Nom", "Le nom entier, tel qu'il s'imprime.", attribute="name", width=50)
    kind = SheetField(
        "Nature",
        f"{', '.join(label for value, label in DirectionKind.choices if value != DirectionKind.INSTITUTION)}.",
        attribute="kind",
        widget=ChoiceCell(DirectionKind.choices),
        width=30,
    )
    parent_code = SheetField(
        "Rattachée à", "Le sigle de celle dont elle dépend, ou de l'institution.", attribute="parent_code", width=14
    )
    position = SheetField(
        "Ordre",
        "Sa place parmi celles qui dépendent de la même, de la plus petite à la plus grande. Vide : 0.",
        attribute="position",
        widget=WholeCell(empty=0),
        kind=Kind.YEAR,
        width=10,
    )
    opened_year = SheetField(
        "Année de création",
        "La première année où elle remplit un rapport. Vide : depuis toujours.",
        attribute="opened_year",
        widget=WholeCell(),
        kind=Kind.YEAR,
    )
    closed_year = SheetField(
        "Année de suppression",
        "La dernière année où elle remplit un rapport. Vide : elle existe encore.",
        attribute="closed_year",
        widget=WholeCell(),
        kind=Kind.YEAR,
        width=20,
    )
    successor_code = SheetField(
        "Remplacée par",
        "Le sigle de celle qui reprend ses activités, quand elle est supprimée.",
        attribute="successor_code",
        width=14,
    )
    split_from_code = SheetField(
        "Issue de",
        "Le sigle de celle dont elle reprend une partie des activités, quand elle est créée.",
        attribute="split_from_code",
        width=14,
    )

    class Meta:
        model = Direction

    # -- What is stored, and which line is about it --------------------------------------------------------------------

    def all_rows(self, *, lock: bool = False) -> list[Direction]:
        rows = list(units_of(self.institution, lock=lock))
        self._codes = {one.pk: one.code for one in rows}
        for one in rows:
            for link in _LINKS:
                setattr(one, f"{link}_code", self._codes.get(getattr(one, f"{link}_id"), ""))
        return [one for one, _ in in_tree_order(rows)]

    def prepare(self, rows: list[dict[str, Cell]], *, lock: bool) -> None:
        super().prepare(rows, lock=lock)
        above = {code: one.parent_code for code, one in self._stored.items()}
        for row in rows:
            if code := text_of(row, "code"):
                above[code] = text_of(row, "parent_code") if "parent_code" in row else above.get(code, "")
        self._known = frozenset(above)
        self._looped = below_themselves(above)

    def init_instance(self, row: dict[str, Cell] | None = None) -> Direction:
        direction = Direction(institution=self.institution)
        for link in _LINKS:
            setattr(direction, f"{link}_code", "")
        return direction

    # -- What a line may not be ----------------------------------------------------------------------------------------

    def why_closed(self, instance: Direction) -> str:
        return "" if permissions.is_administrator(self.user) else "Les administrateurs seuls tiennent l'organigramme."

    def faults(self, instance: Direction, changed: tuple[str, ...], before: Values) -> Iterator[tuple[str, str]]:
        if instance.pk == self.institution.pk:
            kept = (name for name in changed if name not in _OF_INSTITUTION)
            yield from ((name, "De l'institution, seuls le nom et l'ordre se changent ici.") for name in kept)
            return
        if instance.kind == DirectionKind.INSTITUTION:
            yield "kind", "Une institution ne se crée pas dans un tableur : choisissez une autre nature."
        yield from self._parent_faults(instance)
        yield from self._other_faults(instance, "successor_code", "direction_not_its_own_successor")
        yield from self._other_faults(instance, "split_from_code", "direction_not_split_from_itself")
        opened, closed = instance.opened_year, instance.closed_year
        if opened is not None and closed is not None and closed < opened:
            yield "closed_year", _MESSAGES["direction_closed_after_opened"]

    def _parent_faults(self, instance: Direction) -> Iterator[tuple[str, str]]:
        if not instance.parent_code:
            yield "parent_code", _MESSAGES["direction_has_parent_unless_institution"]
        elif instance.code in self._looped:
            yield "parent_code", HANGS_BELOW_ITSELF
        elif reason := self._unknown(instance.parent_code):
            yield "parent_code", reason

    def _other_faults(self, instance: Direction, name: str, not_itself: str) -> Iterator[tuple[str, str]]:
        code = getattr(instance, name)
        if code == instance.code:
            yield name, _MESSAGES[not_itself]
        elif reason := self._unknown(code):
            yield name, reason

    def _unknown(self, code: str) -> str:
        return unknown_code(code, self.institution, self._known, ", et aucune ligne de ce tableau non plus")

    # -- In words ------------------------------------------------------------------------------------------------------

    def place(self, row: JudgedRow) -> str:
        parent = text_of(row.row_values, "parent_code")
        return f"rattachée à {parent}" if parent else ""

    # -- Writing -------------------------------------------------------------------------------------------------------

    def write(self) -> None:
        """New directions first, below the institution: only then do they have keys by which others hang below them."""
        for one in self.create_instances:
            one.parent_id = self.institution.pk
        write_rows(self.create_instances)
        keys = dict(units_of(self.institution).values_list("code", "pk"))
        for one in self.create_instances:
            one.pk = keys[one.code]
        rows = [*self.create_instances, *self.update_instances]
        for one in rows:
            self._link(one, keys)
        write_rows(rows, _UPDATED)
        lineage.link_unfinished(self.institution)

    def _link(self, direction: Direction, keys: dict[str, int]) -> None:
        """Turns codes into keys; a key whose code did not change stays, be it of another institution."""
        for link in _LINKS:
            code = getattr(direction, f"{link}_code")
            if code != self._codes.get(getattr(direction, f"{link}_id"), ""):
                setattr(direction, f"{link}_id", keys.get(code))
