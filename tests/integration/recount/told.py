"""What the results module computes, as the dicts that the recount makes."""

from __future__ import annotations

from assessments.results.values import (
    AssessmentInfo,
    BoardResult,
    Cell,
    Change,
    CriterionAcross,
    CriterionResult,
    GroupResult,
    IndicatorAcross,
    IndicatorResult,
    SchoolResult,
    Summary,
    TeamResult,
    ThemeAcross,
    ThemeResult,
)
from assessments.results.values.over_time import Comparison, Moment, OverTime

from .naive import Row


def summary(of: Summary | None) -> Row | None:
    if of is None:
        return None
    names = (
        "total",
        "scored",
        "in_order",
        "unknown",
        "not_applicable",
        "empty",
        "mean",
        "mean_from",
        "coverage",
    )
    return {name: getattr(of, name) for name in names} | {
        "distribution": list(of.distribution),
        "share": of.share,
    }


def change(of: Change | None) -> Row | None:
    names = ["in_order", "mean", "before_mean", "now_mean", "matched", "teams", "of_teams"]
    names += ["before_in_order", "now_in_order"]
    return {name: getattr(of, name) for name in names} if of else None


def cell(of: Cell | None) -> Row | None:
    return {"kind": of.kind.value, "value": of.value, "in_order": of.in_order} if of else None


def codes(of: tuple[IndicatorResult, ...] | tuple[IndicatorAcross, ...]) -> list[str]:
    return [one.info.code for one in of]


def info(of: AssessmentInfo) -> Row:
    return {
        "pk": of.pk,
        "confirmed": of.is_confirmed,
        "reopened": of.reopened,
        "answered": of.answered,
        "total": of.total,
    }


def part(of: ThemeResult | CriterionResult | ThemeAcross | CriterionAcross) -> Row:
    return {
        "code": of.info.code,
        "summary": summary(of.summary),
        "previous": summary(of.previous),
        "change": change(of.change),
    }


def indicator(of: IndicatorResult) -> Row:
    return {
        "code": of.info.code,
        "cell": cell(of.cell),
        "previous": cell(of.previous),
        "difference": of.difference,
    }


def across(of: IndicatorAcross) -> Row:
    return {
        "code": of.info.code,
        "cells": [cell(one) for one in of.cells],
        "pairs": [(cell(now), cell(before)) for now, before in of.pairs],
        "summary": summary(of.summary),
        "change": change(of.change),
        "unknown_share": of.unknown_share,
    }


def lists(of: TeamResult | GroupResult) -> Row:
    """What a team and a group tell alike."""
    names = ("strongest", "weakest", "moved_up", "moved_down", "unknown")
    return {name: codes(getattr(of, name)) for name in names} | {
        "summary": summary(of.summary),
        "change": change(of.change),
        "previous_round": of.previous_round and of.previous_round.pk,
        "actors": [
            {
                "code": one.info.code,
                "summary": summary(one.summary),
                "change": change(one.change),
                "indicators": codes(one.indicators),
            }
            for one in of.actors
        ],
    }


def team(of: TeamResult) -> Row:
    return lists(of) | {
        "assessment": info(of.assessment),
        "themes": [
            part(theme)
            | {
                "criteria": [
                    part(criterion) | {"indicators": [indicator(one) for one in criterion.indicators]}
                    for criterion in theme.criteria
                ]
            }
            for theme in of.themes
        ],
    }


def group(of: GroupResult) -> Row:
    return lists(of) | {
        "themes": [
            part(theme)
            | {
                "criteria": [
                    part(criterion)
                    | {
                        "means": list(criterion.means),
                        "indicators": [across(one) for one in criterion.indicators],
                    }
                    for criterion in theme.criteria
                ]
            }
            for theme in of.themes
        ],
    }


def school(of: SchoolResult) -> Row:
    return group(of) | {
        "confirmed": of.confirmed,
        "of_teams": of.of_teams,
        "rows": [
            {
                "assessment": info(row.assessment),
                "summary": summary(row.summary),
                "criteria": [summary(one) for one in row.criteria],
                "change": change(row.change),
                "cells": {code: cell(one) for code, one in row.cells.items()},
            }
            for row in of.rows
        ],
    }


def moment(of: Moment) -> Row:
    return {
        "round": of.round.pk,
        "summary": summary(of.summary),
        "confirmed": of.confirmed,
        "of_teams": of.of_teams,
    }


def comparison(of: Comparison | None) -> Row | None:
    if of is None:
        return None
    names = ("new_teams", "gone_teams", "unconfirmed", "other_scale", "not_again", "new_codes", "gone_codes")
    return {
        "earlier": moment(of.earlier),
        "later": moment(of.later),
        "card": of.card.pk,
        "change": change(of.change),
        "themes": [
            {
                "code": theme.info.code,
                "change": change(theme.change),
                "criteria": [
                    {
                        "code": one.info.code,
                        "change": change(one.change),
                        "indicators": [across(indicator) for indicator in one.indicators],
                    }
                    for one in theme.criteria
                ],
            }
            for theme in of.themes
        ],
        "rows": [{"name": row.name, "change": change(row.change)} for row in of.rows],
        "moved_up": codes(of.moved_up),
        "moved_down": codes(of.moved_down),
        "left_out": {name: list(getattr(of.left_out, name)) for name in names}
        | {"one_sided": of.left_out.one_sided},
    }


def over_time(of: OverTime) -> Row:
    return {
        "moments": [moment(one) for one in of.moments],
        "changes": [change(one) for one in of.changes],
        "rounds": [one.pk for one in of.rounds],
        "comparison": comparison(of.comparison),
    }


def board(of: BoardResult) -> Row:
    return group(of) | {
        "confirmed": of.confirmed,
        "of_teams": of.of_teams,
        "card": of.card.pk,
        "rounds": [one.pk for one in of.rounds],
        "elsewhere": list(of.elsewhere),
        "schools": [one.uid for one in of.schools],
        "counted_schools": of.counted_schools,
        "rows": [
            {
                "school": row.school_uid,
                "round": row.round and row.round.pk,
                "confirmed": row.confirmed,
                "of_teams": row.of_teams,
                "summary": summary(row.summary),
                "criteria": [summary(one) for one in row.criteria],
                "change": change(row.change),
                "on_board_scale": row.on_board_scale,
                "is_closed": row.is_closed,
                "indicators": [summary(one) for one in row.indicators],
            }
            for row in of.rows
        ],
    }
