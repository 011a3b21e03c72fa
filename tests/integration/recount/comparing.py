"""Every result of every team, school and board beside the recount."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from assessments.models import Assessment, Board, Card, Round, School
from assessments.results.board_queries import Choose, board_result
from assessments.results.queries import school_result, team_result

from . import told
from .recount import Recount


def as_recounted() -> None:
    """Fail where a figure is not what the recount gives, with the first of those that are not."""
    found = list(islice(differing(), 100))
    assert not found, "\n".join(found)


def differing() -> Iterator[str]:
    """Every figure of every team, school and board that is not what the recount gives."""
    recount = Recount()
    for assessment in Assessment.objects.all():
        result = told.team(team_result(assessment))
        yield from differences(result, recount.team(assessment.pk), f"team {assessment.pk}")
    schools = list(School.objects.select_related("board"))
    rounds = list(Round.objects.select_related("board", "card"))
    for round_ in rounds:
        for school in schools:
            if school.board_id == round_.board_id:
                result = told.school(school_result(school, round_))
                counted = recount.school(school.pk, round_.pk)
                yield from differences(result, counted, f"school {school.pk} round {round_.pk}")
    for board in {school.board for school in schools}:
        yield from _of_board(recount, board, rounds, schools)


def _of_board(recount: Recount, board: Board, rounds: list[Round], schools: list[School]) -> Iterator[str]:
    """Per family now, as of each of its rounds, and of every other school alone; by whichever edition it is asked."""
    some = {school.pk for school in schools[::2]}
    families: dict[Any, Card] = {}
    for card in Card.objects.order_by("pk"):
        asked: list[tuple[Round | None, set[int] | None]] = [(None, None)]
        if families.setdefault((card.owner_id, card.key), card) == card:
            past = [one for one in rounds if _counts(one, board, card)]
            asked = [(round_, only) for round_ in (None, *past) for only in (None, some)]
        for round_, only in asked:
            result = told.board(board_result(board, card, round_=round_, choose=only_those(only)))
            counted = recount.board(board.pk, card.pk, as_of=round_.pk if round_ else None, schools=only)
            where = f"board {board.pk} card {card.pk} as of {round_ and round_.pk} of {only}"
            yield from differences(result, counted, where)


def only_those(keys: set[int] | None) -> Choose:
    return lambda schools: [one for one in schools if keys is None or one.pk in keys]


def _counts(round_: Round, board: Board, card: Card) -> bool:
    """Whether it is one of the opened rounds of a board with a family of cards."""
    of_family = (round_.board_id, round_.card.owner_id, round_.card.key) == (
        board.pk,
        card.owner_id,
        card.key,
    )
    return of_family and not round_.is_draft and not round_.is_trial


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
