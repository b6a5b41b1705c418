"""What a version says as one list of blocks, each with its fields in words: what is compared, and in what order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from directions.enums import INTRODUCTION, BlockKind, ChartKind, Placement
from directions.models import KeyFigure
from directions.permissions import FIELDS_OF_THE_REVIEW
from reporting import document as doc
from reporting.history.states import WHOLE, State

# The blocks that a section has without an id of their own.
HEADING, INTERNAL_NOTE = "heading", "internal_note"
WITHOUT_ID = frozenset({HEADING, INTRODUCTION, INTERNAL_NOTE})
# The fields that are typed and never printed, as the form names them.
UNPRINTED_LABELS = {
    name: str(KeyFigure._meta.get_field(name).verbose_name).capitalize() for name in sorted(FIELDS_OF_THE_REVIEW)
}


class Style(StrEnum):
    """How a difference of a field is shown: its words marked, one value before another, a photo, data cell by cell."""

    WORDS = "words"
    VALUE = "value"
    PHOTO = "photo"
    DATA = "data"


Data = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Field:
    """One field of a block. `value` is a RichText (WORDS), a str (VALUE; for PHOTO, the name of the picture) or Data.
    One that follows from others (`is_computed`) differs only where they are the same."""

    name: str
    label: str
    style: Style
    value: doc.RichText | str | Data
    is_computed: bool = False


AnyBlock = (
    doc.Section | doc.Chapter | doc.Mission | doc.Achievement | doc.Takeaway | doc.Figure | doc.Chart | doc.Moment
)


@dataclass(frozen=True)
class PlacedBlock:
    """A block where it stands. `kind` is a value of BlockKind, or one of WITHOUT_ID; `chapter` is the title
    of its chapter. Blocks of one kind that share a `container` have an order among them; `group` is the heading, chosen
    by their author, that some are printed under."""

    id: str
    kind: str
    title: str
    block: AnyBlock
    fields: tuple[Field, ...]
    chapter: str = ""
    container: tuple[str, ...] = ()
    group: str = ""

    @property
    def placement(self) -> str:
        """Where a figure is printed; empty for another block."""
        return self.container[1] if self.container else ""


def blocks_of(state: State) -> tuple[PlacedBlock, ...]:
    """Every block of the section, in the order of the page, then the note that is not printed; those of the sections
    below it are not its own."""
    printed = (_with_unprinted(one, state.unprinted.get(one.id, {})) for one in _blocks(state.section))
    return (*printed, *_note(state))


def _note(state: State) -> Iterator[PlacedBlock]:
    if text := state.unprinted.get(WHOLE, {}).get(INTERNAL_NOTE):
        fields = (_text(INTERNAL_NOTE, UNPRINTED_LABELS[INTERNAL_NOTE], text),)
        yield PlacedBlock(INTERNAL_NOTE, INTERNAL_NOTE, "", state.section, fields)


def _with_unprinted(block: PlacedBlock, texts: Mapping[str, str]) -> PlacedBlock:
    """What is typed of a figure and is not printed is said last."""
    if block.kind != BlockKind.KEY_FIGURE:
        return block
    told = (_text(name, label, texts.get(name, "")) for name, label in UNPRINTED_LABELS.items())
    return replace(block, fields=(*block.fields, *told))


def _blocks(section: doc.Section) -> Iterator[PlacedBlock]:
    yield PlacedBlock(HEADING, HEADING, section.name, section, _heading_fields(section))
    if section.introduction:
        fields = (_rich("introduction", "Présentation", section.introduction),)
        yield PlacedBlock(INTRODUCTION, INTRODUCTION, "", section, fields)
    for figure in section.identity:
        yield _figure(figure, Placement.IDENTITY)
    yield from _content(section)
    for chapter in section.chapters:
        fields = (_text("title", "Titre", chapter.title), _rich("lead", "Chapeau", chapter.lead))
        yield PlacedBlock(chapter.id, BlockKind.CHAPTER, chapter.title, chapter, fields)
        yield from _content(chapter, chapter)
    for moment in section.moments:
        yield PlacedBlock(moment.id, BlockKind.MOMENT, moment.title, moment, tuple(_moment_fields(moment)))


def _content(source: doc.Section | doc.Chapter, chapter: doc.Chapter | None = None) -> Iterator[PlacedBlock]:
    """The blocks that a section and a chapter have in common; takeaways belong to sections only."""
    for group in source.missions:
        for mission in group.missions:
            fields = (_text("text", "Mission", mission.text), *_filed(chapter, "Rubrique", group.title))
            yield _filed_block(mission, BlockKind.MISSION, mission.text, fields, chapter, group.title)
    for takeaway in () if chapter else source.takeaways:
        fields = (_text("title", "L'essentiel", takeaway.title), _text("text", "Précision", takeaway.text))
        yield PlacedBlock(takeaway.id, BlockKind.TAKEAWAY, takeaway.title, takeaway, fields)
    for group in source.achievements:
        for one in group.achievements:
            fields = (*_achievement_fields(one), *_filed(chapter, "Thème", group.theme))
            yield _filed_block(one, BlockKind.ACHIEVEMENT, one.title, fields, chapter, group.theme)
    yield from _figures(source.figures, Placement.KEY, chapter)
    yield from _figures(source.cited_figures, Placement.CITED, chapter)
    for chart in source.charts:
        fields = (*_chart_fields(chart), *_filed(chapter))
        yield _filed_block(chart, BlockKind.CHART, chart.title, fields, chapter)


def _figures(
    groups: tuple[doc.FigureGroup, ...], placement: Placement, chapter: doc.Chapter | None
) -> Iterator[PlacedBlock]:
    for group in groups:
        for figure in group.figures:
            yield _figure(figure, placement, chapter, group.title)


def _figure(
    figure: doc.Figure, placement: Placement, chapter: doc.Chapter | None = None, group: str = ""
) -> PlacedBlock:
    evolution = figure.evolution
    told = " – ".join(words for words in (evolution.text, evolution.previous) if words) if evolution else ""
    fields = (
        _text("label", "Intitulé", figure.label),
        _value("value", "Valeur", figure.text),
        _value("evolution", "Évolution", told, is_computed=True),
        _value("details", "Précisions", ", ".join(figure.details)),
        _value("placement", "Emplacement", str(placement.label)),
        *_filed(chapter, "Rubrique", group),
    )
    return _filed_block(figure, BlockKind.KEY_FIGURE, figure.label, fields, chapter, group, placement.value)


def _filed_block(
    block: AnyBlock,
    kind: str,
    title: str,
    fields: tuple[Field, ...],
    chapter: doc.Chapter | None,
    group: str = "",
    place: str = "",
) -> PlacedBlock:
    container = (chapter.id if chapter else "", place)
    return PlacedBlock(
        block.id, kind, title, block, fields, chapter.title if chapter else "", container=container, group=group
    )


# -- Fields ------------------------------------------------------------------------------------------------------------


def _text(name: str, label: str, text: str) -> Field:
    paragraph = (doc.Paragraph((doc.Run(text),)),) if text else ()
    return Field(name, label, Style.WORDS, paragraph)


def _rich(name: str, label: str, rich: doc.RichText) -> Field:
    return Field(name, label, Style.WORDS, rich)


def _value(name: str, label: str, value: str, *, is_computed: bool = False) -> Field:
    return Field(name, label, Style.VALUE, value, is_computed)


def _filed(chapter: doc.Chapter | None, group_label: str = "", group: str = "") -> Iterator[Field]:
    """Where the block is filed: the heading that it shares with others, its chapter."""
    if group_label:
        yield _value("group", group_label, group)
    yield _value("chapter", "Chapitre", chapter.title if chapter else "")


def _heading_fields(section: doc.Section) -> tuple[Field, ...]:
    return (
        _text("name", "Nom", section.name),
        _value("number", "Numéro imprimé", "" if section.number is None else str(section.number)),
        _value("created", "Date de création", section.created),
    )


def _achievement_fields(one: doc.Achievement) -> Iterator[Field]:
    yield _text("title", "Titre", one.title)
    yield _rich("body", "Texte", one.body)
    yield _value("when", "Date", one.when)
    yield _value("spotlight", "Encadré ZOOM", "oui" if one.spotlight else "")
    yield from _picture_fields(one.picture)


def _moment_fields(moment: doc.Moment) -> Iterator[Field]:
    yield _text("title", "Titre", moment.title)
    yield _value("when", "Date", moment.when)
    yield _text("text", "Texte", moment.text)
    yield from _picture_fields(moment.picture)


def _picture_fields(picture: doc.Picture | None) -> Iterator[Field]:
    picture = picture or doc.Picture("", "")
    yield Field("photo", "Photo", Style.PHOTO, picture.asset)
    yield _text("photo_alt", "Description de la photo", picture.alt)
    yield _text("photo_credit", "Crédit", picture.credit)
    yield _text("photo_caption", "Légende", picture.caption)


def _chart_fields(chart: doc.Chart) -> Iterator[Field]:
    yield _text("title", "Titre", chart.title)
    yield _value("kind", "Forme", _shape(chart.kind))
    yield _value("unit", "Unité", chart.unit)
    yield Field("data", "Données", Style.DATA, _data(chart))
    yield _text("caption", "Légende", chart.caption)


def _shape(kind: str) -> str:
    """The French name of a kind of chart; its own word where it is one of before, that is no more."""
    return str(ChartKind(kind).label) if kind in ChartKind.values else kind


def _data(chart: doc.Chart) -> Data:
    """One cell a datum: where it stands, and what is printed there."""
    has_names = len(chart.series) > 1
    return tuple(
        (f"{category}, {series.name}" if has_names else category, display)
        for rank, category in enumerate(chart.categories)
        for series, display in ((series, series.displays[rank]) for series in chart.series)
    )
