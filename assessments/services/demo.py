"""A fictional board with three rounds, believable enough to show a school. Never loaded in production.

The organisation is `fixtures/demo/scholen.csv`, `teams.csv` and `mensen.csv`, read as any organisation is; how the
teams fare, what they say and what they do about it is data too (`verloop.toml`, `woorden.toml`, `acties.toml`). The
same day gives the same demo.
"""

from __future__ import annotations

import datetime as dt
import random
import tomllib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from assessments.enums import Choice, Role, RoundState, Sector, Way
from assessments.models import (
    Assessment,
    Board,
    Card,
    Confirmation,
    ConfirmedScore,
    Indicator,
    Membership,
    Round,
    Team,
    TeamScore,
    User,
)
from assessments.results.marking import marks_of

from .demo_actions import build_improving
from .demo_people import Folk
from .imports.at_once import import_now
from .organisation import create_board
from .writing import TEAM

FOLDER = Path(settings.BASE_DIR) / "fixtures" / "demo"
PASSWORD = "demo-noordzoom"  # noqa: S105 - shown on the sign-in page of a demo
BOARD = "Stichting De Noordzoom"
ADMINISTRATOR = ("beheerder@noordzoom.example", "Bjørn Ångström")
DURATION = dt.timedelta(days=45)
WORDS_OF_PUPILS = {Sector.VO: ("leerlingen", "mentor"), Sector.MBO: ("studenten", "loopbaanbegeleider")}
WORDS_OF_STUDENTS = ("studenten", "studieloopbaanbegeleider")


class DemoRefused(Exception):
    """The demo does not belong here."""


def accounts() -> list[tuple[str, str, str]]:
    """Return (role and place, e-mail, password) of every demo account."""
    return [
        (f"{Role(account['rol']).label}, {account['plek']}", account["email"], PASSWORD)
        for account in _read("verloop.toml")["accounts"]
    ]


@transaction.atomic
def build_demo(today: dt.date | None = None) -> bool:
    """Make the demo unless it is there. Return whether it was made.

    The running round began three weeks before `today`, the closed ones one and two years before that.
    """
    if settings.PRODUCTION:
        raise DemoRefused("De demo hoort niet in een installatie voor echt gebruik.")
    if Board.objects.filter(name=BOARD).exists():
        return False
    board, _admin = create_board(
        by=None, name=BOARD, number="", admin_email=ADMINISTRATOR[0], admin_name=ADMINISTRATOR[1]
    )
    files = {name: (FOLDER / f"{name}.csv").read_bytes() for name in ("scholen", "teams", "mensen")}
    plan = import_now(board=board, files=files, save=True, accounts=True)
    if not plan.is_right:
        raise DemoRefused("De rijen van de demo kloppen niet; bekijk ze met import_organisation.")
    _give_passwords()
    card = Card.objects.shipped().get(key="lob")
    started = (today or timezone.localdate()) - dt.timedelta(days=22)
    rounds = {
        number: _build_round(board, card, number, started - dt.timedelta(days=364 * (3 - number)))
        for number in (1, 2, 3)
    }
    build_improving(board, rounds, _read("acties.toml"), _leader(board))
    return True


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


def _give_passwords() -> None:
    """Hash once: all demo accounts share the one password."""
    first, *others = User.objects.filter(email__in=[email for _, email, _ in accounts()])
    first.set_password(PASSWORD)
    for user in (first, *others):
        user.password = first.password
        user.save(update_fields=["password"])


def _title(day: dt.date) -> str:
    season = "najaar" if day.month >= 8 else "voorjaar"
    return f"LOB {season} {day.year}"


def _noon(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(12)))


def _build_round(board: Board, card: Card, number: int, starts_on: dt.date) -> Round:
    running = number == 3
    ends_on = starts_on + DURATION
    round_ = Round.objects.create(
        board=board,
        card=card,
        title=_title(starts_on),
        starts_on=starts_on,
        ends_on=ends_on,
        state=RoundState.OPEN if running else RoundState.CLOSED,
        opened_at=_noon(starts_on),
        closed_at=None if running else _noon(ends_on + dt.timedelta(days=4)),
    )
    course = _read("verloop.toml")
    words = _read("woorden.toml")
    leader = _leader(board)
    for order, team in enumerate(Team.objects.filter(school__board=board).select_related("school")):
        traits = course["teams"][team.name]
        if number < traits.get("vanaf", 1):
            continue
        size = traits.get("grootte" if running else f"grootte_{number}")
        assessment = Assessment.objects.create(
            round=round_,
            team=team,
            school=team.school,
            team_name=team.name,
            school_name=team.school.name,
            way=Way.INDIVIDUAL if size else Way.TOGETHER,
            declared_size=size,
            open_family=card.family if running else None,
        )
        state = traits["stand"] if running else "vastgesteld"
        confirmed_on = (
            min(starts_on + dt.timedelta(days=9 + order), timezone.localdate()) if running else ends_on
        )
        scores = _scores(assessment, number, traits, course, words, written_on=confirmed_on)
        if size:
            _answer_first(assessment, number, scores, course, state, starts_on)
        if state not in ("invullen", "gesprek"):
            TeamScore.objects.bulk_create(scores[: state if isinstance(state, int) else len(scores)])
        if state == "vastgesteld":
            _confirm(assessment, _noon(confirmed_on), leader)
    return round_


