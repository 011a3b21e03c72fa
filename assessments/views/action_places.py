"""Where an action can be made, and with which card."""

from __future__ import annotations

from django.db.models import Q

from assessments.access import rows
from assessments.access.permissions import Ability, Person, places_for
from assessments.forms.places import by_school
from assessments.models import Assessment, Board, Round, Team
from assessments.services.places import Place, board_of, is_closed


def managed_places(user: Person) -> list[Place]:
    """Where somebody manages actions now: boards, schools each with its teams after it. Three queries."""
    boards = Board.objects.filter(pk__in=places_for(user, Ability.MANAGE_ACTIONS).boards).order_by(
        "name", "pk"
    )
    schools = rows.schools(user, Ability.MANAGE_ACTIONS)
    teams = rows.teams(user, Ability.MANAGE_ACTIONS).select_related("school__board")
    places: list[Place] = [*boards, *by_school(schools, teams)]
    return [place for place in places if not is_closed(place)]


def card_of(place: Place, assessment: Assessment | None = None) -> int | None:
    """The key of the card that an action of a place is about: that of the assessment in which it is made, else that of
    the latest opened round of the place; of the school or the board above it where it was in none. Three queries.
    """
    if assessment is not None:
        return assessment.round.card_id
    begun = Round.objects.real().started().order_by("-starts_on", "-pk")
    of_board = Q(board=board_of(place))
    steps = [of_board]
    if not isinstance(place, Board):
        school = place.school if isinstance(place, Team) else place
        steps.insert(0, of_board & Q(assessments__school=school))
    if isinstance(place, Team):
        steps.insert(0, Q(assessments__team=place))
    for condition in steps:
        if (card := begun.filter(condition).values_list("card", flat=True).first()) is not None:
            return card
    return None
