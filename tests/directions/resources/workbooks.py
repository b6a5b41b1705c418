"""A workbook as a person has it in the tests: downloaded, filled, saved by another program, sent."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from directions.models import Campaign, User
from directions.resources.figures import FigureResource
from directions.resources.judgement import Judgement, Line
from directions.sheets import Column, DataSheet, Format, Table, read, write
from tests.form_page import signed_in

UPLOAD = "/gestion/tableur/figures/"


class Workbook:
    """The cells of a downloaded workbook, a line a dictionary by the titles of the columns."""

    def __init__(self, content: bytes, name: str = "chiffres.xlsx") -> None:
        sheet = read(content, name)
        self.titles = list(sheet.header)
        self.lines: list[dict[str, Any]] = [dict(zip(self.titles, row.cells, strict=True)) for row in sheet.rows]

    @classmethod
    def of(cls, **cells: Any) -> Workbook:
        """A workbook with that line only, under all the titles."""
        book = cls.__new__(cls)
        book.titles, book.lines = [field.title for field in FigureResource.fields.values()], [cells]
        return book

    def line(self, label: str) -> dict[str, Any]:
        """The only line of that label."""
        (found,) = [line for line in self.lines if line["Intitulé"] == label]
        return found

    def fill(self, label: str, **cells: Any) -> Workbook:
        """Types in the cells of a line; the underscores of a name stand for the spaces of its title."""
        self.line(label).update({name.replace("_", " "): value for name, value in cells.items()})
        return self

    def add(self, **cells: Any) -> Workbook:
        self.lines.append({name.replace("_", " "): value for name, value in cells.items()})
        return self

    def file(self, file_format: Format = Format.XLSX) -> bytes:
        """The file as another program saves it; an ODS, as we do."""
        return {Format.XLSX: self._xlsx, Format.ODS: self._ods, Format.CSV: self._csv}[file_format]()

    def _xlsx(self) -> bytes:
        file = io.BytesIO()
        with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
            page = book.add_worksheet("Feuille1")
            page.write_row(0, 0, self.titles)
            for number, line in enumerate(self.lines, start=1):
                for place, title in enumerate(self.titles):
                    if (cell := line.get(title)) is not None:
                        write_cell = page.write_number if isinstance(cell, Decimal | int) else page.write_string
                        write_cell(number, place, cell)
        return file.getvalue()

    def _ods(self) -> bytes:
        rows = [{title: cell for title, cell in line.items() if title in self.titles} for line in self.lines]
        return write(Table("", [DataSheet("Feuille1", [Column(one, one) for one in self.titles], rows)]), Format.ODS)

    def _csv(self) -> bytes:
        """As Excel saves it in France."""
        file = io.StringIO(newline="")
        lines = csv.writer(file, delimiter=";")
        lines.writerow(self.titles)
        for line in self.lines:
            cells = [line.get(title) for title in self.titles]
            lines.writerow("" if cell is None else str(cell).replace(".", ",") for cell in cells)
        return file.getvalue().encode("cp1252")


def workbook(user: User, campaign: Campaign) -> Workbook:
    """All that the person sees of a campaign, downloaded."""
    return Workbook(write(FigureResource(user, campaign).workbook(), Format.XLSX))


def judged(user: User, campaign: Campaign, book: Workbook, file_format: Format = Format.XLSX) -> Judgement:
    resource = FigureResource(user, campaign)
    return resource.judge(resource.read(book.file(file_format), "chiffres"))


def reasons(judgement: Judgement, number: int) -> str:
    """Why the line of that number is refused, in one text; empty where it is not."""
    line = line_of(judgement, number)
    return " ".join(f"{reason.title} : {reason.message}" for reason in line.reasons)


def line_of(judgement: Judgement, number: int) -> Line:
    (found,) = [line for line in judgement.lines if line.number == number]
    return found


class Visit:
    """A person at the pages of the spreadsheets."""

    def __init__(self, user: User, campaign: Campaign) -> None:
        self.client: Client = signed_in(user)
        self.campaign = campaign

    def send(self, content: bytes, name: str = "chiffres.xlsx", campaign: object = None) -> HttpResponse:
        """Sends a file, and follows to the page that shows what it would change."""
        data = {
            "campaign": self.campaign.pk if campaign is None else campaign,
            "file": SimpleUploadedFile(name, content),
        }
        return self.client.post(UPLOAD, data, follow=True)

    def confirm(self, preview: HttpResponse) -> HttpResponse:
        """Presses the button of a preview."""
        received, judgement = preview.context["received"], preview.context["judgement"]
        address = reverse("directions:sheet_confirm", args=[received.pk])
        return self.client.post(address, {"seen": judgement.fingerprint}, follow=True)
