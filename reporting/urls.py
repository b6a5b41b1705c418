"""The addresses of the report: its page, its files; the preview, review, history of a contribution; the observatory."""

from django.urls import path

from reporting import views
from reporting.history import views as history
from reporting.observatory import views as observatory
from reporting.review import views as review

_THREAD = "contributions/<uuid:pk>/relecture/commentaires/<uuid:thread_pk>"

app_name = "reporting"
urlpatterns = [
    path("rapport/<int:year>/", views.report, name="report"),
    path("rapport/<int:year>/<slug:file_format>/", views.export, name="export"),
    path("contributions/<uuid:pk>/apercu/", views.preview, name="preview"),
    path("contributions/<uuid:pk>/relecture/", review.desk, name="review"),
    path("contributions/<uuid:pk>/relecture/lu/", review.visit, name="review-visit"),
    path("contributions/<uuid:pk>/relecture/commentaires/", review.comment, name="review-comment"),
    path(f"{_THREAD}/reponse/", review.answer, name="review-answer"),
    path(f"{_THREAD}/resolu/", review.resolve, name="review-resolve"),
    path(f"{_THREAD}/rouvert/", review.reopen, name="review-reopen"),
    path("contributions/<uuid:pk>/historique/", history.history, name="history"),
    path("contributions/<uuid:pk>/historique/comparer/", history.compare, name="history-compare"),
    path("contributions/<uuid:pk>/historique/<int:version>/reprendre/", history.take_back, name="history-take-back"),
    path("observatoire/", observatory.table, name="observatory"),
    path("observatoire/<int:pk>/", observatory.indicator, name="observatory-indicator"),
    path("observatoire/export/<slug:file_format>/", observatory.export, name="observatory-export"),
]
