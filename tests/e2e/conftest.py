"""A browser for the tests, pages at two widths, and the watch on the console.

`page` (1440 px) and `phone` (390 px) fail their test on anything that the browser complains about: an error of a
script, a refusal by the Content Security Policy, a file that is missing.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

if TYPE_CHECKING:
    from tests import factories

DESKTOP, PHONE = 1440, 390
_HEIGHT = 900
_PATIENCE = 15_000  # milliseconds, for what is done and for what is expected: two tests may share one slow machine
_NAMES = ("chromium", "chromium-browser", "google-chrome")
# As root, as in a container, Chromium has no sandbox; and it must call nobody.
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Complaints:
    """The errors of the console and of scripts. The status of a page itself (a refusal, a conflict) is not one."""

    def __init__(self) -> None:
        self._errors: list[tuple[str, str]] = []
        self._pages: set[str] = set()

    def watch(self, page: Page) -> None:
        page.on("request", self._note_page)
        page.on("console", self._note_message)
        page.on("pageerror", lambda error: self._errors.append((page.url, str(error))))

    def found(self) -> list[str]:
        return [f"{url}: {text}" for url, text in self._errors if not (url in self._pages and "status of 4" in text)]

    def _note_page(self, request: Request) -> None:
        if request.is_navigation_request():
            self._pages.add(request.url)

    def _note_message(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._errors.append((message.location.get("url", ""), message.text))


@pytest.fixture(scope="package")
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """Chromium. While it is driven an event loop runs in this thread, which Django would take for asynchronous code."""
    executable = next(filter(None, map(shutil.which, _NAMES)), None)
    if executable is None:
        _no_browser(required=request.config.getoption("--require-browser"))
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=executable, args=_FLAGS)
        expect.set_options(timeout=_PATIENCE)
        yield browser
        browser.close()


def _no_browser(*, required: bool) -> None:
    message = "Aucun navigateur : installez-en un pour passer ces tests (sous Debian, apt install chromium libatomic1)."
    if required:
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    """What the browser complains about, on every page of the test."""
    complaints = Complaints()
    yield complaints
    assert not complaints.found(), "\n".join(["The browser complained:", *complaints.found()])


@pytest.fixture
def open_page(browser: Browser, live_server, complaints: Complaints) -> Iterator[Callable[..., Page]]:
    """Opens pages of a given width, each of a visitor of its own; not watched, where a complaint is to be expected."""
    contexts = []

    def open_page(width: int = DESKTOP, *, scripts: bool = True, watched: bool = True) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": _HEIGHT},
            locale="fr-FR",
            java_script_enabled=scripts,
        )
        context.set_default_timeout(_PATIENCE)
        contexts.append(context)
        page = context.new_page()
        if watched:
            complaints.watch(page)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    return open_page(DESKTOP)


@pytest.fixture
def phone(open_page: Callable[..., Page]) -> Page:
    return open_page(PHONE)


@pytest.fixture
def plain(open_page: Callable[..., Page]) -> Page:
    """A page whose scripts do not run."""
    return open_page(DESKTOP, scripts=False)


@pytest.fixture(params=[DESKTOP, PHONE], ids=["1440px", "390px"])
def screen(request: pytest.FixtureRequest, open_page: Callable[..., Page]) -> Page:
    """A page at each of the two widths in turn."""
    return open_page(request.param)


@pytest.fixture
def scene(live_server) -> factories.Cast:
    """The usual people and directions, each contribution ready to be submitted."""
    from tests import factories

    return factories.cast()


@pytest.fixture
def sign_in(live_server, settings) -> Callable:
    """Gives a page the session of a user, without the form."""
    from django.test import Client

    def sign_in(page: Page, user) -> None:
        client = Client()
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])

    return sign_in
