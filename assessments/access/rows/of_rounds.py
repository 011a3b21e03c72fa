"""Rounds and cards, the self-assessments in them, who takes part, and what was printed of them."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from assessments.access.permissions import Ability, Person, places_of
from assessments.enums import PrintKind, Role, RoundState, Via
from assessments.models import Assessment, Board, Card, Participation, PrintJob, PrintPart, Round, User
from assessments.models.cards import CardQuerySet
from assessments.models.participation import ParticipationQuerySet
from assessments.models.rounds import AssessmentQuerySet, RoundQuerySet

from .of_places import boards, schools
from .where import within


def assessments(user: Person, ability: Ability) -> AssessmentQuerySet:
    """Assessments at places where `user` has `ability`; those of a concept round only for who may run rounds there."""
    here = within(user, ability, board="school__board", school="school", team="team")
    draft_too = within(user, Ability.RUN_ROUND, board="school__board", school="school", team="team")
    return Assessment.objects.filter(here, ~Q(round__state=RoundState.DRAFT) | draft_too)


def visible_assessments(user: Person) -> AssessmentQuerySet:
    """Assessments of which `user` may see at least that they are under way, and how far."""
    return assessments(user, Ability.SEE_PROGRESS).with_context()


def assessments_with_results(user: Person) -> AssessmentQuerySet:
    """Assessments in opened rounds whose results `user` may see: confirmed ones; unconfirmed for their coordinator."""
    confirmed = assessments(user, Ability.SEE_TEAM_RESULTS).confirmed()
    unconfirmed = assessments(user, Ability.SEE_UNCONFIRMED_RESULTS)
    return (confirmed | unconfirmed).started().with_context()


def answerable(user: Person) -> AssessmentQuerySet:
    """Assessments in opened rounds in which `user` answers by account, as one of the team; closed ones too."""
    return assessments(user, Ability.ANSWER).individual().started().with_context()


def invited_by(user: Person) -> AssessmentQuerySet:
    """Assessments in opened rounds of which `user` invites who answers, and sees who has begun."""
    return assessments(user, Ability.INVITE_TO_ANSWER).individual().started().with_context()


def with_spread(user: Person) -> AssessmentQuerySet:
    """Assessments of which `user` may see the spread of what individuals answered, where it is above the floor.

    The team and its coordinator from the conversation on; whoever else sees its results once it is confirmed.
    """
    conversing = assessments(user, Ability.SEE_SPREAD_IN_CONVERSATION)
    confirmed = assessments(user, Ability.SEE_TEAM_RESULTS).confirmed()
    return (conversing | confirmed).started().answering_closed()


def with_remarks(user: Person) -> AssessmentQuerySet:
    """Assessments of which `user` may read the loose remarks, where they are above the floor: in the conversation."""
    return (
        assessments(user, Ability.SEE_REMARKS).started().answering_closed().filter(confirmed_at__isnull=True)
    )


def conversations(user: Person) -> AssessmentQuerySet:
    """Assessments in opened rounds whose conversation `user` leads or follows; before and after it too."""
    return assessments(user, Ability.SEE_SPREAD_IN_CONVERSATION).individual().started().with_context()


def followed(user: Person) -> AssessmentQuerySet:
    """The same, with nothing but their stamp: forty phones of a team ask for it every second."""
    return conversations(user).select_related(None).only("confirmed_at").with_stamp()


def participations(user: Person) -> ParticipationQuerySet:
    """Who takes part where `user` invites. What they chose is not there."""
    return Participation.objects.filter(assessment__in=invited_by(user)).select_related(
        "assessment__round", "assessment__school__board", "user", "mail"
    )


def paper_forms(user: Person) -> ParticipationQuerySet:
    """Paper forms that `user` typed in where they still invite. Of those of others they see that they are there."""
    if not isinstance(user, User):
        return Participation.objects.none()
    return participations(user).filter(via=Via.PAPER, typed_by=user)


def rounds(user: Person) -> RoundQuerySet:
    """Rounds of which `user` may see at least a part; concept rounds only by who may run rounds there."""
    part = assessments(user, Ability.SEE_ROUND).filter(round=OuterRef("pk"))
    return Round.objects.filter(Exists(part)).select_related("board", "card")


def print_jobs(user: Person) -> QuerySet[PrintJob]:
    """What `user` asked to have printed, as long as it is kept and what it tells of is theirs to see."""
    if not isinstance(user, User):
        return PrintJob.objects.none()
    parts = PrintPart.objects.filter(job=OuterRef("pk"))
    of_team = parts.filter(assessment__in=assessments_with_results(user).values("pk"))
    of_school = parts.filter(school__in=schools(user).values("pk"))
    theirs = (
        Q(kind__in=[PrintKind.BOARD_FILES, PrintKind.BOARD], board__in=boards(user).values("pk"))
        | Q(Exists(of_school), kind=PrintKind.SCHOOL)
        | Q(Exists(of_team), kind=PrintKind.TEAM)
    )
    return PrintJob.objects.lasting().filter(theirs, requester=user).select_related("board", "round")


def cards(user: Person) -> CardQuerySet:
    """The shipped cards, and those of the boards where the person holds a role."""
    places = places_of(user, Role)
    boards = Board.objects.filter(
        Q(pk__in=places.boards) | Q(schools__in=places.schools) | Q(schools__teams__in=places.teams)
    )
    return Card.objects.filter(Q(owner__isnull=True) | Q(owner__in=boards))
