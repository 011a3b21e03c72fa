"""How a line of a guide is shown: with links on the page, with words alone on paper. Formatting only."""

from collections.abc import Collection
from typing import Protocol

from django import template
from django.template import Context
from django.utils.safestring import SafeString

register = template.Library()


class Line(Protocol):
    def html(self, opens: Collection[str]) -> SafeString: ...


@register.simple_tag(takes_context=True)
def guided(context: Context, line: Line) -> SafeString:
    """A line of a guide; what somebody may open (`opens`) is a link."""
    return line.html(context["opens"])
