"""Every result of every team, school and board beside the recount."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain, islice, product
from typing import Any, NamedTuple

from assessments.models import Assessment, Board, Card, Round, School
from assessments.results.board_queries import Choose, board_result
from assessments.results.over_time_queries import board_over_time, school_over_time, team_over_time
from assessments.results.queries import school_result, team_result
from assessments.results.values.over_time import OverTime

from . import told
from .naive import Row
from .of_time import OfBoard, OfSchool, OfTeam, Subject, over_time
from .recount import Recount
from .stored import Stored

PARTS = ("VA", "VA1", "FA2", "VB", "XX")
"""Themes and criteria to look at alone; the last is on no card."""


class Look(NamedTuple):
    """One result, as it is told and as it is counted; neither is computed before it is called."""

    where: str
    told: Callable[[], Row]
    counted: Callable[[], Row]


def as_recounted(one_in: int = 1, first: int = 0) -> None:
    """Fail where a figure is not what the recount gives, with the first of those that are not.

    Of so many results one is looked at, which are many: each takes queries.
    """
    looks = islice(results(), first % one_in, None, one_in)
    found = list(islice(chain.from_iterable(differing(look) for look in looks), 100))
    assert not found, "\n".join(found)


def differing(look: Look) -> Iterator[str]:
    return differences(look.told(), look.counted(), look.where)


def results() -> Iterator[Look]:
    """Every result of every team, school and board."""
    recount = Recount()
    schools = list(School.objects.select_related("board"))
    rounds = list(Round.objects.select_related("board", "card"))
    for assessment in Assessment.objects.all():
        yield Look(
            f"team {assessment.pk}",
            partial(lambda one: told.team(team_result(one)), assessment),
            partial(recount.team, assessment.pk),
        )
    for number, (round_, school) in enumerate(product(rounds, schools)):
        if school.board_id == round_.board_id:
            for part in ("", PARTS[number % len(PARTS)]):
                yield Look(
                    f"school {school.pk} round {round_.pk} {part}",
                    partial(_school, school, round_, part),
                    partial(recount.school, school.pk, round_.pk, part),
                )
    for board in {school.board for school in schools}:
        yield from _of_board(recount, board, rounds, schools)
    for card in {family(round_.card): round_.card for round_ in rounds}.values():
        ours = [one for one in rounds if counts(one, card)]
        yield from _over_time(recount.stored, card, schools, None, None)
        if len(ours) > 1:
            yield from _over_time(recount.stored, card, schools, ours[0], ours[1])


def _school(school: School, round_: Round, part: str) -> Row:
    return told.school(school_result(school, round_, theme=part, criterion=part))


def _of_board(recount: Recount, board: Board, rounds: list[Round], schools: list[School]) -> Iterator[Look]:
    """Per family now and as of each of its rounds; of every other school alone, and of them a part of the card."""
    some = {school.pk for school in schools[::2]}
    seen = set()
    for card in Card.objects.order_by("pk"):
        asked: list[tuple[Round | None, set[int] | None, str]] = [(None, None, "")]
        if family(card) not in seen:  # whichever edition it is asked by
            seen.add(family(card))
            past = [one for one in rounds if one.board_id == board.pk and counts(one, card)]
            for number, round_ in enumerate((None, *past)):
                part = PARTS[number % len(PARTS)]
                asked += [(round_, None, ""), (round_, some, ""), (round_, None, part)]
        for round_, only, part in asked:
            as_of = round_.pk if round_ else None
            yield Look(
                f"board {board.pk} card {card.pk} as of {as_of} of {only} {part}",
                partial(_board, board, card, round_, only, part),
                partial(recount.board, board.pk, card.pk, as_of=as_of, schools=only, part=part),
            )


def _board(board: Board, card: Card, round_: Round | None, only: set[int] | None, part: str) -> Row:
    choose = only_those(only)
    return told.board(board_result(board, card, round_=round_, choose=choose, theme=part, criterion=part))


def _over_time(
    stored: Stored, card: Card, schools: list[School], first: Round | None = None, last: Round | None = None
) -> Iterator[Look]:
    """Of everybody over the family of a card: two rounds, or without them those that are shown first."""
    asked: Any = {"earlier": first and first.uid, "later": last and last.uid}
    keys = (first.pk if first else None, last.pk if last else None)

    def look(name: str, subject: Callable[[], Subject], ask: Callable[[], OverTime]) -> Look:
        return Look(
            f"{name} over time {keys}",
            lambda: told.over_time(ask()),
            lambda: over_time(subject(), *keys),
        )

    for board in {school.board for school in schools}:
        yield look(
            f"board {board.pk}",
            partial(OfBoard, stored, board.pk, stored.cards[card.pk]),
            partial(board_over_time, board, card, **asked),
        )
    for school in schools:
        yield look(
            f"school {school.pk}",
            partial(OfSchool, stored, school.pk, (school.board_id, *family(card))),
            partial(school_over_time, school, card, **asked),
        )
    for team, board_pk in Assessment.objects.values_list("team", "round__board").distinct():
        shown = Assessment.objects.filter(team=team, round__board=board_pk)
        yield look(
            f"team {team}",
            partial(OfTeam, stored, team, (board_pk, *family(card))),
            partial(team_over_time, shown, card, **asked),
        )


def only_those(keys: set[int] | None) -> Choose:
    return lambda schools: [one for one in schools if keys is None or one.pk in keys]


def family(card: Card) -> tuple[int | None, str]:
    return card.owner_id, card.key


def counts(round_: Round, card: Card) -> bool:
    """Whether it is one of the opened rounds of the family of a card."""
    return family(round_.card) == family(card) and not round_.is_draft and not round_.is_trial


def differences(told: Any, counted: Any, where: str = "") -> Iterator[str]:
    """Name every figure that differs, as a way into the result."""
    if isinstance(told, dict) and isinstance(counted, dict):
        for key in sorted(told.keys() | counted.keys()):
            yield from differences(told.get(key, "absent"), counted.get(key, "absent"), f"{where}.{key}")
    elif isinstance(told, list) and isinstance(counted, list) and len(told) == len(counted):
        for place, (one, other) in enumerate(zip(told, counted, strict=True)):
            yield from differences(one, other, f"{where}[{place}]")
    elif told != counted:
        yield f"{where}: told {told}, counted {counted}"
