"""Every result there is, counted naively; and which teams, rounds and schools are in it."""

from __future__ import annotations

import datetime as dt

from .naive import Row, age, code_order, compared_with
from .of_groups import Group
from .of_teams import Teams, criteria
from .stored import Stored, everything


class Recount:
    """Results by the keys of what they are of."""

    def __init__(self) -> None:
        self.stored = Stored()
        self.teams = Teams(self.stored)

    def team(self, pk: int) -> Row:
        (assessment,) = [one for one in self.stored.assessments if one["pk"] == pk]
        return self.teams.result(assessment)

    def school(self, school: int, round_: int) -> Row:
        ours = [one for one in self.stored.assessments if (one["school"], one["round"]) == (school, round_)]
        card = self.stored.cards[self.stored.rounds[round_]["card"]]
        rows = []
        for one in ours:
            row: Row = {"assessment": self.teams.info(one), "summary": None, "criteria": [], "cells": {}}
            if one["confirmed_at"] is not None:
                row["summary"] = self.teams.summary(one, everything)
                row["criteria"] = [self.teams.summary(one, part) for part in criteria(card)]
                for code in everything(card):
                    row["cells"][code] = self.stored.cell(one, code, card["threshold"])
            rows.append(row)
        found = Group(self.stored, [ours], card, is_board=False).result()
        return found | {"rows": rows, "previous_round": compared_with(self._before(ours))}

    def _before(self, ours: list[Row]) -> list[tuple[Row, bool]]:
        """The round that each team was in before, and whether this team is compared with it."""
        found = []
        for one in ours:
            earlier = self.stored.earlier(one)
            if earlier is not None:
                compares = one["confirmed_at"] is not None and self.stored.comparable(one) is not None
                found.append((self.stored.round_of(earlier), compares))
        return found

    # --- a board ----------------------------------------------------------------------------------------------------

    def board(
        self, board: int, family_of: int, *, as_of: int | None = None, schools: set[int] | None = None
    ) -> Row:
        """In the rounds of the family of a card; as of the round with key `as_of`, of these schools alone."""
        asked = self.stored.cards[family_of]
        family = (board, asked["owner"], asked["key"])
        rounds = [
            one
            for one in self.stored.rounds.values()
            if self.stored.family(one) == family and one["state"] != "concept" and not one["is_trial"]
        ]
        rounds.sort(key=age, reverse=True)
        last = self.stored.rounds[as_of] if as_of else None
        past = [one for one in rounds if last is None or age(one) <= age(last)]
        latest: dict[int, Row] = {}
        for round_ in reversed(past):
            for one in self.stored.assessments:
                if one["round"] == round_["pk"]:
                    latest[one["school"]] = round_
        rows = [
            school
            for school in self.stored.schools
            if school["board"] == board
            and self._stands(school, latest)
            and (schools is None or school["pk"] in schools)
        ]
        in_play = [latest[school["pk"]] for school in rows if school["pk"] in latest]
        card = self.stored.cards[max(in_play, key=age)["card"]] if in_play else asked
        ours = {school["pk"]: self._part(school, latest.get(school["pk"])) for school in rows}
        same = [
            part
            for part in ours.values()
            if part and self.stored.card_of(part[0])["levels"] == card["levels"]
        ]
        codes = {code for part in same for code in everything(self.stored.card_of(part[0]))}
        found = Group(self.stored, same, card, is_board=True).result()
        return found | {
            "card": card["pk"],
            "rounds": [one["pk"] for one in rounds],
            "previous_round": compared_with([one for part in same for one in self._before(part)]),
            "elsewhere": sorted(codes - set(everything(card)), key=code_order),
            "rows": [self._row(school, ours[school["pk"]], card) for school in rows],
        }

    def _part(self, school: Row, round_: Row | None) -> list[Row]:
        """The teams of a school in a round, by name."""
        found = [
            one
            for one in self.stored.assessments
            if round_ and (one["school"], one["round"]) == (school["pk"], round_["pk"])
        ]
        return sorted(found, key=lambda one: (one["team__sort_name"], one["pk"]))

    def _stands(self, school: Row, latest: dict[int, Row]) -> bool:
        """An open school does. A closed one until a later round takes its place: of the school that it merged into,
        or of where that went on; where it simply closed, of any school of the board.
        """
        if school["closed_on"] is None:
            return True
        if school["pk"] not in latest:
            return False
        by_key = {one["pk"]: one for one in self.stored.schools}
        takers = []
        if school["merged_into"] is None:
            takers = [pk for pk in latest if pk != school["pk"]]
        after = school["merged_into"]
        while after is not None and after not in takers:
            takers.append(after)
            after = by_key[after]["merged_into"]
        since: dt.date = max(school["closed_on"], latest[school["pk"]]["starts_on"])
        return all(latest[pk]["starts_on"] <= since for pk in takers if pk in latest)

    def _row(self, school: Row, part: list[Row], card: Row) -> Row:
        found: Row = {
            "school": school["uid"],
            "round": None,
            "confirmed": 0,
            "of_teams": 0,
            "summary": None,
            "criteria": [],
            "change": None,
            "on_board_scale": True,
            "is_closed": school["closed_on"] is not None,
        }
        if not part:
            return found
        own = self.stored.card_of(part[0])
        group = Group(self.stored, [part], own, is_board=False)
        return found | {
            "round": part[0]["round"],
            "confirmed": len(group.confirmed),
            "of_teams": len(part),
            "summary": group.summary(everything),
            "criteria": [group.summary(one) for one in criteria(card)],
            "change": group.change(everything),
            "on_board_scale": own["levels"] == card["levels"],
        }
