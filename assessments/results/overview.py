"""What somebody may see at a glance: schools in their latest round, teams in theirs. A fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery

from assessments.models import Assessment, School

from .board import SchoolTeams, school_row
from .rows import as_rows
from .school import team_row, teams_of
from .school_names import school_names
from .sheets import Sheet, load_sheets
from .values import SchoolRow, TeamRow


@dataclass(frozen=True, slots=True)
class Overview:
    """Every school asked for, in its latest opened real round, and every assessment asked for; without change.

    Closed schools come last, and only where they had a round. Of more assessments than a list can hold none is told:
    `untold` is then their number.
    """

    schools: tuple[SchoolRow, ...]
    teams: tuple[TeamRow, ...]
    untold: int = 0


MOST_TEAMS = 120
"""A longer list nobody reads: one looks for a team by name, or goes by its school."""


def overview(schools: QuerySet[School], assessments: QuerySet[Assessment]) -> Overview:
    """Return the rows of both, in order of name; as ever, unconfirmed assessments give no figures. Six queries.

    `assessments` are of real, opened rounds. Each row is on the card of its own round.
    """
    names = school_names(schools)
    names.sort(key=lambda name: name.closed_on is not None)
    wanted = set(assessments.order_by().values_list("pk", flat=True))
    untold = len(wanted) if len(wanted) > MOST_TEAMS else 0
    if untold:
        wanted = set()
    theirs = Assessment.objects.real().started().filter(school=OuterRef("school")).latest_first()
    latest = Assessment.objects.filter(
        school__in=[name.pk for name in names], round=Subquery(theirs.values("round")[:1])
    )
    in_latest = set(latest.values_list("pk", flat=True))
    current = as_rows(Assessment.objects.filter(pk__in=wanted | in_latest))
    begun = {row.school_pk for row in current if row.pk in in_latest}
    names = [name for name in names if name.closed_on is None or name.pk in begun]
    if not current:
        return Overview(tuple(school_row(name, None) for name in names), (), untold)
    _, sheets = load_sheets(current, (), language="nl", card_pk=current[0].card_pk, actors=False)
    per_school: dict[int, list[Sheet]] = {}
    teams = []
    for row, sheet in zip(current, sheets, strict=True):
        if row.pk in in_latest:
            per_school.setdefault(row.school_pk, []).append(sheet)
        if row.pk in wanted:
            teams.append(team_row(sheet))
    groups = {
        pk: SchoolTeams(ours[0].info.round, teams_of(ours, ours[0].card)) for pk, ours in per_school.items()
    }
    return Overview(tuple(school_row(name, groups.get(name.pk)) for name in names), tuple(teams), untold)
