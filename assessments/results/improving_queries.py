"""What is done about a result, from the database: the actions of a team, or of all teams of a school or a board.

Of a team a reader gets the actions that they see. Figures over teams are the same for every reader: they hold what was
made in a self-assessment that is confirmed, or in none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from assessments.access import rows
from assessments.enums import ActionStatus
from assessments.models import Action, Board, School
from assessments.models.actions import STILL_OPEN, ActionQuerySet

from . import improving
from .actions import action_list, at_or_below, of_family
from .improving import Deed
from .privacy import Reader
from .values import BoardResult, CardInfo, GroupResult, SchoolResult, TeamResult
from .values.improving import GroupImproving, TeamImproving


def team_improving(result: TeamResult, *, reader: Reader, as_of: dt.date) -> TeamImproving:
    """Return what a team improves, as `reader` may see it. One query; none for a trial round, which has no actions."""
    info = result.assessment
    if info.round.is_trial:
        return improving.team_improving(result, (), as_of=as_of)
    seen = rows.actions(reader) if reader else Action.objects.told()
    found = action_list(of_family(seen.filter(team=info.team_pk), result.card), as_of=as_of)
    return improving.team_improving(result, found.actions, as_of=as_of)


def school_improving(
    result: SchoolResult, school: School, *, as_of: dt.date, whole: bool = False
) -> GroupImproving:
    """Return what the teams of a school improve, with what the actions say that press, or of the `whole` all.

    Two queries, one where there is nothing to say; none for a trial round.
    """
    if result.round.is_trial:
        return improving.school_improving(result, (), as_of=as_of)
    deeds = _deeds(result, at_or_below(school), result.round.starts_on, as_of)
    found = improving.school_improving(result, deeds, as_of=as_of)
    return _named(found, found.keys if whole else found.urgent, as_of)


def board_improving(
    result: BoardResult, board: Board, *, as_of: dt.date, whole: bool = False
) -> GroupImproving:
    """Return what the schools of a board improve; of the `whole` with what the actions say. One query, or two."""
    begun = min((row.round.starts_on for row in result.rows if row.round), default=as_of)
    deeds = _deeds(result, at_or_below(board), begun, as_of)
    found = improving.board_improving(result, deeds, as_of=as_of)
    return _named(found, found.keys, as_of) if whole else found


def _named(found: GroupImproving, keys: Sequence[int], as_of: dt.date) -> GroupImproving:
    named = action_list(Action.objects.filter(pk__in=keys), as_of=as_of)
    return improving.with_names(found, named.actions, as_of=as_of)


def _deeds(result: GroupResult, where: Q, first: dt.date, as_of: dt.date) -> list[Deed]:
    """What figures over teams hold: open at a place that is still there, or ended since the first day of which anything
    counts: `first`, or that of the rounds that teams are compared with. About the card family of the result. One query.
    """
    since = min([first, *(turn.since for turn in result.turns if turn.since)])
    confirmed = Q(assessment=None) | Q(assessment__confirmed_at__isnull=False)
    actions = Action.objects.filter(where & confirmed & (STILL_OPEN | Q(ended_on__gte=since)))
    return _read(actions, result.card, as_of)


def _read(actions: ActionQuerySet, card: CardInfo, as_of: dt.date) -> list[Deed]:
    """A row for each thing that each is about: for thousands of them that is less than to ask of each what it is."""
    told = actions.order_by().filter(indicators__card__owner=card.owner_pk, indicators__card__key=card.key)
    at_school = Coalesce(F("team__school__uid"), F("school__uid"))
    found: dict[int, Deed] = {}
    for pk, code, school, team, status, due_on, made_at, ended_on in told.values_list(
        "pk", "indicators__code", at_school, "team", "status", "due_on", "made_at", "ended_on"
    ):
        if pk in found:
            found[pk] = found[pk]._replace(codes=(*found[pk].codes, code))
            continue
        found[pk] = Deed(
            pk=pk,
            team_pk=team,
            school_uid=school,
            status=ActionStatus(status),
            due_on=due_on,
            made_on=timezone.localdate(made_at),
            ended_on=ended_on,
            is_late=ended_on is None and due_on < as_of,
            codes=(code,),
        )
    return list(found.values())
