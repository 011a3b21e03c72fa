"""Words about an action. Formatting only."""

from __future__ import annotations

from django import template
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import ngettext

from assessments.enums import ActionStatus
from assessments.results import action_words
from assessments.results.action_lines import SIGNS
from assessments.results.today.actions import Task
from assessments.results.values.actions import ActionInfo

register = template.Library()


@register.inclusion_tag("components/status.html")
def action_state(info: ActionInfo) -> dict[str, object]:
    """How far it is, as a sign and a word; of one that is late, how late."""
    if info.is_late:
        return late_state(info)
    return {"sign": SIGNS[info.status], "word": capfirst(info.status.label)}


@register.inclusion_tag("components/status.html")
def late_state(info: ActionInfo | Task) -> dict[str, object]:
    """How late it is, as a sign and a word."""
    return {"sign": "triangle", "word": late_words(info), "late": True}


@register.simple_tag
def who_does(action: ActionInfo | Task) -> str:
    return action_words.who_does(action)


@register.filter
def sign(status: ActionStatus) -> str:
    """The name of the drawing that stands beside it."""
    return SIGNS[status]


@register.simple_tag
def late_words(info: ActionInfo | Task) -> str:
    """How late it is: "3 dagen te laat"."""
    return ngettext("%(n)s dag te laat", "%(n)s dagen te laat", info.days_late) % {"n": info.days_late}


@register.filter
def moving(status: ActionStatus, back: str) -> str:
    """The query that asks for words with a status, and comes back to a list after that."""
    query = QueryDict(mutable=True)
    query.update({"status": status.value, "terug": back})
    return query.urlencode()
