"""Reading an organisation file into entries, without the database: what stands there, and what cannot be right."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from assessments.enums import Role, Sector
from assessments.models import normalise_email, sort_key

MAX_NAME = 120
BRIN = re.compile(r"\d{2}[A-Z]{2}")
BRANCH_CODE = re.compile(r"\d{2}[A-Z]{2}\d{2}")
LANGUAGES = ("nl", "en")
PLACE_OF_ROLE: dict[str, str] = {
    Role.MEMBER: "noem de school en het team.",
    Role.MANAGER: "noem de school, en eventueel het team.",
    Role.GOVERNOR: "deze rol geldt voor het hele bestuur; noem geen school of team.",
    Role.ADMINISTRATOR: "deze rol geldt voor het hele bestuur; noem geen school of team.",
}


@dataclass(frozen=True, slots=True)
class TeamEntry:
    where: str
    name: str


@dataclass(frozen=True, slots=True)
class SchoolEntry:
    where: str
    name: str
    sector: str
    brin: str
    branch_code: str
    teams: tuple[TeamEntry, ...]


@dataclass(frozen=True, slots=True)
class RoleEntry:
    """`school` is a name or a vestigingscode; without it the role holds at the board."""

    where: str
    role: str
    school: str
    team: str


@dataclass(frozen=True, slots=True)
class PersonEntry:
    where: str
    name: str
    email: str
    language: str
    roles: tuple[RoleEntry, ...]


@dataclass(frozen=True, slots=True)
class Document:
    board_name: str = ""
    board_number: str = ""
    schools: tuple[SchoolEntry, ...] = ()
    people: tuple[PersonEntry, ...] = ()


def read_document(text: str) -> tuple[Document, list[str]]:
    """Return what the file says, and every problem in it that can be seen without the database."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return Document(), [_syntax(str(error))]
    return _Reader().document(data)


def _syntax(message: str) -> str:
    place = re.search(r"\(at (?:line (\d+), column (\d+)|end of document)\)", message)
    where = "aan het eind" if not place or not place[1] else f"op regel {place[1]}, teken {place[2]}"
    return f"het bestand is geen geldige TOML: {where} staat iets wat daar niet hoort ({message})."


