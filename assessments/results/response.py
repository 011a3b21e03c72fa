"""How many took part in an assessment, in which role and in which way. Numbers alone: who they are is not here."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count

from assessments.enums import Role, Via
from assessments.models import Assessment, Board, Confirmation, Membership, Participation, TeamScore

from .values import SchoolRow


@dataclass(frozen=True, slots=True)
class TeamResponse:
    """Of one assessment. Where everybody answers first, `ways` is how many did in each way.

    `members` are teamleden who answered, or who wrote in the form of the team; `coordinators` are LOB-coördinatoren who
    wrote in that form or in the conversation, or who confirmed. Somebody can be both. Before answering is closed there
    are no ways: then only how many have begun may be known.
    """

    members: int = 0
    coordinators: int = 0
    ways: tuple[tuple[Via, int], ...] = ()


NOBODY = TeamResponse()


def responses(assessments: Collection[Assessment]) -> dict[int, TeamResponse]:
    """Return who took part in each of these, by key; four queries, whatever their number.

    All are assessments that the reader may see the results of. Their teams and schools are loaded.
    """
    keys = [one.pk for one in assessments]
    ways = _ways(keys)
    wrote = _people(keys)
    leading = _coordinators({user for users in wrote.values() for user in users})
    return {one.pk: _response(one, ways[one.pk], wrote[one.pk], leading) for one in assessments}


def responses_in_group(assessments: Collection[Assessment]) -> dict[int, TeamResponse]:
    """The same for who reads of a group of teams, with a right to the results of the confirmed ones alone.

    Of the others only how many began to answer by themselves; in which way, and who wrote in the form, is not told yet.
    """
    found = responses(assessments)
    return {one.pk: found[one.pk] if one.confirmed_at else _begun(one, found[one.pk]) for one in assessments}


def _begun(assessment: Assessment, response: TeamResponse) -> TeamResponse:
    return TeamResponse(members=response.members) if assessment.is_individual else NOBODY


def school_members(board: Board, rows: Iterable[SchoolRow]) -> dict[UUID, int]:
    """How many teamleden took part in the teams of each school in its round, by its key outside; at most five queries.

    Added up over the teams: somebody of two teams is counted twice. Who writes in the form of a team is counted once
    that is confirmed.
    """
    round_of = {row.school_uid: row.round.pk for row in rows if row.round}
    theirs = Assessment.objects.filter(school__board=board, round__in=set(round_of.values()))
    ours = [one for one in theirs.select_related("school") if round_of.get(one.school.uid) == one.round_id]
    found = responses_in_group(ours)
    members = Counter(dict.fromkeys(round_of, 0))
    for one in ours:
        members[one.school.uid] += found[one.pk].members
    return dict(members)


def _ways(keys: Collection[int]) -> dict[int, Counter[Via]]:
    begun = Participation.objects.begun().filter(assessment__in=keys).order_by()
    found: dict[int, Counter[Via]] = defaultdict(Counter)
    for pk, via, number in begun.values_list("assessment", "via").annotate(Count("pk")):
        found[pk][Via(via)] = number
    return found


def _people(keys: Collection[int]) -> dict[int, set[int]]:
    """Whoever wrote what a team agreed, or confirmed it."""
    wrote = TeamScore.objects.filter(assessment__in=keys, updated_by__isnull=False)
    confirmed = Confirmation.objects.filter(assessment__in=keys, confirmed_by__isnull=False)
    found: dict[int, set[int]] = defaultdict(set)
    for rows in (
        wrote.order_by().values_list("assessment", "updated_by").distinct(),
        confirmed.order_by().values_list("assessment", "confirmed_by").distinct(),
    ):
        for pk, user in rows:
            found[pk].add(user)
    return found


def _coordinators(users: Collection[int]) -> dict[int, set[tuple[str, int]]]:
    """Where each of these is or was LOB-coördinator, as the kind of place and its key."""
    found: dict[int, set[tuple[str, int]]] = defaultdict(set)
    roles = Membership.objects.filter(user__in=users, role=Role.COORDINATOR)
    for user, team, school, board in roles.values_list("user", "team", "school", "board"):
        found[user] |= {
            (kind, pk) for kind, pk in (("team", team), ("school", school), ("board", board)) if pk
        }
    return found


def _response(
    assessment: Assessment, ways: Counter[Via], people: set[int], leading: dict[int, set[tuple[str, int]]]
) -> TeamResponse:
    places = {
        ("team", assessment.team_id),
        ("school", assessment.school_id),
        ("board", assessment.school.board_id),
    }
    coordinators = sum(bool(leading.get(user, set()) & places) for user in people)
    if not assessment.is_individual:
        return TeamResponse(members=len(people) - coordinators, coordinators=coordinators)
    if not assessment.is_answering_closed:
        return TeamResponse(members=ways.total(), coordinators=coordinators)
    used = [(way, ways[way]) for way in Via if ways[way]]
    return TeamResponse(ways.total(), coordinators, tuple(used))
