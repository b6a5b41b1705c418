"""The guards of the test suite fail what they must, and nothing else."""

from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.http import HttpResponse
from django.template import Context, Engine
from django.test import Client
from django.urls import path

from tests.guards import UndefinedVariable


def write(request) -> HttpResponse:
    Group.objects.create(name=request.method)
    return HttpResponse()


urlpatterns = [path("ecrire/", write)]


def render(folder: Path, **templates: str) -> str:
    """Renders the template called `page`, as a part of the project or of a library, by its folder."""
    folder.mkdir(exist_ok=True)
    for name, text in templates.items():
        (folder / name).write_text(text)
    engine = Engine(dirs=[folder], string_if_invalid=UndefinedVariable())
    return engine.get_template("page").render(Context({"title": "Bilan"}))


def test_a_defined_variable_is_printed(tmp_path):
    assert render(tmp_path, page="{{ title|upper }}{% if absent %}!{% endif %}") == "BILAN"


@pytest.mark.parametrize(
    "text", ["{{ absent }}", "{{ title.absent }}", "{{ absent|default:'x' }}", "{% include 'part' %}"]
)
def test_an_undefined_variable_of_ours_fails(tmp_path, text):
    with pytest.raises(pytest.fail.Exception, match="absent"):
        render(tmp_path, page=text, part="{{ absent }}")


def test_an_undefined_variable_of_a_library_gives_what_it_gives_in_production(tmp_path):
    assert render(tmp_path / "site-packages", page="[{{ absent }}|{{ absent|default:'x' }}]") == "[|x]"


@pytest.mark.django_db
@pytest.mark.urls(__name__)
class TestReading:
    @pytest.fixture(autouse=True)
    def _open_to_all(self, settings):
        settings.MIDDLEWARE = []

    def test_a_get_that_writes_fails(self):
        with pytest.raises(pytest.fail.Exception, match="INSERT"):
            Client().get("/ecrire/")

    def test_a_post_may_write(self):
        assert Client().post("/ecrire/").status_code == 200
        assert Group.objects.filter(name="POST").exists()
        assert not connection.execute_wrappers
