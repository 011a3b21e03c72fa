"""What is stored, read once into plain dicts, and what each indicator of a team comes to."""

from __future__ import annotations

from copy import copy
from fractions import Fraction
from typing import Any

from django.db.models import Model, QuerySet

from assessments.models import (
    Assessment,
    Card,
    Confirmation,
    Indicator,
    Level,
    Round,
    School,
    Tally,
    TeamScore,
)

from .naive import Part, Row, age


def everything(card: Row) -> list[str]:
    return [indicator["code"] for indicator in card["indicators"]]


def of(kind: str, code: str) -> Part:
    """A theme or a criterion, by its code."""
    return lambda card: [one["code"] for one in card["indicators"] if one[kind] == code]


def those(codes: list[str]) -> Part:
    return lambda card: [code for code in everything(card) if code in codes]


def read(rows: type[Model] | QuerySet[Any], *names: str) -> list[Row]:
    found = rows if isinstance(rows, QuerySet) else rows._default_manager.order_by("pk")
    return [dict(zip(names, values, strict=True)) for values in found.values_list(*names)]


def by_place(rows: list[Row]) -> dict[tuple[int, int], Row]:
    return {(row["assessment"], row["indicator"]): row for row in rows}


class Stored:
    """The whole database, as far as figures come from it."""

    def __init__(self) -> None:
        self.cards = {card["pk"]: self._card(card) for card in read(Card, "pk", "owner", "key", "threshold")}
        self.rounds = {
            one["pk"]: one for one in read(Round, "pk", "board", "card", "starts_on", "state", "is_trial")
        }
        self.assessments = read(
            Assessment.objects.order_by("school__sort_name", "team__sort_name", "pk"),
            *("pk", "round", "team", "team_name", "team__sort_name"),
            *("school", "min_group", "confirmed_at"),
        )
        self.schools = read(
            School.objects.order_by("sort_name", "pk"),
            "pk",
            "uid",
            "name",
            "board",
            "closed_on",
            "merged_into",
        )
        people = [f"level_{number}" for number in range(1, 8)]
        self.scores = by_place(read(TeamScore, "assessment", "indicator", "choice", "level"))
        self.tallies = by_place(read(Tally, "assessment", "indicator", "least_group", *people))
        self.confirmed_once = {one["assessment"] for one in read(Confirmation, "assessment")}
        self._values: dict[tuple[int, str], tuple[str, Fraction | None] | None] = {}

    @staticmethod
    def _card(card: Row) -> Row:
        indicators = []
        for indicator in (
            Indicator.objects.filter(card=card["pk"]).select_related("criterion__theme").order_by("pk")
        ):
            criterion = indicator.criterion
            indicators.append(
                {
                    "pk": indicator.pk,
                    "code": indicator.code,
                    "criterion": criterion.code,
                    "theme": criterion.theme.code,
                    "place": (criterion.theme.position, criterion.position, indicator.position),
                    "actors": {actor.code: actor.position for actor in indicator.actors.all()},
                }
            )
        indicators.sort(key=lambda indicator: indicator["place"])
        levels = Level.objects.filter(card=card["pk"]).count()
        return {**card, "indicators": indicators, "levels": levels, "asks": len(indicators)}

    def narrowed(self, code: str) -> Stored:
        """The same with nothing on any card but the theme or the criterion with this code."""
        found = copy(self)
        found._values = {}
        found.cards = {}
        for pk, card in self.cards.items():
            kept = [one for one in card["indicators"] if code in (one["theme"], one["criterion"])]
            found.cards[pk] = {**card, "indicators": kept}
        return found

    # --- what belongs to what ---------------------------------------------------------------------------------------

    def round_of(self, assessment: Row) -> Row:
        return self.rounds[assessment["round"]]

    def card_of(self, assessment: Row) -> Row:
        return self.cards[self.round_of(assessment)["card"]]

    def school_name(self, school: int) -> str:
        return next(str(one["name"]) for one in self.schools if one["pk"] == school)

    def family(self, round_: Row) -> tuple[Any, ...]:
        """Change and the rounds of a board stay within a board and a card family."""
        card = self.cards[round_["card"]]
        return (round_["board"], card["owner"], card["key"])

    def earlier(self, assessment: Row) -> Row | None:
        """The team's assessment of the same card family in the latest round that began earlier, confirmed or not."""
        now = self.round_of(assessment)
        found: Row | None = None
        for other in self.assessments:
            then = self.round_of(other)
            if (
                other["team"] == assessment["team"]
                and self.family(then) == self.family(now)
                and then["starts_on"] < now["starts_on"]
                and then["state"] != "concept"
                and not then["is_trial"]
                and not now["is_trial"]
                and (found is None or age(then) > age(self.round_of(found)))
            ):
                found = other
        return found

    # --- what stands for a team -------------------------------------------------------------------------------------

    def cell(self, assessment: Row, code: str, threshold: int) -> Row | None:
        """None where the card of its round has no such indicator."""
        key = (assessment["pk"], code)
        if key not in self._values:
            self._values[key] = self._value(assessment, code)
        found = self._values[key]
        if found is None:
            return None
        kind, value = found
        return {"kind": kind, "value": value, "in_order": value is not None and value >= threshold}

    def _value(self, assessment: Row, code: str) -> tuple[str, Fraction | None] | None:
        for indicator in self.card_of(assessment)["indicators"]:
            if indicator["code"] == code:
                key = (assessment["pk"], indicator["pk"])
                break
        else:
            return None
        agreed = self.scores.get(key, {"choice": ""})
        if agreed["choice"] == "niveau":
            return "agreed", Fraction(agreed["level"])
        if agreed["choice"] == "weet-niet":
            return "unknown", None
        if agreed["choice"] == "nvt":
            return "not applicable", None
        tally = self.tallies.get(key)
        if tally is not None and tally["least_group"] >= assessment["min_group"]:
            levels = []
            for number in range(1, 8):
                levels += [number] * tally[f"level_{number}"]
            if len(levels) >= assessment["min_group"]:
                levels.sort()
                half = len(levels) // 2
                if len(levels) % 2:
                    return "median", Fraction(levels[half])
                return "median", Fraction(levels[half - 1] + levels[half], 2)
        return "empty", None

    def cells(self, assessment: Row, codes: list[str], threshold: int) -> list[Row]:
        found = [self.cell(assessment, code, threshold) for code in codes]
        return [cell for cell in found if cell is not None]
