"""Rich text at the door: one short list of tags, enforced on every way into the database.

The editor (django-prose-editor) sanitizes in `clean()` only; an import, an `.update()` or a shell bypasses that.
`RichTextField.get_prep_value` cleans again, so that nothing else can be stored.
"""

from __future__ import annotations

import re
from itertools import accumulate

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

# What nobody writes, and what would make a small text huge, slow to read or impossible to print.
_MAX_TAGS = 2000
_MAX_DEPTH = 40

# Their attributes go first: a parser repeats each one that differs from the others in every paragraph that follows.
_MARKS = re.compile(r"<(/?)(strong|em|b|i|u|s|big|code|font|nobr|small|strike|tt)(?=[\s/>])[^<>]*>?", re.IGNORECASE)
_STANDARD = {"b": "strong", "i": "em"}
_ANY_TAG = re.compile(r"<[^>]*>?")
_CLEAN_TAG = re.compile(r"<(/?)(?!br\b)[a-z]")
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
    """The html reduced to the allowed tags; an empty editor gives an empty string. Idempotent.

    Of a markup past all reason, thousands of tags or lists nested without end, only the words are kept.
    """
    if not html:
        return ""
    cleaned = _clean(_words(html) if html.count("<") > _MAX_TAGS else html)
    if cleaned.count("<") > _MAX_TAGS or _depth(cleaned) > _MAX_DEPTH:
        cleaned = _clean(_words(cleaned))
    return "" if _EMPTY.match(cleaned) else cleaned


def _clean(html: str) -> str:
    html = _MARKS.sub(lambda match: f"<{match[1]}{_STANDARD.get(match[2].lower(), match[2])}>", html)
    return _PASTED_BULLET.sub("<p>", _cleaner.clean(html)).strip()


def _words(html: str) -> str:
    return _ANY_TAG.sub(" ", html)


def _depth(cleaned: str) -> int:
    """How deep the tags are nested in a clean html, where each one is closed."""
    depths = accumulate(-1 if closing else 1 for closing in _CLEAN_TAG.findall(cleaned))
    return max(depths, default=0)


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
        # `get_prep_value` cleans what is stored; this, what the saved object still holds: it may be shown at once.
        value = sanitize(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value
