"""Showing a card: what its parts refer to by code, and words that stay whole. Formatting only."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def named(codes: Iterable[str], things: dict[str, Any]) -> list[Any]:
    """The things with these codes, in their own order: `{% for actor in indicator.actors|named:actors %}`."""
    wanted = set(codes)
    return [thing for code, thing in things.items() if code in wanted]


@register.filter
def translated(translations: dict[str, dict[str, str]], language: str) -> dict[str, str]:
    """The unofficial translations in a language by the name of the field; empty where there are none."""
    return translations.get(language, {})


@register.filter
def whole(text: str) -> SafeString:
    """Keep a hyphen at the start of a word (“en -begeleiding”) on the line of that word."""
    # S308: the text is escaped first; the rest is constant.
    return mark_safe(re.sub(r"(?<!\S)-\w+", r'<span class="nw">\g<0></span>', conditional_escape(text)))  # noqa: S308
