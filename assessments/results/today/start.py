"""What there is of a first round, where somebody leads rounds: what the guide to start by is derived from.

Nothing is stored about the guide itself, so that one goes on with it from any device. Five queries, six once a round
is open.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from assessments.access import rows
from assessments.access.permissions import Ability, Person, places_for
from assessments.enums import Role
from assessments.models import Assessment, Invitation, Membership, Participation, Round
from assessments.results.round_progress import has_begun
from assessments.results.values import AssessmentInfo


@dataclass(frozen=True, slots=True)
class Start:
    """How far somebody is with a first round: what there is, never what they said or skipped.

    `empty` is an open school without teams that they may add, by name; `people` have a role as teamlid or manager and
    `invited` were asked for one; `members` of both are teamleden. `round` is the real round that they lead, with their
    teams in it; `runs` that they open it themselves. Of its teams in which everybody answers first, `unasked` were not
    asked to yet: who is invited to become teamlid finds the form by accepting.
    """

    today: dt.date
    schools: int = 0
    teams: int = 0
    empty: tuple[str, UUID] | None = None
    people: int = 0
    invited: int = 0
    members: int = 0
    has_trial: bool = False
    round: Round | None = None
    infos: tuple[AssessmentInfo, ...] = ()
    runs: bool = True
    unasked: int = 0

    @property
    def sizeless(self) -> int:
        return sum(info.is_individual and not info.size for info in self.infos)

    @property
    def is_over(self) -> bool:
        """Whether it needs no guide any more: it runs, and people know of it."""
        if self.round is None or self.round.is_draft:
            return False
        return self.round.is_closed or not self.unasked or any(map(has_begun, self.infos))


def start_of(
    user: Person, round_: Round | None, infos: Sequence[AssessmentInfo] = (), *, runs: bool = True
) -> Start:
    """Return how far somebody is; `round_` is the latest real one that they lead, `infos` their teams in it."""
    schools = list(
        rows.managed_schools(user)
        .filter(closed_on=None)
        .annotate(open_teams=Count("teams", filter=Q(teams__closed_on=None)))
        .order_by("sort_name", "pk")
        .values_list("name", "uid", "open_teams")
    )
    is_member = Q(role=Role.MEMBER)
    roles = rows.roles_within(user).active().filter(role__in=[Role.MEMBER, Role.MANAGER]).order_by()
    people = roles.aggregate(
        all=Count("user", distinct=True), members=Count("user", distinct=True, filter=is_member)
    )
    invited = rows.invitations(user).aggregate(all=Count("pk"), members=Count("pk", filter=is_member))
    gathering = [info.pk for info in infos if info.is_gathering] if round_ and round_.is_open else []
    return Start(
        today=timezone.localdate(),
        schools=len(schools),
        teams=sum(teams for *_, teams in schools) + len(places_for(user, Ability.RUN_ROUND).teams),
        empty=next(((name, uid) for name, uid, teams in schools if not teams), None),
        people=people["all"],
        invited=invited["all"],
        members=people["members"] + invited["members"],
        has_trial=rows.rounds(user).filter(is_trial=True).exists(),
        round=round_,
        infos=tuple(infos),
        runs=runs,
        unasked=_unasked(gathering) if gathering else 0,
    )


def _unasked(gathering: Sequence[int]) -> int:
    team = OuterRef("team")
    asked = Participation.objects.filter(assessment=OuterRef("pk"))
    members = Membership.objects.active().filter(role=Role.MEMBER, team=team)
    coming = Invitation.objects.valid().filter(role=Role.MEMBER, team=team)
    return (
        Assessment.objects.filter(pk__in=gathering)
        .exclude(Exists(asked))
        .filter(Exists(members) | ~Exists(coming))
        .count()
    )
