"""What the page of a round shows: its teams per school, its steps, and the deeds that are open to this person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.access import policies
from assessments.access.permissions import Ability, Person
from assessments.models import Round, sort_key
from assessments.results.reach import Reach
from assessments.results.round_progress import RoundProgress, progress_of
from assessments.results.values import AssessmentInfo

from .team_lines import TeamLine, team_line

FILTER_FROM = 13
"""From how many teams on there is something to search in."""


@dataclass(frozen=True, slots=True)
class RoundStep:
    """A step of a round with its bar: `done` of `total`."""

    label: str
    text: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class SchoolLines:
    """The teams of one school in the round; `url` leads to its dashboard, for who may see it."""

    name: str
    url: str
    lines: list[TeamLine]


@dataclass(frozen=True, slots=True)
class RoundPage:
    schools: list[SchoolLines]
    progress: RoundProgress
    of_schools: int
    steps: list[RoundStep]
    query: str
    found: int
    has_filter: bool
    has_actions: bool
    """Whether there is an unconfirmed team with which this person can do something."""
    may_change: bool
    may_choose_ways: bool
    """Whether there is a team here for which this person says how it answers."""
    sizeless: int
    """How many of this person's teams answer individually, and did not say yet how many they are."""
    may_ask: bool
    """Whether there are teams here whose people this person asks to answer, by one button."""
    may_open: bool
    may_close: bool
    may_discard: bool
    is_ready_to_close: bool
    """Whether closing is the thing to do now: every team is confirmed, or the last day is over."""
    opens_later: bool
    """Whether this person may open it, but only from its first day on."""


def round_page(
    user: Person, round_: Round, infos: Sequence[AssessmentInfo], *, runs: bool, query: str
) -> RoundPage:
    """`infos` is the part of the round that this person sees; `runs` that they may run the whole of it."""
    progress = progress_of(infos)
    shown = [info for info in infos if sort_key(query) in sort_key(f"{info.team_name} {info.school_name}")]
    may_close = runs and policies.closing_round(round_) is None
    may_open = runs and policies.opening_round(round_) is None
    over = timezone.localdate() > round_.ends_on
    reach = Reach(user)
    led = [info for info in infos if reach.covers(Ability.INVITE_TO_ANSWER, info, round_.board_id)]
    schools = _schools(user, round_, shown)
    return RoundPage(
        schools=schools,
        progress=progress,
        of_schools=len({info.school_uid for info in infos}),
        steps=round_steps(round_, progress),
        query=query,
        found=len(shown),
        has_filter=len(infos) >= FILTER_FROM or bool(query),
        has_actions=any(line.action and not line.info.is_confirmed for one in schools for line in one.lines),
        may_change=runs,
        may_choose_ways=bool(led) and not round_.is_closed,
        sizeless=sum(info.is_individual and not info.size for info in led) if round_.is_draft else 0,
        may_ask=round_.is_open and not over and any(info.is_gathering for info in led),
        may_open=may_open,
        may_close=may_close,
        may_discard=runs and policies.discarding_round(round_) is None,
        is_ready_to_close=may_close and (over or not progress.unconfirmed),
        opens_later=runs and round_.is_draft and not may_open,
    )


def _schools(user: Person, round_: Round, infos: Sequence[AssessmentInfo]) -> list[SchoolLines]:
    reach = Reach(user)
    found = []
    for _uid, group in groupby(infos, key=lambda info: info.school_uid):
        teams = list(group)
        sees = reach.covers_school(Ability.SEE_SCHOOL_RESULTS, teams[0], round_.board_id)
        url = reverse("school-result", args=[teams[0].school_uid, round_.uid])
        lines = lines_of(reach, round_, teams)
        found.append(SchoolLines(teams[0].school_name, url if sees and not round_.is_draft else "", lines))
    return found


def lines_of(reach: Reach, round_: Round, infos: Sequence[AssessmentInfo]) -> list[TeamLine]:
    """The rows of these teams, in the order given."""
    return [
        team_line(
            info,
            round_.state,
            leads=reach.covers(Ability.LEAD_TEAM, info, round_.board_id),
            fills=reach.covers(Ability.FILL_IN_TEAM_FORM, info, round_.board_id),
            answers=reach.covers(Ability.ANSWER, info, round_.board_id),
        )
        for info in infos
    ]


def round_steps(round_: Round, progress: RoundProgress) -> list[RoundStep]:
    """From planning to closing, over the teams that are seen."""
    teams = ngettext("%(n)s team", "%(n)s teams", progress.teams) % {"n": progress.teams}
    card = _("kaart %(edition)s") % {"edition": round_.card.edition}
    closed = (
        _("op %(day)s") % {"day": _day(timezone.localtime(round_.closed_at).date())}
        if round_.closed_at
        else _("na %(day)s") % {"day": _day(round_.ends_on)}
    )
    filling = RoundStep(
        _("Invullen"), teams_of(progress.gathered, progress.teams), progress.gathered, progress.teams
    )
    talking = []
    if progress.individual:
        if progress.individual == progress.teams and progress.people:
            people = {"n": progress.people_begun, "total": progress.people}
            words = _("%(n)s van %(total)s begonnen") % people
            filling = RoundStep(_("Invullen"), words, progress.people_begun, progress.people)
        done, of = progress.discussed, progress.individual
        talking = [RoundStep(_("Bespreken"), teams_of(done, of), done, of)]
    return [
        RoundStep(_("Plannen"), f"{teams}, {card}", 1, 1),
        filling,
        *talking,
        RoundStep(
            _("Vaststellen"), teams_of(progress.confirmed, progress.teams), progress.confirmed, progress.teams
        ),
        RoundStep(_("Sluiten"), closed, int(round_.is_closed), 1),
    ]


def teams_of(done: int, total: int) -> str:
    """How many of how many teams, in words."""
    return ngettext("%(done)s van %(total)s team", "%(done)s van %(total)s teams", total) % {
        "done": done,
        "total": total,
    }


def _day(day: dt.date) -> str:
    return date_format(day, "j F Y")
