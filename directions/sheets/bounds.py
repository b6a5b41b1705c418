"""What a stranger's file may weigh, and the refusal that says in French what to do."""

from __future__ import annotations

from dataclasses import dataclass

from directions.french.typography import NARROW_NO_BREAK, NO_BREAK

KEEP_AS = "Enregistrez le tableau au format XLSX, ODS ou CSV, puis choisissez-le de nouveau."
DAMAGED = f"Ce fichier est abîmé ou incomplet{NO_BREAK}: ouvrez-le dans votre tableur, enregistrez-le de nouveau."
TOO_HEAVY = (
    f"Ce fichier est trop lourd une fois ouvert{NO_BREAK}: "
    "copiez les seules lignes à importer dans un nouveau classeur."
)


class SheetRefused(ValueError):
    """A file that is not read; the message is French and says what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Limits:
    """Every bound of a reading. The first two hold before anything is parsed, the others while it is."""

    file_bytes: int = 5 * 1024 * 1024
    entries: int = 1_000
    inflated_bytes: int = 60 * 1024 * 1024  # 300 000 cells of an ODS come near
    elements: int = 1_200_000  # each cell takes two or three
    rows: int = 20_000
    columns: int = 60
    cells: int = 300_000
    cell_characters: int = 5_000
    characters: int = 10_000_000
    gap: int = 1_000  # empty rows before one that is filled


class Budget:
    """What is left of the bounds that all the parts of one file share."""

    def __init__(self, limits: Limits) -> None:
        self.bytes = limits.inflated_bytes
        self.elements = limits.elements


class BoundedText:
    """A text put together from pieces, refused as soon as it is longer than a cell may be."""

    __slots__ = ("_left", "_limit", "_pieces")

    def __init__(self, limits: Limits) -> None:
        self._pieces: list[str] = []
        self._limit = limits.cell_characters
        self._left = self._limit

    def add(self, piece: str) -> None:
        self._left -= len(piece)
        if self._left < 0:
            raise SheetRefused(too_long("Une cellule", self._limit))
        self._pieces.append(piece)

    def __str__(self) -> str:
        return "".join(self._pieces)


def too_long(where: str, limit: int) -> str:
    return f"{where} a plus de {counted(limit)} caractères{NO_BREAK}: raccourcissez-la."


def counted(number: int) -> str:
    return f"{number:,}".replace(",", NARROW_NO_BREAK)


def quoted(text: str) -> str:
    """The text between French quotes, cut where a stranger made it long."""
    return f"«{NO_BREAK}{text if len(text) <= 60 else text[:59] + '…'}{NO_BREAK}»"
