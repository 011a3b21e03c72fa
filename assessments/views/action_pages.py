"""What the pages of one action share: what it says, where it stands, and its log in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from assessments.access import rows
from assessments.access.permissions import Ability, Person, can
from assessments.enums import ActionStatus
from assessments.models import Action, Assessment, Indicator
from assessments.results.actions import info_of
from assessments.services.action_owners import owners_of
from assessments.services.places import named

from .breadcrumbs import Crumbs


def crumbs_of(action: Action | None = None, here: str = "") -> Crumbs:
    """The way to the actions, to one of them, and to the page named `here` of it."""
    if action is None:
        first = (_("Acties"), reverse("actions") if here else None)
        return [first, (here, None)] if here else [first]
    name = Truncator(action.what).chars(60)
    crumbs: Crumbs = [(_("Acties"), reverse("actions"))]
    crumbs.append((name, reverse("action", args=[action.uid]) if here else None))
    return [*crumbs, (here, None)] if here else crumbs


def page_of(user: Person, action: Action) -> dict[str, Any]:
    """What a page of one action shows of it. At most five queries."""
    manages = can(user, Ability.MANAGE_ACTIONS, action)
    indicators = Indicator.objects.select_related("criterion__theme", "card")
    prefetch_related_objects([action], Prefetch("indicators", indicators))
    return {
        "action": action,
        "info": info_of(action, timezone.localdate()),
        "indicators": list(action.indicators.all()),
        "place": named(action.place),
        "manages": manages,
        "may_move": rows.moved_actions(user).filter(pk=action.pk).exists(),
        "owner_left": manages and action.is_open and has_left(action),
        "made_in": made_in(user, action),
    }


def has_left(action: Action) -> bool:
    """Whether who does it has no role any more with which one does actions there."""
    owner = action.owner
    return owner is not None and not owners_of(action.place).filter(pk=owner.pk).exists()


@dataclass(frozen=True, slots=True)
class MadeIn:
    """The self-assessment in which an action was made, with its result for who may see that."""

    words: str
    url: str


def made_in(user: Person, action: Action) -> MadeIn | None:
    found: Assessment | None = action.assessment
    if found is None:
        return None
    sees = rows.assessments_with_results(user).filter(pk=found.pk).exists()
    words = _("%(round)s, %(team)s") % {"round": found.round.title, "team": found.team_name}
    return MadeIn(words, reverse("team-result", args=[found.uid]) if sees else "")


# --- the log --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line of the log, with what changed at it in sentences."""

    at: dt.datetime
    by: str
    changes: tuple[str, ...]
    text: str


def log_of(action: Action) -> list[LogLine]:
    """The log, newest first; what changed follows from the line before. One query."""
    lines: list[LogLine] = []
    status, due_on = "", None
    for entry in action.entries.select_related("by"):
        changes = []
        if not status:
            changes.append(_("Gemaakt, klaar op %(day)s.") % {"day": _day(entry.due_on)})
        elif entry.status != status:
            changes.append(
                _("Van %(old)s naar %(new)s.") % {"old": _label(status), "new": _label(entry.status)}
            )
        if due_on and entry.due_on != due_on:
            words = _("Klaar op %(new)s in plaats van %(old)s.")
            changes.append(words % {"new": _day(entry.due_on), "old": _day(due_on)})
        status, due_on = entry.status, entry.due_on
        by = str(entry.by) if entry.by else _("iemand die hier niet meer is")
        lines.append(LogLine(entry.at, by, tuple(changes), entry.text))
    return lines[::-1]


def _label(status: str) -> str:
    return str(ActionStatus(status).label)


def _day(day: dt.date) -> str:
    return date_format(day, "j F Y")
