"""The addresses of the collection that are not admin pages: the transitions, the tracking, typed figures,
spreadsheets, the private pictures."""

from typing import ClassVar

from django.conf import settings
from django.contrib import admin
from django.urls import path, register_converter
from django.urls.converters import StringConverter
from django.utils.text import slugify

from directions.enums import SheetKind
from directions.lifecycle import TRANSITIONS
from directions.sheets import Format
from directions.tracking import views as tracking
from directions.tracking.extension import extension
from directions.views import contribution, messages, sheets


class TransitionConverter(StringConverter):
    """Only the names of transitions: any other word belongs to other pages of the contribution."""

    regex = "|".join(TRANSITIONS)


class FormatConverter(StringConverter):
    """The extension of a spreadsheet."""

    regex = "|".join(one.extension for one in Format)

    def to_python(self, value: str) -> Format:
        return next(one for one in Format if one.extension == value)

    def to_url(self, value: Format) -> str:
        return value.extension


class SheetListConverter(StringConverter):
    """The lists of an institution that have a workbook, by their French names."""

    _kinds: ClassVar[dict[str, SheetKind]] = {slugify(one.label): one for one in SheetKind if one != SheetKind.FIGURES}
    regex = "|".join(_kinds)

    def to_python(self, value: str) -> SheetKind:
        return self._kinds[value]

    def to_url(self, value: SheetKind) -> str:
        return slugify(SheetKind(value).label)


register_converter(TransitionConverter, "transition")
register_converter(FormatConverter, "sheet_format")
register_converter(SheetListConverter, "sheet_list")

app_name = "directions"
urlpatterns = [
    path("contributions/<uuid:pk>/<transition:name>/", contribution.transition, name="transition"),
    path("contributions/<uuid:pk>/delai/", extension, name="extension"),
    path("suivi/", tracking.latest, name="tracking_latest"),
    path("suivi/<int:year>/", tracking.table, name="tracking"),
    path("suivi/<int:year>/export.<sheet_format:file_format>", tracking.export, name="tracking_export"),
    path("suivi/<int:year>/suivante/", tracking.next_to_review, name="tracking_next"),
    path("suivi/<int:year>/confirmer/", tracking.confirm, name="tracking_confirm"),
    path("suivi/<int:year>/appliquer/", tracking.apply, name="tracking_apply"),
    path("chiffres/lecture/", contribution.figure_reading, name="figure_reading"),
    path("mes-messages/", admin.site.admin_view(messages.my_messages), name="my_messages"),
    path("gestion/tableur/figures/", sheets.upload, name="sheet_figures"),
    path(
        "gestion/tableur/figures/<int:year>/<path:code>.<sheet_format:file_format>",
        sheets.figures_workbook,
        name="figures_workbook",
    ),
    path("gestion/tableur/<sheet_list:kind>/", sheets.upload, name="sheet_list"),
    path(
        "gestion/tableur/<sheet_list:kind>/<path:code>.<sheet_format:file_format>",
        sheets.list_workbook,
        name="list_workbook",
    ),
    path("gestion/tableur/<uuid:pk>/", sheets.preview, name="sheet_preview"),
    path("gestion/tableur/<uuid:pk>/confirmer/", sheets.confirm, name="sheet_confirm"),
    path(f"{settings.MEDIA_URL.strip('/')}/<path:name>", contribution.media, name="media"),
]
