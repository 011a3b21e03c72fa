"""Results over time, counted naively: each round of a card family as it stood, and two of them side by side."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from .naive import Row, age, change, code_order, moved
from .of_groups import Group
from .of_teams import Teams, parts
from .places import Places
from .stored import Stored, everything

Standing = dict[int, list[Row]]
"""What counted at a time: assessments by school, each school in one round."""


class Subject(ABC):
    """A team, a school or a board; `rounds` are its opened real ones of one card family, from early to late."""

    rounds: list[Row]

    def __init__(self, stored: Stored) -> None:
        self.stored = stored

    @abstractmethod
    def at(self, round_: Row) -> Standing:
        """What counted when that round was the latest."""

    @abstractmethod
    def by_team(self, round_: Row) -> dict[int, Row]:
        """What a team can be laid beside, of that time, at whatever school it was then."""

    def card(self, round_: Row) -> Row:
        return self.stored.cards[round_["card"]]

    def group(self, standing: Standing, card: Row, beside: dict[int, Row]) -> Group:
        schools = list(standing.values())
        return Group(Teams(self.stored, beside), schools, card, is_board=False)

    @abstractmethod
    def rows(self, group: Group, standing: Standing) -> list[Row]:
        """The parts of a school or a board in both."""


class OfTeam(Subject):
    """Within its board."""

    def __init__(self, stored: Stored, team: int, family: tuple[Any, ...]) -> None:
        super().__init__(stored)
        self.team = team
        self.rounds = opened(stored, family, lambda one: one["team"] == team)

    def at(self, round_: Row) -> Standing:
        return by_school(one for one in in_round(self.stored, round_) if one["team"] == self.team)

    def by_team(self, round_: Row) -> dict[int, Row]:
        return {one["team"]: one for one in in_round(self.stored, round_)}

    def rows(self, group: Group, standing: Standing) -> list[Row]:
        return []


class OfSchool(OfTeam):
    def __init__(self, stored: Stored, school: int, family: tuple[Any, ...]) -> None:
        Subject.__init__(self, stored)
        self.school = school
        self.rounds = opened(stored, family, lambda one: one["school"] == school)

    def at(self, round_: Row) -> Standing:
        return by_school(one for one in in_round(self.stored, round_) if one["school"] == self.school)

    def rows(self, group: Group, standing: Standing) -> list[Row]:
        ours = [one for one in standing[self.school] if one["confirmed_at"] is not None]
        ours.sort(key=lambda one: (one["team__sort_name"], one["pk"]))
        return [
            {"name": one["team_name"], "change": change([group.teams.pairs(one, everything)], 1)}
            for one in ours
        ]


class OfBoard(Subject):
    def __init__(self, stored: Stored, board: int, card: Row) -> None:
        super().__init__(stored)
        self.places = Places(stored, board, card)
        self.rounds = self.places.rounds[::-1]

    def at(self, round_: Row) -> Standing:
        latest = self.places.latest(round_)
        return {
            school["pk"]: self.places.part(school, latest)
            for school in self.places.standing(latest)
            if school["pk"] in latest
        }

    def by_team(self, round_: Row) -> dict[int, Row]:
        """Of a team that is at two schools, because it moved, the later one."""
        found: dict[int, Row] = {}
        for ours in self.at(round_).values():
            for one in ours:
                before = found.get(one["team"])
                if before is None or age(self.stored.round_of(one)) > age(self.stored.round_of(before)):
                    found[one["team"]] = one
        return found

    def card(self, round_: Row) -> Row:
        rounds = [self.stored.round_of(ours[0]) for ours in self.at(round_).values()]
        return self.stored.cards[max(rounds, key=age)["card"]]

    def on_scale(self, standing: Standing, card: Row) -> Standing:
        return {
            pk: ours
            for pk, ours in standing.items()
            if self.stored.card_of(ours[0])["levels"] == card["levels"]
        }

    def group(self, standing: Standing, card: Row, beside: dict[int, Row]) -> Group:
        schools = list(self.on_scale(standing, card).values())
        return Group(Teams(self.stored, beside), schools, card, is_board=True)

    def rows(self, group: Group, standing: Standing) -> list[Row]:
        found = []
        for pk, ours in self.on_scale(standing, group.card).items():
            own = Group(group.teams, [ours], group.card, is_board=False)
            found.append({"name": self.stored.school_name(pk), "change": own.change(everything)})
        return found


def opened(stored: Stored, family: tuple[Any, ...], ours: Any) -> list[Row]:
    keys = {one["round"] for one in stored.assessments if ours(one)}
    found = [
        one
        for one in stored.rounds.values()
        if one["pk"] in keys
        and stored.family(one) == family
        and one["state"] != "concept"
        and not one["is_trial"]
    ]
    return sorted(found, key=age)


def in_round(stored: Stored, round_: Row) -> list[Row]:
    return [one for one in stored.assessments if one["round"] == round_["pk"]]


def by_school(assessments: Iterable[Row]) -> Standing:
    found: Standing = {}
    for one in assessments:
        found.setdefault(one["school"], []).append(one)
    return found


# --- what is told -----------------------------------------------------------------------------------------------------


def over_time(subject: Subject, earlier: int | None, later: int | None) -> Row:
    """All rounds, and the two with these keys; without, the last two in which something was confirmed."""
    rounds = {one["pk"]: one for one in subject.rounds}
    drawn = subject.rounds[-10:]
    second = rounds.get(later or 0) or last(subject, subject.rounds)
    before = [one for one in subject.rounds if second and age(one) < age(second)]
    first = rounds.get(earlier or 0) or last(subject, before)
    two = sorted((one for one in (first, second) if one), key=age)
    return {
        "moments": [moment(subject, one) for one in drawn],
        "changes": [beside(subject, one, other).change(everything) for one, other in pairwise(drawn)],
        "rounds": [one["pk"] for one in subject.rounds],
        "comparison": comparison(subject, *two) if len(two) == 2 and two[0] != two[1] else None,
    }


def last(subject: Subject, rounds: list[Row]) -> Row | None:
    """The last in which the subject has something confirmed; without any, the last."""
    for round_ in reversed(rounds):
        for ours in subject.at(round_).values():
            for one in ours:
                if one["round"] == round_["pk"] and one["confirmed_at"] is not None:
                    return round_
    return rounds[-1] if rounds else None


def moment(subject: Subject, round_: Row) -> Row:
    standing = subject.at(round_)
    found = [one for ours in standing.values() for one in ours]
    confirmed = sum(one["confirmed_at"] is not None for one in found)
    group = subject.group(standing, subject.card(round_), {})
    return {
        "round": round_["pk"],
        "summary": group.summary(everything) if confirmed else None,
        "confirmed": confirmed,
        "of_teams": len(found),
    }


def beside(subject: Subject, earlier: Row, later: Row) -> Group:
    """The later time, each team beside what it did at the earlier one; nothing is laid beside itself."""
    return subject.group(subject.at(later), subject.card(later), subject.by_team(earlier))


def comparison(subject: Subject, earlier: Row, later: Row) -> Row:
    group = beside(subject, earlier, later)
    rows = [group.indicator(code) for code in everything(group.card)]
    shifted = [row for row in rows if row["change"] and row["change"]["in_order"]]
    up, down = moved(shifted, lambda row: (row["change"]["in_order"], row["change"]["mean"] or 0))
    return {
        "earlier": moment(subject, earlier),
        "later": moment(subject, later),
        "card": group.card["pk"],
        "change": group.change(everything),
        "themes": parts(
            group.card,
            lambda part: {"change": group.change(part)},
            lambda criterion: {
                "indicators": [row for row in rows if row["code"].split(".")[0] == criterion["code"]]
            },
        ),
        "rows": subject.rows(group, subject.at(later)),
        "moved_up": up,
        "moved_down": down,
        "left_out": left_out(subject, earlier, later, group),
    }


def left_out(subject: Subject, earlier: Row, later: Row, group: Group) -> Row:
    """Every team of either time stands in one of these, or is compared; who is at two schools, for each."""
    stored = subject.stored
    now = [one for ours in subject.at(later).values() for one in ours]
    then = subject.by_team(earlier)
    stood = {one["team"]: one["team_name"] for ours in subject.at(earlier).values() for one in ours}
    present = {one["team"] for one in now}
    teams: dict[str, dict[int, str]] = {name: {} for name in ("new_teams", "unconfirmed", "other_scale")}
    teams["gone_teams"] = {team: name for team, name in stood.items() if team not in present}
    not_again, new_codes, gone_codes, one_sided = set(), set(), set(), 0
    for one in now:
        other = then.get(one["team"])
        if other is None:
            teams["new_teams"][one["team"]] = one["team_name"]
            continue
        card, old = stored.card_of(one), stored.card_of(other)
        if one["round"] == other["round"]:
            not_again.add(stored.school_name(one["school"]))
        elif one["confirmed_at"] is None or other["confirmed_at"] is None:
            teams["unconfirmed"][one["team"]] = one["team_name"]
        elif not card["levels"] == old["levels"] == group.card["levels"]:
            teams["other_scale"][one["team"]] = one["team_name"]
        else:
            codes, old_codes = set(everything(card)), set(everything(old))
            new_codes |= codes - old_codes
            gone_codes |= old_codes - codes
            for code in codes & old_codes:
                cell, before = stored.cell(one, code, 1), stored.cell(other, code, 1)
                one_sided += (cell is not None and cell["value"] is None) != (
                    before is not None and before["value"] is None
                )
    return {
        **{name: sorted(found.values()) for name, found in teams.items()},
        "not_again": sorted(not_again),
        "new_codes": sorted(new_codes, key=code_order),
        "gone_codes": sorted(gone_codes, key=code_order),
        "one_sided": one_sided,
    }
