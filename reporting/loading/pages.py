"""The institution's own pages in the file: its chapters, the report's cover and foreword, partners, sites, glossary."""

from __future__ import annotations

from collections.abc import Iterator

from directions.models import Campaign
from reporting.enums import Part
from reporting.loading import empty_charts, finances
from reporting.loading.markup import paragraphs
from reporting.loading.structure import Address, Associate, Dossier, ReportFile
from reporting.loading.writer import ContributionWriter, Rows
from reporting.models import CitedFigure, GlossaryEntry, Partner, PartPlace, Report, Site

TERRITORY = "Le territoire en chiffres"
DOSSIER = "Le dossier de l'année"
INSTITUTION = "L'institution"
PARTNERS = "Principaux partenaires"
_ASSOCIATES = "organismes associés "
_MEANING_LENGTH = GlossaryEntry._meta.get_field("meaning").max_length
_GROUP_LENGTH = Partner._meta.get_field("group").max_length


def write_chapters(report: ReportFile, writer: ContributionWriter) -> None:
    """The chapters of the institution's contribution, in the order in which they are read. Empty ones are not made."""
    for theme in report.themes:
        writer.key_figures(theme.figures, writer.chapter(TERRITORY), group=theme.theme)
    if report.crisis_dossier:
        _write_dossier(report.crisis_dossier, writer)
    if report.institution_figures:
        writer.key_figures(report.institution_figures, writer.chapter(INSTITUTION))
    finances.write_finances(report, writer)
    for block in report.competences:
        writer.missions(block.items, block.block, writer.chapter(_competences(report)))
    _write_notes(report, writer)


def _competences(report: ReportFile) -> str:
    is_departement = report.institution.name.lower().startswith("département")
    return "Les compétences du Département" if is_departement else "Les compétences"


def _write_dossier(dossier: Dossier, writer: ContributionWriter) -> None:
    chapter = writer.chapter(dossier.title or DOSSIER, dossier.lead)
    writer.achievements(dossier.achievements, chapter)
    writer.key_figures(dossier.key_figures, chapter)
    for chart in dossier.charts:
        writer.chart(chart, chapter)
    writer.note(dossier.pages, "Pages du dossier dans le document d'origine")
    for footnote in dossier.footnotes:
        names = f" (noms donnés : {footnote.names_given})" if footnote.names_given else ""
        writer.note(f"{', '.join(footnote.covers)}{names}", f"Note {footnote.n} du dossier".replace("  ", " "))


def write_events(report: ReportFile, root: ContributionWriter, units: dict[str, ContributionWriter]) -> None:
    """Each entry of the chronology goes to the unit that it names, else to the institution."""
    for event in report.chronology:
        units.get(event.unit, root).moments([event])


def write_empty_charts(report: ReportFile, root: ContributionWriter, units: dict[str, ContributionWriter]) -> None:
    for chart in report.charts_without_data:
        code = empty_charts.unit_of(chart, report)
        chapter = None
        if not code:
            title = finances.TITLE if empty_charts.is_financial(chart, report) else INSTITUTION
            chapter = root.chapter(title)
        writer = units.get(code, root)
        writer.chart(empty_charts.chart_data(chart), chapter)
        where = ", ".join(part for part in (chart.type, chart.page and f"page {chart.page}") if part)
        writer.note(where, f"Graphique du document d'origine, « {chart.title} »")


def _write_notes(report: ReportFile, writer: ContributionWriter) -> None:
    institution, editorial, back = report.institution, report.editorial, report.back_cover
    writer.note(institution.kind, "Nature")
    writer.note(institution.code_departement, "Code du département")
    writer.note(institution.executive_function, "Exécutif")
    writer.note(institution.executive_since, "Exécutif depuis")
    writer.note(report.partners_note, "Partenaires")
    if editorial:
        writer.note(editorial.page, "Page de l'édito dans le document d'origine")
        for figure in editorial.figures:
            writer.note(figure.note, f"« {figure.label} » dans l'édito")
        if editorial.paragraphs:
            writer.note(" ".join(editorial.points), "Idées de l'édito")
    if back:
        printed = (back.title, ", ".join(address_lines(back.address)), back.phone, back.website)
        writer.note(" ; ".join(part for part in printed if part), "Dernière page du document d'origine")


