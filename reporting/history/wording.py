"""A difference in French sentences: what changed, in one line or in several."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from directions.enums import INTRODUCTION, BlockKind
from directions.french.number_words import counted
from directions.french.typography import french
from reporting.document import Figure
from reporting.history.differences import BlockDifference, Change, SectionDifference
from reporting.history.printed_blocks import HEADING, INTERNAL_NOTE, WITHOUT_ID

NOTHING = "Aucun mot n'a changé."

# More blocks than this are counted, not told one by one.
_MAX_TOLD = 3
_TITLE_LENGTH = 60


@dataclass(frozen=True)
class Noun:
    one: str
    many: str
    is_feminine: bool = False

    def counted(self, count: int) -> str:
        return counted(count, self.one, self.many)

    def agreed(self, participle: str, count: int = 1) -> str:
        """ "modifié", "modifiées"."""
        return f"{participle}{'e' if self.is_feminine else ''}{'s' if count > 1 else ''}"


# In the order in which they are told.
NOUNS = {
    HEADING: Noun("en-tête", "en-têtes"),
    INTRODUCTION: Noun("présentation", "présentations", is_feminine=True),
    BlockKind.MISSION: Noun("mission", "missions", is_feminine=True),
    BlockKind.ACHIEVEMENT: Noun("réalisation", "réalisations", is_feminine=True),
    BlockKind.TAKEAWAY: Noun("point à retenir", "points à retenir"),
    BlockKind.KEY_FIGURE: Noun("chiffre", "chiffres"),
    BlockKind.CHART: Noun("graphique", "graphiques"),
    BlockKind.CHAPTER: Noun("chapitre", "chapitres"),
    BlockKind.MOMENT: Noun("temps fort", "temps forts"),
    INTERNAL_NOTE: Noun("note interne", "notes internes", is_feminine=True),
}
_PARTICIPLES = {Change.CHANGED: "modifié", Change.ADDED: "ajouté", Change.REMOVED: "supprimé", Change.MOVED: "déplacé"}


def summary(difference: SectionDifference) -> str:
    """The whole in one line: "2 réalisations modifiées ; le chiffre « Agents » passe de 240 à 252 agents"."""
    said = sentences(difference)
    return french(" ; ".join((said[0][:1].upper() + said[0][1:], *said[1:]))) if said else french(NOTHING)


def sentences(difference: SectionDifference) -> tuple[str, ...]:
    """Half a sentence for each block that differs or, where they are many, for each kind of block; figures whose value
    changed come last, and are told as long as they are few."""
    figures = [one for one in difference.blocks if _has_new_value(one)]
    others = [one for one in difference.blocks if one not in figures or len(figures) > _MAX_TOLD]
    if len(others) > _MAX_TOLD:
        by_kind = {kind: [one for one in others if one.kind == kind] for kind in NOUNS}
        said = [_counted(kind, blocks) for kind, blocks in by_kind.items() if blocks]
    else:
        said = [block_sentence(one) for one in others]
    told = figures if len(figures) <= _MAX_TOLD else []
    return tuple(french(words) for words in (*said, *map(block_sentence, told)))


def heading(one: BlockDifference) -> str:
    """ "Réalisation « Un pont neuf »"."""
    if one.kind in WITHOUT_ID:
        return NOUNS[one.kind].one.capitalize()
    return french(f"{BlockKind(one.kind).label} « {one.title} »")


def state_words(one: BlockDifference) -> str:
    """ "modifiée, déplacée de la 2e à la 4e place"."""
    happened = "" if one.change == Change.MOVED else NOUNS[one.kind].agreed(_PARTICIPLES[one.change])
    return french(", ".join(words for words in (happened, moved_words(one)) if words))


@dataclass(frozen=True)
class Told:
    """One block that differs, with what a page calls it."""

    difference: BlockDifference

    @property
    def heading(self) -> str:
        return heading(self.difference)

    @property
    def state(self) -> str:
        return state_words(self.difference)


def block_sentence(one: BlockDifference) -> str:
    """What became of one block: "réalisation « Un pont neuf » modifiée (titre, texte)"."""
    if _has_new_value(one):
        return f"le chiffre « {_shortened(one.title)} » passe {_from_to(one)}"
    noun = NOUNS[one.kind]
    named = noun.one if one.kind in WITHOUT_ID else f"{noun.one} « {_shortened(one.title)} »"
    said = f"{named} {noun.agreed(_PARTICIPLES[one.change])}"
    if one.change == Change.CHANGED and (names := _names_of_fields(one)) != noun.one:
        said = f"{said} ({names})"
    return f"{said}, {moved_words(one)}" if one.moved and one.change != Change.MOVED else said


def _names_of_fields(one: BlockDifference) -> str:
    return ", ".join(field.label[:1].lower() + field.label[1:] for field in one.fields)


def moved_words(one: BlockDifference) -> str:
    """ "déplacée de la 2e à la 4e place"; empty where the block did not move."""
    if not one.moved:
        return ""
    old, new = (f"{place}{'re' if place == 1 else 'e'}" for place in one.moved)
    return f"{NOUNS[one.kind].agreed('déplacé')} de la {old} à la {new} place"


def _counted(kind: str, blocks: list[BlockDifference]) -> str:
    """ "2 réalisations modifiées, 1 ajoutée"; what there is only one of is not counted."""
    noun = NOUNS[kind]
    if kind in WITHOUT_ID:
        return block_sentence(blocks[0])
    counts = Counter(one.change for one in blocks)
    told = [(change, counts[change]) for change in _PARTICIPLES if counts[change]]
    (first, count), rest = told[0], told[1:]
    said = [f"{noun.counted(count)} {noun.agreed(_PARTICIPLES[first], count)}"]
    return ", ".join(said + [f"{count} {noun.agreed(_PARTICIPLES[change], count)}" for change, count in rest])


def _has_new_value(one: BlockDifference) -> bool:
    return one.kind == BlockKind.KEY_FIGURE and one.change == Change.CHANGED and one.field("value") is not None


def _from_to(one: BlockDifference) -> str:
    old, new = one.old.block, one.new.block
    # The unit is told once.
    before = old.text.removesuffix(old.unit).rstrip() if old.unit and old.unit == new.unit else _told(old)
    return f"{_de(before)} à {_told(new)}"


def _told(figure: Figure) -> str:
    return figure.text if figure.provided else f"« {figure.text} »"


def _de(words: str) -> str:
    """ "de 240", "d'environ 240"."""
    return f"d'{words}" if words[:1].lower() in "aeiouyéèêâîôûœ" else f"de {words}"


def _shortened(title: str) -> str:
    return title if len(title) <= _TITLE_LENGTH else f"{title[:_TITLE_LENGTH].rsplit(' ', 1)[0]}…"
