"""The report as a printable, archivable and accessible PDF (PDF/A-2a and PDF/UA-1), composed by Typst.

The document goes to the Typst sources as JSON data, never as source; pictures and charts are files of a folder that
lives as long as the compilation, in a process of its own (see pdf_worker.py).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

from reporting import codec
from reporting.charts import svg
from reporting.document import Chart, ReportDocument, report_pictures
from reporting.exports.errors import ExportError, Tell, tell_nobody
from reporting.exports.pdf_pictures import LONGEST_COVER_SIDE, LONGEST_SIDE, for_print
from reporting.exports.preflight import preflight, refuse_errors
from reporting.exports.turns import turn

TIME_LIMIT = 180
"""Seconds. A report of 130 pages with 60 photos takes two."""

PATIENCE = 60
"""Seconds to wait while other reports are compiled."""

# Pixels a chart is drawn wide at: beside its table, or over the whole width. Both print their text at the same size.
BESIDE_WIDTH, FULL_WIDTH = 440, 720

_PROJECT = Path(__file__).resolve().parents[2]


def render_pdf(
    document: ReportDocument,
    assets: Mapping[str, bytes],
    tell: Tell = tell_nobody,
    *,
    time_limit: float = TIME_LIMIT,
    patience: float = PATIENCE,
) -> bytes:
    """The PDF of the report. `assets` gives the bytes of every picture by its name; `tell` is told, in French, what
    was left out or replaced.

    Raises ExportError, in French, where a block must be corrected first, where the compilation fails, or where others
    compile for longer than `patience` seconds.
    """
    checked, problems = preflight(document, assets)
    refuse_errors(problems, "Le PDF ne peut pas être produit.")
    for problem in problems:
        tell(str(problem))
    with tempfile.TemporaryDirectory(prefix="report-pdf-") as name:
        folder = Path(name)
        _write_request(checked, assets, folder)
        with turn("pdf", patience=patience):
            _compile(folder, time_limit)
        return (folder / "report.pdf").read_bytes()


def _compile(folder: Path, time_limit: float) -> None:
    command = [sys.executable, "-m", "reporting.exports.pdf_worker", str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(_PROJECT)}
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment, timeout=time_limit, capture_output=True, text=True, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise ExportError(
            f"La composition du PDF a dépassé {time_limit:g} secondes et a été arrêtée. "
            "Réduisez le nombre de photos ou réessayez plus tard."
        ) from error
    if done.returncode:
        detail = done.stderr.strip() or f"le processus s’est arrêté (code {done.returncode})"
        raise ExportError(f"Le PDF n’a pas pu être composé. Transmettez ce détail à l’administrateur : {detail}")


# -- Request -----------------------------------------------------------------------------------------------------------


def _write_request(document: ReportDocument, assets: Mapping[str, bytes], folder: Path) -> None:
    for source in (resources.files("reporting.exports") / "typst").iterdir():
        (folder / source.name).write_bytes(source.read_bytes())
    pictures = _write_pictures(document, assets, folder)
    charts = _write_charts(document, folder)
    data = codec.encode(document)
    stamps = {section.id: section.stamp for section in document.sections()}
    for node in _nodes(data):
        if node.get("asset") in pictures:
            node["file"] = pictures[node["asset"]]
        elif "categories" in node:
            node |= charts[node["id"]]
        elif "is_draft" in node:
            node["stamp"] = stamps[node["id"]]
    data["working"] = document.scope == "all" and document.has_drafts
    data["issued"] = _issued(document)
    (folder / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Every object of the encoded document."""
    if isinstance(value, dict):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _nodes(item)


def _write_pictures(document: ReportDocument, assets: Mapping[str, bytes], folder: Path) -> dict[str, str]:
    """The file of each asset; names of ours, since an asset may be called anything."""
    files: dict[str, str] = {}
    for rank, picture in enumerate(report_pictures(document)):
        if picture.asset in files:
            continue
        longest = LONGEST_COVER_SIDE if picture == document.cover else LONGEST_SIDE
        try:
            data, extension = for_print(assets[picture.asset], longest)
        except OSError as error:
            raise ExportError(
                f"L’image décrite par « {picture.alt} » est abîmée ; remplacez-la, puis recommencez."
            ) from error
        files[picture.asset] = f"picture-{rank}.{extension}"
        (folder / files[picture.asset]).write_bytes(data)
    return files


def _write_charts(document: ReportDocument, folder: Path) -> dict[str, dict[str, Any]]:
    """For each chart its file, its text alternative and whether its table stands beside it."""
    placed: dict[str, dict[str, Any]] = {}
    for rank, chart in enumerate(_charts(document)):
        beside = _stands_beside(chart)
        drawing = svg(chart, width=BESIDE_WIDTH if beside else FULL_WIDTH, standalone=True)
        name = f"chart-{rank}.svg"
        (folder / name).write_text(drawing, encoding="utf-8")
        placed[chart.id] = {
            "file": name,
            "alt": chart.summary.strip() or chart.title.strip() or "Graphique",
            "beside": beside,
        }
    return placed


def _charts(document: ReportDocument) -> Iterator[Chart]:
    for section in document.sections():
        yield from section.charts
        for chapter in section.chapters:
            yield from chapter.charts


def _stands_beside(chart: Chart) -> bool:
    """A table of a few short rows stands beside its drawing; bars with many names need the whole width."""
    most = 6 if chart.kind == "bar" else 12
    return len(chart.series) <= 2 and len(chart.categories) <= most


def _issued(document: ReportDocument) -> list[int]:
    """Year, month and day of the file: PDF/A wants a date. Without one, the last day of the report's year."""
    try:
        day = date.fromisoformat(document.generated_on[:10])
    except ValueError:
        day = date(document.year, 12, 31)
    return [day.year, day.month, day.day]
