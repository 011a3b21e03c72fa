"""Every figure of product.md 6 once more, deliberately naively: dicts and loops over the rows as they are stored.

No code of the results module is used, nor what is kept for speed (`Assessment.marks`). It is slow and says each rule
once, so that it can be read beside the rules. A summary, a change, a cell is a dict; `told.py` makes the same dicts of
what the product computes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

Row = dict[str, Any]
Part = Callable[[Row], list[str]]
"""The codes of a part of a card, in card order: of a theme, a criterion, an actor or everything."""


# --- counting ---------------------------------------------------------------------------------------------------------


def mean(values: list[Any]) -> Fraction | None:
    total = Fraction(0)
    for value in values:
        total += value
    return total / len(values) if values else None


def summary(cells: list[Row], levels: int, *, ask_coverage: bool) -> Row:
    """Of one team; or, without asking for coverage, of one indicator over teams."""
    found: Row = dict.fromkeys(("total", "scored", "in_order", "unknown", "not_applicable", "empty"), 0)
    found["distribution"] = [0] * levels
    values = []
    for cell in cells:
        found["total"] += 1
        if cell["value"] is None:
            found[cell["kind"].replace(" ", "_")] += 1
            continue
        found["scored"] += 1
        found["in_order"] += cell["in_order"]
        found["distribution"][int(cell["value"]) - 1] += 1  # a half counts at the level below
        values.append(cell["value"])
    too_few = 2 * found["scored"] < found["total"] - found["not_applicable"]
    if ask_coverage and too_few:
        values = []
    found["mean"], found["mean_from"] = mean(values), len(values)
    return with_shares(found)


def together(parts: list[Row], levels: int) -> Row:
    """Of a school from its teams, of a board from its schools: sums, and the mean of the means."""
    found: Row = {}
    for name in ("total", "scored", "in_order", "unknown", "not_applicable", "empty"):
        found[name] = 0
        for part in parts:
            found[name] += part[name]
    found["distribution"] = [0] * levels
    for part in parts:
        for place, number in enumerate(part["distribution"]):
            found["distribution"][place] += number
    means = means_of(parts)
    found["mean"], found["mean_from"] = mean(means), len(means)
    return with_shares(found)


def means_of(parts: list[Row]) -> list[Fraction]:
    return [part["mean"] for part in parts if part["mean"] is not None]


def with_shares(found: Row) -> Row:
    applies = found["total"] - found["not_applicable"]
    found["coverage"] = Fraction(found["scored"], applies) if applies else None
    found["share"] = Fraction(found["in_order"], found["scored"]) if found["scored"] else None
    return found


def change(teams: list[list[tuple[Row, Row | None]]], of_teams: int) -> Row | None:
    """Over the cells scored now and before, each once; `teams` has the pairs of each team."""
    scored = matched = now = before = with_any = 0
    difference = total_before = Fraction(0)
    for pairs in teams:
        own = 0
        for cell, earlier in pairs:
            if cell["value"] is None:
                continue
            scored += 1
            if earlier is None or earlier["value"] is None:
                continue
            own += 1
            now += cell["in_order"]
            before += earlier["in_order"]
            difference += cell["value"] - earlier["value"]
            total_before += earlier["value"]
        matched += own
        with_any += own > 0
    if not matched:
        return None
    enough = 2 * matched >= scored
    return {
        "in_order": now - before,
        "mean": difference / matched if enough else None,
        "before_mean": total_before / matched if enough else None,
        "now_mean": (total_before + difference) / matched if enough else None,
        "matched": matched,
        "teams": with_any,
        "of_teams": of_teams,
        "before_in_order": before,
        "now_in_order": now,
    }


# --- ranking ----------------------------------------------------------------------------------------------------------


def code_order(code: str) -> list[Any]:
    """VA1.2 before VA1.10."""
    letters, *numbers = re.findall(r"[A-Z]+|[0-9]+", code)
    return [letters, *map(int, numbers)]


def ranked(rows: list[Row], by: Callable[[Row], Any], *, high_first: bool) -> list[Row]:
    """From high to low or from low to high; equals by code."""
    found = sorted(rows, key=lambda row: code_order(row["code"]))
    return sorted(found, key=by, reverse=high_first)


def extremes(rows: list[Row], by: Callable[[Row], Any]) -> tuple[list[str], list[str]]:
    number = 5 if len(rows) >= 10 else len(rows) // 2
    strongest = [row["code"] for row in ranked(rows, by, high_first=True)][:number]
    rest = [row for row in rows if row["code"] not in strongest]
    return strongest, [row["code"] for row in ranked(rest, by, high_first=False)][:number]


def moved(rows: list[Row], by: Callable[[Row], Any]) -> tuple[list[str], list[str]]:
    """`by` gives the difference in number op orde, then of the mean."""
    up = [row["code"] for row in ranked(rows, by, high_first=True) if by(row) > (0, 0)]
    down = [row["code"] for row in ranked(rows, by, high_first=False) if by(row) < (0, 0)]
    return up[:5], down[:5]


def compared_with(known: Iterable[tuple[Row, bool]]) -> Any:
    """The key of the round that most teams are compared with, of equals the latest; else that most teams were in."""
    found = list(known)
    rounds = [round_ for round_, comparable in found if comparable] or [round_ for round_, _ in found]
    best: Row | None = None
    for round_ in rounds:
        if best is None or rank(round_, rounds) > rank(best, rounds):
            best = round_
    return best and best["pk"]


def rank(round_: Row, rounds: list[Row]) -> tuple[Any, ...]:
    return (sum(one["pk"] == round_["pk"] for one in rounds), *age(round_))


def age(round_: Row) -> tuple[Any, ...]:
    """By first day; of rounds begun on one day the last planned is the latest."""
    return (round_["starts_on"], round_["pk"])
