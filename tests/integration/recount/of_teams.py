"""The result of a team, counted naively: as its page asks for it, in dicts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .naive import Part, Row, change, extremes, moved, summary
from .stored import Stored, everything, of, those


def in_card_order(card: Row, kind: str, within: Row | None = None) -> list[Row]:
    """The themes, or the criteria of a theme, each with its code."""
    codes: list[str] = []
    for indicator in card["indicators"]:
        if indicator[kind] not in codes and (within is None or indicator["theme"] == within["code"]):
            codes.append(indicator[kind])
    return [{"code": code} for code in codes]


def parts(card: Row, told: Callable[[Part], Row], more: Callable[[Row], Row]) -> list[Row]:
    """The tree of themes and criteria, each with what is told of it; `more` is told of a criterion."""
    themes = in_card_order(card, "theme")
    for theme in themes:
        theme |= told(of("theme", theme["code"]))
        theme["criteria"] = in_card_order(card, "criterion", theme)
        for criterion in theme["criteria"]:
            criterion |= told(of("criterion", criterion["code"])) | more(criterion)
    return themes


def actors(card: Row) -> list[tuple[str, list[str]]]:
    """Who acts, in the card's order, with the codes of the indicators in which they do."""
    places: dict[str, int] = {}
    for indicator in card["indicators"]:
        places |= indicator["actors"]
    return [
        (actor, [one["code"] for one in card["indicators"] if actor in one["actors"]])
        for actor in sorted(places, key=lambda actor: places[actor])
    ]


def criteria(card: Row) -> list[Part]:
    """The parts that its criteria are, in card order."""
    themes = in_card_order(card, "theme")
    return [
        of("criterion", one["code"]) for theme in themes for one in in_card_order(card, "criterion", theme)
    ]


class Teams:
    """What is counted of one team, and of those of a school.

    Each is compared with its earlier assessment; with `beside` with that of these, by team; never with itself.
    """

    def __init__(self, stored: Stored, beside: dict[int, Row] | None = None) -> None:
        self.stored = stored
        self.beside = beside

    def comparable(self, assessment: Row) -> Row | None:
        """What a team is compared with: confirmed, and of an edition with as many levels."""
        other = (
            self.stored.earlier(assessment) if self.beside is None else self.beside.get(assessment["team"])
        )
        if other is None or other["confirmed_at"] is None or other["pk"] == assessment["pk"]:
            return None
        same_scale = self.stored.card_of(other)["levels"] == self.stored.card_of(assessment)["levels"]
        return other if same_scale else None

    def summary(self, assessment: Row, part: Part) -> Row:
        card = self.stored.card_of(assessment)
        cells = self.stored.cells(assessment, part(card), card["threshold"])
        return summary(cells, card["levels"], ask_coverage=True)

    def previous(self, assessment: Row, part: Part) -> Row | None:
        """What the team had before, of the indicators that it has now, by the threshold of now."""
        card, other = self.stored.card_of(assessment), self.comparable(assessment)
        if other is None:
            return None
        cells = self.stored.cells(other, part(card), card["threshold"])
        return summary(cells, card["levels"], ask_coverage=True)

    def pairs(self, assessment: Row, part: Part) -> list[tuple[Row, Row | None]]:
        """Now beside before, both op orde by the threshold of now."""
        card, other = self.stored.card_of(assessment), self.comparable(assessment)
        found = []
        for code in part(card):
            now = self.stored.cell(assessment, code, card["threshold"])
            if now is not None:
                before = self.stored.cell(other, code, card["threshold"]) if other else None
                found.append((now, before))
        return found

    def info(self, assessment: Row) -> Row:
        """Who, and how far: what is not counted but told beside it."""
        answered = 0
        for (pk, _indicator), score in self.stored.scores.items():
            answered += pk == assessment["pk"] and score["choice"] != ""
        confirmed = assessment["confirmed_at"] is not None
        return {
            "pk": assessment["pk"],
            "confirmed": confirmed,
            "reopened": not confirmed and assessment["pk"] in self.stored.confirmed_once,
            "answered": answered,
            "total": self.stored.card_of(assessment)["asks"],
        }

    def result(self, assessment: Row) -> Row:
        card, earlier = self.stored.card_of(assessment), self.stored.earlier(assessment)
        rows: list[Row] = []
        for code, (cell, before) in zip(everything(card), self.pairs(assessment, everything), strict=True):
            difference = None
            if before and cell["value"] is not None and before["value"] is not None:
                difference = cell["value"] - before["value"]
            rows.append({"code": code, "cell": cell, "previous": before, "difference": difference})

        def told(part: Part) -> Row:
            return {
                "summary": self.summary(assessment, part),
                "previous": self.previous(assessment, part),
                "change": change([self.pairs(assessment, part)], 1),
            }

        def distance(row: Row) -> tuple[int, Any]:
            if row["difference"] is None:
                return (0, 0)
            return (row["cell"]["in_order"] - row["previous"]["in_order"], row["difference"])

        strongest, weakest = extremes(
            [row for row in rows if row["cell"]["value"] is not None],
            lambda row: (row["cell"]["in_order"], row["cell"]["value"]),
        )
        up, down = moved(rows, distance)
        whole = told(everything)
        return {
            "assessment": self.info(assessment),
            "summary": whole["summary"],
            "change": whole["change"],
            "previous_round": earlier and earlier["round"],
            "themes": parts(
                card,
                told,
                lambda criterion: {
                    "indicators": [
                        row for row in rows if row["code"] in of("criterion", criterion["code"])(card)
                    ]
                },
            ),
            "actors": [
                {
                    "code": actor,
                    "summary": self.summary(assessment, those(codes)),
                    "change": change([self.pairs(assessment, those(codes))], 1),
                    "indicators": codes,
                }
                for actor, codes in actors(card)
            ],
            "strongest": strongest,
            "weakest": weakest,
            "moved_up": up,
            "moved_down": down,
            "unknown": [row["code"] for row in rows if row["cell"]["kind"] == "unknown"],
        }
