"""A small but complete report: at least one of every kind of block that a renderer must place."""

import io
from dataclasses import replace

from PIL import Image, ImageDraw

from reporting.document import (
    Achievement,
    AchievementGroup,
    Chapter,
    Chart,
    Evolution,
    Figure,
    FigureGroup,
    Foreword,
    GlossaryEntry,
    Institution,
    ListBlock,
    Mission,
    MissionGroup,
    Moment,
    Paragraph,
    Partner,
    PartnerGroup,
    Picture,
    ReportDocument,
    RichText,
    Run,
    Section,
    Series,
    Site,
    Takeaway,
    report_pictures,
)

NNBSP = "\u202f"
NBSP = "\u00a0"


def sample_document() -> ReportDocument:
    """The report of an invented département: five units on three levels, one of them a draft, one without text."""
    return ReportDocument(
        year=2020,
        title="Rapport d’activités 2020",
        subtitle="Les services au travail",
        institution=Institution(
            name="Département du Val-Clair",
            assembly="Conseil départemental",
            address=("Hôtel du Département", "1, place de la Fontaine", "99000 Valclair"),
            phone="01 99 00 12 34".replace(" ", NBSP),
            website="www.valclair.example",
        ),
        root=_institution(),
        cover=_picture("couverture.png", "Collines stylisées sous un soleil", (600, 848)),
        foreword=Foreword(
            title="Une année singulière",
            body=(_paragraph("Le présent rapport rend compte de l’activité des services."), *_rich_text()),
            signatory="La présidence du Conseil départemental",
            figures=(_figure("foreword-1", "Masques distribués", f"14,6{NBSP}millions", "", value="14600000"),),
        ),
        chronology=_chronology(),
        partners=(
            PartnerGroup(
                "Partenaires institutionnels",
                (
                    Partner("Service départemental d’incendie et de secours", "SDIS"),
                    Partner("Agence de l’eau"),
                ),
            ),
        ),
        sites=(Site("Archives départementales", "Valclair", "Direction de la Culture"), Site("Musée", "Montfort")),
        glossary=(GlossaryEntry("PCA", "Plan de continuité d’activité"), GlossaryEntry("XYZ", "")),
        closing="Merci aux agents du Département.",
        scope="all",
        generated_on="2021-06-15",
        missing=("Direction du Contrôle de gestion",),
    )


def sample_assets() -> dict[str, bytes]:
    """A picture for every asset that the sample names, at the size that it says."""
    return {picture.asset: _draw(picture) for picture in report_pictures(sample_document())}


def _institution() -> Section:
    territory = Chapter(
        id="chapter-territory",
        title="Le territoire en chiffres",
        figures=(
            FigureGroup("Population", (_figure("t-1", "Habitants", f"412{NNBSP}504", "habitants", value="412504"),)),
            FigureGroup("Territoire", (_figure("t-2", "Superficie", f"5{NNBSP}087", "km²", value="5087"),)),
        ),
    )
    dossier = Chapter(
        id="chapter-dossier",
        title="Le Département face à la crise",
        lead=(_paragraph("Les services se sont adaptés en quelques jours."),),
        missions=(MissionGroup("Priorités", (Mission("d-m1", "Protéger les publics fragiles"),)),),
        achievements=(
            AchievementGroup("", (Achievement("d-a1", "Continuité", (_paragraph("Un plan a été suivi."),)),)),
        ),
        charts=(replace(_charts()[0], id="d-chart"),),
        cited_figures=(FigureGroup("", (_figure("d-f1", "Agents en télétravail", "900", "agents", value="900"),)),),
    )
    return Section(
        id="root",
        anchor="institution",
        code="CD99",
        name="Département du Val-Clair",
        kind="institution",
        status="approved",
        status_label="Validée",
        chapters=(territory, dossier),
        children=(_general_management(),),
    )


def _general_management() -> Section:
    return Section(
        id="dgs",
        anchor="dgs",
        code="DGS",
        name="Direction générale des services",
        kind="dgs",
        status="approved",
        status_label="Validée",
        introduction=(_paragraph("La direction générale coordonne les services."),),
        children=(_finance(), _solidarity()),
    )