# -- The report --------------------------------------------------------------------------------------------------------


def report_row(report: ReportFile, campaign: Campaign, cover: dict[str, object]) -> Report:
    """The row of the report itself; what the last page repeats stands in where the institution lacks it."""
    institution, editorial, back = report.institution, report.editorial, report.back_cover
    address = institution.address or (back and back.address)
    return Report(
        campaign=campaign,
        title=institution.report_title or f"Rapport d'activités {report.year}",
        subtitle=institution.report_subtitle,
        institution_name=institution.name,
        assembly=institution.assembly,
        address="\n".join(address_lines(address)),
        phone=institution.phone or _cut(back.phone if back else "", "phone"),
        website=institution.website or _cut(back.website if back else "", "website"),
        foreword_title=editorial.title if editorial else "",
        foreword=paragraphs(editorial.paragraphs or editorial.points) if editorial else "",
        foreword_signatory=editorial.signatory_function if editorial else "",
        closing=back.closing if back else "",
        **cover,
    )


def _cut(text: str, column: str) -> str:
    return text[: Report._meta.get_field(column).max_length]


def address_lines(address: Address | None) -> list[str]:
    """The address, one line a printed line."""
    if not address:
        return []
    city = " ".join(part for part in (address.postcode, address.city, address.cedex) if part)
    free = address.text if "\n" in address.text else address.text.replace(", ", "\n")
    lines = (address.label, *free.splitlines(), address.street, city)
    return [line.strip() for line in lines if line.strip()]


def write_own_rows(report: ReportFile, row: Report, rows: Rows) -> None:
    """The order of the parts, the foreword's figures, the partners, the sites and the glossary."""
    kinds = (_part_places(report), _cited_figures(report), _partners(report), _sites(report), _glossary(report))
    for kind in kinds:
        for place, one in enumerate(kind):
            one.report, one.position = row, place
            rows.add(one)


def _part_places(report: ReportFile) -> Iterator[PartPlace]:
    """The parts that the file lists, then those that it leaves out; without a list, the usual order."""
    if report.parts:
        left_out = [part for part in Part.values if part not in report.parts]
        for part in (*report.parts, *left_out):
            yield PartPlace(part=part, is_printed=part not in left_out)


def _cited_figures(report: ReportFile) -> Iterator[CitedFigure]:
    for one in report.editorial.figures if report.editorial else ():
        yield CitedFigure(label=one.label, value=one.value, unit=one.unit, qualifier=one.qualifier, scale=one.display)


def _partners(report: ReportFile) -> Iterator[Partner]:
    names = {unit.code: unit.name for unit in report.units}
    for one in report.partners:
        yield Partner(name=one.name, acronym=one.acronym, group=one.group or _partner_group(one, names))


def _partner_group(partner: Associate, names: dict[str, str]) -> str:
    """ "organismes associés X" -> "Organismes associés à " and the name of X."""
    source = partner.source
    if source.lower() in {"", "page partenaires"}:
        return PARTNERS
    code = source[len(_ASSOCIATES) :]
    if source.lower().startswith(_ASSOCIATES) and code in names:
        return _associates_of(names[code])
    return source[:1].upper() + source[1:]


def _associates_of(name: str) -> str:
    group = f"Organismes associés à {name}"
    if name.startswith(("DGA ", "Direction", "Délégation", "Mission", "Maison")):
        group = f"Organismes associés à la {name}"
    return group[:_GROUP_LENGTH]


def _sites(report: ReportFile) -> Iterator[Site]:
    for one in report.sites:
        yield Site(name=one.name, city=one.city, unit_code=one.unit)


def _glossary(report: ReportFile) -> Iterator[GlossaryEntry]:
    """An acronym has one entry: several meanings stand in it together."""
    meanings: dict[str, list[str]] = {}
    for one in report.glossary:
        known = meanings.setdefault(one.acronym, [])
        if one.meaning and one.meaning not in known:
            known.append(one.meaning)
    for acronym in report.glossary_undefined:
        if acronym:
            meanings.setdefault(acronym, [])
    for acronym, known in meanings.items():
        yield GlossaryEntry(acronym=acronym, meaning=" ; ".join(known)[:_MEANING_LENGTH])
