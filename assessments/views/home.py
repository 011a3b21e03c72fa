"""Today: the one next step, and below it what belongs to each role somebody holds. Trial rounds are never here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from assessments.access.guards import signed_in
from assessments.access.permissions import Ability, Person, places_for
from assessments.enums import RoundState
from assessments.models import Round
from assessments.results.board_queries import board_result
from assessments.results.reach import Reach
from assessments.results.round_progress import how_far, progress_of
from assessments.results.today.guide import guide_steps
from assessments.results.today.next_step import next_step
from assessments.results.today.situation import Dashboard, Part, Situation, situation_of
from assessments.results.values import AssessmentInfo, BoardResult

from .round_page import RoundStep, lines_of, round_steps
from .team_lines import TeamLine, team_line

MOST_PARTS = 3
MOST_LINES = 10


@dataclass(frozen=True, slots=True)
class PartSection:
    """A round on the page: its steps and those teams that ask for something first. `more` are left out."""

    round: Round
    steps: list[RoundStep]
    lines: list[TeamLine]
    of: int

    @property
    def more(self) -> int:
        return self.of - len(self.lines)


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    situation = situation_of(request.user)
    boards = _boards(request.user, situation)
    context = {
        "now": timezone.localtime(),
        "step": next_step(situation),
        "guide": guide_steps(situation.start) if situation.start and not situation.start.is_over else [],
        "parts": [_part_section(request.user, part) for part in _parts(situation)],
        "may_plan": situation.may_plan,
        "forms": _forms(situation),
        "boards": boards,
        "dashboards": _dashboards(situation, boards),
        "readings": _readings(situation),
        "organisation": situation.organisation,
    }
    return render(request, "home/home.html", context)


def _parts(situation: Situation) -> list[Part]:
    """The rounds that somebody leads and that are not over, what runs first; else the latest one that is."""
    current = [part for part in situation.leads if not part.round.is_closed]
    current.sort(key=lambda part: part.round.is_draft)
    return (current or list(situation.leads[:1]))[:MOST_PARTS]


def _part_section(user: Person, part: Part) -> PartSection:
    """Who has done least stands first; who is confirmed last. Of a planned round there is nothing to say per team."""
    urgent = sorted(part.infos, key=how_far)
    lines = lines_of(Reach(user), part.round, urgent[: 0 if part.round.is_draft else MOST_LINES])
    return PartSection(part.round, round_steps(part.round, progress_of(part.infos)), lines, len(part.infos))


def _reading_line(info: AssessmentInfo, *, fills: bool) -> TeamLine:
    state = RoundState.OPEN if info.round.is_open else RoundState.CLOSED
    return team_line(info, state, leads=False, fills=fills, answers=fills)


def _forms(situation: Situation) -> list[TeamLine]:
    """The teams that somebody fills in for, with the others or by themselves; those that they lead stand elsewhere."""
    led = {info.pk for part in situation.leads for info in part.infos}
    own = (one.info for one in situation.answers if one.info.pk not in led)
    infos = sorted([*situation.fills, *own], key=lambda info: not info.round.is_open)
    return [_reading_line(info, fills=True) for info in _latest_per_team(infos)]


def _latest_per_team(infos: Iterable[AssessmentInfo]) -> list[AssessmentInfo]:
    """Per team the first one: the running round before the ones that are over."""
    found: dict[int, AssessmentInfo] = {}
    for info in infos:
        found.setdefault(info.team_pk, info)
    return list(found.values())


def _boards(user: Person, situation: Situation) -> list[BoardResult]:
    """The schools of every board whose results somebody may see, on the card of its latest round."""
    results = []
    for board_pk in sorted(places_for(user, Ability.SEE_BOARD_RESULTS).boards):
        started = [board.round for board in situation.dashboards if board.round.board_id == board_pk]
        if started:
            latest = max(started, key=lambda round_: (round_.starts_on, round_.pk))
            results.append(board_result(latest.board, latest.card, language=get_language()))
    return results


def _dashboards(situation: Situation, boards: list[BoardResult]) -> list[Dashboard]:
    """Per school its latest round, and the one before where nothing is confirmed yet; not of a board in `boards`."""
    whole = {board.board_uid for board in boards}
    found: list[Dashboard] = []
    settled: set[object] = set()
    for dashboard in situation.dashboards:
        if dashboard.round.board.uid not in whole and dashboard.school_uid not in settled:
            found.append(dashboard)
            if dashboard.confirmed:
                settled.add(dashboard.school_uid)
    return found


def _readings(situation: Situation) -> list[TeamLine]:
    """Teams whose results somebody may see without seeing those of the school."""
    schools = {dashboard.school_uid for dashboard in situation.dashboards}
    infos = (info for info in situation.reads if info.school_uid not in schools)
    return [_reading_line(info, fills=False) for info in _latest_per_team(infos)]
