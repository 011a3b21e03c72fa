"""Backed up, destroyed and restored: the same rows, results, reports and spreadsheets, byte for byte."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
from django.core.management import call_command
from django.test import RequestFactory

from assessments.enums import Role, RoundState
from assessments.exports.workbook import workbook
from assessments.models import Assessment, Board, Card, School, Team, User
from assessments.reports.context import board_report, school_report, team_report
from assessments.reports.render import render_pdf
from assessments.results.board_queries import board_result
from assessments.results.queries import school_result, team_result
from assessments.views.results import taken as taking
from tests.cast import make_cast
from tests.dump import dump_database
from tests.factories import confirm, make_card, make_round, set_scores, tally
from tests.own_database import OwnDatabase

from .conftest import Restore

AS_OF = dt.date(2026, 11, 24)
CODES = ("VA1.1", "VA1.2", "VA1.3", "VA2.1", "VA2.2", "FA1.1", "FA1.2")
NOT_COMPARED = ("django_migrations", "sqlite_sequence", "lob_cache")


def fill() -> None:
    """Two schools, two rounds; words that break on a wrong encoding or on the signs of a dump."""
    cast, card = make_cast(), make_card()
    teams = [cast.team, cast.sibling_team, cast.cousin_team]
    before = make_round(teams, card, starts_on=dt.date(2025, 11, 1), state=RoundState.CLOSED)
    now = make_round(teams, card, starts_on=dt.date(2026, 11, 1))
    for shift, round_ in enumerate((before, now)):
        for place, assessment in enumerate(round_.assessments.order_by("pk")):
            levels = {code: 1 + (place + number + shift) % 5 for number, code in enumerate(CODES)}
            set_scores(assessment, levels | {"VA1.2": "?"}, rationale="Şükrü:\t“\\.” \\N ’;\n\\.\n-- 🙂")
            tally(assessment, {"VA1.1": "33444"})
            confirm(assessment)
    call_command("retention", stdout=io.StringIO())  # as each night, and after a restore


def state() -> dict[str, Any]:
    """Everything there is, and all that is made of it."""
    card, board = Card.objects.get(), Board.objects.order_by("pk")[0]
    school = School.objects.filter(board=board).order_by("pk")[0]
    assessment = (
        Assessment.objects.with_context().filter(school=school).order_by("-round__starts_on", "pk")[0]
    )
    results = team_result(assessment), school_result(school, assessment.round), board_result(board, card)
    request = RequestFactory().get("/")
    request.user = User.objects.get(memberships__board=board, memberships__role=Role.COORDINATOR)
    taken = taking.whole_board_set(request, board)
    assert taken
    book = openpyxl.load_workbook(io.BytesIO(workbook(taken, as_of=AS_OF).content))
    return {
        **dump_database(but=NOT_COMPARED),
        "results": repr(results),
        "team PDF": render_pdf(team_report(assessment, reader=None, as_of=AS_OF)),
        "school PDF": render_pdf(school_report(school, assessment.round, reader=None, as_of=AS_OF)),
        "board PDF": render_pdf(board_report(board, card, as_of=AS_OF)),
        "cells": [list(row) for sheet in book.worksheets for row in sheet.iter_rows(values_only=True)],
    }


def test_all_is_the_same_byte_for_byte(
    own: OwnDatabase, backup: Callable[[], Path], restore: Restore
) -> None:
    fill()
    before = state()
    file = backup()
    own.destroy()
    said = restore(file)
    assert "6 vastgestelde zelfevaluaties geteld. Opnieuw geschreven: 0." in said
    after = state()
    assert [what for what in before if before[what] != after[what]] == []
    make_round(
        [Team.objects.latest("pk")], Card.objects.get(), state=RoundState.CLOSED
    )  # keys go on from there
