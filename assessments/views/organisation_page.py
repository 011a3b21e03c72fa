"""What somebody sees of the organisation: per board the schools and teams that they manage, and where to go on.

A fixed number of queries, whatever the number of schools and teams.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.access import rows
from assessments.access.permissions import Ability, Person, Places, Spot, places_for
from assessments.models import Board, School, Team, sort_key
from assessments.results.places import people_per_school

PAGE = 25
"""So many schools stand on a page."""
SEARCH_FROM = 8
"""From how many schools on there is something to search in."""
MOST_NAMES = 8
"""So many names of teams stand beside a school; more say less."""


@dataclass(frozen=True, slots=True)
class Way:
    """Where one can go on, in a sentence."""

    label: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class SchoolLine:
    """A school with its open teams. `manages` that all of it is this person's to manage; else only `teams` are."""

    school: School
    teams: Sequence[Team]
    more: int
    people: int
    manages: bool
    as_links: bool


@dataclass(slots=True)
class BoardPart:
    """`schools` are those of this page and this search, `closed` all that were closed."""

    board: Board
    may_add: bool
    sees_schools: bool
    schools: list[SchoolLine] = field(default_factory=list)
    closed: list[School] = field(default_factory=list)
    of_schools: int = 0
    of_teams: int = 0


@dataclass(frozen=True, slots=True)
class OrganisationPage:
    boards: list[BoardPart]
    ways: list[Way]
    query: str
    searchable: bool
    found: int
    number: int
    pages: int
    before: str
    after: str


def organisation_page(user: Person, *, query: str, number: str | None) -> OrganisationPage:
    people, teams_of = places_for(user, Ability.MANAGE_PEOPLE), places_for(user, Ability.MANAGE_TEAMS)
    settings = places_for(user, Ability.MANAGE_ORGANISATION)
    boards = list(rows.organisation_boards(user).order_by("name", "pk"))
    parts = {
        board.pk: BoardPart(
            board,
            may_add=board.pk in settings.boards,
            sees_schools=board.pk in people.boards or bool(people.schools or people.teams),
        )
        for board in boards
    }
    everything = list(_schools(user).order_by("board__name", "board__pk", "sort_name", "pk"))
    for school in everything:
        part = parts[school.board_id]
        if school.closed_on is not None:
            part.closed.append(school)
        else:
            part.of_schools += 1
            part.of_teams += len(_teams(school))
    opened = [school for school in everything if school.closed_on is None]
    found = [school for school in opened if _matches(school, query)]
    page = Paginator(found, PAGE).get_page(number)
    counts = people_per_school(page.object_list)
    for school in page.object_list:
        parts[school.board_id].schools.append(_line(school, teams_of, query, counts.get(school.pk, 0)))
    return OrganisationPage(
        boards=list(parts.values()),
        ways=_ways(user, boards),
        query=query,
        searchable=bool(query) or len(opened) > SEARCH_FROM,
        found=len(found),
        number=page.number,
        pages=page.paginator.num_pages,
        before=_address(query, page.number - 1) if page.has_previous() else "",
        after=_address(query, page.number + 1) if page.has_next() else "",
    )


def _schools(user: Person) -> QuerySet[School]:
    """The schools of which somebody manages at least a team, each with the open teams that they manage."""
    teams = rows.teams(user, Ability.MANAGE_PEOPLE).filter(closed_on__isnull=True).order_by("sort_name", "pk")
    whole = Q(pk__in=rows.schools(user, Ability.MANAGE_PEOPLE).values("pk"))
    part = Exists(rows.teams(user, Ability.MANAGE_PEOPLE).filter(school=OuterRef("pk")))
    found = School.objects.filter(whole | Q(part)).select_related("merged_into")
    return found.prefetch_related(Prefetch("teams", teams, to_attr="mine"))


def _teams(school: School) -> list[Team]:
    found: list[Team] = school.mine  # type: ignore[attr-defined]
    return found


def _matches(school: School, query: str) -> bool:
    key = sort_key(query)
    return key in school.sort_name or any(key in team.sort_name for team in _teams(school))


def _line(school: School, teams_of: Places, query: str, people: int) -> SchoolLine:
    """Of a school that is found by its teams, those teams stand there, to go to at once."""
    key, teams = sort_key(query), _teams(school)
    manages = teams_of.cover(Spot(school.board_id, school.pk))
    by_team = bool(query) and key not in school.sort_name
    shown = [team for team in teams if key in team.sort_name] if by_team else teams
    return SchoolLine(
        school=school,
        teams=shown[:MOST_NAMES],
        more=max(len(shown) - MOST_NAMES, 0),
        people=people,
        manages=manages,
        as_links=by_team or not manages,
    )


def _ways(user: Person, boards: Sequence[Board]) -> list[Way]:
    """The pages beside this one, for who may use them."""
    ways = []
    if places_for(user, Ability.MANAGE_PEOPLE):
        words = _("Een collega een rol geven, ook wie nog geen account heeft.")
        ways.append(Way(_("Mensen uitnodigen met een rol"), words, reverse("people-invite")))
        words = _("Wie heeft welke rol waar. Een rol wijzigen, overdragen of beëindigen.")
        ways.append(Way(_("Mensen en rollen"), words, reverse("people-list")))
    managed = places_for(user, Ability.MANAGE_ORGANISATION).boards
    if managed:
        words = _("Scholen, teams en mensen uit een rekenblad of uit een bestand van DUO.")
        ways.append(Way(_("Inlezen"), words, reverse("import-start")))
    for board in boards:
        if board.pk in managed:
            label = _("Bewaartermijnen") if len(managed) == 1 else f"{_('Bewaartermijnen')}: {board.name}"
            words = _("Hoe lang blijven mensen, metingen en het logboek bewaard.")
            ways.append(Way(label, words, reverse("retention-settings", args=[board.uid])))
    for board in boards:
        if board.pk in managed:
            label = _("Ondergrens") if len(managed) == 1 else f"{_('Ondergrens')}: {board.name}"
            words = _("Vanaf hoeveel mensen je ziet hoe antwoorden verdeeld zijn.")
            ways.append(Way(label, words, reverse("organisation-floor", args=[board.uid])))
    for board in boards:
        if board.pk in managed:
            label = _("Inlogdiensten") if len(managed) == 1 else f"{_('Inlogdiensten')}: {board.name}"
            words = _("Van welke scholen mensen zelf een account mogen maken.")
            ways.append(Way(label, words, reverse("organisation-providers", args=[board.uid])))
    if places_for(user, Ability.SEE_AUDIT):
        ways.append(Way(_("Logboek"), _("Wie deed wat, en wanneer."), reverse("audit-log")))
    return ways


def _address(query: str, number: int) -> str:
    asked = {"q": query} if query else {}
    return f"?{urlencode({**asked, 'pagina': number})}"
