"""The closed lists of reporting: values are stored and exported, labels are shown."""

from django.db import models


class Part(models.TextChoices):
    """The parts of the report between its sommaire and its last page, in the order that they have unless somebody
    changes it. A part has the name of what it prints in the ReportDocument; the units are the body of the report."""

    FOREWORD = "foreword", "Édito"
    CHRONOLOGY = "chronology", "Chronologie de l'année"
    UNITS = "units", "L'institution et ses directions"
    PARTNERS = "partners", "Partenaires"
    SITES = "sites", "Sites"
    GLOSSARY = "glossary", "Glossaire"
