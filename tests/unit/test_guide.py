"""How far somebody is with starting: derived from what there is, in every order in which that can come about."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from uuid import uuid4

import pytest

from assessments.enums import RoundState
from assessments.models import Round
from assessments.results.today.guide import begin, guide_steps
from assessments.results.today.start import Start
from assessments.results.values import AssessmentInfo, RoundInfo

TODAY = dt.date(2026, 11, 24)
TEAMS, PEOPLE, TRIAL, PLAN, OPEN, ASK = range(6)


def a_round(state: RoundState, starts_on: dt.date = TODAY) -> Round:
    return Round(title="LOB", state=state, starts_on=starts_on, ends_on=starts_on + dt.timedelta(weeks=4))


def info(round_: Round, *, together: bool = False, size: int = 6, begun: int = 0) -> AssessmentInfo:
    return AssessmentInfo(
        pk=1,
        uid=uuid4(),
        team_uid=uuid4(),
        team_pk=1,
        team_name="Havo",
        school_pk=1,
        school_uid=uuid4(),
        school_name="Duinmark",
        board_name="De Noordzoom",
        round=RoundInfo(1, round_.uid, round_.title, round_.starts_on, round_.ends_on, round_.is_open),
        confirmed_at=None,
        reopened=False,
        answered=0,
        total=36,
        is_individual=not together,
        size=size,
        begun=begun,
    )


NOTHING = Start(TODAY)
READY = Start(TODAY, schools=1, teams=3)
DRAFT, RUNNING = a_round(RoundState.DRAFT), a_round(RoundState.OPEN)
PLANNED = replace(READY, round=DRAFT, infos=(info(DRAFT),))
OPENED = replace(READY, round=RUNNING, infos=(info(RUNNING),), unasked=1)
TOGETHER = replace(READY, round=RUNNING, infos=(info(RUNNING, together=True),))


@pytest.mark.parametrize(
    ("start", "done", "now"),
    [
        (NOTHING, set(), TEAMS),
        (READY, {TEAMS}, PLAN),
        (replace(READY, people=4, members=1), {TEAMS, PEOPLE}, PLAN),
        (replace(READY, invited=4, members=4), {TEAMS, PEOPLE}, PLAN),
        (replace(READY, people=1, invited=1), {TEAMS}, PLAN),  # managers alone
        (replace(READY, has_trial=True), {TEAMS, TRIAL}, PLAN),
        (replace(PLANNED, infos=(info(DRAFT, size=0),)), {TEAMS}, PLAN),
        (PLANNED, {TEAMS, PLAN}, OPEN),
        (OPENED, {TEAMS, PLAN, OPEN}, ASK),
        (replace(OPENED, unasked=0), {TEAMS, PLAN, OPEN, ASK}, None),
        (TOGETHER, {TEAMS, PLAN, OPEN, ASK}, None),
    ],
)
def test_what_is_done_and_what_is_now(start: Start, done: set[int], now: int | None) -> None:
    steps = guide_steps(start)
    assert {place for place, step in enumerate(steps) if step.is_done} == done
    assert [place for place, step in enumerate(steps) if step.is_now] == ([] if now is None else [now])
    hero = begin(start)
    assert (hero.title if hero else None) == (None if now is None else steps[now].title)


def test_every_button_leads_back_to_the_guide() -> None:
    empty = replace(NOTHING, schools=1, empty=("Leeg College", uuid4()))
    for start in (empty, READY, replace(READY, has_trial=True), PLANNED, OPENED):
        urls = [step.url for step in guide_steps(start) if step.url]
        assert urls
        assert all("van=starten" in url for url in urls)


def test_a_first_day_that_is_still_to_come_can_be_moved() -> None:
    later = a_round(RoundState.DRAFT, TODAY + dt.timedelta(days=9))
    step = guide_steps(replace(PLANNED, round=later))[OPEN]
    assert "3 december 2026" in step.told
    assert "/wijzigen/" in step.url


def test_a_plan_can_be_changed_until_it_opens() -> None:
    later = a_round(RoundState.DRAFT, TODAY + dt.timedelta(days=9))
    for start, offered in (
        (PLANNED, True),
        (replace(PLANNED, runs=False), False),
        (replace(PLANNED, round=later), False),  # the next step offers it
        (OPENED, False),
    ):
        assert ("/wijzigen/" in guide_steps(start)[PLAN].url) is offered


def test_who_does_not_run_the_round_waits_for_who_does() -> None:
    assert guide_steps(replace(PLANNED, runs=False))[OPEN].url == ""


@pytest.mark.parametrize(
    ("start", "over"),
    [
        (PLANNED, False),
        (OPENED, False),
        (TOGETHER, True),
        (replace(OPENED, infos=(info(RUNNING, begun=1),)), True),
        (replace(OPENED, unasked=0), True),
    ],
)
def test_it_is_over_once_the_round_runs_and_people_know_of_it(start: Start, over: bool) -> None:
    assert start.is_over is over
