"""Invitations to a place that ends or merges: nobody comes in where there is nothing any more."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import Count, Q, QuerySet

from assessments.enums import Role
from assessments.models import Assessment, Invitation, School, Team, User

from .invitations import take_back


def open_invitations(*places: School | Team) -> QuerySet[Invitation]:
    """Invitations to a role at one of these places themselves, neither accepted nor withdrawn."""
    teams = [place.pk for place in places if isinstance(place, Team)]
    schools = [place.pk for place in places if isinstance(place, School)]
    return Invitation.objects.open().filter(Q(team__in=teams) | Q(school__in=schools))


def invited_per_team(assessments: Iterable[Assessment]) -> dict[int, int]:
    """How many people can still accept to become teamlid, by the key of the team; one query."""
    teams = [assessment.team_id for assessment in assessments]
    found = Invitation.objects.valid().filter(role=Role.MEMBER, team__in=teams).order_by()
    return dict(found.values_list("team").annotate(count=Count("pk")))


def withdraw_invitations(places: Collection[School | Team], *, by: User) -> None:
    """Withdraw what is open at places of one board."""
    _withdraw(open_invitations(*places), by)


def carry_invitations(teams: Collection[Team], to: Team, *, by: User) -> None:
    """Let those invited to one of these teams come in at `to`; who was invited twice to the same role, once."""
    seen: set[tuple[str, str]] = set()
    twice: list[int] = []
    invited = open_invitations(*teams)
    for pk, address, role in invited.order_by("pk").values_list("pk", "address", "role"):
        if (address, role) in seen:
            twice.append(pk)
        seen.add((address, role))
    _withdraw(invited.filter(pk__in=twice), by)
    invited.update(team=to)


def _withdraw(invited: QuerySet[Invitation], by: User) -> None:
    found = list(invited.select_related("board", "mail"))
    if found:
        take_back(found, by=by, board=found[0].board)
