"""Showing what matched. Formatting only."""

from __future__ import annotations

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from assessments.results.search import Query, pieces

register = template.Library()


@register.simple_tag
def found_in(text: str, query: Query) -> SafeString:
    """A text with what matched marked in it."""
    return format_html_join(
        "",
        "{}",
        ((format_html("<mark>{}</mark>", part) if hit else part,) for part, hit in pieces(text, query)),
    )
