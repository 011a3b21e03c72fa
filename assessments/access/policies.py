"""When something may be done. Each policy returns None, or the reason why not in words for the person who asks."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from assessments.enums import RoundState
from assessments.models import Assessment, Round, School, Team

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


def answering(assessment: Assessment) -> Reason:
    """Everybody answers by themselves while the round is open, up to its last day or until answering is closed."""
    round_ = assessment.round
    if not assessment.is_individual:
        return _("In dit team vul je samen één formulier in.")
    if round_.is_draft:
        return _("Deze meting is nog niet geopend.")
    if _is_over(assessment):
        return _("Het invullen is gesloten. Wat je hebt ingevuld, telt mee in het gesprek van je team.")
    return None


def inviting(assessment: Assessment) -> Reason:
    """People are asked to answer, and asked again, as long as they can: the same moment, told to the coordinator."""
    if not assessment.is_individual:
        return _("Dit team vult samen één formulier in. Je hoeft niemand uit te nodigen.")
    if assessment.round.is_draft:
        return _("Deze meting is nog niet geopend.")
    if _is_over(assessment):
        return _("Het invullen is gesloten. Uitnodigen, herinneren en intrekken kan niet meer.")
    return None


def _is_over(assessment: Assessment) -> bool:
    """Whether answering is, in an opened round of a team that answers individually."""
    round_ = assessment.round
    return assessment.is_answering_closed or round_.is_closed or timezone.localdate() > round_.ends_on


def closing_answering(assessment: Assessment) -> Reason:
    if not assessment.is_individual:
        return _("In dit team vul je samen één formulier in. Er is niets te sluiten.")
    if assessment.round.is_draft:
        return _("Deze meting is nog niet geopend.")
    if assessment.is_answering_closed:
        return _("Het invullen is al gesloten.")
    return None


def conversing(assessment: Assessment) -> Reason:
    """The conversation is about what everybody answered: from the closing of answering until confirming."""
    if not assessment.is_individual:
        return _("In dit team vul je samen één formulier in. Open het formulier om verder te gaan.")
    if not assessment.is_answering_closed:
        return _("Het gesprek kan beginnen als het invullen is gesloten.")
    if assessment.is_confirmed:
        return _("Deze teamscores zijn vastgesteld. Wil je verder praten, heropen ze dan eerst.")
    return None


def editing_scores(user: Person, assessment: Assessment) -> Reason:
    """The team form is open while the round is; after closing only its coordinator can still work on it.

    Where everybody answers first, only the coordinator writes down what is agreed, once answering is closed.
    """
    leads = can(user, Ability.LEAD_TEAM, assessment)
    if assessment.is_confirmed:
        return _(
            "Deze teamscores zijn vastgesteld. Wil je iets veranderen, vraag dan je LOB-coördinator om ze te heropenen."
        )
    if assessment.round.is_draft:
        return _("Deze meting is nog niet geopend.")
    if assessment.round.is_closed and not leads:
        return _("Deze meting is gesloten. Alleen de LOB-coördinator kan de scores nog aanvullen.")
    if assessment.is_individual and not leads:
        return _(
            "In jouw team vult iedereen eerst zelf in. De LOB-coördinator legt daarna vast wat jullie afspreken."
        )
    if assessment.is_individual and not assessment.is_answering_closed:
        return _(
            "Iedereen vult nu eerst zelf in. Sluit het invullen, dan leg je in het gesprek vast wat jullie afspreken."
        )
    return None


def confirming(assessment: Assessment) -> Reason:
    if assessment.is_confirmed:
        return _("Deze teamscores zijn al vastgesteld.")
    if assessment.round.is_draft:
        return _("Deze meting is nog niet geopend.")
    if assessment.is_individual and not assessment.is_answering_closed:
        return _("Iedereen vult nu eerst zelf in. Sluit het invullen voordat je vaststelt.")
    return None


def reopening(assessment: Assessment) -> Reason:
    if not assessment.is_confirmed:
        return _("Deze teamscores zijn niet vastgesteld. Je kunt ze gewoon wijzigen.")
    return None


def choosing_priorities(assessment: Assessment) -> Reason:
    if not assessment.is_confirmed:
        return _("Prioriteiten kies je als de teamscores zijn vastgesteld.")
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


NAMED = 3
"""So many teams are named where they hold something up; forty would say less."""


def first_of(names: Sequence[str], most: int = NAMED) -> str:
    """The first names of a list, with a sign that there are more."""
    return ", ".join(names[:most]) + (", …" if len(names) > most else "")


def ending(*places: School | Team) -> Reason:
    """A team, or a school with its teams, that is under way in an open round cannot end: its scores would be stuck."""
    teams = [place.pk for place in places if isinstance(place, Team)]
    schools = [place.pk for place in places if isinstance(place, School)]
    of_schools = Q(school__in=schools) | Q(team__school__in=schools, team__closed_on__isnull=True)
    return _under_way(Q(team__in=teams) | of_schools)


def merging_school(school: School) -> Reason:
    """As for ending, but its teams go on elsewhere: only what is scored for this school itself holds it up."""
    return _under_way(Q(school=school))


def _under_way(condition: Q) -> Reason:
    busy = (
        Assessment.objects.filter(condition, round__state=RoundState.OPEN, confirmed_at=None)
        .select_related("round")
        .in_order()
    )
    names: dict[str, list[str]] = {}
    for assessment in busy:
        names.setdefault(assessment.round.title, []).append(assessment.team_name)
    if not names:
        return None
    title, held = next(iter(names.items()))
    return ngettext(
        "%(teams)s doet mee aan de open meting “%(round)s” en is daar nog niet vastgesteld. Een LOB-coördinator kan "
        "de scores vaststellen, het team uit de meting halen of de meting sluiten. Daarna kan dit wel.",
        "%(teams)s doen mee aan de open meting “%(round)s” en zijn daar nog niet vastgesteld. Een LOB-coördinator kan "
        "de scores vaststellen, de teams uit de meting halen of de meting sluiten. Daarna kan dit wel.",
        len(held),
    ) % {"teams": first_of(held), "round": title}


def reopening_team(team: Team) -> Reason:
    """A team closed by mistake can open again; a merged one as long as what it became has scored nothing, nor what that
    became.
    """
    if team.closed_on is None:
        return _("%(team)s is niet opgeheven.") % {"team": team.name}
    if team.school.closed_on is not None:
        return _("%(school)s is opgeheven. Heropen eerst de school.") % {"school": team.school.name}
    if merged := _scored_since(team):
        return _("%(team)s is samengevoegd tot %(new)s, en dat team deed al mee aan een meting.") % {
            "team": team.name,
            "new": merged.name,
        }
    if team.school.teams.filter(sort_name=team.sort_name, closed_on__isnull=True).exists():
        return _("%(school)s heeft nu een ander team %(team)s. Geef dat team eerst een andere naam.") % {
            "school": team.school.name,
            "team": team.name,
        }
    return None


def _scored_since(team: Team) -> Team | None:
    """The team that a merged one became, or the one that that became, which took part in a round since."""
    merged = team.merged_into
    while merged and not merged.assessments.started().exists():
        merged = merged.merged_into
    return merged


def reopening_school(school: School) -> Reason:
    if school.closed_on is None:
        return _("%(school)s is niet opgeheven.") % {"school": school.name}
    return None
