"""Which one step stands first, for every state somebody can find themselves in. No database."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.urls import resolve

from assessments.enums import RoundState
from assessments.models import Round
from assessments.results.today.actions import Task, Tasks
from assessments.results.today.next_step import next_step
from assessments.results.today.organisation import Organisation
from assessments.results.today.situation import Dashboard, Part, Situation
from assessments.results.today.start import Start
from assessments.results.values import AssessmentInfo, RoundInfo

TODAY = dt.date(2026, 11, 24)
DAY = dt.timedelta(days=1)


def a_round(
    state: RoundState = RoundState.OPEN, *, starts: int = -10, ends: int = 20, title: str = "LOB 2026"
) -> Round:
    return Round(pk=1, title=title, state=state, starts_on=TODAY + starts * DAY, ends_on=TODAY + ends * DAY)


def info(
    round_: Round,
    name: str = "Havo",
    *,
    answered: int = 0,
    confirmed: bool = False,
    school: UUID | None = None,
) -> AssessmentInfo:
    return AssessmentInfo(
        pk=1,
        uid=uuid4(),
        team_uid=uuid4(),
        team_pk=1,
        team_name=name,
        school_pk=1,
        school_uid=school or uuid4(),
        school_name="Duinmark",
        board_name="De Noordzoom",
        round=RoundInfo(1, round_.uid, round_.title, round_.starts_on, round_.ends_on, round_.is_open),
        confirmed_at=dt.datetime(2026, 11, 20, tzinfo=dt.UTC) if confirmed else None,
        reopened=False,
        answered=answered,
        total=36,
    )


def part(round_: Round, *infos: AssessmentInfo, runs: bool = True) -> Part:
    return Part(round_, infos, runs)


def set_up(schools: int = 3, *empty: str, has_coordinator: bool = True, **invited: Any) -> Organisation:
    without_teams = tuple((name, uuid4()) for name in empty)
    return Organisation(uuid4(), schools, 10, without_teams, has_coordinator, **invited)


def task(days_late: int, what: str = "Een actie") -> Task:
    return Task(
        uuid4(), what, TODAY - days_late * DAY, days_late, "", None, "Havo", "Duinmark", may_move=True
    )


def step_of(**situation: Any) -> tuple[str, str]:
    """The title and the name of the route of the button."""
    step = next_step(Situation(today=TODAY, **situation))
    return step.title, resolve(step.url.partition("?")[0]).url_name or "" if step.url else ""


OPEN, DRAFT, CLOSED = a_round(), a_round(RoundState.DRAFT, starts=0), a_round(RoundState.CLOSED)
LATER, OVER = a_round(RoundState.DRAFT, starts=7), a_round(ends=-1)
NEW, BUSY = info(OPEN, "Nieuw"), info(OPEN, "Bezig", answered=12)
FULL, DONE = info(OPEN, "Vol", answered=36), info(OPEN, "Klaar", answered=36, confirmed=True)
CHOSE = replace(DONE, priorities=("VA1.1",))
LONG_AGO = replace(DONE, confirmed_at=dt.datetime(2026, 10, 20, tzinfo=dt.UTC))
YEAR_AGO = a_round(RoundState.CLOSED, starts=-340, ends=-310)
OF_THEN = replace(info(YEAR_AGO, confirmed=True), confirmed_at=dt.datetime(2026, 1, 8, tzinfo=dt.UTC))


def dashboard(confirmed: int, round_: Round = OPEN, name: str = "Duinmark") -> Dashboard:
    return Dashboard(name, uuid4(), round_, confirmed, 5)


@pytest.mark.parametrize(
    ("situation", "title", "route"),
    [
        # a coordinator, from planning to results
        ({"may_plan": True, "start": Start(TODAY, teams=3)}, "Plan de meting", "round-plan"),
        ({"may_plan": True, "start": Start(TODAY)}, "Zet de teams klaar", "start"),
        (
            {"may_plan": True, "start": Start(TODAY, teams=3), "fills": (NEW,)},
            "Vul de kaart in met Nieuw",
            "scoring-start",
        ),
        ({"may_plan": True, "leads": (part(CLOSED, info(CLOSED)),)}, "Plan een nieuwe meting", "round-plan"),
        ({"leads": (part(LATER, info(LATER)),)}, "Bereid LOB 2026 voor", "round-detail"),
        ({"leads": (part(DRAFT, info(DRAFT)),)}, "Open LOB 2026", "round-open"),
        (
            {"leads": (part(OPEN, NEW, info(OPEN, "Ook nieuw"), BUSY),)},
            "Help 2 teams met beginnen",
            "round-detail",
        ),
        ({"leads": (part(OPEN, NEW, BUSY),)}, "Help 1 team met beginnen", "round-detail"),
        (
            {"leads": (part(OPEN, BUSY, info(OPEN, answered=3), DONE),)},
            "Help 2 teams met afmaken",
            "round-detail",
        ),
        ({"leads": (part(OPEN, BUSY, DONE),)}, "Vul de kaart in met Bezig", "scoring-start"),
        ({"leads": (part(OPEN, NEW, FULL, DONE),)}, "Stel de scores van Vol vast", "scoring-confirm"),
        # what comes of the scores goes before closing, until the last day
        ({"leads": (part(OPEN, CHOSE, DONE),)}, "Kies wat Klaar het eerst verbetert", "priorities"),
        ({"leads": (part(OPEN, CHOSE),)}, "Sluit LOB 2026", "round-close"),
        ({"leads": (part(OPEN, LONG_AGO),)}, "Sluit LOB 2026", "round-close"),
        ({"leads": (part(OVER, info(OVER, confirmed=True)),)}, "Sluit LOB 2026", "round-close"),
        # a year later, as long as nothing else is planned
        (
            {"may_plan": True, "leads": (part(YEAR_AGO, OF_THEN),), "dashboards": (dashboard(4, YEAR_AGO),)},
            "Plan de volgende meting",
            "round-plan",
        ),
        (
            {"may_plan": True, "leads": (part(LATER, info(LATER)), part(YEAR_AGO, OF_THEN))},
            "Bereid LOB 2026 voor",
            "round-detail",
        ),
        (
            {"leads": (part(YEAR_AGO, OF_THEN),), "dashboards": (dashboard(4, YEAR_AGO),)},
            "Bekijk het resultaat van Duinmark",
            "school-result",
        ),
        ({"leads": (part(OVER, info(OVER, answered=3), DONE),)}, "Rond LOB 2026 af", "round-detail"),
        (
            {"leads": (part(CLOSED, info(CLOSED, "Vol", answered=36)),)},
            "Stel de scores van Vol vast",
            "scoring-confirm",
        ),
        # then what to improve first, as long as it is fresh and until it is chosen
        (
            {"leads": (part(CLOSED, info(CLOSED, confirmed=True)),), "dashboards": (dashboard(4, CLOSED),)},
            "Kies wat Havo het eerst verbetert",
            "priorities",
        ),
        (
            {"leads": (part(CLOSED, CHOSE, LONG_AGO),), "dashboards": (dashboard(4, CLOSED),)},
            "Bekijk het resultaat van Duinmark",
            "school-result",
        ),
        # a coordinator of a part opens and closes nothing
        ({"leads": (part(DRAFT, info(DRAFT), runs=False),)}, "Bereid LOB 2026 voor", "round-detail"),
        ({"leads": (part(OPEN, CHOSE, runs=False),)}, "Bekijk het resultaat van Klaar", "team-result"),
        # a teamlid
        ({"fills": (NEW,)}, "Vul de kaart in met Nieuw", "scoring-start"),
        ({"fills": (FULL, BUSY)}, "Vul de kaart in met Bezig", "scoring-start"),
        ({"fills": (FULL,)}, "Vol is klaar met invullen", "scoring-start"),
        ({"fills": (DONE,)}, "Bekijk het resultaat van Klaar", "team-result"),
        ({"fills": (info(CLOSED, answered=3),)}, "Er staat nu niets voor je klaar", "card-list"),
        # a manager, of a school and of a team
        ({"dashboards": (dashboard(0),)}, "De teams van Duinmark zijn bezig", "school-result"),
        ({"dashboards": (dashboard(3), dashboard(0))}, "Bekijk het resultaat van Duinmark", "school-result"),
        ({"reads": (BUSY,)}, "Bezig is bezig met invullen", "team-result"),
        ({"reads": (DONE,)}, "Bekijk het resultaat van Klaar", "team-result"),
        # actions that are late
        (
            {"tasks": Tasks(own=(task(0, "Later"), task(9, "Poster maken")))},
            "Werk “Poster maken” bij",
            "action",
        ),
        ({"tasks": Tasks(own=(task(9), task(2)))}, "Werk je acties bij", "actions"),
        ({"tasks": Tasks(own=(task(9),)), "fills": (NEW,)}, "Vul de kaart in met Nieuw", "scoring-start"),
        ({"tasks": Tasks(late=(task(9),), manages=True)}, "Vraag hoe het staat met 1 actie", "actions"),
        ({"tasks": Tasks(late=(task(9),))}, "Er staat nu niets voor je klaar", "card-list"),
        # a bestuur
        (
            {"dashboards": (dashboard(3), dashboard(1, name="Delta"))},
            "Bekijk hoe je scholen ervoor staan",
            "results",
        ),
        # a beheerder, somebody without work, somebody without a role
        ({"organisation": set_up()}, "Je organisatie staat klaar", "organisation"),
        ({"organisation": set_up(0)}, "Voeg je eerste school toe", "organisation-school-add"),
        ({"organisation": set_up(2, "Delta")}, "Voeg de teams van Delta toe", "schools-teams-add"),
        (
            {"organisation": set_up(has_coordinator=False)},
            "Wijs een LOB-coördinator aan",
            "people-invite",
        ),
        (
            {"organisation": set_up(has_coordinator=False, coordinator_unsent=True)},
            "Verstuur de uitnodigingen die klaarstaan",
            "people-invitations",
        ),
        (
            {"organisation": set_up(has_coordinator=False, coordinator_invited_until=TODAY)},
            "Een LOB-coördinator is uitgenodigd",
            "people-invitations",
        ),
        (
            {"organisation": set_up(unled=(("Delta", uuid4()),))},
            "Wijs een LOB-coördinator aan voor Delta",
            "people-invite",
        ),
        ({"organisation": set_up(0, unread=uuid4())}, "Maak het inlezen af", "import-detail"),
        ({}, "Er staat nu niets voor je klaar", "card-list"),
        ({"has_role": False}, "Je hebt nog geen rol", "card-list"),
    ],
)
def test_the_step(situation: dict[str, Any], title: str, route: str) -> None:
    assert step_of(**situation) == (title, route)


def test_several_roles_give_one_step_by_urgency() -> None:
    """What holds up others, then one's own form, then what can wait, then what there is to look at."""
    everything: dict[str, Any] = {
        "leads": (part(DRAFT, info(DRAFT)), part(OPEN, NEW, BUSY, FULL), part(LATER, info(LATER))),
        "fills": (info(OPEN, "Eigen team"),),
        "dashboards": (dashboard(3),),
        "may_plan": True,
        "organisation": set_up(),
    }
    seen = []
    for left_out in range(4):
        situation = {
            **everything,
            "leads": (
                everything["leads"],
                everything["leads"][1:],
                (part(OPEN, NEW, BUSY),),
                (part(LATER, info(LATER)),),
            )[left_out],
            "fills": everything["fills"] if left_out < 3 else (),
        }
        seen.append(step_of(**situation)[0])
    assert seen == [
        "Open LOB 2026",
        "Stel de scores van Vol vast",
        "Vul de kaart in met Eigen team",
        "Bereid LOB 2026 voor",
    ]
    assert step_of(dashboards=(dashboard(3),), may_plan=True)[0] == "Bekijk het resultaat van Duinmark"


def test_the_figures_beside_it() -> None:
    step = next_step(Situation(today=TODAY, leads=(part(OPEN, NEW, BUSY, DONE),)))
    assert [(figure.number, figure.text) for figure in step.figures] == [
        ("2", "teams moeten nog invullen"),
        ("1", "van 3 teams vastgesteld"),
        ("20", "dagen te gaan"),
    ]
