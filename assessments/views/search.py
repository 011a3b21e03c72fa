"""Search, and the page of one indicator: what was agreed about it, and what is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments.access import rows
from assessments.access.guards import guarded, signed_in
from assessments.access.permissions import Ability, Person, Spot, places_for, spots_of
from assessments.models import Card, School, Team
from assessments.results.actions import action_list
from assessments.results.agreements import agreements_on
from assessments.results.search import (
    Query,
    find_actions,
    find_indicators,
    find_schools,
    find_teams,
)
from assessments.services.texts import clean_line

FEW, MANY = 6, 100
"""So much of a kind is shown among the others, and alone."""
KINDS = ("indicatoren", "acties", "teams", "scholen")


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind. `more` leads to the rest; `cut` says that even alone there is too much."""

    kind: str
    items: list[Any]
    more: str
    cut: bool


@signed_in
def search(request: HttpRequest) -> HttpResponse:
    """Indicators, actions, teams and schools by a few words; of one kind alone where that is asked."""
    query = Query.of(clean_line(request.GET.get("q", "")))
    kind = request.GET.get("soort", "")
    wanted = (kind,) if kind in KINDS else KINDS
    groups = _groups(request.user, query, wanted) if query else []
    context = {
        "query": query,
        "groups": groups,
        "alone": kind if kind in KINDS else "",
        "all_url": _address(query),
        "unofficial": any(one.kind == "indicatoren" and one.items[0].translation for one in groups),
        "breadcrumbs": [(_("Zoeken"), None)],
    }
    return render(request, "search/search.html", context)


def _address(query: Query, kind: str = "") -> str:
    asked = QueryDict(mutable=True)
    asked.update({"q": query.text} | ({"soort": kind} if kind else {}))
    return f"{reverse('search')}?{asked.urlencode()}"


def _groups(user: Person, query: Query, wanted: tuple[str, ...]) -> list[Group]:
    """Those in which something was found; seven queries."""
    most = FEW if len(wanted) > 1 else MANY
    indicators, by_code = find_indicators(rows.cards(user), query, get_language() or "nl")
    codes = [one.code for one in indicators] if by_code else []
    finders: dict[str, Callable[[], tuple[list[Any], bool]]] = {
        "indicatoren": lambda: (indicators[:most], len(indicators) > most),
        "acties": lambda: find_actions(rows.actions(user), query, codes, most),
        "teams": lambda: _teams(user, query, most),
        "scholen": lambda: _schools(user, query, most),
    }
    groups = []
    for kind in wanted:
        items, more = finders[kind]()
        if items:
            url = _address(query, kind) if more and most == FEW else ""
            groups.append(Group(kind, items, url, more and most == MANY))
    return groups


def _teams(user: Person, query: Query, most: int) -> tuple[list[Any], bool]:
    """Each with the page that this person has of it: its latest result, else its page in the organisation."""
    followed = rows.teams(user, Ability.SEE_PROGRESS)
    managed = rows.managed_teams(user)
    both = Team.objects.filter(Q(pk__in=followed.values("pk")) | Q(pk__in=managed.values("pk")))
    seen = rows.assessments(user, Ability.SEE_PROGRESS)
    teams, more = find_teams(both, seen, query, most)
    manages = places_for(user, Ability.MANAGE_PEOPLE)

    def url(team: Team) -> str:
        if team.latest:  # type: ignore[attr-defined]
            return reverse("team-result", args=[team.latest])  # type: ignore[attr-defined]
        (spot,) = spots_of(team)
        return reverse("teams-detail", args=[team.uid]) if manages.cover(spot) else ""

    return [(team.name, team.school.name, url(team)) for team in teams], more


def _schools(user: Person, query: Query, most: int) -> tuple[list[Any], bool]:
    """As for teams: its results, else its page in the organisation."""
    followed, managed = rows.schools(user), rows.managed_schools(user)
    both = School.objects.filter(Q(pk__in=followed.values("pk")) | Q(pk__in=managed.values("pk")))
    schools, more = find_schools(both, query, most)
    results = places_for(user, Ability.SEE_SCHOOL_RESULTS)

    def url(school: School) -> str:
        sees = results.cover(Spot(school.board_id, school.pk))
        return reverse("school-latest" if sees else "schools-detail", args=[school.uid])

    return [(school.name, url(school)) for school in schools], more


@guarded(rows.cards)
def indicator(request: HttpRequest, card: Card, code: str) -> HttpResponse:
    """What was agreed about one indicator, team by team, and the actions about it."""
    language = get_language() or card.language
    found = agreements_on(code, card, rows.assessments_with_results(request.user), language=language)
    if code not in found.card.places:
        raise Http404
    info = found.card.indicators[found.card.places[code]]
    family = {"indicators__card__owner": card.owner_id, "indicators__card__key": card.key}
    about = rows.actions(request.user).filter(indicators__code=code, **family)
    context = {
        "card": card,
        "info": info,
        "criterion": next(one for one in found.card.criteria if info in one.indicators),
        "theme": next(one for one in found.card.themes if info in one.indicators),
        "found": found,
        "actions": action_list(about.distinct(), as_of=timezone.localdate()),
        "unofficial": bool(info.translation),
        "breadcrumbs": [
            (_("Kwaliteitskaarten"), reverse("card-list")),
            (str(card), reverse("card-detail", args=[card.uid])),
            (code, None),
        ],
    }
    return render(request, "search/indicator.html", context)
