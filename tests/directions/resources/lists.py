"""The workbooks of an institution's lists as a person has them in the tests: a line is found by its code."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from directions.enums import SheetKind
from directions.models import Campaign, User
from directions.resources.judgement import Judgement, Line
from directions.resources.receiving import RESOURCES
from directions.sheet_pages import PAGES
from directions.sheets import Format, write
from tests.directions.resources.workbooks import Visit, Workbook


class ListWorkbook(Workbook):
    """What a person downloads of a list, and what they make of it."""

    def __init__(self, kind: SheetKind, user: User, campaign: Campaign) -> None:
        self.kind, self.user, self.campaign = kind, user, campaign
        super().__init__(write(RESOURCES[kind](user, campaign).workbook(), Format.XLSX))

    def line(self, code: str) -> dict[str, Any]:
        (found,) = [line for line in self.lines if line[self.titles[0]] == code]
        return found

    def only(self, *codes: str) -> ListWorkbook:
        """Leaves out all lines but those of these codes."""
        self.lines = [self.line(code) for code in codes]
        return self

    def judged(self, file_format: Format = Format.XLSX) -> Judgement:
        resource = RESOURCES[self.kind](self.user, self.campaign)
        return resource.judge(resource.read(self.file(file_format), "liste"))

    def judged_line(self, code: str) -> Line:
        """The judgement of the only line of that code."""
        (number,) = [place for place, line in enumerate(self.lines, start=2) if line[self.titles[0]] == code]
        (found,) = [line for line in self.judged().lines if line.number == number]
        return found

    def reasons(self, code: str) -> str:
        return " ".join(f"{reason.title} : {reason.message}" for reason in self.judged_line(code).reasons)

    def changes(self, code: str) -> list[tuple[str, str, str]]:
        return [(one.title, one.before, one.after) for one in self.judged_line(code).told.changes]


class ListVisit(Visit):
    """A person at the pages of a list."""

    def __init__(self, kind: SheetKind, user: User, campaign: Campaign) -> None:
        super().__init__(user, campaign)
        self.address = str(PAGES[kind].address)

    def send(self, content: bytes, name: str = "liste.xlsx", campaign: object = None) -> HttpResponse:
        data = {
            "campaign": self.campaign.pk if campaign is None else campaign,
            "file": SimpleUploadedFile(name, content),
        }
        return self.client.post(self.address, data, follow=True)

    def bring(self, book: Workbook, file_format: Format = Format.XLSX) -> HttpResponse:
        """Sends the file, and confirms it."""
        return self.confirm(self.send(book.file(file_format)))
