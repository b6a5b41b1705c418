"""What happens to a contribution of the demonstration: each deed is the product's own, what it refuses is a fault."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from directions.enums import ContributionStatus
from directions.models import Contribution, KeyFigure
from reporting.loading.demo_review import Deed, Story
from reporting.loading.shapes import Log, Record, Refused
from tests import factories

pytestmark = pytest.mark.django_db

AGENTS, WORKS = "Agents", "Travaux"


@pytest.fixture
def cast() -> factories.Cast:
    cast = factories.cast()
    KeyFigure.objects.create(contribution=cast.routes, label=AGENTS, value=12)
    factories.achievement(cast.routes, title=WORKS, position=1)
    return cast


def tell(cast: factories.Cast, *story: dict | str) -> Contribution:
    """Reads the story as the file's reader does, and makes it happen to the contribution of the roads."""
    log = Log()
    written = json.loads(json.dumps(story), parse_int=Decimal)
    deeds = [Record(Deed, shorthand="do").read(one, f"story[{rank}]", log) for rank, one in enumerate(written)]
    log.refuse_faults()
    contribution = Contribution.objects.select_related("campaign").get(pk=cast.routes.pk)
    Story(contribution, cast.redactrice, cast.people).tell(deeds)
    return Contribution.objects.get(pk=cast.routes.pk)


def test_every_deed_is_done_in_order_by_the_one_who_does_it(cast):
    told = tell(
        cast,
        "submit",
        {"by": "administrateur", "do": "assign", "to": "administrateur"},
        {"by": "administrateur", "do": "assign", "to": "relectrice"},
        {"by": "relectrice", "do": "comment", "on": AGENTS, "words": "Sûr ?"},
        {"do": "answer", "on": AGENTS, "words": "Oui."},
        {"by": "relectrice", "do": "resolve", "on": AGENTS},
        {"by": "relectrice", "do": "comment", "words": "Très bien."},
        {"by": "relectrice", "do": "request_changes", "words": "Un mot de plus."},
        {"by": "relectrice", "do": "extend", "days": 3, "words": "Un départ."},
    )
    assert (told.status, told.reviewer) == (ContributionStatus.CHANGES_REQUESTED, cast.relectrice)
    assert (told.due_on - told.campaign.due_on).days == 3 and told.extension_reason == "Un départ."
    said = [(one.author, one.block_title, one.text, one.is_open) for one in told.review_comments.all()]
    assert said == [
        (cast.relectrice, AGENTS, "Sûr ?", False),
        (cast.redactrice, "", "Oui.", False),
        (cast.relectrice, "", "Très bien.", True),
    ]


def test_a_save_changes_what_it_names_and_is_a_version_of_the_one_who_saved(cast):
    first = cast.routes.achievements.get(position=0).title
    writing = {
        "introduction": "Nos routes.",
        "achievements": [{"title": "Ponts", "body": "Deux ponts."}],
        "bodies": {WORKS: "Trois chantiers."},
        "order": [WORKS, "Ponts", first],
        "figures": {AGENTS: 15},
        "explanations": {AGENTS: "Trois arrivées."},
        "labels": {AGENTS: "Agents présents"},
        "charts": [{"title": "Par métier", "rows": [{"category": "Ponts", "value": 4}]}],
    }
    told = tell(cast, "submit", {"by": "relectrice", "do": "save", "writing": writing})
    assert told.introduction == "<p>Nos routes.</p>"
    assert [one.title for one in told.achievements.all()] == [WORKS, "Ponts", first]
    assert told.achievements.get(title=WORKS).body == "<p>Trois chantiers.</p>"
    figure = told.key_figures.get(label="Agents présents")
    assert (figure.value, figure.explanation) == (15, "Trois arrivées.")
    assert [point.value for point in told.charts.get(title="Par métier").points.all()] == [4]
    assert (told.updated_by, told.version) == (cast.relectrice, cast.routes.version + 2)
    saved = told.revisions.order_by("-version").first()
    assert (saved.version, saved.author, saved.event) == (told.version, cast.relectrice, None)


REFUSED = {
    "transition": ({"by": "relectrice", "do": "approve"}, "story[0] : « Valider » n'est pas possible"),
    "not theirs": ({"by": "etrangere", "do": "submit"}, "story[0] : « Soumettre à la communication » revient"),
    "reviewer": ({"by": "relectrice", "do": "assign", "to": "etrangere"}, "story[0] : Élia Trang n'est pas de la"),
    "extension": ({"by": "relectrice", "do": "extend", "words": "Attente."}, "story[0] : Choisissez une date à partir"),
    "person": ({"by": "inconnue", "do": "submit"}, "story[0].by : compte inconnu, « inconnue »."),
    "block": ({"do": "comment", "on": "Absent", "words": "Bien."}, "story[0].on : bloc inconnu, « Absent »."),
    "thread": ({"do": "answer", "on": AGENTS, "words": "Oui."}, "story[0].on : aucun commentaire sur « Agents »"),
    "whole": ({"do": "answer", "words": "Oui."}, "story[0].on : aucun commentaire sur « L'ensemble »"),
    "nothing": ({"do": "save"}, "story[0].writing : rien n'est écrit."),
    "label": ({"do": "save", "writing": {"labels": {"Absent": "Là"}}}, "story[0].writing.labels : bloc inconnu"),
    "unknown order": (
        {"do": "save", "writing": {"order": [WORKS, "Absent"]}},
        "story[0].writing.order : les 2 réalisations attendues",
    ),
    "order": ({"do": "save", "writing": {"order": [WORKS]}}, "story[0].writing.order : les 2 réalisations attendues"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_the_product_does_not_allow_is_a_fault_of_the_file(cast, kind):
    deed, said = REFUSED[kind]
    with pytest.raises(Refused) as refusal:
        tell(cast, deed)
    assert refusal.value.faults[0].startswith(said) and "\n" not in refusal.value.faults[0]


@pytest.mark.parametrize(
    ("by", "why"), [("", "Pour la corriger, demandez"), ("etrangere", "elle se consulte seulement")]
)
def test_only_the_communication_writes_in_what_is_submitted(cast, by, why):
    with pytest.raises(Refused, match=rf"^story\[1\] : .*{why}"):
        tell(cast, "submit", {"by": by, "do": "save", "writing": {"introduction": "Nos routes."}})
    assert not Contribution.objects.get(pk=cast.routes.pk).introduction


def test_a_contribution_that_is_not_complete_says_what_lacks(cast):
    factories.achievement(cast.routes, title="Sans texte", body="", position=2)
    with pytest.raises(Refused, match="n'est pas complète. La réalisation « Sans texte » n'a pas de texte"):
        tell(cast, "submit")
