"""The page of the report's own pages as a person meets it in the tests: opened, typed in, sent."""

from __future__ import annotations

import re

import lxml.html
from django.urls import reverse

from directions.models import User
from reporting.models import Report
from tests.form_page import signed_in


class Page:
    """The page of a report as one person has it on the screen."""

    def __init__(self, user: User, report: Report) -> None:
        self.client = signed_in(user)
        self.url = reverse("admin:reporting_report_change", args=[report.pk])
        self.read(self.client.get(self.url))

    def read(self, response) -> None:
        self.tree = lxml.html.fromstring(response.content.decode())
        form = self.tree.get_element_by_id("report_form")
        self.fields: dict[str, list[str]] = {}
        for name, value in form.form_values():
            self.fields.setdefault(name, []).append(value.removeprefix("\n"))
        self.fields.pop("photo", None)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", self.tree.text_content())

    def value(self, name: str) -> str:
        return self.fields[name][0]

    def type(self, **values: str) -> None:
        self.fields.update({name: [value] for name, value in values.items()})

    def add(self, prefix: str, **values: str) -> None:
        index = int(self.value(f"{prefix}-TOTAL_FORMS"))
        self.type(**{f"{prefix}-TOTAL_FORMS": str(index + 1)})
        self.type(**{f"{prefix}-{index}-{name}": value for name, value in values.items()})

    def send(self, **files) -> bool:
        """True where the page was taken; otherwise the one that came back is on the screen."""
        response = self.client.post(self.url, {**self.fields, "_save": "", **files})
        if response.status_code == 200:
            self.read(response)
        return response.status_code == 302

    def differences(self) -> list[str]:
        return [re.sub(r"\s+", " ", item.text_content()).strip() for item in self.tree.find_class("differences")[0]]
