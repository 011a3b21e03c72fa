"""Planning, changing, opening, closing and discarding a round.

Every function locks the round first, then its teams and then its assessments, each kind in the order of their keys, so
that two coordinators wait for each other; as `places` says, without the keys of the rows. Who may not raises
`PermissionDenied`; what cannot be done now raises `Refused`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.access import policies, rows
from assessments.access.permissions import Ability, can
from assessments.access.policies import Refused, demand, first_of
from assessments.enums import Choice, RoundState, Verb, Way
from assessments.models import Assessment, Card, Confirmation, Participation, Round, Team, TeamScore, User
from assessments.models.rounds import AssessmentQuerySet

from .audit import record
from .closing import close_with_round
from .discarding import throw_away
from .locking import lock_assessments, locked_round, locked_teams
from .taking_part import call_off
from .texts import clean_line

NO_TEAMS = gettext_lazy("Kies minstens één team dat meedoet.")
ENDS_BEFORE_START = gettext_lazy("De laatste dag ligt voor de eerste dag. Kies een latere laatste dag.")
NO_TITLE = gettext_lazy("Geef de meting een naam.")
SEVERAL_BOARDS = gettext_lazy(
    "Deze teams horen bij verschillende besturen. Maak per bestuur een eigen meting."
)
CARD_NOT_YOURS = gettext_lazy("Deze kaart kun je niet gebruiken voor deze teams. Kies een andere kaart.")
FIXED_AFTER_OPENING = gettext_lazy(
    "Deze meting is al geopend. De kaart, de eerste dag en of het een proefmeting is, staan dan vast."
)


@transaction.atomic
def plan_round(
    *,
    by: User,
    title: str,
    card: Card,
    starts_on: dt.date,
    ends_on: dt.date,
    teams: Iterable[Team],
    is_trial: bool = False,
    way: Way = Way.TOGETHER,
) -> Round:
    """Make a concept round of open teams of one board, all of them at places where `by` is coordinator.

    Every team begins with the same `way`; `ways` changes it per team, and says how many people each team is.
    """
    title, chosen = clean_line(title), locked_teams(teams)
    _demand_coordinator(by, chosen)
    _demand_sound(by, title, card, starts_on, ends_on, chosen)
    for team in chosen:
        demand(_joining(team))
    round_ = Round.objects.create(
        board=chosen[0].school.board,
        card=card,
        title=title,
        starts_on=starts_on,
        ends_on=ends_on,
        is_trial=is_trial,
    )
    _add(round_, chosen, way)
    record(Verb.ROUND_PLANNED, by=by, thing=round_, board=round_.board)
    return round_


@transaction.atomic
def change_round(
    *,
    by: User,
    round_: Round,
    title: str,
    card: Card,
    starts_on: dt.date,
    ends_on: dt.date,
    teams: Iterable[Team],
    is_trial: bool,
) -> Round:
    """Give a round new particulars. After opening, also after closing, only title, last day and teams can differ.

    A team that has scores is never removed. A team that stays is not asked whether it is still open, nor where it is.
    A team that joins does as the others do; in an open round it begins *samen*, as nobody said how large it is.
    """
    round_ = locked_round(round_)
    title, chosen = clean_line(title), locked_teams(teams)
    _demand_runs(by, round_)
    present = set(round_.assessments.values_list("team", flat=True))
    joining = [team for team in chosen if team.pk not in present]
    # A team that is in it may have moved to another school since: then it is in it for the school of then.
    _demand_coordinator(by, joining)
    fixed = (round_.card_id, round_.starts_on, round_.is_trial)
    if not round_.is_draft and (card.pk, starts_on, is_trial) != fixed:
        raise Refused(FIXED_AFTER_OPENING)
    _demand_sound(by, title, card, starts_on, ends_on, chosen)
    if chosen[0].school.board_id != round_.board_id:
        raise Refused(SEVERAL_BOARDS)

    lock_assessments(round_.assessments.all())
    if scored := with_scores(round_.assessments.exclude(team__in=chosen)):
        names = ", ".join(assessment.team_name for assessment in scored)
        raise Refused(
            _("Een team met scores kan niet meer uit de meting. Dit heeft al scores: %(teams)s.")
            % {"teams": names}
        )
    for team in joining:
        demand(_joining(team))

    round_.title, round_.card, round_.is_trial = title, card, is_trial
    round_.starts_on, round_.ends_on = starts_on, ends_on
    round_.save(update_fields=["title", "card", "is_trial", "starts_on", "ends_on"])
    if round_.is_open:
        _demand_free(round_, joining)
    leaving = Assessment.objects.filter(round=round_).exclude(team__in=chosen)
    call_off(Participation.objects.filter(assessment__in=leaving))
    leaving.delete()
    ways = set(round_.assessments.values_list("way", flat=True))
    individual = round_.is_draft and ways == {Way.INDIVIDUAL}
    _add(round_, joining, Way.INDIVIDUAL if individual else Way.TOGETHER)
    record(Verb.ROUND_CHANGED, by=by, thing=round_, board=round_.board)
    return round_


@transaction.atomic
def open_round(*, by: User, round_: Round) -> Round:
    """Open a concept round from its first day on. From now the card is fixed and names and schools stay as they are."""
    round_ = locked_round(round_)
    _demand_runs(by, round_)
    demand(policies.opening_round(round_))
    teams = locked_teams(Team.objects.filter(assessments__round=round_))
    _demand_coordinator(by, teams)
    for team in teams:
        demand(_joining(team))
    if any(team.school.board_id != round_.board_id for team in teams):
        raise Refused(SEVERAL_BOARDS)
    _demand_free(round_, teams)
    lock_assessments(round_.assessments.all())
    _demand_sizes(round_)
    assessments = {assessment.team_id: assessment for assessment in round_.assessments.all()}
    for team in teams:
        assessment = assessments[team.pk]
        assessment.school = team.school
        assessment.team_name, assessment.school_name = team.name, team.school.name
        assessment.open_family, assessment.min_group = round_.card.family, round_.board.min_group
    Assessment.objects.bulk_update(
        assessments.values(), ["school", "team_name", "school_name", "open_family", "min_group"]
    )
    round_.state, round_.opened_at = RoundState.OPEN, timezone.now()
    round_.save(update_fields=["state", "opened_at"])
    record(Verb.ROUND_OPENED, by=by, thing=round_, board=round_.board)
    return round_


@transaction.atomic
def close_round(*, by: User, round_: Round) -> Round:
    """Close an open round, and answering with it. Unconfirmed teams stay as they are: they can still be confirmed."""
    round_ = locked_round(round_)
    _demand_runs(by, round_)
    demand(policies.closing_round(round_))
    lock_assessments(round_.assessments.all())
    round_.assessments.update(open_family=None)
    round_.state, round_.closed_at = RoundState.CLOSED, timezone.now()
    round_.save(update_fields=["state", "closed_at"])
    close_with_round(by=by, round_=round_)
    record(Verb.ROUND_CLOSED, by=by, thing=round_, board=round_.board)
    return round_


@transaction.atomic
def discard_round(*, by: User, round_: Round) -> None:
    """Delete a trial round with all that was scored in it, or a concept without scores."""
    round_ = locked_round(round_)
    _demand_runs(by, round_)
    demand(policies.discarding_round(round_))
    lock_assessments(round_.assessments.all())
    if not round_.is_trial and with_scores(round_.assessments.all()):
        raise Refused(_("In deze meting staan al scores. Je kunt haar niet meer weggooien."))
    record(Verb.ROUND_DISCARDED, by=by, thing=round_, board=round_.board)
    throw_away(round_)


def with_scores(assessments: QuerySet[Assessment]) -> Sequence[Assessment]:
    """The assessments among these in which a choice or a word stands, or stood when it was confirmed."""
    empty = {"choice": Choice.NONE, "rationale": "", "evidence": "", "dissent": ""}
    scores = TeamScore.objects.filter(assessment=OuterRef("pk")).exclude(**empty)
    confirmations = Confirmation.objects.filter(assessment=OuterRef("pk"))
    answers = Participation.objects.filter(assessment=OuterRef("pk"), began_on__isnull=False)
    return [
        assessment
        for assessment in assessments.annotate(
            has_scores=Exists(scores) | Exists(confirmations) | Exists(answers)
        ).order_by("team_name", "pk")
        if assessment.has_scores
    ]


def _demand_coordinator(by: User, teams: list[Team]) -> None:
    if not all(can(by, Ability.RUN_ROUND, team) for team in teams):
        raise PermissionDenied


def _demand_runs(by: User, round_: Round) -> None:
    if not can(by, Ability.RUN_ROUND, round_):
        raise PermissionDenied


def _demand_sound(
    by: User, title: str, card: Card, starts_on: dt.date, ends_on: dt.date, teams: list[Team]
) -> None:
    demand(None if title else NO_TITLE)
    demand(NO_TEAMS if not teams else None)
    demand(ENDS_BEFORE_START if ends_on < starts_on else None)
    boards = {team.school.board_id for team in teams}
    demand(SEVERAL_BOARDS if len(boards) > 1 else None)
    usable = rows.cards(by).filter(pk=card.pk).exists() and card.owner_id in {None, *boards}
    demand(None if usable else CARD_NOT_YOURS)


def _joining(team: Team) -> Promise | str | None:
    """Why a team cannot start in a round: it, or its school, is closed."""
    today = timezone.localdate()
    closings = [day for day in (team.closed_on, team.school.closed_on) if day is not None]
    if any(day <= today for day in closings):
        return _("%(team)s is opgeheven en kan niet meedoen. Haal het uit de meting.") % {"team": team.name}
    return None


def busy_elsewhere(
    teams: Iterable[Team], cards: Iterable[Card], round_: Round | None = None
) -> AssessmentQuerySet:
    """How teams take part in an open round with one of these cards, of whichever edition; other than `round_`.

    A team is in at most one open round per card family.
    """
    found = Assessment.objects.busy_with({card.family for card in cards}).filter(team__in=teams)
    return found.exclude(round=round_).select_related("round").in_order()


def _demand_free(round_: Round, teams: list[Team]) -> None:
    """The teams are locked, so that what holds here stays true."""
    taken: dict[str, list[str]] = {}
    for assessment in busy_elsewhere(teams, [round_.card], round_):
        taken.setdefault(assessment.round.title, []).append(assessment.team_name)
    if taken:
        named = (f"{first_of(names)} (“{title}”)" for title, names in taken.items())
        raise Refused(
            _(
                "Een team doet met dezelfde kaart maar aan één open meting tegelijk mee. Dit doet al ergens aan mee: "
                "%(teams)s. Sluit die meting eerst, of haal het team uit deze."
            )
            % {"teams": ", ".join(named)}
        )


def without_size(round_: Round) -> QuerySet[Assessment]:
    """The teams in which everybody answers first, and of which nobody said yet how many they are."""
    return round_.assessments.individual().filter(declared_size=None).in_order()


def _demand_sizes(round_: Round) -> None:
    if names := [assessment.team_name for assessment in without_size(round_)]:
        raise Refused(
            _(
                "Vul eerst bij de manier van invullen in hoeveel mensen meedoen. Dat ontbreekt nog bij: %(teams)s. "
                "Daarna kun je de meting openen."
            )
            % {"teams": first_of(names)}
        )


def _add(round_: Round, teams: list[Team], way: Way) -> None:
    Assessment.objects.bulk_create(
        Assessment(
            round=round_,
            team=team,
            school=team.school,
            team_name=team.name,
            school_name=team.school.name,
            way=way,
            min_group=round_.board.min_group,
            open_family=round_.card.family if round_.is_open else None,
        )
        for team in teams
    )
