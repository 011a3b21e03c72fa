"""The sections of the page of today, each with as much as fits: of many rows the first that ask for something, and
the way to the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from assessments.access.permissions import Ability, Person, places_for
from assessments.enums import RoundState
from assessments.models import Round
from assessments.results.board_queries import board_glance
from assessments.results.reach import Reach
from assessments.results.round_progress import how_far, progress_of
from assessments.results.standing import Standing, standings
from assessments.results.today.actions import Task
from assessments.results.today.situation import Dashboard, Part, Situation
from assessments.results.values import AssessmentInfo, BoardGlance, SchoolRow

from .round_page import RoundStep, lines_of, round_steps
from .team_lines import TeamLine, team_line

MOST_PARTS = 3
MANY, FEW = 10, 5
"""Of more rows than the first number no more are shown than the second."""


def few_of(number: int) -> int:
    return number if number <= MANY else FEW


@dataclass(frozen=True, slots=True)
class PartSection:
    """A round on the page: its steps and those teams that ask for something first. `more` are left out."""

    round: Round
    steps: list[RoundStep]
    lines: list[TeamLine]
    of: int
    has_schools: bool

    @property
    def more(self) -> int:
        return self.of - len(self.lines)


@dataclass(frozen=True, slots=True)
class FewTasks:
    """The first of these actions; `of` counts them all."""

    tasks: tuple[Task, ...]
    of: int
    late: int

    @property
    def more(self) -> int:
        return self.of - len(self.tasks)


@dataclass(frozen=True, slots=True)
class Watched:
    """The teams of a school in a running round, for who looks on; who has done least stands first."""

    dashboard: Dashboard
    lines: list[TeamLine]
    of: int

    @property
    def more(self) -> int:
        return self.of - len(self.lines)


def few_tasks(tasks: Sequence[Task]) -> FewTasks | None:
    if not tasks:
        return None
    return FewTasks(tuple(tasks[:FEW]), len(tasks), sum(task.is_late for task in tasks))


@dataclass(frozen=True, slots=True)
class SchoolLine:
    """A school of a board, with how many of its actions are late."""

    row: SchoolRow
    late: int


@dataclass(frozen=True, slots=True)
class BoardSection:
    """A board and its schools, or those of them where least is op orde. `more` are left out."""

    board: BoardGlance
    lines: list[SchoolLine]
    late: int

    @property
    def more(self) -> int:
        return len(self.board.rows) - len(self.lines)


@dataclass(frozen=True, slots=True)
class SchoolSection:
    """A school in a round; `standing` is None where nothing is confirmed."""

    dashboard: Dashboard
    standing: Standing | None
    late: int


def parts_of(situation: Situation) -> list[Part]:
    """The rounds that somebody leads and that are not over, what runs first; else the latest one that is."""
    current = [part for part in situation.leads if not part.round.is_closed]
    current.sort(key=lambda part: part.round.is_draft)
    return (current or list(situation.leads[:1]))[:MOST_PARTS]


def part_section(user: Person, part: Part) -> PartSection:
    """Who has done least stands first; who is confirmed last. Of a planned round there is nothing to say per team."""
    urgent = sorted(part.infos, key=how_far)[: 0 if part.round.is_draft else few_of(len(part.infos))]
    return PartSection(
        part.round,
        round_steps(part.round, progress_of(part.infos)),
        lines_of(Reach(user), part.round, urgent),
        of=len(part.infos),
        has_schools=len({info.school_uid for info in part.infos}) > 1,
    )


def _reading_line(info: AssessmentInfo, *, fills: bool) -> TeamLine:
    state = RoundState.OPEN if info.round.is_open else RoundState.CLOSED
    return team_line(info, state, leads=False, fills=fills, answers=fills)


def forms_of(situation: Situation) -> list[TeamLine]:
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


def boards_of(user: Person, situation: Situation) -> list[BoardSection]:
    """The schools of every board whose results somebody may see, on the card of its latest round."""
    found = []
    for board_pk in sorted(places_for(user, Ability.SEE_BOARD_RESULTS).boards):
        started = [board.round for board in situation.dashboards if board.round.board_id == board_pk]
        if started:
            latest = max(started, key=lambda round_: (round_.starts_on, round_.pk))
            found.append(_board(board_glance(latest.board, latest.card), situation.tasks.late_at))
    return found


def _board(board: BoardGlance, late_at: Counter[UUID]) -> BoardSection:
    rows = board.rows
    shown = rows if len(rows) <= MANY else sorted(rows, key=_in_order)[:FEW]
    lines = [SchoolLine(row, late_at[row.school_uid]) for row in shown]
    return BoardSection(board, lines, late_at[board.board_uid])


def _in_order(row: SchoolRow) -> tuple[bool, float]:
    """Sorts schools from the one where least is op orde; those without scores come last."""
    scored = row.summary.scored if row.summary else 0
    return not scored, row.summary.in_order / scored if row.summary and scored else 0


def dashboards_of(situation: Situation, boards: Iterable[BoardSection]) -> list[SchoolSection]:
    """Per school its latest round, and the one before where nothing is confirmed yet; not of a board in `boards`."""
    whole = {section.board.board_uid for section in boards}
    found: list[Dashboard] = []
    settled: set[object] = set()
    for dashboard in situation.dashboards:
        if dashboard.round.board.uid not in whole and dashboard.school_uid not in settled:
            found.append(dashboard)
            if dashboard.confirmed:
                settled.add(dashboard.school_uid)
    stand = standings({(one.school_pk, one.round.pk) for one in found if one.confirmed})
    late_at = situation.tasks.late_at
    return [
        SchoolSection(one, stand.get((one.school_pk, one.round.pk)), late_at[one.school_uid]) for one in found
    ]


def watched_of(situation: Situation, schools: Iterable[SchoolSection]) -> list[Watched]:
    """Where a round runs in schools that somebody looks at, but for the teams that they have another part in."""
    found = []
    for dashboard in (one.dashboard for one in schools if one.dashboard.round.is_open):
        key = (dashboard.school_uid, dashboard.round.pk)
        infos = [info for info in situation.reads if (info.school_uid, info.round.pk) == key]
        if infos:
            urgent = sorted(infos, key=how_far)[: few_of(len(infos))]
            lines = [_reading_line(info, fills=False) for info in urgent]
            found.append(Watched(dashboard, lines, len(infos)))
    return found[:MOST_PARTS]


def readings_of(situation: Situation) -> list[TeamLine]:
    """Teams whose results somebody may see without seeing those of the school."""
    schools = {dashboard.school_uid for dashboard in situation.dashboards}
    infos = (info for info in situation.reads if info.school_uid not in schools)
    return [_reading_line(info, fills=False) for info in _latest_per_team(infos)]
