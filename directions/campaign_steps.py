"""The life of a campaign: it is opened, closed, opened again. Each step says beforehand what it will do.

en préparation -> ouverte -> close
                      ^       |
                      +-------+

An open campaign can be completed: directions that were created since then get their contribution.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from directions.enums import CampaignStatus, ContributionStatus
from directions.french.dates import french_date
from directions.french.number_words import counted
from directions.lineage import waits_for_reopening
from directions.models import Campaign
from directions.opening import missing_contributions, open_campaign, prepare


@dataclass(frozen=True)
class Step:
    """`label` is the button, `done` the message after it; `consequences` says what will happen, one sentence each."""

    name: str
    label: str
    done: str
    source: CampaignStatus
    target: CampaignStatus
    consequences: Callable[[Campaign], list[str]]
    opens: bool = False


def _of_opening(campaign: Campaign) -> list[str]:
    prepared = prepare(campaign)
    lines = [f"{counted(len(prepared.contributions), 'contribution sera créée', 'contributions seront créées')} "
             "d'après l'organigramme d'aujourd'hui, une par direction, et une pour l'institution."]  # fmt: skip
    if len(prepared.contributions) == 1:
        lines.append("L'organigramme n'a encore aucune direction : complétez-le d'abord.")
    if prepared.missions or prepared.figures:
        missions = counted(len(prepared.missions), "mission", "missions")
        figures = counted(len(prepared.figures), "chiffre", "chiffres")
        lines.append(f"Elles contiendront déjà {missions} à confirmer et {figures} à donner, sans leurs valeurs.")
    report = "Le rapport de l'année sera créé, avec ce qui ne change pas du précédent s'il y en a un."
    return [*lines, report, _when(campaign)]


def _of_completing(campaign: Campaign) -> list[str]:
    return [
        *(f"{one.name} aura sa contribution." for one in prepare(campaign).contributions),
        "Ce qui est déjà écrit reste tel quel. Les chiffres d'une direction regroupée, partagée ou renommée ne se "
        "comparent plus à ceux de l'an dernier.",
        *(
            f"{one.name} est validée : ses comparaisons ne changent que si vous la rouvrez."
            for one in waits_for_reopening(campaign)
        ),
    ]


def _of_closing(campaign: Campaign) -> list[str]:
    lines = ["Plus personne ne pourra écrire ni relire : les contributions se consulteront seulement."]
    waiting = campaign.contributions.exclude(status=ContributionStatus.APPROVED).count()
    if waiting:
        words = counted(waiting, "contribution n'est pas validée", "contributions ne sont pas validées")
        lines.append(f"{words} : le rapport paraîtra sans elles.")
    return [*lines, "Rien n'est effacé, et vous pourrez rouvrir la campagne."]


def _of_reopening(campaign: Campaign) -> list[str]:
    return ["Les contributions restent telles qu'elles sont.", _when(campaign)]


def _when(campaign: Campaign) -> str:
    if campaign.closes_on < timezone.localdate():
        return "La date de clôture est passée : corrigez-la sur la page de la campagne, pour que l'on puisse écrire."
    opens_on, closes_on = french_date(campaign.opens_on), french_date(campaign.closes_on)
    return f"Les directions pourront écrire du {opens_on} au {closes_on}."


_PREPARATION, _OPEN, _CLOSED = CampaignStatus.PREPARATION, CampaignStatus.OPEN, CampaignStatus.CLOSED
STEPS = {
    step.name: step
    for step in (
        Step("open", "Ouvrir la campagne", "La campagne est ouverte.", _PREPARATION, _OPEN, _of_opening, opens=True),
        Step(
            "complete", "Compléter la campagne", "La campagne suit l'organigramme d'aujourd'hui.",
            _OPEN, _OPEN, _of_completing, opens=True,
        ),
        Step("close", "Clore la campagne", "La campagne est close.", _OPEN, _CLOSED, _of_closing),
        Step("reopen", "Rouvrir la campagne", "La campagne est de nouveau ouverte.", _CLOSED, _OPEN, _of_reopening),
    )
}  # fmt: skip


def available(campaign: Campaign) -> list[Step]:
    """What can be done with the campaign now."""
    return [step for step in STEPS.values() if step.source == campaign.status and _is_useful(step, campaign)]


def _is_useful(step: Step, campaign: Campaign) -> bool:
    if step.name != "complete":
        return True
    return bool(missing_contributions(campaign, list(campaign.contributions.all())))


def perform(step: Step, campaign: Campaign) -> bool:
    """Takes the step; False, and nothing changed, where the campaign is not (any more) where the step begins."""
    with transaction.atomic():
        locked = Campaign.objects.select_for_update().get(pk=campaign.pk)
        if locked.status != step.source:
            return False
        if step.opens:
            is_done = _is_useful(step, locked)
            open_campaign(locked)
            return is_done
        locked.status = step.target
        locked.save(update_fields=["status"])
    return True