def _finance() -> Section:
    return Section(
        id="df",
        anchor="df",
        code="DF",
        name="Direction des Finances",
        kind="direction",
        status="draft",
        status_label="Brouillon",
        is_draft=True,
        number=1,
        created="Créée en 2019",
        introduction=_rich_text(),
        identity=(
            _figure("df-i1", "Agents", "65", "agents", value="65", qualifier="près de"),
            _figure("df-i2", "Budget réalisé", f"10,5{NBSP}M€", "", value="10500000", details=("hors dette",)),
        ),
        missions=(MissionGroup("", (Mission("df-m1", "Préparer le budget"), Mission("df-m2", "Gérer la dette"))),),
        achievements=_achievements(),
        figures=(
            FigureGroup("Budget", _budget_figures()),
            FigureGroup(
                "Notation",
                (
                    _figure("df-f4", "Note de l’agence", "AA-", ""),
                    _figure("df-f5", "Délai de paiement", "non communiqué", "", provided=False),
                ),
            ),
        ),
        cited_figures=(
            FigureGroup("Trésorerie", (_figure("df-c1", "Coût des lignes", f"232{NBSP}k€", "", value="232000"),)),
        ),
        charts=_charts(),
    )


def _solidarity() -> Section:
    service = Section(
        id="di-1",
        anchor="di-1",
        code="SI",
        name="Service de l’Insertion",
        kind="service",
        status="approved",
        status_label="Validée",
        missions=(MissionGroup("", (Mission("si-m1", "Accompagner vers l’emploi"),)),),
    )
    return Section(
        id="dgas",
        anchor="dgas",
        code="DGAS",
        name="DGA de la Solidarité",
        kind="dga",
        status="approved",
        status_label="Validée",
        identity=(_figure("dgas-i1", "Agents", f"2{NNBSP}600", "agents", value="2600"),),
        missions=(MissionGroup("Politiques publiques", (Mission("dgas-m1", "Enfance et famille"),)),),
        takeaways=(
            Takeaway("dgas-t1", "Tous les sites équipés en protections", "Dès le mois de mars."),
            Takeaway("dgas-t2", "186 places d’habitat inclusif"),
        ),
        children=(
            service,
            Section(id="dcg", anchor="dcg", code="DCG", name="Direction du Contrôle de gestion", kind="direction"),
        ),
    )


def _achievements() -> tuple[AchievementGroup, ...]:
    signature = Achievement(
        id="df-a1",
        title="Signature électronique",
        body=_rich_text(),
        theme="Modernisation",
        when="14 avril",
        picture=_picture("signature.jpg", "Composition abstraite : deux formes qui se rejoignent", (400, 300)),
    )
    notation = Achievement(
        id="df-a2",
        title="Notation confirmée",
        body=(_paragraph("La note est maintenue."),),
        theme="Modernisation",
        spotlight=True,
    )
    audit = Achievement(id="df-a3", title="Audit interne", body=(_paragraph("Douze procédures ont été revues."),))
    return AchievementGroup("Modernisation", (signature, notation)), AchievementGroup("", (audit,))


def _budget_figures() -> tuple[Figure, ...]:
    rise = Evolution(f"+7,6{NBSP}%", "up", f"525{NBSP}M€ en 2019")
    fall = Evolution(f"−36,7{NBSP}%", "down", f"273,8{NBSP}M€ en 2019")
    return (
        _figure("df-f1", "Investissement réalisé", f"565{NBSP}M€", "", value="565000000", evolution=rise),
        _figure("df-f2", "Épargne brute", f"173,3{NBSP}M€", "", value="173300000", evolution=fall),
        _figure("df-f3", "dont logement social", f"1,4{NBSP}Md€", "", value="1400000000", is_part=True),
    )


