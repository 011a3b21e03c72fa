"""Which step stands first where everybody answers individually, for every role. No database."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assessments.results.round_progress import progress_of
from assessments.results.today.next_step import next_step
from assessments.results.today.situation import Own, Situation
from assessments.results.values import AssessmentInfo
from assessments.views.round_page import round_steps
from tests.unit.test_next_step import (
    CLOSED,
    DONE,
    DRAFT,
    FULL,
    OPEN,
    OVER,
    TODAY,
    a_round,
    dashboard,
    info,
    part,
    step_of,
)


def alone(name: str, *, begun: int = 0, size: int = 9, closed: bool = False, **more: Any) -> AssessmentInfo:
    """A team in which everybody answers first; `closed` that answering is."""
    round_ = more.pop("round_", OPEN)
    return replace(
        info(round_, name, **more), is_individual=True, begun=begun, size=size, is_answering_closed=closed
    )


QUIET, BUSY, ALL = alone("Stil"), alone("Bezig", begun=6), alone("Allen", begun=9)
READY = alone("Klaar", begun=8, closed=True)
TALKING = alone("Pratend", begun=8, closed=True, answered=12)
AGREED = alone("Eens", begun=8, closed=True, answered=36)
CONFIRMED = alone("Vast", begun=8, closed=True, answered=36, confirmed=True)


@pytest.mark.parametrize(
    ("situation", "title", "route"),
    [
        # a coordinator, from planning to confirming
        (
            {"leads": (part(DRAFT, alone("Zonder", size=0, round_=DRAFT)),)},
            "Vul in hoeveel mensen meedoen",
            "round-ways",
        ),
        ({"leads": (part(DRAFT, alone("Met", round_=DRAFT)),)}, "Open LOB 2026", "round-open"),
        ({"leads": (part(OPEN, QUIET, alone("Ook stil")),)}, "Vraag de mensen om in te vullen", "round-ask"),
        ({"leads": (part(OPEN, QUIET, BUSY),)}, "Help 2 teams met invullen", "round-detail"),
        ({"leads": (part(OPEN, BUSY, DONE),)}, "Help Bezig met invullen", "response"),
        ({"leads": (part(OPEN, ALL),)}, "Sluit het invullen van Allen", "response"),
        ({"leads": (part(OPEN, BUSY, READY),)}, "Open het gesprek van Klaar", "conversation"),
        (
            {"leads": (part(OPEN, READY, TALKING),)},
            "Ga verder met het gesprek van Pratend",
            "conversation",
        ),
        ({"leads": (part(OPEN, TALKING, AGREED),)}, "Stel de scores van Eens vast", "scoring-confirm"),
        ({"leads": (part(OPEN, CONFIRMED),)}, "Kies wat Vast het eerst verbetert", "priorities"),
        (
            {"leads": (part(OPEN, replace(CONFIRMED, priorities=("VA1.1",))),)},
            "Sluit LOB 2026",
            "round-close",
        ),
        ({"leads": (part(OVER, alone("Laat", begun=3, round_=OVER)),)}, "Rond LOB 2026 af", "round-detail"),
        ({"leads": (part(CLOSED, READY),)}, "Open het gesprek van Klaar", "conversation"),
        # together and individually in one round
        ({"leads": (part(OPEN, FULL, BUSY),)}, "Stel de scores van Vol vast", "scoring-confirm"),
        ({"leads": (part(OPEN, info(OPEN, "Samen"), BUSY),)}, "Help 1 team met beginnen", "round-detail"),
        # a teamlid
        ({"answers": (Own(QUIET, 0),)}, "Vul zelf in voor Stil", "answer-start"),
        ({"answers": (Own(BUSY, 35),)}, "Vul zelf in voor Bezig", "answer-start"),
        ({"answers": (Own(BUSY, 36),)}, "Je hebt alles ingevuld voor Bezig", "answer-start"),
        ({"answers": (Own(BUSY, 36), Own(QUIET, 0))}, "Vul zelf in voor Stil", "answer-start"),
        ({"answers": (Own(READY, 0),)}, "Klaar praat over de antwoorden", "conversation"),
        ({"answers": (Own(CONFIRMED, 0),)}, "Bekijk het resultaat van Vast", "team-result"),
        (
            {"answers": (Own(alone("Laat", round_=a_round(ends=-1)), 3),)},
            "Er staat nu niets voor je klaar",
            "card-list",
        ),
        # who leads a team and is one of it answers first
        (
            {"leads": (part(OPEN, BUSY),), "answers": (Own(BUSY, 3),)},
            "Vul zelf in voor Bezig",
            "answer-start",
        ),
        # a manager, of a school and of a team
        (
            {"dashboards": (dashboard(0),), "reads": (BUSY,)},
            "De teams van Duinmark zijn bezig",
            "school-result",
        ),
        ({"reads": (BUSY,)}, "Bezig is bezig met invullen", "team-result"),
    ],
)
def test_the_step(situation: dict[str, Any], title: str, route: str) -> None:
    assert step_of(**situation) == (title, route)


def test_who_answers_sees_their_own_number_and_who_follows_only_how_many_began() -> None:
    own = next_step(Situation(today=TODAY, answers=(Own(BUSY, 35),)))
    assert [(figure.number, figure.text) for figure in own.figures] == [
        ("35", "van 36 indicatoren ingevuld"),
        ("20", "dagen te gaan"),
    ]
    assert own.button == "Verder invullen"
    follows = next_step(Situation(today=TODAY, reads=(BUSY,)))
    assert [(figure.number, figure.text) for figure in follows.figures] == [("6", "van 9 mensen begonnen")]


def test_a_round_of_individuals_counts_people_and_has_a_step_for_talking() -> None:
    steps = round_steps(OPEN_WITH_CARD, progress_of([QUIET, BUSY, AGREED]))
    assert [(step.label, step.text, step.done, step.total) for step in steps[1:4]] == [
        ("Invullen", "14 van 27 begonnen", 14, 27),
        ("Bespreken", "1 van 3 teams", 1, 3),
        ("Vaststellen", "0 van 3 teams", 0, 3),
    ]


def test_a_mixed_round_counts_teams() -> None:
    progress = progress_of([QUIET, READY, FULL, DONE])
    assert (progress.begun, progress.gathered, progress.filled, progress.confirmed) == (3, 3, 2, 1)
    steps = round_steps(OPEN_WITH_CARD, progress)
    assert [(step.label, step.text) for step in steps[1:3]] == [
        ("Invullen", "3 van 4 teams"),
        ("Bespreken", "0 van 2 teams"),
    ]


def test_together_nothing_is_said_of_talking() -> None:
    assert [step.label for step in round_steps(OPEN_WITH_CARD, progress_of([FULL, DONE]))] == [
        "Plannen",
        "Invullen",
        "Vaststellen",
        "Sluiten",
    ]


class _Card:
    edition = "2026"


class _Round:
    """Of a round what its steps tell."""

    card = _Card
    closed_at = None
    is_closed = False
    ends_on = OPEN.ends_on


OPEN_WITH_CARD: Any = _Round
