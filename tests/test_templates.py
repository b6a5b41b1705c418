"""Every template of ours is used: by a template, by code, or by Django, which looks for it by its name."""

from pathlib import Path

import django
from django.conf import settings

from directions.enums import MessageKind

ROOT = settings.BASE_DIR / "templates"
ERROR_PAGES = {"400.html", "403.html", "404.html", "500.html"}
DJANGO = Path(django.__file__).parent / "contrib"
EMAILS = {f"emails/{name}" for kind in MessageKind for name in (f"{kind}_subject.txt", f"{kind}.txt", f"{kind}.html")}
FRAMES = {"emails/frame.txt", "emails/frame.html"}


def sources() -> str:
    """All that may name a template."""
    files = [path for app in ("config", "directions", "reporting") for path in (settings.BASE_DIR / app).rglob("*.py")]
    return "\n".join(path.read_text() for path in [*files, *ROOT.rglob("*.html"), *ROOT.rglob("*.txt")])


def replaces_one_of_django(name: str) -> bool:
    return any((DJANGO / app / "templates" / name).exists() for app in ("admin", "auth"))


def test_no_template_is_left_unused():
    text = sources()
    templates = [path for path in ROOT.rglob("*.*") if path.is_file()]
    unused = [
        name
        for path in templates
        if (name := str(path.relative_to(ROOT))) not in text
        and f"{{TEMPLATES}}/{path.name}" not in text
        and name not in ERROR_PAGES | EMAILS | FRAMES
        and not replaces_one_of_django(name)
    ]
    assert templates
    assert unused == []
