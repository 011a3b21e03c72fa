"""All that somebody may see of results, on one page."""

from __future__ import annotations

from django.db.models import F, OuterRef, Q, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from assessments.access import rows
from assessments.access.guards import signed_in
from assessments.access.permissions import Ability, places_for
from assessments.models import Assessment, Board
from assessments.models.base import sort_key
from assessments.models.rounds import AssessmentQuerySet
from assessments.results.overview import overview as overview_of
from assessments.services.texts import clean_line

LONG_LIST = 12
"""From more teams than this on one can search in the list."""

LONGEST_NAME = 120
"""What is searched for is at most as long as a name; SQLite refuses to look for more than it holds."""


@signed_in
def overview(request: HttpRequest) -> HttpResponse:
    """The boards, each school in its latest round, what is under way, and the latest result of each team."""
    query = clean_line(request.GET.get("q", ""))[:LONGEST_NAME]
    started = rows.visible_assessments(request.user).real().started()
    under_way = _latest_per_team(started).filter(confirmed_at__isnull=True)
    confirmed = _latest_per_team(rows.assessments_with_results(request.user).real().confirmed())
    wanted = Assessment.objects.filter(Q(pk__in=under_way.values("pk")) | Q(pk__in=confirmed.values("pk")))
    if query:
        wanted = wanted.filter(_called(query, "team") | _called(query, "school"))
    found = overview_of(rows.schools(request.user).order_by("sort_name", "pk"), wanted)
    context = {
        "boards": _boards(request),
        "schools": found.schools,
        "seen": {row.school_uid for row in found.schools},
        "under_way": [row for row in found.teams if not row.assessment.is_confirmed],
        "confirmed": [row for row in found.teams if row.assessment.is_confirmed],
        "query": query,
        "searchable": bool(query) or bool(found.untold) or len(found.teams) > LONG_LIST,
        "untold": found.untold,
        "has_part": places_for(request.user, Ability.SEE_PROGRESS),
        "breadcrumbs": [(_("Resultaten"), None)],
    }
    return render(request, "results/overview.html", context)


def _boards(request: HttpRequest) -> list[Board]:
    """Whose schools somebody may compare; no query for who has no such right."""
    if not places_for(request.user, Ability.SEE_BOARD_RESULTS).boards:
        return []
    return list(rows.boards(request.user).order_by("name", "pk"))


def _called(query: str, place: str) -> Q:
    """The condition that a team or a school was called so in its round.

    It can be called otherwise by now: that is shown nowhere here, and so cannot be looked for either.
    """
    unchanged = {f"{place}_name": F(f"{place}__name"), f"{place}__sort_name__contains": sort_key(query)}
    return Q(**unchanged) | Q(**{f"{place}_name__icontains": query})


def _latest_per_team(found: AssessmentQuerySet) -> AssessmentQuerySet:
    of_team = found.filter(team=OuterRef("team")).latest_first()
    return found.filter(pk=Subquery(of_team.values("pk")[:1]))
