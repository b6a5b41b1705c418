"""The process that compiles one PDF: `python -m reporting.exports.pdf_worker FOLDER`.

FOLDER holds main.typ, its modules, data.json and the pictures; report.pdf is written beside them. A process of its own
because the compiler keeps memory from one document to the next and cannot be interrupted from within. Needs neither
Django nor the network. Ends with 1 and the compiler's message on the standard error where the document is refused.
"""

from __future__ import annotations

import shutil
import sys
from importlib import resources
from pathlib import Path

import typst

# Both standards in one file: archiving with structure (PDF/A-2a) and accessibility (PDF/UA-1).
STANDARDS = ["a-2a", "ua-1"]
WEIGHTS = ("Light", "Regular", "It", "Semibold", "SemiboldIt", "Bold", "BoldIt", "Black")


def compile_report(folder: Path) -> None:
    """Compiles FOLDER/main.typ to FOLDER/report.pdf. Raises typst.TypstError."""
    typst.compile(
        str(folder / "main.typ"),
        output=str(folder / "report.pdf"),
        root=str(folder),
        font_paths=_fonts(folder / "fonts"),
        pdf_standards=STANDARDS,
    )


def _fonts(folder: Path) -> typst.Fonts:
    """The report's font and no other. The package carries each weight twice; one file of each keeps the choice ours."""
    folder.mkdir()
    files = resources.files("font_source_sans_pro") / "files"
    for weight in WEIGHTS:
        name = f"SourceSansPro-{weight}.ttf"
        with resources.as_file(files / name) as source:
            shutil.copy(source, folder / name)
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])


def main() -> None:
    """Compiles the folder named on the command line."""
    try:
        compile_report(Path(sys.argv[1]))
    except typst.TypstError as error:
        sys.exit(f"{error.message}\n{error.diagnostic}")


if __name__ == "__main__":
    main()
