"""Every result of every team, school and board beside the recount."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product
from typing import Any

from assessments.models import Assessment, Board, Card, Round, School
from assessments.results.board_queries import Choose, board_result
from assessments.results.over_time_queries import board_over_time, school_over_time, team_over_time
from assessments.results.queries import school_result, team_result

from . import told
from .of_time import OfBoard, OfSchool, OfTeam, over_time
from .recount import Recount


def as_recounted() -> None:
    """Fail where a figure is not what the recount gives, with the first of those that are not."""
    found = list(islice(differing(), 100))
    assert not found, "\n".join(found)


PARTS = ("VA", "VA1", "FA2", "VB", "XX")
"""Themes and criteria to look at alone; the last is on no card."""


def differing() -> Iterator[str]:
    """Every figure of every team, school and board that is not what the recount gives."""
    recount = Recount()
    for assessment in Assessment.objects.all():
        result = told.team(team_result(assessment))
        yield from differences(result, recount.team(assessment.pk), f"team {assessment.pk}")
    schools = list(School.objects.select_related("board"))
    rounds = list(Round.objects.select_related("board", "card"))
    for number, (round_, school) in enumerate(product(rounds, schools)):
        if school.board_id == round_.board_id:
            for part in ("", PARTS[number % len(PARTS)]):
                result = told.school(school_result(school, round_, theme=part, criterion=part))
                counted = recount.school(school.pk, round_.pk, part)
                yield from differences(result, counted, f"school {school.pk} round {round_.pk} {part}")
    for board in {school.board for school in schools}:
        yield from _of_board(recount, board, rounds, schools)
    yield from _over_time(recount, rounds, schools)


def _of_board(recount: Recount, board: Board, rounds: list[Round], schools: list[School]) -> Iterator[str]:
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
            result = told.board(
                board_result(board, card, round_=round_, choose=only_those(only), theme=part, criterion=part)
            )
            as_of = round_.pk if round_ else None
            counted = recount.board(board.pk, card.pk, as_of=as_of, schools=only, part=part)
            where = f"board {board.pk} card {card.pk} as of {as_of} of {only} {part}"
            yield from differences(result, counted, where)


def _over_time(recount: Recount, rounds: list[Round], schools: list[School]) -> Iterator[str]:
    """Of everybody over every family: the last two rounds, and two in no order."""
    stored = recount.stored
    for card in {family(round_.card): round_.card for round_ in rounds}.values():
        two = [one for one in rounds if counts(one, card)][:2]
        ends: list[tuple[Round | None, Round | None]] = [(None, None), *((one, two[-1]) for one in two[:1])]
        for first, last in ends:
            asked: Any = {"earlier": first and first.uid, "later": last and last.uid}
            keys = (first.pk if first else None, last.pk if last else None)
            for board in {school.board for school in schools}:
                told_ = told.over_time(board_over_time(board, card, **asked))
                counted = over_time(OfBoard(stored, board.pk, stored.cards[card.pk]), *keys)
                yield from differences(told_, counted, f"board {board.pk} over time {keys}")
            for school in schools:
                told_ = told.over_time(school_over_time(school, card, **asked))
                of = (school.board_id, card.owner_id, card.key)
                counted = over_time(OfSchool(stored, school.pk, of), *keys)
                yield from differences(told_, counted, f"school {school.pk} over time {keys}")
            for team, board_pk in Assessment.objects.values_list("team", "round__board").distinct():
                shown = Assessment.objects.filter(team=team, round__board=board_pk)
                told_ = told.over_time(team_over_time(shown, card, **asked))
                of = (board_pk, card.owner_id, card.key)
                counted = over_time(OfTeam(stored, team, of), *keys)
                yield from differences(told_, counted, f"team {team} over time {keys}")


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
