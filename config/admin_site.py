"""The admin site of the project: the only interface in which data is entered."""

from django.contrib.admin import AdminSite


class ReportAdminSite(AdminSite):
    site_title = "Rapport d'activités"
    site_header = "Rapport d'activités"
    index_title = "Accueil"
    enable_nav_sidebar = False
