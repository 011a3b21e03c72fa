"""“Het invullen is gesloten: jullie gesprek kan beginnen”: to who leads a team, the morning after the last day.

Only where answering was closed by its date: who closes it by hand is there. One mail per person and round, however many
teams; to the nearest LOB-coördinatoren: those of the team, else of its school, else of the board.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from django.db import transaction
from django.utils import timezone

from assessments.access import rows
from assessments.access.permissions import Ability
from assessments.enums import MailKind, RoundState
from assessments.models import Assessment, Round
from assessments.services.addresses import link_to
from assessments.services.invitation_limits import end_of_day
from assessments.services.mail import post_once

from .hours import AT_A_TIME, is_day, rest_of_today
from .readers import coordinators, held, told_before

LOOKS_BACK = 3
"""So many days after the last one what was missed is made good."""
MOST_TEAMS = 10


def tell_of_talks() -> int:
    """Tell who leads a team that its conversation can begin; return how many people were told."""
    if not is_day():
        return 0
    today = timezone.localdate()
    ended = Round.objects.real().filter(
        state=RoundState.OPEN, ends_on__range=(today - dt.timedelta(LOOKS_BACK), today - dt.timedelta(1))
    )
    told = 0
    for round_ in ended.select_related("board").order_by("pk"):
        told += _tell_of(round_, AT_A_TIME - told)
        if told >= AT_A_TIME:
            break
    return told


def _tell_of(round_: Round, most: int) -> int:
    ready = _ready(round_)
    if not ready:
        return 0
    prefix = f"gesprek:{round_.uid}:{round_.ends_on}:"
    before = told_before(prefix)
    told = 0
    for (pk, uid), teams in sorted(_nearest(ready).items()):
        if str(uid) not in before and told < most:
            told += _write(pk, round_, teams, f"{prefix}{uid}")
    return told


def _ready(round_: Round) -> list[Assessment]:
    """Its teams whose answering was closed by the date and that have not confirmed yet."""
    closed = round_.assessments.answering_closed().filter(confirmed_at=None)
    return list(
        closed.filter(answering_closed_at__gte=end_of_day(round_.ends_on)).select_related("school__board")
    )


def _nearest(ready: list[Assessment]) -> dict[tuple[int, object], list[int]]:
    """Per person, by both keys, the teams that they are the nearest coordinator of."""
    at: dict[tuple[str, int | None], list[tuple[int, object]]] = defaultdict(list)
    roles = coordinators(MailKind.TALK).in_board(ready[0].school.board)
    for board, school, team, pk, uid in roles.values_list("board", "school", "team", "user", "user__uid"):
        place = ("team", team) if team else ("school", school) if school else ("board", board)
        at[place].append((pk, uid))
    found: dict[tuple[int, object], list[int]] = defaultdict(list)
    for one in ready:
        places = (("team", one.team_id), ("school", one.school_id), ("board", one.school.board_id))
        for person in next((at[place] for place in places if at.get(place)), []):
            found[person].append(one.pk)
    return found


@transaction.atomic
def _write(pk: int, round_: Round, teams: list[int], once: str) -> bool:
    user = held(pk, MailKind.TALK)
    if user is None:
        return False
    theirs = rows.assessments(user, Ability.LEAD_TEAM).filter(pk__in=teams, confirmed_at=None)
    found = list(theirs.in_order())
    if not found:
        return False
    context = {
        "name": user.name,
        "round": round_.title,
        "closed_on": round_.ends_on,
        "teams": found[:MOST_TEAMS],
        "more": max(len(found) - MOST_TEAMS, 0),
        "url": link_to("conversation", found[0].uid)
        if len(found) == 1
        else link_to("round-detail", round_.uid),
        "off_url": link_to("own-mail"),
    }
    mail = post_once(
        once,
        kind=MailKind.TALK,
        to=user.email,
        language=user.language,
        context=context,
        board=round_.board,
        useful_for=rest_of_today(),
    )
    return mail is not None
