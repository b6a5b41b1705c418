"""Rows to ReportDocument: the only place where the consolidated report is put together.

A constant number of queries whatever the number of units: the contributions of the campaign in one, each kind of block
in one, the report's own pages in one each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone

from directions import permissions
from directions.enums import ContributionStatus
from directions.french.typography import french
from directions.models import Campaign, Contribution, KeyFigure, User
from reporting import document as doc
from reporting import figures, richtree
from reporting.models import Report
from reporting.parts import arrangement_of
from reporting.sections import bare_section, grouped, moment, picture, section

APPROVED, ALL = "approved", "all"


class NoReport(LookupError):
    """The campaign has no contribution of its institution to hang the report on. The message is French."""


def assemble_report(campaign: Campaign, *, scope: str = APPROVED, reader: User | None = None) -> doc.ReportDocument:
    """The report of a campaign. `scope` is APPROVED or ALL; with a `reader`, only what that person may see. Units left
    out keep their place as a bare name, or disappear where the reader may see nothing below them. Raises NoReport."""
    contributions = list(campaign.contributions.select_related("campaign").in_report_order())
    included = [item for item in contributions if _is_included(item, scope, reader)]
    _load_blocks(included)
    whole = reader is None or permissions.is_reviewer(reader)
    root = _tree(contributions, {item.pk for item in included}, keep_bare=whole)
    report = Report.objects.filter(campaign=campaign).first() or _blank_report(campaign)
    document = _document(report, campaign, root, included, contributions, scope, whole)
    return document.printing(arrangement_of(report).printed)


def assemble_section(contribution: Contribution) -> doc.Section:
    """The section of one contribution alone, as it will be printed, for its preview."""
    return assemble_sections([contribution])[0]


def assemble_sections(contributions: Sequence[Contribution]) -> list[doc.Section]:
    """The section of each contribution alone, in as many queries as for one."""
    _load_blocks(contributions)
    return [section(contribution, children=()) for contribution in contributions]


# -- What is read ------------------------------------------------------------------------------------------------------


def _is_included(contribution: Contribution, scope: str, reader: User | None) -> bool:
    if scope == APPROVED and contribution.status != ContributionStatus.APPROVED:
        return False
    return reader is None or permissions.can_see(reader, contribution)


def _load_blocks(contributions: Sequence[Contribution]) -> None:
    prefetch_related_objects(
        contributions,
        "chapters",
        "missions",
        "achievements",
        "takeaways",
        "moments",
        Prefetch("key_figures", KeyFigure.objects.with_previous().select_related("indicator")),
        "charts__points",
    )


def _blank_report(campaign: Campaign) -> Report:
    """What is printed before the communication team has filled the report's own pages."""
    name = campaign.institution.name
    return Report(campaign=campaign, title=f"Rapport d'activités {campaign.year}", institution_name=name)


# -- The tree ----------------------------------------------------------------------------------------------------------


def _tree(contributions: Iterable[Contribution], included: set, *, keep_bare: bool) -> doc.Section:
    """The root's section with all below it. Without `keep_bare`, branches that hold nothing included are dropped."""
    children = defaultdict(list)
    for contribution in contributions:
        children[contribution.parent_id].append(contribution)
    if not children[None]:
        raise NoReport("Cette campagne n'a pas encore de contributions : ouvrez-la d'abord.")

    def build(contribution: Contribution) -> doc.Section | None:
        below = tuple(built for child in children[contribution.pk] if (built := build(child)))
        if contribution.pk in included:
            return section(contribution, below)
        return bare_section(contribution, below) if below or keep_bare else None

    root = children[None][0]
    return build(root) or bare_section(root, ())


# -- The report's own pages --------------------------------------------------------------------------------------------


def _document(
    report: Report,
    campaign: Campaign,
    root: doc.Section,
    included: list[Contribution],
    contributions: list[Contribution],
    scope: str,
    whole: bool,
) -> doc.ReportDocument:
    """The document around the tree. Whoever may not see the whole gets neither the foreword nor the cover's picture,
    which are the communication team's drafts."""
    included_ids = {item.pk for item in included}
    return doc.ReportDocument(
        year=campaign.year,
        title=french(report.title),
        subtitle=french(report.subtitle),
        institution=_institution(report),
        root=root,
        cover=picture(report) if whole else None,
        foreword=_foreword(report) if whole else None,
        chronology=_chronology(included),
        partners=_partners(report) if whole else (),
        sites=_sites(report) if whole else (),
        glossary=_glossary(report, with_unexpanded=scope == ALL),
        closing=french(report.closing),
        scope=scope,
        generated_on=timezone.localdate().isoformat(),
        missing=tuple(french(item.name) for item in contributions if item.pk not in included_ids) if whole else (),
    )


def _institution(report: Report) -> doc.Institution:
    return doc.Institution(
        name=french(report.institution_name),
        assembly=french(report.assembly),
        address=tuple(french(line.strip()) for line in report.address.splitlines() if line.strip()),
        phone=french(report.phone),
        website=report.website,
    )


def _foreword(report: Report) -> doc.Foreword | None:
    body = richtree.parse(report.foreword)
    if not body:
        return None
    cited = report.cited_figures.all() if report.pk else ()
    return doc.Foreword(
        title=french(report.foreword_title),
        body=body,
        signatory=french(report.foreword_signatory),
        figures=tuple(
            figures.cited(row.label, row.value, row.unit, row.qualifier, row.scale, str(row.pk)) for row in cited
        ),
    )


def _chronology(contributions: Iterable[Contribution]) -> tuple[doc.Moment, ...]:
    """The selected moments of every contribution, by month, then day; those without a day come first."""
    chosen = [
        (row, contribution) for contribution in contributions for row in contribution.moments.all() if row.is_selected
    ]
    chosen.sort(key=lambda pair: (pair[0].month, pair[0].day or 0, pair[0].position))
    return tuple(
        moment(row, unit=french(contribution.code) if contribution.parent_id else "") for row, contribution in chosen
    )


def _partners(report: Report) -> tuple[doc.PartnerGroup, ...]:
    rows = report.partners.all() if report.pk else ()
    return tuple(
        doc.PartnerGroup(french(group), tuple(doc.Partner(french(row.name), french(row.acronym)) for row in partners))
        for group, partners in grouped(rows, "group").items()
    )


def _sites(report: Report) -> tuple[doc.Site, ...]:
    rows = report.sites.all() if report.pk else ()
    return tuple(doc.Site(french(row.name), french(row.city), row.unit_code) for row in rows)


def _glossary(report: Report, *, with_unexpanded: bool) -> tuple[doc.GlossaryEntry, ...]:
    """The acronyms in alphabetical order without regard to case. Those that nobody has expanded yet are for the team
    that prepares the report, not for its readers."""
    rows = report.glossary_entries.all() if report.pk else ()
    return tuple(
        doc.GlossaryEntry(french(row.acronym), french(row.meaning))
        for row in sorted(rows, key=lambda row: row.acronym.casefold())
        if row.meaning or with_unexpanded
    )
