"""Small drawings and marks for templates. Formatting only: nothing here counts, averages or decides.

Every drawing is decoration beside words and hidden from assistive technology, unless its text says otherwise.
Coordinates are formatted here, because a template would print 12,5 in Dutch.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Protocol

from django import template
from django.http import HttpRequest
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.palette import CONTROL, INK, PAPER, RULE, theme_hue

register = template.Library()

_RING = '<circle cx="8" cy="8" r="6.5" fill="none" stroke="currentColor" stroke-width="1.5"/>'

ICONS: dict[str, str] = {
    "next": '<path d="M1 8h13M9 3l5 5-5 5" fill="none" stroke="currentColor" stroke-width="2"/>',
    "back": '<path d="M15 8H2M7 3 2 8l5 5" fill="none" stroke="currentColor" stroke-width="2"/>',
    "search": '<circle cx="6.75" cy="6.75" r="5" fill="none" stroke="currentColor" stroke-width="2"/>'
    '<path d="m10.5 10.5 4.5 4.5" fill="none" stroke="currentColor" stroke-width="2"/>',
    "plus": '<path d="M8 2v12M2 8h12" fill="none" stroke="currentColor" stroke-width="2"/>',
    "down": '<path d="m3 6 5 5 5-5" fill="none" stroke="currentColor" stroke-width="2"/>',
    "up": '<path d="m3 10 5-5 5 5" fill="none" stroke="currentColor" stroke-width="2"/>',
    "download": '<path d="M8 1.5v9M4 7l4 4 4-4M2 14.25h12" fill="none" stroke="currentColor" stroke-width="2"/>',
    "check": '<path d="M2 8.5 6.2 12.5 14 3.5" fill="none" stroke="currentColor" stroke-width="2"/>',
    "busy": '<path d="M2.5 8h2M7 8h2M11.5 8h2" fill="none" stroke="currentColor" stroke-width="2"/>',
    "info": _RING + '<path d="M8 7v4.5M8 4.25v1.5" stroke="currentColor" stroke-width="1.75"/>',
    "error": '<circle cx="8" cy="8" r="7.25" fill="currentColor"/>'
    '<path d="M8 4v5M8 10.5V12" stroke="#FFFFFF" stroke-width="1.75"/>',
    # states of work, from nothing to done
    "empty": _RING,
    "quarter": _RING + '<path d="M8 8V3.5A4.5 4.5 0 0 1 12.5 8z" fill="currentColor"/>',
    "half": _RING + '<path d="M8 3.5a4.5 4.5 0 0 1 0 9z" fill="currentColor"/>',
    "tick": '<circle cx="8" cy="8" r="7.25" fill="currentColor"/>'
    '<path d="M4.5 8.3 7 10.8 11.6 5.4" fill="none" stroke="#FFFFFF" stroke-width="1.75"/>',
    "stopped": _RING + '<path d="M5 8h6" stroke="currentColor" stroke-width="1.75"/>',
    "triangle": '<path d="M8 1 15.5 15H.5z" fill="none" stroke="currentColor" stroke-width="1.5"/>'
    '<path d="M8 6v4.5M8 12v1.2" stroke="currentColor" stroke-width="1.75"/>',
    "reopened": '<path d="M13.9 5.5A6.5 6.5 0 1 0 14.5 8" fill="none" stroke="currentColor" stroke-width="1.5"/>'
    '<path d="M14.5 1.5v4.25h-4.25" fill="none" stroke="currentColor" stroke-width="1.5"/>',
}

# Which item of the main menu a page belongs to, by its route's name or the first word of that.
SECTIONS: dict[str, str] = {
    "home": "today",
    "round": "rounds",
    "answer": "rounds",
    "scoring": "rounds",
    "conversation": "rounds",
    "paper": "rounds",
    "typed": "rounds",
    "results": "results",
    "priorities": "results",
    "team": "results",
    "team-link": "rounds",
    "school": "results",
    "board": "results",
    "actions": "actions",
    "action": "actions",
    "card": "card",
    "people": "organisation",
    "person": "organisation",
    "membership": "organisation",
    "invitation": "organisation",
    "organisation": "organisation",
    "import": "organisation",
    "audit": "organisation",
    "retention": "organisation",
    "schools": "organisation",
    "teams": "organisation",
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """A 16 px drawing in the colour of the text beside it."""
    # S308: the drawings are constants of this module.
    return mark_safe(  # noqa: S308
        f'<svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" focusable="false">{ICONS[name]}</svg>'
    )


@register.simple_tag
def duration(length: dt.timedelta | None) -> str:
    """How long something works, in whole days, hours or minutes: "3 dagen"."""
    minutes = int((length or dt.timedelta()).total_seconds() // 60)
    if minutes >= 2880:
        return ngettext("%(number)d dag", "%(number)d dagen", minutes // 1440) % {"number": minutes // 1440}
    if minutes >= 120:
        return ngettext("%(number)d uur", "%(number)d uur", minutes // 60) % {"number": minutes // 60}
    return ngettext("%(number)d minuut", "%(number)d minuten", minutes) % {"number": minutes}


@register.simple_tag(takes_context=True)
def nav_section(context: Context) -> str:
    """The main menu item that the current page belongs to, or an empty string."""
    request: HttpRequest | None = context.get("request")
    match = getattr(request, "resolver_match", None)
    name = (match.url_name or "") if match else ""
    return SECTIONS.get(name) or SECTIONS.get(name.split("-")[0], "")


@register.simple_tag
def level(number: object, step: int, size: str = "", label: str = "") -> SafeString:
    """The mark of a level: its number on its step of the ramp (1-5); step 0 is "no score".

    `size` is "s", "l" or empty. `label` is read out after the number.
    """
    shown: object = "–" if number in (None, "") else number
    if not step and not label:
        label = _("geen score")
    hidden = format_html('<span class="vh"> {}</span>', label) if label else ""
    return format_html(
        '<span class="lv{} lv-{}">{}{}</span>',
        f" lv-{size}" if size else "",
        int(step),
        shown if step else format_html('<span aria-hidden="true">{}</span>', shown),
        hidden,
    )


@register.simple_tag
def dots(done: int, total: int) -> SafeString:
    """One dot per person, filled where done; above 24 a bar. The words stand beside it."""
    if total > 24:
        return meter(done, total)
    circles = "".join(
        f'<circle cx="{7 + 16 * i}" cy="8" r="5.5" stroke-width="1.5" '
        + (f'fill="{INK}" stroke="{INK}"/>' if i < done else f'fill="{PAPER}" stroke="{CONTROL}"/>')
        for i in range(total)
    )
    # S308 (here and below): numbers and constants only.
    return mark_safe(  # noqa: S308
        f'<svg width="{16 * total}" height="16" viewBox="0 0 {16 * total} 16" aria-hidden="true">{circles}</svg>'
    )


@register.simple_tag
def meter(done: int, total: int) -> SafeString:
    """A thin bar, filled for the part that is done."""
    filled = 160 * done / total if total else 0
    return mark_safe(  # noqa: S308
        '<svg viewBox="0 0 160 6" width="160" height="6" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect width="160" height="6" fill="{RULE}"/><rect width="{filled:.1f}" height="6" fill="{INK}"/></svg>'
    )


@register.simple_tag
def boxes(done: int, total: int) -> SafeString:
    """One small box per indicator of a criterion, filled where answered."""
    rects = "".join(
        f'<rect x="{0.5 + 12 * i}" y=".5" width="8" height="7" '
        + (f'fill="{INK}" stroke="{INK}"/>' if i < done else f'fill="{PAPER}" stroke="{CONTROL}"/>')
        for i in range(total)
    )
    width = max(12 * total - 3, 1)
    return mark_safe(  # noqa: S308
        f'<svg width="{width}" height="8" viewBox="0 0 {width} 8" aria-hidden="true">{rects}</svg>'
    )


class CriterionProgress(Protocol):
    """How far one criterion is; `answered` and `total` count indicators."""

    answered: int
    total: int
    current: bool


class ThemeProgress(Protocol):
    """A theme and its criteria, in card order; `hue` as `ThemeInfo.hue`."""

    hue: int
    criteria: Iterable[CriterionProgress]


@register.simple_tag
def ticks(themes: Iterable[ThemeProgress]) -> SafeString:
    """All indicators of the card as boxes on one line, grouped by criterion; the current one has the thick rule."""
    box, gap, between, parts, x = 5.0, 4.3, 8.2, [], 0.5
    for theme in themes:
        hue = theme_hue(theme.hue)
        for criterion in theme.criteria:
            start = x
            for i in range(criterion.total):
                done = i < criterion.answered
                fill, line = (INK, INK) if done else (PAPER, CONTROL)
                parts.append(
                    f'<rect x="{x:.1f}" y="1" width="{box}" height="14" fill="{fill}" stroke="{line}"/>'
                )
                x += box + gap
            thick = 6 if criterion.current else 2
            width = x - gap - start + 1
            parts.append(
                f'<rect x="{start - 0.5:.1f}" y="20" width="{width:.1f}" height="{thick}" fill="{hue}"/>'
            )
            x += between - gap
    end = max(x - between, 1) + 0.5
    return mark_safe(  # noqa: S308
        f'<svg class="ticks" viewBox="0 0 {end:.1f} 26" width="358" height="26" aria-hidden="true">'
        + "".join(parts)
        + "</svg>"
    )
