"""The pages of a board: its schools, each in its latest round, and a criterion of them opened up."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments.access import rows
from assessments.access.guards import guarded
from assessments.access.permissions import Ability, can
from assessments.models import Board, Card, Round
from assessments.results.board_queries import board_result
from assessments.results.improving_queries import board_improving
from assessments.results.values import BoardResult

from .filters import Asked, Filters, board_filters
from .heat import board_criterion_heat, board_heat
from .sections import criterion_sections, csv_links, group_sections


def board_figures(request: HttpRequest, board: Board) -> BoardResult | None:
    """What an address asks for of a board; None where it has no round at all."""
    rounds, asked = _with_cards(board), Asked.of(request.GET)
    return _result(board, rounds, asked, theme=asked.theme) if rounds else None


def card_and_round(board: Board, asked: Asked) -> tuple[Card, Round | None]:
    """The card whose family a report is of, and the round asked for, if any. Not found without any round, or that."""
    rounds = _with_cards(board)
    round_ = asked.round_among(rounds)
    if not rounds or (asked.round and round_ is None):
        raise Http404
    return (round_ or rounds[0]).card, round_


def _with_cards(board: Board) -> list[Round]:
    return list(Round.objects.of_board(board).select_related("card"))


def _result(board: Board, rounds: list[Round], asked: Asked, **part: str) -> BoardResult:
    """As it is now, or was in the round asked for; of the card family of that round, or of the latest."""
    round_ = asked.round_among(rounds)
    return board_result(
        board,
        (round_ or rounds[0]).card,
        language=get_language(),
        round_=round_,
        choose=asked.schools_among,
        **part,
    )


SECONDS = 2
"""For one report by one worker, where the machine has more to do."""


@dataclass(frozen=True, slots=True)
class Files:
    """How many reports all those of a board are, and the minutes that it takes to make them; 0 for less than one."""

    reports: int
    minutes: int


def files_of(result: BoardResult, filters: Filters) -> Files | None:
    """None where the page shows some of the schools alone: all their reports are others than these."""
    if filters.sector or filters.schools:
        return None
    reports = 1 + sum(row.confirmed + 1 for row in result.rows if row.confirmed)
    return Files(reports, -(-reports * SECONDS // 60) if reports * SECONDS >= 60 else 0)


@guarded(rows.boards)
def board(request: HttpRequest, board: Board) -> HttpResponse:
    """The dashboard of a board; without any round a page that says what would stand there."""
    rounds = _with_cards(board)
    crumbs = [(_("Resultaten"), reverse("results")), (board.name, None)]
    if not rounds:
        context = {
            "board": board,
            "may_plan": can(request.user, Ability.RUN_ROUND, board),
            "breadcrumbs": crumbs,
        }
        return render(request, "results/board_empty.html", context)
    asked = Asked.of(request.GET)
    result = _result(board, rounds, asked, theme=asked.theme)
    filters = board_filters(asked, result, rounds)
    context = {
        "board": board,
        "result": result,
        "filters": filters,
        "breadcrumbs": crumbs,
        "unofficial": result.card.has_translation,
        "heat": board_heat(result, filters),
        "files": files_of(result, filters),
        "csv": csv_links("board-table", [board.uid], filters.query(), heat="scholen"),
    }
    if result.confirmed:
        context |= group_sections(result, result.board_name, parts="schools")
        context["improving"] = board_improving(result, board, as_of=timezone.localdate())
    return render(request, "results/board.html", context)


@guarded(rows.boards)
def board_criterion(request: HttpRequest, board: Board, code: str) -> HttpResponse:
    """One criterion of a board opened up: its indicators, and how many teams of each school have them op orde."""
    rounds = _with_cards(board)
    if not rounds:
        raise Http404
    asked = Asked.of(request.GET)
    result = _result(board, rounds, asked, criterion=code)
    if [one.info.code for one in result.criteria] != [code]:
        raise Http404
    filters = board_filters(asked, result, rounds)
    dashboard = reverse("board-result", args=[board.uid]) + filters.query()

    def opened(code: str) -> str:
        return reverse("board-criterion", args=[board.uid, code]) + filters.query()

    context = {
        **criterion_sections(result, opened),
        "board": board,
        "result": result,
        "filters": filters,
        "dashboard": dashboard,
        "heat": board_criterion_heat(result, filters),
        "breadcrumbs": [
            (_("Resultaten"), reverse("results")),
            (board.name, dashboard),
            (code, None),
        ],
        "unofficial": result.card.has_translation,
    }
    return render(request, "results/board_criterion.html", context)
