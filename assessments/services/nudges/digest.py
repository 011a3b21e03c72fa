"""The week of a LOB-coördinator in one mail, on Monday morning: response per team, what is late, and the next step.

Only to who has a team in an open round, or actions that are late or due this week, and who wants it. The next step is
the one on their page of today, and the rows are those that they may see at this moment. A Monday on which no worker
runs at all has no overview. It names teams and actions, and no people: who leaves would stand in mail that waits.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.access import rows
from assessments.enums import MailKind, RoundState
from assessments.models import Action, Assessment, Board
from assessments.models.actions import ActionQuerySet
from assessments.models.people import MembershipQuerySet
from assessments.results.actions import action_list
from assessments.results.round_progress import how_far, progress_of
from assessments.results.today.next_step import next_step
from assessments.results.today.situation import Part, Situation, situation_of
from assessments.results.today.steps import Figure, answered, begun, confirmed, days_left
from assessments.results.values import AssessmentInfo
from assessments.services.addresses import link_to
from assessments.services.mail import post_once

from .hours import AT_A_TIME, is_day, rest_of_today, week_of
from .readers import coordinators, held, told_before

MONDAY = 0
SOON = dt.timedelta(days=6)
"""An action that is due within this week is told beside those that are late."""
MOST_TEAMS = 10
MOST_ROUNDS = 3
MOST_ACTIONS = 5


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A team and how far it is: "6 van 9 mensen begonnen"."""

    team: str
    school: str
    words: str


@dataclass(frozen=True, slots=True)
class RoundLines:
    """A running round: how far it is as a whole, and the teams that have done least. `more` teams are left out."""

    title: str
    words: str
    late: str
    teams: tuple[TeamLine, ...]
    more: int


def send_digests() -> int:
    """Write the overview of this week to whom it was not written yet; return to how many."""
    today = timezone.localdate()
    if today.weekday() != MONDAY or not is_day():
        return 0
    prefix = f"overzicht:{week_of(today)}:"
    told = told_before(prefix)
    found = _with_something().values_list("user", "user__uid").order_by("user").distinct()
    waiting = [(pk, f"{prefix}{uid}") for pk, uid in found if str(uid) not in told]
    return sum(_write(pk, once) for pk, once in waiting[:AT_A_TIME])


def _with_something() -> MembershipQuerySet:
    """Roles by which there is something to tell. Each of these people gets a mail: nobody is looked at in vain."""
    team, school, board = OuterRef("team"), OuterRef("school"), OuterRef("board")
    here = Q(team=team) | Q(school=school) | Q(school__board=board)
    running = Assessment.objects.real().filter(here, round__state=RoundState.OPEN)
    there = here | Q(board=board) | Q(team__school=school) | Q(team__school__board=board)
    pressing = _pressing(Action.objects.filter(there))
    return coordinators(MailKind.DIGEST).filter(Exists(running) | Exists(pressing))


def _pressing(actions: ActionQuerySet) -> ActionQuerySet:
    """Those of these actions that are late, or due within this week."""
    return actions.open().filter(due_on__lte=timezone.localdate() + SOON)


@transaction.atomic
def _write(pk: int, once: str) -> bool:
    user = held(pk, MailKind.DIGEST)
    if user is None:
        return False
    with translation.override(user.language):
        situation = situation_of(user)
        pressing = _pressing(rows.moved_actions(user))
        number = pressing.count()
        if not situation.running and not number:
            return False
        actions = action_list(pressing, as_of=situation.today, most=MOST_ACTIONS).actions
        context = _context(situation) | {
            "name": user.name,
            "actions": actions,
            "more_actions": number - len(actions),
        }
    mail = post_once(
        once,
        kind=MailKind.DIGEST,
        to=user.email,
        language=user.language,
        context=context,
        board=_one_board(situation),
        useful_for=rest_of_today(),
    )
    return mail is not None


def _context(situation: Situation) -> dict[str, Any]:
    step = next_step(situation)
    running = situation.running
    return {
        "step": step,
        "url": f"{settings.SITE_URL}{step.url}" if step.url else link_to("home"),
        "label": step.button or _("Naar LOB-kwaliteit"),
        "rounds": [_round(situation, part) for part in running[:MOST_ROUNDS]],
        "more_rounds": max(len(running) - MOST_ROUNDS, 0),
        "off_url": link_to("own-mail"),
    }


def _round(situation: Situation, part: Part) -> RoundLines:
    progress = progress_of(part.infos)
    is_late = part.round.ends_on < situation.today
    schools = {info.school_uid for info in part.infos}
    under_way = sorted((info for info in part.infos if not info.is_confirmed), key=how_far)
    figures = [confirmed(progress.confirmed, progress.teams)]
    if not is_late:
        figures.append(days_left(situation.today, part.round.ends_on))
    return RoundLines(
        title=part.round.title,
        words=", ".join(_text(figure) for figure in figures),
        late=_late(progress.unconfirmed) if is_late and progress.unconfirmed else "",
        teams=tuple(
            TeamLine(info.team_name, info.school_name if len(schools) > 1 else "", _text(_far(info)))
            for info in under_way[:MOST_TEAMS]
        ),
        more=max(len(under_way) - MOST_TEAMS, 0),
    )


def _far(info: AssessmentInfo) -> Figure:
    return begun(info) if info.is_gathering else answered(info)


def _text(figure: Figure) -> str:
    return f"{figure.number} {figure.text}"


def _late(teams: int) -> str:
    return ngettext(
        "De laatste dag is voorbij, en %(n)s team is nog niet vastgesteld.",
        "De laatste dag is voorbij, en %(n)s teams zijn nog niet vastgesteld.",
        teams,
    ) % {"n": teams}


def _one_board(situation: Situation) -> Board | None:
    boards = {part.round.board for part in situation.running}
    return boards.pop() if len(boards) == 1 else None
