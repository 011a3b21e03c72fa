"""Loading schools, teams, people and roles of a board from one TOML file (docs/organisatie-inlezen.md).

The whole file is checked before anything is written; every problem found is named, with its place in the file.
Loading is repeatable and never removes. Texts here are Dutch: they are read on the machine, beside a Dutch file.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import transaction

from assessments.enums import Role, Sector, Verb
from assessments.models import Board, Membership, School, Team, User, normalise_email, sort_key

from . import organisation, people, teams
from .audit import record
from .organisation_entries import Document, PersonEntry, RoleEntry, SchoolEntry, read_document
from .places import Place, at


class BadFile(Exception):
    """The file cannot be loaded; nothing was changed. `problems` says per entry what is wrong, in Dutch."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(slots=True)
class Report:
    """What loading did, each thing in words."""

    made: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


@dataclass(slots=True)
class KnownSchool:
    """A school that the database knows, the file describes, or both; with its open teams by folded name."""

    row: School | None = None
    entry: SchoolEntry | None = None
    teams: dict[str, Team | None] = field(default_factory=dict)
    closed_teams: dict[str, Team] = field(default_factory=dict)

    def answers_to(self, reference: str) -> bool:
        """Whether a role that names `reference` as its school means this one."""
        source = self.entry or self.row
        return source is not None and (
            reference.upper() == source.branch_code or sort_key(reference) == sort_key(source.name)
        )

    @property
    def is_closed(self) -> bool:
        return self.row is not None and self.row.closed_on is not None


@transaction.atomic
def load_organisation(*, by: User | None, text: str) -> Report:
    """Load the organisation in `text`. Raises `BadFile` with every problem, and then nothing is changed."""
    document, problems = read_document(text)
    board = _find_board(document, problems)
    if board is None:
        raise BadFile(problems)
    schools = _known_schools(board)
    for school_entry in document.schools:
        _match_school(school_entry, schools, problems)
    for person in document.people:
        for role in person.roles:
            _check_role(role, schools, problems)
    if problems:
        raise BadFile(problems)

    report = Report()
    for known in schools:
        if known.entry:
            _write_school(known, known.entry, board, by, report)
    for person in document.people:
        _write_person(person, schools, board, by, report)
    record(Verb.ORGANISATION_LOADED, by=by, thing=board, board=board)
    return report


def _find_board(document: Document, problems: list[str]) -> Board | None:
    boards = list(Board.objects.all())
    if document.board_number:
        found = [board for board in boards if board.number == document.board_number]
        named = f"nummer {document.board_number}"
    else:
        found = [board for board in boards if sort_key(board.name) == sort_key(document.board_name)]
        named = f"de naam “{document.board_name}”"
    if len(found) == 1:
        return found[0]
    if document.board_number or document.board_name:
        many = f"er zijn meer besturen met {named}; noem het nummer."
        none = f"er is geen bestuur met {named}. Maak het eerst aan met het commando create_board."
        problems.append(f"bestuur: {many if found else none}")
    return None


def _known_schools(board: Board) -> list[KnownSchool]:
    known = []
    for school in board.schools.prefetch_related("teams"):
        teams = list(school.teams.all())
        known.append(
            KnownSchool(
                row=school,
                teams={team.sort_name: team for team in teams if not team.closed_on},
                closed_teams={team.sort_name: team for team in teams if team.closed_on},
            )
        )
    return known


