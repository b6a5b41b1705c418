"""Two people who save one contribution fifty times each, always at the same moment: no word of theirs is lost."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field

import pytest
from django.db import connection
from django.test.signals import template_rendered

from directions.models import Contribution
from reporting.models import Revision
from tests import factories
from tests.form_page import FormPage

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 50
OLD = [f"ancien{number:02}" for number in range(8)]


def words(text: object) -> list[str]:
    """The words that are watched, in a text or in the text of anything."""
    return re.findall(r"(?:rose|denis|ancien)\d\d", str(text))


def written(some: list[str]) -> str:
    return f"<p>{' '.join(some)}</p>"


@dataclass
class Save:
    """What a page that was taken held, and the words of the rows that it removed."""

    words: list[str]
    removed: set[str]


@dataclass
class Writer:
    """Somebody at the page of a contribution; `own` is the field that nobody else writes in."""

    name: str
    page: FormPage
    own: str
    saves: list[Save] = field(default_factory=list)
    conflicts: int = 0

    def write(self, start: threading.Barrier) -> None:
        """One new word a round, typed in a page opened for it, and sent together with the other person's."""
        ways = (self._in_a_field_of_my_own, self._in_the_field_of_both, self._in_a_row_of_its_own)
        try:
            for turn in range(ROUNDS):
                self.page.read(self.page.client.get(self.page.url))
                ways[turn % len(ways)](f"{self.name}{turn:02}")
                start.wait(timeout=60)
                self._send_until_taken()
        finally:
            connection.close()

    # -- Typing --------------------------------------------------------------------------------------------------------

    def _in_a_field_of_my_own(self, word: str) -> None:
        known = [*words(self.page.fields[self.own]), word]
        self.page.type(**{self.own: written(known) if self.own.endswith("body") else " ".join(known)})

    def _in_the_field_of_both(self, word: str) -> None:
        self.page.type(introduction=written([*words(self.page.fields["introduction"]), word]))

    def _in_a_row_of_its_own(self, word: str) -> None:
        """Rose adds a mission at the end; Denis puts his first, and removes an old one."""
        others = self.page.rows("missions")
        new = self.page.add("missions", text=word)
        if self.name == "rose":
            return
        for rank, row in enumerate([new, *others], start=1):
            self.page.type(row, ORDER=str(rank))
        if old := next((row for row in others if words(self.page.fields[f"{row}-text"])[0] in OLD), None):
            self.page.remove(old)

    # -- Sending -------------------------------------------------------------------------------------------------------

    def _send_until_taken(self) -> None:
        while True:
            save = self._sent()
            response = self.page.send()
            if response.status_code == 302:
                self.saves.append(save)
                return
            assert response.status_code == 200 and self.page.tree.findtext(".//title").strip().startswith("Conflit")
            self.conflicts += 1
            self._keep_both_texts()

    def _sent(self) -> Save:
        removed = tuple(f"{row}-" for row in self.page.rows("missions") if f"{row}-DELETE" in self.page.fields)
        fields = self.page.fields.items()
        return Save(
            words=sorted(words([value for name, value in fields if not name.startswith(removed)])),
            removed=set(words([value for name, value in fields if name.startswith(removed)])),
        )

    def _keep_both_texts(self) -> None:
        """Does as the page asks: where both wrote, takes the words of the other beside one's own."""
        for stored, typed in self._written_by_both():
            assert words(typed)
            self.page.type(introduction=written(list(dict.fromkeys(words(stored) + words(typed)))))

    def _written_by_both(self) -> Iterator[tuple[str, str]]:
        both = "//section[@class='conflict']//h3[starts-with(., 'Modifié des deux côtés')]/following-sibling::*[1]/li"
        for item in self.page.tree.xpath(both):
            heading = item.find("h4").text_content()
            assert heading == "Présentation – Présentation"  # no other field is of both
            stored, typed = (part.text_content() for part in item.xpath("./dl/div/dd"))
            yield stored, typed


@pytest.fixture(autouse=True)
def _no_notes_of_templates(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two test clients at once each note every template of both: it takes as long as the pages."""
    monkeypatch.setattr(template_rendered, "send", lambda *_, **__: [])


def test_fifty_saves_of_each_of_two_people_lose_no_word():
    if not connection.features.has_select_for_update:
        pytest.skip("SQLite lets one transaction write at a time.")
    cast = factories.cast(complete=False)
    factories.achievement(cast.routes)
    for position, word in enumerate(OLD):
        factories.mission(cast.routes, word, position=position)
    rose = Writer("rose", FormPage(cast.redactrice, cast.routes), "achievements-0-body")
    denis = Writer("denis", FormPage(cast.directeur, cast.routes), "achievements-0-title")

    _together(rose, denis)

    kept = FormPage(cast.redactrice, cast.routes).fields
    assert sorted(words(kept)) == sorted(f"{one}{turn:02}" for one in ("rose", "denis") for turn in range(ROUNDS))
    assert Contribution.objects.get(pk=cast.routes.pk).version == 1 + 2 * ROUNDS
    # Each time, one of the two came second.
    assert rose.conflicts + denis.conflicts >= ROUNDS
    _check_versions(cast, rose, denis)


def _together(*writers: Writer) -> None:
    start = threading.Barrier(len(writers))
    with ThreadPoolExecutor(len(writers)) as pool:
        for done in as_completed([pool.submit(writer.write, start) for writer in writers]):
            done.result()


def _check_versions(cast: factories.Cast, rose: Writer, denis: Writer) -> None:
    """Each save is a version that holds what its author sent; a word leaves the report only where they removed it."""
    saves = {cast.redactrice.pk: iter(rose.saves), cast.directeur.pk: iter(denis.saves)}
    revisions = list(Revision.objects.filter(contribution=cast.routes).order_by("version"))
    assert [one.version for one in revisions] == list(range(2, 2 + 2 * ROUNDS))
    before = set(OLD)
    for revision in revisions:
        save = next(saves[revision.author_id])
        held = words(revision.section)
        assert sorted(held) == save.words, revision
        assert before - set(held) == save.removed, revision
        before = set(held)
