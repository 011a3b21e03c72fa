"""What somebody has to do with on a day: the rounds they lead, the forms they fill in, the results they may see.

Read in three queries, the last for who sees actions; one more for who answers individually, two more for a beheerder,
five or six more for who starts; whatever the number of rounds and teams. Trial rounds are never in it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from assessments.access import rows
from assessments.access.permissions import Ability, Person, places_for, roles_of
from assessments.enums import Choice, RoundState
from assessments.models import Answer, Assessment, Round, User
from assessments.results.progress import assessment_infos
from assessments.results.reach import Reach
from assessments.results.round_progress import has_begun
from assessments.results.values import AssessmentInfo

from .actions import NO_TASKS, Tasks, tasks_of
from .organisation import Organisation, organisation_of
from .start import Start, start_of

MOST_ROUNDS = 24
"""How many rounds are looked at, the running ones first; older ones are found in the list of rounds."""


@dataclass(frozen=True, slots=True)
class Part:
    """A round, and those of its teams that somebody leads; `runs` that they may open and close the whole round."""

    round: Round
    infos: tuple[AssessmentInfo, ...]
    runs: bool


@dataclass(frozen=True, slots=True)
class Own:
    """A team in which somebody answers by themselves first; `answered` of its indicators, which they alone see."""

    info: AssessmentInfo
    answered: int

    @property
    def is_full(self) -> bool:
        return self.answered >= self.info.total > 0


@dataclass(frozen=True, slots=True)
class Dashboard:
    """A school in a round, of which somebody may see the results. `confirmed` of `teams` teams."""

    school_name: str
    school_uid: UUID
    round: Round
    confirmed: int
    teams: int
    school_pk: int = 0

    @property
    def url(self) -> str:
        return reverse("school-result", args=[self.school_uid, self.round.uid])


@dataclass(frozen=True, slots=True)
class Situation:
    """Real rounds only; in each list the running rounds first, then the latest first."""

    today: dt.date
    leads: tuple[Part, ...] = ()
    fills: tuple[AssessmentInfo, ...] = ()
    """Teams whose form they fill in together, but which they do not lead."""
    answers: tuple[Own, ...] = ()
    """Teams in which they answer by themselves first, also those that they lead."""
    reads: tuple[AssessmentInfo, ...] = ()
    """Teams of which they may see results, and neither lead nor fill in."""
    dashboards: tuple[Dashboard, ...] = ()
    boards: tuple[UUID, ...] = ()
    """Boards with rounds of which they may see all results."""
    may_plan: bool = False
    start: Start | None = None
    """Of who leads rounds and never had one that ran: how far they are with the first."""
    tasks: Tasks = NO_TASKS
    """Their own actions, and what is late where they have an eye."""
    organisation: Organisation | None = None
    """Of who is beheerder."""
    has_role: bool = True
    home_board: str = ""
    """The board that somebody came in by, while they have no role."""

    def can_answer(self, info: AssessmentInfo) -> bool:
        """Whether a team in which everybody answers individually still does so today."""
        return info.is_gathering and info.round.is_open and info.round.ends_on >= self.today

    def first_round(self, user: Person) -> Start:
        """How far somebody is with starting, also where a round runs by now."""
        return self.start or latest_start(user, self.leads)

    @property
    def running(self) -> tuple[Part, ...]:
        return tuple(part for part in self.leads if part.round.is_open)


def situation_of(user: Person) -> Situation:
    """Return what a person has today."""
    visible = rows.visible_assessments(user)
    closed_last = Case(
        When(state=RoundState.CLOSED, then=Value(1)), default=Value(0), output_field=IntegerField()
    )
    found = (
        Round.objects.real()
        .filter(Exists(visible.filter(round=OuterRef("pk"))))
        .select_related("board", "card__owner")
        .annotate(team_count=Count("assessments"), closed_last=closed_last)
        .order_by("closed_last", "-starts_on", "-pk")[:MOST_ROUNDS]
    )
    rounds = {round_.pk: round_ for round_ in found}
    infos: dict[int, list[AssessmentInfo]] = {pk: [] for pk in rounds}
    for info in assessment_infos(visible.filter(_is_of_now(), round__in=list(rounds))) if rounds else ():
        infos[info.round.pk].append(info)

    reach = Reach(user)
    leads: list[Part] = []
    fills: list[AssessmentInfo] = []
    answers: list[AssessmentInfo] = []
    reads: list[AssessmentInfo] = []
    dashboards: list[Dashboard] = []
    for pk, round_ in rounds.items():
        part, board = infos[pk], round_.board_id

        def having(
            ability: Ability, among: Sequence[AssessmentInfo], board: int = board
        ) -> list[AssessmentInfo]:
            return [info for info in among if reach.covers(ability, info, board)]

        led = having(Ability.LEAD_TEAM, part)
        known = {info.pk for info in led}
        filled_in = [info for info in having(Ability.FILL_IN_TEAM_FORM, part) if info.pk not in known]
        known |= {info.pk for info in filled_in}
        others = [info for info in part if info.pk not in known]
        if led:
            runs = len(having(Ability.RUN_ROUND, part)) == round_.team_count
            leads.append(Part(round_, tuple(led), runs))
        if round_.is_draft:
            continue
        fills += [info for info in filled_in if not info.is_individual]
        answers += [info for info in having(Ability.ANSWER, part) if info.is_individual]
        reads += having(Ability.SEE_TEAM_RESULTS, others)
        dashboards += _dashboards(reach, round_, part)
    whole = places_for(user, Ability.SEE_BOARD_RESULTS).boards
    has_role = bool(roles_of(user))
    home = user.home_board if isinstance(user, User) and not has_role else None
    return Situation(
        today=timezone.localdate(),
        leads=tuple(leads),
        fills=tuple(fills),
        answers=_own(user, answers),
        reads=tuple(reads),
        dashboards=tuple(dashboards),
        boards=tuple(dict.fromkeys(one.round.board.uid for one in dashboards if one.round.board_id in whole)),
        may_plan=(may_plan := bool(places_for(user, Ability.RUN_ROUND))),
        start=latest_start(user, leads) if may_plan and is_starting(leads) else None,
        tasks=tasks_of(user, timezone.localdate()),
        organisation=organisation_of(user),
        has_role=has_role,
        home_board=home.name if home else "",
    )


def _is_of_now() -> Q:
    """The condition that an assessment is not one of the past: over, and its team and its school went on since.

    What they confirmed last, and all that is not over, is of now. So of many years no more is read than of one.
    """
    later = (
        Assessment.objects.real()
        .alias(card_owner=Coalesce("round__card__owner", 0))
        .filter(
            confirmed_at__isnull=False,
            round__starts_on__gt=OuterRef("round__starts_on"),
            round__card__key=OuterRef("round__card__key"),
            card_owner=Coalesce(OuterRef("round__card__owner"), 0),
        )
    )
    went_on = Exists(later.filter(team=OuterRef("team"))) & Exists(later.filter(school=OuterRef("school")))
    return ~(Q(round__state=RoundState.CLOSED) & went_on)


def is_starting(leads: Sequence[Part]) -> bool:
    """Whether no round of these was ever open, but for one in which nobody began yet."""
    opened = [part for part in leads if not part.round.is_draft]
    return not opened or (
        len(leads) == 1
        and opened[0].round.is_open
        and any(info.is_gathering for info in opened[0].infos)
        and not any(map(has_begun, opened[0].infos))
    )


def latest_start(user: Person, leads: Sequence[Part]) -> Start:
    """How far somebody is with the round that they lead: the running one, else the next, else the latest."""
    part = next((part for part in leads if part.runs), None) or next(iter(leads), None)
    return start_of(user, part.round, part.infos, runs=part.runs) if part else start_of(user, None)


def _own(user: Person, infos: Sequence[AssessmentInfo]) -> tuple[Own, ...]:
    """How far somebody is with their own answers; one query, none where they have none to give."""
    if not infos:
        return ()
    given = (
        Answer.objects.filter(
            response__participation__user=user.pk,
            response__participation__assessment__in=[info.pk for info in infos],
        )
        .exclude(choice=Choice.NONE)
        .order_by()
        .values("response__participation__assessment")
        .annotate(count=Count("pk"))
        .values_list("response__participation__assessment", "count")
    )
    counts = dict(given)
    return tuple(Own(info, counts.get(info.pk, 0)) for info in infos)


def _dashboards(reach: Reach, round_: Round, part: Sequence[AssessmentInfo]) -> list[Dashboard]:
    found = []
    for school_uid, group in groupby(part, key=lambda info: info.school_uid):
        teams = list(group)
        if reach.covers_school(Ability.SEE_SCHOOL_RESULTS, teams[0], round_.board_id):
            confirmed = sum(info.is_confirmed for info in teams)
            one = teams[0]
            found.append(Dashboard(one.school_name, school_uid, round_, confirmed, len(teams), one.school_pk))
    return found
