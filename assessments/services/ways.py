"""How the teams of a round answer, and how many people each is.

Both are free until the first answer. From then on the way is fixed, and the size can only be raised, with a reason:
the floor under what is shown is of use only where nobody above the size can answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.access.permissions import Ability, can
from assessments.access.policies import Refused, demand
from assessments.enums import MAX_TEXT, Verb, Way
from assessments.models import Assessment, Participation, Round, SizeRaise, User

from .audit import record, record_all
from .locking import lock_assessments, locked_round
from .participations import lead_of
from .rounds import with_scores
from .score_edits import TOO_LONG
from .taking_part import call_off
from .texts import clean_text

MOST_SIZE = 500
"""More people than the largest team has; a mistake in typing is caught."""

OUT_OF_BOUNDS = gettext_lazy("Vul een heel getal in van 1 tot en met 500.")
NO_SIZE = gettext_lazy("Vul in hoeveel mensen meedoen.")
NOT_LARGER = gettext_lazy("Vul een getal in dat groter is dan nu. Kleiner maken kan niet meer.")
NO_REASON = gettext_lazy("Schrijf waarom het team groter is dan gedacht. Wie later terugkijkt, leest dat.")
CLOSED = gettext_lazy("Deze meting is gesloten. De manier van invullen staat vast.")


@dataclass(frozen=True, slots=True)
class Chosen:
    """How a team answers, and how many people it is; the size is kept where it does so together, and not used."""

    way: Way
    size: int | None


@transaction.atomic
def choose_ways(*, by: User, round_: Round, ways: Mapping[UUID, Chosen]) -> list[Assessment]:
    """Set the way and the size of teams, by the uid of their assessment; return those that changed.

    Where people were invited already and the team does it together after all, they are not any more.
    """
    round_ = locked_round(round_)
    demand(CLOSED if round_.is_closed else None)
    meant = round_.assessments.filter(uid__in=ways)
    lock_assessments(meant)
    begun = set(with_scores(meant))
    changed = []
    for assessment in meant.select_related("school__board").in_order():
        if not can(by, Ability.INVITE_TO_ANSWER, assessment):
            raise PermissionDenied
        wanted = ways[assessment.uid]
        if (assessment.way, assessment.declared_size) == (wanted.way, wanted.size):
            continue
        if assessment in begun or assessment.is_answering_closed:
            raise Refused(
                _(
                    "%(team)s is al begonnen met invullen. De manier van invullen staat nu vast, en het team kan "
                    "alleen nog groter worden, op de pagina over zijn deelname."
                )
                % {"team": assessment.team_name}
            )
        _demand_size(round_, wanted)
        assessment.way, assessment.declared_size = wanted.way, wanted.size
        if wanted.way == Way.TOGETHER:
            call_off(Participation.objects.filter(assessment=assessment))
            assessment.team_token = None
        assessment.save(update_fields=["way", "declared_size", "team_token"])
        changed.append(assessment)
    record_all(Verb.ANSWERING_CHANGED, by=by, things=changed, board=round_.board)
    return changed


def _demand_size(round_: Round, wanted: Chosen) -> None:
    if wanted.size is not None and not 1 <= wanted.size <= MOST_SIZE:
        raise Refused(OUT_OF_BOUNDS)
    if round_.is_open and wanted.way == Way.INDIVIDUAL and wanted.size is None:
        raise Refused(NO_SIZE)


@transaction.atomic
def raise_size(*, by: User, assessment: Assessment, size: int, reason: str) -> SizeRaise:
    """Let more people of a team answer than it was said to be."""
    found = lead_of(by, assessment)
    before, reason = found.declared_size or 0, clean_text(reason)
    demand(OUT_OF_BOUNDS if size > MOST_SIZE else None)
    demand(NOT_LARGER if size <= before else None)
    demand(None if reason else NO_REASON)
    demand(TOO_LONG if len(reason) > MAX_TEXT else None)
    found.declared_size = size
    found.save(update_fields=["declared_size"])
    raised = SizeRaise.objects.create(
        assessment=found,
        before=before,
        after=size,
        reason=reason,
        raised_by=by,
        raised_at=timezone.now(),
    )
    record(Verb.SIZE_RAISED, by=by, thing=found, board=found.school.board)
    return raised
