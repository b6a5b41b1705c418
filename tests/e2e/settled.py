"""Waits until a page has stopped changing by itself: before it is measured, judged, or found to lack something."""

from __future__ import annotations

from playwright.sync_api import Page

# The menu is the last thing that a rich text editor makes of itself, after the page has loaded.
EDITORS_ARE_MADE = """() =>
  [...document.querySelectorAll("textarea[data-django-prose-editor-configurable]")]
    .every((area) => area.closest(".prose-editor")?.querySelector(".prose-menubar"))"""

# The letters change the lines, and the lines the places that scripts give: two frames, one to place and one to draw.
IS_DRAWN = """() => document.fonts.ready.then(() => new Promise((resolve) => {
  requestAnimationFrame(() => requestAnimationFrame(() => resolve(true)))
}))"""


def settle(page: Page) -> None:
    """Waits for all of the page that is shown: its scripts, its letters, its editors, the places of its blocks.

    Where a click leads from one page to another, first expect what the other one alone says.
    """
    page.wait_for_load_state()
    page.wait_for_function(EDITORS_ARE_MADE)
    page.evaluate(IS_DRAWN)
