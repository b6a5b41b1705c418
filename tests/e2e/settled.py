"""Waits until a page has stopped changing by itself: before it is measured, judged, or found to lack something."""

from __future__ import annotations

from playwright.sync_api import Page

LETTERS_ARE_THERE = "() => document.fonts.ready.then(() => true)"
SCRIPTS_RUN = "matchMedia('(scripting: enabled)').matches"

# The menu is the last thing that a rich text editor makes of itself, after the page has loaded.
EDITORS_ARE_MADE = """() =>
  [...document.querySelectorAll("textarea[data-django-prose-editor-configurable]")]
    .every((area) => area.closest(".prose-editor")?.querySelector(".prose-menubar"))"""

# The letters change the lines, and the lines the places that scripts give: two frames, one to place and one to draw.
IS_DRAWN = """() => new Promise((resolve) => {
  requestAnimationFrame(() => requestAnimationFrame(() => resolve(true)))
})"""


def settle(page: Page) -> None:
    """Waits for all of the page that is shown: its letters, its scripts, its editors, the places of its blocks.

    Where a click leads from one page to another, first expect what the other one alone says.
    """
    page.wait_for_load_state()
    page.wait_for_function(LETTERS_ARE_THERE)
    if page.evaluate(SCRIPTS_RUN):
        page.wait_for_function(EDITORS_ARE_MADE)
        page.wait_for_function(IS_DRAWN)
