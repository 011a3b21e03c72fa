"""Who may see and do what, read from the table in product.md chapter 4 by somebody who has never seen the code.

Slow and plain on purpose: everything is loaded, every row is asked one by one, and nothing of `assessments.access` is
used. The property tests hold the product against this.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from assessments.models import Assessment, Board, Card, Membership, Round, School, Team, User

MEMBER, COORDINATOR, MANAGER, GOVERNOR, ADMINISTRATOR = (
    "teamlid",
    "coordinator",
    "manager",
    "bestuur",
    "beheerder",
)

# Where something lies: its board, its school (None: it is the board itself), its team (None: not in a team).
Where = tuple[Board, School | None, Team | None]


class Stored:
    """The world as it is stored."""

    def __init__(self) -> None:
        self.all_people = list(User.objects.all())
        self.all_roles = list(
            Membership.objects.select_related("board", "school__board", "team__school__board")
        )
        self.all_boards = list(Board.objects.all())
        self.all_schools = list(School.objects.select_related("board"))
        self.all_teams = list(Team.objects.select_related("school__board"))
        self.all_rounds = list(Round.objects.all())
        self.all_cards = list(Card.objects.select_related("owner"))
        self.all_assessments = list(
            Assessment.objects.select_related("round", "team__school__board", "school__board")
        )


class Naive(Stored):
    """The world, and what one person may with it on a day."""

    def __init__(self, stored: Stored, user: User, today: dt.date) -> None:
        vars(self).update(vars(stored))
        self.held = [m for m in self.all_roles if m.user_id == user.pk and self._holds(m, user, today)]
        self.today = today

    @staticmethod
    def _holds(membership: Membership, user: User, today: dt.date) -> bool:
        """A role holds from its first day, until the day it ended on; never for an account that is off."""
        if not user.is_active:
            return False
        if membership.started_on > today:
            return False
        return membership.ended_on is None or membership.ended_on > today

    # --- where things lie -------------------------------------------------------------------------------------------

    @staticmethod
    def where(thing: Assessment | Team | School | Board) -> Where:
        """Rights to an assessment follow the school that the team belonged to at the time."""
        if isinstance(thing, Assessment):
            return thing.school.board, thing.school, thing.team
        if isinstance(thing, Team):
            return thing.school.board, thing.school, thing
        if isinstance(thing, School):
            return thing.board, thing, None
        return thing, None, None

    def roles_at(self, thing: Assessment | Team | School | Board) -> set[str]:
        """A role holds at its place and everything below it."""
        board, school, team = self.where(thing)
        found = set()
        for membership in self.held:
            if membership.board_id is not None and membership.board_id == board.pk:
                found.add(str(membership.role))
            if membership.school_id is not None and school and membership.school_id == school.pk:
                found.add(str(membership.role))
            if membership.team_id is not None and team and membership.team_id == team.pk:
                found.add(str(membership.role))
        return found

    def has(self, thing: Assessment | Team | School | Board, *roles: str) -> bool:
        return bool(self.roles_at(thing) & set(roles))

    def part_of(self, round_: Round) -> list[Assessment]:
        return [a for a in self.all_assessments if a.round_id == round_.pk]

    # --- the rows of the table --------------------------------------------------------------------------------------

    def fills_in(self, assessment: Assessment) -> bool:
        """“fill in the team form (samen): teamlid own team, LOB-coördinator yes”."""
        return self.has(assessment, MEMBER, COORDINATOR)

    def leads(self, assessment: Assessment) -> bool:
        """“lead the conversation; confirm; reopen: LOB-coördinator yes”."""
        return self.has(assessment, COORDINATOR)

    def answers(self, assessment: Assessment) -> bool:
        """“answer individually: teamlid own team”; nobody else, and not before the round is open."""
        return (
            assessment.way == "individueel"
            and assessment.round.state != "concept"
            and self.has(assessment, MEMBER)
        )

    def invites(self, assessment: Assessment) -> bool:
        """“invite to answer, remind, close answering, type in paper forms: coördinator yes”."""
        individual = assessment.way == "individueel" and assessment.round.state != "concept"
        return individual and self.has(assessment, COORDINATOR)

    def sees_spread(self, assessment: Assessment) -> bool:
        """“the spread: teamlid and coördinator from the conversation on; manager and bestuur once confirmed”."""
        if assessment.way != "individueel" or assessment.round.state == "concept":
            return False
        if assessment.answering_closed_at is None:
            return False
        if self.has(assessment, MEMBER, COORDINATOR):
            return True
        return assessment.confirmed_at is not None and self.has(assessment, MANAGER, GOVERNOR)

    def reads_remarks(self, assessment: Assessment) -> bool:
        """“individual remarks: teamlid own team, in the conversation; coördinator in the conversation”; nobody else."""
        talking = assessment.answering_closed_at is not None and assessment.confirmed_at is None
        return talking and self.sees_spread(assessment) and self.has(assessment, MEMBER, COORDINATOR)

    def sees_progress(self, assessment: Assessment) -> bool:
        """“everybody else with a right to its results sees that it is under way, and how far”; a concept: who plans."""
        if assessment.round.state == "concept":
            return self.has(assessment, COORDINATOR)
        return self.has(assessment, MEMBER, COORDINATOR, MANAGER, GOVERNOR)

    def sees_result(self, assessment: Assessment) -> bool:
        """“results and reports of a team: teamlid own, once confirmed; coördinator yes; the others once confirmed”."""
        if assessment.round.state == "concept":
            return False
        if self.has(assessment, COORDINATOR):
            return True
        return assessment.confirmed_at is not None and self.has(assessment, MEMBER, MANAGER, GOVERNOR)

    def sees_school(self, school: School) -> bool:
        """“results and reports of a school: coördinator where it holds, manager where it holds, bestuur yes”."""
        return self.has(school, COORDINATOR, MANAGER, GOVERNOR)

    def sees_board_results(self, board: Board) -> bool:
        return self.has(board, COORDINATOR, MANAGER, GOVERNOR)

    def sees_in_round(self, assessment: Assessment) -> bool:
        """The part of a round that somebody sees: a teamlid comes to the form, not to the round."""
        if assessment.round.state == "concept":
            return self.has(assessment, COORDINATOR)
        return self.has(assessment, COORDINATOR, MANAGER, GOVERNOR)

    def runs(self, round_: Round) -> bool:
        """“plan, open, change, close a round: coördinator where its place covers all the round's teams”."""
        part = self.part_of(round_)
        return len(part) > 0 and all(self.has(assessment, COORDINATOR) for assessment in part)

    def manages_people(self, place: Team | School | Board) -> bool:
        """“people and roles: coördinator teamlid and manager of own teams and school; beheerder all”."""
        return self.has(place, COORDINATOR, ADMINISTRATOR)

    def manages_teams(self, place: Team | School) -> bool:
        """“schools, teams: coördinator teams of own school; beheerder all”."""
        return self.has(place, COORDINATOR, ADMINISTRATOR)

    def manages(self, board: Board) -> bool:
        return self.has(board, ADMINISTRATOR)

    def reads_log(self, board: Board) -> bool:
        """“audit log: bestuur, beheerder”."""
        return self.has(board, GOVERNOR, ADMINISTRATOR)

    # --- lists ------------------------------------------------------------------------------------------------------

    def rounds(self) -> list[Round]:
        return [round_ for round_ in self.all_rounds if any(map(self.sees_in_round, self.part_of(round_)))]

    def round_part(self, round_: Round) -> list[Assessment]:
        return [assessment for assessment in self.part_of(round_) if self.sees_in_round(assessment)]

    def under_way(self) -> list[Assessment]:
        return [assessment for assessment in self.all_assessments if self.sees_progress(assessment)]

    def results(self) -> list[Assessment]:
        return [assessment for assessment in self.all_assessments if self.sees_result(assessment)]

    def schools(self) -> list[School]:
        return [school for school in self.all_schools if self.sees_school(school)]

    def boards(self) -> list[Board]:
        return [board for board in self.all_boards if self.sees_board_results(board)]

    def plannable(self) -> list[Team]:
        """The teams to plan a round for; whether they are open is another matter."""
        return [team for team in self.all_teams if self.has(team, COORDINATOR)]

    def organisation(self) -> list[Board]:
        """Whoever manages people somewhere in a board, or reads its log, comes to its organisation."""
        found = []
        for board in self.all_boards:
            schools = [school for school in self.all_schools if school.board_id == board.pk]
            teams = [team for team in self.all_teams if team.school.board_id == board.pk]
            places: list[Team | School | Board] = [board, *schools, *teams]
            if any(map(self.manages_people, places)) or self.reads_log(board):
                found.append(board)
        return found

    def managed_schools(self) -> list[School]:
        return [school for school in self.all_schools if self.manages_teams(school)]

    def managed_teams(self) -> list[Team]:
        return [team for team in self.all_teams if self.manages_people(team)]

    def roles(self) -> list[Membership]:
        """The roles somebody sees: a beheerder all there ever were, a coördinator those of today and later."""
        found = []
        for membership in self.all_roles:
            place: Any = membership.team or membership.school or membership.board
            over = membership.ended_on is not None and membership.ended_on < self.today
            if self.has(place, ADMINISTRATOR) or (self.has(place, COORDINATOR) and not over):
                found.append(membership)
        return found

    def people(self) -> list[User]:
        """Whoever holds a role that somebody sees; for a beheerder also whom the board let in."""
        seen = {membership.user_id for membership in self.roles()}
        let_in = {
            user.pk
            for user in self.all_people
            for board in self.all_boards
            if user.home_board_id == board.pk and self.manages(board)
        }
        return [user for user in self.all_people if user.pk in seen or user.pk in let_in]

    def cards(self) -> list[Card]:
        """“a signed-in person can read the shipped cards and their own board's”."""
        boards = set()
        for membership in self.held:
            for board in self.all_boards:
                if membership.board_id == board.pk:
                    boards.add(board.pk)
            for school in self.all_schools:
                if membership.school_id == school.pk:
                    boards.add(school.board_id)
            for team in self.all_teams:
                if membership.team_id == team.pk:
                    boards.add(team.school.board_id)
        return [card for card in self.all_cards if card.owner_id is None or card.owner_id in boards]

    def logs(self) -> list[Board]:
        return [board for board in self.all_boards if self.reads_log(board)]

    def overview(self) -> tuple[set[Assessment], set[Assessment]]:
        """Under way and confirmed in the overview: of each team the latest that may be seen, trials left out."""
        real = [a for a in self.all_assessments if not a.round.is_trial and a.round.state != "concept"]
        under_way = {a for a in self._latest(filter(self.sees_progress, real)) if a.confirmed_at is None}
        confirmed = [a for a in real if a.confirmed_at is not None and self.sees_result(a)]
        return under_way, set(self._latest(confirmed))

    @staticmethod
    def _latest(found: Iterable[Assessment]) -> list[Assessment]:
        latest: dict[int, Assessment] = {}
        for assessment in sorted(found, key=lambda a: (a.round.starts_on, a.round.pk)):
            latest[assessment.team_id] = assessment
        return list(latest.values())
