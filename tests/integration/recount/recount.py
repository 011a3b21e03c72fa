"""Every result there is, counted naively; and which teams, rounds and schools are in it."""

from __future__ import annotations

from copy import copy

from .naive import Row, change, code_order, compared_with
from .of_groups import Group
from .of_teams import Teams, criteria
from .places import Places
from .stored import Stored, everything


class Recount:
    """Results by the keys of what they are of; with the code of a `part`, a theme or a criterion, about that alone."""

    def __init__(self) -> None:
        self.stored = Stored()
        self._narrowed: dict[str, Recount] = {}

    @property
    def teams(self) -> Teams:
        return Teams(self.stored)

    def _on(self, card: Row, part: str) -> Recount:
        """The recount of a part of the cards; the whole where this card has no such part."""
        if not any(part in (one["theme"], one["criterion"]) for one in card["indicators"]):
            return self
        if part not in self._narrowed:
            found = copy(self)
            found.stored = self.stored.narrowed(part)
            self._narrowed[part] = found
        return self._narrowed[part]

    def team(self, pk: int) -> Row:
        (assessment,) = [one for one in self.stored.assessments if one["pk"] == pk]
        return self.teams.result(assessment)

    # --- a school -----------------------------------------------------------------------------------------------------

    def school(self, school: int, round_: int, part: str = "") -> Row:
        return self._on(self.card_of(self.stored.rounds[round_]), part)._school(school, round_)

    def card_of(self, round_: Row) -> Row:
        return self.stored.cards[round_["card"]]

    def _school(self, school: int, round_: int) -> Row:
        ours = [one for one in self.stored.assessments if (one["school"], one["round"]) == (school, round_)]
        card = self.card_of(self.stored.rounds[round_])
        rows = []
        for one in ours:
            row: Row = {
                "assessment": self.teams.info(one),
                "summary": None,
                "criteria": [],
                "change": None,
                "cells": {},
            }
            if one["confirmed_at"] is not None:
                row["summary"] = self.teams.summary(one, everything)
                row["criteria"] = [self.teams.summary(one, part) for part in criteria(card)]
                row["change"] = change([self.teams.pairs(one, everything)], 1)
                for code in everything(card):
                    row["cells"][code] = self.stored.cell(one, code, card["threshold"])
            rows.append(row)
        found = Group(self.teams, [ours], card, is_board=False).result()
        return found | {"rows": rows, "previous_round": compared_with(self._before(ours))}

    def _before(self, ours: list[Row]) -> list[tuple[Row, bool]]:
        """The round that each team was in before, and whether this team is compared with it."""
        found = []
        for one in ours:
            earlier = self.stored.earlier(one)
            if earlier is not None:
                compares = one["confirmed_at"] is not None and self.teams.comparable(one) is not None
                found.append((self.stored.round_of(earlier), compares))
        return found

    # --- a board ------------------------------------------------------------------------------------------------------

    def board(
        self,
        board: int,
        family_of: int,
        *,
        as_of: int | None = None,
        schools: set[int] | None = None,
        part: str = "",
    ) -> Row:
        """In the rounds of the family of a card; as of the round with key `as_of`, of these schools alone."""
        asked = self.stored.cards[family_of]
        places = Places(self.stored, board, asked)
        latest = places.latest(self.stored.rounds[as_of] if as_of else None)
        standing = places.standing(latest)
        rows = [school for school in standing if schools is None or school["pk"] in schools]
        card = places.card(rows, latest) or asked
        parts = {school["pk"]: places.part(school, latest) for school in rows}
        on = self._on(card, part)
        return on._board(on.stored.cards[card["pk"]], rows, parts) | {
            "rounds": [one["pk"] for one in places.rounds],
            "schools": [school["uid"] for school in standing],
        }

    def _board(self, card: Row, rows: list[Row], parts: dict[int, list[Row]]) -> Row:
        same = [
            part
            for part in parts.values()
            if part and self.stored.card_of(part[0])["levels"] == card["levels"]
        ]
        codes = {code for part in same for code in everything(self.stored.card_of(part[0]))}
        found = Group(self.teams, same, card, is_board=True).result()
        return found | {
            "card": card["pk"],
            "previous_round": compared_with([one for part in same for one in self._before(part)]),
            "elsewhere": sorted(codes - set(everything(card)), key=code_order),
            "rows": [self._row(school, parts[school["pk"]], card) for school in rows],
            "counted_schools": sum(any(one["confirmed_at"] for one in part) for part in same),
        }

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
            "indicators": [],
        }
        if not part:
            return found
        own = self.stored.card_of(part[0])
        group = Group(self.teams, [part], own, is_board=False)
        if len(criteria(card)) == 1:
            found["indicators"] = [group.indicator(code)["summary"] for code in everything(card)]
        return found | {
            "round": part[0]["round"],
            "confirmed": len(group.confirmed),
            "of_teams": len(part),
            "summary": group.summary(everything),
            "criteria": [group.summary(one) for one in criteria(card)],
            "change": group.change(everything),
            "on_board_scale": own["levels"] == card["levels"],
        }
