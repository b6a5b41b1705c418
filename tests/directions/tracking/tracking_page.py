"""The tracking of the usual campaign as a person reads it, ticks its lines and presses its buttons."""

from __future__ import annotations

from collections.abc import Iterable

import lxml.html
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.urls import reverse

from directions.models import Contribution, ReviewComment, User
from tests.form_page import signed_in

YEAR = 2020
# Which cell of a line says what.
STATE, FILLING, DEADLINE, ACTIVITY, REVIEWER, COMMENTS = range(1, 7)


def comment(contribution: Contribution, author: User, text: str = "À préciser", **fields) -> ReviewComment:
    return ReviewComment.objects.create(
        contribution=contribution, author=author, author_name=str(author), text=text, **fields
    )


def words(element) -> str:
    return " ".join(element.text_content().split())


class TrackingPage:
    """The page as it answers a question, or another one of the tracking that was opened from it."""

    def __init__(self, user: User, **question: object) -> None:
        self.client = signed_in(user)
        self.read(self.client.get(reverse("directions:tracking", args=[YEAR]), question))

    def read(self, response: HttpResponse) -> None:
        self.response = response
        self.page = lxml.html.fromstring(response.text)

    @property
    def text(self) -> str:
        return words(self.page)

    @property
    def lines(self) -> list[list[str]]:
        """The words of each line: the direction, then its cells; the box to tick is left out."""
        return [
            [words(cell) for cell in line if "tick" not in cell.get("class", "")]
            for line in self.page.xpath("//tr[starts-with(@id, 'ligne-')]")
        ]

    @property
    def names(self) -> list[str]:
        return [line[0] for line in self.lines]

    def line(self, name: str) -> list[str]:
        return next(line for line in self.lines if line[0].startswith(name))

    @property
    def messages(self) -> list[str]:
        """What the last answer will tell, or tells."""
        return [words(lxml.html.fromstring(f"<p>{one}</p>")) for one in get_messages(self.response.wsgi_request)]

    @property
    def errors(self) -> str:
        return " ".join(words(one) for one in self.page.xpath("//*[@role='alert'] | //ul[@class='errorlist']"))

    def links(self, path: str) -> list[str]:
        return [one.get("href") for one in self.page.xpath(f"{path}//a")]

    def contributions(self) -> list[Contribution]:
        """Those of the lines."""
        keys = [one.get("id").removeprefix("ligne-") for one in self.page.xpath("//tr[starts-with(@id, 'ligne-')]")]
        return list(Contribution.objects.filter(pk__in=keys))

    # -- Many at once --------------------------------------------------------------------------------------------------

    def tick(self, contribution: Contribution) -> str:
        """What the box of its line sends."""
        return self.page.xpath(f"//tr[@id='ligne-{contribution.pk}']//input[@name='contribution']/@value")[0]

    def ask(self, action: str, ticked: Iterable[Contribution], reviewer: object = "") -> HttpResponse:
        """Presses a button below the table."""
        form = self.page.xpath("//form[@id='bulk']")[0]
        sent = {"action": action, "relecteur": reviewer, "contribution": [self.tick(one) for one in ticked]}
        self.read(self.client.post(form.get("action"), sent))
        return self.response

    @property
    def verdicts(self) -> dict[str, list[str]]:
        """The lines of the page that asks to confirm, below their title."""
        return {
            words(title): [words(one) for one in title.xpath("following-sibling::ul[1]/li")]
            for title in self.page.xpath("//main//h2")
        }

    def confirmation(self) -> tuple[str, dict[str, list[str]]]:
        """Where the form of the page that asks to confirm leads, and what it sends."""
        form = self.page.xpath("//main//form")[0]
        sent: dict[str, list[str]] = {}
        for field in form.xpath(".//input[@type='hidden'][not(@name='csrfmiddlewaretoken')]"):
            sent.setdefault(field.get("name"), []).append(field.get("value"))
        return form.get("action"), sent

    def confirm(self) -> HttpResponse:
        address, sent = self.confirmation()
        self.response = self.client.post(address, sent)
        return self.response