def _match_school(entry: SchoolEntry, schools: list[KnownSchool], problems: list[str]) -> None:
    """Tie an entry to the school it describes: by vestigingscode, else by name; or add it as a new one."""
    stored = [(known, known.row) for known in schools if known.row and not known.entry]
    code, name = entry.branch_code, sort_key(entry.name)
    same_code = [known for known, row in stored if code and row.branch_code == code]
    same_name = [known for known, row in stored if row.sort_name == name and not (code and row.branch_code)]
    found = same_code or same_name
    if len(found) > 1:
        problems.append(f"{entry.where}: er zijn meer scholen met deze naam; noem de vestigingscode.")
        return
    known = found[0] if found else KnownSchool()
    if known.is_closed:
        problems.append(f"{entry.where}: deze school is opgeheven. Haal haar uit het bestand.")
        return
    known.entry = entry
    if not found:
        schools.append(known)
    for team in entry.teams:
        key = sort_key(team.name)
        if key in known.closed_teams and key not in known.teams:
            problems.append(
                f"{team.where}: dit team is opgeheven. Haal het uit het bestand of kies een andere naam."
            )
        known.teams.setdefault(key, None)


def _check_role(role: RoleEntry, schools: list[KnownSchool], problems: list[str]) -> None:
    if not role.school:
        return
    found = [known for known in schools if known.answers_to(role.school) and not known.is_closed]
    if not found:
        problems.append(f"{role.where}: er is geen school “{role.school}” in het bestand of bij dit bestuur.")
    elif len(found) > 1:
        problems.append(f"{role.where}: er zijn meer scholen “{role.school}”; noem de vestigingscode.")
    elif role.team and sort_key(role.team) not in found[0].teams:
        problems.append(f"{role.where}: {role.school} heeft geen team “{role.team}”.")


def _write_school(
    known: KnownSchool, entry: SchoolEntry, board: Board, by: User | None, report: Report
) -> None:
    fields = {
        "name": entry.name,
        "sector": Sector(entry.sector),
        "brin": entry.brin,
        "branch_code": entry.branch_code,
    }
    if known.row is None:
        known.row = organisation.add_school(by=by, board=board, **fields)  # type: ignore[arg-type]
        report.made.append(f"school {entry.name}")
    else:
        school = known.row
        fields["brin"], fields["branch_code"] = (
            entry.brin or school.brin,
            entry.branch_code or school.branch_code,
        )
        if any(getattr(school, name) != value for name, value in fields.items()):
            organisation.change_school(by=by, school=school, **fields)  # type: ignore[arg-type]
            report.changed.append(f"school {entry.name}")
        else:
            report.left.append(f"school {entry.name}")
    for team in entry.teams:
        key = sort_key(team.name)
        words = f"team {team.name} ({entry.name})"
        if known.teams[key] is None:
            known.teams[key] = teams.add_team(by=by, school=known.row, name=team.name)
            report.made.append(words)
        else:
            report.left.append(words)


def _write_person(
    entry: PersonEntry, schools: list[KnownSchool], board: Board, by: User | None, report: Report
) -> None:
    words = f"{entry.name} ({entry.email})"
    user = User.objects.filter(email=normalise_email(entry.email)).first()
    if user is None:
        user = people.add_person(
            by=by, board=board, email=entry.email, name=entry.name, language=entry.language or "nl"
        )
        report.made.append(words)
    elif (user.name, user.language) != (entry.name, entry.language or user.language):
        people.change_person(
            by=by, board=board, user=user, name=entry.name, language=entry.language or user.language
        )
        report.changed.append(words)
    else:
        report.left.append(words)
    for role in entry.roles:
        place = _place(role, schools, board)
        words = f"rol {Role(role.role).label} voor {entry.name} bij {place}"
        held = Membership.objects.filter(user=user, role=role.role, ended_on=None, **at(place)).exists()
        people.give_role(by=by, user=user, role=Role(role.role), place=place)
        (report.left if held else report.made).append(words)


def _place(role: RoleEntry, schools: list[KnownSchool], board: Board) -> Place:
    """The place of a role that was checked, after schools and teams were written."""
    if not role.school:
        return board
    known = next(known for known in schools if known.answers_to(role.school) and not known.is_closed)
    place = known.teams[sort_key(role.team)] if role.team else known.row
    if place is None:
        raise LookupError(role.where)
    return place
