"""Rich text at the door: one short list of tags, enforced on every way into the database.

The editor (django-prose-editor) sanitizes in `clean()` only; an import, an `.update()` or a shell bypasses that.
`RichTextField.get_prep_value` cleans again, so that nothing else can be stored.
"""

from __future__ import annotations

import re

import nh3
from django_prose_editor.fields import ProseEditorField

ALLOWED_TAGS = {"p", "strong", "em", "ul", "ol", "li", "a", "sup", "br"}
ALLOWED_ATTRIBUTES = {"a": {"href"}}
ALLOWED_SCHEMES = {"http", "https", "mailto"}

# What the editor offers; it must not offer what ALLOWED_TAGS removes.
EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "BulletList": True,
    "OrderedList": {"enableListAttributes": False},
    "ListItem": True,
    "Superscript": True,
    "Link": {"enableTarget": False},
    "HardBreak": True,
    "History": True,
}

_SYNONYMS = re.compile(r"<(/?)(b|i)(?=[\s>/])", re.IGNORECASE)
_STANDARD = {"b": "strong", "i": "em"}
_EMPTY = re.compile(r"^(?:\s|<p>(?:\s|&nbsp;|<br\s*/?>)*</p>|<br\s*/?>)*$")
# Word pastes its bullets as paragraphs that begin with a dot: keep the words, drop the mark.
_PASTED_BULLET = re.compile(r"<p>\s*[·•▪‣]\s*(?:&nbsp;|\s)*")

_cleaner = nh3.Cleaner(
    tags=ALLOWED_TAGS,
    attributes=ALLOWED_ATTRIBUTES,
    url_schemes=ALLOWED_SCHEMES,
    link_rel=None,
    strip_comments=True,
    clean_content_tags={"script", "style", "title", "textarea", "iframe", "svg", "math"},
)


def sanitize(html: str | None) -> str:
    """The html reduced to the allowed tags; an empty editor gives an empty string. Idempotent."""
    if not html:
        return ""
    html = _SYNONYMS.sub(lambda match: f"<{match[1]}{_STANDARD[match[2].lower()]}", html)
    cleaned = _PASTED_BULLET.sub("<p>", _cleaner.clean(html)).strip()
    return "" if _EMPTY.match(cleaned) else cleaned


class RichTextField(ProseEditorField):
    """A text field edited as rich text; what is stored is always sanitized."""

    def __init__(self, *args, **kwargs) -> None:
        kwargs.setdefault("extensions", dict(EXTENSIONS))
        kwargs.setdefault("sanitize", sanitize)
        super().__init__(*args, **kwargs)

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return sanitize(value) if isinstance(value, str) else value

    def pre_save(self, model_instance, add: bool):
        value = sanitize(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value
