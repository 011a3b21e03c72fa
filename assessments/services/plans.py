"""What happens to planned rounds when a team ends or moves. Rounds that were opened are never touched."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from assessments.enums import RoundState, Verb
from assessments.models import Assessment, Round, School, Team, User
from assessments.models.rounds import AssessmentQuerySet

from .audit import record
from .rounds import with_scores


@dataclass(frozen=True, slots=True)
class Leaving:
    """The planned rounds that teams leave; `emptied` are those among them in which nobody is left."""

    rounds: tuple[Round, ...]
    emptied: tuple[Round, ...]


def plans_of(teams: Collection[Team]) -> AssessmentQuerySet:
    """Their places in planned rounds."""
    return Assessment.objects.filter(team__in=teams, round__state=RoundState.DRAFT)


def left_by_ending(teams: Collection[Team]) -> Leaving:
    """Return the planned rounds that teams leave by ending."""
    return _leaving(_without_scores(plans_of(teams)))


def left_by_moving(team: Team, to: School) -> Leaving:
    """Return the planned rounds that a team leaves by moving: those of other teams of its old school alone.

    Whoever planned such a round may have no right at the new school, and could not open it any more. In a round of
    several schools, or of this team alone, it stays.
    """
    return _leaving(_stuck(team, to))


def leave_by_ending(teams: Collection[Team], *, by: User | None) -> None:
    _leave(_without_scores(plans_of(teams)), by)


def follow(team: Team, to: School, *, by: User | None) -> None:
    """Let planned rounds follow a team that moves."""
    _leave(_stuck(team, to), by)
    plans_of([team]).update(school=to, school_name=to.name)


def _without_scores(plans: AssessmentQuerySet) -> list[Assessment]:
    """Nothing can be filled in before a round opens; should it be there all the same, it stays."""
    scored = {assessment.pk for assessment in with_scores(plans)}
    return [plan for plan in plans.select_related("round__board").in_order() if plan.pk not in scored]


def _stuck(team: Team, to: School) -> list[Assessment]:
    plans = _without_scores(plans_of([team]))
    schools: dict[int, set[int]] = {}
    others = Assessment.objects.filter(round__in=[plan.round_id for plan in plans]).exclude(team=team)
    for round_pk, school_pk in others.values_list("round", "school"):
        schools.setdefault(round_pk, set()).add(school_pk)
    return [plan for plan in plans if schools.get(plan.round_id) == {team.school_id}]


def _leaving(plans: list[Assessment]) -> Leaving:
    rounds = {plan.round_id: plan.round for plan in plans}
    others = Assessment.objects.filter(round__in=rounds).exclude(pk__in=[plan.pk for plan in plans])
    kept = set(others.values_list("round", flat=True))
    return Leaving(
        rounds=tuple(rounds.values()),
        emptied=tuple(round_ for pk, round_ in rounds.items() if pk not in kept),
    )


def _leave(plans: list[Assessment], by: User | None) -> None:
    leaving = _leaving(plans)
    Assessment.objects.filter(pk__in=[plan.pk for plan in plans]).delete()
    for round_ in leaving.rounds:
        emptied = round_ in leaving.emptied
        verb = Verb.ROUND_DISCARDED if emptied else Verb.ROUND_CHANGED
        record(verb, by=by, thing=round_, board=round_.board)
        if emptied:
            round_.delete()
