"""The page of a contribution as a person meets it in the tests: opened, typed in, sent."""

from __future__ import annotations

import io
import re
import uuid

import lxml.html
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from PIL import Image

from directions.models import Contribution, User


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


class FormPage:
    """One opened page: its fields by name, as a browser would send them, and what was done to them."""

    def __init__(self, user: User, contribution: Contribution) -> None:
        self.client = signed_in(user)
        self.url = contribution.get_absolute_url()
        self.read(self.client.get(self.url))

    def read(self, response: HttpResponse) -> None:
        """Takes the form that the response shows as the one that is on the screen."""
        self.response = response
        self.html = response.content.decode()
        self.tree = lxml.html.fromstring(self.html)
        forms = self.tree.xpath("//form[@id='contribution_form']")
        self.fields: dict[str, str] = {}
        for template in self.tree.xpath("//template"):
            template.drop_tree()
        for form in forms:
            for name, value in form.form_values():
                # A browser drops the newline that opens a text area.
                self.fields[name] = value.removeprefix("\n")
            # A photo is chosen by hand each time.
            for control in form.xpath(".//input[@type='file']"):
                self.fields.pop(control.get("name"), None)
        self.fields.pop("csrfmiddlewaretoken", None)

    @property
    def text(self) -> str:
        """The words of the page, spaces made plain."""
        return re.sub(r"\s+", " ", self.tree.text_content())

    def rows(self, prefix: str) -> list[str]:
        """The names of the rows of a section: "missions-0", "missions-1"..."""
        count = int(self.fields[f"{prefix}-TOTAL_FORMS"])
        return [f"{prefix}-{index}" for index in range(count)]

    def row(self, prefix: str, field: str, value: str) -> str:
        """The row in which a field holds this value."""
        return next(name for name in self.rows(prefix) if self.fields.get(f"{name}-{field}") == value)

    def add(self, prefix: str, **values: str) -> str:
        """A new row, with an id of its own as the page's script gives it."""
        index = int(self.fields[f"{prefix}-TOTAL_FORMS"])
        name = f"{prefix}-{index}"
        self.fields[f"{prefix}-TOTAL_FORMS"] = str(index + 1)
        template = {"charts": {"kind": "bar"}, "key_figures": {"placement": "key"}}.get(prefix, {})
        self.type(name, id=str(uuid.uuid4()), **(template | values))
        return name

    def type(self, row: str = "", /, **values: str) -> None:
        for field, value in values.items():
            self.fields[f"{row}-{field}" if row else field] = value

    def remove(self, row: str) -> None:
        self.fields[f"{row}-DELETE"] = "on"

    def send(self, button: str = "_save", **files: SimpleUploadedFile) -> HttpResponse:
        """Posts the form; where it comes back, it is the one that is on the screen."""
        for file in files.values():
            file.seek(0)
        response = self.client.post(self.url, {**self.fields, button: "", **files})
        if response.status_code != 302:
            self.read(response)
        return response

    def save(self, button: str = "_save", **files: SimpleUploadedFile) -> None:
        """Posts the form, which must be taken."""
        response = self.send(button, **files)
        assert response.status_code == 302, self.errors()

    def messages(self) -> list[str]:
        """What the page says after a redirect."""
        self.read(self.client.get(self.url))
        return [" ".join(one.text_content().split()) for one in self.tree.xpath("//ul[@class='messagelist']/li")]

    def errors(self) -> list[str]:
        """The list of what is to be corrected, at the top of the page."""
        return [" ".join(one.text_content().split()) for one in self.tree.xpath("//div[contains(@class,'faults')]//li")]


def photo(name: str = "pont.jpg", *, size=(640, 480), kind: str = "JPEG", **options) -> SimpleUploadedFile:
    """A picture that a camera could have made."""
    buffer = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(buffer, kind, **options)
    return SimpleUploadedFile(name, buffer.getvalue())
