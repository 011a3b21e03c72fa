"""Whether what a ZIP was made of is still so: one short text that changes when anything does that its reports tell."""

from __future__ import annotations

import hashlib
import json

from django.conf import settings
from django.db.models import Count, QuerySet

from assessments.access.permissions import active_memberships
from assessments.enums import Role
from assessments.models import (
    Action,
    Assessment,
    Board,
    Indicator,
    Membership,
    Participation,
    Priority,
    Round,
    School,
    Team,
    User,
)


def fingerprint(board: Board, reader: User) -> str:
    """Return the fingerprint of a board's results as `reader` may see them today. Ten queries at most.

    What a team agreed changes only while it is reopened, and confirming it again leaves another moment. Who took part
    is told as numbers, and by who was coordinator. The reader's roles are in it, since what one may see stands in the
    reports that were made for them.
    """
    rounds = Round.objects.of_board(board)
    teams = Team.objects.filter(school__board=board)
    assessments = Assessment.objects.filter(round__in=rounds)
    told = [
        settings.VERSION,
        board.name,
        sorted(str((m.role, m.board_id, m.school_id, m.team_id)) for m in active_memberships(reader)),
        _values(rounds, "title", "state", "starts_on", "ends_on", "card"),
        _values(School.objects.filter(board=board), "name", "sector", "closed_on", "merged_into"),
        _values(teams, "name", "school", "closed_on", "merged_into"),
        _values(
            assessments,
            "round", "team", "school", "team_name", "school_name", "confirmed_at", "marks", "way", "min_group",
            "declared_size", "answering_closed_at",
        ),
        list(
            Participation.objects.begun().filter(assessment__in=assessments)
            .order_by("assessment", "via").values_list("assessment", "via").annotate(Count("pk"))
        ),
        _values(Membership.objects.in_board(board).filter(role=Role.COORDINATOR), "user", "started_on", "ended_on"),
        _values(Priority.objects.filter(assessment__in=assessments), "assessment", "indicator", "position"),
        _values(
            Action.objects.in_board(board),
            "version", "team", "school", "assessment", "owner__name", "owner__email", "owner__removed_on",
        ),
        _values(Indicator.objects.filter(card__in=rounds.values("card")), "code", "text"),
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()


def _values(rows: QuerySet, *names: str) -> list[tuple[object, ...]]:
    return list(rows.order_by("pk").values_list("pk", *names))