def _answer_first(
    assessment: Assessment,
    number: int,
    scores: list[TeamScore],
    course: dict[str, Any],
    state: str,
    starts_on: dt.date,
) -> None:
    """Let the people of a team answer by themselves, and go as far as the team is."""
    chance = random.Random(f"{assessment.team.name} ieder{' eerder' * (3 - number)}")  # noqa: S311
    folk = Folk(assessment, scores, course["ieder"], _read("opmerkingen.toml"), chance)
    if state == "invullen":
        folk.answering(starts_on)
        return
    folk.counted(assessment.declared_size or 0, starts_on + dt.timedelta(days=2))
    assessment.answering_closed_at = _noon(starts_on + dt.timedelta(days=8))
    assessment.save(update_fields=["answering_closed_at"])
    if state == "gesprek":
        folk.conversing(_noon(starts_on + dt.timedelta(days=21)))


def _leader(board: Board) -> User:
    return Membership.objects.get(role=Role.COORDINATOR, board=board).user


def _scores(
    assessment: Assessment,
    number: int,
    traits: dict[str, Any],
    course: dict[str, Any],
    words: dict[str, Any],
    *,
    written_on: dt.date,
) -> list[TeamScore]:
    """Return the scores of one team in card order, with words at about half of them."""
    team = assessment.team
    chance = random.Random(f"{team.name} {number}")  # noqa: S311 - a fixed course, no secret
    nature = random.Random(team.name)  # noqa: S311
    scores = []
    for indicator in Indicator.objects.filter(card=assessment.round.card).select_related("criterion"):
        base = course["basis"][indicator.criterion.code][indicator.position - 1]
        steps = [course["aanpak"].get(str(past), {}).get(indicator.code, 0) for past in range(2, number + 1)]
        height = base + traits["aanleg"] + traits["groei"] * (number - 1) + sum(steps)
        height += nature.uniform(-0.9, 0.9) + chance.uniform(-0.25, 0.25)
        level = max(1, min(5, round(height)))
        score = TeamScore(assessment=assessment, indicator=indicator, choice=Choice.LEVEL, level=level)
        if level <= 2 and chance.random() < 0.1:
            score.choice, score.level = Choice.UNKNOWN, None
        elif indicator.code == "FA1.2" and team.name == "Brugklas":
            score.choice, score.level = Choice.NOT_APPLICABLE, None
        elif chance.random() < 0.55:
            _speak(score, words[indicator.code], team, chance, written_on)
            score.dissent = course["anders"].get(indicator.code, "") if chance.random() < 0.4 else ""
        scores.append(score)
    return scores


def _speak(
    score: TeamScore, words: dict[str, str], team: Team, chance: random.Random, written_on: dt.date
) -> None:
    level = score.level or 0
    band = "laag" if level <= 2 else "midden" if level == 3 else "hoog"
    pupils, guide = WORDS_OF_PUPILS.get(Sector(team.school.sector), WORDS_OF_STUDENTS)
    score.rationale = words[band].format(l=pupils, L=pupils.capitalize(), b=guide)
    if level >= 4 and "bewijs" in words and chance.random() < 0.8:
        score.evidence = words["bewijs"]
        score.evidenced_on = written_on


def _confirm(assessment: Assessment, at: dt.datetime, by: User) -> None:
    """Confirm as the coordinator did on that day, with the revision that belongs to it."""
    confirmation = Confirmation.objects.create(
        assessment=assessment, number=1, confirmed_at=at, confirmed_by=by
    )
    ConfirmedScore.objects.bulk_create(
        ConfirmedScore(confirmation=confirmation, **values)
        for values in assessment.scores.values("indicator_id", *TEAM.stored)
    )
    assessment.confirmed_at, assessment.marks = at, marks_of(assessment)
    assessment.save(update_fields=["confirmed_at", "marks"])
