"""The review page as a person meets it in the tests: opened, commented, answered; and what leads to it."""

from __future__ import annotations

import re
import uuid

import lxml.html
from django.http import HttpResponse
from django.urls import reverse

from directions import lifecycle
from directions.models import Contribution, ReviewComment, User
from tests import factories
from tests.form_page import FormPage, signed_in


class DeskPage:
    """The review page of one contribution, open for one person."""

    def __init__(self, user: User, contribution: Contribution) -> None:
        self.client = signed_in(user)
        self.contribution = contribution

    def address(self, name: str = "review", *args: object) -> str:
        return reverse(f"reporting:{name}", args=[self.contribution.pk, *args])

    def open(self, **asked: str) -> DeskPage:
        return self.read(self.client.get(self.address(), asked))

    def read(self, response: HttpResponse) -> DeskPage:
        """Takes what the response shows as the page that is on the screen."""
        self.response = response
        self.status = response.status_code
        self.html = response.content.decode()
        self.tree = lxml.html.fromstring(self.html)
        return self

    @property
    def text(self) -> str:
        return words(self.tree)

    def margin(self, block: uuid.UUID | str) -> str:
        """The words beside a block."""
        return " ".join(words(found) for found in self.tree.xpath(f"//*[@id='marge-{block}']"))

    def panel(self) -> str:
        (found,) = self.tree.xpath("//*[@id='review-comments']")
        return words(found)

    def comment(self, text: str, block: object = "", *, key: object = "", fragment: bool = False) -> HttpResponse:
        data = {"text": text, "block": str(block), "key": str(key or uuid.uuid4())}
        return self._send(self.address("review-comment"), data, fragment)

    def answer(self, thread: ReviewComment, text: str, *, key: object = "", fragment: bool = False) -> HttpResponse:
        data = {"text": text, "key": str(key or uuid.uuid4())}
        return self._send(self.address("review-answer", thread.pk), data, fragment)

    def settle(self, thread: ReviewComment, deed: str = "resolve", *, fragment: bool = False) -> HttpResponse:
        return self._send(self.address(f"review-{deed}", thread.pk), {}, fragment)

    def _send(self, address: str, data: dict[str, str], fragment: bool) -> HttpResponse:
        headers = {"X-Requested-With": "XMLHttpRequest"} if fragment else {}
        return self.client.post(address, data, headers=headers)


def words(element: lxml.html.HtmlElement) -> str:
    return re.sub(r"\s+", " ", element.text_content()).strip()


def submitted() -> factories.Cast:
    """A contribution that its direction wrote, and submitted: versions 2 and 3."""
    cast = factories.cast()
    rewrite(cast.redactrice, cast.routes, "Entretenir les routes et les ponts")
    step(cast.routes, "submit", cast.redactrice)
    return cast


def rewrite(user: User, contribution: Contribution, mission: str) -> None:
    form = FormPage(user, contribution)
    form.type("missions-0", text=mission)
    form.save()


def step(contribution: Contribution, name: str, user: User) -> None:
    lifecycle.perform(name, contribution, user, "Pour cette raison.")


def sent_back_and_corrected(cast: factories.Cast) -> None:
    """Versions 4 to 6: corrections asked for, made, and submitted."""
    step(cast.routes, "request_changes", cast.relectrice)
    rewrite(cast.redactrice, cast.routes, "Entretenir les routes, les ponts et les tunnels")
    step(cast.routes, "submit", cast.redactrice)
