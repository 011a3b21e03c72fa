"""Where one is, for `components/breadcrumb.html`: board > school > team > round, and the page itself last."""

from __future__ import annotations

from django.urls import reverse

from assessments.access.permissions import Ability, Person, can
from assessments.models import Assessment, Board

Crumbs = list[tuple[str, str | None]]
"""Label and address; no address where there is nothing to go to, or where one is already."""


def board_crumb(user: Person, board: Board, *, name: str = "") -> tuple[str, str | None]:
    """A board, by another `name` where it had that at the time; it leads to its results for who may see them."""
    seen = can(user, Ability.SEE_BOARD_RESULTS, board)
    return name or board.name, reverse("board-result", args=[board.uid]) if seen else None


def assessment_crumbs(user: Person, assessment: Assessment, *, form: bool = False, here: str = "") -> Crumbs:
    """The way to a team in a round: to its result, or with `form` to its form, and there to the page named `here`."""
    school, round_ = assessment.school, assessment.round
    dashboard = None
    if not round_.is_draft and can(user, Ability.SEE_SCHOOL_RESULTS, school):
        dashboard = reverse("school-result", args=[school.uid, round_.uid])
    result = reverse("team-result", args=[assessment.uid]) if form else None
    start = reverse("scoring-start", args=[assessment.uid]) if here else None
    crumbs: Crumbs = [
        board_crumb(user, school.board),
        (assessment.school_name, dashboard),
        (assessment.team_name, result),
        (round_.title, start),
    ]
    return [*crumbs, (here, None)] if here else crumbs
