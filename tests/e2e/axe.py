"""Asks axe-core whether a page keeps WCAG 2.2, levels A and AA, and says in plain lines what does not."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.e2e.settled import settle

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Without preload: axe-core would write imported style sheets into the page, which its policy forbids.
OPTIONS = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"], "preload": False}


def assert_accessible(page: Page) -> None:
    """Fails with what axe-core finds on the page, once it is settled.

    The page is looked at in its full height: what a bar that stays in view covers for a moment is not out of reach.
    """
    settle(page)
    seen = page.viewport_size
    page.set_viewport_size({"width": seen["width"], "height": page.evaluate("document.documentElement.scrollHeight")})
    violations = Axe().run(page, options=OPTIONS).response["violations"]
    page.set_viewport_size(seen)
    assert not violations, "\n".join([f"axe-core, {page.url} :", *(_described(found) for found in violations)])


def _described(violation: dict[str, Any]) -> str:
    lines = [f"- {violation['id']} ({violation['impact']}) : {violation['help']}"]
    for node in violation["nodes"]:
        lines.append(f"    {node['html']}")
        lines.extend(f"      {check['message']}" for check in node["any"] + node["all"] + node["none"])
    return "\n".join(lines)
