"""The closed lists of the product: values are stored and exported, labels are shown."""

from django.db import models


class DirectionKind(models.TextChoices):
    INSTITUTION = "institution", "Institution"
    DGS = "dgs", "Direction générale des services"
    DGA = "dga", "Direction générale adjointe"
    DIRECTION = "direction", "Direction"
    SERVICE = "service", "Service"
    ETABLISSEMENT = "etablissement", "Établissement"


class Role(models.TextChoices):
    """What a person may do in a direction and all that hangs below it."""

    REDACTEUR = "redacteur", "Rédacteur"
    DIRECTEUR = "directeur", "Directeur"


class CampaignStatus(models.TextChoices):
    PREPARATION = "preparation", "En préparation"
    OPEN = "open", "Ouverte"
    CLOSED = "closed", "Close"


class ContributionStatus(models.TextChoices):
    DRAFT = "draft", "Brouillon"
    SUBMITTED = "submitted", "Soumise"
    CHANGES_REQUESTED = "changes_requested", "À corriger"
    APPROVED = "approved", "Validée"
    REOPENED = "reopened", "Rouverte"


class Placement(models.TextChoices):
    """Where a figure is printed."""

    IDENTITY = "identity", "Bandeau d'identité"
    KEY = "key", "Chiffre-clé (tuile)"
    CITED = "cited", "Cité dans le texte (tableau)"


class DisplayScale(models.TextChoices):
    """How a large value is printed; the values are those of directions.french.numbers.Scale."""

    PLAIN = "", "En entier"
    THOUSAND = "k", "En milliers (k€)"
    MILLION = "M", "En millions (M€)"
    BILLION = "Md", "En milliards (Md€)"
    MILLION_WORD = "million", "En millions, en toutes lettres"


class ComparisonKind(models.TextChoices):
    NONE = "", "Aucune"
    PREVIOUS = "n-1", "Année précédente"
    NATIONAL = "national", "Moyenne nationale"
    TARGET = "target", "Objectif"


class ComparisonMode(models.TextChoices):
    VALUE = "valeur", "Valeur"
    VARIATION = "variation", "Variation"


class PerimeterChange(models.TextChoices):
    """What happened to a direction since the year before, when its figures no longer measure the same thing."""

    NONE = "", "Aucune"
    RENAMED = "renamed", "Direction renommée"
    MERGED = "merged", "Directions regroupées"
    SPLIT = "split", "Direction partagée"


# What a comment on the presentation stands on. It is a field of the contribution, and so none of the BlockKind.
INTRODUCTION = "introduction"


class BlockKind(models.TextChoices):
    """The blocks of a contribution, each of which a comment may stand on; the values are the names of the models."""

    CHAPTER = "chapter", "Chapitre"
    MISSION = "mission", "Mission"
    ACHIEVEMENT = "achievement", "Réalisation"
    TAKEAWAY = "takeaway", "À retenir"
    KEY_FIGURE = "keyfigure", "Chiffre-clé"
    CHART = "chart", "Graphique"
    MOMENT = "moment", "Temps fort"


class MessageKind(models.TextChoices):
    """The e-mails that people get."""

    CAMPAIGN_OPENED = "campaign_opened", "Campagne ouverte"
    REMINDER = "reminder", "Rappel avant la date limite"
    LATE = "late", "Retard"
    EXTENSION = "extension", "Délai accordé ou retiré"
    ENTRUSTED = "entrusted", "Relecture confiée"
    SUBMITTED = "submitted", "Contribution soumise"
    CHANGES_REQUESTED = "changes_requested", "Corrections demandées"
    APPROVED = "approved", "Contribution validée"
    ANSWER = "answer", "Réponse à un commentaire"


class SheetKind(models.TextChoices):
    """What a spreadsheet brings."""

    FIGURES = "figures", "Chiffres-clés"
    INDICATORS = "indicators", "Indicateurs"
    DIRECTIONS = "directions", "Organigramme"


class Aggregation(models.TextChoices):
    NONE = "none", "Aucune"
    SUM = "sum", "Somme"


class ChartKind(models.TextChoices):
    """The values are those of reporting.document.Chart.kind."""

    BAR = "bar", "Barres horizontales"
    COLUMN = "column", "Colonnes"
    LINE = "line", "Courbe"
    SHARE = "share", "Répartition"
