"""Confirming what a team agreed, which makes it read-only, and reopening it with a reason."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from assessments.access import policies
from assessments.access.permissions import Ability
from assessments.access.policies import Refused, demand
from assessments.enums import MAX_TEXT, Choice, Verb
from assessments.models import Assessment, Confirmation, ConfirmedScore, Indicator, TeamScore, User
from assessments.results.marking import marks_of

from .audit import record
from .locking import locked_for
from .score_edits import TOO_LONG
from .texts import clean_text
from .writing import TEAM

NO_REASON = _("Schrijf waarom je de scores heropent. Wie later terugkijkt, leest dat.")


class Gaps(Refused):
    """Indicators are open, and nobody said that this is meant."""


@transaction.atomic
def confirm(*, by: User, assessment: Assessment, with_gaps: bool = False) -> Confirmation:
    """Confirm the scores of a team and keep them as a revision. Open indicators want `with_gaps`.

    Who does not lead the team raises `PermissionDenied`; what cannot be done now raises `Refused`, and `Gaps` where
    only those are in the way.
    """
    found = locked_for(by, assessment, Ability.LEAD_TEAM)
    demand(policies.confirming(found))
    scores = list(TeamScore.objects.filter(assessment=found))
    indicators = Indicator.objects.filter(card=found.round.card_id).count()
    gaps = indicators - sum(score.choice != Choice.NONE for score in scores)
    if gaps and not with_gaps:
        raise Gaps(
            ngettext(
                "Er is nog %(gaps)s indicator open. Vul hem in, of vink aan dat je toch wilt vaststellen.",
                "Er zijn nog %(gaps)s indicatoren open. Vul ze in, of vink aan dat je toch wilt vaststellen.",
                gaps,
            )
            % {"gaps": gaps}
        )
    now = timezone.now()
    last = found.confirmations.aggregate(last=Max("number"))["last"] or 0
    confirmation = Confirmation.objects.create(
        assessment=found, number=last + 1, confirmed_at=now, confirmed_by=by
    )
    ConfirmedScore.objects.bulk_create(
        ConfirmedScore(
            confirmation=confirmation,
            indicator_id=score.indicator_id,
            **{name: getattr(score, name) for name in TEAM.stored},
        )
        for score in scores
    )
    found.confirmed_at, found.marks = now, marks_of(found)
    found.save(update_fields=["confirmed_at", "marks"])
    record(Verb.CONFIRMED, by=by, thing=found, board=found.school.board)
    return confirmation


@transaction.atomic
def reopen(*, by: User, assessment: Assessment, reason: str) -> None:
    """Reopen confirmed scores; they count as unconfirmed until confirmed again. What was confirmed is kept."""
    found = locked_for(by, assessment, Ability.LEAD_TEAM)
    demand(policies.reopening(found))
    reason = clean_text(reason)
    demand(None if reason else NO_REASON)
    demand(TOO_LONG if len(reason) > MAX_TEXT else None)
    found.confirmations.filter(reopened_at=None).update(
        reopened_at=timezone.now(), reopened_by=by, reopen_reason=reason
    )
    found.confirmed_at, found.marks = None, ""
    found.save(update_fields=["confirmed_at", "marks"])
    record(Verb.REOPENED, by=by, thing=found, board=found.school.board)


@transaction.atomic
def mark_again(pk: int) -> None:
    """Write the marks of a confirmed assessment anew from its scores; nothing where it was reopened meanwhile."""
    found = Assessment.objects.select_for_update().confirmed().filter(pk=pk).first()
    if found is not None:
        found.marks = marks_of(found)
        found.save(update_fields=["marks"])