def _charts() -> tuple[Chart, ...]:
    return (
        Chart(
            id="chart-bar",
            title="Dépenses par politique",
            kind="bar",
            unit="M€",
            categories=("Solidarité", "Routes et mobilités du quotidien", "Culture"),
            series=(Series("2020", ("460.5", "-12", None), (f"460,5{NBSP}M€", f"−12{NBSP}M€", "")),),
            caption="Comptes administratifs.",
            summary="La solidarité est le premier poste de dépenses.",
        ),
        Chart(
            id="chart-column",
            title="Comparaison au niveau national",
            kind="column",
            unit="€",
            categories=("Aide sociale", "Collèges"),
            series=(
                Series("Département", ("732", "2329"), (f"732{NBSP}€", f"2{NNBSP}329{NBSP}€")),
                Series("France", ("606", "1311"), (f"606{NBSP}€", f"1{NNBSP}311{NBSP}€")),
            ),
            summary="Le Département dépense davantage que la moyenne nationale.",
        ),
        Chart(
            id="chart-line",
            title="Mandats traités",
            kind="line",
            unit="mandats",
            categories=("2018", "2019", "2020"),
            series=(Series("Mandats", ("110", None, "120"), ("110", "", "120")),),
            summary="Les mandats progressent de 110 à 120.",
        ),
        Chart(
            id="chart-share",
            title="Recettes",
            kind="share",
            unit="%",
            categories=("Fiscalité", "Dotations", "Emprunt"),
            series=(Series("2020", ("60", "30", "10"), (f"60{NBSP}%", f"30{NBSP}%", f"10{NBSP}%")),),
            summary="La fiscalité apporte 60 % des recettes.",
        ),
    )


def _chronology() -> tuple[Moment, ...]:
    inauguration = _picture("inauguration.jpg", "Composition abstraite évoquant un bâtiment neuf", (400, 300))
    return (
        Moment(
            "moment-1", 1, "14 janvier", "Label cyclable", "Un label d’excellence est attribué.", "DF", inauguration
        ),
        Moment("moment-2", 3, "", "Premiers équipements de protection"),
    )


def _rich_text() -> RichText:
    nested = ListBlock(True, ((_paragraph("le recueil"),), (_paragraph("le contrôle"),)))
    runs = (
        Run("Le "),
        Run("budget", ("strong",)),
        Run(" est voté le 1"),
        Run("er", ("sup",)),
        Run(" mars ; "),
        Run("voir", ("em",)),
        Run(" "),
        Run("le site", (), "https://www.valclair.example/budget"),
        Run("\n"),
        Run("et ses annexes.", ("em", "strong")),
    )
    return Paragraph(runs), ListBlock(False, ((_paragraph("Une étape :"), nested), (_paragraph("Une autre étape."),)))


def _paragraph(text: str) -> Paragraph:
    return Paragraph((Run(text),))


def _figure(
    identifier: str,
    label: str,
    number: str,
    unit: str,
    *,
    value: str | None = None,
    qualifier: str = "",
    provided: bool = True,
    is_part: bool = False,
    evolution: Evolution | None = None,
    details: tuple[str, ...] = (),
) -> Figure:
    text = " ".join(part for part in (qualifier, number, unit) if part)
    return Figure(
        id=identifier,
        label=label,
        number=number,
        unit=unit,
        text=text,
        qualifier=qualifier,
        value=value,
        provided=provided,
        is_part=is_part,
        evolution=evolution,
        details=details,
    )


def _picture(asset: str, alt: str, size: tuple[int, int]) -> Picture:
    return Picture(asset, alt, credit="Service communication", caption="Une légende", width=size[0], height=size[1])


def _draw(picture: Picture) -> bytes:
    image = Image.new("RGB", (picture.width, picture.height), "#f7f2ea")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, picture.height * 2 // 3, picture.width, picture.height), fill="#0f4c5c")
    draw.ellipse((picture.width // 4, picture.height // 4, picture.width // 2, picture.height // 2), fill="#9a4a12")
    buffer = io.BytesIO()
    image.save(buffer, "PNG" if picture.asset.endswith(".png") else "JPEG")
    return buffer.getvalue()
