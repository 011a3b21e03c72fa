"""Which rows a person may see. Decided in the query: what is not here does not exist for them."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from assessments.enums import PrintKind, Role, RoundState, Via
from assessments.models import (
    Action,
    Assessment,
    Board,
    Card,
    Invitation,
    Membership,
    OrganisationImport,
    Participation,
    PrintJob,
    PrintPart,
    Round,
    School,
    Team,
    User,
)
from assessments.models.actions import ActionQuerySet
from assessments.models.cards import CardQuerySet
from assessments.models.invitations import InvitationQuerySet
from assessments.models.participation import ParticipationQuerySet
from assessments.models.people import MembershipQuerySet
from assessments.models.rounds import AssessmentQuerySet, RoundQuerySet

from .permissions import (
    GIVEN_BY_COORDINATOR,
    TABLE,
    Ability,
    Person,
    Places,
    active_memberships,
    grip_of,
    places_for,
    places_of,
)


def _within(
    user: Person, ability: Ability, *, board: str, school: str | None = None, team: str | None = None
) -> Q:
    """The condition that a row lies at, or below, a place where `user` has `ability`.

    `board`, `school`, `team` are the paths from the row to each; a row above the team has no team path.
    """
    places = places_for(user, ability)
    condition = Q(pk__in=[])
    if places.boards:
        condition |= Q(**{f"{board}__in": places.boards})
    if school and places.schools:
        condition |= Q(**{f"{school}__in": places.schools})
    if team and places.teams:
        condition |= Q(**{f"{team}__in": places.teams})
    return condition


def assessments(user: Person, ability: Ability) -> AssessmentQuerySet:
    """Assessments at places where `user` has `ability`; those of a concept round only for who may run rounds there."""
    within = _within(user, ability, board="school__board", school="school", team="team")
    draft_too = _within(user, Ability.RUN_ROUND, board="school__board", school="school", team="team")
    return Assessment.objects.filter(within, ~Q(round__state=RoundState.DRAFT) | draft_too)


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


def boards(user: Person) -> QuerySet[Board]:
    """Boards whose schools `user` may compare."""
    return Board.objects.filter(_within(user, Ability.SEE_BOARD_RESULTS, board="pk"))


def schools(user: Person, ability: Ability = Ability.SEE_SCHOOL_RESULTS) -> QuerySet[School]:
    """With the school that each went on in, which `user` need not have a right to."""
    rows = School.objects.filter(_within(user, ability, board="board", school="pk"))
    return rows.select_related("board", "merged_into")


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


def actions(user: Person) -> ActionQuerySet:
    """Actions that `user` sees. What was made in a self-assessment is there for who leads it at once, for whoever does
    it themselves too, and for the others once it was confirmed.
    """
    led = _at_or_below(places_for(user, Ability.LEAD_TEAM))
    seen = _at_or_below(places_for(user, Ability.SEE_ACTIONS))
    told = Action.objects.told().filter(seen).values("pk")
    return Action.objects.filter(led | _done_by(user) | Q(pk__in=told))


def whole_actions(user: Person) -> ActionQuerySet:
    """The same, with what the page of one tells: where it is, of whom, and where it was made."""
    return actions(user).select_related(
        "board",
        "school__board",
        "team__school__board",
        "owner",
        "assessment__round__card",
        "assessment__school__board",
    )


def moved_actions(user: Person) -> ActionQuerySet:
    """Actions of which `user` keeps the progress: those that they manage, and those that they do themselves."""
    managed = _at_or_below(places_for(user, Ability.MANAGE_ACTIONS))
    as_team = Q(owner_role=Role.MEMBER, team__in=places_for(user, Ability.MOVE_OWN_ACTIONS).teams)
    return actions(user).filter(managed | as_team | _done_by(user))


def own_action(user: Person) -> Q:
    """The condition that `user` does an action of those that they see: theirs by name, or of a role that they hold at
    its place.
    """
    held = Q(pk__in=[])
    for one in active_memberships(user):
        held |= Q(owner_role=one.role, board=one.board_id, school=one.school_id, team=one.team_id)
    return held | _done_by(user)


def overseen_action(user: Person) -> Q:
    """The condition that an action is at a place over which `user` has an eye, or at one below it."""
    return _at_or_below(places_for(user, Ability.SEE_ROUND))


def _done_by(user: Person) -> Q:
    """The condition that an action is `user`'s own, at a place where they still belong: above it, at it or below it.

    An action of a school can be of somebody in one of its teams, who sees nothing else of that school.
    """
    if not isinstance(user, User):
        return Q(pk__in=[])
    places = places_of(user, TABLE[Ability.MANAGE_ACTIONS] | TABLE[Ability.MOVE_OWN_ACTIONS])
    schools = School.objects.filter(teams__in=places.teams).values("pk")
    boards = Board.objects.filter(Q(schools__in=places.schools) | Q(schools__teams__in=places.teams)).values(
        "pk"
    )
    return Q(owner=user) & (_at_or_below(places) | Q(school__in=schools) | Q(board__in=boards))


def teams(user: Person, ability: Ability) -> QuerySet[Team]:
    return Team.objects.filter(_within(user, ability, board="school__board", school="school", team="pk"))


def cards(user: Person) -> CardQuerySet:
    """The shipped cards, and those of the boards where the person holds a role."""
    places = places_of(user, Role)
    boards = Board.objects.filter(
        Q(pk__in=places.boards) | Q(schools__in=places.schools) | Q(schools__teams__in=places.teams)
    )
    return Card.objects.filter(Q(owner__isnull=True) | Q(owner__in=boards))


def boards_with_audit(user: Person) -> QuerySet[Board]:
    """Boards whose audit log `user` may read."""
    return Board.objects.filter(_within(user, Ability.SEE_AUDIT, board="pk"))


# --- the organisation that somebody manages -------------------------------------------------------------------------


def organisation_boards(user: Person) -> QuerySet[Board]:
    """Boards of which somebody manages at least a part, or may read the audit log."""
    people, audit = places_for(user, Ability.MANAGE_PEOPLE), places_for(user, Ability.SEE_AUDIT)
    parts = School.objects.filter(Q(pk__in=people.schools) | Q(teams__in=people.teams))
    return Board.objects.filter(Q(pk__in=people.boards | audit.boards) | Q(pk__in=parts.values("board")))


def managed_schools(user: Person) -> QuerySet[School]:
    """Schools of which somebody manages all teams; closed ones too."""
    return schools(user, Ability.MANAGE_TEAMS)


def managed_teams(user: Person) -> QuerySet[Team]:
    """Teams of which somebody manages the people; closed ones too."""
    return teams(user, Ability.MANAGE_PEOPLE).select_related("school__board", "merged_into")


# --- people, their roles, and who is asked to come in ---------------------------------------------------------------


def _at_or_below(places: Places) -> Q:
    """The condition that a role is held at one of these places, or at one below it."""
    condition = Q(pk__in=[])
    if places.boards:
        condition |= Q(board__in=places.boards)
        condition |= Q(school__board__in=places.boards) | Q(team__school__board__in=places.boards)
    if places.schools:
        condition |= Q(school__in=places.schools) | Q(team__school__in=places.schools)
    if places.teams:
        condition |= Q(team__in=places.teams)
    return condition


def roles_within(user: Person) -> MembershipQuerySet:
    """Roles, also ended ones, at places where somebody manages people. Elsewhere a person has no roles for them."""
    places = places_for(user, Ability.MANAGE_PEOPLE)
    return Membership.objects.filter(_at_or_below(places)).select_related(
        "user", "board", "school__board", "team__school__board"
    )


def memberships(user: Person) -> MembershipQuerySet:
    """Roles that somebody sees: those of today, and for a beheerder those of the past too.

    What ended today is seen until midnight: one sees what one did.
    """
    whole = _at_or_below(places_for(user, Ability.MANAGE_ORGANISATION))
    lasting = Q(ended_on__isnull=True) | Q(ended_on__gte=timezone.localdate())
    return roles_within(user).filter(whole | lasting, user__removed_on=None)


def people(user: Person) -> QuerySet[User]:
    """Who holds a role that somebody sees; for a beheerder also whom the board let in, with or without a role."""
    homes = places_for(user, Ability.MANAGE_ORGANISATION).boards
    seen = memberships(user).order_by().values("user")
    return User.objects.filter(Q(pk__in=seen) | Q(home_board__in=homes), removed_on=None)


def known_people(user: Person) -> QuerySet[User]:
    """Of these people somebody knows the address too: who holds a role that they may end; a beheerder everybody."""
    grip = grip_of(user)
    managed = _at_or_below(grip.every_role) | Q(role__in=GIVEN_BY_COORDINATOR)
    held = memberships(user).filter(managed).order_by().values("user")
    return User.objects.filter(Q(pk__in=held) | Q(home_board__in=grip.every_role.boards), removed_on=None)


def people_of(board: Board) -> QuerySet[User]:
    """Everybody of a board, as a command on the machine sees them."""
    held = Membership.objects.in_board(board).order_by().values("user")
    return User.objects.filter(Q(pk__in=held) | Q(home_board=board), removed_on=None)


def invitations(user: Person) -> InvitationQuerySet:
    """Open invitations to a role that somebody may give themselves."""
    grip = grip_of(user)
    whole = _invited_to(grip.every_role)
    part = _invited_to(grip.some_roles) & Q(role__in=GIVEN_BY_COORDINATOR)
    return Invitation.objects.open().filter(whole | part).with_place()


def _invited_to(places: Places) -> Q:
    condition = Q(pk__in=[])
    if places.boards:
        condition |= Q(board__in=places.boards)
    if places.schools:
        condition |= Q(school__in=places.schools) | Q(team__school__in=places.schools)
    if places.teams:
        condition |= Q(team__in=places.teams)
    return condition


# --- the organisation from a file -----------------------------------------------------------------------------------


def imports(user: Person) -> QuerySet[OrganisationImport]:
    """Files that somebody uploaded themselves, as long as they are beheerder of the board that it is for."""
    boards = places_for(user, Ability.MANAGE_ORGANISATION).boards
    if not isinstance(user, User) or not boards:
        return OrganisationImport.objects.none()
    return OrganisationImport.objects.filter(board__in=boards, uploaded_by=user).select_related("board")
