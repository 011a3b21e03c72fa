"""What the benchmark measures against: schools with teams and rounds, and a team in which everybody answers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assessments.models import User

TEAMS, ROUNDS, REPORT_TEAMS, PEOPLE = 40, 3, 12, 50
CLOSING_TEAMS, CLOSING_PEOPLE = 9, 40
BOARD = "Stichting Meetlat"
TEAM_LINK = "K7MX-PQ3D-9RTC-WYHF"


@dataclass(frozen=True)
class Scene:
    """What is asked for: paths, the session of a coordinator, and one of each of the people who answer.

    `closing` are the addresses at which answering is closed, each of a team of forty who answered everything.
    """

    criterion: str
    team: str
    dashboard: str
    team_report: str
    school_report: str
    session: str
    answering: str
    people: tuple[str, ...]
    joining: str
    closing: tuple[str, ...]


def session_of(person: User) -> str:
    """Sign somebody in, and return the key of their session."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def populate() -> Scene:
    """Fill the database: a school of forty teams and one of twelve, three rounds each, on the real card; and a team of
    fifty people who answer.
    """
    import django

    django.setup()
    from django.db import transaction
    from django.urls import reverse

    from assessments.enums import Choice, Role, RoundState
    from assessments.models import Answer, Assessment, Card, Indicator, TeamScore
    from tests.factories import (
        BoardFactory,
        SchoolFactory,
        TeamFactory,
        UserFactory,
        confirm,
        give_role,
        make_individual,
        make_round,
        take_part,
    )

    card = Card.objects.get(key="lob")
    indicators = list(Indicator.objects.filter(card=card))
    with transaction.atomic():
        board = BoardFactory(name=BOARD)
        large, small = (SchoolFactory(board=board, name=name) for name in ("Groot College", "Klein College"))
        user = UserFactory(name="Coördinator")
        give_role(user, Role.COORDINATOR, board)
        teams = TeamFactory.create_batch(TEAMS, school=large) + TeamFactory.create_batch(
            REPORT_TEAMS, school=small
        )
        for number in range(ROUNDS):
            day = dt.date(2024 + number, 11, 1)
            last = number == ROUNDS - 1
            round_ = make_round(
                teams, card, starts_on=day, state=RoundState.OPEN if last else RoundState.CLOSED
            )
            for order, assessment in enumerate(round_.assessments.all()):
                TeamScore.objects.bulk_create(
                    TeamScore(
                        assessment=assessment,
                        indicator=indicator,
                        choice=Choice.LEVEL,
                        level=1 + (order + place + number) % 5,
                        rationale="Wij spraken dit af in het teamoverleg van november." if place % 2 else "",
                    )
                    for place, indicator in enumerate(indicators)
                )
                if not (last and order == 0):
                    confirm(assessment)
    first, confirmed = (Assessment.objects.get(round=round_, team=team) for team in teams[:2])

    with transaction.atomic():
        team = TeamFactory(school=small, name="Iedereen eerst zelf")
        answering = make_individual(team, card, size=PEOPLE)
        people = UserFactory.create_batch(PEOPLE)
        for person in people:
            give_role(person, Role.MEMBER, team)
        guests = make_individual(TeamFactory(school=small), card, size=1_000, team_token=TEAM_LINK)
        sessions = tuple(session_of(person) for person in people)
        levels: dict[str, int | str | None] = {
            indicator.code: 1 + place % 5 for place, indicator in enumerate(indicators)
        }
        full = []
        for team in TeamFactory.create_batch(CLOSING_TEAMS, school=small):
            full.append(make_individual(team, card, size=CLOSING_PEOPLE))
            for _ in range(CLOSING_PEOPLE):
                take_part(full[-1], levels)
        Answer.objects.filter(indicator=indicators[0]).update(remark="Dit schreef iemand erbij.")
    return Scene(
        criterion=reverse("scoring-criterion", args=[first.uid, "VA1"]),
        team=reverse("team-result", args=[confirmed.uid]),
        dashboard=reverse("school-result", args=[large.uid, round_.uid]),
        team_report=reverse("team-report", args=[confirmed.uid]),
        school_report=reverse("school-report", args=[small.uid, round_.uid]),
        session=session_of(user),
        answering=reverse("answer-criterion", args=[answering.uid, "VA1"]),
        people=sessions,
        joining=reverse("join-start", args=[guests.uid]),
        closing=tuple(reverse("answering-close", args=[assessment.uid]) for assessment in full),
    )
