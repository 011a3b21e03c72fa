"""Small makers of rows for tests. A card here is small on purpose; the real one comes from the fixture."""

from __future__ import annotations

import datetime as dt
import hashlib
from functools import cache
from typing import Any
from uuid import UUID

import factory
from django.contrib.auth.hashers import make_password
from django.db.models import Max
from django.utils import timezone

from assessments.enums import MAX_LEVELS, ActionStatus, Choice, Role, RoundState, Sector, Via, Way
from assessments.models import (
    Action,
    ActionEntry,
    Answer,
    Assessment,
    Board,
    Card,
    Criterion,
    Indicator,
    Invitation,
    Level,
    Membership,
    Participation,
    Response,
    Round,
    School,
    Tally,
    Team,
    TeamScore,
    Theme,
    User,
    folded,
    sort_key,
)
from assessments.models.actions import OPEN
from assessments.results.marking import marks_from_scores
from assessments.services import scores
from assessments.services.places import at
from assessments.services.score_edits import Edit
from assessments.services.writing import Saved

PASSWORD = "correct-paard-batterij"

SCALE = [
    ("Nog niet", "We doen dit niet, of alleen toevallig."),
    ("In aanzet", "Er zijn plannen of losse initiatieven."),
    ("Gedeeltelijk", "We doen dit op sommige plekken of momenten."),
    ("Grotendeels", "We doen dit vrijwel overal."),
    ("Geborgd", "Het hoort bij hoe we werken."),
]


@cache
def hashed(password: str) -> str:
    return make_password(password)


class BoardFactory(factory.django.DjangoModelFactory[Board]):
    class Meta:
        model = Board

    name = factory.Sequence(lambda n: f"Stichting {n}")


class SchoolFactory(factory.django.DjangoModelFactory[School]):
    class Meta:
        model = School

    board = factory.SubFactory(BoardFactory)
    name = factory.Sequence(lambda n: f"School {n}")
    sort_name = factory.LazyAttribute(lambda school: folded(school.name)["sort_name"])
    sector = Sector.VO


class TeamFactory(factory.django.DjangoModelFactory[Team]):
    class Meta:
        model = Team

    school = factory.SubFactory(SchoolFactory)
    name = factory.Sequence(lambda n: f"Team {n}")
    sort_name = factory.LazyAttribute(lambda team: folded(team.name)["sort_name"])


class UserFactory(factory.django.DjangoModelFactory[User]):
    class Meta:
        model = User

    name = factory.Sequence(lambda n: f"Persoon {n}")
    email = factory.Sequence(lambda n: f"persoon{n}@voorbeeld.example")
    password = factory.LazyFunction(lambda: hashed(PASSWORD))


def give_role(user: User, role: Role, place: Board | School | Team, **fields: Any) -> Membership:
    return Membership.objects.create(user=user, role=role, **{type(place).__name__.lower(): place}, **fields)


def make_invitation(place: Board | School | Team, *, role: Role = Role.MEMBER, **fields: Any) -> Invitation:
    """Make an open invitation without mail, whose token is the first part of its address."""
    number = Invitation.objects.count()
    defaults = {
        "board": place
        if isinstance(place, Board)
        else place.school.board
        if isinstance(place, Team)
        else place.board,
        "address": f"genodigd{number}@voorbeeld.example",
        "token_hash": hashlib.sha256(f"genodigd{number}".encode()).hexdigest(),
        "expires_at": timezone.now() + dt.timedelta(days=14),
    }
    at = {} if isinstance(place, Board) else {type(place).__name__.lower(): place}
    return Invitation.objects.create(role=role, **at, **(defaults | fields))


def make_card(
    shape: dict[str, list[int]] | None = None, *, levels: int = 5, threshold: int = 4, **fields: Any
) -> Card:
    """Make a card; `shape` gives per theme letters the number of indicators of each criterion.

    `make_card({"VA": [2, 1]})` has criteria VA1 with VA1.1 and VA1.2, and VA2 with VA2.1.
    """
    number = Card.objects.count()
    defaults = {
        "key": f"kaart-{number}",
        "edition": "1",
        "title": "Proefkaart",
        "question": "Hoe borgt een school LOB?",
    }
    card = Card.objects.create(threshold=threshold, **(defaults | fields))
    words = (
        SCALE if levels == len(SCALE) else [(f"Niveau {n}", f"Betekenis {n}") for n in range(1, levels + 1)]
    )
    Level.objects.bulk_create(
        Level(card=card, number=n, label=label, meaning=meaning)
        for n, (label, meaning) in enumerate(words, start=1)
    )
    indicators = []
    for t, (letters, counts) in enumerate((shape or {"VA": [3, 2], "FA": [2]}).items(), start=1):
        theme = Theme.objects.create(card=card, code=letters, position=t, name=f"Thema {letters}")
        for c, count in enumerate(counts, start=1):
            criterion = Criterion.objects.create(
                card=card,
                theme=theme,
                code=f"{letters}{c}",
                position=c,
                text=f"De school doet {letters}{c}",
                short_name=f"Kort {letters}{c}",
            )
            indicators += [
                Indicator(
                    card=card,
                    criterion=criterion,
                    code=f"{letters}{c}.{i}",
                    position=i,
                    text=f"Zin van {letters}{c}.{i}",
                )
                for i in range(1, count + 1)
            ]
    Indicator.objects.bulk_create(indicators)
    return card


