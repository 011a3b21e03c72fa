"""When something may be done. Each policy returns None, or the reason why not in words for the person who asks."""

from __future__ import annotations

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.enums import RoundState, Way
from assessments.models import Assessment, Round

from .permissions import Ability, Person, can

Reason = Promise | str | None


class Refused(Exception):
    """A deed that the rules do not allow now. `reason` says what is wrong and what to do."""

    def __init__(self, reason: Promise | str) -> None:
        super().__init__(str(reason))
        self.reason = reason


def demand(reason: Reason) -> None:
    """Raise `Refused` where a policy gave a reason."""
    if reason is not None:
        raise Refused(reason)


def editing_scores(user: Person, assessment: Assessment) -> Reason:
    """The team form is open while the round is; after closing only its coordinator can still work on it."""
    leads = can(user, Ability.LEAD_TEAM, assessment)
    if assessment.is_confirmed:
        return _(
            "Deze teamscores zijn vastgesteld. Wil je iets veranderen, vraag dan je LOB-coördinator om ze te heropenen."
        )
    if assessment.round.state == RoundState.DRAFT:
        return _("Deze meting is nog niet geopend.")
    if assessment.round.state == RoundState.CLOSED and not leads:
        return _("Deze meting is gesloten. Alleen de LOB-coördinator kan de scores nog aanvullen.")
    if assessment.way == Way.INDIVIDUAL and not leads:
        return _(
            "In jouw team vult iedereen eerst zelf in. De LOB-coördinator legt daarna vast wat jullie afspreken."
        )
    return None


def confirming(assessment: Assessment) -> Reason:
    if assessment.is_confirmed:
        return _("Deze teamscores zijn al vastgesteld.")
    if assessment.round.state == RoundState.DRAFT:
        return _("Deze meting is nog niet geopend.")
    return None


def reopening(assessment: Assessment) -> Reason:
    if not assessment.is_confirmed:
        return _("Deze teamscores zijn niet vastgesteld. Je kunt ze gewoon wijzigen.")
    return None


def opening_round(round_: Round) -> Reason:
    if round_.state != RoundState.DRAFT:
        return _("Deze meting is al geopend.")
    if timezone.localdate() < round_.starts_on:
        return _(
            "Je kunt deze meting openen vanaf de eerste dag. Wil je eerder beginnen, pas dan de eerste dag aan."
        )
    return None


def closing_round(round_: Round) -> Reason:
    if round_.state != RoundState.OPEN:
        return _("Alleen een open meting kan gesloten worden.")
    return None


def discarding_round(round_: Round) -> Reason:
    if not round_.is_trial and round_.state != RoundState.DRAFT:
        return _("Alleen een proefmeting of een concept kun je weggooien.")
    return None
