"""Looks over a document before it is printed: makes its text printable and names, in French, the blocks to correct.

Without it, a letter that the font lacks or a picture without alternative text stops the compiler with an error that
points at our template and not at the block.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, Literal

from PIL import Image

from reporting import document as doc
from reporting.charts import svg
from reporting.exports.errors import ExportError
from reporting.exports.font_coverage import ITALIC
from reporting.exports.printable import UNPRINTABLE, printable

# What is never printed: names and codes, which other fields refer to, and the moments that a unit proposes (the report
# prints those of its chronology).
_NOT_PRINTED = frozenset(
    {
        "id",
        "moments",
        "parts",
        "anchor",
        "asset",
        "href",
        "kind",
        "status",
        "trend",
        "indicator",
        "value",
        "values",
        "scope",
        "generated_on",
    }
)

_BLOCK_NAMES = {
    doc.Achievement: "réalisation",
    doc.Chapter: "chapitre",
    doc.Chart: "graphique",
    doc.Foreword: "avant-propos",
    doc.Moment: "événement",
    doc.Takeaway: "à retenir",
    doc.Figure: "chiffre",
    doc.Partner: "partenaire",
    doc.Site: "site",
    doc.Mission: "mission",
    doc.GlossaryEntry: "sigle",
}


@dataclass(frozen=True)
class Problem:
    """What is wrong and where. An "error" forbids the export; a "warning" says what was left out or replaced."""

    severity: Literal["error", "warning"]
    section_name: str
    block: str
    message: str

    def __str__(self) -> str:
        return f"{', '.join(part for part in (self.section_name, self.block) if part)} : {self.message}"


def preflight(
    document: doc.ReportDocument, assets: Mapping[str, bytes]
) -> tuple[doc.ReportDocument, tuple[Problem, ...]]:
    """The document ready for print, and what is wrong with it."""
    check = _Check(assets)
    return check.whole(document, "Rapport", ""), tuple(dict.fromkeys(check.problems))


def refuse_errors(problems: Iterable[Problem], sentence: str) -> None:
    """Raises ExportError where something forbids the export: `sentence` says so, and each block to correct follows."""
    errors = [f"- {problem}" for problem in problems if problem.severity == "error"]
    if errors:
        raise ExportError("\n".join([f"{sentence} À corriger :", *errors]))


class _Check:
    """One walk through a document; `section` and `block` name the place."""

    def __init__(self, assets: Mapping[str, bytes]) -> None:
        self.assets = assets
        self.problems: list[Problem] = []

    def whole(self, value: Any, section: str, block: str) -> Any:
        """The value with every text in it made printable."""
        if isinstance(value, str):
            return self._text(value, section, block)
        if isinstance(value, tuple):
            return tuple(self.whole(item, section, block) for item in value)
        if not is_dataclass(value):
            return value
        if isinstance(value, doc.Section):
            section, block = value.name, ""
        else:
            block = _block_name(value) or block
        changes = {
            field.name: self.whole(getattr(value, field.name), section, block)
            for field in fields(value)
            if field.name not in _NOT_PRINTED
        }
        return self._judged(replace(value, **changes), section, block)

    def _judged(self, value: Any, section: str, block: str) -> Any:
        if isinstance(value, doc.Picture):
            self._picture(value, section, block or "couverture")
        elif isinstance(value, doc.Run) and "em" in value.marks and not ITALIC.issuperset(value.text.replace("\n", "")):
            return replace(value, marks=tuple(mark for mark in value.marks if mark != "em"))
        elif isinstance(value, doc.Section | doc.Chapter):
            return replace(value, charts=tuple(chart for chart in value.charts if self._drawable(chart, section)))
        return value

    def _text(self, text: str, section: str, block: str) -> str:
        shown, lost = printable(text)
        if lost:
            message = f"la police n’a pas ces caractères, remplacés par « {UNPRINTABLE} » : {' '.join(lost)}"
            self._report("warning", section, block, message)
        return shown

    def _picture(self, picture: doc.Picture, section: str, block: str) -> None:
        name = f"l’image « {picture.caption or picture.asset} »"
        if not picture.alt.strip():
            self._report(
                "error", section, block, f"{name} n’a pas de texte de remplacement ; décrivez-la en une phrase."
            )
        if picture.asset not in self.assets:
            self._report("error", section, block, f"{name} est introuvable ; ajoutez-la de nouveau.")
        elif not _is_readable(self.assets[picture.asset]):
            self._report("error", section, block, f"{name} est illisible ; remplacez-la par un fichier JPEG ou PNG.")

    def _drawable(self, chart: doc.Chart, section: str) -> bool:
        if not chart.has_data:
            self._report("warning", section, _block_name(chart), "il n’a pas de données et n’est pas imprimé.")
            return False
        try:
            svg(chart)
        except ValueError as error:
            self._report("warning", section, _block_name(chart), f"{error} Il n’est pas imprimé.")
            return False
        return True

    def _report(self, severity: Literal["error", "warning"], section: str, block: str, message: str) -> None:
        self.problems.append(Problem(severity, section, block, message))


def _block_name(value: Any) -> str:
    kind = _BLOCK_NAMES.get(type(value))
    if kind is None:
        return ""
    name = next(
        (getattr(value, name) for name in ("title", "label", "name", "acronym", "text") if hasattr(value, name)), ""
    )
    return f"{kind} « {name} »"


def _is_readable(data: bytes) -> bool:
    try:
        with Image.open(io.BytesIO(data)) as image:
            # A photo is read to its end at an eighth of its size: only that tells a truncated one.
            image.draft("L", (1, 1))
            image.load() if image.format == "JPEG" else image.verify()
    except Exception:  # Pillow's decoders raise whatever the damaged file makes them raise.
        return False
    return True
