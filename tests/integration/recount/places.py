"""Which rounds and schools a board stands on, naively."""

from __future__ import annotations

import datetime as dt
from typing import Any

from .naive import Row, age
from .stored import Stored


class Places:
    """The opened real rounds of a board with the family of a card, latest first, and the schools in them."""

    def __init__(self, stored: Stored, board: int, card: Row) -> None:
        self.stored = stored
        self.schools = [school for school in stored.schools if school["board"] == board]
        family: tuple[Any, ...] = (board, card["owner"], card["key"])
        self.rounds = sorted(
            (
                one
                for one in stored.rounds.values()
                if stored.family(one) == family and one["state"] != "concept" and not one["is_trial"]
            ),
            key=age,
            reverse=True,
        )

    def latest(self, last: Row | None) -> dict[int, Row]:
        """Per school its latest round; as it was when `last` was the latest of all."""
        found: dict[int, Row] = {}
        for round_ in self.rounds:
            if last is not None and age(round_) > age(last):
                continue
            for one in self.stored.assessments:
                if one["round"] == round_["pk"]:
                    found.setdefault(one["school"], round_)
        return found

    def standing(self, latest: dict[int, Row]) -> list[Row]:
        return [school for school in self.schools if self._stands(school, latest)]

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

    def card(self, schools: list[Row], latest: dict[int, Row]) -> Row | None:
        """The edition of the latest round of these schools."""
        in_play = [latest[school["pk"]] for school in schools if school["pk"] in latest]
        return self.stored.cards[max(in_play, key=age)["card"]] if in_play else None

    def part(self, school: Row, latest: dict[int, Row]) -> list[Row]:
        """The teams of a school in its latest round, by name."""
        round_ = latest.get(school["pk"])
        found = [
            one
            for one in self.stored.assessments
            if round_ and (one["school"], one["round"]) == (school["pk"], round_["pk"])
        ]
        return sorted(found, key=lambda one: (one["team__sort_name"], one["pk"]))
