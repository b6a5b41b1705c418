"""The address of two versions compared, for the templates."""

from __future__ import annotations

from django import template

from reporting.history.addresses import compare_url

register = template.Library()
register.simple_tag(compare_url)
