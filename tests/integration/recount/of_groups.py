"""The result of the teams of a school, or of the schools of a board, counted naively."""

from __future__ import annotations

from fractions import Fraction

from .naive import Part, Row, change, extremes, means_of, moved, ranked, summary, together
from .of_teams import Teams, actors, parts
from .stored import everything, of, those


class Group:
    """Schools, each the assessments of one round; a school on its own is a group of one, whose mean is of its teams."""

    def __init__(self, teams: Teams, schools: list[list[Row]], card: Row, *, is_board: bool) -> None:
        self.stored, self.teams = teams.stored, teams
        self.card, self.is_board = card, is_board
        self.of_teams = sum(len(school) for school in schools)
        self.schools = [[one for one in school if one["confirmed_at"] is not None] for school in schools]
        self.confirmed = [assessment for school in self.schools for assessment in school]

    def summary(self, part: Part) -> Row:
        levels = self.card["levels"]
        found = [together([self.teams.summary(a, part) for a in school], levels) for school in self.schools]
        return together(found, levels) if self.is_board else found[0]

    def previous(self, part: Part) -> Row | None:
        """Of the teams that have something to be compared with, and an edition that has this part."""
        levels, found = self.card["levels"], []
        for school in self.schools:
            then = [self.teams.previous(a, part) for a in school if part(self.stored.card_of(a))]
            known = [one for one in then if one is not None]
            if known:
                found.append(together(known, levels))
        if not found:
            return None
        return together(found, levels) if self.is_board else found[0]

    def change(self, part: Part) -> Row | None:
        return change([self.teams.pairs(a, part) for a in self.confirmed], self.of_teams)

    def told(self, part: Part) -> Row:
        return {"summary": self.summary(part), "previous": self.previous(part), "change": self.change(part)}

    def means(self, part: Part) -> list[Fraction]:
        if not self.is_board:
            return means_of([self.teams.summary(a, part) for a in self.confirmed])
        each = [[self.teams.summary(a, part) for a in school] for school in self.schools]
        return means_of([together(school, self.card["levels"]) for school in each])

    def indicator(self, code: str) -> Row:
        """One indicator over the teams whose edition has it, op orde by the threshold of that edition."""
        cells, of_schools = [], []
        pairs: list[tuple[Row, Row | None]] = []
        for school in self.schools:
            own = []
            for assessment in school:
                own += self.stored.cells(assessment, [code], self.stored.card_of(assessment)["threshold"])
                pairs += self.teams.pairs(assessment, those([code]))
            cells += own
            of_schools.append(summary(own, self.card["levels"], ask_coverage=False))
        found = summary(cells, self.card["levels"], ask_coverage=False)
        if self.is_board:
            means = means_of(of_schools)
            whole = together(of_schools, self.card["levels"])
            found["mean"], found["mean_from"] = whole["mean"], len(means)
        applies = found["total"] - found["not_applicable"]
        return {
            "code": code,
            "cells": cells,
            "pairs": pairs,
            "summary": found,
            "change": self.change(those([code])),
            "unknown_share": Fraction(found["unknown"], applies) if applies else Fraction(0),
        }

    def result(self) -> Row:
        rows = [self.indicator(code) for code in everything(self.card)]
        covered = [row for row in rows if row["summary"]["coverage"] is not None]
        covered = [row for row in covered if row["summary"]["coverage"] >= Fraction(1, 2)]
        strongest, weakest = extremes(covered, lambda row: (row["summary"]["share"], row["summary"]["mean"]))
        # Told are those that more, or fewer, teams have op orde than before.
        shifted = [row for row in rows if row["change"] and row["change"]["in_order"]]
        up, down = moved(shifted, lambda row: (row["change"]["in_order"], row["change"]["mean"] or 0))
        unknown = ranked(
            [row for row in rows if row["summary"]["unknown"]],
            lambda row: row["unknown_share"],
            high_first=True,
        )
        whole = self.told(everything)
        return {
            "summary": whole["summary"],
            "change": whole["change"],
            "themes": parts(
                self.card,
                self.told,
                lambda criterion: {
                    "means": self.means(of("criterion", criterion["code"])),
                    "indicators": [
                        row for row in rows if row["code"] in of("criterion", criterion["code"])(self.card)
                    ],
                },
            ),
            "actors": [
                {
                    "code": actor,
                    "summary": self.summary(those(codes)),
                    "change": self.change(those(codes)),
                    "indicators": codes,
                }
                for actor, codes in actors(self.card)
            ],
            "strongest": strongest,
            "weakest": weakest,
            "moved_up": up,
            "moved_down": down,
            "unknown": [row["code"] for row in unknown][:5],
            "confirmed": len(self.confirmed),
            "of_teams": self.of_teams,
        }
