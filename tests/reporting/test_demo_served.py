"""`manage.py demo` really served: who tries it meets the product's own pages, and all that they are made of."""

from __future__ import annotations

import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

from reporting.loading.people import PASSWORD
from tests.commands import start

_PATIENCE = 120  # seconds: it loads the demonstration first


class Visitor:
    """One who browses a site, and keeps its cookies."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.cookies = CookieJar()
        self._opener = build_opener(HTTPCookieProcessor(self.cookies))

    def open(self, address: str, **form: str) -> tuple[int, str, str]:
        """The status, the type and the text of what answers; a form is sent."""
        data = urlencode(form).encode() if form else None
        try:
            response = self._opener.open(f"{self.site}{address}", data, timeout=_PATIENCE)
        except HTTPError as refusal:
            response = refusal
        with response:
            return response.status, response.headers["Content-Type"], response.read().decode(errors="replace")

    def sign_in(self, username: str) -> None:
        _, _, page = self.open("/gestion/login/")
        (secret,) = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        self.open("/gestion/login/", username=username, password=PASSWORD, csrfmiddlewaretoken=secret)


def free_port() -> int:
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@contextmanager
def served(folder: Path, command: str, *options: str) -> Iterator[str]:
    """A site that a command serves; its address, once it answers."""
    port = free_port()
    with (
        (folder / "log").open("w") as log,
        start(command, str(port), *options, log=log, DATA_DIR=str(folder)) as server,
    ):
        site = f"http://127.0.0.1:{port}"
        try:
            _wait_for(site, server)
            yield site
        finally:
            server.terminate()


def _wait_for(site: str, server: subprocess.Popen) -> None:
    until = time.monotonic() + _PATIENCE
    while server.poll() is None and time.monotonic() < until:
        try:
            Visitor(site).open("/gestion/login/")
        except URLError:
            time.sleep(0.2)
        else:
            return
    pytest.fail("The site does not answer.")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("demonstration")


@pytest.fixture(scope="module")
def demonstration(folder) -> Iterator[str]:
    with served(folder, "demo") as site:
        yield site


@pytest.fixture
def visitor(demonstration) -> Visitor:
    return Visitor(demonstration)


def test_an_absent_address_is_answered_by_our_page(visitor):
    for address in ("/absente/", "/medias", "/static/absente.css"):
        status, _, page = visitor.open(address)
        assert status == 404 and "Cette page n’existe pas" in page and "URLconf" not in page


def test_a_form_without_its_secret_and_an_unreadable_address_too(visitor):
    status, _, page = visitor.open("/gestion/login/", username="redactrice")
    assert status == 403 and "Cette page n’était plus à jour" in page and "CSRF" not in page
    status, _, page = visitor.open("/?page=%00")
    assert status == 400 and "Cette demande n’a pas pu être lue" in page and "Exception" not in page


@pytest.mark.parametrize(
    "name",
    [
        "directions/site.css",
        "reporting/report.css",
        "directions/sent-words.js",
        "admin/css/base.css",
        "admin/js/core.js",
        "fonts/SourceSansPro-Regular.ttf",
    ],
)
def test_its_static_files_need_no_collectstatic(visitor, name):
    status, content_type, content = visitor.open(f"/static/{name}")
    assert status == 200 and content and "html" not in content_type


def test_one_signs_in_over_http_and_sees_the_photos_of_the_report(visitor):
    visitor.sign_in("communication")
    assert {(one.name, one.secure) for one in visitor.cookies} == {("sessionid", False), ("csrftoken", False)}
    status, _, report = visitor.open("/rapport/2020/")
    photo = re.search(r'src="(/medias/[^"]+)"', report)[1]
    assert status == 200
    assert visitor.open(photo)[:2] == (200, "image/jpeg")
    status, _, page = Visitor(visitor.site).open(photo)
    assert status == 200 and "Mot de passe" in page


def test_its_messages_lead_to_the_address_that_is_served(visitor, folder):
    visitor.sign_in("communication")
    _, _, tracking = visitor.open("/suivi/2021/?etat=submitted")
    address = re.search(r'href="(/gestion/directions/contribution/[^"]+)"', tracking)[1]
    _, _, page = visitor.open(address)
    action = re.search(r'action="([^"]+/request_changes/)"', page)[1]
    (version, *_) = re.findall(r'name="version" value="(\d+)"', page)
    (secret, *_) = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    status, _, _ = visitor.open(action, comment="Une date ?", version=version, csrfmiddlewaretoken=secret)
    assert status == 200
    _, message = (folder / "log").read_text().split("Subject: ", 1)
    assert set(re.findall(r"https?://[^/\s]+", message)) == {visitor.site}


def test_a_developer_keeps_the_page_that_explains(tmp_path):
    with served(tmp_path, "runserver", "--noreload") as site:
        status, _, page = Visitor(site).open("/absente/")
        assert status == 404 and "URLconf" in page
        assert Visitor(site).open("/static/directions/site.css")[0] == 200