def make_round(
    teams: list[Team],
    card: Card,
    *,
    state: RoundState = RoundState.OPEN,
    starts_on: dt.date = dt.date(2026, 11, 2),
    ends_on: dt.date | None = None,
    way: Way = Way.TOGETHER,
    **fields: Any,
) -> Round:
    """Make a round with an assessment per team, as the services would leave it."""
    now = timezone.now()
    round_ = Round.objects.create(
        board=teams[0].school.board,
        card=card,
        title=fields.pop("title", "LOB najaar 2026"),
        starts_on=starts_on,
        ends_on=ends_on or starts_on + dt.timedelta(days=40),
        state=state,
        opened_at=None if state == RoundState.DRAFT else now,
        closed_at=now if state == RoundState.CLOSED else None,
        **fields,
    )
    Assessment.objects.bulk_create(
        Assessment(
            round=round_,
            team=team,
            school=team.school,
            team_name=team.name,
            school_name=team.school.name,
            way=way,
            open_family=card.family if state == RoundState.OPEN else None,
        )
        for team in teams
    )
    return round_


def make_individual(team: Team, card: Card, *, size: int = 12, **fields: Any) -> Assessment:
    """An open round of one team in which everybody answers first; its last day is a month from now."""
    today = timezone.localdate()
    round_ = make_round(
        [team], card, starts_on=today, ends_on=today + dt.timedelta(days=30), way=Way.INDIVIDUAL
    )
    round_.assessments.update(declared_size=size, **fields)
    return round_.assessments.select_related("round__card", "school__board").get()


def take_part(assessment: Assessment, scores: dict[str, int | str | None], **who: Any) -> Participation:
    """Somebody's answers as the services would leave them: `scores` as in `set_scores`, `who` as in Participation.

    Without `who` it is the next number by the team's link.
    """
    last = assessment.participations.aggregate(last=Max("number"))["last"] or 0
    who = who or {"via": Via.TEAM_LINK, "number": last + 1}
    participation = Participation.objects.create(
        assessment=assessment, began_on=timezone.localdate() if scores else None, **who
    )
    response = Response.objects.create(participation=participation)
    indicators = dict(Indicator.objects.filter(card=assessment.round.card_id).values_list("code", "pk"))
    Answer.objects.bulk_create(
        Answer(response=response, indicator_id=indicators[code], **choice_of(value))
        for code, value in scores.items()
    )
    return participation


def tally(assessment: Assessment, answers: dict[str, str], *, least_group: int | None = None) -> None:
    """What is left of answers after closing, by indicator code: "2244?-" is six people, each a level, "?" or "-".

    `least_group` is all of them, unless somebody knows a part.
    """
    indicators = dict(Indicator.objects.filter(card=assessment.round.card_id).values_list("code", "pk"))
    Tally.objects.bulk_create(
        Tally(
            assessment=assessment,
            indicator_id=indicators[code],
            **{f"level_{number}": people.count(str(number)) for number in range(1, MAX_LEVELS + 1)},
            unknown=people.count("?"),
            not_applicable=people.count("-"),
            least_group=len(people) if least_group is None else least_group,
        )
        for code, people in answers.items()
    )


def choice_of(value: int | str | None) -> dict[str, Any]:
    """A level, "?" (weet ik niet), "-" (n.v.t.) or None (nothing chosen), as it is stored."""
    special = {"?": Choice.UNKNOWN, "-": Choice.NOT_APPLICABLE, None: Choice.NONE}
    if isinstance(value, int):
        return {"choice": Choice.LEVEL, "level": value}
    return {"choice": special[value], "level": None}


def set_scores(assessment: Assessment, scores: dict[str, int | str | None], **fields: Any) -> None:
    """Write team scores by indicator code: a level, "?" (weet ik niet), "-" (n.v.t.), or None (only words)."""
    indicators = dict(Indicator.objects.filter(card=assessment.round.card_id).values_list("code", "pk"))
    rows = [
        TeamScore(assessment=assessment, indicator_id=indicators[code], **choice_of(value), **fields)
        for code, value in scores.items()
    ]
    TeamScore.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["assessment", "indicator"],
        update_fields=["choice", "level", "updated_at", *fields],
    )


def save_score(
    *, by: User, assessment: Assessment, indicator_code: str, key: UUID | None = None, **edit: Any
) -> Saved:
    """Write one team score as the form does, by the fields of `Edit`."""
    return scores.save_score(
        by=by, assessment=assessment, indicator_code=indicator_code, edit=Edit(**edit), key=key
    )


def confirm(*assessments: Assessment, at: dt.datetime | None = None) -> None:
    """Mark as confirmed, as the scores stand, without a revision; tests of revisions use the service."""
    marks = marks_from_scores([assessment.pk for assessment in assessments])
    for assessment in assessments:
        assessment.confirmed_at, assessment.marks = at or timezone.now(), marks[assessment.pk]
        assessment.save(update_fields=["confirmed_at", "marks"])


def make_action(place: Board | School | Team, card: Card, codes: str = "VA1.1", **fields: Any) -> Action:
    """An action as the services would leave it, about the indicators with these codes, due in a month."""
    what = fields.pop("what", "Een actie")
    status = fields.get("status", ActionStatus.PLANNED)
    if status not in OPEN:
        fields.setdefault("ended_on", timezone.localdate())
    fields.setdefault("due_on", timezone.localdate() + dt.timedelta(days=30))
    action = Action.objects.create(**at(place), what=what, sort_what=sort_key(what), **fields)
    action.indicators.set(Indicator.objects.filter(card=card, code__in=codes.split()))
    ActionEntry.objects.create(action=action, status=action.status, due_on=action.due_on)
    return action