@dataclass
class _Reader:
    problems: list[str] = field(default_factory=list)

    def document(self, data: dict[str, Any]) -> tuple[Document, list[str]]:
        self.only(data, "bestand", "bestuur", "scholen", "mensen")
        board = data.get("bestuur")
        if not isinstance(board, dict):
            self.problems.append("bestuur: er staat geen [bestuur] in het bestand.")
            board = {}
        else:
            self.only(board, "bestuur", "naam", "nummer")
            if not board.get("naam") and not board.get("nummer"):
                self.problems.append("bestuur: noem de naam of het nummer van het bestuur.")
        document = Document(
            board_name=self.text(board, "naam", "bestuur", required=False),
            board_number=self.text(board, "nummer", "bestuur", required=False, most=10),
            schools=tuple(
                self.school(entry, f"school {n}")
                for n, entry in enumerate(self.entries(data, "scholen", "bestand"), start=1)
            ),
            people=tuple(
                self.person(entry, f"persoon {n}")
                for n, entry in enumerate(self.entries(data, "mensen", "bestand"), start=1)
            ),
        )
        codes = [(school.where, school.branch_code) for school in document.schools]
        self.once(codes, "deze vestigingscode")
        names = [(s.where, sort_key(s.name)) for s in document.schools if not s.branch_code]
        self.once(names, "een school met deze naam zonder vestigingscode")
        emails = [(person.where, normalise_email(person.email)) for person in document.people]
        self.once(emails, "dit e-mailadres")
        return document, self.problems

    def school(self, data: dict[str, Any], where: str) -> SchoolEntry:
        where = self.named(where, data)
        self.only(data, where, "naam", "sector", "brin", "vestigingscode", "teams")
        sector = self.text(data, "sector", where)
        if sector and sector not in Sector.values:
            self.problems.append(f"{where}: sector is “{sector}”; kies vo, mbo of ho.")
        teams = []
        for n, entry in enumerate(self.entries(data, "teams", where), start=1):
            place = f"{where}, {self.named(f'team {n}', entry)}"
            self.only(entry, place, "naam")
            teams.append(TeamEntry(place, self.text(entry, "naam", place)))
        self.once([(team.where, sort_key(team.name)) for team in teams], "een team met deze naam")
        return SchoolEntry(
            where=where,
            name=self.text(data, "naam", where),
            sector=sector,
            brin=self.code(data, "brin", where, BRIN, "01AB"),
            branch_code=self.code(data, "vestigingscode", where, BRANCH_CODE, "01AB00"),
            teams=tuple(teams),
        )

    def person(self, data: dict[str, Any], where: str) -> PersonEntry:
        where = self.named(where, data)
        self.only(data, where, "naam", "email", "taal", "rollen")
        email = self.text(data, "email", where, most=254)
        try:
            validate_email(normalise_email(email) or "a@b.nl")
        except ValidationError:
            self.problems.append(f"{where}: “{email}” is geen geldig e-mailadres.")
        language = self.text(data, "taal", where, required=False)
        if language and language not in LANGUAGES:
            self.problems.append(f"{where}: taal is “{language}”; kies nl of en.")
        roles = tuple(
            self.role(entry, f"{where}, rol {n}")
            for n, entry in enumerate(self.entries(data, "rollen", where), start=1)
        )
        same = [
            (role.where, f"{role.role}/{sort_key(role.school)}/{sort_key(role.team)}")
            for role in roles
            if role.role
        ]
        self.once(same, "deze rol op deze plek")
        return PersonEntry(where, self.text(data, "naam", where), email, language, roles)

    def role(self, data: dict[str, Any], where: str) -> RoleEntry:
        self.only(data, where, "rol", "school", "team")
        entry = RoleEntry(
            where=where,
            role=self.text(data, "rol", where),
            school=self.text(data, "school", where, required=False),
            team=self.text(data, "team", where, required=False),
        )
        if entry.role and entry.role not in Role.values:
            self.problems.append(f"{where}: “{entry.role}” is geen rol; kies uit {', '.join(Role.values)}.")
        elif entry.team and not entry.school:
            self.problems.append(f"{where}: noem bij een team ook de school.")
        elif not self.fits(entry):
            self.problems.append(f"{where}: {entry.role}: {PLACE_OF_ROLE[entry.role]}")
        return entry

    @staticmethod
    def fits(entry: RoleEntry) -> bool:
        match entry.role:
            case Role.MEMBER:
                return bool(entry.team)
            case Role.MANAGER:
                return bool(entry.school)
            case Role.GOVERNOR | Role.ADMINISTRATOR:
                return not entry.school and not entry.team
            case _:
                return True

    # --- pieces of an entry

    def named(self, where: str, data: dict[str, Any]) -> str:
        name = data.get("naam")
        return f"{where} ({name.strip()})" if isinstance(name, str) and name.strip() else where

    def only(self, data: dict[str, Any], where: str, *known: str) -> None:
        self.problems += [
            f"{where}: “{key}” hoort hier niet; dit kan hier staan: {', '.join(known)}."
            for key in data
            if key not in known
        ]

    def entries(self, data: dict[str, Any], key: str, where: str) -> list[dict[str, Any]]:
        value = data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            self.problems.append(
                f"{where}: {key} is geen lijst; zie het voorbeeld in docs/organisatie-inlezen.md."
            )
            return []
        return value

    def text(
        self, data: dict[str, Any], key: str, where: str, *, required: bool = True, most: int = MAX_NAME
    ) -> str:
        value = data.get(key, "")
        if not isinstance(value, str):
            self.problems.append(f"{where}: {key} is geen tekst; zet er aanhalingstekens omheen.")
            return ""
        value = value.strip()
        if required and not value:
            self.problems.append(f"{where}: {key} ontbreekt of is leeg.")
        if not value.isprintable():
            self.problems.append(
                f"{where}: {key} bevat een regeleinde of een ander teken dat niet te zien is."
            )
        if max(len(value), len(sort_key(value)) - 30) > most:
            self.problems.append(f"{where}: {key} heeft {len(value)} tekens; {most} is het meeste.")
        return value

    def code(self, data: dict[str, Any], key: str, where: str, pattern: re.Pattern[str], example: str) -> str:
        value = self.text(data, key, where, required=False).upper()
        if value and not pattern.fullmatch(value):
            self.problems.append(f"{where}: {key} is “{value}”; zo’n code ziet eruit als {example}.")
        return value

    def once(self, keyed: list[tuple[str, str]], what: str) -> None:
        seen: dict[str, str] = {}
        for where, key in keyed:
            if not key:
                continue
            if key in seen:
                self.problems.append(f"{where}: {what} staat ook bij {seen[key]}.")
            seen.setdefault(key, where)
