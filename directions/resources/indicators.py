"""The workbook of the indicators of an institution: a line an indicator, found again by its code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, prefetch_related_objects

from directions import permissions
from directions.bulk_writing import write_rows
from directions.enums import Aggregation
from directions.indicators import unit_fault
from directions.models import Indicator, KeyFigure
from directions.resources.base import JudgedRow, Values
from directions.resources.coded import CodedResource, text_of, units_of, unknown_code
from directions.resources.columns import ChoiceCell, ParagraphsCell, SheetField, TextCell, UnitCell
from directions.sheets import Cell, DataSheet

_UPDATED = ("label", "unit", "owner", "aggregation", "definition")


class AggregationCell(ChoiceCell):
    """An empty cell is no aggregation."""

    def __init__(self) -> None:
        super().__init__(Aggregation.choices)

    def clean(self, value: Cell, row: dict[str, Cell] | None = None, **kwargs: Any) -> str:
        return super().clean(value) if TextCell().clean(value) else Aggregation.NONE


class IndicatorResource(CodedResource):
    """The indicators of an institution, which its communication team keeps."""

    sheet_name = "Indicateurs"
    required = ("code", "label")
    named = "label"
    twins = "La ligne {others} a le même code : gardez-en une seule."
    no_code = "Donnez un code à cet indicateur : des lettres sans accent, des chiffres et des tirets."
    guidance = """Une ligne par indicateur, reconnue à son code : ne changez pas le code d'un indicateur qui existe.
Pour ajouter un indicateur, ajoutez une ligne avec un code nouveau.
Une ligne effacée du tableau ne supprime rien : son indicateur reste tel qu'il est.
Rien n'est enregistré avant que vous ayez vu, puis confirmé, ce qui changera."""

    code = SheetField(
        "Code",
        "Il reconnaît l'indicateur d'année en année : un code changé est un autre indicateur. Des lettres sans accent, "
        "des chiffres et des tirets.",
        attribute="code",
        width=34,
    )
    label = SheetField("Intitulé", "Ce que l'indicateur mesure.", attribute="label", width=40)
    unit = SheetField(
        "Unité",
        "Ce que l'on compte : agents, €, %, km². Celle d'un indicateur qui a des chiffres ne se change pas.",
        attribute="unit",
        widget=UnitCell(),
        width=14,
    )
    owner_code = SheetField(
        "Direction",
        "Le sigle de celle qui le remplit. Vide : commun à toutes les directions.",
        attribute="owner_code",
        width=14,
    )
    aggregation = SheetField(
        "Cumul",
        "« Somme » si la valeur de l'institution est la somme de celles des directions ; sinon « Aucune », ou vide.",
        attribute="aggregation",
        widget=AggregationCell(),
        width=12,
    )
    definition = SheetField(
        "Définition",
        "Comment le compter, pour que tous comptent de même.",
        attribute="definition",
        widget=ParagraphsCell(),
        width=60,
    )
    redefined = SheetField(
        "Redéfini en",
        "Les années où il a cessé de mesurer la même chose. Elles se signalent sur la page de l'indicateur.",
        width=40,
        read_only=True,
    )

    class Meta:
        model = Indicator

    def all_rows(self, *, lock: bool = False) -> list[Indicator]:
        """Each with the code of its direction, and whether figures measure it."""
        codes = dict(units_of(self.institution, lock=lock).values_list("pk", "code"))
        self._owners = {code: pk for pk, code in codes.items()}
        measured = Exists(KeyFigure.objects.filter(indicator=OuterRef("pk")))
        found = Indicator.objects.filter(institution=self.institution).annotate(is_measured=measured)
        found = found.order_by("pk").select_for_update(no_key=True) if lock else found.order_by("label", "pk")
        rows = list(found)
        for one in rows:
            one.owner_code = codes.get(one.owner_id, "")
        return rows

    def data_sheet(self, instances: Sequence[Indicator]) -> DataSheet:
        prefetch_related_objects(instances, "redefinitions")
        return super().data_sheet(instances)

    def dehydrate_redefined(self, indicator: Indicator) -> Cell:
        return " ; ".join(map(str, indicator.redefinitions.all())) or None

    def init_instance(self, row: dict[str, Cell] | None = None) -> Indicator:
        indicator = Indicator(institution=self.institution)
        indicator.owner_code, indicator.is_measured = "", False
        return indicator

    def why_closed(self, instance: Indicator) -> str:
        return "" if permissions.is_reviewer(self.user) else "La communication seule tient les indicateurs."

    def faults(self, instance: Indicator, changed: tuple[str, ...], before: Values) -> Iterator[tuple[str, str]]:
        if instance.is_measured and (reason := unit_fault(before["unit"], instance.unit)):
            yield "unit", reason
        if reason := unknown_code(instance.owner_code, self.institution, self._owners):
            yield "owner_code", reason

    def place(self, row: JudgedRow) -> str:
        return text_of(row.row_values, "owner_code")

    def write(self) -> None:
        for one in (*self.create_instances, *self.update_instances):
            one.owner_id = self._owners.get(one.owner_code)
        write_rows(self.create_instances)
        write_rows(self.update_instances, _UPDATED)
