"""How far a round is, in teams: for its list, its page and the page of today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from assessments.models import Assessment

from .values import AssessmentInfo


@dataclass(frozen=True, slots=True)
class RoundProgress:
    """Numbers of teams. Who is confirmed has also filled in, whatever was left open; who filled in has begun.

    `gathered` have filled in, or closed answering. `individual` are the teams in which everybody answers first: they
    have `people`, of whom `people_begun` have begun, and `discussed` of these teams have agreed on everything.
    """

    teams: int
    begun: int
    filled: int
    confirmed: int
    gathered: int = 0
    individual: int = 0
    discussed: int = 0
    people: int = 0
    people_begun: int = 0

    @property
    def not_begun(self) -> int:
        return self.teams - self.begun

    @property
    def unconfirmed(self) -> int:
        return self.teams - self.confirmed


def is_filled(info: AssessmentInfo) -> bool:
    """Whether nothing is left to fill in: every indicator is answered, or the team is confirmed with gaps."""
    return info.is_confirmed or (info.total > 0 and info.answered == info.total)


def is_gathered(info: AssessmentInfo) -> bool:
    """Whether a team's own part of answering is over: together all is filled in, else answering is closed."""
    return is_filled(info) or (info.is_individual and info.is_answering_closed)


def has_begun(info: AssessmentInfo) -> bool:
    return info.answered > 0 or info.begun > 0 or is_gathered(info)


def how_far(info: AssessmentInfo) -> tuple[bool, bool, float]:
    """Sorts teams from the one that has done least. Who answers individually is half-way when they begin to talk."""
    done, of = (info.begun, info.size) if info.is_gathering else (info.answered, info.total)
    share = done / of if of else 0
    if info.is_individual:
        share = share / 2 if info.is_gathering else (1 + share) / 2
    return info.is_confirmed, is_filled(info), share


def progress_of(infos: Iterable[AssessmentInfo]) -> RoundProgress:
    """Count the teams of one round, or of somebody's part of it."""
    infos = tuple(infos)
    individual = [info for info in infos if info.is_individual]
    return RoundProgress(
        teams=len(infos),
        begun=sum(has_begun(info) for info in infos),
        filled=sum(is_filled(info) for info in infos),
        confirmed=sum(info.is_confirmed for info in infos),
        gathered=sum(is_gathered(info) for info in infos),
        individual=len(individual),
        discussed=sum(is_filled(info) for info in individual),
        people=sum(info.size for info in individual),
        people_begun=sum(info.begun for info in individual),
    )


def confirmed_per_round(assessments: QuerySet[Assessment]) -> dict[int, tuple[int, int]]:
    """Return per key of a round how many of how many of these assessments are confirmed; one query."""
    counts = (
        assessments.order_by()
        .values("round")
        .annotate(of=Count("pk"), confirmed=Count("pk", filter=Q(confirmed_at__isnull=False)))
        .values_list("round", "confirmed", "of")
    )
    return {round_pk: (confirmed, of) for round_pk, confirmed, of in counts}
