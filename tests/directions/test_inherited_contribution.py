"""What the direction that continues a contribution reads of it: what is printed, and nothing of its review."""

from __future__ import annotations

import lxml.html
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from directions import lifecycle
from directions.models import Contribution, Membership, ReviewComment, User
from tests import factories
from tests.form_page import FormPage, signed_in

pytestmark = pytest.mark.django_db

PRINTED = ("Un pont neuf", "Entretenir les routes", "120 km", "Nos routes.")
OF_THE_REVIEW = (
    "NOTE du rédacteur", "NOTE du chiffre", "EXPLICATION du chiffre", "DEMANDE de corrections", "RAISON du délai",
    "COMMENTAIRE sur le chiffre", "Lise Relec",
)  # fmt: skip


@pytest.fixture
def cast() -> factories.Cast:
    """The contribution of the roads, sent back with all that can be said of it, and one thing that it lacks."""
    cast = factories.cast()
    figure = cast.routes.key_figures.create(
        label="Routes", value=120, unit="km", internal_note="NOTE du chiffre", explanation="EXPLICATION du chiffre"
    )
    lifecycle.perform("submit", cast.routes, cast.redactrice)
    lifecycle.perform("request_changes", cast.routes, cast.relectrice, "DEMANDE de corrections")
    ReviewComment.objects.create(
        contribution=cast.routes,
        author=cast.relectrice,
        author_name="Lise Relec",
        text="COMMENTAIRE sur le chiffre",
        block=figure.pk,
        block_kind="keyfigure",
        block_title="Routes",
    )
    Contribution.objects.filter(pk=cast.routes.pk).update(
        introduction="<p>Nos routes.</p>",
        internal_note="NOTE du rédacteur",
        reviewer=cast.relectrice,
        extended_until=timezone.localdate(),
        extension_reason="RAISON du délai",
    )
    factories.achievement(cast.routes, "Un chantier", body="")
    return cast


def test_who_goes_on_with_it_reads_what_is_printed_and_nothing_of_the_review(cast):
    page = FormPage(factories.heritiere(cast.routes), cast.routes)
    assert page.response.status_code == 200 and not page.fields
    assert [words for words in PRINTED if words not in page.text.replace("\xa0", " ")] == []
    assert [words for words in OF_THE_REVIEW if words in page.html] == []
    assert not page.tree.xpath("//section[@class='events' or @class='asked' or @class='to-complete']")


def test_its_direction_reads_it_all(cast):
    page = FormPage(cast.redactrice, cast.routes)
    assert [words for words in OF_THE_REVIEW if words not in page.html] == []
    assert page.tree.xpath("//section[@class='events']") and page.tree.xpath("//section[@class='to-complete']")


@pytest.mark.parametrize("person", ["redactrice", "relectrice"])
def test_so_do_those_between_whom_the_review_goes_where_they_only_read(cast, person):
    cast.campaign.status = "closed"
    cast.campaign.save()
    page = FormPage(cast.people[person], cast.routes)
    assert not page.fields
    assert [words for words in OF_THE_REVIEW if words not in page.text] == []


def test_what_they_post_is_refused_without_telling_what_is_stored(cast):
    page = FormPage(factories.heritiere(cast.routes), cast.routes)
    figure = cast.routes.key_figures.get()
    page.type(introduction="<p>À nous.</p>", internal_note="Devinée", version="1", base="")
    page.type(**{"key_figures-TOTAL_FORMS": "1", "key_figures-INITIAL_FORMS": "1", "key_figures-0-id": str(figure.pk)})
    page.type("key_figures-0", label="Routes", value="1", explanation="Devinée", internal_note="Devinée")
    response = page.send()
    assert response.status_code == 403 and "À nous." in page.text
    assert [words for words in OF_THE_REVIEW if words in page.html] == []
    figure.refresh_from_db()
    assert (figure.value, figure.internal_note) == (120, "NOTE du chiffre")


def authors(person: User, **asked: str) -> dict[str, str]:
    """The last author of each contribution of the list, as this person reads it."""
    html = signed_in(person).get(reverse("admin:directions_contribution_changelist"), asked).text
    lines = lxml.html.fromstring(html).xpath("//table[@id='result_list']/tbody/tr")
    return {
        line.findtext("*[@class='field-name']/a"): line.xpath(
            "string(*[contains(@class, 'field-last_author')])"
        ).strip()
        for line in lines
    }


def test_the_list_names_the_last_author_to_those_of_the_review_only(cast):
    heritiere = factories.heritiere(cast.routes)
    Contribution.objects.filter(direction__code="DH").update(updated_by=heritiere)
    assert authors(heritiere) == {"Direction héritière": "Hélène Ritière", "Direction des routes": "—"}
    assert authors(cast.redactrice) == {"Direction des routes": "Lise Relec"}
    read = authors(cast.relectrice)
    assert (read["Direction des routes"], read["Direction héritière"]) == ("Lise Relec", "Hélène Ritière")


def test_nor_does_the_order_of_the_list_tell_them_who_it_is(cast):
    heritiere = factories.heritiere(cast.routes)
    Contribution.objects.filter(direction__code="DH").update(updated_by=heritiere)
    usual = list(authors(heritiere))
    # Ritière comes after Relec.
    assert list(authors(heritiere, o="6")) == list(authors(heritiere, o="-6")) == usual
    found = [list(authors(cast.relectrice, o=order)) for order in ("6", "-6")]
    ranks = [one.index("Direction des routes") < one.index("Direction héritière") for one in found]
    assert ranks == [True, False]


def test_the_list_takes_the_same_queries_however_much_is_gone_on_with(cast):
    heritiere = factories.heritiere(cast.routes)
    following = Contribution.objects.get(direction__code="DH")

    def read() -> tuple[int, int]:
        client = signed_in(heritiere)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("admin:directions_contribution_changelist"))
        return len(queries), page.text.count('field-last_author">—<')

    few, _ = read()
    years = (cast.campaign, following.campaign)
    pairs = [[factories.contribution(year, factories.direction(cast.institution)) for year in years] for _ in range(8)]
    for before, going_on in [(cast.routes, following), *pairs]:
        Membership.objects.get_or_create(user=heritiere, direction=going_on.direction)
        Contribution.objects.filter(pk=before.pk).update(updated_by=cast.relectrice)
        Contribution.objects.filter(pk=going_on.pk).update(previous=before, updated_by=heritiere)
    assert read() == (few, 9)


def test_neither_the_review_nor_the_history_exists_for_them(cast):
    client = FormPage(factories.heritiere(cast.routes), cast.routes).client
    addresses = [reverse(f"reporting:{name}", args=[cast.routes.pk]) for name in ("review", "history", "preview")]
    assert [client.get(address).status_code for address in addresses] == [404, 404, 200]
