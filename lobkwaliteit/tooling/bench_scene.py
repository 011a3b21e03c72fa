"""What the benchmark measures against: schools with teams and rounds, and a team in which everybody answers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    from assessments.models import Card, Round, Team, User
    from assessments.reports.document import Document

TEAMS, ROUNDS, REPORT_TEAMS, PEOPLE = 40, 3, 12, 50
REPORT_SCHOOLS, TEAMS_OF_EACH = 10, 5
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


def _held(teams: list[Team], card: Card, number: int, *, last: bool) -> Round:
    """A round in which all scored everything and confirmed; in the `last`, which is open, all but the first team."""
    from assessments.enums import Choice, RoundState
    from assessments.models import TeamScore
    from tests.factories import confirm, make_round

    state = RoundState.OPEN if last else RoundState.CLOSED
    round_ = make_round(teams, card, starts_on=dt.date(2024 + number, 11, 1), state=state)
    indicators = list(card.indicators.all())
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
    return round_


def populate() -> Scene:
    """Fill the database: a school of forty teams and one of twelve, three rounds each, on the real card; and a team of
    fifty people who answer.
    """
    import django

    django.setup()
    from django.db import transaction
    from django.urls import reverse

    from assessments.enums import Role
    from assessments.models import Answer, Assessment, Card, Indicator
    from tests.factories import (
        BoardFactory,
        SchoolFactory,
        TeamFactory,
        UserFactory,
        give_role,
        make_individual,
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
            round_ = _held(teams, card, number, last=number == ROUNDS - 1)
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


def documents() -> dict[str, Document]:
    """What is printed beside Chromium, by name: of a team in which eleven people chose first, of its school of twelve
    teams, and of a board with ten schools.
    """
    from django.db import transaction

    from assessments.enums import Way
    from assessments.models import Assessment, Card, Tally
    from assessments.reports.context import board_report, school_report, team_report
    from assessments.reports.render import render_document
    from tests.factories import BoardFactory, SchoolFactory, TeamFactory

    card, today = Card.objects.get(key="lob"), timezone.localdate()
    with transaction.atomic():
        board = BoardFactory(name="Stichting Tien Scholen")
        schools = SchoolFactory.create_batch(REPORT_SCHOOLS, board=board)
        teams = [
            team for school in schools for team in TeamFactory.create_batch(TEAMS_OF_EACH, school=school)
        ]
        teams += TeamFactory.create_batch(REPORT_TEAMS - TEAMS_OF_EACH, school=schools[0])
        last = [_held(teams, card, number, last=number == ROUNDS - 1) for number in range(ROUNDS)][-1]
        mine = Assessment.objects.filter(round=last, school=schools[0])
        mine.update(way=Way.INDIVIDUAL, declared_size=12, answering_closed_at=timezone.now())
        Tally.objects.bulk_create(
            Tally(assessment=one, indicator=indicator, level_2=2, level_3=4, level_4=5, least_group=11)
            for one in mine
            for indicator in card.indicators.all()
        )
    team = mine.with_context().order_by("pk")[1]
    return {
        "team": render_document(team_report(team, reader=None, as_of=today)),
        f"school, {REPORT_TEAMS} teams": render_document(
            school_report(schools[0], last, reader=None, as_of=today)
        ),
        f"board, {REPORT_SCHOOLS} schools": render_document(board_report(board, card, as_of=today)),
    }
